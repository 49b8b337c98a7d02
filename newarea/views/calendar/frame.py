"""For whom and which day a calendar feed is read, and how it names what stands in it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min
from django.utils.translation import gettext as t

from newarea.models import Officer, Programme, Reference
from newarea.parts import duty_kinds

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Frame:
    person: Officer
    on: date
    reference: Reference

    @property
    def since(self) -> date:
        """What ended before this day is not shown any more."""
        return self.on - KEPT

    @cached_property
    def over(self) -> dict[int, datetime]:
        """Programmes closed since then, and when: what was open in them is cancelled. One query."""
        over = [programme.pk for programme in self.reference.programmes if programme.state == Programme.State.CLOSED]
        closed = Programme.history.filter(id__in=over, state=Programme.State.CLOSED)
        lately = closed.filter(history_date__gte=midnight(self.since))
        return dict(lately.order_by().values("id").annotate(at=Min("history_date")).values_list("id", "at"))

    @cached_property
    def kinds(self) -> dict[str, str]:
        return duty_kinds()


def uid(name: str) -> str:
    """The same for as long as the site keeps its address."""
    return f"{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def marked(title: str, *, is_example: bool) -> str:
    return t("%(title)s (example)") % {"title": title} if is_example else title


def example_line(*, is_example: bool) -> str:
    return t("Illustration only; not official information") if is_example else ""
