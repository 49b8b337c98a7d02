"""Who still holds a claim. PostgreSQL knows at once when a process has died, because its connection ends with it.

A claim's lease is also the number of an advisory lock of the claiming session. Without such locks (SQLite, pgbouncer
in transaction mode) or with a connection that hangs on, the lease itself has to run out.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import connection

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
HELD = """
    SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def hold(lease: datetime) -> datetime:
    """The lease, or the next one that nobody holds: no two claims have the same."""
    while is_told() and not _ask("SELECT pg_try_advisory_lock(%s)", _number(lease)):
        lease += TICK
    return lease


def let_go(lease: datetime) -> None:
    if is_told():
        _ask("SELECT pg_advisory_unlock(%s)", _number(lease))


def abandoned(leases: Iterable[datetime]) -> list[datetime]:
    """Those whose holder is gone, although they have not run out."""
    if not is_told():
        return []
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        held = {number for (number,) in cursor.fetchall()}
    return [lease for lease in leases if _number(lease) not in held]


def is_told() -> bool:
    """Whether a session of ours is a connection of PostgreSQL's, so that its end tells of ours."""
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


def _number(lease: datetime) -> int:
    return (lease - EPOCH) // TICK


def _ask(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return bool(cursor.fetchone()[0])
