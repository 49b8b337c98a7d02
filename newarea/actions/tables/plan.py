"""Tables of rows with an undertaking each: what a part adds to it, and its plan."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newarea.actions.tables.columns import Column, column
from newarea.actions.tables.table import Entry, Key, Lookups, Table, key_text
from newarea.models import Undertaking

SCOPE = ("programme",)
PROGRAMME = column(
    Undertaking,
    "programme",
    of="programme",
    is_key=True,
    width=16,
    help=_("Address of the programme, such as songbei-2023."),
)
KEY = column(Undertaking, "key", is_key=True, width=24)
TITLES = (column(Undertaking, "title_zh", width=34), column(Undertaking, "title_en", width=34))
DUTY = (
    column(Undertaking, "lead_unit", of="unit", help=_("Code of the unit.")),
    column(Undertaking, "owner", of="officer", help=_("Username.")),
    column(Undertaking, "start_on"),
    column(Undertaking, "due_on"),
    column(Undertaking, "weight"),
)


def taken_keys(lookups: Lookups) -> dict[Key, Any]:
    """Of all undertakings, of whatever part."""
    return dict.fromkeys(Undertaking.objects.values_list("programme__slug", "key"), True)


class PlanTable(Table):
    """`own` are the columns of the part's row, all others those of its undertaking."""

    model = Undertaking
    own: tuple[str, ...] = ()

    def value(self, row: Any, column: Column) -> Any:
        found = getattr(row if column.name in self.own else row.undertaking, column.name)
        return key_text(found) if column.kind == "reference" else found

    def version(self, row: Any) -> int:
        return int(row.undertaking.version)

    def check(self, entry: Entry, lookups: Lookups) -> None:
        if entry.held is None and entry.key in lookups.of("undertaking"):
            rule = next(one for one in Undertaking._meta.constraints if one.name == "undertaking_key_is_unique")
            raise ValidationError({"key": str(rule.get_violation_error_message())})
