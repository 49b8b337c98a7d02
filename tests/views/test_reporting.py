"""The report form: what is typed and what is attached is never lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newarea.actions.evidence import attach_evidence
from newarea.actions.reports import return_report
from newarea.models import Evidence, Report
from tests import queries
from tests.builders import (
    NOON,
    a_draft,
    a_milestone,
    a_pdf,
    a_submitted,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)
from tests.views.visits import a_photo, messages, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TODAY, AUGUST = date(2023, 9, 15), date(2023, 8, 24)


@pytest.fixture
def undertaking():
    return a_milestone(title_zh="超期燃气表更换", due_on=date(2023, 9, 28)).undertaking


@pytest.fixture
def reporter(undertaking):
    return undertaking.owner


@pytest.fixture
def url(undertaking):
    return f"/undertakings/{undertaking.pk}/report/"


def typed(**values) -> dict:
    return {"percent": "60", "speaks_for": "2023-09-14", "summary": "主体施工至五层。", "action": "submit"} | values


def test_a_report_is_handed_in_with_its_files(undertaking, reporter, url):
    sent = typed(
        problems="雨天", next_step="封顶", expected_on="2023-09-27", evidence=[a_photo(), a_photo("b.jpg", "blue")]
    )

    response = signed_in(reporter).post(url, sent | {"evidence_caption": "五层钢筋"}, follow=True)

    report = undertaking.reports.get()
    assert response.redirect_chain == [("/workbench/", 302)]
    assert messages(response) == ["“超期燃气表更换” has been handed in and waits for verification."]
    assert (report.state, report.percent, report.speaks_for, report.submitted_on) == (
        Report.State.SUBMITTED,
        Decimal(60),
        date(2023, 9, 14),
        TODAY,
    )
    assert (report.problems, report.next_step, report.expected_on) == ("雨天", "封顶", date(2023, 9, 27))
    assert [(row.name, row.caption, row.by) for row in report.evidence.all()] == [
        ("现场.jpg", "五层钢筋", reporter),
        ("b.jpg", "五层钢筋", reporter),
    ]


def test_a_draft_may_be_incomplete_and_is_gone_on_with(undertaking, reporter, url):
    client = signed_in(reporter)

    response = client.post(url, {"action": "draft", "speaks_for": "2023-09-14", "summary": "写了一半"}, follow=True)

    draft = undertaking.reports.get()
    assert (draft.state, draft.percent, draft.summary) == (Report.State.DRAFT, None, "写了一半")
    assert messages(response) == ["The draft of “超期燃气表更换” is kept; it has not been handed in yet."]
    assert f'name="version" value="{draft.version}"' in text(response)
    assert "写了一半" in text(response)


def test_a_quantity_is_asked_for_with_its_unit_and_the_last_figure():
    undertaking = an_undertaking(quantity=Decimal(15), measure_zh="万户", measure_en="10k households")
    a_verified(undertaking, Decimal("12.4"), on=AUGUST)

    page = text(signed_in(undertaking.owner).get(f"/undertakings/{undertaking.pk}/report/"))

    assert "Cumulative; promised 15 × 10k households; last verified 12.4 × 10k households (24 Aug)" in page
    assert 'name="percent"' not in page


def test_errors_keep_everything_typed_and_the_files_go_into_the_draft(undertaking, reporter, url):
    sent = typed(percent="", summary="只差数字", evidence=[a_photo()])

    response = signed_in(reporter).post(url, sent)

    draft, page = undertaking.reports.get(), text(response)
    assert response.status_code == 200
    assert "只差数字" in page
    assert 'href="#report-percent"' in page
    assert (draft.state, draft.summary, draft.evidence.count()) == (Report.State.DRAFT, "只差数字", 1)
    assert f'name="caption_{draft.evidence.get().pk}"' in page
    assert f'name="version" value="{draft.version}"' in page


def test_what_the_rules_refuse_is_kept_as_a_draft(undertaking, reporter, url):
    a_verified(undertaking, 70, on=AUGUST)
    client = signed_in(reporter)

    refused = client.post(url, typed(latest=undertaking.reports.get().pk))
    draft = undertaking.reports.get(state="draft")
    again = typed(latest=undertaking.reports.verified().get().pk, version=draft.version, decrease_reason="重复统计")
    accepted = client.post(url, again)

    assert "The figure is below the verified one (70%); say why." in text(refused)
    assert "Kept as a draft, not handed in yet" in text(refused)
    assert accepted.status_code == 302
    assert undertaking.reports.get(state="submitted").decrease_reason == "重复统计"


def test_a_refused_file_is_named_and_the_others_stay(undertaking, reporter, url):
    svg = SimpleUploadedFile("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/jpeg")

    response = signed_in(reporter).post(url, typed(evidence=[svg, a_photo()]))

    assert "“图.svg” is SVG, HTML or PostScript" in text(response)
    assert [row.name for row in undertaking.reports.get(state="draft").evidence.all()] == ["现场.jpg"]


def test_a_close_out_is_asked_for_with_a_file(undertaking, reporter, url):
    client = signed_in(reporter)

    bare = client.post(url, typed(percent="100", closes="on"))
    version = undertaking.reports.get().version
    client.post(url, typed(percent="100", closes="on", version=version, evidence=[a_photo()]))

    assert "A close-out needs evidence; attach at least one file." in text(bare)
    assert (undertaking.reports.get().state, undertaking.reports.get().closes) == ("submitted", True)


def test_attached_files_get_captions_or_go(undertaking, reporter, url):
    draft = a_draft(undertaking, speaks_for=TODAY)
    stays = attach_evidence(draft, a_pdf("1"), name="a.pdf", by=reporter)
    goes = attach_evidence(draft, a_pdf("2"), name="b.pdf", by=reporter)
    sent = typed(action="draft", version=draft.version) | {f"caption_{stays.pk}": "台账", f"remove_{goes.pk}": "on"}

    signed_in(reporter).post(url, sent)

    assert [(row.name, row.caption) for row in Evidence.objects.all()] == [("a.pdf", "台账")]


def test_a_stale_draft_shows_both_versions_and_can_be_sent_again(undertaking, reporter, url):
    draft = a_draft(undertaking, 50, speaks_for=TODAY, summary="同事改过")
    client = signed_in(reporter)

    response = client.post(url, typed(version=draft.version - 1, action="draft", evidence=[a_photo()]))

    page = text(response)
    assert response.status_code == 409
    assert "同事改过" in page
    assert "主体施工至五层。" in page
    assert f'name="version" value="{draft.version}"' in page
    assert 'name="action" value="draft"' in page
    assert draft.evidence.count() == 1
    client.post(url, typed(version=draft.version, action="draft"))
    assert undertaking.reports.get().summary == "主体施工至五层。"


def test_a_second_click_begins_no_second_report(undertaking, reporter, url):
    client = signed_in(reporter)
    client.post(url, typed())

    response = client.post(url, typed())

    assert response.status_code == 409
    assert "has handed in a report (on 15 Sep 2023)" in text(response)
    assert "主体施工至五层。" in text(response)
    assert undertaking.reports.count() == 1


def test_while_a_report_waits_the_next_one_can_be_prepared(undertaking, reporter, url):
    waiting = a_submitted(undertaking, 50, on=date(2023, 9, 12))
    client = signed_in(reporter)

    page = text(client.get(url))
    client.post(url, typed(action="draft", latest=waiting.pk))
    draft = undertaking.reports.get(state="draft")
    refused = client.post(url, typed(latest=waiting.pk, version=draft.version))

    assert "The report of 12 Sep 2023 waits for verification." in page
    assert "A report on this item is waiting for verification already." in text(refused)
    assert undertaking.reports.filter(state="draft").exists()


def test_a_returned_report_is_mended_with_its_words_and_files(undertaking, reporter, url):
    returned = a_submitted(undertaking, 100, on=date(2023, 9, 12), closes=True, summary="全部完工")
    return_report(returned, by=an_inspector(), on=date(2023, 9, 13), now=NOON, seen=returned.version, note="照片不清")
    client = signed_in(reporter)

    page = text(client.get(url))
    client.post(url, typed(percent="100", closes="on", latest=returned.pk))

    revision = undertaking.reports.get(state="submitted")
    assert "照片不清" in page
    assert "全部完工" in page
    assert (revision.revises, revision.evidence.get().name) == (returned, "验收单.pdf")


def test_an_expected_day_after_the_due_date_is_said_to_move_nothing(undertaking, reporter, url):
    a_draft(undertaking, speaks_for=TODAY, expected_on=date(2023, 10, 16))

    page = text(signed_in(reporter).get(url))

    assert "18 days after the due date 28 Sep 2023. This moves nothing" in page


def test_the_head_of_the_unit_goes_on_with_the_same_draft(undertaking, url):
    draft = a_draft(undertaking, speaks_for=TODAY)
    head = an_officer("head", unit=undertaking.lead_unit)

    signed_in(head).post(url, typed(version=draft.version))

    assert undertaking.reports.get().reporter == head


def test_a_draft_is_thrown_away(undertaking, reporter):
    draft = a_draft(undertaking, speaks_for=TODAY)

    response = signed_in(reporter).post(f"/reports/{draft.pk}/discard/", {"version": draft.version}, follow=True)

    assert messages(response) == ["The draft has been thrown away."]
    assert not Report.objects.exists()


def test_a_past_day_takes_no_report(undertaking, reporter, url):
    response = signed_in(reporter).post(f"{url}?on=2023-09-01", typed())

    assert response.status_code == 400
    assert not Report.objects.exists()


def test_the_form_costs_the_same_after_one_report_and_after_many():
    short, long = a_milestone().undertaking, a_milestone().undertaking
    a_verified(short, 10, on=date(2023, 3, 1))
    for month in range(3, 9):
        a_verified(long, 10 + month, on=date(2023, month, 20))
    for undertaking, files in ((short, 1), (long, 6)):
        draft = a_draft(undertaking, 50, speaks_for=TODAY)
        for number in range(files):
            attach_evidence(draft, a_pdf(str(number)), name="a.pdf", by=draft.reporter)

    costs = [queries.of(signed_in(row.owner), f"/undertakings/{row.pk}/report/") for row in (short, long)]

    assert len(costs[0]) == len(costs[1]) <= 9
