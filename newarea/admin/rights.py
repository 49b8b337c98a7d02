"""Who meets which noun in the admin, and which of its rows: an administrator all of them, an inspector what the office
works with, to read, and the head of a unit the rows of that unit. What a head may write the actions decide."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path, unquote
from django.db import models
from django.http import Http404, HttpRequest

from newarea.models import Officer, Undertaking

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


def officer(request: HttpRequest) -> Officer:
    assert isinstance(request.user, Officer)
    return request.user


def shown_to(by: Officer, rows: Any) -> models.QuerySet[Any]:
    """Here as on the site's own pages: nobody but an administrator reads what others have not handed in."""
    is_narrowed = hasattr(rows, "visible_to") and not by.is_administrator
    narrowed: models.QuerySet[Any] = rows.visible_to(by) if is_narrowed else rows
    return narrowed


class RightsMixin(ModelAdmin):
    """`unit_of` are the ways from a row to the unit whose head meets it, `unit_may` the columns that a head changes.
    Rows with `is_of_plan` are as public as their undertaking: a plan in the making is not a unit's business yet."""

    is_for_inspectors = False
    unit_of: Sequence[str] = ()
    unit_may: Collection[str] = ()
    is_of_plan = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        by = officer(request)
        rows = shown_to(by, super().get_queryset(request))
        if not by.is_editor_of_unit:
            return rows
        rows = rows.filter(self._of_unit(by))
        return rows.filter(undertaking__in=Undertaking.objects.visible_to(by)) if self.is_of_plan else rows

    def _of_unit(self, by: Officer) -> models.Q:
        none = models.Q(pk__in=())
        return models.Q(*((way, by.unit_id) for way in self.unit_of), _connector=models.Q.OR) if self.unit_of else none

    def get_list_filter(self, request: HttpRequest) -> Any:
        """A head filters by what the rows of the list name: all there is to choose from is more than is theirs."""
        found = super().get_list_filter(request)
        return [*map(self._of_the_list, found)] if officer(request).is_editor_of_unit else found

    def _of_the_list(self, wanted: Any) -> Any:
        is_relation = isinstance(wanted, str) and get_fields_from_path(self.model, wanted)[-1].is_relation
        return (wanted, admin.RelatedOnlyFieldListFilter) if is_relation else wanted

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        by = officer(request)
        is_met = (by.is_inspector and self.is_for_inspectors) or (by.is_editor_of_unit and bool(self.unit_of))
        return is_met or super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_kept = officer(request).is_editor_of_unit and bool(self.unit_may)
        return is_kept or super().has_change_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if officer(request).is_editor_of_unit:
            form.may, form.theirs = self.unit_may, partial(self._theirs, request)
        return form

    def _theirs(self, request: HttpRequest, model: type[models.Model]) -> models.QuerySet[Any]:
        """What a head may choose of a noun: what its own list shows."""
        return self.admin_site.get_model_admin(model).get_queryset(request)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        self.refuse_foreign(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self.refuse_foreign(request, object_id)
        return super().delete_view(request, object_id, extra_context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self.refuse_foreign(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def refuse_foreign(self, request: HttpRequest, object_id: str | None) -> None:
        """To a head, what is not of the unit is not there, whatever was to be done with it."""
        if object_id is None or not officer(request).is_editor_of_unit:
            return
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
