"""The broker that the site of a test's own process writes to."""

import pytest

from newarea.celery import app


def use_broker(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """For one test. `broker_write_url` is left alone: once set it is remembered, and what is written to `broker_url`
    afterwards, by the tests that come later in this process, would change nothing."""
    monkeypatch.setattr(app.conf, "broker_url", url)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
