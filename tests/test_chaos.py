"""A small seeded sample of `make chaos`; it starts servers of its own, because it kills them."""

import subprocess
import sys
from datetime import date

import pytest

from newarea.models import SendingPolicy
from tests.builders import a_unit
from tests.chaos.faults import LAST, WEIGHTS, plan
from tests.chaos.letters import Line, day_of, lines_of
from tests.reminders.stage import a_day, a_duty, an_owner
from tests.servers import site


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_a_short_storm_loses_nothing_and_doubles_nothing():
    size = ["--faults", "10", "--people", "30", "--reminders", "60", "--seed", "7"]
    command = [sys.executable, "-m", "tests.chaos", *size]
    env = site.environment() | {"CHAOS_GOAL": "60"}  # a busy machine's; the full run is held to 15 seconds
    done = subprocess.run(command, env=env, cwd=site.ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_seed_brings_the_same_faults():
    assert plan(7, 300) == plan(7, 300)
    assert plan(7, 300)[:20] != plan(8, 300)[:20]


def test_a_full_run_brings_every_kind_and_leaves_nobody_alive_at_its_end():
    kinds = [fault.kind for fault in plan(2023, 300)]

    assert (len(kinds), kinds[-1], set(kinds[:19])) == (300, LAST, set(WEIGHTS))


@pytest.mark.django_db
def test_a_letter_is_read_as_it_is_written(smtp):
    SendingPolicy.objects.update(issues_red=False)
    unit = a_unit()
    unit.head = an_owner(unit, role="head")
    unit.save()
    late = a_duty(an_owner(unit, name="The clerk"), due_on=date(2023, 9, 12), title_en="Item")
    own = a_duty(unit.head, due_on=date(2023, 9, 20), title_en="Item")

    a_day(date(2023, 9, 15))

    (told,) = [mail for mail in smtp.delivered if mail.recipients == [unit.head.email]]
    assert day_of(told) == date(2023, 9, 15)
    copy = "The clerk answers for it; copied to the head of unit"
    assert list(lines_of(told)) == [
        Line(own.pk, "Item", date(2023, 9, 20), "3 working days left", "", 3),
        Line(late.pk, "Item", date(2023, 9, 12), "3 working days overdue", copy, -3),
    ]
