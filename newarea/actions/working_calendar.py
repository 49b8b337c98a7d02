from collections.abc import Iterable
from datetime import date, timedelta

import holidays
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as t

from newarea.models import Workday, touch_reference


@transaction.atomic
def seed_calendar(first_year: int, last_year: int) -> int:
    """Write the days of these years that have no row yet; returns how many. People's edits stay.

    The library computes a year that is not decreed yet without a word; a decree always has a make-up weekend, so a
    year without one is kept as Monday to Friday and marked as not official.
    """
    known = {row.day: row for row in Workday.objects.all()}
    rows = [row for year in range(first_year, last_year + 1) for row in _days_of(year) if row.day not in known]
    if rows:
        shifted = _number([*known.values(), *rows]) & set(known)
        Workday.objects.bulk_create(rows, batch_size=1000)
        Workday.objects.bulk_update([known[day] for day in shifted], ["ordinal"], batch_size=500)
        touch_reference()
    return len(rows)


def _days_of(year: int) -> list[Workday]:
    decreed = holidays.country_holidays("CN", years=year, language="zh_CN", categories=("public",))
    make_up = {day for day in decreed.weekend_workdays if day.year == year}
    first = date(year, 1, 1)
    days = [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]
    return [_day(day, decreed, make_up) for day in days]


def _day(day: date, decreed: holidays.HolidayBase, make_up: set[date]) -> Workday:
    weekday = day.weekday() < 5
    if not make_up:
        return Workday(day=day, is_working=weekday, is_official=False, ordinal=0)
    is_working = day in make_up or (weekday and day not in decreed)
    note = (decreed.get(day) or "")[:120]
    return Workday(day=day, is_working=is_working, is_exception=is_working != weekday, note=note, ordinal=0)


def _number(rows: Iterable[Workday]) -> set[date]:
    """Give each row its ordinal among all of them; the days whose rows had another one."""
    count, shifted = 0, set()
    for row in sorted(rows, key=lambda row: row.day):
        count += row.is_working
        if row.ordinal != count:
            shifted.add(row.day)
            row.ordinal = count
    return shifted


@transaction.atomic
def set_workday(day: date, *, is_working: bool, note: str = "") -> Workday:
    """Decree one day; the ordinals of all later days follow."""
    row = Workday.objects.filter(day=day).first()
    if row is None:
        raise ValidationError(
            t("The calendar has no rows for %(year)s yet; seed that year first.") % {"year": day.year}
        )
    if row.is_working != is_working:
        Workday.objects.from_day(day).update(ordinal=F("ordinal") + (1 if is_working else -1))
        row.refresh_from_db()
    row.is_working, row.note = is_working, note
    row.is_exception = is_working != (day.weekday() < 5)
    row.save()
    touch_reference()
    return row


@transaction.atomic
def declare_year(year: int) -> int:
    """Take the year's days as decreed: the warning about a guessed calendar ends; returns how many days."""
    changed = Workday.objects.filter(day__year=year, is_official=False).update(is_official=True)
    touch_reference()
    return changed
