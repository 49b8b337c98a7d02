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

from tests.conftest import CHROMIUM_FLAGS, find_chromium
from tests.screenshots.__main__ import ALL_PICTURES, LOADED, PICTURES, Look, serving, shrink, visit

GUIDE = PICTURES / "guide"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
YEAR = "/songbei-2023/"
PROJECT = f"{YEAR}projects/4/"
COVER = "#d9d9d9"
OF_THIS_MACHINE = "main .head p, main tbody td:nth-child(3), main tbody td:nth-child(4):text-matches('SQLite|GB|/')"
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


def follow(page: Page, path: str, link: str) -> None:
    page.goto(path)
    with page.expect_navigation():
        page.locator(link).first.click()


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def public(story: Story) -> None:
    page = story.page()
    page.goto(YEAR)
    story.take("overview", page)
    page.goto(f"{YEAR}?on=2023-06-30")
    page.locator("details.menu summary").first.click()
    story.take("past", page, height=420)
    page.goto(PROJECT)
    story.take("project", page)
    page.goto(f"{YEAR}indicators/trade/")
    story.take("indicator", page, height=760)
    page.goto(f"{YEAR}commitments/")
    story.take("commitments", page, height=760)
    phone = story.page(width=390)
    phone.goto(YEAR)
    story.take("overview-390", phone, height=780)


def reporter(story: Story) -> None:
    page, written = story.page("police-reporter"), story.written
    guest = story.page()
    guest.goto("/accounts/sign-in/")
    story.take("sign-in", guest, height=520)
    page.goto("/workbench/")
    story.take("workbench", page)
    phone = story.page("police-reporter", 390)
    phone.goto("/workbench/")
    story.take("workbench-390", phone, height=780)
    follow(page, "/inbox/", "main table a[href*='/inbox/']")
    story.take("reminder", page, height=640)
    follow(page, PROJECT, "tr:nth-child(4) th a[href*='report']")
    form = page.locator("#report-form")
    form.locator("[name=quantity]").fill("4")
    form.locator("[name=summary]").fill(written.progress)
    form.locator("[name=problems]").fill(written.problems)
    story.take("report", page, height=1000, of="#form")
    picture = {"name": written.photograph, "mimeType": "image/png", "buffer": a_photograph()}
    false = {"name": written.slip, "mimeType": "image/png", "buffer": UNWELCOME.encode()}
    form.locator("[name=evidence]").set_input_files([picture, false])
    press(page, "#report-form [name=action][value=draft]")
    story.take("report-refused", page, height=640)
    press(page, "#report-form [name=action][value=submit]")
    story.take("handed-in", page, height=420)
    follow(page, PROJECT, "a[href$='/extension/']")
    page.locator("main form input[type=date]").first.fill("2023-11-15")
    page.locator("main form textarea").first.fill(written.reason)
    story.take("extension", page, height=720)


def mending(story: Story) -> None:
    """What comes back from the inspection office: a report, and a slip."""
    page = story.page("police-reporter")
    page.goto("/workbench/")
    duty = page.locator(".duties tr").filter(has_text=story.written.note)
    with page.expect_navigation():
        duty.get_by_role("link").first.click()
    story.take("returned", page, height=760, of="#form")
    follow(page, "/workbench/", ".duties a[href*='/slips/']")
    page.locator("main textarea").first.fill(story.written.answer)
    story.take("slip-answer", page, height=1100)
    page.goto("/settings/")
    story.take("settings", page, height=760)
    page.goto("/calendar/")
    press(page, "main form[action*='/calendar/'] button")
    story.take("calendar", page, height=760, cover="main input[readonly], main input[readonly] + .help")


def figures(story: Story) -> None:
    page = story.page("statistics-reporter")
    page.goto(f"{YEAR}figures/")
    story.take("figures", page, height=760)


def head(story: Story) -> None:
    page = story.page("police-head")
    follow(page, "/inbox/", "main table a[href*='/inbox/']")
    story.take("reminder-head", page, height=640)


def inspection(story: Story) -> None:
    page, written = story.page("inspector-2"), story.written
    page.goto("/workbench/")
    story.take("workbench-inspector", page)
    page.goto("/verification/")
    story.take("verification", page, height=760, of="main article")
    article = page.get_by_role("article").first
    article.locator("[name=note]").fill(written.note)
    with page.expect_navigation():
        article.locator("[name=action][value=return]").click()
    story.take("returned-inspector", page, height=420)
    follow(page, "/workbench/", "main a[href*='/extensions/']")
    story.take("extension-decision", page, height=820)
    follow(page, "/workbench/", "main a[href*='/chase/']")
    page.locator("main form textarea").first.fill(written.chase)
    story.take("chase", page, height=600)
    follow(page, PROJECT, "tr:nth-child(4) th > a")
    story.take("undertaking", page, height=800)
    press(page, "main a[href*='/slip/']")
    story.take("slip", page, height=760)
    page.goto("/slips/")
    story.take("slips", page, height=640)
    page.goto("/mails/")
    story.take("mails", page, height=700)
    page.goto("/health/")
    story.take("health", page, height=820, cover=OF_THIS_MACHINE)


def delegate(story: Story) -> None:
    page = story.page("delegate-01")
    page.goto("/workbench/")
    story.take("workbench-delegate", page, height=760)
    page.goto("/following/")
    story.take("following", page, height=760)


def leader(story: Story) -> None:
    page = story.page("leader-2")
    page.goto("/workbench/")
    story.take("workbench-leader", page, height=700)


def administrator(story: Story) -> None:
    page = story.page("admin")
    page.goto("/workbench/")
    story.take("workbench-admin", page, height=640)
    page.goto("/admin/newarea/programme/")
    story.take("programmes", page, height=460)
    page.goto("/admin/newarea/officer/add/")
    story.take("officer", page, height=820)
    page.goto("/admin/newarea/dutypolicy/")
    story.take("policies", page, height=760)
    page.goto("/admin/newarea/dutypolicy/preview/")
    story.take("preview", page, height=760)
    page.goto("/admin/newarea/workday/")
    story.take("workdays", page, height=560)
    page.goto("/hand-over/")
    story.take("hand-over", page, height=460)


CHAPTERS: tuple[Callable[[Story], None], ...] = (
    public,
    reporter,
    figures,
    inspection,
    mending,
    head,
    delegate,
    leader,
    administrator,
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
        for chapter in CHAPTERS:
            chapter(story)
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
