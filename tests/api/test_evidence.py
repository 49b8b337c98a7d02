from datetime import date

import pytest

from newarea.actions.evidence import attach_evidence
from newarea.models import Evidence
from tests.builders import a_draft, a_pdf, a_submitted, an_inspector, an_undertaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return a_draft(an_undertaking(), 50, speaks_for=date(2023, 9, 14))


@pytest.fixture
def file(draft):
    return attach_evidence(draft, a_pdf(), name="记录.pdf", by=draft.reporter)


def test_the_bytes_are_named_by_their_digest(api, draft, file):
    caller = api(draft.reporter)

    first = caller.at("api-evidence", file.pk)
    same = caller.get(f"/api/v1/evidence/{file.pk}/", headers={"If-None-Match": first["ETag"]})

    assert (first["ETag"], b"".join(first.streaming_content)) == (f'"{file.sha256}"', a_pdf())
    assert (same.status_code, same.content, same["Cache-Control"]) == (304, b"", "private, no-store")


def test_nobody_is_told_that_a_file_of_anothers_is_the_same(api, file):
    answer = api(an_inspector()).get(f"/api/v1/evidence/{file.pk}/", headers={"If-None-Match": "*"})

    assert answer.status_code == 404


def test_a_caption_is_written_while_the_report_is_a_draft(api, draft, file):
    caller = api(draft.reporter)

    answer = caller.change("api-evidence", file.pk, data={"caption": " 屋面 "}, seen=draft.version)
    as_files = caller.change("api-evidence", file.pk, data={"caption": "x"}, seen=draft.version, format="multipart")

    assert (answer.status_code, answer.json()["caption"], as_files.status_code) == (200, "屋面", 415)


def test_a_file_is_taken_off_a_draft_of_the_own_unit(api, draft, file):
    def detach(reader, seen):
        headers = {"If-Match": f'"{seen}"'} if seen else {}
        return api(reader).delete(f"/api/v1/evidence/{file.pk}/", headers=headers).status_code

    assert [detach(an_inspector(), 1), detach(draft.reporter, None), detach(draft.reporter, 9)] == [404, 428, 412]
    assert (detach(draft.reporter, draft.version), Evidence.objects.count()) == (204, 0)


def test_the_files_of_what_was_handed_in_stay(api):
    report = a_submitted(an_undertaking(), 100, on=date(2023, 9, 14), closes=True)
    file, seen = report.evidence.get(), {"If-Match": f'"{report.version}"'}

    detached = api(report.reporter).delete(f"/api/v1/evidence/{file.pk}/", headers=seen)
    captioned = api(report.reporter).change("api-evidence", file.pk, data={"caption": "x"}, seen=report.version)

    assert (detached.status_code, captioned.status_code, Evidence.objects.count()) == (409, 409, 1)
