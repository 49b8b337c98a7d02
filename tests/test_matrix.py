"""Every address × method × role, as it is written down in matrix/. `make matrix` writes it; a person reads the diff.

Nothing is sent along: who may write is told what is missing (400, or the form again), and who may not is refused.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import resolve

from tests.known_answers import PARAMETER, schema
from tests.test_access import (  # noqa: F401  # world is a fixture
    API,
    ROLES,
    ROWS,
    address,
    admin_address,
    client_of,
    world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WRITTEN = Path(__file__).with_name("matrix")
OF_A_PAGE, OF_THE_API, OF_THE_ADMIN = ("POST", "DELETE"), ("POST", "PUT", "PATCH", "DELETE"), ("GET", "POST")
ACTIONS = ("changelist", "add", "change", "delete", "history")


def places(made: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What to call each address, the address, and the methods. Who may GET what of the site stands in test_access."""
    for row in ROWS:
        yield str(row), address(row, made), OF_THE_API if row in API else OF_A_PAGE
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        row = model._default_manager.first()
        for action in ACTIONS:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}"
            yield f"admin {model._meta.label} {action}", admin_address(name, row.pk if row else 1), OF_THE_ADMIN


def answers(role: str, made: Any) -> Iterator[str]:
    """What each call gets. What it does is undone, and who was signed out signs in again."""
    client = client_of(role, made)
    cookies = client.cookies.output()
    for name, url, methods in places(made):
        for method in methods:
            yield f"{name} {method} {status_of(client, method, url)}"
            if client.cookies.output() != cookies:
                client = client_of(role, made)
                cookies = client.cookies.output()


def status_of(client: Any, method: str, url: str) -> int:
    mark = transaction.savepoint()
    try:
        return int(client.generic(method, url).status_code)
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
    figures = {line.rpartition(" ")[2] for line in written(role).read_text().splitlines()}

    assert {figure for figure in figures if figure.startswith("5")} == set()


def test_every_operation_of_the_schema_has_a_row(world):  # noqa: F811
    rows = {(path_of(address(row, world)), method) for row in API for method in ("GET", *OF_THE_API)}
    operations = {(path, method.upper()) for path, methods in schema()["paths"].items() for method in methods}

    assert operations - rows == set()


def path_of(url: str) -> str:
    return PARAMETER.sub(lambda found: "{id}" if found[1] == "pk" else f"{{{found[1]}}}", f"/{resolve(url).route}")
