"""The pictures of the user's guide, into docs/pictures/guide: `python -m tests.screenshots.guide`, or `make guide`.

The year is loaded once; each language then plays the same story on a copy of it, so that both show the same. The day is
held, the browser stands in the district's time zone, and what comes from the real clock, from chance or from this
machine is covered grey. Two runs give the same pictures but for two: the columns of the health page are as wide as its
moments, and the evidence to verify has more colours than are kept.
"""

import argparse
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.screenshots.__main__ import ALL_PICTURES, LOADED, PICTURES, Look, serving, shrink, visit
from tests.servers.chromium import CHROMIUM_FLAGS, find_chromium

GUIDE = PICTURES / "guide"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
YEAR = "/songbei-2023/"
PROJECT = f"{YEAR}projects/4/"
COVER = "#d9d9d9"
OF_THIS_MACHINE = "main .head p, main tbody td:nth-child(3), main tbody td:nth-child(4):text-matches('SQLite|GB|/')"
FEED_ADDRESS = "main input[readonly], main input[readonly] + .help"
FOURTH_REPORT = "tr:nth-child(4) th a[href*='report']"
UNWELCOME = "<html><script>alert(1)</script></html>"


class Written(NamedTuple):
    """What the people of the story write, in the language of the pictures."""

    progress: str
    problems: str
    photograph: str
    slip: str
    note: str
    chase: str
    reason: str
    answer: str


WRITTEN = {
    "zh": Written(
        "第二至第四个社区警务室改造完成，累计 4 个。",
        "施工队由派出所转入较晚。",
        "四个警务室现场.png",
        "验收单.png",
        "第三所未附竣工照片，请补充。",
        "请于下周一前填报八月进展。",
        "设备到货推迟两周，已增加一个施工班组，十一月十五日前可以完成。",
        "设备到货推迟；已增加施工班组，十月二十日前完成。",
    ),
    "en": Written(
        "Rooms two to four are ready, four in all.",
        "The builders came late from the police stations.",
        "four-rooms.png",
        "acceptance.png",
        "The third station has no photograph of the finished work. Please add it.",
        "Please hand in the report for August by next Monday.",
        "The equipment comes two weeks late; with a second crew it can be done by 15 November.",
        "The equipment came late; with a second crew it will be done by 20 October.",
    ),
}


class Story:
    """Everybody of the story with a browser of their own, and the camera."""

    def __init__(self, browser: Browser, url: str, language: str, folder: Path, stack: ExitStack) -> None:
        self.browser, self.url, self.language, self.folder, self.stack = browser, url, language, folder, stack
        self.written = WRITTEN[language]
        self.visitors: dict[tuple[str, int], Page] = {}

    def page(self, username: str = "", width: int = 1360) -> Page:
        who = (username, width)
        if who not in self.visitors:
            look = Look("", width, LANGUAGES[self.language])
            self.visitors[who] = self.stack.enter_context(visit(self.browser, self.url, look, username))
        return self.visitors[who]

    def take(self, name: str, page: Page, *, height: int = 900, of: str = "", cover: str = "") -> None:
        """What stands in the window, which is made as high as asked for; `of` is brought to its top."""
        assert page.viewport_size
        page.set_viewport_size({**page.viewport_size, "height": height})
        page.evaluate(ALL_PICTURES)
        page.evaluate(TO_THE_TOP, of)
        into = self.folder / f"{name}.png"
        page.screenshot(path=into, animations="disabled", caret="hide", mask=covered(page, cover), mask_color=COVER)
        shrink(into)
        print(f"{self.language}/{into.name} {into.stat().st_size // 1024} KB", flush=True)


TO_THE_TOP = """of => {
  document.activeElement?.blur();
  const found = of && document.querySelector(of);
  window.scrollTo({top: 0, behavior: "instant"});
  const top = found ? Math.round(found.getBoundingClientRect().top) - 16 : 0;
  window.scrollTo({top, behavior: "instant"});
}"""


def covered(page: Page, selectors: str) -> list[Locator]:
    return [page.locator(selectors)] if selectors else []


def a_photograph() -> bytes:
    """Plainly none of a real place."""
    picture = Image.new("RGB", (1200, 900), "#cfdbe6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 620, 1200, 900), fill="#9fb29a")
    pen.rectangle((320, 300, 880, 700), fill="#f2efe6", outline="#5b6670", width=8)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


Act = Callable[[Page, Written], None]


class Shot(NamedTuple):
    """One picture: go to `path` (empty: stay), `follow` a link, `act`, and take it.

    `of` is brought to the top of the window, `cover` is painted over.
    """

    name: str
    path: str = ""
    follow: str = ""
    act: Act | None = None
    height: int = 900
    of: str = ""
    cover: str = ""
    width: int = 1360

    def play(self, story: Story, username: str) -> None:
        page = story.page(username, self.width)
        if self.path:
            page.goto(self.path)
        if self.follow:
            press(page, self.follow)
        if self.act:
            self.act(page, story.written)
        story.take(self.name, page, height=self.height, of=self.of, cover=self.cover)


class Chapter(NamedTuple):
    """What one officer does, in order; nobody's is what the public looks at."""

    username: str
    shots: tuple[Shot, ...]


def press(page: Page, what: str) -> None:
    with page.expect_navigation():
        page.locator(what).first.click()


def open_the_days(page: Page, written: Written) -> None:
    page.locator("details.menu summary").first.click()


def fill_in_a_report(page: Page, written: Written) -> None:
    form = page.locator("#report-form")
    form.locator("[name=quantity]").fill("4")
    form.locator("[name=summary]").fill(written.progress)
    form.locator("[name=problems]").fill(written.problems)


def attach_a_false_picture(page: Page, written: Written) -> None:
    picture = {"name": written.photograph, "mimeType": "image/png", "buffer": a_photograph()}
    false = {"name": written.slip, "mimeType": "image/png", "buffer": UNWELCOME.encode()}
    page.locator("#report-form [name=evidence]").set_input_files([picture, false])
    press(page, "#report-form [name=action][value=draft]")


def ask_for_a_later_day(page: Page, written: Written) -> None:
    page.locator("main form input[type=date]").first.fill("2023-11-15")
    page.locator("main form textarea").first.fill(written.reason)


def begin_to_mend(page: Page, written: Written) -> None:
    duty = page.locator(".duties tr").filter(has_text=written.note)
    with page.expect_navigation():
        duty.get_by_role("link").first.click()


def answer(page: Page, written: Written) -> None:
    page.locator("main textarea").first.fill(written.answer)


def return_the_first(page: Page, written: Written) -> None:
    article = page.get_by_role("article").first
    article.locator("[name=note]").fill(written.note)
    with page.expect_navigation():
        article.locator("[name=action][value=return]").click()


def ask_how_it_stands(page: Page, written: Written) -> None:
    page.locator("main form textarea").first.fill(written.chase)


def choose_who_leaves(page: Page, written: Written) -> None:
    leaving = page.locator("[name=from] option", has_text="(police-reporter)").get_attribute("value")
    page.locator("[name=from]").select_option(leaving)
    press(page, "main form button")


STORY = (
    Chapter(
        "",
        (
            Shot("overview", YEAR),
            Shot("past", f"{YEAR}?on=2023-06-30", act=open_the_days, height=420),
            Shot("project", PROJECT),
            Shot("indicator", f"{YEAR}indicators/trade/", height=760),
            Shot("commitments", f"{YEAR}commitments/", height=760),
            Shot("overview-390", YEAR, height=780, width=390),
            Shot("sign-in", "/accounts/sign-in/", height=520),
        ),
    ),
    Chapter(
        "police-reporter",
        (
            Shot("workbench", "/workbench/"),
            Shot("workbench-390", "/workbench/", height=780, width=390),
            Shot("reminder", "/inbox/", "main table a[href*='/inbox/']", height=640),
            Shot("report", PROJECT, FOURTH_REPORT, fill_in_a_report, height=1000, of="#form"),
            Shot("report-refused", act=attach_a_false_picture, height=640),
            Shot("handed-in", follow="#report-form [name=action][value=submit]", height=420),
            Shot("extension", PROJECT, "a[href$='/extension/']", ask_for_a_later_day, height=720),
        ),
    ),
    Chapter("statistics-reporter", (Shot("figures", f"{YEAR}figures/", height=760),)),
    Chapter(
        "inspector-2",
        (
            Shot("workbench-inspector", "/workbench/"),
            Shot("verification", "/verification/", height=760, of="main article"),
            Shot("returned-inspector", act=return_the_first, height=420),
            Shot("extension-decision", "/workbench/", "main a[href*='/extensions/']", height=820),
            Shot("chase", "/workbench/", "main a[href*='/chase/']", ask_how_it_stands, height=600),
            Shot("undertaking", PROJECT, "tr:nth-child(4) th > a", height=800),
            Shot("slip", follow="main a[href*='/slip/']", height=760),
            Shot("slips", "/slips/", height=640),
            Shot("mails", "/mails/", height=700),
            Shot("health", "/health/", height=820, cover=OF_THIS_MACHINE),
        ),
    ),
    Chapter(
        "police-reporter",
        (
            Shot("returned", "/workbench/", act=begin_to_mend, height=760, of="#form"),
            Shot("slip-answer", "/workbench/", ".duties a[href*='/slips/']", answer, height=1100),
            Shot("settings", "/settings/", height=760),
            Shot("calendar", "/calendar/", "main form[action*='/calendar/'] button", height=760, cover=FEED_ADDRESS),
        ),
    ),
    Chapter("police-head", (Shot("reminder-head", "/inbox/", "main table a[href*='/inbox/']", height=640),)),
    Chapter(
        "delegate-01",
        (
            Shot("workbench-delegate", "/workbench/", height=760),
            Shot("following", "/following/", height=760),
        ),
    ),
    Chapter("leader-2", (Shot("workbench-leader", "/workbench/", height=700),)),
    Chapter(
        "admin",
        (
            Shot("workbench-admin", "/workbench/", height=640),
            Shot("programmes", "/admin/newarea/programme/", height=460),
            Shot("officer", "/admin/newarea/officer/add/", height=820),
            Shot("policies", "/admin/newarea/dutypolicy/", height=760),
            Shot("preview", "/admin/newarea/dutypolicy/preview/", height=760),
            Shot("workdays", "/admin/newarea/workday/", height=560),
            Shot("hand-over", "/hand-over/", act=choose_who_leaves, height=640),
        ),
    ),
)


@contextmanager
def copied(year: Path) -> Iterator[str]:
    """A site of its own on what was loaded."""
    with tempfile.TemporaryDirectory(prefix="newarea-guide-") as folder:
        var = Path(folder, "var")
        shutil.copytree(year, var)
        with serving(var) as url:
            yield url


def tell(language: str, year: Path) -> None:
    """The old pictures go when the new ones are all there."""
    made = Path(f"{year}-{language}")
    made.mkdir()
    with copied(year) as url, sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        story = Story(browser, url, language, made, stack)
        for chapter in STORY:
            for shot in chapter.shots:
                shot.play(story, chapter.username)
    shutil.rmtree(GUIDE / language, ignore_errors=True)
    shutil.copytree(made, GUIDE / language)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots.guide", description=__doc__)
    parser.add_argument("languages", nargs="*", default=list(LANGUAGES), metavar="LANGUAGE", help="zh, en or both")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newarea-year-") as folder:
        year = Path(folder, "year")
        year.mkdir()
        with serving(year, *LOADED):
            pass
        with ProcessPoolExecutor() as pool:
            list(pool.map(tell, options.languages, repeat(year)))
    size = sum(picture.stat().st_size for picture in GUIDE.rglob("*.png"))
    print(f"{GUIDE}: {size / 1_048_576:.1f} MB, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
