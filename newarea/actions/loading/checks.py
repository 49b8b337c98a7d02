"""What can be wrong with facts on paper, before any is told to an action."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as t

from newarea.actions.loading.shapes import decisions_of
from newarea.document import Faults
from newarea.schema.records import Record

REPORTING, INSPECTING = ("reporter", "head"), ("inspector",)
WHO = {"report": REPORTING, "extension": REPORTING, "override": INSPECTING, "reopen": INSPECTING}


def check_facts(records: Iterable[Record], roles: Mapping[str, str], faults: Faults) -> None:
    """`roles` by username, of the files and the database together."""
    for record in records:
        _check_days(record, faults)
        _check_role(record, WHO.get(record.table.name), roles, faults)
        for decision in decisions_of(record):
            _check_role(decision, INSPECTING, roles, faults)
        if record.table.name == "report":
            _check_report(record, faults)


def _check_days(record: Record, faults: Faults) -> None:
    on = record.data("on")
    for name in ("drafted_on", "speaks_for"):
        if on and record.data(name) and record.data(name) > on:
            faults.say(record.place_of(name), t("%(name)s: after the day on which it was handed in."), name=name)
    decisions = decisions_of(record)
    for decision in decisions:
        if on and decision.data("on") and decision.data("on") < on:
            faults.say(decision.place_of("on"), t("A decision before the day it is about."))
    if len(decisions) > 1:
        faults.say(record.place, t("“%(key)s” is decided twice."), key=record.key)


def _check_role(record: Record, allowed: Sequence[str] | None, roles: Mapping[str, str], faults: Faults) -> None:
    """Who may do it on the pages may do it here, and nobody else."""
    role = roles.get(record.data("by") or "")
    if allowed and role and role not in allowed:
        text = t("by: “%(username)s” is %(role)s; this is done by %(allowed)s.")
        said = {"username": record.data("by"), "role": role, "allowed": " / ".join(allowed)}
        faults.say(record.place_of("by"), text, **said)


def _check_report(record: Record, faults: Faults) -> None:
    if ("percent" in record.values) == ("quantity" in record.values):
        faults.say(record.place, t("A report gives either percent or quantity."))
    for evidence in record.all_inside("evidence"):
        if not evidence.key.endswith((".pdf", ".png")):
            faults.say(evidence.place, t("Files are made from their text as .pdf or .png; name them so."))
