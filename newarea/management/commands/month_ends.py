"""Keeps the lights of the months that are over; with --check says which kept ones the facts do not yield any more."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from newarea import clock, formats
from newarea.actions.month_ends import Disagreement, disagreements, keep_month_ends
from newarea.models import MonthEnd, reference


class Command(BaseCommand):
    help = "Keep the lights of every month that is over, or with --check recompute those that are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a kept light disagrees")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(check() if options["check"] else keep(on=clock.today()))


def keep(*, on: date) -> str:
    count = keep_month_ends(on=on)
    return ngettext("%(count)s month-end light kept.", "%(count)s month-end lights kept.", count) % {"count": count}


def check() -> str:
    found = [one for programme in reference().programmes for one in disagreements(programme)]
    if not found:
        return t("All month-end lights agree with the facts.")
    count = len(found)
    text = ngettext(
        "%(count)s month-end light disagrees with the facts:",
        "%(count)s month-end lights disagree with the facts:",
        count,
    )
    raise CommandError("\n".join([text % {"count": count}, *map(line, found)]))


def line(found: Disagreement) -> str:
    kept = found.kept
    told = {"day": kept.day, "key": kept.undertaking.key, "kept": figures(kept), "computed": figures(found.computed)}
    return "  " + t("%(day)s %(key)s: kept as %(kept)s; the facts say %(computed)s") % told


def figures(row: MonthEnd | None) -> str:
    if row is None:
        return t("not planned yet")
    told = {"light": formats.light_word(row.light), "planned": percent(row.planned), "verified": percent(row.verified)}
    return t("%(light)s (planned %(planned)s, verified %(verified)s)") % told


def percent(value: Decimal | None) -> str:
    return "–" if value is None else formats.percent(value, 4)
