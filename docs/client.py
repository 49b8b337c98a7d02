"""A worked client of the API, with nothing but `requests`. Take what you need of it; docs/api.md says the rest.

export NEWAREA_URL=https://… NEWAREA_USER=… NEWAREA_PASSWORD=…
python docs/client.py late songbei-2023 --on 2023-08-31
python docs/client.py report 12 --for 2023-09-14 --percent 72.5 --summary 主体封顶。 --evidence 现场.jpg --hand-in
"""

import argparse
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

Row = dict[str, Any]
TRIES = 4
TIMEOUT = (5, 60)  # seconds to connect, and to wait for an answer
BUSY = (429, 503)


class Problem(Exception):
    """What was refused, as the server says it (RFC 9457)."""

    def __init__(self, answer: requests.Response) -> None:
        is_problem = answer.headers.get("Content-Type", "").startswith("application/problem+json")
        self.status, self.body = answer.status_code, answer.json() if is_problem else {}
        super().__init__(f"{self.status} {self.body.get('detail', answer.reason)}")


class Client:
    """Signed in for as long as the `with` block lasts: its token is withdrawn at the end."""

    def __init__(self, url: str, username: str, password: str, *, language: str = "zh-hans") -> None:
        self.root, self.session = f"{url.rstrip('/')}/api/v1/", requests.Session()
        self.session.headers.update({"Accept": "application/json", "Accept-Language": language})
        wanted = {"username": username, "password": password, "scope": "write", "days": 1, "name": "docs/client.py"}
        token = self.call("POST", "token/", json=wanted).json()["token"]
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.call("DELETE", "token/")
        self.session.close()

    def call(self, method: str, place: str, **options: Any) -> requests.Response:
        """`place` below /api/v1/, or a link out of an answer. What may be sent again is sent again: after a broken
        connection, and when the server says that it is busy."""
        headers = options.get("headers", {})
        may_repeat = method != "POST" or "Idempotency-Key" in headers
        for tries_left in reversed(range(TRIES)):
            try:
                answer = self.session.request(
                    method, requests.compat.urljoin(self.root, place), timeout=TIMEOUT, **options
                )
            except requests.ConnectionError:
                if not (may_repeat and tries_left):
                    raise
                time.sleep(1)
                continue
            if answer.status_code in BUSY and may_repeat and tries_left:
                time.sleep(min(60, int(answer.headers.get("Retry-After", "1"))))
                continue
            if not answer.ok:
                raise Problem(answer)
            return answer
        raise AssertionError("the last try returns or raises")

    def rows(self, place: str, **query: Any) -> Iterator[Row]:
        """Of a list, page after page. `next` holds the query already."""
        page = self.call("GET", place, params=query).json()
        yield from page["results"]
        while page["next"]:
            page = self.call("GET", page["next"]).json()
            yield from page["results"]

    def late_milestones(self, programme: str, on: str | None = None) -> Iterator[Row]:
        """Past their due date at the end of the day, the first due first."""
        query = {"late": "true", "ordering": "due"} | ({"on": on} if on else {})
        return self.rows(f"programmes/{programme}/milestones/", **query)

    def report(self, undertaking: int, key: str, **content: Any) -> Row:
        """A draft. `key` is a word of the caller's own for this report: called again with it, there is still one."""
        headers = {"Idempotency-Key": key}
        answer = self.call("POST", f"undertakings/{undertaking}/reports/", json=content, headers=headers)
        return dict(answer.json())

    def mend(self, report: int, change: Callable[[Row], Mapping[str, Any]]) -> Row:
        """Write over a draft what `change` makes of it as it stands; anew when somebody else was faster."""
        for tries_left in reversed(range(TRIES)):
            found = self.call("GET", f"reports/{report}/")
            headers = {"If-Match": found.headers["ETag"]}
            try:
                answer = self.call("PATCH", f"reports/{report}/", json=change(found.json()), headers=headers)
            except Problem as refused:
                if refused.status not in (409, 412) or not tries_left:
                    raise
            else:
                return dict(answer.json())
        raise AssertionError("the last try returns or raises")

    def attach(self, report: int, file: Path, key: str, caption: str = "") -> Row:
        """Read at once, so that it can be sent again."""
        options = {"files": {"file": (file.name, file.read_bytes())}, "data": {"caption": caption}}
        answer = self.call("POST", f"reports/{report}/evidence/", headers={"Idempotency-Key": key}, **options)
        return dict(answer.json())

    def hand_in(self, report: int, key: str) -> Row:
        """The version of this moment, and what is handed in already as it is: perhaps it was this call that did it."""
        found = self.call("GET", f"reports/{report}/")
        if found.json()["state"] != "draft":
            return dict(found.json())
        headers = {"If-Match": found.headers["ETag"], "Idempotency-Key": key}
        return dict(self.call("POST", f"reports/{report}/submit/", headers=headers).json())


def late(client: Client, asked: argparse.Namespace) -> None:
    for row in client.late_milestones(asked.programme, asked.on):
        unit = row["lead_unit"]["name"] if row["lead_unit"] else "-"
        print(row["id"], row["due_on"], row["standing"]["light"], unit, row["title"], sep="\t")


def report(client: Client, asked: argparse.Namespace) -> None:
    """`--key` names this report: after a failure run the same line again, and nothing happens twice."""
    content = {"speaks_for": asked.speaks_for, "percent": asked.percent, "summary": asked.summary}
    draft = client.report(asked.undertaking, f"{asked.key}-draft", **content)
    for number, file in enumerate(asked.evidence):
        client.attach(draft["id"], file, f"{asked.key}-file-{number}")
    told = client.hand_in(draft["id"], f"{asked.key}-submit") if asked.hand_in else draft
    print(told["id"], told["state"], told["percent"], sep="\t")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A worked client of the API.")
    commands = parser.add_subparsers(required=True)
    listing = commands.add_parser("late", help="the milestones that are late")
    listing.add_argument("programme")
    listing.add_argument("--on", help="as known at the end of this day: 2023-08-31")
    listing.set_defaults(run=late)
    reporting = commands.add_parser("report", help="report on an undertaking of the own unit")
    reporting.add_argument("undertaking", type=int)
    reporting.add_argument("--for", dest="speaks_for", required=True, help="the day on which things stood so")
    reporting.add_argument("--percent", required=True)
    reporting.add_argument("--summary", required=True)
    reporting.add_argument("--evidence", type=Path, action="append", default=[])
    reporting.add_argument("--hand-in", action="store_true")
    reporting.add_argument("--key", default=str(uuid.uuid4()))
    reporting.set_defaults(run=report)
    return parser.parse_args()


if __name__ == "__main__":
    asked = arguments()
    given = (os.environ[f"NEWAREA_{name}"] for name in ("URL", "USER", "PASSWORD"))
    with Client(*given) as client:
        asked.run(client, asked)
