"""axe on every page that each role finds from its home: `python -m tests.axe [--roles anonymous] [--looks 1]`.

Both languages, 1360 and 390 pixels, light and dark. Ours have to be free of findings; those of stock pages are compared
with baseline.json, which may only shrink.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page, Response, sync_playwright

from tests.axe.looking import area_of, baseline, look
from tests.screenshots.__main__ import Look, demo, visit
from tests.servers.chromium import CHROMIUM_FLAGS, find_chromium

ROLES = {
    "anonymous": "", "reporter": "education-reporter", "other unit": "statistics-reporter", "head": "education-head",
    "inspector": "inspector-1", "leader": "leader-1", "delegate": "delegate-01", "administrator": "admin",
}  # fmt: skip
STARTS = ("/songbei-2023/", "/workbench/", "/search/?q=学校", "/api/v1/docs/", "/songbei-2023/projects/99/", "/admin/")
OF_A_VIEW = 2  # addresses of each that are looked at
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
AWAY = ("/accounts/sign-out/", "/admin/logout/", "/language/", "/admin/jsi18n/")


def addresses(page: Page, base: str) -> list[str]:
    """What this reader comes to by following links, some of each view and not all of a list."""
    seen, waiting, of_view = [], list(STARTS), Counter()
    while waiting:
        path = waiting.pop(0)
        name = view_of(path)
        if path in seen or of_view[name] >= OF_A_VIEW:
            continue
        answer = page_at(page, path) if not is_a_file(path) else None
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        of_view[name] += 1
        seen.append(path)
        waiting += [link.removeprefix(base) for link in page.evaluate(LINKS) if is_ours(link, base)]
    return seen


def page_at(page: Page, path: str) -> Response | None:
    """Nothing where a file comes instead of a page."""
    try:
        return page.goto(path)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return None


def is_ours(link: str, base: str) -> bool:
    path = link.removeprefix(base)
    # whoever asks for a page that refreshes itself has asked for it
    return (
        link.startswith(base)
        and "#" not in path
        and "every=" not in path
        and not path.startswith(AWAY)
        and not path.endswith(".ics")
    )


def is_a_file(path: str) -> bool:
    return path.startswith(("/evidence/", "/metrics", "/media/", "/api/v1/evidence/"))


def view_of(path: str) -> str:
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return "nothing"
    return f"{match.view_name} {'past' if 'on=' in path else ''}"


def looks() -> Iterator[Look]:
    for width, language, scheme in product((1360, 390), ("zh-hans", "en"), ("light", "dark")):
        yield Look("", width, language, scheme)


def walk(browser: Browser, base: str, role: str, wanted: list[Look]) -> Iterator[tuple[str, Look, str, str]]:
    """Address, look, rule and the finding in words; one without a rule for each page that was looked at."""
    with visit(browser, base, Look(""), ROLES[role]) as page:
        paths = addresses(page, base)
    for one in wanted:
        with visit(browser, base, one, ROLES[role]) as page:
            for path in paths:
                page.goto(path)
                yield path, one, "", ""
                for finding in look(page):
                    yield path, one, finding.rule, str(finding)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.axe", description=__doc__)
    parser.add_argument("--roles", nargs="*", default=list(ROLES), choices=list(ROLES))
    parser.add_argument("--looks", type=int, default=8, help="only the first few of the eight")
    options = parser.parse_args()
    stock: dict[str, set[str]] = {area: set() for area in baseline()}
    began, pages, own = time.monotonic(), 0, 0
    with demo() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for role in options.roles:
            for path, seen, rule, told in walk(browser, base, role, list(looks())[: options.looks]):
                pages += not rule
                if rule and area_of(path):
                    stock[area_of(path)].add(rule)
                elif rule:
                    own += 1
                    print(f"{role} {path} {seen.width} {seen.language} {seen.scheme}: {told}", flush=True)
        browser.close()
    is_whole = len(options.roles) == len(ROLES) and options.looks >= len(list(looks()))
    faults = list(against_baseline(stock, is_whole=is_whole))
    print(*faults, sep="\n")
    print(f"axe: {pages} pages, {own} findings on ours, {len(faults)} on stock pages beyond the baseline; ", end="")
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if own or faults else 0


def against_baseline(stock: dict[str, set[str]], *, is_whole: bool) -> Iterator[str]:
    """What is new; and after a whole walk what is there no more, so that the baseline shrinks."""
    for area, known in baseline().items():
        yield from (f"{area}: {rule} is new" for rule in sorted(stock[area] - set(known)))
        if is_whole:
            yield from (f"{area}: {rule} is gone; take it out" for rule in sorted(set(known) - stock[area]))


if __name__ == "__main__":
    django.setup()  # addresses are resolved here too
    raise SystemExit(main())
