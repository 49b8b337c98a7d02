"""What a letter says, read from the letter alone: which items it reminds of, how near each is, and of which steps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tests.servers.smtp import Mail

LINE = re.compile(
    r"^- (?P<title>.+)\n  (?P<due>\d+ \w+ \d{4}), (?P<when>.+)\n"
    r"(?:  (?P<copy>.+ copied to .+)\n)?(?:  Copied to: .+\n)?(?:  Reminder: (?P<step>.+)\n)?  (?P<url>http\S+)$",
    re.MULTILINE,
)
DAY = re.compile(r"<reminders\.(\d{8})\.")
STEP = re.compile(r"(\d+) working days? (before|after) the due date|on the due date")


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


def step_of(words: str | None) -> int | None:
    found = STEP.fullmatch(words or "")
    if found is None:
        return None
    return 0 if not found[1] else int(found[1]) * (1 if found[2] == "before" else -1)


def lines_of(mail: Mail) -> Iterator[Line]:
    for match in LINE.finditer(mail.text.replace("\r\n", "\n")):
        due_on = datetime.strptime(match["due"], "%d %b %Y").date()
        found = re.search(r"/undertakings/(\d+)/", match["url"]) if match["title"] == "Item" else None
        step = step_of(match["step"])
        yield Line(int(found[1]) if found else None, match["title"], due_on, match["when"], match["copy"] or "", step)
