"""The Celery application. It carries wake-ups only: what is owed stands in the database."""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newarea.settings")

app = Celery("newarea")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Without a default app, `.delay()` from a web thread goes silently to amqp://localhost.
app.set_default()
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
