"""What a page says, piece by piece, and what of it is in the wrong language."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import lxml.html
import polib
from django.apps import apps
from django.db import models

from newarea.management.commands.compile_catalogues import catalogues

SHOWN = ("title", "alt", "aria-label", "aria-description", "placeholder", "label", "data-label")
UNREAD = ("script", "style", "code", "kbd", "pre", "samp")
CHINESE = re.compile("[\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff65]+")
HAN = re.compile("[\u3400-\u9fff]+")
WORD = re.compile("[A-Za-z]{2,}")
IDENTIFIER = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|/[\w/.-]+|[\w-]*\.(?:pdf|png|xlsx|csv|ics|com|example)\b"
    r"|\b[A-Z]+_[A-Z_]+\b|\bMessage-ID\b|\bjournalctl -u [\w-]+|\(Debian[^)]*\)"
)
# Abbreviations that Chinese writes as they are, names of products and formats, and units.
ABBREVIATIONS = {
    "API", "CSV", "PDF", "iCalendar", "Excel", "JPEG", "JPG", "PNG", "WebP", "DOCX", "XLSX", "ETag", "OpenAPI",
    "ID", "IP", "URL", "HTTP", "HTTPS", "SMTP", "TLS", "KB", "MB", "GB", "ms", "px", "SHA", "VAPID", "Webhook",
    "Token", "Redis", "PostgreSQL", "Debian", "Celery", "GDP", "Web", "Google", "iPhone", "iPad", "Mac", "Outlook",
    "Thunderbird", "JSON", "English", "GET", "POST", "PUT", "PATCH", "DELETE",
}  # fmt: skip
# What other packages' pages of the admin say without marking it for translation.
STOCK = re.compile(r"^(?:True|False|None|Search|Axes)$|Access Log for \S+ @")
OWN = ("新区实事", "中文", "简体中文")  # the site's name and the switch, in any language


class Piece(NamedTuple):
    text: str
    language: str
    place: str
    can_be_marked: bool = True


def pieces(html: str) -> Iterator[Piece]:
    """Every text that is shown or read aloud, with the language that it says it is in."""
    if html.strip():
        yield from _of(lxml.html.document_fromstring(html), "")


def _of(element: lxml.html.HtmlElement, language: str) -> Iterator[Piece]:
    if not isinstance(element.tag, str):
        return
    language = (element.get("lang") or language).partition("-")[0]
    shown = [name for name in SHOWN if element.get(name)]
    shown += ["value"] if element.tag == "input" and element.get("type") in ("submit", "button") else []
    for name in shown:
        yield Piece(element.get(name), language, f"{element.tag}@{name}", can_be_marked=False)
    if element.tag in UNREAD:
        return
    is_plain = element.tag == "title"
    yield Piece(element.text or "", language, element.tag, can_be_marked=not is_plain)
    for child in element:
        yield from _of(child, language)
        yield Piece(child.tail or "", language, element.tag)


def wrong_in_english(html: str, data: str) -> set[str]:
    """Chinese that is not marked as such, or is none of the data."""
    return {
        f"{piece.place}: {' '.join(piece.text.split())[:80]}"
        for piece in pieces(html)
        if (CHINESE.search(piece.text) and piece.language != "zh" and piece.can_be_marked)
        or not all(run in data or run in OWN for run in HAN.findall(piece.text))
    }


def wrong_in_chinese(html: str, names: re.Pattern[str]) -> set[str]:
    return {
        f"{piece.place}: {' '.join(piece.text.split())[:80]}"
        for piece in pieces(html)
        if piece.language != "en" and english_words(piece.text, names)
    }


def english_words(text: str, names: re.Pattern[str]) -> list[str]:
    """English words that are no abbreviation, address, file name or identifier of the data."""
    own = names.sub(" ", IDENTIFIER.sub(" ", STOCK.sub(" ", text.strip())))
    return [word for word in WORD.findall(own) if word not in ABBREVIATIONS]


def data_said() -> str:
    """All that stands in the text columns of the database, and what the English site quotes in Chinese."""
    quoted = [entry.msgid for path in catalogues() for entry in polib.pofile(str(path))]
    return "\n".join(str(value) for value in (*quoted, *(value for _, value in _texts())) if HAN.search(str(value)))


def names_used(*more: str) -> re.Pattern[str]:
    """The identifiers in the database: what is typed or made, never chosen from a list."""
    named = {str(value) for field, value in _texts() if not field.choices and field.name in IDENTIFYING}
    lines = {line.strip() for name in named | set(more) for line in name.splitlines()}
    words = sorted({line for line in lines if WORD.search(line)}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<![A-Za-z0-9_]){re.escape(word)}(?![A-Za-z0-9_])" for word in words) or "$^")


IDENTIFYING = (
    "username",
    "email",
    "slug",
    "key",
    "code",
    "name",
    "name_zh",
    "name_en",
    "title_en",
    "area_en",
    "message_id",
    "prefix",
    "sha256",
    "user_agent",
    "ground_en",
)

TEXTS = (models.CharField, models.TextField)


def _texts() -> Iterator[tuple[models.Field, object]]:
    for model in apps.get_models():
        fields = [
            field for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)
        ]
        rows = model._default_manager.values_list(*(field.name for field in fields)) if fields else ()
        for row in rows:
            yield from zip(fields, row, strict=True)
