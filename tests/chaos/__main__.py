"""`make chaos`: two thousand reminders and three hundred faults: processes and servers killed, a mail server that
refuses, hangs and drops, clocks that go wrong, days of silence.

The mail server and a book of our own are the judges: nothing twice, nothing lost, and what nobody can know is shown.
Ends with status 1 if not. The same seed brings the same faults in the same order, and the same people and changes;
which letter each hits, and how soon a killed process is up again, depends on the machine.
"""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.servers import postgres, smtp, valkey


def settle(folder: str, database: postgres.Postgres, queue: valkey.Valkey, mailbox: smtp.Recorder) -> None:
    """The environment of this process, from which those of worker and beat are made."""
    for name in [name for name in os.environ if name.startswith("NEWAREA_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newarea.settings",
        "NEWAREA_VAR": folder,
        "NEWAREA_DATABASE_URL": database.url(),
        "NEWAREA_BROKER_URL": queue.url(),
        "NEWAREA_MAILS": "smtp",
        "NEWAREA_SMTP_URL": mailbox.url,
        "NEWAREA_LOG_LEVEL": "CRITICAL",
    }


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--faults", "--kills", type=int, default=300)
    parser.add_argument("--reminders", type=int, default=2000, help="at least so many go out by mail")
    parser.add_argument("--people", type=int, default=400, help="who come one by one, each with an item")
    parser.add_argument("--seed", type=int, default=2023)
    wanted = parser.parse_args(words)
    with (
        tempfile.TemporaryDirectory(prefix="newarea-chaos-") as folder,
        postgres.server(durable=True) as database,
        valkey.server() as queue,
        smtp.recorder() as mailbox,
    ):
        settle(folder, database, queue, mailbox)
        importlib.import_module("django").setup()  # Django reads its settings here, after they have been settled
        storm = importlib.import_module("tests.chaos.storm")
        asked = {"count": wanted.faults, "people": wanted.people, "reminders": wanted.reminders, "seed": wanted.seed}
        return int(storm.run(database, queue, mailbox, Path(folder), **asked))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
