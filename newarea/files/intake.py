"""What an uploaded file is, told by its content and never by its name, and what of it is kept."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as t

from newarea.files.office import office_kind
from newarea.files.pictures import cleaned

LONGEST_NAME = 120
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
MARKUP = (b"<svg", b"<!doctype html", b"<html", b"<script", b"<?xml")
POSTSCRIPT = (b"%!", b"\xc5\xd0\xd3\xc6")


@dataclass(frozen=True, slots=True)
class Accepted:
    """`data` is what is stored: an image is re-encoded, everything else is as it came."""

    kind: str
    data: bytes
    name: str
    taken_at: datetime | None = None


def accept(data: bytes, name: str) -> Accepted:
    """Raises `ValidationError` with a sentence for whoever uploaded the file."""
    shown = clean_name(name)
    _refuse_size(data, shown)
    kind = _kind(data, shown)
    if kind in ("jpg", "png", "webp"):
        picture = cleaned(data, kind, shown)
        return Accepted(kind, picture.data, named_after(shown, kind), picture.taken_at)
    return Accepted(kind, data, named_after(shown, kind))


def _refuse_size(data: bytes, name: str) -> None:
    if not data:
        raise ValidationError(t("“%(name)s” is empty.") % {"name": name})
    if len(data) > settings.EVIDENCE_MAX_BYTES:
        limit = filesizeformat(settings.EVIDENCE_MAX_BYTES)
        raise ValidationError(t("“%(name)s” is larger than %(limit)s.") % {"name": name, "limit": limit})


def _kind(data: bytes, name: str) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"%PDF-"):
        return _whole_pdf(data, name)
    if data.startswith(ZIP):
        return office_kind(data, name)
    raise ValidationError(_why_not(data) % {"name": name})


def _whole_pdf(data: bytes, name: str) -> str:
    if b"%%EOF" not in data[-4096:]:
        raise ValidationError(t("“%(name)s” is not a whole PDF; its end is missing.") % {"name": name})
    return "pdf"


def _why_not(data: bytes) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(POSTSCRIPT) or head.startswith(MARKUP) or b"<svg" in head or b"<html" in head:
        return t("“%(name)s” is SVG, HTML or PostScript, which can carry programs. Send it as PDF, PNG or JPEG.")
    if data.startswith(OLE):
        return t("“%(name)s” is in an old Office format or locked with a password. Save it as DOCX, XLSX or PDF.")
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return t("“%(name)s” is a HEIC photograph. Send it as JPEG.")
    return t("“%(name)s” is none of JPEG, PNG, WebP, PDF, DOCX and XLSX.")


def clean_name(name: str) -> str:
    """The last part of the path in one line, without control and direction characters, not too long."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    visible = "".join(c if unicodedata.category(c)[0] != "C" else "" for c in last.replace("\t", " ")).strip(" .")
    stem, dot, extension = visible.rpartition(".")
    if not dot or len(extension) > 8:
        return visible[:LONGEST_NAME] or t("file")
    return f"{stem[:LONGEST_NAME]}.{extension}"


def named_after(name: str, kind: str) -> str:
    """The name with the ending that its content deserves: a JPEG called invoice.exe becomes invoice.exe.jpg."""
    endings = (".jpg", ".jpeg", ".jpe") if kind == "jpg" else (f".{kind}",)
    return name if name.lower().endswith(endings) else f"{name}.{kind}"
