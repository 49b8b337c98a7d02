from datetime import date

import pytest


@pytest.fixture(autouse=True)
def _the_day(settings, tmp_path):
    """A Friday; files go to a folder of the test's own."""
    settings.DAY = date(2023, 9, 15)
    settings.FILES = tmp_path / "files"
    settings.SITE_URL = "https://plan.example"
