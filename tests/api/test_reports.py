from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newarea.models import Report
from tests.builders import (
    a_close_out,
    a_draft,
    a_pdf,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def undertaking():
    return an_undertaking()


@pytest.fixture
def reporter(undertaking):
    return undertaking.owner


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def a_file(name="现场.pdf", data=None):
    return SimpleUploadedFile(name, a_pdf() if data is None else data)


WRITTEN = {"speaks_for": "2023-09-14", "percent": "72.5", "summary": "主体封顶。"}


def test_one_call_makes_the_report_attaches_its_files_and_hands_it_in(api, undertaking, reporter):
    sent = WRITTEN | {"submit": "true", "evidence": [a_file("一.pdf", a_pdf("1")), a_file("二.pdf", a_pdf("2"))]}

    answer = api(reporter).to("api-reports", undertaking.pk, data=sent, format="multipart")

    body = answer.json()
    assert (answer.status_code, body["state"], body["percent"], body["submitted_on"]) == (
        201, "submitted", "72.50", "2023-09-15",
    )  # fmt: skip
    assert [file["name"] for file in body["evidence"]] == ["一.pdf", "二.pdf"]


def test_a_draft_is_kept_until_it_is_handed_in(api, undertaking, reporter):
    caller = api(reporter)
    draft = caller.to("api-reports", undertaking.pk, data=WRITTEN).json()

    handed_in = caller.to("api-report-submit", draft["id"], seen=draft["version"]).json()

    assert (draft["state"], handed_in["id"], handed_in["state"]) == ("draft", draft["id"], "submitted")


def test_a_refused_file_leaves_nothing_behind(api, undertaking, reporter):
    sent = WRITTEN | {"evidence": [a_file("x.svg", b"<svg/>")]}

    answer = api(reporter).to("api-reports", undertaking.pk, data=sent, format="multipart")

    assert (answer.status_code, faults(answer)) == (400, [("evidence", "invalid")])
    assert not Report.objects.exists()


def test_what_an_action_refuses_is_named_by_field_in_the_callers_language(api, undertaking, reporter):
    a_verified(undertaking, 80, on=date(2023, 9, 1))

    answer = api(reporter, "en").to("api-reports", undertaking.pk, data=WRITTEN | {"submit": True})

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "type": "urn:newarea:problem:invalid",
            "title": "This cannot be read",
            "status": 400,
            "detail": "The figure is below the verified one (80%); say why.",
            "instance": f"/api/v1/undertakings/{undertaking.pk}/reports/",
            "errors": [
                {
                    "code": "invalid",
                    "detail": "The figure is below the verified one (80%); say why.",
                    "attr": "decrease_reason",
                }
            ],
        },
    )


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, [("speaks_for", "required")]),
        ({"speaks_for": "yesterday"}, [("speaks_for", "invalid")]),
        ({"speaks_for": "2023-09-14", "percent": "NaN"}, [("percent", "invalid")]),
        ({"speaks_for": "2023-09-14", "percent": "-1"}, [("percent", "min_value")]),
        ({"speaks_for": "2023-09-14", "summary": "x" * 2001}, [("summary", "max_length")]),
        ([], [("non_field_errors", "invalid")]),
    ],
)
def test_what_cannot_be_read_is_named_by_field(api, undertaking, reporter, sent, wrong):
    answer = api(reporter).to("api-reports", undertaking.pk, data=sent)

    assert (answer.status_code, faults(answer)) == (400, wrong)


def test_nobody_writes_more_than_the_named_fields(api, undertaking, reporter):
    extra = {"state": "verified", "decided_on": "2023-09-15", "reporter": 1, "key": "x", "is_restored": True}

    answer = api(reporter).to("api-reports", undertaking.pk, data=WRITTEN | extra)

    report = Report.objects.get(pk=answer.json()["id"])
    assert (report.state, report.decided_on, report.reporter, report.key, report.is_restored) == (
        "draft", None, reporter, "", False,
    )  # fmt: skip


def test_only_the_own_unit_reports(api, undertaking, reporter):
    def status(officer):
        return api(officer).to("api-reports", undertaking.pk, data=WRITTEN).status_code

    others = [
        an_officer("reporter", unit=a_unit()),
        an_inspector(),
        an_officer("delegate"),
        an_officer("administrator"),
    ]
    assert [status(officer) for officer in (None, *others)] == [401, 404, 404, 404, 404]
    assert status(an_officer("head", unit=undertaking.lead_unit)) == 201


def test_a_closed_undertaking_takes_no_report(api, undertaking, reporter):
    a_close_out(undertaking, on=date(2023, 9, 1))

    assert api(reporter).to("api-reports", undertaking.pk, data=WRITTEN).status_code == 404


def test_a_second_draft_is_a_conflict_that_shows_both(api, undertaking, reporter):
    there = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))

    answer = api(reporter, "en").to("api-reports", undertaking.pk, data=WRITTEN)

    body = answer.json()
    assert (answer.status_code, body["errors"][0]["code"], body["yours"]) == (409, "stale", WRITTEN)
    assert (body["current"]["id"], body["current"]["version"], body["current"]["percent"]) == (there.pk, 1, "50.00")


@pytest.mark.parametrize("named", ['"1"', '"1.0123456789abcdef"', 'W/"1"', "1"])
def test_a_draft_is_changed_over_the_version_that_was_seen(api, undertaking, reporter, named):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13), problems="雨天")

    answer = api(reporter).change("api-report", draft.pk, data={"percent": "55"}, headers={"If-Match": named})

    body = answer.json()
    assert (answer.status_code, body["percent"], body["problems"], body["version"], answer["ETag"][:3]) == (
        200, "55.00", "雨天", 2, '"2.',
    )  # fmt: skip


def test_what_was_read_is_named_by_its_etag(api, undertaking, reporter):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))
    named = {"If-Match": api(reporter).at("api-report", draft.pk)["ETag"]}

    answers = [api(reporter).change("api-report", draft.pk, data={"percent": "55"}, headers=named) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 412]


def test_a_change_of_another_version_is_refused_with_both(api, undertaking, reporter):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))
    api(reporter).change("api-report", draft.pk, data={"percent": "55"}, seen=1)

    answer = api(reporter).change("api-report", draft.pk, data={"percent": "60"}, seen=1)

    body = answer.json()
    assert (answer.status_code, body["current"]["percent"], body["current"]["version"], body["yours"]) == (
        412, "55.00", 2, {"percent": "60"},
    )  # fmt: skip


def test_a_body_of_another_version_than_its_header_is_a_conflict(api, undertaking, reporter):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))
    api(reporter).change("api-report", draft.pk, data={"percent": "55"}, seen=1)

    answer = api(reporter).change("api-report", draft.pk, data={"percent": "60", "version": 1}, seen=2)

    body = answer.json()
    assert (answer.status_code, body["current"]["percent"], body["yours"]) == (
        409, "55.00", {"percent": "60", "version": 1},
    )  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}, {"If-Match": " "}])
def test_a_change_without_a_version_is_refused(api, undertaking, reporter, headers):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))

    answer = api(reporter).change("api-report", draft.pk, data={"percent": "60"}, headers=headers)

    assert (answer.status_code, faults(answer)) == (428, [(None, "precondition_required")])


def test_what_is_handed_in_has_moved_on(api, undertaking, reporter):
    report = a_submitted(undertaking, 50, on=date(2023, 9, 13))

    answer = api(reporter).change("api-report", report.pk, data={"percent": "60"}, seen=report.version)

    assert (answer.status_code, answer.json()["current"]["state"]) == (409, "submitted")


def test_a_body_that_cannot_be_read_is_refused_as_such(api, undertaking, reporter):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))
    gone = a_submitted(an_undertaking(lead_unit=reporter.unit, owner=reporter), 50, on=date(2023, 9, 13))

    statuses = [
        api(reporter).patch(f"/api/v1/reports/{report.pk}/", b"\x00\x80", content_type="application/json").status_code
        for report in (draft, gone)
    ]

    assert statuses == [400, 400]


def test_another_units_draft_is_unknown(api, undertaking):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))
    stranger = api(an_officer("reporter", unit=a_unit()))

    statuses = [
        stranger.at("api-report", draft.pk).status_code,
        stranger.at("api-report-evidence", draft.pk).status_code,
        stranger.change("api-report", draft.pk, seen=1).status_code,
        stranger.to("api-report-submit", draft.pk, seen=1).status_code,
        api(an_inspector()).at("api-report", draft.pk).status_code,
    ]

    assert statuses == [404, 404, 404, 404, 404]


def test_a_past_day_takes_no_report(api, undertaking, reporter):
    answer = api(reporter).post(f"/api/v1/undertakings/{undertaking.pk}/reports/?on=2023-08-01", WRITTEN, format="json")

    assert (answer.status_code, faults(answer)) == (400, [("on", "invalid_day")])


def test_an_inspector_verifies_the_version_that_was_seen(api, undertaking):
    report = a_submitted(undertaking, 50, on=date(2023, 9, 13))

    answer = api(an_inspector()).to("api-report-verify", report.pk, seen=report.version)

    assert (answer.status_code, answer.json()["state"], answer.json()["decided_on"]) == (200, "verified", "2023-09-15")


def test_two_inspectors_who_decide_at_once_are_told(api, undertaking):
    report = a_submitted(undertaking, 50, on=date(2023, 9, 13))
    seen = report.version
    api(an_inspector()).to("api-report-return", report.pk, seen=seen, data={"note": "缺照片"})

    answer = api(an_inspector()).to("api-report-verify", report.pk, seen=seen)

    assert (answer.status_code, answer.json()["current"]["state"]) == (412, "returned")


def test_a_return_says_what_has_to_be_mended(api, undertaking):
    report = a_submitted(undertaking, 50, on=date(2023, 9, 13))

    answer = api(an_inspector()).to("api-report-return", report.pk, seen=report.version)

    assert (answer.status_code, faults(answer)) == (400, [("note", "invalid")])


@pytest.mark.parametrize("role", ["reporter", "head", "leader", "delegate", "administrator"])
def test_only_inspectors_decide(api, undertaking, role):
    report = a_submitted(undertaking, 50, on=date(2023, 9, 13))
    caller = api(an_officer(role, unit=undertaking.lead_unit))

    names = ("api-report-verify", "api-report-return")
    statuses = [caller.to(name, report.pk, seen=report.version).status_code for name in names]

    assert statuses == [404, 404]


def test_a_file_is_attached_to_a_draft_and_comes_back_as_an_attachment(api, undertaking, reporter):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))
    caller = api(reporter)

    row = caller.to(
        "api-report-evidence", draft.pk, data={"file": a_file(), "caption": "封顶"}, format="multipart"
    ).json()
    download = caller.get(row["file"])

    assert (row["name"], row["kind"], row["caption"]) == ("现场.pdf", "pdf", "封顶")
    assert (b"".join(download.streaming_content), download["X-Content-Type-Options"]) == (a_pdf(), "nosniff")
    assert download["Content-Disposition"].startswith("attachment")


def test_evidence_is_for_those_who_may_read_its_report(api, undertaking):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))
    row = api(undertaking.owner).to("api-report-evidence", draft.pk, data={"file": a_file()}, format="multipart").json()

    def status(officer):
        return api(officer).get(row["file"]).status_code

    readers = [None, an_officer("delegate"), an_officer("reporter", unit=a_unit()), an_inspector(), undertaking.owner]
    assert [status(reader) for reader in readers] == [401, 404, 404, 404, 200]


def test_a_client_may_ask_for_any_type_of_file(api, undertaking, reporter):
    report = a_close_out(undertaking, on=date(2023, 9, 1))
    address = f"/api/v1/evidence/{report.evidence.get().pk}/"
    wanted = {"accept": "application/pdf"}

    answers = [caller.get(address, headers=wanted) for caller in (api(reporter), api())]

    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [
        (200, "application/pdf"),
        (401, "application/problem+json"),
    ]


def test_a_file_that_the_caller_has_is_not_sent_again(api, undertaking, reporter):
    report = a_close_out(undertaking, on=date(2023, 9, 1))
    row = report.evidence.get()
    address, held = f"/api/v1/evidence/{row.pk}/", {"if-none-match": f'"{row.sha256}"'}

    first, again, stranger = (
        caller.get(address, headers=headers)
        for caller, headers in [(api(reporter), {}), (api(reporter), held), (api(), held)]
    )

    assert (first.status_code, first["ETag"], first["Cache-Control"]) == (200, f'"{row.sha256}"', "private, no-store")
    assert (again.status_code, again.content, stranger.status_code) == (304, b"", 401)


def test_a_file_that_is_too_large_is_refused(api, undertaking, reporter, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 13))

    answer = api(reporter).to("api-report-evidence", draft.pk, data={"file": a_file()}, format="multipart")

    assert (answer.status_code, faults(answer)) == (400, [("file", "invalid")])


def test_a_version_longer_than_any_number_is_out_of_date(api, undertaking, reporter):
    draft = a_draft(undertaking, 40, speaks_for=date(2023, 9, 14))

    answer = api(reporter).to("api-report-submit", draft.pk, headers={"If-Match": "9" * 5000})

    assert answer.status_code == 412


def test_the_reports_on_an_item_are_listed_by_their_state_on_the_day(api, undertaking, reporter):
    verified = a_verified(undertaking, 20, on=date(2023, 8, 28), verified_on=date(2023, 8, 30))
    waiting = a_submitted(undertaking, 40, on=date(2023, 9, 14))
    draft = a_draft(an_undertaking(lead_unit=reporter.unit, owner=reporter), 50, speaks_for=date(2023, 9, 14))

    def found(reader, of=undertaking, **query):
        return [row["id"] for row in api(reader).at("api-reports", of.pk, **query).json()["results"]]

    assert (found(reporter), found(None)) == ([waiting.pk, verified.pk], [verified.pk])
    assert (found(reporter, state="submitted"), found(reporter, state="submitted", on="2023-08-29")) == (
        [waiting.pk],
        [verified.pk],
    )
    assert (found(reporter, state="verified"), found(reporter, state="verified", on="2023-08-29")) == (
        [verified.pk],
        [],
    )
    assert (found(reporter, draft.undertaking, state="draft"), found(an_inspector(), draft.undertaking)) == (
        [draft.pk],
        [],
    )
    assert found(reporter, closes="true") == []


def test_one_and_many_reports_in_a_list_cost_the_same_queries(api, undertaking, reporter, count_queries):
    a_verified(undertaking, 1, on=date(2023, 3, 1))
    one = count_queries(lambda: api(reporter).at("api-reports", undertaking.pk))
    for day in range(2, 10):
        a_verified(undertaking, day, on=date(2023, 3, day))

    assert count_queries(lambda: api(reporter).at("api-reports", undertaking.pk)) == one <= 4


def test_a_draft_is_thrown_away_by_its_unit_in_the_version_that_was_seen(api, undertaking, reporter):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 14))

    def discard(reader, seen):
        headers = {"If-Match": f'"{seen}"'} if seen else {}
        return api(reader).delete(f"/api/v1/reports/{draft.pk}/", headers=headers).status_code

    assert [discard(an_inspector(), 1), discard(reporter, None), discard(reporter, 9)] == [404, 428, 412]
    assert (discard(reporter, draft.version), Report.objects.count()) == (204, 0)


def test_what_was_handed_in_is_not_thrown_away(api, undertaking, reporter):
    report = a_submitted(undertaking, 50, on=date(2023, 9, 14))

    answer = api(reporter).delete(f"/api/v1/reports/{report.pk}/", headers={"If-Match": f'"{report.version}"'})

    assert (answer.status_code, answer.json()["current"]["state"], Report.objects.count()) == (409, "submitted", 1)
