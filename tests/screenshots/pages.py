"""The pages that are looked at: by the pictures, and by the journey over all pages."""

from typing import NamedTuple

from playwright.sync_api import Page, Response

YEAR = "/songbei-2023/"


class Shown(NamedTuple):
    """`follow` is a link to click on after `path`, where an address is not known beforehand; `opened` are folded."""

    name: str
    path: str
    username: str = ""
    follow: str = ""
    opened: tuple[str, ...] = ()
    status: int = 200
    is_dark: bool = False
    is_printed: bool = False

    def go(self, page: Page) -> Response | None:
        answer = page.goto(self.path)
        if self.follow:
            with page.expect_navigation():
                page.locator(self.follow).first.click()
        for name in self.opened:
            page.locator(name).first.click()
        return answer


PAGES = (
    Shown("overview", YEAR, is_dark=True, is_printed=True),
    Shown("past", f"{YEAR}?on=2023-06-30", opened=("details.menu summary",)),
    Shown("list", f"{YEAR}projects/"),
    Shown("project-public", f"{YEAR}projects/1/"),
    Shown("targets", f"{YEAR}targets/", is_dark=True, is_printed=True),
    Shown("indicator", f"{YEAR}indicators/trade/", is_dark=True, is_printed=True),
    Shown("indicator-in-step", f"{YEAR}indicators/urban-income/", "statistics-reporter"),
    Shown("commitments", f"{YEAR}commitments/", is_printed=True),
    Shown("area", f"{YEAR}areas/science/", is_dark=True),
    Shown("commitment", f"{YEAR}commitments/schools-built/", "education-reporter"),
    Shown("figures", f"{YEAR}figures/", "statistics-reporter"),
    Shown("figures-waiting", f"{YEAR}figures/verification/", "inspector-1"),
    Shown("search", "/search/?q=学校", is_dark=True),
    Shown("tokens", "/settings/tokens/", "education-reporter"),
    Shown("screen", f"{YEAR}screen/", is_dark=True),
    Shown("guide", "/guide/"),
    Shown("guide-lights", "/guide/lights/"),
    Shown("sign-in", "/accounts/sign-in/"),
    Shown("not-found", f"{YEAR}projects/99/", status=404),
    Shown("future", f"{YEAR}?on=2023-12-01", status=400),
    Shown("workbench", "/workbench/", "urban-reporter"),
    Shown("inbox", "/inbox/", "housing-reporter"),
    Shown("password", "/accounts/password/", "housing-reporter"),
    Shown("calendar", "/calendar/", "housing-reporter"),
    Shown("report", f"{YEAR}projects/4/", "police-reporter", follow="tr:nth-child(4) th a.button"),
    Shown("extension", f"{YEAR}projects/4/", "police-reporter", follow="a[href$='/extension/']"),
    Shown("project", f"{YEAR}projects/4/", "inspector-2", is_dark=True, is_printed=True),
    Shown("undertaking", f"{YEAR}projects/4/", "inspector-2", follow="tr:nth-child(3) th > a"),
    Shown("history", f"{YEAR}projects/4/history/", "inspector-2"),
    Shown("workbench-inspector", "/workbench/", "inspector-1"),
    Shown("verification", "/verification/", "inspector-1"),
    Shown("claim", "/workbench/", "inspector-1", follow=".duties a[href*='/reports/']"),
    Shown("mails", "/mails/", "inspector-1"),
    Shown("workbench-leader", "/workbench/", "leader-2"),
    Shown("following", "/following/", "delegate-01"),
    Shown("workbench-admin", "/workbench/", "admin"),
    Shown("hand-over", "/hand-over/", "admin"),
    Shown("admin", "/admin/", "admin"),
    Shown("admin-undertakings", "/admin/newarea/undertaking/", "admin"),
    Shown("admin-goals", "/admin/targets/goal/", "admin"),
    Shown("admin-commitment", f"{YEAR}commitments/", "admin", follow="tbody th a"),
    Shown("admin-project", f"{YEAR}projects/4/", "admin", follow="a[href*='/admin/projects/']"),
)
