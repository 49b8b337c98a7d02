"""The user's guide: the Markdown of docs/guide, as the site shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

FOLDER = settings.BASE_DIR / "docs" / "guide"
PICTURES = "../../pictures/guide/"
FIRST = "README"
CHAPTERS = (
    FIRST,
    "start",
    "public",
    "reporter",
    "head",
    "inspection",
    "delegate",
    "leader",
    "administrator",
    "lights",
)


@dataclass(frozen=True)
class Chapter:
    name: str
    title: str
    body: SafeString

    @property
    def url(self) -> str:
        return address(self.name)


def guide(language: str) -> tuple[Chapter, ...]:
    """In Chinese for whoever does not read it in English."""
    return _rendered("en" if language == "en" else "zh")


def address(name: str) -> str:
    return reverse("guide") if name == FIRST else reverse("guide-chapter", args=[name])


@cache
def _rendered(folder: str) -> tuple[Chapter, ...]:
    return tuple(_chapter(name, (FOLDER / folder / f"{name}.md").read_text(encoding="utf-8")) for name in CHAPTERS)


def _chapter(name: str, text: str) -> Chapter:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    _lead_home(tokens)
    markdown.add_render_rule("image", _picture)
    title = next(token.content for before, token in pairwise(tokens) if before.tag == "h1")
    body = markdown.renderer.render(tokens, markdown.options, {})
    return Chapter(name, title, mark_safe(body))  # our own text, and HTML in it is shown as text


def _lead_home(tokens: Sequence[Token]) -> None:
    """What leads to a file in the repository leads to a page, or a picture, of the site."""
    for token in tokens:
        _lead_home(token.children or ())
        if token.type == "link_open":
            token.attrSet("href", _page(str(token.attrGet("href"))))
        elif token.type == "image":
            token.attrSet("src", static(str(token.attrGet("src")).replace(PICTURES, "guide/")))
            token.attrSet("loading", "lazy")


def _picture(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """With the way to its full size."""
    return f'<a href="{tokens[at].attrGet("src")}">{self.image(tokens, at, options, env)}</a>'


def _page(href: str) -> str:
    name = href.removesuffix(".md")
    return address(name) if name in CHAPTERS else href
