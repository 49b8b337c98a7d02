import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from newarea.guide import CHAPTERS, guide

pytestmark = pytest.mark.django_db


def read(client: Client, address: str, language: str = "zh-hans") -> str:
    client.cookies["language"] = language
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_every_page_leads_to_the_guide(client):
    assert 'href="/guide/"' in read(client, reverse("sign-in"))


def test_the_guide_speaks_the_readers_language(client):
    assert "<h1>使用手册</h1>" in read(client, "/guide/")
    assert "<h1>User's guide</h1>" in read(client, "/guide/", "en").replace("&#x27;", "'")


def test_a_chapter_that_does_not_exist_is_not_found(client):
    assert [client.get(f"/guide/{name}/").status_code for name in ("readme", "x" * 300)] == [404, 404]


def test_the_chapter_that_is_shown_is_marked_among_all(client):
    page = read(client, "/guide/head/", "en")

    assert (
        len(re.findall(r'href="/guide/(?:[a-z]+/)?"', page.split('class="guide-chapters"')[1].split("</nav>")[0])) == 10
    )
    assert 'href="/guide/head/" aria-current="page"' in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_leads_to_a_file_leads_to_the_site(language):
    bodies = "".join(chapter.body for chapter in guide(language))

    chapters = {"/guide/", *(reverse("guide-chapter", args=[name]) for name in CHAPTERS)}
    assert {one for one in re.findall(r'href="([^"]+)"', bodies) if not one.startswith("/static/guide/")} <= chapters
    pictures = re.findall(r'src="/static/([^"]+)"', bodies)
    assert len(pictures) == bodies.count("<img ")
    assert [path for path in pictures if finders.find(path) is None] == []
