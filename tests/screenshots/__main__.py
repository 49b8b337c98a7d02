"""Pictures of the pages, of the example year as the demo opens: `python -m tests.screenshots overview project`.

Each page at 1360 and 390 pixels in Chinese and English; some also in the dark and as they are printed.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.screenshots.pages import PAGES, Shown
from tests.servers import site
from tests.servers.chromium import CHROMIUM_FLAGS, find_chromium
from tests.servers.process import answers, free_port, start

PICTURES = site.ROOT / "docs" / "pictures"
TOKENS = site.ROOT / "newarea" / "static" / "newarea" / "tokens.css"
YEAR = ("data/songbei-2023.yaml", "data/songbei-2023-example.yaml")
DAY = "2023-09-15"
LOADED = ("--load", *YEAR)
QUIET = 4  # seconds
KEPT = 160  # colours
IN_THE_DOCS = ("overview", "overview-390", "indicator", "project", "workbench")
PASSWORD = "songbei-2023"
ALL_PICTURES = """Promise.all([...document.images].map(picture => {
  picture.loading = "eager";
  return picture.decode();
}))"""

Colour = tuple[int, int, int]


class Look(NamedTuple):
    suffix: str
    width: int = 1360
    language: str = "zh-hans"
    scheme: str = "light"
    media: str = "screen"


LOOKS = (Look(""), Look("-390", 390), Look("-en", language="en"), Look("-en-390", 390, "en"))
DARK = (Look("-dark", scheme="dark"), Look("-390-dark", 390, scheme="dark"))
PRINTED = (Look("-print", 794, media="print"),)


@contextmanager
def demo() -> Iterator[str]:
    """The embedded site in a folder of its own, with the year."""
    with tempfile.TemporaryDirectory(prefix="newarea-pictures-") as folder, serving(Path(folder), *LOADED) as url:
        yield url


@contextmanager
def serving(var: Path, *arguments: str) -> Iterator[str]:
    """The embedded site on what lies in `var`, once the reminders of its day have gone out."""
    port = free_port()
    env = site.environment(VAR=str(var), DAY=DAY, LOG_LEVEL="WARNING")
    command = ["manage.py", "serve", "--port", str(port), *arguments]
    process = start([sys.executable, *command], env=env, cwd=site.ROOT, log=var / "serve.log")
    try:
        process.wait_until(lambda: answers(port) and is_quiet(var), seconds=180)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stop()


def is_quiet(var: Path) -> bool:
    """The reminders have gone out: the last of them a while ago."""
    sent = [mail.stat().st_mtime for mail in var.glob("mails/**/*.eml")]
    return bool(sent) and time.time() - max(sent) > QUIET


@contextmanager
def visit(browser: Browser, url: str, look: Look, username: str) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        base_url=url,
        viewport={"width": look.width, "height": 900},
        color_scheme="dark" if look.scheme == "dark" else "light",
        locale="en-GB" if look.language == "en" else "zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    if username:
        sign_in(page, username)
    context.add_cookies([{"name": "language", "value": look.language, "url": url}])
    page.emulate_media(media="print" if look.media == "print" else "screen")
    yield page
    context.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/sign-in/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_load_state()


def take(page: Page, shown: Shown, into: Path) -> str:
    """What is wrong with it, if anything; the picture is there in any case."""
    answer = shown.go(page)
    page.evaluate(ALL_PICTURES)
    page.screenshot(path=into, full_page=True, animations="disabled")
    if into.stem in IN_THE_DOCS:
        shrink(into)
    return " ".join(faults(page, shown, answer))


def faults(page: Page, shown: Shown, answer: Any) -> Iterator[str]:
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if too_wide > 0:
        yield f"{too_wide} pixels too wide."
    if answer is not None and answer.status != shown.status:
        yield f"It answered {answer.status}."


def shrink(path: Path) -> None:
    """To 256 colours: the design's own and the commonest stay as they are, the rest are averaged.

    Pillow's own choice and mapping are quicker, and turn a small yellow triangle red.
    """
    with Image.open(path) as picture:
        full = picture.convert("RGB")
    counted: Any = full.getcolors(full.width * full.height)
    own = {bytes.fromhex(code) for code in re.findall(r"#([0-9a-f]{6})\b", TOKENS.read_text())}
    common = sorted(counted, key=lambda one: (bytes(one[1]) in own, one[0]), reverse=True)
    colours = [colour for _, colour in common]
    palette = colours[:KEPT] + averaged(colours[KEPT:], 256 - KEPT)
    nearest = {colour: min(range(len(palette)), key=lambda n: apart(colour, palette[n])) for colour in colours}
    small = Image.new("P", full.size)
    small.putpalette([part for colour in palette for part in colour])
    small.putdata([nearest[colour] for colour in full.get_flattened_data()])
    small.save(path, optimize=True)


def averaged(colours: Sequence[Colour], count: int) -> list[Colour]:
    if not colours:
        return []
    line = Image.new("RGB", (len(colours), 1))
    line.putdata(colours)
    found = line.quantize(count, Image.Quantize.MEDIANCUT).getpalette() or []
    return list(zip(found[::3], found[1::3], found[2::3], strict=True))


def apart(one: Colour, other: Colour) -> int:
    red, green, blue = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    return red * red + green * green + blue * blue


def looks_of(shown: Shown) -> Sequence[Look]:
    return LOOKS + (DARK if shown.is_dark else ()) + (PRINTED if shown.is_printed else ())


def take_all(url: str, chosen: Sequence[Shown], into: Path) -> int:
    """One visit for each look and reader, as signing in takes longer than a picture. Returns how many faults."""
    found = 0
    wanted = [(shown, look) for shown in chosen for look in looks_of(shown)]
    visits = sorted({(look, shown.username) for shown, look in wanted})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for look, username in visits:
            with visit(browser, url, look, username) as page:
                for shown in [s for s, its in wanted if its == look and s.username == username]:
                    fault = take(page, shown, into / f"{shown.name}{look.suffix}.png")
                    found += bool(fault)
                    print(f"{shown.name}{look.suffix}.png {fault}".strip(), flush=True)
        browser.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PAGE", help=f"of {', '.join(one.name for one in PAGES)}")
    parser.add_argument("--into", type=Path, default=PICTURES)
    options = parser.parse_args()
    chosen = [one for one in PAGES if not options.names or one.name in options.names]
    options.into.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with demo() as url:
        found = take_all(url, chosen, options.into)
    print(f"{options.into}: {found} faults, {time.monotonic() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
