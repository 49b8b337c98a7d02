"""Every page is in one language: nothing Chinese in the English site but data, marked as Chinese, and nothing English
in the Chinese site but names and abbreviations."""

import re

import pytest
from django.db import OperationalError
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from newarea.models import Officer
from newarea.views import overview
from tests.languages import CHINESE, HAN, data_said, english_words, names_used, wrong_in_chinese, wrong_in_english
from tests.reminders.stage import FRIDAY, a_day
from tests.test_access import API, PAGES, ROLES, address, admin_addresses, client_of, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]


def visit(places, role, world, language):
    """The address and the HTML of each page."""
    client = client_of(role, world)
    client.cookies["language"] = language
    for place in places:
        answer = client.get(place)
        if (
            answer.get("Content-Type", "").startswith("text/html")
            and not answer.streaming
            and answer.status_code != 302
        ):
            yield place, answer.text


def places_of(role, world):
    return [address(row, world) for row in PAGES]


def faults(read, wrong):
    found = {}
    for place, html in read:
        for fault in wrong(html):
            found.setdefault(fault, place)
    return sorted(f"{place}  {fault}" for fault, place in found.items())


@pytest.mark.parametrize("role", ROLES)
def test_in_english_only_data_is_chinese_and_says_so(role, world):
    read = list(visit(places_of(role, world), role, world, "en"))
    data = data_said()

    assert faults(read, lambda html: wrong_in_english(html, data)) == []


@pytest.mark.parametrize("role", ROLES)
def test_in_chinese_nothing_is_english(role, world):
    read = list(visit(places_of(role, world), role, world, "zh-hans"))
    names = names_used()

    assert faults(read, lambda html: wrong_in_chinese(html, names)) == []


def test_the_admin_in_english(world):
    read = list(visit(sorted(admin_addresses()), "administrator", world, "en"))
    data = data_said()

    assert faults(read, lambda html: wrong_in_english(html, data)) == []


def test_the_admin_in_chinese(world):
    read = list(visit(sorted(admin_addresses()), "administrator", world, "zh-hans"))
    names = names_used()

    assert faults(read, lambda html: wrong_in_chinese(html, names)) == []


def fault_pages(language, monkeypatch):
    """Each page for what cannot be shown, by its status."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"accept-language": language})
    yield 404, client.get("/nowhere/")
    yield 400, client.get("/?on=2023-02-31")
    yield 400, client.get("/?on=2100-01-01")
    yield 403, client.post("/accounts/sign-in/", {"username": "a"})
    yield 405, client.get("/language/")
    monkeypatch.setattr(overview, "programme_for", None)
    yield 500, client.get("/songbei-2023/")
    monkeypatch.setattr(overview, "programme_for", refuse)
    yield 503, client.get("/songbei-2023/")


def refuse(*arguments, **named):
    raise OperationalError


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_cannot_be_shown_is_said_in_one_language(language, world, monkeypatch):
    answers = list(fault_pages(language, monkeypatch))
    data, names = data_said() + other_half(), names_used()

    def wrong(html):
        return wrong_in_english(html, data) if language == "en" else wrong_in_chinese(html, names)

    assert [page.status_code for _, page in answers] == [status for status, _ in answers]
    assert faults([(str(status), page.text) for status, page in answers], wrong) == []


def other_half() -> str:
    """What the last pages say in Chinese under the English."""
    with translation.override("zh-hans"):
        return "".join(get_template(f"errors/{status}.html").render() for status in (500, 503))


@pytest.mark.parametrize("name", ["500", "503"])
def test_a_page_that_can_ask_nothing_says_it_in_both_languages(name):
    with translation.override("en"):
        english_first = get_template(f"errors/{name}.html").render()
    with translation.override("zh-hans"):
        chinese_first = get_template(f"errors/{name}.html").render()

    for page in (english_first, chinese_first):
        assert ("To the overview" in page, "Try again" in page)[name == "503"]
        assert ("前往总览" in page, "重试" in page)[name == "503"]
    assert 'lang="zh-hans"' in english_first
    assert '<div class="plain stack" lang="en">' in chinese_first


@pytest.mark.parametrize("role", ["anonymous", "reporter", "inspector"])
def test_the_api_refuses_in_the_language_asked_for(role, world):
    data, names = data_said(), names_used()
    wrong = []
    for row in API:
        for language in ("en", "zh-hans"):
            answer = client_of(role, world).get(address(row, world), headers={"accept-language": language})
            if answer.status_code >= 400:
                said = answer.json()
                words = " ".join([said["title"], said["detail"], *(error["detail"] for error in said["errors"])])
                is_wrong = foreign(words, data) if language == "en" else english_words(words, names)
                wrong += [f"{row}: {words}"] if is_wrong else []

    assert wrong == []


def foreign(words, data):
    return [run for run in HAN.findall(words) if run not in data]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_mails_are_in_their_reader_s_language(language, world, smtp, settings):
    Officer.objects.update(language=language)
    a_day(FRIDAY)
    data, names = data_said(), names_used(settings.SITE_URL)

    assert len(smtp.delivered) > 3
    for told in smtp.delivered:
        html, plain = told.message.get_body(("html",)).get_content(), f"{told.message['Subject']}\n{told.text}"
        if language == "en":
            assert (wrong_in_english(html, data), foreign(plain, data)) == (set(), [])
        else:
            assert (wrong_in_chinese(html, names), english_words(plain, names)) == (set(), [])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_calendar_is_in_its_owner_s_language(language, world):
    Officer.objects.update(language=language)
    feed = Client(headers={"accept-language": language}).get(
        reverse("calendar-feed", args=[world.calendar.pk, world.calendar.code])
    )
    said = re.findall(
        r"^(?:SUMMARY|DESCRIPTION|X-WR-CALNAME)[^:]*:(.*(?:\r?\n .*)*)", feed.content.decode(), re.MULTILINE
    )
    words = re.sub(r"\r?\n ", "", "\n".join(said)).replace("\\n", "\n")

    assert words
    assert (foreign(words, data_said()) if language == "en" else english_words(words, names_used())) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_calendar_that_is_none_says_so_in_the_language_asked_for(language, world):
    answer = Client(headers={"accept-language": language}).get(
        reverse("calendar-feed", args=[world.calendar.pk, "wrong"])
    )

    assert (answer.status_code, bool(CHINESE.search(answer.text))) == (404, language != "en")


def test_a_chosen_language_holds_on_a_page_that_is_none_and_after_signing_out(world):
    client = client_of("reporter", world)
    client.post("/language/", {"language": "en", "next": "/"})
    missing = client.get("/nowhere/")
    client.post("/accounts/sign-out/")

    assert [answer["Content-Language"] for answer in (missing, client.get("/accounts/sign-in/"))] == ["en", "en"]
    assert Officer.objects.get(pk=world.owner.pk).language == "en"
