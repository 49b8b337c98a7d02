"""The only place that reads the clock.

Views, middleware, tasks and commands call it; everything else takes `on=` or `now=`.
"""

from datetime import UTC, date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The site's local date; the demo can hold it with NEWAREA_DAY."""
    held: date | None = settings.DAY
    return held or timezone.localdate()


def now() -> datetime:
    """The real instant, in UTC, held by nobody: leases and logs need the truth."""
    return datetime.now(UTC)
