"""In an English page, names and sentences that exist only in Chinese say that they are Chinese: a screen reader changes
its voice, a browser takes the right glyphs. Said in one place for every page and mail, the admin's stock pages among
them, because data can stand anywhere and a template would forget it."""

import re

CHINESE = "\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff65"
RUN = re.compile(f"[{CHINESE}](?:[{CHINESE}0-9“”—·]*[{CHINESE}])?")
PIECE = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>"
    r"""|<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:[^"'>]|"[^"]*"|'[^']*')*)>"""
    r"|[^<]+|<",
    re.DOTALL | re.IGNORECASE,
)
LANGUAGE = re.compile(r"""\slang=["']?(\w+)""")
WITHOUT_MARKUP = ("option", "textarea")  # hold text alone, so the element itself is marked
MARK = ' lang="zh-Hans"'


def mark_chinese(html: str) -> str:
    """The English page or fragment with every run of Chinese marked, but for what stands in a marked element already.
    Attributes and the page's title can hold no mark."""
    return "".join(Marker().pieces(html)) if RUN.search(html) else html


class Marker:
    def __init__(self) -> None:
        self.written: list[str] = []
        self.opened = ""  # the element whose start tag was written last
        self.is_drawing = False
        self.marked = ""  # the element that is Chinese already, and how deep its own kind is nested in it
        self.depth = 0

    def pieces(self, html: str) -> list[str]:
        for piece in PIECE.finditer(html):
            if piece["name"]:
                self.tag(piece["name"].lower(), is_end=bool(piece["end"]), attributes=piece["attributes"])
            elif not piece[0].startswith("<"):
                self.text(piece[0])
                continue
            self.written.append(piece[0])
        return self.written

    def tag(self, name: str, *, is_end: bool, attributes: str) -> None:
        if not attributes.endswith("/"):
            self.nest(name, is_end=is_end, attributes=attributes)
        if name == "svg":
            self.is_drawing = not is_end
        self.opened = "" if is_end else name

    def nest(self, name: str, *, is_end: bool, attributes: str) -> None:
        if self.marked:
            self.depth += 0 if name != self.marked else -1 if is_end else 1
            self.marked = self.marked if self.depth else ""
        elif not is_end and (language := LANGUAGE.search(attributes)) and language[1] == "zh":
            self.marked, self.depth = name, 1

    def text(self, text: str) -> None:
        if self.marked or self.is_title or not RUN.search(text):
            self.written.append(text)
        elif self.opened in WITHOUT_MARKUP or (self.is_drawing and self.opened in ("title", "desc")):
            self.written[-1] = self.written[-1].replace(f"<{self.opened}", f"<{self.opened}{MARK}", 1)
            self.written.append(text)
        else:
            element = "tspan" if self.is_drawing else "span"
            self.written.append(RUN.sub(rf"<{element}{MARK}>\g<0></{element}>", text))

    @property
    def is_title(self) -> bool:
        return self.opened == "title" and not self.is_drawing
