from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from newarea import tasks
from newarea.models import IdempotencyKey
from tests.builders import a_unit, an_officer

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 9, 15, 4, tzinfo=UTC)


def test_the_task_of_the_quarter_hour_lets_go_of_answers_older_than_a_day():
    officer = an_officer(unit=a_unit())
    for key, age in [("young", timedelta(hours=24)), ("old", timedelta(hours=24, seconds=1))]:
        IdempotencyKey.objects.create(officer=officer, key=key, fingerprint="0" * 64, at=NOW - age)

    with time_machine.travel(NOW, tick=False):
        tasks.keep_month_ends()

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
