from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from newarea.actions.officers import open_account, refuse_homeless, refuse_revision, revise_officer
from newarea.actions.tables.columns import column
from newarea.actions.tables.table import Entry, Hand, Held, Lookups, Table, Values
from newarea.models import Officer


class OfficerTable(Table):
    """Passwords are never in a workbook: a new account has none until an administrator gives it one."""

    name, title, model = "officer", _("officers"), Officer
    columns = (
        column(Officer, "username", is_key=True, help=_("Signs in with it; it stays.")),
        column(Officer, "unit", of="unit", help=_("Code of the unit.")),
        column(Officer, "role"),
        column(Officer, "name"),
        column(Officer, "email"),
        column(Officer, "phone"),
        column(Officer, "language"),
        column(Officer, "is_active"),
    )

    def rows(self, by: Officer) -> QuerySet[Officer]:
        return Officer.objects.select_related("unit")

    def check(self, entry: Entry, lookups: Lookups) -> None:
        if entry.held is None:
            refuse_homeless(entry.values["role"], entry.values["unit"])
        else:
            refuse_revision(entry.held.row, entry.changed(), by=lookups.hand.by)

    def open(self, values: Values, hand: Hand) -> Officer:
        officer = Officer(**values)
        officer.set_unusable_password()
        return open_account(officer, by=hand.by, reason=hand.reason)

    def revise(self, held: Held, changes: Values, hand: Hand) -> None:
        revise_officer(held.row, seen=held.version, by=hand.by, reason=hand.reason, **changes)
