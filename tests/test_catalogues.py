"""Both catalogues say everything: English is the source, Chinese is complete and fills the same places."""

import re

import polib
import pytest
from django.conf import settings

from newarea.management.commands.compile_catalogues import catalogues
from newarea.management.commands.update_catalogues import faults, found, lost_places

CHINESE, ENGLISH = re.compile("[\u3000-\u303f\u3400-\u9fff\uff01-\uff65]"), re.compile("[A-Za-z]")


def entries() -> list[polib.POEntry]:
    return [entry for path in catalogues() for entry in polib.pofile(str(path))]


def said(entry: polib.POEntry) -> list[str]:
    return list((entry.msgstr_plural or {0: entry.msgstr}).values())


def test_every_language_of_the_site_has_its_catalogue():
    written = {path.parts[-3] for path in catalogues()}

    assert (written, {code for code, _ in settings.LANGUAGES}) == ({"zh_Hans"}, {"zh-hans", "en"})


def test_every_marked_message_is_translated_and_no_entry_has_lost_its_source():
    messages = found()

    assert [fault for path in catalogues() for fault in faults(polib.pofile(str(path)), messages)] == []


def test_no_entry_is_fuzzy_empty_or_obsolete():
    doubtful = [entry.msgid for entry in entries() if entry.fuzzy or entry.obsolete or not all(said(entry))]

    assert (len(entries()) > 2000, doubtful) == (True, [])


def test_a_translation_fills_the_places_of_its_message():
    assert {entry.msgid: lost_places(entry) for entry in entries() if lost_places(entry)} == {}


def test_a_message_of_the_source_is_english_but_for_words_it_quotes():
    sources = [entry.msgid for entry in entries()]

    assert [text for text in sources if len(CHINESE.findall(text)) * 2 > len(ENGLISH.findall(text))] == []


@pytest.mark.parametrize(
    ("message", "translation", "lost"),
    [
        ("%(count)d of {all}", "{all} 中的 %(count)d", []),
        ("%(count)d of {all}", "{all} 中的 %(number)d", ["%(count)", "%(number)"]),
        ("{day} {month}", "{month}日", ["{day}"]),
    ],
)
def test_a_lost_place_is_found(message, translation, lost):
    entry = polib.POEntry(msgid=message, msgstr=translation)

    assert [place.rstrip("d") for place in lost_places(entry)] == lost
