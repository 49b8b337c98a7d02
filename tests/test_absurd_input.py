"""What no form of ours sends: it gets an answer that says so, never a fault."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from tests.builders import a_programme, a_submitted, an_indicator, an_officer, an_undertaking

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TOO_LONG = "9" * 26


@pytest.fixture
def editor(client):
    client.force_login(an_officer("administrator", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("noun", ["newarea/unit", "newarea/undertaking", "targets/commitment", "projects/project"])
@pytest.mark.parametrize("place", ["change", "delete", "history"])
def test_a_key_too_long_for_any_column_is_not_found(editor, noun, place):
    answer = editor.get(f"/admin/{noun}/{TOO_LONG}/{place}/", follow=True)

    assert (answer.status_code, answer.redirect_chain) in [(404, []), (200, [("/admin/", 302)])]


def keys_of(model: type[Model]) -> list[str]:
    return ["pk", *(field.name for field in model._meta.concrete_fields if field.is_relation)]


NOUNS = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_narrowed_to_a_key_too_long_for_any_column_is_shown(editor, noun):
    path = f"/admin/{noun.replace('.', '/')}/"

    found = {key: editor.get(path, {key: TOO_LONG}).status_code for key in keys_of(apps.get_model(noun))}

    assert {key: status for key, status in found.items() if status not in (200, 302, 400)} == {}


ODD = [
    "{}__regex=(",
    "{}__iregex=[",
    "{}__range=1",
    "{}=%00",
    "{}__exact=a%00",
    "{}__year=9999",
    "{}__year=99999999999",
    "{}__in=" + TOO_LONG,
]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_narrowed_by_what_no_filter_asks_is_an_answer(editor, noun):
    model = apps.get_model(noun)
    path, listed = f"/admin/{noun.replace('.', '/')}/", admin.site.get_model_admin(model)
    names = {one for one in listed.list_filter if isinstance(one, str)} | {listed.date_hierarchy, "pk"} - {None}
    asked = [path + "?" + odd.format(name) for name in sorted(names) for odd in ODD]

    found = {url: editor.get(url).status_code for url in asked}

    assert {url: status for url, status in found.items() if status not in (200, 302, 400)} == {}


def test_what_is_no_key_at_all_is_refused_at_its_field(editor):
    indicator = an_indicator(a_programme().district)

    page = editor.post(reverse("admin:targets_indicator_change", args=[indicator.pk]), {"statistics_unit": "abc"})

    assert page.status_code == 200
    assert page.context["adminform"].form.errors["statistics_unit"]


def test_json_nested_deeper_than_python_reads_is_refused(client):
    item = an_undertaking()
    report = a_submitted(item, on=item.start_on)
    client.force_login(report.reporter)

    answer = client.post(reverse("api-reports", args=[item.pk]), "[" * 100_000, content_type="application/json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "parse_error")
