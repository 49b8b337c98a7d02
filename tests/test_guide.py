"""The guide says what the program says: its words, its pages, its pictures, and the same in both languages."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings

from newarea.guide import CHAPTERS, FOLDER

PICTURES = settings.BASE_DIR / "docs" / "pictures" / "guide"
DJANGO = Path(django.__file__).parent
LANGUAGES = ("zh", "en")
NAMED = {"zh": re.compile(r"「(.+?)」"), "en": re.compile(r"\*\*(.+?)\*\*")}
CAPTION = {"zh": "*示例：", "en": "*Example: "}
PICTURE = re.compile(r"!\[(.+?)\]\(\.\./\.\./pictures/guide/(.+?)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")

pages = pytest.mark.parametrize(("language", "name"), [(language, name) for language in LANGUAGES for name in CHAPTERS])


def text(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.md").read_text(encoding="utf-8")


def catalogues() -> Iterator[polib.POFile]:
    own = settings.BASE_DIR.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")
    theirs = (
        DJANGO / folder / "locale/zh_Hans/LC_MESSAGES/django.po" for folder in ("conf", "contrib/admin", "contrib/auth")
    )
    for path in (*own, *theirs):
        yield polib.pofile(str(path))


@pytest.fixture(scope="module")
def words() -> dict[str, set[str]]:
    """What the program can say, in small letters: a heading begins with a capital, a state does not."""
    entries = [entry for catalogue in catalogues() for entry in catalogue if not entry.obsolete]
    return {
        "zh": {one.lower() for entry in entries for one in (entry.msgstr, *entry.msgstr_plural.values())},
        "en": {one.lower() for entry in entries for one in (entry.msgid, entry.msgid_plural)},
    }


@pages
def test_what_the_guide_names_the_program_says(language: str, name: str, words: dict[str, set[str]]):
    named = NAMED[language].findall(text(language, name))

    assert [one for one in named if one.lower() not in words[language]] == []


@pages
def test_a_page_that_is_linked_is_a_chapter(language: str, name: str):
    assert [link for link in LINK.findall(text(language, name)) if link.removesuffix(".md") not in CHAPTERS] == []


@pages
def test_a_picture_says_that_it_shows_an_example(language: str, name: str):
    lines = text(language, name).splitlines()
    after = [below for line, below in pairwise(lines) if PICTURE.search(line)]

    assert [line for line in after if not line.strip().startswith(CAPTION[language])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_and_is_shown(language: str):
    shown = [path for name in CHAPTERS for _, path in PICTURE.findall(text(language, name))]

    assert sorted(shown) == sorted(f"{language}/{path.name}" for path in (PICTURES / language).iterdir())


@pytest.mark.parametrize("name", CHAPTERS)
def test_both_languages_have_the_same_sections_steps_and_pictures(name: str):
    chinese, english = (outline(text(language, name)) for language in LANGUAGES)

    assert chinese == english


def outline(chapter: str) -> list[str]:
    found = re.findall(r"^(#+) |^ *(\d+\.) |^(-) |^(\|)|pictures/guide/../(.+?)\)", chapter, re.MULTILINE)
    return ["".join(parts) for parts in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_is_a_file_and_every_file_a_chapter(language: str):
    assert sorted(path.stem for path in (FOLDER / language).iterdir()) == sorted(CHAPTERS)


def test_the_pictures_are_small():
    sizes = [path.stat().st_size for path in PICTURES.rglob("*.png")]

    assert max(sizes) <= 150 * 1024
    assert sum(sizes) <= 5 * 1024 * 1024


@pytest.mark.parametrize("other", ["进度月报", "进度报告", "进展报告", "进展月报"])
def test_a_progress_report_has_one_name_in_chinese(other: str, words: dict[str, set[str]]):
    """The domain's: 进展填报."""
    assert [said for said in words["zh"] if other in said] == []
    assert [name for name in CHAPTERS if other in text("zh", name)] == []
