"""`make bench`: figures that steer; nothing here blocks. ARGS="pages" runs one of them."""

import importlib
import os
import sys
import tempfile

from tests.servers import postgres

BENCHES = ("api", "pages", "reminders", "search", "sending", "workbooks", "writers")


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="newarea-bench-") as folder, postgres.server(durable=True) as database:
        for name in [name for name in os.environ if name.startswith("NEWAREA_")]:
            del os.environ[name]
        os.environ |= {
            "NEWAREA_DATABASE_URL": database.url(),
            "NEWAREA_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "newarea.settings",
        }
        _set_up()
        for name in names or BENCHES:
            bench = importlib.import_module(f"bench.{name}")
            bench.run() if name == "writers" else bench.run(database.url())


def _set_up() -> None:
    """Django reads its settings here, after the environment has been settled."""
    importlib.import_module("django").setup()
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
