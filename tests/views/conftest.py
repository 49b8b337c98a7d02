from datetime import date

import pytest


@pytest.fixture(autouse=True)
def _the_day(settings, tmp_path):
    """The demo's day, and a folder for files of the test's own."""
    settings.DAY = date(2023, 9, 15)
    settings.FILES = tmp_path / "files"
