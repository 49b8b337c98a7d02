from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

TODAY = date(2023, 9, 15)


class Caller(APIClient):
    """An API client that takes a URL's name, its arguments and a query."""

    def at(self, name, *args, **query):
        return self.get(reverse(name, args=args), query)

    def to(self, name, *args, **options):
        return self.post(reverse(name, args=args), **{"format": "json"} | named(options))

    def change(self, name, *args, **options):
        return self.patch(reverse(name, args=args), **{"format": "json"} | named(options))


def named(options):
    """`seen` names a version, as If-Match does; `key` a call, as Idempotency-Key does."""
    seen, key, headers = options.pop("seen", None), options.pop("key", None), options.pop("headers", {})
    headers |= {"If-Match": f'"{seen}"'} if seen is not None else {}
    headers |= {"Idempotency-Key": key} if key is not None else {}
    return options | {"headers": headers}


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DAY = TODAY


@pytest.fixture
def api():
    """Speaks as the anonymous reader, or as an officer: `api()`, `api(officer)`."""

    def speak(officer=None, language="en", **options):
        caller = Caller(headers={"accept-language": language}, **options)
        if officer:
            caller.force_authenticate(officer)
        return caller

    return speak


@pytest.fixture
def count_queries():
    def count(act):
        with CaptureQueriesContext(connection) as captured:
            assert act().status_code == 200
        return len(captured)

    return count
