"""Keeps the translation catalogues equal to the sources, without gettext on the machine.

Messages that another package marks and does not translate (axes has no Chinese) stay if their comment says where they
come `from: axes`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

from newarea.management.commands.compile_catalogues import catalogues

MARKS = {  # how many leading arguments are context, then message, then plural
    name + lazy: shape
    for name, shape in {"gettext": "m", "ngettext": "mp", "pgettext": "cm", "npgettext": "cmp"}.items()
    for lazy in ("", "_lazy", "_noop")
}
CALL = re.compile(r"\b(?:n?p?gettext|_)\(")
PLACE = re.compile(r"%\(\w+\)|%[sd]|\{\w*\}")
ELSEWHERE = "from: "


class Message(NamedTuple):
    context: str | None
    text: str
    plural: str


def sources() -> Iterator[Path]:
    for app in ("newarea", *settings.PROGRAMME_PARTS):
        yield from sorted((settings.BASE_DIR / app).rglob("*.py"))
    yield from sorted(path for path in (settings.BASE_DIR / "templates").rglob("*") if path.suffix in (".html", ".txt"))


def found() -> dict[Message, list[str]]:
    """Every marked message with the files it stands in, in the order of the sources."""
    messages: dict[Message, list[str]] = {}
    for path in sources():
        name = str(path.relative_to(settings.BASE_DIR))
        read = in_python if path.suffix == ".py" else in_template
        for message in read(path.read_text()):
            places = messages.setdefault(message, [])
            if name not in places:
                places.append(name)
    return messages


def in_python(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    names = dict(aliases(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield from message(names[node.func.id], node)


def aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """`from django.utils.translation import gettext as t` gives t, gettext."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in MARKS:
                    yield alias.asname or alias.name, alias.name


def in_template(source: str) -> Iterator[Message]:
    text = templatize(source)
    for begin in CALL.finditer(text):
        if node := call_at(text, begin.start()):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            yield from message("gettext" if name == "_" else name, node)


def call_at(text: str, start: int) -> ast.Call | None:
    """The call that begins there: the shortest piece up to a bracket that is one."""
    for bracket in re.finditer(r"\)", text[start:]):
        try:
            node = ast.parse(text[start : start + bracket.end()], mode="eval").body
        except SyntaxError:
            continue
        return node if isinstance(node, ast.Call) else None
    return None


def message(name: str, node: ast.Call) -> Iterator[Message]:
    """Nothing for a call with something else than literals: gettext(variable) marks nothing."""
    shape = MARKS[name]
    texts = [argument.value for argument in node.args[: len(shape)] if isinstance(argument, ast.Constant)]
    if len(texts) == len(shape):
        said = dict(zip(shape, map(str, texts), strict=True))
        yield Message(said.get("c"), said["m"], said.get("p", ""))


def of(entry: polib.POEntry) -> Message:
    return Message(entry.msgctxt, entry.msgid, entry.msgid_plural or "")


def is_ours(entry: polib.POEntry) -> bool:
    return not entry.obsolete and not entry.comment.startswith(ELSEWHERE) and not entry.tcomment.startswith(ELSEWHERE)


def update(catalogue: polib.POFile, messages: dict[Message, list[str]]) -> None:
    known = {of(entry): entry for entry in catalogue}
    elsewhere = [entry for entry in catalogue if not entry.obsolete and not is_ours(entry)]
    catalogue.clear()
    for wanted, places in messages.items():
        entry = known.get(wanted) or new_entry(wanted)
        entry.occurrences = [(place, "") for place in places]
        catalogue.append(entry)
    catalogue.extend(elsewhere)


def new_entry(wanted: Message) -> polib.POEntry:
    flags = ["python-format"] if "%(" in wanted.text else []
    plural = {"msgid_plural": wanted.plural, "msgstr_plural": {0: ""}} if wanted.plural else {}
    return polib.POEntry(msgctxt=wanted.context, msgid=wanted.text, flags=flags, **plural)


def faults(catalogue: polib.POFile, messages: dict[Message, list[str]]) -> Iterator[str]:
    entries = {of(entry): entry for entry in catalogue if is_ours(entry)}
    for wanted, places in messages.items():
        entry = entries.get(wanted)
        if entry is None or not entry.translated():
            yield f"{places[0]}: not translated: {wanted.text!r}"
        elif missing := lost_places(entry):
            yield f"{places[0]}: {', '.join(missing)} lost in the translation of {wanted.text!r}"
    yield from (f"in no source any more: {entry.msgid!r}" for key, entry in entries.items() if key not in messages)


def lost_places(entry: polib.POEntry) -> list[str]:
    """Placeholders of the message that its translation does not fill, or invents."""
    wanted = set(PLACE.findall(entry.msgid_plural or entry.msgid))
    given = [set(PLACE.findall(text)) for text in (entry.msgstr_plural or {0: entry.msgstr}).values()]
    return sorted({place for each in given for place in each ^ wanted})


class Command(BaseCommand):
    help = "Bring the translation catalogues up to date with the sources, or say what they lack."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a translation is lacking")

    def handle(self, *args: Any, **options: Any) -> None:
        messages = found()
        wrong = []
        for path in catalogues():
            catalogue = polib.pofile(str(path), wrapwidth=120)
            if not options["check"]:
                update(catalogue, messages)
                catalogue.save()
            wrong += [f"{path.relative_to(settings.BASE_DIR)}: {fault}" for fault in faults(catalogue, messages)]
        if wrong and options["check"]:
            raise CommandError("\n".join([*wrong, f"{len(wrong)} in all; make messages lists them in the catalogue"]))
        self.stdout.write(f"{len(messages)} messages, {len(wrong)} of them to translate")
