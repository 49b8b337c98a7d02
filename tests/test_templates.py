"""What every page owes: the tags, the day carried along, nothing inline, a last page that needs nothing."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

PAGES = sorted(
    path for path in (settings.BASE_DIR / "templates").rglob("*.html") if "mail" not in path.parts and path.is_file()
)
PROGRAMME = SimpleNamespace(year=2023)
INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b|<script(?![^>]*\bsrc=)", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def rendered(text: str, path: str = "/x/", **context) -> str:
    request = RequestFactory().get(path)
    values = {"on": date(2023, 6, 30), "today": date(2023, 9, 15), "is_past": False, **context}
    return Template("{% load newarea %}" + text).render(RequestContext(request, values))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_page_carries_a_style_or_a_script_of_its_own(path: Path):
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_last_pages_need_no_context_and_no_database(name):
    assert name in render_to_string(f"errors/{name}.html")


def test_a_light_is_a_shape_and_a_word():
    html = rendered('{% light "yellow" %}')

    assert '<span class="light is-yellow"><svg' in html
    assert html.endswith("</svg>Behind</span>")


def test_a_standing_says_which_grey_it_is():
    standing = SimpleNamespace(light="grey", reason=SimpleNamespace(code="not_due_yet"))

    assert "No report due yet" in rendered("{% light standing %}", standing=standing)


def test_a_word_given_is_escaped():
    assert "&lt;b&gt;" in rendered("{% light 'red' word %}", word="<b>")


def test_a_link_stays_on_a_past_day():
    assert rendered("{% link '/a/' %}", is_past=True) == "/a/?on=2023-06-30"
    assert rendered("{% link '/a/' %}") == "/a/"


def test_a_link_keeps_its_own_query_and_its_anchor():
    assert rendered("{% link '/a/?light=red#m1' %}", is_past=True) == "/a/?light=red&amp;on=2023-06-30#m1"
    assert rendered("{% link '/a/' q='a b' %}") == "/a/?q=a+b"


def test_a_column_turns_round_when_it_is_chosen_again():
    unsorted = rendered('{% column "gap" "Gap" %}', "/x/?q=a&page=2", sort="number")
    falling = rendered('{% column "gap" "Gap" %}', "/x/", sort="gap")
    rising = rendered('{% column "gap" "Gap" %}', "/x/", sort="-gap")

    assert 'href="?q=a&amp;sort=gap"' in unsorted
    assert "aria-sort" not in unsorted
    assert 'aria-sort="ascending"' in falling
    assert 'href="?sort=-gap"' in falling
    assert 'aria-sort="descending"' in rising
    assert 'href="?sort=gap"' in rising


def test_a_query_goes_along_as_hidden_fields_and_cannot_break_out():
    html = rendered('{% hidden_query "on" %}', '/x/?on=2023-01-01&q="><b>')

    assert html == '<input type="hidden" name="q" value="&quot;&gt;&lt;b&gt;">'


def test_month_ends_stop_at_yesterday():
    each = "{{ end.day|date:'n-j' }}{{ end.is_current|yesno:'!,' }} "
    html = rendered(f"{{% month_ends as ends %}}{{% for end in ends %}}{each}{{% endfor %}}", programme=PROGRAMME)

    assert html == "1-31 2-28 3-31 4-30 5-31 6-30! 7-31 8-31 "


def test_what_is_unknown_is_said_and_not_zero():
    html = rendered("{{ none|day }} {{ none|percent }} {{ none|number }} {% progress none %}", none=None)

    assert html == "to be settled – – "


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ('{% quantity 515 "m" %}', "515 m"),
        ('{% quantity 5 "ha" about=True %}', "about 5 ha"),
        ('{% quantity 23 "10,000 households" %}', "230,000 households"),
        ("{{ 1|working_days }}", "1 working day"),
        ("{{ 5|working_days }}", "5 working days"),
    ],
)
def test_quantities_and_days(tag, text):
    assert Template("{% load newarea %}" + tag).render(Context()) == text
