"""The base: people, calendar, year, and everything that happens to an undertaking."""

from newarea.celery import app as celery_app

__all__ = ["celery_app"]
