from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from newarea.models import IdempotencyKey, Report
from tests.api.conftest import TODAY
from tests.builders import a_draft, a_pdf, a_submitted, an_inspector, an_officer, an_undertaking

pytestmark = pytest.mark.django_db
WRITTEN = {"speaks_for": "2023-09-14", "percent": "72.5", "summary": "主体封顶。"}


@pytest.fixture
def undertaking():
    return an_undertaking()


@pytest.fixture
def caller(api, undertaking):
    return api(undertaking.owner)


def test_a_call_sent_again_is_answered_and_not_repeated(caller, undertaking):
    first, second = (caller.to("api-reports", undertaking.pk, data=WRITTEN, key="a-1") for _ in range(2))

    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert (Report.objects.count(), second["ETag"]) == (1, first["ETag"])


def test_a_call_with_files_is_known_again(caller, undertaking):
    def send(content):
        evidence = [SimpleUploadedFile("现场.pdf", a_pdf(content))]
        sent = WRITTEN | {"submit": "true", "evidence": evidence}
        return caller.to("api-reports", undertaking.pk, data=sent, format="multipart", key="a-1").status_code

    assert [send("1"), send("1"), send("2")] == [201, 201, 422]
    assert Report.objects.get().evidence.count() == 1


def test_a_decision_sent_again_is_answered_though_the_version_has_moved_on(api, undertaking):
    report, caller = a_submitted(undertaking, 50, on=TODAY), api(an_inspector())

    answers = [caller.to("api-report-verify", report.pk, seen=report.version, key="b") for _ in range(2)]

    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, "verified")] * 2


def test_a_key_stands_for_one_request_only(caller, undertaking):
    caller.to("api-reports", undertaking.pk, data=WRITTEN, key="a-1")

    answer = caller.to("api-reports", undertaking.pk, data=WRITTEN | {"percent": "80"}, key="a-1")

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:newarea:problem:idempotency_key_used")


def test_what_was_refused_can_be_mended_under_the_same_key(caller, undertaking):
    refused = caller.to("api-reports", undertaking.pk, data=WRITTEN | {"percent": "-1"}, key="a-1")
    mended = caller.to("api-reports", undertaking.pk, data=WRITTEN, key="a-1")

    assert (refused.status_code, mended.status_code) == (400, 201)


def test_another_officers_key_is_another_key(api, caller, undertaking):
    colleague = an_officer("head", unit=undertaking.lead_unit)
    draft = caller.to("api-reports", undertaking.pk, data=WRITTEN, key="a-1").json()

    answer = api(colleague).to("api-report-submit", draft["id"], seen=draft["version"], key="a-1")

    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")


@pytest.mark.parametrize("key", ["", "x" * 129, "two words", "é"])
def test_a_key_that_is_no_word_is_refused(caller, undertaking, key):
    answer = caller.to("api-reports", undertaking.pk, data=WRITTEN, key=key)

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "Idempotency-Key")


def test_a_key_is_forgotten_after_a_day(caller, undertaking):
    for day in (15, 17):
        with time_machine.travel(datetime(2023, 9, day, 4, tzinfo=UTC)):
            draft = a_draft(undertaking, 50, speaks_for=TODAY) if day == 15 else Report.objects.get()
            caller.to("api-report-evidence", draft.pk, data={"file": a_file(day)}, format="multipart", key=f"a-{day}")

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["a-17"]


def a_file(day):
    return SimpleUploadedFile("现场.pdf", a_pdf(str(day)))


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_the_same_time_are_one(api, undertaking):
    start, answers = Barrier(2), []

    def send():
        caller = api(undertaking.owner)
        start.wait()
        answers.append(caller.to("api-reports", undertaking.pk, data=WRITTEN, key="a-1"))
        connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201, 201]
    assert (Report.objects.count(), sum("Idempotency-Replayed" in answer for answer in answers)) == (1, 1)
