"""The client in docs/ does against a real server what it says it does."""

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from newarea.models import Report
from tests.builders import a_milestone, a_pdf, a_programme, a_project

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]
FILE = Path(__file__).resolve().parent.parent.parent / "docs" / "client.py"


@pytest.fixture(scope="module")
def client_module():
    spec = importlib.util.spec_from_file_location("client_of_the_docs", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def undertaking(live_site):
    project = a_project(a_programme(slug="songbei-2023"), number=1)
    undertaking = a_milestone(project, due_on=date(2023, 6, 30), title_zh="主体完工").undertaking
    undertaking.owner.set_password("correct horse")
    undertaking.owner.save()
    return undertaking


def test_the_client_lists_what_is_late(client_module, live_site, undertaking, capsys):
    client_module.main(live_site, undertaking.owner.username, "correct horse")

    assert capsys.readouterr().out.startswith("2023-06-30  主体完工: ")


def test_the_client_saves_changes_and_hands_in(client_module, live_site, undertaking):
    programme = client_module.Programme(live_site)
    programme.sign_in(undertaking.owner.username, "correct horse", scope="write")

    draft = programme.report(undertaking.pk, speaks_for="2023-09-14", percent="50", summary="主体封顶。")
    programme.attach(draft["id"], "现场.pdf", a_pdf())
    programme.change(draft["id"], percent="55")
    programme.hand_in(draft["id"])

    report = Report.objects.get()
    assert (report.state, report.percent, report.evidence.count()) == ("submitted", 55, 1)


def test_the_client_tells_what_was_refused(client_module, live_site, undertaking):
    programme = client_module.Programme(live_site, language="en")

    with pytest.raises(client_module.Problem) as refused:
        programme.sign_in(undertaking.owner.username, "wrong horse")

    assert str(refused.value) == "400 User name and password do not fit."
