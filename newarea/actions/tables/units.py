from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from newarea.actions.tables.columns import column
from newarea.actions.tables.table import Entry, Hand, Held, Lookups, Table, Values
from newarea.actions.units import open_unit, refuse_circle, revise_unit
from newarea.models import Officer, Unit


class UnitTable(Table):
    name, title, model = "unit", _("units"), Unit
    columns = (
        column(Unit, "code", is_key=True),
        column(Unit, "name_zh"),
        column(Unit, "name_en"),
        column(Unit, "kind"),
        column(Unit, "parent", of="unit", help=_("Code of the unit.")),
        column(Unit, "position"),
        column(Unit, "head", of="officer", help=_("Username.")),
        column(Unit, "leader_in_charge", of="officer", help=_("Username.")),
        column(Unit, "is_inspection_office"),
    )

    def rows(self, by: Officer) -> QuerySet[Unit]:
        return Unit.objects.select_related("parent", "head", "leader_in_charge")

    def check(self, entry: Entry, lookups: Lookups) -> None:
        """The rows at hand move with every accepted row, so that two rows of one file make no circle either."""
        unit = lookups.of("unit").get(entry.key)
        parent = lookups.row(self.columns[4], entry.values)
        if unit is not None:
            refuse_circle(unit, parent)
            unit.parent = parent

    def expect(self, entry: Entry, lookups: Lookups) -> None:
        super().expect(entry, lookups)
        lookups.of("unit")[entry.key].parent = lookups.row(self.columns[4], entry.values)

    def open(self, values: Values, hand: Hand) -> Unit:
        return open_unit(Unit(**values), by=hand.by, reason=hand.reason)

    def revise(self, held: Held, changes: Values, hand: Hand) -> None:
        revise_unit(held.row, seen=held.version, by=hand.by, reason=hand.reason, **changes)
