"""Photographs: decoded within a pixel limit and written anew, which leaves position, device and comments behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone as site_time
from django.utils.translation import gettext as t
from PIL import Image, ImageOps

from newarea.files.store import keep, path_of

FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
MODES = {
    "JPEG": ("L", "RGB"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "WEBP": ("RGB", "RGBA"),
}
QUALITY = 90
THUMBNAIL = (480, 360)
THUMBNAIL_SUFFIX = ".thumbnail.webp"
EXIF_IFD, TAKEN, TAKEN_OFFSET = 0x8769, 0x9003, 0x9011


class Picture(NamedTuple):
    data: bytes
    taken_at: datetime | None


def cleaned(data: bytes, kind: str, name: str) -> Picture:
    """The picture, upright, without its metadata; of a moving one the first frame. The capture time is told apart."""
    with _refusing_broken(name), _opened(data, FORMATS[kind], name) as image:
        taken_at = _taken_at(image)
        upright = ImageOps.exif_transpose(image)
        return Picture(_encoded(upright, FORMATS[kind]), taken_at)


def make_thumbnail(data: bytes, sha256: str, kind: str) -> None:
    """Beside the picture, under its name. `data` is what `cleaned` made, so nothing in it is a stranger's."""
    with Image.open(BytesIO(data), formats=[FORMATS[kind]]) as image:
        image.thumbnail(THUMBNAIL)
        small = image.convert("RGBA" if "A" in image.mode or "transparency" in image.info else "RGB")
    written = BytesIO()
    small.save(written, "WEBP", quality=80)
    keep(written.getvalue(), path_of(sha256, THUMBNAIL_SUFFIX))


@contextmanager
def _opened(data: bytes, format_: str, name: str) -> Iterator[Image.Image]:
    """The size is read from the header and refused before a pixel is decoded."""
    with Image.open(BytesIO(data), formats=[format_]) as image:
        if image.width * image.height > settings.EVIDENCE_MAX_PIXELS:
            raise _too_many_pixels(name)
        image.load()
        yield image


def _too_many_pixels(name: str) -> ValidationError:
    limit = settings.EVIDENCE_MAX_PIXELS // 1_000_000
    return ValidationError(t("“%(name)s” has more than %(limit)s million pixels.") % {"name": name, "limit": limit})


@contextmanager
def _refusing_broken(name: str) -> Iterator[None]:
    """Pillow raises nearly anything on a file made to hurt it."""
    try:
        yield
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except Exception as error:
        raise ValidationError(t("“%(name)s” is damaged: the image cannot be read.") % {"name": name}) from error


def _encoded(image: Image.Image, format_: str) -> bytes:
    plain = image if image.mode in MODES[format_] else image.convert(_mode_for(image, format_))
    bare = plain.copy()
    bare.info = {name: value for name, value in plain.info.items() if name == "transparency"}
    written = BytesIO()
    bare.save(written, format_, **({} if format_ == "PNG" else {"quality": QUALITY}))
    return written.getvalue()


def _mode_for(image: Image.Image, format_: str) -> str:
    has_alpha = "A" in image.mode or "transparency" in image.info
    return "RGBA" if has_alpha and format_ != "JPEG" else "RGB"


def _taken_at(image: Image.Image) -> datetime | None:
    """As the camera says; without a zone of its own it is the site's."""
    details = image.getexif().get_ifd(EXIF_IFD)
    try:
        local = datetime.strptime(str(details[TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except (KeyError, ValueError):
        return None
    return _with_zone(local, str(details.get(TAKEN_OFFSET, ""))) if local.year > 1990 else None


def _with_zone(local: datetime, offset: str) -> datetime:
    """The camera's own offset where it tells one, such as `+08:00`."""
    try:
        return datetime.strptime(f"{local:%Y-%m-%d %H:%M:%S} {offset.strip(chr(0)).strip()}", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return site_time.make_aware(local)
