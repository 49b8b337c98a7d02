"""Load a programme from YAML files, as docs/data-format.md describes them."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from newarea import clock
from newarea.actions.loading.ledger import Kept
from newarea.actions.loading.loading import Outcome
from newarea.actions.loading.run import Refused, load_files
from newarea.models import Officer


class Command(BaseCommand):
    help = "Check and load programme files; what is there already stays as people have left it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--until", type=date.fromisoformat, metavar="DATE", help="leave out what happened later (default: today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        until = options["until"] or clock.today()
        try:
            outcome = load_files(options["files"], until=until, now=clock.now())
        except Refused as refused:
            raise CommandError(refusal(refused)) from refused
        for line in summary(outcome, until) if options["verbosity"] else ():
            self.stdout.write(line)


def refusal(refused: Refused) -> str:
    count = len(refused.faults)
    head = ngettext("Nothing was loaded: %(count)s fault.", "Nothing was loaded: %(count)s faults.", count)
    return "\n".join([head % {"count": count}, *(f"  {fault}" for fault in refused.faults)])


def summary(outcome: Outcome, until: date) -> list[str]:
    changes = outcome.changes
    lines = [t("%(section)s: %(count)s new") % {"section": name, "count": n} for name, n in outcome.added.items()]
    counts = [
        (outcome.changed, t("changed to what the file says: %(count)s")),
        (outcome.facts, t("facts: %(count)s new")),
        (outcome.later, t("later than %(until)s, left for another day: %(count)s")),
        (outcome.left, t("facts left out, because people have gone on with the item on the site: %(count)s")),
        (len(outcome.kept), t("kept as on the site: %(count)s")),
    ]
    lines += [text % {"count": count, "until": until} for count, text in counts if count]
    lines += [f"  {_kept(one)}" for one in outcome.kept]
    head = ngettext("%(count)s change.", "%(count)s changes.", changes) % {"count": changes}
    return [head, *(f"  {line}" for line in lines), *_accounts(outcome)]


def _kept(one: Kept) -> str:
    said = {"place": one.place, "name": one.name, "file": one.file, "site": one.site}
    return t("%(place)s: %(name)s is “%(site)s” on the site; the file says “%(file)s”.") % said


def _accounts(outcome: Outcome) -> list[str]:
    """The password, and one account a role."""
    if "officers" not in outcome.added:
        return []
    first = {officer.role: officer for officer in Officer.objects.order_by("-pk")}
    head = t("The new accounts sign in with the password %(password)s.") % {"password": settings.EXAMPLE_PASSWORD}
    rows = sorted(first.values(), key=lambda officer: Officer.Role.values.index(officer.role))
    return [head, *(f"  {officer.username:<20} {officer}" for officer in rows)]
