"""What a reminding message says, in the active language: grouped, the most urgent first, each item with its form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.models import Channel, Digest, Officer, Reminder


@dataclass(frozen=True)
class Item:
    """One duty as it stands on the day of sending; `url` is a path on this site."""

    title: str
    belongs_to: str
    url: str
    due_on: date
    days_left: int
    step: int
    is_example: bool = False


class Group(NamedTuple):
    heading: str
    lines: list["Line"]


class Line(NamedTuple):
    title: str
    belongs_to: str
    url: str
    due: str
    when: str
    why: str
    is_late: bool


class Content(NamedTuple):
    subject: str
    text: str
    html: str


HEADINGS: dict[str, Promise] = {
    "overdue": _("Overdue"),
    "today": _("Due today"),
    "ahead": _("Coming up"),
}


def compose(items: Sequence[Item], *, channel: str, on: date) -> Content:
    """Subject, plain text and HTML; the inbox's HTML is a piece of a page of this site, the mail's is whole."""
    base, title = settings.SITE_URL if channel == Channel.MAIL else "", subject(items, on=on)
    context = {
        "subject": title,
        "groups": groups(items, on=on, base=base),
        "day": f"{formats.full_day(on)} {formats.weekday(on)}",
        "site_url": settings.SITE_URL,
        "why": reasons(items),
        "language": "en" if get_language() == "en" else "zh-Hans",
        "is_example": any(item.is_example for item in items),
    }
    html = "mail/reminders.html" if channel == Channel.MAIL else "mail/reminders_inbox.html"
    text = re.sub(r"\n{3,}", "\n\n", render_to_string("mail/reminders.txt", context)).strip()
    return Content(title, f"{text}\n", render_to_string(html, context))


def kind(item: Item, *, on: date) -> str:
    if item.due_on < on:
        return "overdue"
    return "today" if item.due_on == on else "ahead"


def groups(items: Sequence[Item], *, on: date, base: str) -> list[Group]:
    """The longest overdue first, the furthest away last."""
    ordered = sorted(items, key=lambda item: (item.due_on, item.belongs_to, item.title))
    found = {name: [line(item, on=on, base=base) for item in ordered if kind(item, on=on) == name] for name in HEADINGS}
    return [Group(str(HEADINGS[name]), lines) for name, lines in found.items() if lines]


def line(item: Item, *, on: date, base: str) -> Line:
    return Line(
        title=item.title,
        belongs_to=item.belongs_to,
        url=f"{base}{item.url}",
        due=formats.full_day(item.due_on),
        when=when(item, on=on),
        why=step_words(item.step),
        is_late=item.due_on < on,
    )


def when(item: Item, *, on: date) -> str:
    count = abs(item.days_left)
    if item.due_on == on:
        return t("due today")
    if item.due_on > on:
        return ngettext("%(count)d working day left", "%(count)d working days left", count) % {"count": count}
    return ngettext("%(count)d working day overdue", "%(count)d working days overdue", count) % {"count": count}


def subject(items: Sequence[Item], *, on: date) -> str:
    kinds = [kind(item, on=on) for item in items]
    overdue, today, ahead = (kinds.count(name) for name in HEADINGS)
    parts = [
        ngettext("%(count)d overdue", "%(count)d overdue", overdue) % {"count": overdue} if overdue else "",
        ngettext("%(count)d due today", "%(count)d due today", today) % {"count": today} if today else "",
        ngettext("%(count)d coming up", "%(count)d coming up", ahead) % {"count": ahead} if ahead else "",
    ]
    return t("Reminder: %(what)s") % {"what": t(", ").join(filter(None, parts))}


def step_words(step: int) -> str:
    """Which of the table's steps a reminder answers."""
    count = abs(step)
    if step > 0:
        words = ngettext("%(count)d working day before the date", "%(count)d working days before the date", count)
    elif step < 0:
        words = ngettext("%(count)d working day after the date", "%(count)d working days after the date", count)
    else:
        return t("on the date itself")
    return words % {"count": count}


def reasons(items: Sequence[Item]) -> str:
    steps = sorted({item.step for item in items})
    return t("You get this because you answer for these items. Reminded now: %(steps)s.") % {
        "steps": t("; ").join(step_words(step) for step in steps)
    }


def why(reminder: Reminder) -> str:
    """For whoever asks why this person got this."""
    facts = {
        "person": reminder.person,
        "due": formats.full_day(reminder.due_on),
        "day": formats.full_day(reminder.planned_on),
        "step": step_words(reminder.step),
    }
    return t("%(person)s answers for it, and it was due on %(due)s. Owed since %(day)s: %(step)s.") % facts


def message_id(person: Officer, *, channel: str, day: date) -> str:
    """The same for the same person, channel and day, whoever sends it and however often."""
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return f"<reminders.{day:%Y%m%d}.{person.pk}.{channel}@{domain}>"


def is_composed(digest: Digest) -> bool:
    return bool(digest.body_text)
