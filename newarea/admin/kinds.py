"""Kinds of duty as the editor meets them: in words, chosen from a list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from newarea.models.kinds import kind_name
from newarea.parts import duty_kinds


def kind_words(kind: str) -> str:
    return str(capfirst(kind_name(kind)))


def kind_choices(kinds: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, kind_words(kind)) for kind in kinds]


def choose_kind(form: Any, kinds: Iterable[str]) -> None:
    """Makes the form's field a list of these kinds, and of the one that the row has."""
    own = form.instance.kind if form.instance.pk else ""
    offered = [*kinds, *([own] if own and own not in duty_kinds() else [])]
    field = forms.ChoiceField(label=_("kind of duty"), choices=[("", "–"), *kind_choices(offered)])
    field.show_hidden_initial = form.fields["kind"].show_hidden_initial
    form.fields["kind"] = field


def in_order() -> OrderBy:
    """The kinds as the parts list them, rather than by their keys."""
    places = [When(kind=kind, then=Value(place)) for place, kind in enumerate(duty_kinds())]
    return Case(*places, default=Value(len(places))).asc()


class KindFilter(admin.SimpleListFilter):
    title = _("kind of duty")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return kind_choices(duty_kinds())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


def after_words(days: int | None) -> str:
    if days is None:
        return pgettext("copy", "never")
    return ngettext("%(count)d working day overdue", "%(count)d working days overdue", days) % {"count": days}
