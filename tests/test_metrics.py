"""What a Prometheus reads of the ledger, read by its own client's parser."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from newarea.models import Alert, Digest, Pulse
from newarea.views import metrics
from tests.builders import a_programme
from tests.reminders.stage import a_day, a_duty, an_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FRIDAY = date(2023, 9, 15)
NOW = at(FRIDAY, 13)
Figures = dict[str, dict[tuple[str, ...], float]]


@pytest.fixture(autouse=True)
def _mails_as_files(settings, tmp_path):
    settings.MAILS, settings.MAIL_FOLDER = "files", tmp_path


def read(text: str) -> Figures:
    """By name, the values by their labels in the order of the labels' names."""
    families = text_string_to_metric_families(text)
    return {
        family.name: {tuple(value for _, value in sorted(row.labels.items())): row.value for row in family.samples}
        for family in families
    }


def figures(*, now=NOW) -> Figures:
    return read(metrics.ledger(on=FRIDAY, now=now).decode())


def test_a_fresh_site():
    assert figures() == {
        "newarea_database_up": {(): 1},
        "newarea_messages": {},
        "newarea_last_send_age_seconds": {},
        "newarea_oldest_pending_age_seconds": {("inbox",): 0, ("mail",): 0, ("group",): 0},
        "newarea_reminders": {},
        "newarea_tick_age_seconds": {},
        "newarea_plan_age_seconds": {},
        "newarea_alerts_open": {("troubled",): 0, ("silent",): 0, ("chat",): 0},
    }


def test_a_day_of_sending():
    a_duty(due_on=date(2023, 9, 20))
    a_day(FRIDAY, 12, 5)

    assert figures() == {
        "newarea_database_up": {(): 1},
        "newarea_messages": {("inbox", "sent"): 1, ("mail", "sent"): 1},
        "newarea_last_send_age_seconds": {("inbox",): 3600, ("mail",): 3600},
        "newarea_oldest_pending_age_seconds": {("inbox",): 0, ("mail",): 0, ("group",): 0},
        "newarea_reminders": {("sent",): 2},
        "newarea_tick_age_seconds": {(): 3600},
        "newarea_plan_age_seconds": {(): 3600},
        "newarea_alerts_open": {("troubled",): 0, ("silent",): 0, ("chat",): 0},
    }


def a_message(**values) -> Digest:
    return Digest.objects.create(person=an_owner(), channel="mail", **{"day": FRIDAY} | values)


def test_what_waits_past_its_window_has_an_age_and_what_waits_for_it_has_none():
    a_message(not_before=NOW - timedelta(minutes=5))
    a_message(not_before=NOW - timedelta(minutes=20))
    a_message(not_before=NOW + timedelta(minutes=1))
    a_message(not_before=NOW - timedelta(hours=2), next_try_at=NOW + timedelta(minutes=1))

    late = figures()["newarea_oldest_pending_age_seconds"]

    assert late == {("inbox",): 0, ("mail",): 1200, ("group",): 0}


def test_at_night_only_what_goes_at_any_hour_is_late():
    night = at(FRIDAY, 23)
    a_message(not_before=NOW)
    assert figures(now=night)["newarea_oldest_pending_age_seconds"][("mail",)] == 0

    a_message(not_before=night - timedelta(seconds=40), kind="alert")
    assert figures(now=night)["newarea_oldest_pending_age_seconds"][("mail",)] == 40


def test_an_open_alert_is_one():
    Alert.objects.create(kind="troubled", began_at=NOW, count=7)
    Alert.objects.create(kind="silent", began_at=NOW, ended_at=NOW)

    assert figures()["newarea_alerts_open"] == {("troubled",): 1, ("silent",): 0, ("chat",): 0}


def test_a_clock_that_was_put_back_is_a_negative_age():
    Pulse.objects.create(pk=1, beat_at=NOW + timedelta(minutes=3))

    assert figures()["newarea_tick_age_seconds"] == {(): -180}


def queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        figures()
    return len(captured)


def test_a_handful_of_queries_whatever_there_is():
    programme = a_programme()
    figures()
    empty = queries()
    for _ in range(5):
        a_duty(programme=programme, due_on=date(2023, 9, 20))
    a_day(FRIDAY)
    figures()

    assert queries() == empty <= 6


def test_without_the_database_it_says_so(client, monkeypatch):
    monkeypatch.setattr(metrics.Digest.objects, "order_by", gone)

    answer = client.get("/metrics")

    found = read(answer.content.decode())
    assert answer.status_code == 200
    assert {name: rows for name, rows in found.items() if name.startswith("newarea_")} == {
        "newarea_database_up": {(): 0}
    }


def gone(*args):
    raise OperationalError("gone")


def test_the_page_has_both_the_web_processes_figures_and_the_ledgers(client):
    found = read(client.get("/metrics").content.decode())

    assert {"django_http_requests_before_middlewares", "newarea_messages"} <= set(found)
