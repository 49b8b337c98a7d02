"""A client of the API in one file; it needs `requests` and nothing else.

    python docs/client.py http://127.0.0.1:8000 education-reporter songbei-2023

It signs in for a token, lists what is late as of a day, saves a report and hands it in. Each step is what a system of a
bureau would do; take what you need.
"""

import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import requests

PATIENCE = (5, 30)  # seconds to connect, and to wait for an answer


class Problem(Exception):
    """What the site refused, in the language asked for; `errors` name the fields."""

    def __init__(self, answer: requests.Response) -> None:
        told = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
        super().__init__(f"{answer.status_code} {told.get('detail', answer.reason)}")
        self.status, self.errors = answer.status_code, told.get("errors", [])
        self.current = told.get("current")  # of a 409 or 412: what stands there now


class Programme:
    def __init__(self, site: str, language: str = "zh-hans") -> None:
        self.base = f"{site.rstrip('/')}/api/v1/"
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language

    def sign_in(self, username: str, password: str, scope: str = "read") -> None:
        """For an hour's work a day is enough. A program that runs for months takes its token from the settings page."""
        wanted = {"username": username, "password": password, "scope": scope, "days": 1, "name": "docs/client.py"}
        self.session.headers["Authorization"] = f"Token {self.call('POST', 'token/', json=wanted).json()['token']}"

    def sign_out(self) -> None:
        self.call("DELETE", "token/")

    def rows(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, page after page."""
        page = self.call("GET", path, params={"limit": 200, **query}).json()
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self.call("GET", page["next"]).json()

    def report(self, undertaking: int, **content: Any) -> dict[str, Any]:
        """Saves a draft. The key makes it safe to send again when the connection breaks before the answer."""
        path, key = f"undertakings/{undertaking}/reports/", {"Idempotency-Key": str(uuid4())}
        for attempt in range(3):
            try:
                return dict(self.call("POST", path, json=content, headers=key).json())
            except requests.ConnectionError:
                if attempt == 2:
                    raise
        raise AssertionError

    def change(self, report: int, **content: Any) -> dict[str, Any]:
        """Over the version that is there. Whoever shows the draft to a person keeps the ETag of what was shown."""
        seen = self.call("GET", f"reports/{report}/").headers["ETag"]
        return dict(self.call("PATCH", f"reports/{report}/", json=content, headers={"If-Match": seen}).json())

    def attach(self, report: int, name: str, content: bytes) -> dict[str, Any]:
        return dict(self.call("POST", f"reports/{report}/evidence/", files={"file": (name, content)}).json())

    def hand_in(self, report: int) -> dict[str, Any]:
        seen = self.call("GET", f"reports/{report}/").headers["ETag"]
        named = {"If-Match": seen, "Idempotency-Key": str(uuid4())}
        return dict(self.call("POST", f"reports/{report}/submit/", json={}, headers=named).json())

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        url = path if path.startswith("http") else self.base + path
        answer = self.session.request(method, url, timeout=PATIENCE, **options)
        if not answer.ok:
            raise Problem(answer)
        return answer


def main(site: str, username: str, password: str) -> None:
    programme = Programme(site)
    programme.sign_in(username, password)
    for one in programme.rows("programmes/songbei-2023/undertakings/", light="red"):
        told = one["standing"]["reason"]["sentence"]
        print(f"{one['due_on']}  {one['title']}: {told}")  # noqa: T201
    programme.sign_out()


if __name__ == "__main__":
    main(*sys.argv[1:4])
