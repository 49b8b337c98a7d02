"""Figures for a Prometheus: what the web processes counted, and what the ledger holds at the moment of asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from newarea import clock
from newarea.actions.reminders.hours import may_send
from newarea.addresses import client_address
from newarea.models import Alert, Channel, Digest, Pulse, Reminder, reference

log = structlog.get_logger(__name__)

LOOPBACK = ("127.0.0.1", "::1")
BY_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded")
Values = Sequence[tuple[Sequence[str], float]]


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For a Prometheus on this machine that asks the web process itself. Through a proxy there is no such page, however
    many proxies the settings believe in."""
    if client_address(request) not in LOOPBACK or any(name in request.headers for name in BY_A_PROXY):
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    answer.content += ledger(on=clock.today(), now=clock.now())
    return answer


def ledger(*, on: date, now: datetime) -> bytes:
    """Asked of the database by whichever process answers, so that several of them never add up."""
    registry = CollectorRegistry()
    registry.register(Ledger(on, now))
    return generate_latest(registry)


@dataclass(frozen=True)
class Ledger(Collector):
    """Six queries. Without the database there is one figure, which says so."""

    on: date
    now: datetime

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = [*self._messages(), *self._reminders(), *self._ages(), *self._alerts()]
        except DatabaseError as error:
            log.warning("metrics_without_database", error=str(error))
            found = []
        yield gauge("database_up", "Whether the database answered.", [], [([], float(bool(found)))])
        yield from found

    def _messages(self) -> Iterator[GaugeMetricFamily]:
        rows = Digest.objects.order_by("state", "channel").values_list("state", "channel")
        found = list(rows.annotate(number=Count("pk"), last=Max("sent_at")))
        counts = [((state, channel), number) for state, channel, number, _ in found]
        yield gauge("messages", "Messages by state and channel.", ["state", "channel"], counts)
        sent = [((channel,), self._age(last)) for state, channel, _, last in found if state == "sent" and last]
        yield gauge("last_send_age_seconds", "Since the last message was taken.", ["channel"], sent)
        yield gauge("oldest_pending_age_seconds", LATE, ["channel"], list(self._late()))

    def _late(self) -> Iterator[tuple[Sequence[str], float]]:
        at_any_hour = settings.DAY is not None
        is_open = may_send(on=self.on, now=self.now, reference=reference(), at_any_hour=at_any_hour)
        due = Digest.objects.due(on=self.on, now=self.now, is_open=is_open).order_by()
        oldest = dict(due.values_list("channel").annotate(Min("not_before")))
        for channel in Channel:
            yield (channel,), self._age(oldest[channel]) if channel in oldest else 0

    def _reminders(self) -> Iterator[GaugeMetricFamily]:
        rows = Reminder.objects.order_by("state").values_list("state").annotate(number=Count("pk"))
        counts = [((state,), number) for state, number in rows]
        yield gauge("reminders", "Reminders by state.", ["state"], counts)

    def _ages(self) -> Iterator[GaugeMetricFamily]:
        """Without a pulse, or a plan, there is no age; an alarm on `absent()` is the right one then."""
        pulse = Pulse.objects.filter(pk=1).first()
        tick, plan = (pulse.beat_at, pulse.planned_at) if pulse else (None, None)
        for name, words, last in (
            ("tick_age_seconds", "Since the last tick.", tick),
            ("plan_age_seconds", "Since the last complete plan of reminders.", plan),
        ):
            yield gauge(name, words, [], [([], self._age(last))] if last else [])

    def _alerts(self) -> Iterator[GaugeMetricFamily]:
        held = set(Alert.objects.open().values_list("kind", flat=True))
        rows = [((kind,), float(kind in held)) for kind in Alert.Kind.values]
        yield gauge("alerts_open", "Alerts that have not ended, by kind.", ["kind"], rows)

    def _age(self, at: datetime) -> float:
        """Negative where the clock was put back."""
        return (self.now - at).total_seconds()


LATE = "Since the oldest message that could go out now should have gone out."


def gauge(name: str, words: str, labels: Sequence[str], values: Values) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"newarea_{name}", words, labels=labels)
    for names, value in values:
        family.add_metric(names, value)
    return family
