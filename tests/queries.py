"""What a page asks the database for, without session, user and savepoints."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

APART = ("django_session", "SAVEPOINT", "RELEASE")


def tell_planner() -> None:
    """Rows written in one transaction have no statistics, and PostgreSQL may take minutes where it needs a moment."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def of(client: Client, url: str) -> list[str]:
    """The statements of the second request: the first one may fill the process's reference edition."""
    client.get(url)
    with CaptureQueriesContext(connection) as told:
        answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return [sql for sql in (row["sql"] for row in told.captured_queries) if not _is_apart(sql)]


def _is_apart(sql: str) -> bool:
    return any(word in sql for word in APART) or (sql.startswith("SELECT") and '"password"' in sql and "COUNT(" in sql)
