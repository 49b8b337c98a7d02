"""The Celery application. It carries wake-ups only: what is owed stands in the database."""

import os
from typing import Any

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newarea.settings")

PATIENCE = 1  # seconds


class Site(Celery):
    """Whoever enqueues waits a second for each of the broker's answers and no longer, also where it accepts the
    connection and then says nothing. Workers wait as long as they like."""

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "max_retries": 0}
        transport_options = patience | (options.pop("transport_options", None) or {})
        return super().connection_for_write(url, transport_options=transport_options, **options)


app = Site("newarea")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Without a default app, `.delay()` from a web thread goes silently to amqp://localhost.
app.set_default()
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
