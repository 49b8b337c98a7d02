"""Going to a page as somebody, in English: strings are compared in the language they are written in."""

import re
from html import unescape
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from newarea.models import Officer


def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def signed_in(officer: Officer) -> Client:
    client = visitor()
    client.force_login(officer, backend="newarea.backends.OfficerBackend")
    return client


def text(response) -> str:
    """As it is read: without the marks around what is Chinese, which test_marking and test_languages are about."""
    return unescape(re.sub(r'<span lang="zh-Hans">([^<]*)</span>', r"\1", response.content.decode()))


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def a_photo(name: str = "现场.jpg", colour: str = "red") -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", (40, 30), colour).save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/jpeg")
