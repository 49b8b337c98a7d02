"""The stock admin: the role decides who gets in, and each noun who meets it (newarea.admin.rights)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

# The order in which an editor looks for things; what is not named follows behind, by its name.
ORDER = [
    "Project", "Milestone", "Deliverable",
    "Target", "Goal", "Indicator", "WorkArea", "Measure", "Commitment", "Tolerance", "Observation",
    "Programme", "Undertaking",
    "Unit", "Officer",
    "Workday", "StandingRules", "DutyPolicy", "ReminderStep", "SendingPolicy",
    "Report", "Evidence", "Extension", "Terms", "LightOverride", "ChaseUp", "SupervisionSlip", "SlipAnswer",
    "MonthEnd", "Reminder", "Digest",
]  # fmt: skip

# What an editor looks for under a heading of its own, on the page of all that can be edited.
REMINDING = ("DutyPolicy", "ReminderStep", "SendingPolicy", "GroupChat")
# Table heads of Django's own index page that its Chinese catalogue lacks.
HEADS = (_("Model name"), _("Add link"))
NAMES = {"axes": _("Sign-in protection")}


class Choices(AutocompleteJsonView):
    """What a field offers, in the words of the noun's own page: two years have areas of the same name."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        told = getattr(self.model_admin, "choice", str)
        return {**super().serialize_result(obj, to_field_name), "text": told(obj)}


class NewareaAdminSite(AdminSite):
    site_header = _("Editing the programme")
    site_title = _("Editing")
    index_title = _("What can be edited")
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and getattr(request.user, "enters_admin", False)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(_hidden(view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in page. Who is signed in already and came here has no business here."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        wanted = urlencode({"next": request.GET.get("next") or reverse("admin:index")})
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{wanted}")

    def get_urls(self) -> list[Any]:
        """The way to a row's page by its kind and key is ours: Django's tells anybody here that the row exists."""
        place = path(
            "r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.page_of_row), name="view_on_site"
        )
        return [place, *(one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site")]

    def page_of_row(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
        """For whoever meets the row among those of its noun."""
        found: Any = apps.get_model("contenttypes", "ContentType").objects.filter(pk=content_type_id).first()
        noun = self._registry.get(found.model_class()) if found else None
        row = noun.get_object(request, object_id) if noun and noun.has_view_permission(request) else None
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        return HttpResponseRedirect(row.get_absolute_url())

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = Choices.as_view(admin_site=self)(request)  # type: ignore[assignment]
        return answer

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        listed = super().get_app_list(request, app_label)
        for app in listed:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            app["models"].sort(key=lambda model: _place(model["object_name"]))
        if app_label is None:
            listed = [part for app in listed for part in _parted(app)]
        return sorted(listed, key=lambda app: _place(app["models"][0]["object_name"]))


def _hidden(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What an editor has no right to is not there; only administrators are told that something is for reading."""

    @wraps(view, updated=())
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if getattr(request.user, "is_administrator", False):
                raise
            raise Http404 from None

    return answer


def _parted(app: Any) -> list[Any]:
    """With the policy tables apart, under words that say what they are for."""
    apart = [model for model in app["models"] if model["object_name"] in REMINDING]
    rest = [model for model in app["models"] if model["object_name"] not in REMINDING]
    reminding = {**app, "name": _("Reminders: who hears of what, and when"), "models": apart}
    return [part for part in ({**app, "models": rest}, reminding) if part["models"]]


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


class NewareaAdminConfig(AdminConfig):
    default = False
    default_site = "newarea.admin_site.NewareaAdminSite"
