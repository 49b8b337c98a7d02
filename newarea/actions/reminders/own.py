"""What the base lists as open beside undertakings: reports to make and to mend, and what waits for a decision."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from newarea import formats
from newarea.domain.workdays import first_reporting_day, last_reporting_day_before
from newarea.models import Extension, Officer, Programme, Reference, Report, SlipAnswer, SupervisionSlip, Undertaking
from newarea.parts import Deadline, pages_of


def own_deadlines(programmes: Sequence[Programme], *, on: date, reference: Reference) -> Iterator[Deadline]:
    """As things are now; `on` decides what is due when. A dozen queries, whatever there is."""
    pks = [programme.pk for programme in programmes]
    yield from reports_due(pks, on=on, reference=reference)
    yield from returned_due(pks, on=on, reference=reference)
    yield from slips_due(pks)
    inspectors = list(Officer.objects.filter(role=Officer.Role.INSPECTOR, is_active=True).values_list("pk", flat=True))
    if inspectors:
        yield from verifications_due(pks, inspectors, on=on, reference=reference)
        yield from decisions_due(pks, inspectors, on=on, reference=reference)


def reports_due(programmes: Sequence[int], *, on: date, reference: Reference) -> Iterator[Deadline]:
    """One line a person and reporting day, however many items it is about."""
    nominal, calendar = reference.rules_on(on).reporting_day, reference.calendar
    coming = first_reporting_day(on, nominal, calendar)
    previous = last_reporting_day_before(coming, nominal, calendar)
    earlier = last_reporting_day_before(previous, nominal, calendar)
    rows = _to_report_on(programmes, on).filter(Q(handed_in=None) | Q(handed_in__lte=previous))
    was_missed = Q(began__lte=previous) & (Q(handed_in=None) | Q(handed_in__lte=earlier))
    found = []
    for due_on, those in ((previous, was_missed), (coming, ~was_missed)):
        counted = rows.filter(those).values("owner").annotate(count=Count("pk"), one=Min("pk")).order_by("owner")
        found += [(owner, due_on, count, one) for owner, count, one in counted.values_list("owner", "count", "one")]
    alone = _alone([one for _, _, count, one in found if count == 1])
    for owner, due_on, count, one in sorted(found, key=lambda row: row[:2]):
        yield _report(owner, due_on, count, alone.get(one))


def _alone(pks: Sequence[int]) -> dict[int, Undertaking]:
    """One query in any case: a page costs the same at one row and at many."""
    return {row.pk: row for row in Undertaking.objects.filter(pk__in=pks or [0])}


def _to_report_on(programmes: Sequence[int], on: date) -> QuerySet[Any]:
    """Open and begun, nothing waiting, nothing to mend; with the day the last verified figure was handed in."""
    same = {"undertaking": OuterRef("pk")}
    figure = Report.objects.verified().filter(superseded_on=None, **same).order_by("-pk").values("submitted_on")[:1]
    last = Report.objects.exclude(state=Report.State.DRAFT).filter(is_restored=False, **same).order_by("-pk")
    began = Coalesce(Greatest("start_on", "programme__adopted_on"), F("programme__adopted_on"), F("start_on"))
    rows: QuerySet[Any] = Undertaking.objects.open().filter(programme__in=programmes, owner__is_active=True)
    rows = rows.annotate(
        began=began,
        handed_in=Subquery(figure, output_field=DateField()),
        last_state=Subquery(last.values("state")[:1]),
    )
    open_ends = Q(last_state=Report.State.SUBMITTED) | Q(last_state=Report.State.RETURNED)
    return rows.filter(began__lte=on).filter(~open_ends | Q(last_state=None))


def _report(owner: int, due_on: date, count: int, alone: Undertaking | None) -> Deadline:
    """Of one item alone its name and form, of several their number and the workbench, where they stand in a list."""
    facts = {"month": formats.month(due_on.month), "count": count}
    if alone is not None:
        title = t("Progress report for %(month)s: %(title)s") % {**facts, "title": alone.title}
        return Deadline(f"report:{owner}:{due_on}", title, due_on, owner, reverse("report-new", args=[alone.pk]))
    words = ngettext(
        "Progress report for %(month)s, %(count)d item", "Progress report for %(month)s, %(count)d items", count
    )
    return Deadline(f"report:{owner}:{due_on}", words % facts, due_on, owner, reverse("workbench"))


def returned_due(programmes: Sequence[int], *, on: date, reference: Reference) -> Iterator[Deadline]:
    days, calendar = reference.rules_on(on).return_days, reference.calendar
    later = Report.objects.exclude(state=Report.State.DRAFT).filter(undertaking=OuterRef("undertaking"))
    rows = Report.objects.filter(
        ~Exists(later.filter(pk__gt=OuterRef("pk"))),
        state=Report.State.RETURNED,
        undertaking__programme__in=programmes,
        undertaking__closed_on=None,
        undertaking__owner__is_active=True,
    ).select_related("undertaking")
    found = list(rows.order_by("pk"))
    pages = pages_of([row.undertaking_id for row in found])
    for row in found:
        assert row.undertaking.owner_id is not None
        page = pages.get(row.undertaking_id)
        yield Deadline(
            key=f"returned:{row.pk}",
            title=t("Returned, to be mended: %(title)s") % {"title": row.undertaking.title},
            due_on=calendar.shift(row.decided_on or on, days),
            person_id=row.undertaking.owner_id,
            url=reverse("report-new", args=[row.undertaking_id]),
            belongs_to=page.belongs_to if page else "",
        )


def slips_due(programmes: Sequence[int]) -> Iterator[Deadline]:
    """To whoever answers for the item, and to the head of the unit."""
    rows = SupervisionSlip.objects.unanswered().filter(programme__in=programmes)
    for slip in rows.select_related("undertaking", "unit", "programme").order_by("pk"):
        for person in dict.fromkeys(filter(None, (slip.undertaking.owner_id, slip.unit.head_id))):
            title = t("Supervision slip %(number)d to answer: %(title)s")
            facts = {"number": slip.number, "title": slip.undertaking.title}
            yield Deadline(f"slip:{slip.pk}", title % facts, slip.reply_by, person, slip.get_absolute_url())


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
    extensions = Extension.objects.waiting().filter(undertaking__programme__in=programmes)
    for row in extensions.select_related("undertaking").order_by("pk"):
        title = t("Extension to decide: %(title)s") % {"title": row.undertaking.title}
        due_on, url = calendar.shift(row.asked_on, days), row.get_absolute_url()
        yield from _to_each(inspectors, f"decision:extension:{row.pk}", title, due_on, url, but=row.asked_by_id)
    answers = SlipAnswer.objects.filter(decision="", slip__programme__in=programmes, slip__state="answered")
    for answer in answers.select_related("slip__undertaking", "slip__programme").order_by("pk"):
        facts = {"number": answer.slip.number, "title": answer.slip.undertaking.title}
        title = t("Answer to supervision slip %(number)d to check: %(title)s") % facts
        due_on, url = calendar.shift(answer.on, days), answer.slip.get_absolute_url()
        yield from _to_each(inspectors, f"decision:slip:{answer.pk}", title, due_on, url, but=answer.by_id)


def _to_each(people: Iterable[int], key: str, title: str, due_on: date, url: str, *, but: int) -> Iterator[Deadline]:
    for person in people:
        if person != but:
            yield Deadline(key, title, due_on, person, url)
