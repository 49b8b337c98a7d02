"""What a letter says, read from the letter alone: which items it reminds of, how near each is, and of which steps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tests.domain.decrees import step_owed
from tests.servers.smtp import Mail

LINE = re.compile(
    r"^- (?P<title>.+)\n  (?P<due>\d+ \w+ \d{4}), (?P<when>.+)\n"
    r"(?:  (?P<copy>.+ in copy to you .+)\n)?  (?P<url>http\S+)$",
    re.MULTILINE,
)
DAY = re.compile(r"<reminders\.(\d{8})\.")
STEPS = re.compile(r"(\d+) working days? (before|after) the date|on the date itself")


@dataclass(frozen=True)
class Line:
    """`item` is the undertaking's key; None for a duty of another kind. `step` as far as the letter tells."""

    item: int | None
    title: str
    due_on: date
    when: str
    copy: str
    step: int | None


def day_of(mail: Mail) -> date | None:
    """None for what goes by itself."""
    found = DAY.match(mail.message_id)
    return datetime.strptime(found[1], "%Y%m%d").date() if found else None


def steps_of(mail: Mail) -> set[int]:
    _, _, why = mail.text.partition("Reminded now: ")
    found = STEPS.finditer(why)
    return {0 if not match[1] else int(match[1]) * (1 if match[2] == "before" else -1) for match in found}


def lines_of(mail: Mail) -> Iterator[Line]:
    day, steps = day_of(mail), steps_of(mail)
    for match in LINE.finditer(mail.text.replace("\r\n", "\n")):
        due_on = datetime.strptime(match["due"], "%d %b %Y").date()
        found = re.search(r"/undertakings/(\d+)/", match["url"]) if match["title"] == "Item" else None
        step = _step(due_on, day, steps, match["copy"] or "") if day else None
        yield Line(int(found[1]) if found else None, match["title"], due_on, match["when"], match["copy"] or "", step)


def _step(due_on: date, day: date, steps: set[int], copy: str) -> int | None:
    """The only one the letter names, or that which plain counting finds among them."""
    if len(steps) == 1:
        return next(iter(steps))
    owed = (-3 if "head of unit" in copy else -10) if copy else step_owed(due_on, day)
    return owed if owed in steps else None
