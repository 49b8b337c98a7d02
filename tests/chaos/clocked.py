"""Celery under a clock that the storm sets: `python -m tests.chaos.clocked worker …`. The product knows nothing of it.

CHAOS_CLOCK names two files, the site's clock and this process's own fault, each holding seconds to add to the real
time. The children that a prefork worker forks have it too.
"""

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from celery.bin.celery import main as celery

from newarea import clock
from newarea.channels import smtp

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(path: Path) -> float:
    return float(path.read_text() or 0) if path.exists() else 0.0


def write(path: Path, seconds: float) -> None:
    """Whole or not at all: somebody reads it all the time."""
    part = path.with_suffix(".part")
    part.write_text(str(seconds))
    part.replace(path)


def now() -> datetime:
    files = [Path(name) for name in os.environ["CHAOS_CLOCK"].split(os.pathsep)]
    return datetime.now(UTC) + timedelta(seconds=sum(map(read, files)))


def today() -> date:
    return now().astimezone(SHANGHAI).date()


def main() -> None:
    clock.now, clock.today = now, today
    smtp.TIMEOUT = float(os.environ["CHAOS_SMTP_TIMEOUT"])
    sys.argv = ["celery", "-A", "newarea", *sys.argv[1:]]
    sys.exit(celery())


if __name__ == "__main__":
    main()
