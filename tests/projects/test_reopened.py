from datetime import date

import pytest
from django.test import Client

from newarea.actions.plan import reopen
from tests.builders import a_close_out, a_milestone, a_project, a_verified, an_inspector

pytestmark = pytest.mark.django_db
ON = date(2023, 9, 15)


def shown(project, **asked):
    page = Client().get(project.get_absolute_url(), asked)
    return page.context["curve_rows"][-1]["verified"]


def test_the_curve_forgets_a_close_out_that_was_undone(settings):
    settings.DAY = ON
    project = a_project()
    undertaking = a_milestone(project).undertaking
    a_verified(undertaking, 70, on=date(2023, 7, 10))
    a_close_out(undertaking, on=date(2023, 8, 10))
    undertaking.refresh_from_db()

    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=ON, reason="验收资料不实")

    assert (shown(project, on="2023-09-14"), shown(project)) == (100, 70)
