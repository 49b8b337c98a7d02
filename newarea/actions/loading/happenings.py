"""Each fact of a programme file, told to the same action as on the pages, on its own day and by its own officer."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from newarea.actions.evidence import attach_evidence
from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.actions.loading.loading import Loading
from newarea.actions.loading.papers import paper
from newarea.actions.loading.shapes import decisions_of
from newarea.actions.plan import end_override, hand_over_post, reopen, set_override
from newarea.actions.reports import ReportContent, return_report, save_draft, submit_report, verify_report
from newarea.models import Extension, Report, Undertaking
from newarea.schema.records import Record

CONTENT = ("percent", "quantity", "summary", "problems", "next_step", "expected_on", "decrease_reason", "closes")


def draft(record: Record, loading: Loading) -> Report:
    by = loading.officer(record.data("by"))
    content = {name: record.values[name].data for name in CONTENT if name in record.values}
    speaks_for = record.data("speaks_for") or record.data("on")
    undertaking = _undertaking(record, loading)
    row = save_draft(undertaking, ReportContent(speaks_for=speaks_for, **content), by=by, key=record.key)
    for evidence in record.all_inside("evidence"):
        text = evidence.data("text")
        data = paper(evidence.key, text, speaks_for)
        attach_evidence(row, data, name=evidence.key, by=by, caption=evidence.data("caption") or text[:200])
    return row


def submit(record: Record, loading: Loading) -> None:
    row = _reports(record, loading).first() or draft(record, loading)
    submit_report(row, by=loading.officer(record.data("by")), on=record.data("on"), now=loading.now, seen=row.version)


def decide_report(record: Record, loading: Loading) -> None:
    row = _reports(record, loading).get()
    (decision,) = decisions_of(record)
    action = verify_report if decision.table.name == "verified" else return_report
    action(row, **_decided(decision, loading), seen=row.version)


def ask(record: Record, loading: Loading) -> None:
    undertaking = _undertaking(record, loading)
    figure = undertaking.reports.verified().filter(superseded_on=None).first()
    ask_extension(
        undertaking,
        new_due_on=record.data("new_due_on"),
        reason=record.data("reason"),
        present_percent=figure.percent if figure and figure.percent is not None else Decimal(0),
        by=loading.officer(record.data("by")),
        on=record.data("on"),
        key=record.key,
    )


def decide_extension(record: Record, loading: Loading) -> None:
    rows = Extension.objects.select_related("undertaking__programme")
    row = rows.get(undertaking=_undertaking(record, loading), key=record.key)
    (decision,) = decisions_of(record)
    action = grant_extension if decision.table.name == "granted" else refuse_extension
    action(row, **_decided(decision, loading), seen=row.version)


def hand_over(record: Record, loading: Loading) -> None:
    hand_over_post(
        loading.officer(record.data("from")),
        loading.officer(record.data("to")),
        by=loading.officer(record.data("by")),
        on=record.data("on"),
        reason=record.data("reason", ""),
    )


def override(record: Record, loading: Loading) -> None:
    by, reason = loading.officer(record.data("by")), record.data("reason")
    set_override(_undertaking(record, loading), light=record.data("light"), reason=reason, by=by, on=record.data("on"))


def stop_override(record: Record, loading: Loading) -> None:
    (decision,) = decisions_of(record)
    end_override(_undertaking(record, loading), by=loading.officer(decision.data("by")), on=decision.data("on"))


def open_again(record: Record, loading: Loading) -> None:
    row = _undertaking(record, loading)
    by = loading.officer(record.data("by"))
    reopen(row, seen=row.version, by=by, on=record.data("on"), reason=record.data("reason"))


def _undertaking(record: Record, loading: Loading) -> Undertaking:
    return Undertaking.objects.select_related("programme").get(programme=loading.year, key=record.data("of"))


def _reports(record: Record, loading: Loading) -> Any:
    own = Report.objects.filter(undertaking__programme=loading.year, undertaking__key=record.data("of"))
    return own.select_related("undertaking").filter(key=record.key)


def _decided(decision: Record, loading: Loading) -> dict[str, Any]:
    by = loading.officer(decision.data("by"))
    return {"by": by, "on": decision.data("on"), "now": loading.now, "note": decision.data("note", "")}


Happening = Callable[[Record, Loading], object]
HAPPENINGS: dict[str, Happening] = {
    "draft": draft,
    "report": submit,
    "verified": decide_report,
    "returned": decide_report,
    "extension": ask,
    "granted": decide_extension,
    "refused": decide_extension,
    "hand_over": hand_over,
    "override": override,
    "ended": stop_override,
    "reopen": open_again,
}
