"""What a dated fact of a programme file may say, by the verb it begins with."""

from decimal import Decimal

from django.utils.translation import gettext as t

from newarea import document
from newarea.document import Faults, Node
from newarea.models import LightOverride
from newarea.schema.kinds import Choice, Day, Flag, Number, Ref, Text
from newarea.schema.records import Record, Table, items_of, read_record

SECTION = "facts"
NOTHING = Decimal(0)
HAPPENED = {"on": Day(required=True), "by": Ref(to="officers", required=True)}
ITS = {**HAPPENED, "of": Ref(to="undertakings", required=True)}
REASON = {"reason": Text(longest=500, required=True)}
WITH_NOTE = {**HAPPENED, "note": Text(longest=1000)}
WITH_ITS_NOTE = {**HAPPENED, "note": Text(longest=1000, required=True)}

EVIDENCE = Table(
    "evidence",
    key="name",
    key_kind=Text(longest=120),
    kinds={"text": Text(longest=500, required=True), "caption": Text(longest=200)},
)
REPORT = Table(
    "report",
    key="report",
    kinds={
        **ITS,
        "drafted_on": Day(),
        "speaks_for": Day(),
        "closes": Flag(),
        "percent": Number(least=NOTHING, most=Decimal(1000)),
        "quantity": Number(least=NOTHING),
        "summary": Text(longest=2000, required=True),
        "problems": Text(longest=2000),
        "next_step": Text(longest=2000),
        "expected_on": Day(),
        "decrease_reason": Text(longest=500),
    },
    inside={
        "evidence": EVIDENCE,
        "verified": Table("verified", key=None, kinds=WITH_NOTE),
        "returned": Table("returned", key=None, kinds=WITH_ITS_NOTE),
    },
)
EXTENSION = Table(
    "extension",
    key="extension",
    kinds={**ITS, "new_due_on": Day(required=True), "reason": Text(longest=1000, required=True)},
    inside={
        "granted": Table("granted", key=None, kinds=WITH_NOTE),
        "refused": Table("refused", key=None, kinds=WITH_ITS_NOTE),
    },
)
HAND_OVER = Table(
    "hand_over",
    key="hand_over",
    kinds={
        **HAPPENED,
        "from": Ref(to="officers", required=True),
        "to": Ref(to="officers", required=True),
        "reason": Text(longest=500),
    },
)
OVERRIDE = Table(
    "override",
    key="override",
    kinds={**ITS, **REASON, "light": Choice(options=LightOverride.Light.values, required=True)},
    inside={"ended": Table("ended", key=None, kinds=HAPPENED)},
)
REOPEN = Table("reopen", key="reopen", kinds={**ITS, **REASON})

VERBS = {table.name: table for table in (REPORT, EXTENSION, HAND_OVER, OVERRIDE, REOPEN)}
DECISIONS = ("verified", "returned", "granted", "refused", "ended")


def read_facts(node: Node, faults: Faults, *, is_example: bool) -> list[Record]:
    read = [_read_fact(item, faults, is_example=is_example) for item in items_of(SECTION, node, faults)]
    return [record for record in read if record is not None]


def _read_fact(node: Node, faults: Faults, *, is_example: bool) -> Record | None:
    verbs = [verb for verb in VERBS if isinstance(node, document.Mapping) and verb in node.items]
    if len(verbs) != 1:
        faults.say(node.place, t("A fact says what happened with one of: %(verbs)s."), verbs=", ".join(VERBS))
        return None
    return read_record(VERBS[verbs[0]], node, faults, is_example=is_example)


def decisions_of(record: Record) -> list[Record]:
    """How the fact was decided, if the file says so; more than one is a fault."""
    return [inner for name in DECISIONS for inner in record.all_inside(name)]
