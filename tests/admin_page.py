"""An admin page as an editor meets it: read the form, change some of it, send all of it back."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse


class FormReader(HTMLParser):
    """The fields of the page's main form, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.select: dict[str, Any] | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("method") == "post" and "action" not in said
        elif self.inside and tag == "input" and said.get("name"):
            self._input(said, checked="checked" in said)
        elif self.inside and tag == "textarea":
            self.textarea = said["name"]
            self.fields[self.textarea] = [""]
        elif self.inside and tag == "select":
            self.select = {"name": said["name"], "many": "multiple" in said}
            self.fields.setdefault(said["name"], [])
        elif self.select and tag == "option" and "selected" in said:
            self.fields[self.select["name"]].append(said["value"])

    def _input(self, said: dict[str, str], *, checked: bool) -> None:
        kind = said.get("type", "text")
        if (kind in ("checkbox", "radio") and not checked) or kind in ("submit", "button"):
            return
        self.fields.setdefault(said["name"], []).append(said.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            self.fields[self.textarea][0] = self.fields[self.textarea][0].removeprefix("\n")
            self.textarea = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


def fields_of(html: str) -> dict[str, list[str]]:
    reader = FormReader()
    reader.feed(html)
    return reader.fields


def address(row: Any, page: str = "change") -> str:
    """Of a row's page, or of a model's."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    return reverse(name) if isinstance(row, type) else reverse(name, args=[row.pk])


def read(client: Client, url: str) -> dict[str, Any]:
    return fields_of(client.get(url).content.decode())


def send(client: Client, url: str, read_before: dict[str, Any] | None = None, /, **typed: Any) -> Any:
    """Fills the form in and sends it, `typed` with - written as __; with `read_before` the page stays unread."""
    form = read_before or read(client, url)
    return client.post(url, form | {name.replace("__", "-"): value for name, value in typed.items()})
