"""Steps: what an editor does to a row beside editing it, each on a page of its own that says what it will do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as t

from newarea import clock
from newarea.admin.base import Hand
from newarea.admin.forms import SeenVersion, repeat
from newarea.admin.rights import ModelAdmin, officer
from newarea.parts import Fault


class StepForm(forms.Form):
    """What a step asks for. `subject` is the row it is about, None for a step of the whole table."""

    def __init__(self, subject: Any, *args: Any, **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(*args, **kwargs)
        if hasattr(subject, "version"):
            self.fields["version"] = SeenVersion(initial=subject.version)

    def explanation(self) -> str:
        """What the step does, in a sentence or two."""
        return ""

    def faults(self) -> Sequence[Fault]:
        """What speaks against it, for the editor to weigh."""
        return ()

    def passing(self) -> Sequence[Any]:
        """The undertakings that change hands, to be looked at before it is done."""
        return ()

    def perform(self, hand: Hand) -> str:
        """Call the action; the answer is told to the editor."""
        raise NotImplementedError

    @property
    def seen(self) -> int:
        return int(self.cleaned_data["version"])


@dataclass(frozen=True)
class Step:
    """`name` is its place in the address. `is_open` says for which rows it is offered."""

    name: str
    label: str | Promise
    form: type[StepForm]
    is_open: Callable[[Any], bool] = lambda row: True


class StepsMixin(ModelAdmin):
    """`steps` stand on a row's page and among the list's actions, `list_steps` above the list."""

    steps: Sequence[Step] = ()
    list_steps: Sequence[Step] = ()
    change_list_template = "admin/steps_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [*map(self._row_url, self.steps), *map(self._list_url, self.list_steps), *super().get_urls()]

    def _row_url(self, step: Step) -> URLPattern:
        view = self.admin_site.admin_view(partial(self.step_view, step=step))
        return path(f"<int:pk>/{step.name}/", view, name=self._url_name(step))

    def _list_url(self, step: Step) -> URLPattern:
        view = self.admin_site.admin_view(partial(self.step_view, step=step))
        return path(f"{step.name}/", view, name=self._url_name(step))

    def _url_name(self, step: Step) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{step.name}"

    def _url(self, step: Step, *args: Any) -> str:
        return reverse(f"admin:{self._url_name(step)}", args=args)

    def step_view(self, request: HttpRequest, pk: int | None = None, *, step: Step) -> HttpResponse:
        if not officer(request).is_administrator:
            raise Http404
        subject = None if pk is None else self.get_queryset(request).filter(pk=pk).first()
        if pk is not None and (subject is None or not step.is_open(subject)):
            raise Http404
        form = step.form(subject, request.POST or None)
        if form.is_valid():
            try:
                return self._performed(request, form)
            except ValidationError as refusal:
                repeat(form, refusal)
        return TemplateResponse(request, "admin/step.html", self._page(request, step, subject, form))

    def _performed(self, request: HttpRequest, form: StepForm) -> HttpResponse:
        told = form.perform(Hand(officer(request), clock.today(), form.cleaned_data.get("reason", "")))
        if form.subject is not None:
            self.log_change(request, form.subject, told)
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(self._home(form.subject))

    def _home(self, subject: models.Model | None) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{name}_changelist") if subject is None else reverse(f"{name}_change", args=[subject.pk])

    def _page(self, request: HttpRequest, step: Step, subject: Any, form: StepForm) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.label,
            "original": subject,
            "form": form,
            "faults": form.faults(),
            "back": self._home(subject),
            "media": self.media + form.media,
        }

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        row = context.get("original")
        steps = self.steps if row is not None and officer(request).is_administrator else ()
        offered = [step for step in steps if step.is_open(row)]
        context["steps"] = [{"label": step.label, "url": self._url(step, row.pk)} for step in offered]
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        steps = self.list_steps if officer(request).is_administrator else ()
        links = [{"label": step.label, "url": self._url(step)} for step in steps]
        return super().changelist_view(request, {**(extra_context or {}), "steps": links})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        for step in self.steps if officer(request).is_administrator else ():
            found[step.name] = (_go_to(step), step.name, str(step.label))
        return found


def _go_to(step: Step) -> Callable[..., HttpResponse | None]:
    """The list's action of a step: its page, for the one row that was chosen."""

    def action(admin: StepsMixin, request: HttpRequest, rows: models.QuerySet[Any]) -> HttpResponse | None:
        chosen = list(rows[:2])
        if len(chosen) == 1 and step.is_open(chosen[0]):
            return HttpResponseRedirect(admin._url(step, chosen[0].pk))
        text = (
            t("This is not possible for %(row)s.") % {"row": chosen[0]}
            if len(chosen) == 1
            else t("Choose one row for this.")
        )
        admin.message_user(request, text, messages.WARNING)
        return None

    return action
