"""People with a browser each, and what their browsers complain of."""

from types import TracebackType
from typing import Any, Self

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, WebError

PATIENCE = 15_000  # milliseconds; the machine may be busy


class Visitors:
    """Opens browsers and collects script errors, refused content and files that did not come.

    A page that is answered with an error is no complaint: stories provoke those on purpose.
    """

    def __init__(self, browser: Browser, options: dict[str, Any]) -> None:
        self.browser, self.options = browser, options
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self.contexts:
            context.close()

    def come(self, **options: Any) -> Page:
        """Somebody new, unknown to the site."""
        context = self.browser.new_context(**self.options | options)
        self.contexts.append(context)
        context.on("console", self._hear)
        context.on("weberror", self._note)
        context.on("response", self._look_at)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def signed_in(self, username: str, **options: Any) -> Page:
        page = self.come(**options)
        page.goto("/accounts/sign-in/")
        sign_in(page, username)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _note(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def _look_at(self, response: Response) -> None:
        is_part = response.request.resource_type != "document"
        if is_part and response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")


def sign_in(page: Page, username: str, password: str | None = None) -> None:
    """On the sign-in page, wherever it leads afterwards."""
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password or settings.EXAMPLE_PASSWORD)
    page.locator("main form button").click()
