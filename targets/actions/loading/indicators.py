"""The section `indicators`: the district's series, shared by its programmes."""

from collections.abc import Mapping, Sequence
from functools import partial

from newarea.actions.loading.loading import Doors, Loading, Values, value_on_site
from newarea.models import Programme
from newarea.schema.records import Record
from targets.actions.indicators import open_indicator, revise_indicator
from targets.actions.loading.tables import INDICATORS, RENAMED
from targets.models import Indicator


class Indicators:
    table = INDICATORS

    def known(self, slug: str) -> Mapping[str, set[str]]:
        """Those of the programme's district; of a programme that is not there yet, of any district."""
        rows, year = Indicator.objects.all(), Programme.objects.filter(slug=slug).first()
        keys = rows if year is None else rows.filter(district=year.district_id)
        return {"indicators": set(keys.values_list("key", flat=True))}

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        """What the table cannot say is found while loading."""

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        own = Indicator.objects.filter(district=loading.year.district_id).select_related("statistics_unit", "owner")
        there = {row.key: row for row in own}
        for position, record in enumerate(records, start=1):
            doors = Doors(create=partial(_open, position=position, loading=loading), change=_change, on_site=on_site)
            loading.settle(record, there.get(record.key), doors)


def _open(record: Record, values: Values, position: int, loading: Loading) -> None:
    own = {"district": loading.year.district, "key": record.key, "position": position}
    open_indicator(Indicator(**own | renamed(values)), by=None)


def _change(row: Indicator, values: Values) -> None:
    revise_indicator(row, seen=row.version, by=None, **renamed(values))


def renamed(values: Values) -> Values:
    """Under the names of the columns."""
    return {RENAMED.get(name, name): value for name, value in values.items()}


def on_site(row: object, name: str) -> object:
    return value_on_site(row, RENAMED.get(name, name))


def indicator_of(loading: Loading, key: str) -> Indicator:
    return Indicator.objects.get(district=loading.year.district_id, key=key)
