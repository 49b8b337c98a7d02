"""The secret address: whom it opens for, what it costs, and where it must not be written down."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newarea import clock
from newarea.actions.feeds import renew_feed, revoke_feed
from newarea.logs import without_codes
from newarea.models import CalendarFeed
from tests.builders import NOON, a_milestone, a_programme, a_project, an_inspector
from tests.feeds.reading import a_feed, calendar_of, event, read
from tests.reminders.stage import a_duty, an_owner

pytestmark = pytest.mark.django_db


def test_the_address_opens_without_a_session_and_sets_none():
    owner = an_owner()
    a_duty(owner, due_on=date(2023, 9, 28))

    answer = read(a_feed(owner))

    kept = {name: answer[name] for name in ("Content-Type", "Cache-Control", "Referrer-Policy", "Content-Disposition")}
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert kept == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "Content-Disposition": 'inline; filename="calendar.ics"',
    }


def test_the_code_is_not_in_the_database_and_follows_the_sites_key(settings):
    feed = a_feed(an_owner())
    stored = {str(getattr(feed, field.attname)) for field in feed._meta.concrete_fields}
    code = feed.code

    settings.SECRET_KEY = "another key of this site, long enough for it"

    assert (len(code), code in stored, feed.code == code) == (64, False, False)


@pytest.mark.parametrize(
    "wrong", [lambda code: code[:-1], lambda code: code.upper(), lambda code: "0" * 64, lambda code: "码"]
)
def test_a_wrong_code_finds_nothing(wrong, client):
    feed = a_feed(an_owner())

    assert client.get(f"/calendar/{feed.pk}-{wrong(feed.code)}.ics").status_code == 404


def test_the_code_of_one_feed_does_not_open_another(client):
    first, second = a_feed(an_owner()), a_feed(an_owner())

    assert client.get(f"/calendar/{first.pk}-{second.code}.ics").status_code == 404


def test_a_number_that_no_table_holds_finds_nothing(client):
    assert client.get(f"/calendar/{9**30}-{'0' * 64}.ics").status_code == 404


def test_a_refusal_is_no_page_whose_links_would_carry_the_address_on(client):
    answer = client.get("/calendar/1-secret.ics")

    assert (answer.text, answer["Referrer-Policy"]) == ("未找到", "no-referrer")


def test_a_revoked_address_finds_nothing_any_more():
    owner = an_owner()
    feed = a_feed(owner)

    assert revoke_feed(feed, by=owner, now=NOON)

    assert read(feed).status_code == 404


def test_who_does_not_sign_in_any_more_reads_nothing():
    owner = an_owner()
    feed = a_feed(owner)
    owner.is_active = False
    owner.save()

    assert read(feed).status_code == 404


def test_a_new_address_ends_the_old_one():
    owner = an_owner()
    old = a_feed(owner)

    new = renew_feed(old, by=owner, now=NOON)

    assert (read(old).status_code, read(new).status_code, old.secret_path == new.secret_path) == (404, 200, False)


def test_opening_twice_is_one_feed():
    owner = an_owner()

    assert a_feed(owner) == a_feed(owner)


def test_nobody_ends_the_feed_of_another():
    feed = a_feed(an_owner())

    assert (revoke_feed(feed, by=an_inspector(), now=NOON), read(feed).status_code) == (False, 200)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_the_address_only_reads(method, client):
    feed = a_feed(an_owner())

    assert getattr(client, method)(feed.secret_path).status_code == 405


def test_a_head_says_the_same_without_the_content(client):
    feed = a_feed(an_owner())

    asked, got = client.head(feed.secret_path), client.get(feed.secret_path)

    assert (asked.status_code, asked.content, asked["ETag"]) == (200, b"", got["ETag"])


def test_what_has_not_changed_is_not_sent_again():
    owner = an_owner()
    a_duty(owner, due_on=date(2023, 9, 28))
    feed = a_feed(owner)
    first = read(feed)

    by_tag = read(feed, if_none_match=first["ETag"])
    by_time = read(feed, if_modified_since=first["Last-Modified"])

    assert [(answer.status_code, answer.content, answer["ETag"]) for answer in (by_tag, by_time)] == [
        (304, b"", first["ETag"])
    ] * 2
    assert by_tag["Cache-Control"] == "private, no-cache"


def test_what_has_changed_is_sent_to_who_knows_the_old_tag():
    owner = an_owner()
    feed = a_feed(owner)
    first = read(feed)

    a_duty(owner, due_on=date(2023, 9, 28))

    assert read(feed, if_none_match=first["ETag"]).status_code == 200


def test_the_next_day_is_a_change_for_who_only_compares_times(settings):
    settings.DAY = date(2026, 3, 2)
    feed = a_feed(an_owner())
    first = read(feed)

    settings.DAY = date(2026, 3, 3)

    assert first["Last-Modified"] == "Sun, 01 Mar 2026 16:00:00 GMT"
    assert read(feed, if_modified_since=first["Last-Modified"]).status_code == 200


def test_reading_is_noted_once_an_hour(monkeypatch):
    feed = a_feed(an_owner())
    start = datetime(2023, 9, 15, 4, 0, tzinfo=UTC)
    noted = []
    for minutes in (0, 59, 60):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: start + timedelta(minutes=minutes))
        read(feed)
        noted.append(CalendarFeed.objects.get(pk=feed.pk).last_read_at)

    assert noted == [start, start, start + timedelta(hours=1)]


def test_too_many_questions_from_one_place_are_put_off(client):
    answers = [client.get("/calendar/1-x.ics") for _ in range(121)]

    assert [answers[119].status_code, answers[120].status_code] == [404, 429]
    assert 0 < int(answers[120]["Retry-After"]) <= 60


def test_the_address_of_the_client_is_what_our_own_proxy_says(settings):
    settings.PROXIES = 1
    for _ in range(121):
        Client().get("/calendar/1-x.ics", headers={"X-Forwarded-For": "203.0.113.9"})

    statuses = [
        Client().get("/calendar/1-x.ics", headers={"X-Forwarded-For": place}).status_code
        for place in ("198.51.100.7, 203.0.113.9", "203.0.113.10")
    ]

    assert statuses == [429, 404]


def test_it_costs_the_same_at_one_date_and_at_many():
    owner = an_owner()
    project = a_project(a_programme())
    feed, counts = a_feed(owner), []
    for number in (1, 12):
        for _ in range(number):
            a_milestone(project, owner=owner, lead_unit=owner.unit, start_on=date(2023, 2, 1), due_on=date(2023, 9, 28))
        read(feed)
        with CaptureQueriesContext(connection) as queries:
            read(feed)
        counts.append(len(queries))

    assert counts[0] == counts[1], counts


def test_it_costs_the_same_for_a_project_of_one_milestone_and_of_many():
    project = a_project(a_programme())
    feed, counts = a_feed(an_owner(), f"projects:{project.pk}"), []
    for number in (1, 12):
        for _ in range(number):
            a_milestone(project)
        read(feed)
        with CaptureQueriesContext(connection) as queries:
            read(feed)
        counts.append(len(queries))

    assert counts[0] == counts[1], counts


def test_a_project_that_is_not_visible_any_more_finds_nothing():
    programme = a_programme(adopted_on=None)
    project = a_project(programme)
    inspector = an_inspector(language="en")
    feed = a_feed(inspector, f"projects:{project.pk}")
    before = read(feed).status_code

    inspector.role = "delegate"
    inspector.save()

    assert (before, read(feed).status_code) == (200, 404)


@pytest.mark.parametrize("subject", ["projects:99", "projects:x", "projects:", "targets:1", "nothing:1"])
def test_a_feed_of_what_there_is_not_finds_nothing(subject):
    assert read(a_feed(an_owner(), subject)).status_code == 404


def test_the_language_is_the_persons_and_not_the_programs():
    owner = an_owner(language="zh-hans")
    a_duty(owner, due_on=date(2023, 9, 28), title_zh="主体完工", title_en="Main building done")
    feed = a_feed(owner)

    answer = read(feed, accept_language="en")

    assert (answer["Content-Language"], str(event(feed)["SUMMARY"])) == ("zh-hans", "主体完工")
    assert calendar_of(feed).calendar_name == f"{owner}的到期日"


def test_a_line_of_the_log_has_no_code_in_it():
    line = {"request": "GET /calendar/7-0f3a.ics?on=x", "exception": "at /calendar/7-0f3a.ics'\n", "code": 200}

    assert without_codes(None, "info", line) == {
        "request": "GET /calendar/7-…",
        "exception": "at /calendar/7-…'\n",
        "code": 200,
    }


def test_a_line_of_the_log_has_no_address_in_it_that_switches_reminders_off():
    line = {"request": "POST /unsubscribe/12:0f3aB-x/", "exception": "at https://a.example/unsubscribe/12:0f3a/'\n"}

    assert without_codes(None, "info", line) == {
        "request": "POST /unsubscribe/…",
        "exception": "at https://a.example/unsubscribe/…'\n",
    }
