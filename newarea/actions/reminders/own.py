"""What the base lists as open beside undertakings: reports to make and to mend, and what waits for a decision."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as t
from django.utils.translation import ngettext
from django_cte import with_cte

from newarea import formats
from newarea.domain.workdays import first_reporting_day, last_reporting_day_before
from newarea.models import Extension, Officer, Programme, Reference, Report, SlipAnswer, SupervisionSlip, Undertaking
from newarea.models.standing_sql import stage
from newarea.parts import Deadline, belongs_to

NONE = [0]  # no undertaking's key: asked for all the same, so that a page costs the same at no row and at many


def own_deadlines(
    programmes: Sequence[Programme], *, on: date, reference: Reference, person: int | None = None
) -> Iterator[Deadline]:
    """As things are now; `on` decides what is due when. A dozen queries, whatever there is; with a person (by key),
    only that one's rows are read."""
    pks = [programme.pk for programme in programmes]
    yield from reports_due(pks, on=on, reference=reference, person=person)
    yield from returned_due(pks, on=on, reference=reference, person=person)
    yield from slips_due(pks, person=person)
    people = Officer.objects.filter(role=Officer.Role.INSPECTOR, is_active=True, **_only("pk", person))
    inspectors = list(people.values_list("pk", flat=True))
    if inspectors:
        yield from verifications_due(pks, inspectors, on=on, reference=reference)
        yield from decisions_due(pks, inspectors, on=on, reference=reference)


def _only(column: str, person: int | None) -> dict[str, int]:
    """The filter that leaves one person's rows, where one is asked for."""
    return {} if person is None else {column: person}


def reports_due(programmes: Sequence[int], *, on: date, reference: Reference, person: int | None) -> Iterator[Deadline]:
    """One line a person and reporting day, however many items it is about."""
    nominal, calendar = reference.rules_on(on).reporting_day, reference.calendar
    coming = first_reporting_day(on, nominal, calendar)
    previous = last_reporting_day_before(coming, nominal, calendar)
    earlier = last_reporting_day_before(previous, nominal, calendar)
    rows = _to_report_on(programmes, on, person).filter(Q(handed_in=None) | Q(handed_in__lte=previous))
    was_missed = Q(began__lte=previous) & (Q(handed_in=None) | Q(handed_in__lte=earlier))
    missed, ahead = (
        {f"{name}_count": Count("pk", filter=those), f"{name}_one": Min("pk", filter=those)}
        for name, those in (("missed", was_missed), ("coming", ~was_missed))
    )
    found = []
    for owner, *figures in rows.values("owner").annotate(**missed, **ahead).values_list("owner", *missed, *ahead):
        of_each_day = ((previous, *figures[:2]), (coming, *figures[2:]))
        found += [(owner, due_on, count, one) for due_on, count, one in of_each_day if count]
    pks = [one for _, _, count, one in found if count == 1]
    alone, named = {row.pk: row for row in Undertaking.objects.filter(pk__in=pks or NONE)}, belongs_to(pks or NONE)
    for owner, due_on, count, one in sorted(found, key=lambda row: row[:2]):
        yield _report(owner, due_on, count, alone.get(one), named.get(one, ""))


def _to_report_on(programmes: Sequence[int], on: date, person: int | None) -> QuerySet[Any]:
    """Open and begun, nothing waiting, nothing to mend; with the day the last verified figure was handed in.

    A stage of its own, so that what is asked of an item's reports is asked once, however often it is compared.
    """
    same = {"undertaking": OuterRef("pk")}
    figure = Report.objects.verified().filter(superseded_on=None, **same).order_by("-pk").values("submitted_on")[:1]
    last = Report.objects.exclude(state=Report.State.DRAFT).filter(is_restored=False, **same).order_by("-pk")
    rows = Undertaking.objects.open().filter(programme__in=programmes, owner__is_active=True, **_only("owner", person))
    asked = stage(
        "to_report_on",
        rows.order_by().values(
            "pk",
            "owner",
            began=Coalesce(Greatest("start_on", "programme__adopted_on"), F("programme__adopted_on"), F("start_on")),
            handed_in=Subquery(figure, output_field=DateField()),
            last_state=Subquery(last.values("state")[:1]),
        ),
    )
    open_ends = Q(last_state=Report.State.SUBMITTED) | Q(last_state=Report.State.RETURNED)
    found: QuerySet[Any] = with_cte(asked, select=asked.queryset())
    return found.order_by().filter(began__lte=on).filter(~open_ends | Q(last_state=None))


def _report(owner: int, due_on: date, count: int, alone: Undertaking | None, item: str) -> Deadline:
    """Of one item alone its name and form, of several their number and the workbench, where they stand in a list."""
    facts = {"month": formats.month(due_on.month), "count": count}
    if alone is not None:
        title = t("Progress report for %(month)s: %(title)s") % {**facts, "title": alone.title}
        url = reverse("report-new", args=[alone.pk])
        page = alone.get_absolute_url()
        return Deadline(f"report:{owner}:{due_on}", title, due_on, owner, url, item, page)
    words = ngettext(
        "Progress report for %(month)s, %(count)d item", "Progress report for %(month)s, %(count)d items", count
    )
    return Deadline(f"report:{owner}:{due_on}", words % facts, due_on, owner, reverse("workbench"))


def returned_due(
    programmes: Sequence[int], *, on: date, reference: Reference, person: int | None
) -> Iterator[Deadline]:
    days, calendar = reference.rules_on(on).return_days, reference.calendar
    later = Report.objects.exclude(state=Report.State.DRAFT).filter(undertaking=OuterRef("undertaking"))
    rows = Report.objects.filter(
        ~Exists(later.filter(pk__gt=OuterRef("pk"))),
        state=Report.State.RETURNED,
        undertaking__programme__in=programmes,
        undertaking__closed_on=None,
        undertaking__owner__is_active=True,
        **_only("undertaking__owner", person),
    ).select_related("undertaking")
    found = list(rows.order_by("pk"))
    named = belongs_to([row.undertaking_id for row in found] or NONE)
    for row in found:
        assert row.undertaking.owner_id is not None
        yield Deadline(
            key=f"returned:{row.pk}",
            title=t("Returned, to be mended: %(title)s") % {"title": row.undertaking.title},
            due_on=calendar.shift(row.decided_on or on, days),
            person_id=row.undertaking.owner_id,
            url=reverse("report-new", args=[row.undertaking_id]),
            belongs_to=named.get(row.undertaking_id, ""),
            page=row.undertaking.get_absolute_url(),
        )


def slips_due(programmes: Sequence[int], *, person: int | None) -> Iterator[Deadline]:
    """To whoever answers for the item, and to the head of the unit."""
    rows = SupervisionSlip.objects.unanswered().filter(programme__in=programmes)
    if person is not None:
        rows = rows.filter(Q(undertaking__owner=person) | Q(unit__head=person))
    found = list(rows.select_related("undertaking", "unit", "programme").order_by("pk"))
    named = belongs_to([slip.undertaking_id for slip in found] or NONE)
    for slip in found:
        facts = {"number": slip.number, "title": slip.undertaking.title}
        title = t("Supervision slip %(number)d to answer: %(title)s") % facts
        url, item = slip.get_absolute_url(), named.get(slip.undertaking_id, "")
        for reader in dict.fromkeys(filter(None, (slip.undertaking.owner_id, slip.unit.head_id))):
            yield Deadline(f"slip:{slip.pk}", title, slip.reply_by, reader, url, item)


def verifications_due(
    programmes: Sequence[int], inspectors: Sequence[int], *, on: date, reference: Reference
) -> Iterator[Deadline]:
    """One line an inspector and day of handing in; nobody is asked to verify what they reported themselves."""
    days, calendar = reference.rules_on(on).verification_days, reference.calendar
    rows = Report.objects.waiting().filter(undertaking__programme__in=programmes, is_restored=False)
    waiting: dict[date, list[int]] = defaultdict(list)
    for handed_in, reporter in rows.order_by("submitted_on", "pk").values_list("submitted_on", "reporter"):
        waiting[handed_in or on].append(reporter)
    for handed_in, reporters in waiting.items():
        for inspector in inspectors:
            count = sum(reporter != inspector for reporter in reporters)
            if count:
                yield _verification(inspector, handed_in, calendar.shift(handed_in, days), count)


def _verification(inspector: int, handed_in: date, due_on: date, count: int) -> Deadline:
    words = ngettext(
        "%(count)d report to verify, handed in on %(day)s", "%(count)d reports to verify, handed in on %(day)s", count
    )
    title = words % {"count": count, "day": formats.full_day(handed_in)}
    return Deadline(f"verification:{handed_in}", title, due_on, inspector, reverse("verification"))


def decisions_due(
    programmes: Sequence[int], inspectors: Sequence[int], *, on: date, reference: Reference
) -> Iterator[Deadline]:
    """Requests for an extension, and answers to supervision slips."""
    days, calendar = reference.rules_on(on).decision_days, reference.calendar
    waiting = Extension.objects.waiting().filter(undertaking__programme__in=programmes)
    extensions = list(waiting.select_related("undertaking").order_by("pk"))
    given = SlipAnswer.objects.filter(decision="", slip__programme__in=programmes, slip__state="answered")
    answers = list(given.select_related("slip__undertaking", "slip__programme").order_by("pk"))
    items = [row.undertaking_id for row in extensions] + [answer.slip.undertaking_id for answer in answers]
    named = belongs_to(items or NONE)
    for row in extensions:
        title = t("Extension to decide: %(title)s") % {"title": row.undertaking.title}
        due_on, url = calendar.shift(row.asked_on, days), row.get_absolute_url()
        one = Deadline(f"decision:extension:{row.pk}", title, due_on, 0, url, named.get(row.undertaking_id, ""))
        yield from _to_each(inspectors, one, but=row.asked_by_id)
    for answer in answers:
        facts = {"number": answer.slip.number, "title": answer.slip.undertaking.title}
        title = t("Answer to supervision slip %(number)d to check: %(title)s") % facts
        due_on, url = calendar.shift(answer.on, days), answer.slip.get_absolute_url()
        one = Deadline(f"decision:slip:{answer.pk}", title, due_on, 0, url, named.get(answer.slip.undertaking_id, ""))
        yield from _to_each(inspectors, one, but=answer.by_id)


def _to_each(people: Iterable[int], deadline: Deadline, *, but: int) -> Iterator[Deadline]:
    return (replace(deadline, person_id=person) for person in people if person != but)
