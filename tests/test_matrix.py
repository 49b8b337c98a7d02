"""Every address × method × role, as it is written down in matrix/. `make matrix` writes it; a person reads the diff.

Nothing is sent along: who may write is told what is missing (400, or the form again), and who may not is refused.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.test import RequestFactory
from django.urls import get_resolver, resolve

from tests.known_answers import PARAMETER, schema
from tests.test_access import (  # noqa: F401  # world is a fixture
    API,
    ROLES,
    ROWS,
    address,
    admin_address,
    client_of,
    named_urls,
    world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WRITTEN = Path(__file__).with_name("matrix")
METHODS = ("GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")  # HEAD is GET without its body
OF_THE_ADMIN = ("GET", "POST", "DELETE")


def places(made: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What to call each address, the address, and the methods; the admin's by what is registered."""
    for row in ROWS:
        yield str(row), address(row, made), METHODS
    names = sorted({name for name, _ in named_urls(get_resolver()) if name.startswith("admin:")})
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        row = model._default_manager.order_by("pk").first()
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        for name in names:
            if name.startswith(prefix):
                yield name, admin_address(name, row.pk if row else 1), OF_THE_ADMIN


def deeds(made: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What to call each action of the admin's lists that anybody is offered, the list, and what is sent."""
    for model, held in sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label):
        row = model._default_manager.order_by("pk").first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for deed in sorted({deed for by in made.officers.values() for deed in held.get_actions(asked_by(by))}):
            yield f"{name} {deed}", admin_address(name, 1), {"action": deed, ACTION_CHECKBOX_NAME: row.pk if row else 1}


def asked_by(officer: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = officer
    return request


def answers(role: str, made: Any) -> Iterator[str]:
    """A line an address: what each call gets. What it does is undone, and who was signed out signs in again."""
    client = client_of(role, made)
    session = session_of(client)
    for name, url, methods in places(made):
        found = []
        for method in methods:
            found.append(f"{method} {status_of(client, method, url)}")
            if session_of(client) != session:
                client = client_of(role, made)
                session = session_of(client)
        yield f"{name}: {', '.join(found)}"
    for name, url, chosen in deeds(made):
        yield f"{name}: POST {status_of(client, 'POST', url, chosen)}"


def session_of(client: Any) -> str:
    held = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return held.value if held else ""


def status_of(client: Any, method: str, url: str, sent: dict[str, Any] | None = None) -> int:
    mark = transaction.savepoint()
    try:
        answer = client.post(url, sent) if sent else client.generic(method, url)
        return int(answer.status_code)
    finally:
        transaction.savepoint_rollback(mark)


def written(role: str) -> Path:
    return WRITTEN / f"{role.replace(' ', '-')}.txt"


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_every_method_as_written_down(role, world):  # noqa: F811
    found = list(answers(role, world))
    if os.environ.get("WRITE_MATRIX"):
        WRITTEN.mkdir(exist_ok=True)
        written(role).write_text("\n".join(found) + "\n")

    assert found == written(role).read_text().splitlines()


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_of_the_matrix_is_a_fault_of_ours(role):
    lines = [line for line in written(role).read_text().splitlines() if not line.startswith("healthz:")]  # no beat

    assert [line for line in lines if re.search(r" 5\d\d\b", line)] == []


def test_every_operation_of_the_schema_has_a_row(world):  # noqa: F811
    rows = {(path_of(address(row, world)), method) for row in API for method in METHODS}
    operations = {(path, method.upper()) for path, methods in schema()["paths"].items() for method in methods}

    assert operations - rows == set()


def path_of(url: str) -> str:
    return PARAMETER.sub(lambda found: "{id}" if found[1] == "pk" else f"{{{found[1]}}}", f"/{resolve(url).route}")
