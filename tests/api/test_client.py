"""The worked client against the site, over HTTP."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as site

from docs import client as worked
from docs.client import Client, Problem
from newarea import clock
from newarea.actions.reports import ReportContent, save_draft
from newarea.models import ApiToken, Report
from tests.builders import a_draft, a_milestone, a_pdf, a_programme, a_project, a_unit, an_officer

PASSWORD = "松北-2023-dawn"


@pytest.fixture
def milestone(live_site, settings):
    settings.DAY = date(2023, 9, 15)
    return a_milestone(a_project(a_programme(slug="songbei-2023"), number=1), due_on=date(2023, 8, 31), title_zh="封顶")


@pytest.fixture
def undertaking(milestone):
    return milestone.undertaking


@pytest.fixture
def owner(undertaking):
    undertaking.owner.set_password(PASSWORD)
    undertaking.owner.save()
    return undertaking.owner


@pytest.fixture
def caller(live_site, owner):
    with Client(live_site, owner.username, PASSWORD, language="en") as signed_in:
        yield signed_in


@pytest.fixture
def run(live_site, owner):
    def line(*words):
        given = {"NEWAREA_URL": live_site, "NEWAREA_USER": owner.username, "NEWAREA_PASSWORD": PASSWORD}
        command = [sys.executable, str(Path(site.BASE_DIR) / "docs" / "client.py"), *map(str, words)]
        ended = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, timeout=120)
        assert ended.returncode == 0, ended.stderr
        return [row.split("\t") for row in ended.stdout.splitlines()]

    return line


def test_it_lists_what_is_late_as_of_a_day(run, undertaking):
    told = [str(undertaking.pk), "2023-08-31", "red", str(undertaking.lead_unit), "封顶"]

    assert (run("late", "songbei-2023"), run("late", "songbei-2023", "--on", "2023-08-31")) == ([told], [])
    assert [token.is_in_use(clock.now()) for token in ApiToken.objects.all()] == [False, False]


def test_the_same_line_again_is_the_same_report(run, undertaking, tmp_path):
    file = tmp_path / "验收单.pdf"
    file.write_bytes(a_pdf())
    words = ["report", undertaking.pk, "--for", "2023-09-14", "--percent", "72.5", "--summary", "主体封顶。"]
    words += ["--evidence", file, "--hand-in", "--key", "2023-09"]

    first, second = run(*words), run(*words)

    report = Report.objects.get()
    assert first == second == [[str(report.pk), "submitted", "72.50"]]
    assert [row.name for row in report.evidence.all()] == ["验收单.pdf"]


def test_a_list_is_read_to_its_last_page(caller, milestone):
    more = [a_milestone(milestone.project, due_on=date(2023, 8, 31)).pk for _ in range(3)]

    found = [row["id"] for row in caller.rows("programmes/songbei-2023/milestones/", limit=2, late="true")]

    assert found == [milestone.pk, *more]


def test_a_draft_that_a_colleague_changed_meanwhile_is_read_again(caller, undertaking, owner):
    draft = a_draft(undertaking, 50, speaks_for=date(2023, 9, 14))
    seen = []

    def change(found):
        seen.append(found["summary"])
        if len(seen) == 1:
            faster = ReportContent(date(2023, 9, 14), percent=55, summary="同事写的。")
            save_draft(undertaking, faster, by=owner, seen=draft.version)
        return {"summary": found["summary"] + "又。"}

    told = caller.mend(draft.pk, change)

    assert (seen, told["summary"], told["percent"]) == (["按计划推进。", "同事写的。"], "同事写的。又。", "55.00")


def test_after_a_broken_connection_the_call_is_sent_again(caller, undertaking, monkeypatch):
    send, broken = caller.session.request, [1]

    def request(*args, **options):
        answer = send(*args, **options)
        if broken:
            broken.pop()
            raise worked.requests.ConnectionError  # the server did it, its answer was lost
        return answer

    monkeypatch.setattr(caller.session, "request", request)
    monkeypatch.setattr(worked.time, "sleep", lambda seconds: None)
    told = caller.report(undertaking.pk, "a-1", speaks_for="2023-09-14", percent="50", summary="按计划推进。")

    assert Report.objects.get().pk == told["id"]


def test_a_refusal_says_what_is_wrong(caller):
    stranger = a_draft(a_milestone(a_project(number=2), lead_unit=a_unit("far"), owner=an_officer()).undertaking,
                       50, speaks_for=date(2023, 9, 14))  # fmt: skip

    with pytest.raises(Problem) as refused:
        caller.hand_in(stranger.pk, "a-1")

    assert (refused.value.status, refused.value.body["title"]) == (404, "Not found")


def test_a_wrong_password_is_told(live_site, owner):
    with pytest.raises(Problem, match=r"400 User name and password do not fit\."):
        Client(live_site, owner.username, "wrong", language="en")
