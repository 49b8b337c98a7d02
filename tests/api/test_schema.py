import re

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.builders import an_officer

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=")


def test_the_schema_is_valid_and_made_without_a_warning():
    GENERATOR_STATS.reset()

    schema = SchemaGenerator().get_schema(request=None, public=True)

    validate_schema(schema)
    assert not GENERATOR_STATS, (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache))


def test_every_operation_has_a_name_and_a_summary():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    operations = {f"{method} {path}": told for path, methods in paths.items() for method, told in methods.items()}

    assert [name for name, told in operations.items() if not told.get("summary") and "/schema/" not in name] == []
    assert len({told["operationId"] for told in operations.values()}) == len(operations)


def test_everybody_may_read_the_schema(api):
    answer = api().get("/api/v1/schema/", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["openapi"][:2]) == (200, "3.")


def test_an_unknown_address_is_refused_in_json(api):
    answers = [api().get(address) for address in ("/api/v1/nothing/", "/api/v1/programmes/x.y/", "/api/v1/programmes")]

    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [
        (404, "application/problem+json"),
        (404, "application/problem+json"),
        (301, "text/html; charset=utf-8"),
    ]


def test_the_page_to_browse_it_in_holds_nothing_inline(api):
    page = api(an_officer()).get("/api/v1/docs/")
    script = api().get("/api/v1/docs/?script=")

    assert (page.status_code, INLINE.findall(page.content.decode())) == (200, [])
    assert "unsafe" not in page["Content-Security-Policy"]
    assert (script["Content-Type"], "/api/v1/schema/" in script.content.decode()) == ("application/javascript", True)
