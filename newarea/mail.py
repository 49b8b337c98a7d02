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
from newarea.marking import mark_chinese
from newarea.models import Channel, Digest, Reminder, Share


@dataclass(frozen=True)
class Item:
    """One duty as it stands on the day of sending; `url` is a path on this site, `copied` who else was told of it."""

    title: str
    belongs_to: str
    url: str
    due_on: date
    days_left: int
    step: int
    is_example: bool = False
    share: str = Share.OWNER
    owner: str = ""
    copied: Sequence[str] = ()


@dataclass(frozen=True)
class Cover:
    """What stands above the items of a message that goes by itself: a chase-up or a supervision slip."""

    subject: str
    paragraphs: Sequence[str]
    why: str
    url: str = ""
    action: str = ""


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
    copy: str
    copied: str


class Content(NamedTuple):
    subject: str
    text: str
    html: str


COPIES: dict[str, Promise] = {
    Share.HEAD: _("copied to the head of unit"),
    Share.LEADER: _("copied to the leader in charge"),
    Share.INSPECTION: _("copied to the inspection office"),
}


def compose(items: Sequence[Item], *, channel: str, on: date, cover: Cover | None = None, way_out: str = "") -> Content:
    """Subject, plain text and HTML; the inbox's HTML is a piece of a page of this site, the mail's is whole. `way_out`
    is the address that switches off what may be."""
    base = "" if channel == Channel.INBOX else settings.SITE_URL
    title = cover.subject if cover else subject(items, on=on)
    context = {
        "cover": cover,
        "is_chat": channel == Channel.GROUP,
        "cover_url": f"{base}{cover.url}" if cover and cover.url else "",
        "subject": title,
        "groups": groups(items, on=on, base=base, has_cover=cover is not None),
        "day": f"{formats.full_day(on)} {formats.weekday(on)}",
        "site_url": settings.SITE_URL,
        "way_out": way_out,
        "why": cover.why if cover else reasons(items),
        "language": "en" if get_language() == "en" else "zh-Hans",
        "is_example": any(item.is_example for item in items),
    }
    html = "mail/reminders_inbox.html" if channel == Channel.INBOX else "mail/reminders.html"
    text = re.sub(r"\n{3,}", "\n\n", render_to_string("mail/reminders.txt", context)).strip()
    page = render_to_string(html, context)
    return Content(title, f"{text}\n", mark_chinese(page) if get_language() == "en" else page)


def kind(item: Item, *, on: date) -> str:
    if item.due_on < on:
        return "overdue"
    return "today" if item.due_on == on else "ahead"


def groups(items: Sequence[Item], *, on: date, base: str, has_cover: bool = False) -> list[Group]:
    """By project, the one with the most urgent item first; what comes in copy stands last. Under a cover, which says
    what it is about, an item in copy stands like any other."""
    found: dict[str, list[Line]] = {}
    for item in sorted(items, key=lambda item: (is_copy(item), item.due_on, item.belongs_to, item.title)):
        found.setdefault(heading(item, has_cover=has_cover), []).append(
            line(item, on=on, base=base, has_cover=has_cover)
        )
    return [Group(words, lines) for words, lines in found.items()]


def is_copy(item: Item) -> bool:
    return item.share != Share.OWNER


def heading(item: Item, *, has_cover: bool = False) -> str:
    if is_copy(item) and not has_cover:
        return t("In copy: overdue")
    return item.belongs_to or t("Reports, decisions and the rest")


def line(item: Item, *, on: date, base: str, has_cover: bool = False) -> Line:
    """Under a cover no step of the table brought it, so none is named."""
    return Line(
        title=item.title,
        belongs_to=item.belongs_to,
        url=f"{base}{item.url}",
        due=formats.full_day(item.due_on),
        when=when(item, on=on),
        why="" if has_cover else t("Reminder: %(step)s") % {"step": step_words(item.step)},
        is_late=item.due_on < on,
        copy=copy_words(item),
        copied=t("Copied to: %(people)s") % {"people": t(", ").join(item.copied)} if item.copied else "",
    )


def copy_words(item: Item) -> str:
    """Of a copy: who answers for the item, and as what the reader is told."""
    if not is_copy(item):
        return ""
    told = COPIES[item.share]
    return t("%(owner)s answers for it; %(told)s") % {"owner": item.owner, "told": told} if item.owner else str(told)


def when(item: Item, *, on: date) -> str:
    count = abs(item.days_left)
    if item.due_on == on:
        return t("due today")
    if item.due_on > on:
        return ngettext("%(count)d working day left", "%(count)d working days left", count) % {"count": count}
    return ngettext("%(count)d working day overdue", "%(count)d working days overdue", count) % {"count": count}


def subject(items: Sequence[Item], *, on: date) -> str:
    kinds = [kind(item, on=on) for item in items if not is_copy(item)]
    overdue, today, ahead = (kinds.count(name) for name in ("overdue", "today", "ahead"))
    copies = len(items) - len(kinds)
    parts = [
        ngettext("%(count)d overdue", "%(count)d overdue", overdue) % {"count": overdue} if overdue else "",
        ngettext("%(count)d due today", "%(count)d due today", today) % {"count": today} if today else "",
        ngettext("%(count)d coming up", "%(count)d coming up", ahead) % {"count": ahead} if ahead else "",
        ngettext("%(count)d in copy", "%(count)d in copy", copies) % {"count": copies} if copies else "",
    ]
    return t("Reminder: %(what)s") % {"what": t(", ").join(filter(None, parts))}


def step_words(step: int) -> str:
    """Which of the table's steps a reminder answers."""
    count = abs(step)
    if step > 0:
        words = ngettext(
            "%(count)d working day before the due date", "%(count)d working days before the due date", count
        )
    elif step < 0:
        words = ngettext("%(count)d working day after the due date", "%(count)d working days after the due date", count)
    else:
        return t("on the due date")
    return words % {"count": count}


AT_ONCE_IN_SHORT: dict[str, Promise] = {"chase": _("chase-up"), "slip-notice": _("supervision slip issued")}


def what_words(reminder: Reminder) -> str:
    """In a short list: which step it is; of what went out by itself, what it is."""
    named = AT_ONCE_IN_SHORT.get(reminder.duty.partition(":")[0])
    return str(named) if named else step_words(reminder.step)


def reasons(items: Sequence[Item]) -> str:
    """Each line has its own step; this says whose the items are."""
    copies = sum(is_copy(item) for item in items)
    if copies == len(items):
        return t("You get a copy of this because these items are overdue.")
    if copies:
        return t("You get this because you answer for some of these items; the others are overdue and copied to you.")
    return t("You get this because you answer for these items.")


AT_ONCE: dict[str, Promise] = {
    "chase": _("The inspection office chased this item on %(day)s; its due date was %(due)s."),
    "slip-notice": _("A supervision slip was issued for this item on %(day)s; its due date was %(due)s."),
}


def why(reminder: Reminder) -> str:
    """For whoever asks why this person got this."""
    facts = {
        "person": reminder.person,
        "due": formats.full_day(reminder.due_on),
        "day": formats.full_day(reminder.planned_on),
        "step": step_words(reminder.step),
    }
    if told := AT_ONCE.get(reminder.duty.partition(":")[0]):
        return str(told) % facts
    if reminder.share != Share.OWNER:
        facts |= {"told": COPIES[reminder.share], "owner": reminder.owner or t("Nobody")}
        words = t("%(owner)s answers for it, and it was due on %(due)s; %(told)s. Owed since %(day)s: %(step)s.")
        return words % facts
    return t("%(person)s answers for it, and it was due on %(due)s. Owed since %(day)s: %(step)s.") % facts


def message_id(digest: Digest) -> str:
    """The same for the same person, channel and day, whoever sends it and however often; a message that goes by itself
    has its own number."""
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    name = "reminders" if digest.kind == Digest.Kind.DIGEST else f"{digest.kind}.{digest.pk}"
    return f"<{name}.{digest.day:%Y%m%d}.{digest.person_id}.{digest.channel}@{domain}>"


def is_composed(digest: Digest) -> bool:
    return bool(digest.body_text)
