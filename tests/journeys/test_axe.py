"""Every page once, each in another of the eight looks; `make axe` sees them all as every role."""

from itertools import cycle
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.axe.__main__ import looks
from tests.axe.looking import beyond, look
from tests.journeys.visitors import Visitors
from tests.screenshots.__main__ import Look
from tests.screenshots.pages import PAGES

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.xdist_group("shared_site"),
    pytest.mark.django_db(serialized_rollback=True),
]


def put_on(page: Page, seen: Look, url: str) -> None:
    page.set_viewport_size({"width": seen.width, "height": 900})
    page.emulate_media(color_scheme="dark" if seen.scheme == "dark" else "light")
    page.context.add_cookies([{"name": "language", "value": seen.language, "url": url}])


def test_axe_finds_nothing_on_any_page(guests: Visitors, shared_site: str):
    found, turns = [], cycle(looks())
    for username in dict.fromkeys(shown.username for shown in PAGES):
        page = guests.signed_in(username, bypass_csp=True) if username else guests.come(bypass_csp=True)
        for shown in [one for one in PAGES if one.username == username]:
            seen = next(turns)
            put_on(page, seen, shared_site)
            shown.go(page)
            path = urlsplit(page.url).path
            found += [f"{shown.name} {seen[1:4]}: {one}" for one in beyond(path, look(page))]
    assert "\n".join(found) == ""


def test_axe_finds_what_is_wrong(guests: Visitors):
    page = guests.come(bypass_csp=True)
    page.goto("/accounts/sign-in/")
    page.evaluate("document.querySelectorAll('label').forEach(label => label.remove())")

    assert "label" in [finding.rule for finding in look(page)]
