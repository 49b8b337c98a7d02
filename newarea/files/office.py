"""DOCX and XLSX: zip archives that are opened with limits and looked at before anybody else opens them."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t

MAX_MEMBERS = 2_000
MAX_UNPACKED = 120 * 1024 * 1024
MAX_XML = 2 * 1024 * 1024
CHUNK = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    f"{OFFICE}wordprocessingml.document.main+xml": "docx",
    f"{OFFICE}spreadsheetml.sheet.main+xml": "xlsx",
}
ACTIVE_TYPES = ("macroenabled", "vbaproject", "macrosheet", "oleobject", "activex", "addin")
ACTIVE_NAMES = ("vbaproject", "vbadata", "macrosheets/", "activex/", "oleobject")
ACTIVE_LINKS = ("attachedtemplate", "oleobject", "frame", "subdocument")
REMOTE = ("http:", "https:", "ftp:", "\\\\", "//", "file:////", "file:\\\\")
BROKEN = (
    zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, KeyError, RuntimeError, OSError,
    ParseError, DefusedXmlException, zlib.error,
)  # fmt: skip


def office_kind(data: bytes, name: str) -> str:
    """`docx` or `xlsx`; raises `ValidationError` for every other archive, a bomb, or one that carries programs."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _refuse_bomb(archive, name)
            types = _content_types(archive)
            _refuse_programs(archive, types, name)
    except BROKEN as error:
        raise ValidationError(
            t("“%(name)s” is damaged, locked with a password or no Office file.") % {"name": name}
        ) from error
    kind = next((MAIN_TYPES[type_] for type_ in types if type_ in MAIN_TYPES), None)
    if kind is None:
        raise ValidationError(t("“%(name)s” is an archive but neither DOCX nor XLSX.") % {"name": name})
    return kind


def _refuse_bomb(archive: zipfile.ZipFile, name: str) -> None:
    """By what the archive says of itself first; then by reading it, which also checks that it told the truth."""
    members = archive.infolist()
    told = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or told > MAX_UNPACKED:
        raise ValidationError(t("“%(name)s” unpacks to more than a document may hold.") % {"name": name})
    for member in members:
        with archive.open(member) as file:
            while file.read(CHUNK):
                pass


def _content_types(archive: zipfile.ZipFile) -> list[str]:
    return [
        part.get("ContentType", "")
        for part in _xml(archive, "[Content_Types].xml")
        if part.tag.endswith(("Override", "Default"))
    ]


def _refuse_programs(archive: zipfile.ZipFile, types: list[str], name: str) -> None:
    names = [member.filename.lower() for member in archive.infolist()]
    is_active = any(word in type_.lower() for type_ in types for word in ACTIVE_TYPES)
    if is_active or any(word in own for own in names for word in ACTIVE_NAMES):
        raise ValidationError(
            t("“%(name)s” carries macros or embedded objects. Save it without them.") % {"name": name}
        )
    if any(_loads_from_elsewhere(link) for link in _links(archive)):
        raise ValidationError(t("“%(name)s” loads parts from another place. Save it without them.") % {"name": name})


def _links(archive: zipfile.ZipFile) -> Iterator[Element]:
    for member in archive.infolist():
        if member.filename.lower().endswith(".rels"):
            yield from _xml(archive, member.filename)


def _loads_from_elsewhere(link: Element) -> bool:
    kind = link.get("Type", "").rpartition("/")[2].lower()
    target = link.get("Target", "").strip().lower()
    return link.get("TargetMode") == "External" and kind in ACTIVE_LINKS and target.startswith(REMOTE)


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > MAX_XML:
        raise ValueError(name)
    root: Element = fromstring(archive.read(name), forbid_dtd=True)
    return root
