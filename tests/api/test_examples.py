"""An example of every operation in the schema, out of the example year. `make examples` records them anew.

What is recorded is shortened: of every list the first row. Who reads it finds calls that were made and their answers.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve
from rest_framework.test import APIClient

from newarea.actions.loading.run import load_files
from newarea.models import Extension, Officer, Report, Undertaking
from targets.models import Indicator, Observation
from tests.builders import a_pdf
from tests.known_answers import operation_of, schema, validator_of

pytestmark = pytest.mark.django_db
YEAR = [Path(site.BASE_DIR) / "data" / name for name in ("songbei-2023.yaml", "songbei-2023-example.yaml")]
PASSWORD, ROOT, HERE = "songbei-2023", "/api/v1/", "https://newarea.example"
WITHOUT = {"evidence"}  # bytes
BODILESS = {"report_submit", "report_verify", "observation_verify", "extension_grant"}  # a body may come, and need not


def operations() -> dict[str, dict]:
    return {told["operationId"]: told for methods in schema()["paths"].values() for told in methods.values()}


def content(told: Mapping) -> dict:
    return next(iter(told.get("content", {"": {}}).values()))


def answers(told: Mapping) -> list[dict]:
    return [content(told["responses"][status]) for status in ("200", "201") if status in told["responses"]]


def faults_of(name: str, part: Mapping) -> list[str]:
    found = [example["value"] for example in part.get("examples", {}).values()]
    checker = validator_of(json.dumps(part["schema"]))
    faults = [fault.message for value in found for fault in checker.iter_errors(value)]
    return [f"{name}: {fault}" for fault in (faults if found else ["no example"])]


def test_every_operation_shows_an_answer_that_its_schema_knows():
    told = [(name, part) for name, told in operations().items() if name not in WITHOUT for part in answers(told)]

    assert [fault for name, part in told for fault in faults_of(name, part)] == []


def test_every_operation_that_takes_a_body_shows_one_that_its_schema_knows():
    bodies = {name: told["requestBody"] for name, told in operations().items() if "requestBody" in told}
    told = [(name, content(body)) for name, body in bodies.items() if name not in BODILESS]

    assert [fault for name, part in told for fault in faults_of(name, part)] == []


# Recording


@pytest.mark.skipif(not os.environ.get("WRITE_EXAMPLES"), reason="make examples")
def test_record(settings):
    settings.DAY = date(2023, 9, 15)
    load_files(YEAR, until=settings.DAY, now=datetime(2023, 9, 15, 4, 0, tzinfo=UTC))
    recorder = Recorder()
    write(recorder)
    look(recorder)
    for app in {app for app, _ in recorder.told}:
        found = {name: told for (of, name), told in sorted(recorder.told.items()) if of == app}
        text = json.dumps(found, ensure_ascii=False, indent=1)
        (Path(site.BASE_DIR) / app / "api" / "examples.json").write_text(text.replace("http://testserver", HERE) + "\n")


class Recorder:
    def __init__(self) -> None:
        self.told = {}

    def call(self, method: str, path: str, by: Officer | None = None, body=None, seen=None, shown=None) -> dict:
        """`shown` is what is kept of the body where that is not JSON."""
        client = APIClient(headers={"accept-language": "en"} | ({"if-match": f'"{seen}"'} if seen else {}))
        client.force_authenticate(by)
        sent = {"data": body, "format": "multipart" if shown else "json"} if body is not None else {}
        answer = getattr(client, method.lower())(ROOT + path, **sent)
        assert answer.status_code in (200, 201, 204), (method, path, answer.status_code, answer.content.decode())
        kept = {"request": shown or body} if body is not None else {}
        if answer.status_code != 204:
            kept["response"] = shortened(answer.json())
        operation = operation_of(answer.wsgi_request)["operationId"]
        app = resolve(ROOT + path.partition("?")[0]).func.view_class.__module__.partition(".")[0]
        self.told[app, operation] = kept
        return answer.json() if answer.status_code != 204 else {}


def shortened(value: object) -> object:
    if isinstance(value, dict):
        return {name: shortened(one) for name, one in value.items()}
    return [shortened(one) for one in value[:1]] if isinstance(value, list) else value


@cache
def inspector() -> Officer:
    return Officer.objects.filter(role="inspector").first()


def write(recorder: Recorder) -> None:
    item = Undertaking.objects.filter(closed_on=None, owner__isnull=False, quantity=None, due_on__gt=date(2023, 9, 30))
    free = [row for row in item.order_by("pk") if not row.reports.waiting() and not row.extensions.waiting()][:2]
    report_on(recorder, free[0])
    ask(recorder, free[0], "grant", {})
    ask(recorder, free[1], "refuse", {"note": "工期可控"})
    enter(recorder)
    person = free[0].owner
    person.set_password(PASSWORD)
    person.save()
    wanted = {"username": person.username, "password": PASSWORD, "scope": "write", "days": 90, "name": "统计平台"}
    recorder.call("POST", "token/", body=wanted)
    told = recorder.told["newarea", "token"]
    told["request"]["password"], told["response"]["token"] = "…", "na_…"


def report_on(recorder: Recorder, item: Undertaking) -> None:
    by, place = item.owner, f"undertakings/{item.pk}/reports/"
    written = {"speaks_for": "2023-09-14", "percent": "99", "summary": "主体封顶。", "next_step": "装修。"}
    for deed, note in (("return", {"note": "请附验收单。"}), ("verify", {})):
        draft = recorder.call("POST", place, by, written)
        changed = {"problems": "雨天较多。"}
        draft = recorder.call("PATCH", f"reports/{draft['id']}/", by, changed, seen=draft["version"])
        upload = {"file": SimpleUploadedFile(f"{deed}.pdf", a_pdf(deed)), "caption": "验收单"}
        file = recorder.call(
            "POST", f"reports/{draft['id']}/evidence/", by, upload, shown={"file": "验收单.pdf", "caption": "验收单"}
        )
        recorder.call("PATCH", f"evidence/{file['id']}/", by, {"caption": "竣工验收单"}, seen=draft["version"])
        handed_in = recorder.call("POST", f"reports/{draft['id']}/submit/", by, seen=draft["version"])
        seen = {"seen": handed_in["version"]}
        recorder.call("POST", f"reports/{draft['id']}/{deed}/", inspector(), note or None, **seen)


def ask(recorder: Recorder, item: Undertaking, deed: str, note: dict) -> None:
    wanted = {"new_due_on": "2023-12-30", "present_percent": "50", "reason": "雨季延误。"}
    asked = recorder.call("POST", f"undertakings/{item.pk}/extensions/", item.owner, wanted)
    recorder.call("POST", f"extensions/{asked['id']}/{deed}/", inspector(), note or None, seen=asked["version"])


def enter(recorder: Recorder) -> None:
    indicator = Indicator.objects.filter(key="retail", owner__isnull=False).get()
    place = f"programmes/songbei-2023/indicators/{indicator.key}/observations/"
    for deed, note in (("return", {"note": "请核对口径。"}), ("verify", {})):
        told = {"aspect": "growth", "period": "2023-08", "value": "6.6", "published_on": "2023-09-14", "source": "快报"}
        row = recorder.call("POST", place, indicator.owner, told)
        recorder.call("POST", f"observations/{row['id']}/{deed}/", inspector(), note or None, seen=row["version"])


QUERIES = {"/calendar/working-days/": "?after=2023-09-15&until=2023-10-08"}


def look(recorder: Recorder) -> None:
    """Every operation that reads, of something there is, as an inspector."""
    report = Report.objects.verified().filter(evidence__isnull=False).last()
    held = {
        "programmes": "songbei-2023", "projects": 1, "goals": "retail-growth", "indicators": "retail",
        "areas": None, "measures": None, "commitments": None, "undertakings": report.undertaking_id,
        "reports": report.pk, "evidence": report.evidence.first().pk, "extensions": Extension.objects.last().pk,
        "observations": Observation.objects.verified().last().pk, "officers": inspector().pk,
        "units": inspector().unit_id, "calendar": 2023,
    }  # fmt: skip
    goal = recorder.call("GET", "programmes/songbei-2023/goals/", inspector())["results"][0]
    promised = recorder.call("GET", "programmes/songbei-2023/commitments/", inspector())["results"][0]
    held |= {"goals": goal["key"], "areas": promised["area"]["key"], "measures": promised["measure"]["key"]}
    held |= {"commitments": promised["undertaking"]["key"]}
    for path, methods in schema()["paths"].items():
        if "get" in methods and methods["get"]["operationId"] not in WITHOUT:
            steps = path.removeprefix(ROOT).split("/")
            filled = [str(held[before]) if "{" in step else step for before, step in pairwise(["", *steps])]
            recorder.call("GET", "/".join(filled) + QUERIES.get("/" + "/".join(steps), ""), inspector())
