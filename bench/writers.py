"""Eight writers at once on the embedded default's SQLite: how many of their transactions fail."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WRITERS, EACH = 8, 60
ROOT = Path(__file__).resolve().parent.parent
PRELUDE = "import django; django.setup(); from bench import writers; "


def run() -> None:
    """Each writer is a process of its own, as a second worker or a command beside the site would be."""
    with tempfile.TemporaryDirectory(prefix="newarea-bench-") as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith("NEWAREA_")}
        env |= {"NEWAREA_VAR": folder, "DJANGO_SETTINGS_MODULE": "newarea.settings"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=env, cwd=ROOT, check=True)
        _python("writers.prepare()", env).wait()
        begun = time.monotonic()
        writers = [_python(f"writers.write({number})", env) for number in range(WRITERS)]
        failures = sum(writer.wait() for writer in writers)
        seconds = time.monotonic() - begun
    print(f"sqlite: {WRITERS} writers x {EACH} drafts in {seconds:.1f} s, {failures} failures (goal 0)")


def _python(code: str, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", PRELUDE + code], env=env, cwd=ROOT)


def prepare() -> None:
    from bench.year import a_year  # noqa: PLC0415 - Django must be set up first

    a_year("writers", projects=1, milestones=WRITERS)


def write(number: int) -> None:
    """Save a draft again and again; exits with the number of failures."""
    from datetime import date  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    from django.db import OperationalError  # noqa: PLC0415

    from newarea.actions.reports import ReportContent, save_draft  # noqa: PLC0415
    from newarea.models import Undertaking  # noqa: PLC0415

    undertaking = Undertaking.objects.select_related("owner").order_by("pk")[number]
    failures, version = 0, None
    for percent in range(EACH):
        try:
            content = ReportContent(speaks_for=date(2023, 9, 1), percent=Decimal(percent))
            version = save_draft(undertaking, content, by=undertaking.owner, seen=version).version
        except OperationalError:
            failures += 1
    sys.exit(failures)
