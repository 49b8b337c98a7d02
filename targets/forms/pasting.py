"""A column copied from a spreadsheet, laid out over the rows of the grid.

Without names the lines follow the order of the rows, a blank line leaves its row alone; then the column fits as a whole
or none of it is taken, because one line too many says that the others may stand beside the wrong row. With two columns,
name and value, each line finds its row by its name, and those that find none stay where they were pasted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from targets.forms.lines import Line, plain_name

LONGEST = 20_000  # characters
MOST_LINES = 500
TAB = "\t"


@dataclass(slots=True)
class Pasted:
    """`cells` by the names of their fields; `left` is the text that found no place, `faults` say why, one a line."""

    cells: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    left: str = ""


def laid_out(text: str, rows: Sequence[Line], typed: Mapping[str, str]) -> Pasted:
    """`typed` are the cells as they were sent; what stands in one is not written over."""
    if len(text) > LONGEST:
        fault = t("The pasted text is too long: at most %(most)s characters, these are %(count)s.")
        return Pasted(faults=[fault % {"most": LONGEST, "count": len(text)}], left=text)
    found = text.splitlines()
    if len(found) > MOST_LINES:
        fault = t("Too many lines: at most %(most)s, these are %(count)s.")
        return Pasted(faults=[fault % {"most": MOST_LINES, "count": len(found)}], left=text)
    return _by_name(found, rows, typed) if TAB in text.strip() else _in_order(text, rows, typed)


def _in_order(text: str, rows: Sequence[Line], typed: Mapping[str, str]) -> Pasted:
    lines = [line.strip() for line in text.rstrip().splitlines()]
    if len(lines) > len(rows):
        return Pasted(faults=[_too_many(len(lines), len(rows))], left=text)
    pairs = [(row, value) for row, value in zip(rows, lines, strict=False) if value]
    if faults := [_typed_already(row, value) for row, value in pairs if _is_other(row, value, typed)]:
        return Pasted(faults=faults, left=text)
    return Pasted(cells={row.name: value for row, value in pairs})


def _too_many(lines: int, rows: int) -> str:
    text = ngettext(
        "The column has %(lines)s line, the table %(rows)s rows; nothing of it was taken over.",
        "The column has %(lines)s lines, the table %(rows)s rows; nothing of it was taken over.",
        lines,
    )
    return text % {"lines": lines, "rows": rows}


def _by_name(lines: Sequence[str], rows: Sequence[Line], typed: Mapping[str, str]) -> Pasted:
    found = Pasted()
    left = []
    for line in lines:
        if line.strip() and (fault := _place(line, rows, typed, found.cells)):
            found.faults.append(fault)
            left.append(line)
    found.left = "\n".join(left)
    return found


def _place(line: str, rows: Sequence[Line], typed: Mapping[str, str], cells: dict[str, str]) -> str:
    """Write the line's value into its row's cell, or say why not."""
    name, *values = [part.strip() for part in line.split(TAB)]
    if not name or len(list(filter(None, values))) > 1:
        return t("“%(line)s”: a name and one value are expected.") % {"line": line.strip().replace(TAB, " ")[:80]}
    value = next(filter(None, values), "")
    meant = _meant(name, value, rows)
    if len(meant) != 1:
        return _not_one(name, meant)
    (row,) = meant
    if row.name in cells:
        return t("“%(name)s” stands in two lines; the first one was taken.") % {"name": row.label}
    if _is_other(row, value, typed):
        return _typed_already(row, value)
    if value:
        cells[row.name] = value
    return ""


def _meant(name: str, value: str, rows: Sequence[Line]) -> list[Line]:
    """The rows of this name; of growth and level, a value in percent is the growth."""
    plain = plain_name(name)
    if full := [row for row in rows if plain in row.full_names]:
        return full
    named = [row for row in rows if plain in row.names]
    if len(named) > 1 and plain_name(value).endswith("percent"):
        return [row for row in named if "%" in row.units]
    return named


def _not_one(name: str, meant: Sequence[Line]) -> str:
    if not meant:
        return t("“%(name)s” is no row of this table.") % {"name": name[:80]}
    labels = t(", ").join(f"“{row.label}”" for row in meant)
    return t("“%(name)s” can mean several rows: %(rows)s.") % {"name": name[:80], "rows": labels}


def _is_other(row: Line, value: str, typed: Mapping[str, str]) -> bool:
    held = typed.get(row.name, "").strip()
    return bool(value and held and held != value)


def _typed_already(row: Line, value: str) -> str:
    text = t("“%(name)s” is %(value)s in the pasted text, but something else stands in its cell.")
    return text % {"name": row.label, "value": value[:40]}
