"""What was closed, moved or handed over since a message was written stands beside the button that sends it again."""

from datetime import date

import pytest

from newarea.actions.plan import revise_plan
from newarea.actions.reminders.since import Since, since_written
from newarea.models import Digest, ListedDuty, Reminder, Terms, Undertaking
from tests import queries
from tests.builders import an_inspector
from tests.reminders.stage import FRIDAY, a_day, a_duty, an_owner, page

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MONDAY = date(2023, 9, 18)
LATER = date(2023, 10, 20)


@pytest.fixture(autouse=True)
def _english_and_held(settings, english_pages):
    settings.DAY = MONDAY


def failed(*duties: Undertaking) -> list[Digest]:
    """The mails about them, refused on Friday."""
    a_day(FRIDAY)
    mails = Digest.objects.filter(person__in=[duty.owner_id for duty in duties], channel="mail")
    Reminder.objects.filter(digest__in=mails).update(state="failed", cause="refused")
    mails.update(state="failed", cause="refused", server_reply="550 no such person")
    return list(mails.order_by("pk"))


def change(duty: Undertaking, *, kind: str = "corrected", **changes: object) -> None:
    revise_plan(duty, seen=duty.version, by=None, on=MONDAY, kind=Terms.Kind(kind), **changes)


def close(*duties: Undertaking) -> None:
    Undertaking.objects.filter(pk__in=[duty.pk for duty in duties]).update(closed_on=MONDAY)


def found(mail: Digest) -> list[Since]:
    return list(since_written([mail.pk]).values())


def test_what_is_still_as_it_was_bears_no_word(client, duty):
    (mail,) = failed(duty)

    assert found(mail) == []
    assert '<small class="late">' not in page(client, an_inspector(), "/mails/")


def test_a_closed_item_says_when_in_both_ledgers_and_on_the_messages_page(client, duty):
    (mail,) = failed(duty)
    close(duty)
    inspector, said = an_inspector(), "Closed since, on 18 Sep 2023."

    for path in ("/mails/", "/mails/reminders/", "/mails/failed/", f"/mails/{mail.pk}/"):
        assert said in page(client, inspector, path), path
    shown = page(client, inspector, f"/mails/{mail.pk}/")
    assert "1 item in it is not as it says any more: see below. Sent again, it goes out as it was written." in shown


def test_a_moved_item_says_when_and_to_which_day(client, duty):
    (mail,) = failed(duty)
    change(duty, due_on=LATER)
    duty.refresh_from_db()
    revise_plan(duty, seen=duty.version, by=None, on=date(2023, 9, 19), weight=3)

    assert found(mail) == [Since("moved", MONDAY, LATER)]
    assert "Moved since, on 18 Sep 2023: now due on 20 Oct 2023." in page(client, an_inspector(), "/mails/")


def test_an_item_that_was_handed_over_says_when(client, duty):
    (mail,) = failed(duty)
    change(duty, kind="handed_over", owner=an_owner(unit=duty.lead_unit))

    assert "Handed over since, on 18 Sep 2023." in page(client, an_inspector(), f"/mails/{mail.pk}/")


def test_of_several_the_ledger_names_the_one(client, duty):
    a_duty(duty.owner, due_on=date(2023, 9, 20))
    failed(duty)
    close(duty)

    assert "Main structure finished: Closed since, on 18 Sep 2023." in page(client, an_inspector(), "/mails/")


def test_of_several_the_ledger_says_how_many(client):
    owner = an_owner()
    first, second, _ = [a_duty(owner, due_on=date(2023, 9, 20)) for _ in range(3)]
    failed(first)
    close(first, second)

    assert "2 items in it are not as it says any more." in page(client, an_inspector(), "/mails/")


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ({"due_on": FRIDAY}, []),
        ({"due_on": FRIDAY, "is_listed": False, "changed_on": MONDAY}, [Since("settled", MONDAY)]),
        ({"due_on": LATER, "generation": 2, "changed_on": MONDAY}, [Since("moved", MONDAY, LATER)]),
        ({"due_on": FRIDAY, "generation": 2, "changed_on": MONDAY}, [Since("renewed", MONDAY)]),
        (None, []),
    ],
)
def test_what_stands_in_a_list_is_held_against_the_list(duty, listed, expected):
    (mail,) = failed(duty)
    owed = {"duty": "report:1:2023-09-15", "kind": "report", "generation": 1, "step": 1, "channel": "mail"}
    sent = {"due_on": FRIDAY, "planned_on": FRIDAY, "state": "failed", "cause": "refused"}
    Reminder.objects.create(person=duty.owner, digest=mail, **owed, **sent)
    if listed:
        ListedDuty.objects.create(duty=owed["duty"], person=duty.owner, **{"changed_on": FRIDAY} | listed)

    assert found(mail) == expected


def test_nothing_is_said_where_nobody_can_send_it_again(client, duty):
    (mail,) = failed(duty)
    close(duty)

    assert "Closed since" not in page(client, duty.owner, f"/mails/{mail.pk}/")
    assert "Closed since" not in page(client, an_inspector(), f"/mails/{mail.pk}/", on="2023-09-17")


@pytest.mark.parametrize("path", ["/mails/", "/mails/reminders/", "/mails/failed/"])
def test_asking_costs_the_same_for_one_message_and_for_many(client, path):
    inspector = an_inspector()
    client.force_login(inspector)
    close(*(duties := [a_duty(due_on=date(2023, 9, 20)) for _ in range(8)]))
    Undertaking.objects.update(closed_on=None)
    mails = failed(*duties)
    close(*duties)
    Digest.objects.exclude(pk=mails[0].pk).update(state="sent", cause="", sent_at="2023-09-15T04:00:00Z")
    one = queries.of(client, path)
    Digest.objects.filter(pk__in=[mail.pk for mail in mails]).update(state="failed", cause="refused")

    assert len(queries.of(client, path)) == len(one)
