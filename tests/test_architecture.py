"""Imports point down, stay in their tower and stand at the top of the file (docs/decisions.md, house rules)."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE, PARTS = "newarea", ("projects", "targets")

FLOORS = [
    {"domain"},
    {
        "models",
        "migrations",
        "access",
        "wording",
        "formats",
        "clock",
        "celery",
        "broker",
        "addresses",
        "logs",
        "files",
        "document",
        "marking",
        "date_formats",
        "schema",
        "problems",
    },
    {"mail", "channels", "parts", "calendar_file", "alert_words", "probes", "way_out"},
    {"actions"},
    {
        "forms",
        "admin",
        "admin_site",
        "api",
        "tasks",
        "management",
        "templatetags",
        "charts",
        "wall",
        "guide",
        "embedded",
    },
    {"views", "urls", "part", "middleware", "sessions", "backends", "context", "settings", "apps", "wsgi", "__init__"},
]
READS_THE_CLOCK = 4  # the lowest floor that may: views, tasks and commands; below, the day is an argument


@dataclass(frozen=True)
class Import:
    by: str
    of: str
    line: int

    def __str__(self) -> str:
        return f"{self.by}:{self.line} imports {self.of}"


def modules() -> Iterator[tuple[str, Path]]:
    for app in (BASE, *PARTS):
        for path in sorted((ROOT / app).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__") if name.count(".") > 1 else name, path


def floor(module: str) -> int:
    room = module.split(".")[1] if "." in module else "__init__"
    found = next((number for number, rooms in enumerate(FLOORS) if room in rooms), None)
    assert found is not None, f"{module}: give {room} a floor in {Path(__file__).name}"
    return found


def exists(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def imported(node: ast.stmt) -> list[str]:
    """`from newarea import clock` is of newarea.clock; `from newarea.clock import today` too."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are written in full"
        deeper = [f"{node.module}.{alias.name}" for alias in node.names]
        return [name if exists(name) else str(node.module) for name in deeper]
    return []


def imports(module: str, source: str) -> list[Import]:
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return [Import(module, name, node.lineno) for node in nodes for name in imported(node)]


def tower(name: str) -> str:
    return name.partition(".")[0]


def crosses(found: Import) -> bool:
    """The base knows no part, and no part another."""
    return tower(found.of) in PARTS and tower(found.of) != tower(found.by)


def climbs(found: Import) -> bool:
    if tower(found.of) not in (BASE, *PARTS) or found.of == BASE:
        return False
    return floor(found.of) > floor(found.by)


def reads_the_clock_below(found: Import) -> bool:
    return found.of.startswith(f"{BASE}.clock") and floor(found.by) < READS_THE_CLOCK


def leaves_the_domain(found: Import) -> bool:
    pure = tower(found.of) in sys.stdlib_module_names or (tower(found.of) in (BASE, *PARTS) and floor(found.of) == 0)
    return floor(found.by) == 0 and not pure


def inline(source: str) -> list[int]:
    """Lines of imports inside a function or class; `if TYPE_CHECKING:` at the top is at the top."""
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    inside = [child for node in ast.walk(ast.parse(source)) if isinstance(node, scopes) for child in ast.walk(node)]
    return sorted({node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)})


ALL = [found for name, path in modules() for found in imports(name, path.read_text())]


@pytest.mark.parametrize("wrong", [crosses, climbs, reads_the_clock_below, leaves_the_domain])
def test_no_import(wrong):
    assert [str(found) for found in ALL if wrong(found)] == []


def test_imports_stand_at_the_top_of_the_file():
    own = [*modules(), *((str(path.relative_to(ROOT)), path) for path in (ROOT / "tests").rglob("*.py"))]

    assert {name: lines for name, path in own if (lines := inline(path.read_text()))} == {}


@pytest.mark.parametrize(
    ("wrong", "by", "statement"),
    [
        (crosses, "newarea.views.overview", "from projects.models import Project"),
        (crosses, "projects.part", "from targets import models"),
        (climbs, "newarea.models.report", "from newarea.actions import reports"),
        (climbs, "projects.actions", "from newarea.views.workbench import page"),
        (reads_the_clock_below, "newarea.actions.reports", "from newarea import clock"),
        (leaves_the_domain, "newarea.domain.standing", "from django.utils import timezone"),
    ],
)
def test_the_guard_sees(wrong, by, statement):
    assert [wrong(found) for found in imports(by, statement)] == [True]


@pytest.mark.parametrize(
    ("by", "statement"),
    [
        ("projects.models.milestone", "from newarea.models import Undertaking"),
        ("newarea.views.workbench", "from newarea import clock"),
        ("newarea.domain.standing", "from decimal import Decimal"),
        ("newarea.actions.reports", "from newarea.models import Report"),
    ],
)
def test_the_guard_lets_pass(by, statement):
    wrong = (crosses, climbs, reads_the_clock_below, leaves_the_domain)

    assert [rule.__name__ for found in imports(by, statement) for rule in wrong if rule(found)] == []


def test_the_guard_sees_an_inline_import():
    assert inline("import os\ndef f():\n    import sys\n") == [3]
