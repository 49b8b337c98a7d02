"""The base's own sections of a programme file: units, accounts, the programme."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as t

from newarea.actions.loading.loading import Doors, Loading, Values
from newarea.actions.officers import open_account, revise_officer
from newarea.actions.programmes import adopt_programme, is_empty, open_programme, revise_programme
from newarea.actions.units import open_unit, revise_unit
from newarea.models import Officer, Programme, Unit
from newarea.schema.kinds import Choice, Day, Flag, Ref, Text, Whole
from newarea.schema.records import Record, Table

UNITS = Table(
    "units",
    key="code",
    kinds={
        "kind": Choice(options=Unit.Kind.values, required=True),
        "name_zh": Text(longest=80, required=True),
        "name_en": Text(longest=120),
        "parent": Ref(to="units"),
        "head": Ref(to="officers"),
        "leader_in_charge": Ref(to="officers"),
        "is_inspection_office": Flag(),
        "position": Whole(),
    },
)
OFFICERS = Table(
    "officers",
    key="username",
    kinds={
        "unit": Ref(to="units", required=True),
        "role": Choice(options=Officer.Role.values, required=True),
        "name": Text(longest=80),
        "email": Text(longest=254),
        "phone": Text(longest=40),
        "language": Choice(options=[code for code, _ in settings.LANGUAGES]),
    },
)
PROGRAMME = Table(
    "programme",
    key="key",
    kinds={
        "district": Ref(to="units", required=True),
        "year": Whole(least=2000, most=2100, required=True),
        "area_zh": Text(longest=80, required=True),
        "area_en": Text(longest=120),
        "reported_on": Day(),
        "adopted_on": Day(),
    },
)
RELATED = ("parent", "head", "leader_in_charge")


class Units:
    table = UNITS
    own = tuple(name for name in UNITS.kinds if name not in RELATED)

    def known(self, slug: str) -> Mapping[str, set[str]]:
        return {"units": set(Unit.objects.values_list("code", flat=True))}

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        """What the table cannot say is found while loading."""

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        """Without those they name, who may come after them: `relate` adds these."""
        there = {row.code: row for row in Unit.objects.all()}
        for position, record in enumerate(records, start=len(there) + 1):
            doors = Doors(create=partial(_open_unit, position=position), change=_change_unit)
            loading.settle(record, there.get(record.key), doors, names=self.own)

    def relate(self, records: Sequence[Record], loading: Loading) -> None:
        there = {row.code: row for row in Unit.objects.select_related(*RELATED)}
        doors = Doors(create=_nothing, change=_change_unit)
        for record in records:
            if record.key in there:
                loading.settle(record, there[record.key], doors, names=RELATED)


def _open_unit(record: Record, values: Values, position: int) -> None:
    open_unit(Unit(**{"code": record.key, "position": position} | values), by=None)


def _change_unit(row: Unit, values: Values) -> None:
    revise_unit(row, seen=row.version, by=None, **values)


def _nothing(record: Record, values: Values) -> None:
    """What is related exists."""


class Officers:
    table = OFFICERS

    def known(self, slug: str) -> Mapping[str, set[str]]:
        return {"officers": set(Officer.objects.values_list("username", flat=True))}

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        text = t("“%(key)s”: a production site takes no accounts from a file; make them in the admin.")
        for record in records if settings.PRODUCTION else ():
            loading.faults.say(record.place, text, key=record.key)

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        there = {row.username: row for row in Officer.objects.select_related("unit")}
        fresh = [record for record in records if record.key not in there]
        hashed = make_password(settings.EXAMPLE_PASSWORD) if fresh else ""
        doors = Doors(create=partial(_open_account, hashed=hashed), change=_change_officer)
        for record in records:
            loading.settle(record, there.get(record.key), doors)


def _open_account(record: Record, values: Values, hashed: str) -> None:
    open_account(Officer(username=record.key, password=hashed, **values), by=None)


def _change_officer(row: Officer, values: Values) -> None:
    revise_officer(row, seen=row.version, by=None, **values)


class ProgrammeSection:
    table = PROGRAMME
    own = tuple(name for name in PROGRAMME.kinds if name != "adopted_on")

    def known(self, slug: str) -> Mapping[str, set[str]]:
        return {"programme": set(Programme.objects.values_list("slug", flat=True))}

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        """What the table cannot say is found while loading."""

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        (record,) = records
        rows = Programme.objects.select_related("district").filter(slug=record.key)
        loading.settle(record, rows.first(), Doors(create=_open_programme, change=_change_programme), names=self.own)
        loading.programme = rows.first()


def _open_programme(record: Record, values: Values) -> None:
    open_programme(Programme(slug=record.key, **values))


def _change_programme(row: Programme, values: Values) -> None:
    revise_programme(row, seen=row.version, by=None, **values)


def adopt(record: Record, loading: Loading) -> None:
    """The vote is a fact: it puts the programme in force from its day on, whatever the plan still lacks. A plan of
    which nothing is known yet on the day waits for it."""
    row, adopted_on = loading.year, record.data("adopted_on")
    if adopted_on is None or not row.is_draft:
        return
    if adopted_on > loading.until or (loading.outcome.later and is_empty(row)):
        loading.outcome.later += 1
        return
    with loading.trying(record):
        adopt_programme(row, seen=row.version, by=None, on=adopted_on, despite_faults=True)


def mark_example(records: Sequence[Record], loading: Loading) -> None:
    """A programme that holds any example value says so on its pages from then on."""
    row = loading.year
    if not row.has_example and any(record.is_example for record in records):
        loading.programme = revise_programme(row, seen=row.version, by=None, has_example=True)
