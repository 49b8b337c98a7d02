"""Says who would be reminded of what, and why; without --dry-run, does by hand what the tick does."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from newarea import clock, formats, mail
from newarea.actions import reminders
from newarea.actions.reminders import Foreseen
from newarea.models import reference


class Command(BaseCommand):
    help = "Say who would be reminded of what and why (--dry-run), or plan and send what is owed now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=a_day, metavar="YYYY-MM-DD", help="the day to look at; only with --dry-run")
        parser.add_argument("--dry-run", action="store_true", help="write and send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write("\n".join(foreseen(on=options["on"] or clock.today())))
        elif options["on"]:
            raise CommandError("Another day is for looking at: add --dry-run.")
        else:
            self.stdout.write(send())


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day; write it as 2023-09-15") from None


def foreseen(*, on: date) -> list[str]:
    found = reminders.foresee(on=on)
    count = len(found)
    head = ngettext("%(count)d person would be reminded.", "%(count)d people would be reminded.", count)
    lines = [f"{formats.full_day(on)} {formats.weekday(on)}", head % {"count": count}, *day_off(on=on)]
    return lines + [text for one in found for text in for_one(one, on=on)]


def day_off(*, on: date) -> list[str]:
    calendar = reference().calendar
    if calendar.is_working(on):
        return []
    return [t("A day off: it would wait until %(day)s.") % {"day": formats.full_day(calendar.on_or_after(on))}]


def for_one(one: Foreseen, *, on: date) -> list[str]:
    address = one.person.email or t("no e-mail address: in-app inbox only")
    lines = ["", f"{one.person} <{address}>"]
    for item, channels in zip(one.items, one.channels, strict=True):
        where = f" ({item.belongs_to})" if item.belongs_to else ""
        lines.append(f"- {item.title}{where}")
        lines.append(f"  {formats.full_day(item.due_on)}, {mail.when(item, on=on)}")
        lines.append(f"  {mail.step_words(item.step)}: {t(', ').join(channels)}")
    return lines


def send() -> str:
    on, at_any_hour = clock.today(), settings.DAY is not None
    batches = reminders.tick(on=on, now=clock.now(), at_any_hour=at_any_hour)
    sent = sum(reminders.deliver(on=on, tell_time=clock.now, at_any_hour=at_any_hour) for _ in range(batches))
    return ngettext("%(count)d message was due.", "%(count)d messages were due.", sent) % {"count": sent}
