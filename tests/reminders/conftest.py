from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from newarea.models import SendingPolicy, Undertaking, touch_reference
from tests.reminders.stage import a_duty, an_owner


@pytest.fixture(autouse=True)
def _no_slips_by_themselves(request):
    """What is overdue would get a red slip beside its reminder; slips have tests of their own."""
    if request.node.get_closest_marker("django_db"):
        SendingPolicy.objects.update(issues_red=False)
        touch_reference()


@pytest.fixture
def english_pages(settings, tmp_path) -> Iterator[None]:
    """For modules that look at pages: these are in English, and mails go into files."""
    settings.LANGUAGE_CODE, settings.MAILS, settings.MAIL_FOLDER = "en", "files", tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def duty() -> Undertaking:
    """Of an owner and with a title that a page can be searched for."""
    return a_duty(an_owner(name="Ms Li"), due_on=date(2023, 9, 20), title_en="Main structure finished")
