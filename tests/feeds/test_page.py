"""Where everybody makes, copies, replaces and withdraws the addresses of their calendars."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.models import CalendarFeed
from tests.builders import a_programme, a_project, an_inspector, an_officer
from tests.feeds.reading import a_feed, read
from tests.reminders.stage import an_owner
from tests.views.visits import messages, signed_in, text

pytestmark = pytest.mark.django_db


def in_use(person) -> list[str]:
    return list(CalendarFeed.objects.held_by(person).order_by("subject").values_list("subject", flat=True))


def test_a_press_of_the_button_makes_an_address_that_can_be_copied():
    owner = an_owner()
    client = signed_in(owner)
    before = text(client.get("/calendar/"))

    made = client.post("/calendar/new/", follow=True)

    feed = CalendarFeed.objects.get(person=owner)
    address = f"http://testserver{feed.secret_path}"
    assert ("Make an address" in before, "Make an address" in text(made)) == (True, False)
    assert f'value="{address}" readonly' in text(made)
    assert f'href="{address.replace("http", "webcal")}"' in text(made)
    assert messages(made) == ["The address is ready: copy it into your calendar program."]


def test_the_page_is_kept_by_no_cache():
    answer = signed_in(an_owner()).get("/calendar/")

    assert "no-store" in answer["Cache-Control"]


def test_a_new_address_replaces_the_old_one():
    owner = an_owner()
    old = a_feed(owner)

    answer = signed_in(owner).post(f"/calendar/{old.pk}/renew/")

    (new,) = CalendarFeed.objects.held_by(owner)
    assert (answer["Location"], new == old) == (f"/calendar/#feed-{new.pk}", False)
    assert (read(old).status_code, read(new).status_code) == (404, 200)


def test_a_stopped_address_is_gone_from_the_page_too():
    owner = an_owner()
    feed = a_feed(owner)

    answer = signed_in(owner).post(f"/calendar/{feed.pk}/revoke/", follow=True)

    assert (in_use(owner), feed.code in text(answer), read(feed).status_code) == ([], False, 404)


@pytest.mark.parametrize("what", ["renew", "revoke"])
def test_the_feed_of_another_is_not_there(what):
    feed = a_feed(an_owner())

    answer = signed_in(an_inspector()).post(f"/calendar/{feed.pk}/{what}/")

    assert (answer.status_code, read(feed).status_code) == (404, 200)


def test_nobody_sees_the_address_of_another():
    feed = a_feed(an_owner())

    assert feed.code not in text(signed_in(an_inspector()).get("/calendar/"))


@pytest.mark.parametrize("role", ["delegate", "reporter", "inspector"])
def test_the_page_of_a_project_offers_its_calendar(role):
    project = a_project(a_programme(slug="songbei-2023"), number=4, name_en="Police")
    person = an_officer(role, language="en")
    client = signed_in(person)
    offered = text(client.get("/songbei-2023/projects/4/"))

    made = client.post("/calendar/new/", {"subject": f"projects:{project.pk}"}, follow=True)

    assert f'name="subject" value="projects:{project.pk}"' in offered
    assert (in_use(person), "Project 4: Police" in text(made)) == ([f"projects:{project.pk}"], True)


def test_the_public_is_offered_none(client):
    a_project(a_programme(slug="songbei-2023"), number=4)

    assert "calendar/new" not in text(client.get("/songbei-2023/projects/4/"))


@pytest.mark.parametrize("subject", ["projects:99", "projects:x", "nothing:1", "x" * 200])
def test_what_is_not_there_has_no_calendar(subject):
    person = an_owner()

    answer = signed_in(person).post("/calendar/new/", {"subject": subject})

    assert (answer.status_code, in_use(person)) == (404, [])


def test_a_draft_has_no_calendar_for_who_may_not_see_it():
    project = a_project(a_programme(adopted_on=None))

    answer = signed_in(an_officer("delegate")).post("/calendar/new/", {"subject": f"projects:{project.pk}"})

    assert answer.status_code == 404


def test_what_is_not_visible_any_more_shows_no_address():
    person = an_inspector(language="en")
    project = a_project(a_programme(adopted_on=None), name_en="Police")
    feed = a_feed(person, f"projects:{project.pk}")
    person.role = "delegate"
    person.save()

    shown = text(signed_in(person).get("/calendar/"))

    assert ("Not visible to you any more" in shown, feed.code in shown, "Police" in shown) == (True, False, False)


def test_a_past_day_is_for_reading():
    owner = an_owner()
    feed = a_feed(owner)

    shown = text(signed_in(owner).get("/calendar/", {"on": "2023-06-30"}))

    assert (feed.code in shown, "/renew/" in shown) == (True, False)


def test_the_page_says_when_a_program_last_read_it(settings):
    settings.DAY = date(2023, 9, 15)
    owner = an_owner()
    feed = a_feed(owner)
    client = signed_in(owner)
    before = text(client.get("/calendar/"))

    read(feed)

    after = text(client.get("/calendar/"))
    assert ("No program has read it yet." in before, "Last read at 20" in after) == (True, True)
    assert "Made on 15 Sep 2023." in after


def test_the_page_asks_as_often_for_one_feed_as_for_many():
    programme, owner, counts = a_programme(), an_owner(), []
    client = signed_in(owner)
    for number in (1, 5):
        for _ in range(number):
            a_feed(owner, f"projects:{a_project(programme).pk}")
        client.get("/calendar/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/calendar/")
        counts.append(len(queries))

    assert counts[0] == counts[1], counts
