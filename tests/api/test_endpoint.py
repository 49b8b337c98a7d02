import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import TODAY
from tests.builders import a_draft, a_pdf, a_programme, a_project, an_undertaking

pytestmark = pytest.mark.django_db


def test_an_unknown_parameter_is_refused_with_those_that_are_known(api):
    a_programme(slug="songbei-2023")

    answer = api().at("api-projects", "songbei-2023", colour="red", on="2023-09-01")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["attr"], error["detail"]) == (
        400,
        "colour",
        "Not known here. Known are: on, field, lead_unit, light, ordering, limit, cursor.",
    )


@pytest.mark.parametrize(
    ("name", "known"),
    [("ordering", "number, -number, light, -light, gap, -gap"), ("light", "grey, green, yellow, red, closed")],
)
def test_an_unknown_choice_is_refused_with_those_that_are_known(api, name, known):
    a_programme(slug="songbei-2023")

    answer = api().at("api-projects", "songbei-2023", **{name: "colour"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["attr"], error["code"], error["detail"]) == (
        400, name, "invalid_choice", f"Not known here. Known are: {known}.",
    )  # fmt: skip


def test_what_the_caller_has_is_not_sent_again(api):
    a_project(a_programme(slug="songbei-2023"), number=1)
    first = api().at("api-project", "songbei-2023", 1)
    held = {"If-None-Match": f'"other", W/{first["ETag"]}'}

    again = api().get("/api/v1/programmes/songbei-2023/projects/1/", headers=held)
    in_chinese = api(language="zh-hans").get("/api/v1/programmes/songbei-2023/projects/1/", headers=held)

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (in_chinese.status_code, in_chinese["ETag"] == first["ETag"]) == (200, False)


def test_the_etag_of_a_versioned_row_names_its_version(api):
    undertaking = an_undertaking()
    draft = a_draft(undertaking, 50, speaks_for=TODAY)

    answer = api(undertaking.owner).at("api-report", draft.pk)

    assert answer["ETag"].startswith(f'"{draft.version}.')


@pytest.mark.parametrize(("language", "title"), [("en", "Not found"), ("zh-hans", "未找到")])
def test_what_is_not_there_is_a_problem_in_the_callers_language(api, language, title):
    answer = api(language=language).at("api-report", 999)

    body = answer.json()
    assert (answer["Content-Type"], body["type"], body["title"], body["status"], body["instance"]) == (
        "application/problem+json", "urn:newarea:problem:not_found", title, 404, "/api/v1/reports/999/",
    )  # fmt: skip


def test_a_form_that_is_not_spoken_is_refused_as_a_problem(api):
    answer = api().get("/api/v1/programmes/", headers={"accept": "text/html"})

    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", f'{{"summary": "{"x" * 2_621_440}"}}'),
        ("application/x-www-form-urlencoded", "summary=" + "x" * 2_621_440),
        ("application/x-www-form-urlencoded", "&".join(f"x{number}=1" for number in range(2_001))),
    ],
    ids=["JSON", "form", "fields"],
)
def test_more_than_is_taken_at_once_is_a_problem_and_no_fault_of_ours(api, content_type, body):
    draft = a_draft(an_undertaking(), 50, speaks_for=TODAY)

    answer = api(draft.reporter).patch(f"/api/v1/reports/{draft.pk}/", body, content_type=content_type)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")


def test_more_files_than_are_taken_at_once_are_a_problem(api):
    undertaking = an_undertaking()
    files = [SimpleUploadedFile(f"{number}.pdf", a_pdf()) for number in range(21)]

    sent = {"speaks_for": "2023-09-14", "evidence": files}
    answer = api(undertaking.owner).to("api-reports", undertaking.pk, data=sent, format="multipart")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")
