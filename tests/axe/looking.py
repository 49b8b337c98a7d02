"""What axe finds on a page, and which of it is known of pages that are not ours."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

BASELINE = Path(__file__).with_name("baseline.json")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STOCK = ("/admin/", "/api/")  # Django's admin and the schema's page: not our templates
RUN = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations.map(
  one => [one.id, one.impact, one.nodes.map(node => node.target.join(" "))]))"""


class Finding(NamedTuple):
    rule: str
    impact: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}) at {', '.join(self.places[:4])}{' …' if self.places[4:] else ''}"


def look(page: Page) -> list[Finding]:
    page.evaluate(AXE_SCRIPT)
    found: list[Any] = page.evaluate(RUN, RULES)
    return [Finding(rule, impact or "", tuple(places)) for rule, impact, places in found]


def area_of(path: str) -> str:
    """`admin` or `api` for pages that are not of our templates, else empty."""
    return next((stock.strip("/") for stock in STOCK if path.startswith(stock)), "")


def baseline() -> dict[str, list[str]]:
    """Which rules the pages of an area are known to break. It may only shrink."""
    known: dict[str, list[str]] = json.loads(BASELINE.read_text())
    return known


def beyond(path: str, findings: list[Finding]) -> Iterator[Finding]:
    """What is not known of this page: of ours nothing is."""
    allowed = baseline().get(area_of(path), [])
    return (finding for finding in findings if finding.rule not in allowed)
