"""Files are told by content, kept without metadata, and served to those who may see the report."""

import hashlib
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from PIL import Image

from newarea.actions import evidence as evidence_actions
from newarea.actions.evidence import attach_evidence, detach_evidence
from newarea.actions.reports import ReportContent, return_report, save_draft, submit_report
from newarea.files.intake import accept, clean_name, named_after
from newarea.files.pictures import THUMBNAIL_SUFFIX
from newarea.files.store import path_of, store
from newarea.models import Evidence
from tests.builders import NOON, a_draft, a_pdf, a_submitted, an_inspector, an_undertaking

DAY = date(2023, 8, 24)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def a_picture(format_="JPEG", size=(40, 30), mode="RGB", **options) -> bytes:
    written = BytesIO()
    Image.new(mode, size, None).save(written, format_, **options)
    return written.getvalue()


def a_photograph() -> bytes:
    """Taken on 23 August at 10:30 in Shanghai, held sideways, with a position and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Mr Wang"
    exif.get_ifd(0x8769)[0x9003] = "2023:08:23 10:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(exif=exif, comment=b"secret")


def an_archive(**members: str) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def an_office_file(type_=WORD, part="/word/document.xml", **members: str) -> bytes:
    types = f'<Types xmlns="x"><Override PartName="{part}" ContentType="{type_}"/></Types>'
    return an_archive(**{"[Content_Types].xml": types, part[1:]: "<document/>"} | members)


def a_link(kind: str, target: str) -> str:
    link = f'<Relationship Id="r" Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'
    return f'<Relationships xmlns="x">{link}</Relationships>'


def bomb() -> bytes:
    return an_office_file(**{f"word/{n}.xml": "0" * 50_000_000 for n in range(3)})


def lying_archive() -> bytes:
    """Says that a member of a megabyte holds ten bytes."""
    data = an_office_file(**{"word/media.xml": "0" * 1_000_000})
    return data.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


ACCEPTED = {
    "a photograph": (a_picture(), "jpg"),
    "a grey scan": (a_picture(mode="L"), "jpg"),
    "a print shop's colours": (a_picture(mode="CMYK"), "jpg"),
    "a screenshot with transparency": (a_picture("PNG", mode="RGBA"), "png"),
    "a picture with a palette": (a_picture("PNG", mode="P"), "png"),
    "sixteen bits": (a_picture("PNG", mode="I;16"), "png"),
    "webp": (a_picture("WEBP"), "webp"),
    "pdf": (a_pdf(), "pdf"),
    "word": (an_office_file(), "docx"),
    "excel": (an_office_file(EXCEL, "/xl/workbook.xml"), "xlsx"),
    "word with a link": (
        an_office_file(**{"word/_rels/document.xml.rels": a_link("hyperlink", "https://x.cn")}),
        "docx",
    ),
    "word with a template on its author's disk": (
        an_office_file(**{"word/_rels/settings.xml.rels": a_link("attachedTemplate", "file:///C:/Normal.dotm")}),
        "docx",
    ),
}  # fmt: skip

REFUSED = {
    "nothing": (b"", "is empty"),
    "text": (b"hello", "is none of"),
    "a program": (b"MZ\x90\x00" + b"\0" * 100, "is none of"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "can carry programs"),
    "svg behind a declaration": (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "can carry programs"),
    "svg behind a comment": (b"<!-- a picture --><svg/>", "can carry programs"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "can carry programs"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0", "can carry programs"),
    "gif": (b"GIF89a" + b"\0" * 100, "is none of"),
    "an iPhone's own format": (b"\0\0\0\x18ftypheic" + b"\0" * 100, "HEIC"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office format"),
    "half a jpeg": (a_picture(size=(400, 300))[:600], "damaged"),
    "a jpeg in name only": (b"\xff\xd8\xff" + b"<script>", "damaged"),
    "half a png": (a_picture("PNG", size=(400, 300))[:60], "damaged"),
    "a picture of a hundred million pixels": (a_picture("PNG", size=(10_000, 10_000), mode="1"), "million pixels"),
    "a picture of four hundred million pixels": (a_picture("PNG", size=(20_000, 20_000), mode="1"), "million pixels"),
    "half a pdf": (a_pdf()[:-8] + b"x" * 5000, "not a whole PDF"),
    "any zip": (an_archive(**{"readme.txt": "hello"}), "no Office file"),
    "a presentation": (an_office_file(WORD.replace("wordprocessingml", "presentationml")), "neither DOCX"),
    "half a docx": (an_office_file()[:-40], "damaged"),
    "a docx that unpacks to 150 MB": (bomb(), "unpacks to more"),
    "a docx that lies about its size": (lying_archive(), "damaged"),
    "a docx of 3,000 parts": (an_office_file(**{f"word/{n}.xml": "" for n in range(3000)}), "unpacks to more"),
    "macros by type": (
        an_office_file("application/vnd.ms-word.document.macroEnabled.main+xml"), "carries macros"),
    "macros by name": (an_office_file(**{"word/vbaProject.bin": "x"}), "carries macros"),
    "excel 4 macros": (an_office_file(EXCEL, "/xl/workbook.xml", **{"xl/macrosheets/s.xml": "<x/>"}), "carries macros"),
    "an embedded program": (an_office_file(**{"word/embeddings/oleObject1.bin": "x"}), "carries macros"),
    "a template from the net": (
        an_office_file(**{"word/_rels/settings.xml.rels": a_link("attachedTemplate", "https://evil.example/a.dotm")}),
        "from another place"),
    "entities that multiply": (
        an_archive(**{"[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><Types>&a;</Types>'}), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED)
def test_is_told_by_its_content(case):
    data, kind = ACCEPTED[case]

    assert accept(data, "whatever.exe").kind == kind


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_with_a_sentence(case):
    data, sentence = REFUSED[case]

    with pytest.raises(ValidationError, match=sentence):
        accept(data, "photo.jpg")


def test_more_than_the_limit_is_refused(settings):
    settings.EVIDENCE_MAX_BYTES = 1024

    with pytest.raises(ValidationError, match=r"“big.pdf” is larger than 1\.0"):
        accept(a_pdf("x" * 2000), "big.pdf")


def test_a_photograph_keeps_its_time_and_nothing_else():
    accepted = accept(a_photograph(), "photo.jpg")

    with Image.open(BytesIO(accepted.data)) as image:
        assert (dict(image.getexif()), image.info.get("comment"), image.size) == ({}, None, (30, 40))
    assert accepted.taken_at == datetime(2023, 8, 23, 2, 30, tzinfo=UTC)
    assert b"Wang" not in accepted.data


def test_a_camera_that_knows_its_zone_is_believed():
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: "2023:08:23 10:30:00", 0x9011: "+09:00"})

    assert accept(a_picture(exif=exif), "a.jpg").taken_at == datetime(2023, 8, 23, 1, 30, tzinfo=UTC)


def test_a_moving_picture_keeps_its_first_frame():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    written = BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:])

    with Image.open(BytesIO(accept(written.getvalue(), "a.webp").data)) as image:
        assert getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("验收单.pdf", "验收单.pdf"),
        ("C:\\Users\\wang\\验收单.pdf", "验收单.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("..", "file"),
    ],
)
def test_a_name_is_one_line_without_tricks(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("a.JPEG", "jpg", "a.JPEG"),
        ("a.exe", "jpg", "a.exe.jpg"),
        ("a", "pdf", "a.pdf"),
        ("a.docm", "docx", "a.docm.docx"),
    ],
)
def test_a_name_ends_as_its_content_deserves(name, kind, kept):
    assert named_after(name, kind) == kept


def test_the_store_writes_once_and_leaves_nothing_half_done():
    first, second = store(b"content"), store(b"content")

    folder = path_of(first).parent
    assert (first, second) == (hashlib.sha256(b"content").hexdigest(),) * 2
    assert ([path.name for path in folder.iterdir()], path_of(first).read_bytes()) == ([first], b"content")


def test_a_disk_that_fails_leaves_no_name(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError("disk full")))

    with pytest.raises(OSError, match="disk full"):
        store(b"content")
    assert [path for path in path_of("ab").parent.parent.parent.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_the_file_is_on_disk_before_its_row(monkeypatch):
    draft = a_draft(an_undertaking(), speaks_for=DAY)
    seen = []
    original = evidence_actions._attach
    monkeypatch.setattr(
        evidence_actions, "_attach", lambda row: (seen.append(path_of(row.sha256).exists()), original(row))[1]
    )

    row = attach_evidence(draft, a_photograph(), name="现场.jpg", by=draft.reporter, caption=" 南侧 ")

    assert seen == [True]
    assert (row.kind, row.name, row.caption, row.size) == (
        "jpg",
        "现场.jpg",
        "南侧",
        path_of(row.sha256).stat().st_size,
    )
    assert path_of(row.sha256, THUMBNAIL_SUFFIX).exists()


@pytest.mark.django_db
def test_the_same_file_is_attached_once():
    draft = a_draft(an_undertaking(), speaks_for=DAY)
    attach_evidence(draft, a_pdf(), name="a.pdf", by=draft.reporter)

    with pytest.raises(ValidationError, match="attached to the report already"):
        attach_evidence(draft, a_pdf(), name="b.pdf", by=draft.reporter)


@pytest.mark.django_db
def test_a_report_takes_twenty_files(monkeypatch):
    monkeypatch.setattr(evidence_actions, "FILES_A_REPORT", 2)
    draft = a_draft(an_undertaking(), speaks_for=DAY)
    for number in range(2):
        attach_evidence(draft, a_pdf(str(number)), name="a.pdf", by=draft.reporter)

    with pytest.raises(ValidationError, match="at most 2 files"):
        attach_evidence(draft, a_pdf("one more"), name="a.pdf", by=draft.reporter)


@pytest.mark.django_db
def test_files_of_a_submitted_report_do_not_change():
    draft = a_draft(an_undertaking(), speaks_for=DAY)
    row = attach_evidence(draft, a_pdf(), name="a.pdf", by=draft.reporter)
    submit_report(draft, by=draft.reporter, on=DAY, now=NOON, seen=draft.version)

    with pytest.raises(ValidationError, match="handed in"):
        attach_evidence(draft, a_pdf("more"), name="b.pdf", by=draft.reporter)
    with pytest.raises(ValidationError, match="handed in"):
        detach_evidence(row)
    assert Evidence.objects.filter(report=draft).count() == 1


@pytest.mark.django_db
def test_a_detached_file_is_gone_from_the_draft():
    draft = a_draft(an_undertaking(), speaks_for=DAY)
    detach_evidence(attach_evidence(draft, a_pdf(), name="a.pdf", by=draft.reporter))

    assert not draft.evidence.exists()


@pytest.mark.django_db
def test_a_revision_begins_with_the_files_of_what_was_returned():
    undertaking = an_undertaking()
    returned = a_submitted(undertaking, 100, on=DAY, closes=True)
    return_report(returned, by=an_inspector(), on=DAY, now=NOON, seen=returned.version, note="照片不清")

    draft = save_draft(undertaking, ReportContent(speaks_for=DAY, percent=None), by=undertaking.owner)

    assert draft.revises == returned
    assert [row.name for row in draft.evidence.all()] == [row.name for row in returned.evidence.all()] == ["验收单.pdf"]
