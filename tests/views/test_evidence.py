"""How a file leaves the house."""

from datetime import date

import pytest

from newarea.actions.evidence import attach_evidence
from newarea.files.store import path_of
from tests.builders import a_draft, a_pdf, an_undertaking
from tests.views.visits import a_photo, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return a_draft(an_undertaking(), speaks_for=date(2023, 9, 14))


def test_it_goes_as_an_attachment_with_its_own_name(draft):
    row = attach_evidence(draft, a_pdf(), name="验收单.pdf", by=draft.reporter)

    response = signed_in(draft.reporter).get(f"/evidence/{row.pk}/")

    assert b"".join(response.streaming_content) == a_pdf()
    assert {name: response[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E9%AA%8C%E6%94%B6%E5%8D%95.pdf"


def test_a_thumbnail_is_a_small_picture_in_the_page(draft):
    row = attach_evidence(draft, a_photo().read(), name="现场.jpg", by=draft.reporter)

    response = signed_in(draft.reporter).get(f"/evidence/{row.pk}/thumbnail/")

    assert (response["Content-Type"], b"".join(response.streaming_content)[8:12]) == ("image/webp", b"WEBP")


def test_a_document_has_no_thumbnail(draft):
    row = attach_evidence(draft, a_pdf(), name="验收单.pdf", by=draft.reporter)

    assert signed_in(draft.reporter).get(f"/evidence/{row.pk}/thumbnail/").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(draft):
    row = attach_evidence(draft, a_pdf(), name="验收单.pdf", by=draft.reporter)
    path_of(row.sha256).unlink()

    assert signed_in(draft.reporter).get(f"/evidence/{row.pk}/").status_code == 404
