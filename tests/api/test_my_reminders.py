from datetime import date

import pytest

from newarea.models import Reminder
from tests.builders import an_inspector, an_officer, an_undertaking

pytestmark = pytest.mark.django_db


def a_reminder(person, undertaking, **values):
    told = {
        "duty": f"undertaking:{undertaking.pk}", "generation": 1, "kind": "undertaking", "step": 5, "channel": "mail",
        "due_on": date(2023, 9, 20), "planned_on": date(2023, 9, 13), "state": "pending",
    }  # fmt: skip
    return Reminder.objects.create(person=person, undertaking=undertaking, **told | values)


def test_the_callers_own_reminders_the_newest_first(api):
    officer, other = an_officer(), an_inspector()
    undertaking = an_undertaking(title_en="Roof")
    first = a_reminder(officer, undertaking)
    second = a_reminder(officer, undertaking, step=3, state="cancelled", cause="moved")
    a_reminder(other, undertaking)

    rows = api(officer).at("api-my-reminders").json()["results"]

    assert [(row["id"], row["title"], row["step"], row["state"], row["cause"]) for row in rows] == [
        (second.pk, "Roof", 3, "cancelled", "the due date was moved"),
        (first.pk, "Roof", 5, "pending", ""),
    ]


def test_reminders_are_filtered_and_told_as_of_a_day(api):
    officer, undertaking = an_officer(), an_undertaking()
    a_reminder(officer, undertaking)
    a_reminder(officer, undertaking, channel="inbox", planned_on=date(2023, 9, 14))

    def count(**query):
        return api(officer).at("api-my-reminders", **query).json()["count"]

    assert (count(), count(channel="mail"), count(state="failed"), count(on="2023-09-13")) == (2, 1, 0, 1)


def test_one_and_many_reminders_cost_the_same_queries(api, count_queries):
    officer = an_officer()
    a_reminder(officer, an_undertaking())
    one = count_queries(lambda: api(officer).at("api-my-reminders", limit=100))
    for _ in range(12):
        a_reminder(officer, an_undertaking())

    assert count_queries(lambda: api(officer).at("api-my-reminders", limit=100)) == one <= 3
