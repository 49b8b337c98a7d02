"""Who gets what in the days to come, as the tables are now: for reading, filtered by person, unit and kind, and to
print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea import clock, formats, mail
from newarea.actions.reminders import Foreseen, ForeseenDay, foresee_days
from newarea.actions.reminders.copies import Posts
from newarea.actions.reminders.foreseeing import Line
from newarea.actions.reminders.listed import adopted
from newarea.admin.kinds import kind_choices, kind_words
from newarea.models import Officer, Reference, Share, Undertaking, Unit, reference
from newarea.parts import duty_kinds

DAYS = 30


class FilterForm(forms.Form):
    """Of a page that is only read: what it does not offer is no filter."""

    person = forms.TypedChoiceField(label=_("person"), required=False, coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label=_("unit"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("kind of duty"), required=False)

    def __init__(self, data: Any, people: Iterable[Officer]) -> None:
        super().__init__(data)
        everybody = {person.pk: person for person in people}
        units = {person.unit.pk: person.unit for person in everybody.values() if person.unit}
        self._offer("person", sorted((str(one), pk) for pk, one in everybody.items()))
        self._offer("unit", sorted((str(one), pk) for pk, one in units.items()))
        self._offer("kind", [(name, kind) for kind, name in kind_choices(duty_kinds())])

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", t("all")), *((key, words) for words, key in choices)]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class Row:
    """One duty as the page has it, in words."""

    title: str
    belongs_to: str
    url: str
    kind: str
    due: str
    when: str
    is_late: bool
    step: str
    copy: str
    channels: list[str]


@dataclass(frozen=True)
class Reader:
    person: Officer
    rows: list[Row]


@dataclass(frozen=True)
class Day:
    key: str
    on: str
    readers: list[Reader]
    count: int
    copies: int


def preview(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    on = clock.today()
    found = foresee_days(on=on, days=DAYS)
    form = FilterForm(request.GET, {one.person for day in found for one in day.people})
    days = [day for day in map(_day, _narrowed(found, form.chosen())) if day.readers]
    context |= {
        "form": form,
        "days": days,
        "is_all_open": "all" in request.GET or bool(form.chosen()) or len(days) == 1,
        "from": formats.full_day(on),
        "until": formats.full_day(on + timedelta(days=DAYS - 1)),
        "messages_count": sum(len(day.readers) for day in days),
        "rows_count": sum(day.count for day in days),
        "copies_count": sum(day.copies for day in days),
        "warnings": warnings(found, on=on),
    }
    return TemplateResponse(request, "admin/preview.html", context)


def _narrowed(days: Iterable[ForeseenDay], chosen: dict[str, Any]) -> list[ForeseenDay]:
    return [ForeseenDay(day.on, list(_matching(day.people, **chosen))) for day in days]


def _matching(
    people: Iterable[Foreseen], person: int | None = None, unit: int | None = None, kind: str = ""
) -> Iterable[Foreseen]:
    for one in people:
        if person in (None, one.person.pk) and unit in (None, one.person.unit_id):
            lines = [line for line in one.lines if kind in ("", line.kind)]
            if lines:
                yield Foreseen(one.person, lines)


def _day(day: ForeseenDay) -> Day:
    lines = [line for one in day.people for line in one.lines]
    readers = [Reader(one.person, [_row(line, on=day.on) for line in one.lines]) for one in day.people]
    return Day(
        key=f"{day.on}",
        on=f"{formats.full_day(day.on)} {formats.weekday(day.on)}",
        readers=readers,
        count=len(lines),
        copies=sum(mail.is_copy(line.item) for line in lines),
    )


def _row(line: Line, *, on: date) -> Row:
    item = line.item
    return Row(
        title=item.title,
        belongs_to=item.belongs_to,
        url=item.url,
        kind=kind_words(line.kind),
        due=formats.full_day(item.due_on),
        when=mail.when(item, on=on),
        is_late=item.due_on < on,
        step=mail.step_words(item.step),
        copy=_copy_words(item),
        channels=line.channels,
    )


def _copy_words(item: mail.Item) -> str:
    """As whoever looks on tells it; the message itself speaks to its reader."""
    if not mail.is_copy(item):
        return ""
    told = {"share": Share(item.share).label, "owner": item.owner or t("Nobody")}
    return t("%(share)s; %(owner)s answers for it") % told


def warnings(days: Sequence[ForeseenDay], *, on: date) -> list[str]:
    """What keeps reminders from reaching somebody, in sentences."""
    held, until = reference(), on + timedelta(days=DAYS - 1)
    people = {one.person.pk: one.person for day in days for one in day.people}
    silent = [str(person) for person in people.values() if not person.email]
    return [
        *_unknown_years(held, on, until),
        *_told(t("Without an e-mail address, so the in-app inbox alone: %(names)s."), silent),
        *_nobody_answers(held, until),
        *_nobody_in_copy(held, until),
    ]


def _unknown_years(held: Reference, on: date, until: date) -> list[str]:
    words = t("The holidays of %(year)s are not decreed yet: working days are counted Monday to Friday.")
    years = sorted({on.year, until.year})
    return [words % {"year": year} for year in years if not held.calendar.is_known(year)]


def _told(words: str, names: Iterable[str]) -> list[str]:
    found = sorted(set(names))
    return [words % {"names": t(", ").join(found)}] if found else []


def _nobody_answers(held: Reference, until: date) -> list[str]:
    rows = Undertaking.objects.filter(programme__in=[programme.pk for programme in adopted(held)]).due_by(until)
    count = rows.exclude(owner__is_active=True).count()
    words = ngettext(
        "%(count)d item falls due by then and nobody answers for it: nobody is reminded.",
        "%(count)d items fall due by then and nobody answers for them: nobody is reminded.",
        count,
    )
    return [words % {"count": count}] if count else []


def _nobody_in_copy(held: Reference, until: date) -> list[str]:
    """Of units that lead something open and due by then."""
    shares = {share for policy in held.policies.values() for share, _ in policy.copies}
    leading = Undertaking.objects.filter(programme__in=[programme.pk for programme in adopted(held)]).due_by(until)
    units = list(Unit.objects.filter(pk__in=leading.values("lead_unit")))
    held_posts = Posts()
    headless = [str(unit) for unit in units if unit.pk not in held_posts.heads and Share.HEAD in shares]
    leaderless = [str(unit) for unit in units if unit.pk not in held_posts.leaders and Share.LEADER in shares]
    told = [
        *_told(t("No head of unit, so that copies go to nobody: %(names)s."), headless),
        *_told(t("No leader in charge, so that copies go to nobody: %(names)s."), leaderless),
    ]
    if Share.INSPECTION in shares and not held_posts.inspectors:
        told.append(t("There is no inspector, so that copies to the inspection office go to nobody."))
    return told
