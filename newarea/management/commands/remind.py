"""Says who would be reminded of what, and why; without --dry-run, does by hand what the tick does."""

from argparse import ArgumentTypeError
from collections.abc import Sequence
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

MOST_DAYS = 366


class Command(BaseCommand):
    help = "Say who would be reminded of what and why (--dry-run), or plan and send what is owed now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=a_day, metavar="YYYY-MM-DD", help="the day to look at; only with --dry-run")
        parser.add_argument("--dry-run", action="store_true", help="write and send nothing")
        parser.add_argument("--days", type=some_days, metavar="N", help="so many days from then on, with --dry-run")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            on, days = options["on"] or clock.today(), options["days"]
            self.stdout.write("\n".join(foreseen_days(on=on, days=days) if days else foreseen(on=on)))
        elif options["on"] or options["days"]:
            raise CommandError("Another day is for looking at: add --dry-run.")
        else:
            self.stdout.write(send())


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day; write it as 2023-09-15") from None


def some_days(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise ArgumentTypeError(f"{text} is not a number of days from 1 to {MOST_DAYS}")


def foreseen(*, on: date) -> list[str]:
    return for_a_day(reminders.foresee(on=on), on=on)


def foreseen_days(*, on: date, days: int) -> list[str]:
    """Working days on which somebody would get something."""
    found = [day for day in reminders.foresee_days(on=on, days=days) if day.people]
    count = len(found)
    words = ngettext("Reminders on %(count)d day.", "Reminders on %(count)d days.", count)
    lines = [words % {"count": count}]
    return lines + [text for day in found for text in ["", *for_a_day(day.people, on=day.on)]]


def for_a_day(found: Sequence[Foreseen], *, on: date) -> list[str]:
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
    for line in one.lines:
        item = line.item
        where = f" ({item.belongs_to})" if item.belongs_to else ""
        lines.append(f"- {item.title}{where}")
        lines.append(f"  {formats.full_day(item.due_on)}, {mail.when(item, on=on)}")
        if mail.is_copy(item):
            lines.append(f"  {mail.copy_words(item)}")
        lines.append(f"  {mail.step_words(item.step)}: {t(', ').join(line.channels)}")
    return lines


def send() -> str:
    on, at_any_hour = clock.today(), settings.DAY is not None
    batches = reminders.tick(on=on, now=clock.now(), at_any_hour=at_any_hour)
    sent = sum(reminders.deliver(on=on, tell_time=clock.now, at_any_hour=at_any_hour) for _ in range(batches))
    return ngettext("%(count)d message was due.", "%(count)d messages were due.", sent) % {"count": sent}
