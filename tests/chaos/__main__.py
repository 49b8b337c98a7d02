"""`make chaos`: three hundred reminders while worker, child, beat, PostgreSQL and Redis are killed at random.

The mail server is the judge: nothing twice, nothing lost, and what nobody can know is shown. Ends with status 1 if not.
"""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Sequence

from tests.servers import postgres, smtp, valkey


def settle(folder: str, database: postgres.Postgres, queue: valkey.Valkey, mailbox: smtp.Recorder) -> None:
    """The environment of this process, from which those of worker and beat are made."""
    for name in [name for name in os.environ if name.startswith("NEWAREA_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newarea.settings",
        "NEWAREA_VAR": folder,
        "NEWAREA_DAY": "2023-09-15",
        "NEWAREA_DATABASE_URL": database.url(),
        "NEWAREA_BROKER_URL": queue.url(),
        "NEWAREA_MAILS": "smtp",
        "NEWAREA_SMTP_URL": mailbox.url,
        "NEWAREA_LOG_LEVEL": "CRITICAL",
    }


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--people", type=int, default=300)
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
        return int(storm.run(database, queue, mailbox, kills=wanted.kills, people=wanted.people, seed=wanted.seed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
