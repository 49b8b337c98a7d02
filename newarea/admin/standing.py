"""Where undertakings stand today, asked for once for all rows of a page."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.admin.rights import ModelAdmin
from newarea.domain.standing import ProjectStanding, Standing
from newarea.models import Undertaking, reference
from newarea.models.undertaking_on import undertakings_on
from newarea.templatetags.newarea import light
from newarea.wording import why

Standings = dict[Any, Standing] | dict[Any, ProjectStanding]


class PageList(ChangeList):
    """A list that knows where the rows of the page stand, as `row.standing_now`."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: Sequence[Any] = list(self.result_list)
        attach(self.result_list, self.model_admin.standings)  # type: ignore[attr-defined]


def attach(rows: Sequence[Any], standings: Callable[[list[Any], date], Standings]) -> None:
    found = standings([row.pk for row in rows], clock.today())
    for row in rows:
        row.standing_now = found.get(row.pk)


def undertaking_standings(pks: list[Any], on: date) -> dict[Any, Standing]:
    rows = undertakings_on(Undertaking.objects.filter(pk__in=pks), on, reference())
    return {row.pk: row.standing for row in rows}


class StandingMixin(ModelAdmin):
    """Columns `light` (shape and word) and `standing_today` (with the sentence that says why)."""

    def standings(self, pks: list[Any], on: date) -> Standings:
        return undertaking_standings(pks, on)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PageList

    @admin.display(description=_("light"))
    def light(self, row: Any) -> SafeString | str:
        return light(row.standing_now) if row.standing_now else "–"

    @admin.display(description=_("standing today"))
    def standing_today(self, row: Any) -> SafeString | str:
        if row.pk is None:
            return "–"
        attach([row], self.standings)
        return format_html("{} {}", light(row.standing_now), why(row.standing_now.reason)) if row.standing_now else "–"
