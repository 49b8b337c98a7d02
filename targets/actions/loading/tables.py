"""The shapes of the sections `indicators`, `targets`, `areas` and `observations` of a programme file."""

from decimal import Decimal

from newarea.schema.kinds import Choice, Day, Flag, Key, Number, Ref, Refs, Text, Whole
from newarea.schema.records import Table
from targets.actions.loading.values import Figure, Month
from targets.models import Aspect, Hedge, Indicator

NOTHING = Decimal(0)
SOURCE = {"source_reference": Text(longest=300), "source_sentence": Text(longest=1000)}

RENAMED = {
    "cumulative": "is_cumulative",
    "january_with_february": "joins_january",
    "even_pace": "is_even_pace",
    "counted": "is_counted",
    "number_derived": "is_number_derived",
    "in_step_with": "reference",
}

INDICATORS = Table(
    "indicators",
    key="key",
    kinds={
        "name_zh": Text(longest=120, required=True),
        "name_en": Text(longest=200),
        "short_zh": Text(longest=40),
        "short_en": Text(longest=80),
        "measured_as": Choice(options=Indicator.MeasuredAs.values),
        "basis": Choice(options=Indicator.Basis.values),
        "frequency": Choice(options=Indicator.Frequency.values),
        "cumulative": Flag(),
        "january_with_february": Flag(),
        "unit_zh": Text(longest=20),
        "unit_en": Text(longest=40),
        "position": Whole(),
        "statistics_unit": Ref(to="units"),
        "owner": Ref(to="officers"),
        "lag_days": Whole(most=366),
        "source_reference": Text(longest=300),
    },
    columns=RENAMED,
)
GOALS = Table(
    "goals",
    key="key",
    kinds={
        "indicator": Ref(to="indicators", required=True),
        "aspect": Choice(options=Aspect.values),
        "wording": Text(longest=60, required=True),
        "in_step_with": Ref(to="indicators"),
        "even_pace": Flag(),
        "hedge": Choice(options=Hedge.values),
        "commitment": Ref(to="undertakings"),
        **SOURCE,
    },
    columns=RENAMED,
)
TARGETS = Table(
    "targets",
    key="key",
    kinds={
        "number": Whole(least=1, required=True),
        "name_zh": Text(longest=120, required=True),
        "name_en": Text(longest=200),
        "source_reference": Text(longest=300),
    },
    inside={"goals": GOALS},
)
COMMITMENT = {
    "title_zh": Text(longest=200, required=True),
    "title_en": Text(longest=300),
    "wording": Text(longest=60),
    "measure_en": Text(longest=40),
    "hedge": Choice(options=Hedge.values),
    "counted": Flag(),
    **SOURCE,
}
PLAN = {
    "lead_unit": Ref(to="units"),
    "supporting_units": Refs(to="units"),
    "owner": Ref(to="officers"),
    "start_on": Day(),
    "due_on": Day(),
    "weight": Number(least=NOTHING, most=Decimal(9999)),
    "even_pace": Flag(),
}
TASKS = Table("tasks", key="key", kinds=COMMITMENT | PLAN, also="undertakings", columns=RENAMED)
COMMITMENTS = Table(
    "commitments",
    key="key",
    kinds=COMMITMENT | PLAN,
    inside={"tasks": TASKS},
    also="undertakings",
    columns=RENAMED,
)
MEASURES = Table(
    "measures",
    key="key",
    kinds={
        "title_zh": Text(longest=120, required=True),
        "title_en": Text(longest=200),
        "source_reference": Text(longest=300),
    },
    inside={"commitments": COMMITMENTS, "goals": GOALS},
)
AREAS = Table(
    "areas",
    key="key",
    kinds={
        "number": Whole(least=1, required=True),
        "number_derived": Flag(),
        "title_zh": Text(longest=120, required=True),
        "title_en": Text(longest=200),
        "leader_in_charge": Ref(to="officers"),
        "source_reference": Text(longest=300),
        "plan_on": Day(),
    },
    inside={"measures": MEASURES},
    columns=RENAMED,
)
DECISION = {"on": Day(required=True), "by": Ref(to="officers", required=True)}
OBSERVATIONS = Table(
    "observations",
    key="key",
    key_kind=Key(),
    kinds={
        "indicator": Ref(to="indicators", required=True),
        "aspect": Choice(options=Aspect.values),
        "period": Month(required=True),
        "value": Figure(required=True),
        "published_on": Day(required=True),
        "source": Text(longest=200),
        "on": Day(required=True),
        "by": Ref(to="officers", required=True),
    },
    inside={
        "verified": Table("verified", key=None, kinds=DECISION),
        "returned": Table("returned", key=None, kinds={**DECISION, "note": Text(longest=500, required=True)}),
    },
)
