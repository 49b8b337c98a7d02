"""A column of a workbook: its heading in both languages, what a cell of it means, and what the site writes into it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newarea import formats
from newarea.files.sheets import Formula, Percent

Text = str | Promise
YES_NO = [(True, pgettext_lazy("in a cell", "yes")), (False, pgettext_lazy("in a cell", "no"))]
SAID_BY_THE_WAY = re.compile(r"[\W_]+")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")
CARRIAGE = re.compile(r"\r\n?|_x000D_\n?")
WIDTHS = {"date": 12, "number": 11, "flag": 9, "choice": 13, "reference": 17, "text": 22}


def plain(text: object) -> str:
    """Half width, small letters, no blanks and signs: as headings and choices are compared."""
    return SAID_BY_THE_WAY.sub("", unicodedata.normalize("NFKC", str(text))).casefold()


def in_all_languages(text: Text) -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(text)


@dataclass(frozen=True)
class Column:
    """`kind` is text, number, date, choice, flag or reference.

    A reference names a row of `of` by its key, within the row named by the columns of `scope`. `is_fixed`: the value
    stays as it was when the row was made.
    """

    name: str
    label: Text
    kind: str = "text"
    unit: Text = ""
    field: Any = None
    choices: Sequence[tuple[Any, Text]] = ()
    of: str = ""
    scope: Sequence[str] = ()
    is_key: bool = False
    is_required: bool = False
    is_fixed: bool = False
    help: Text = ""
    width: int = 14

    @property
    def heading(self) -> str:
        unit = str(self.unit)
        return t("%(name)s (%(unit)s)") % {"name": self.title, "unit": unit} if unit else self.title

    @property
    def title(self) -> str:
        text = str(self.label)
        return text[:1].upper() + text[1:]

    def headings(self) -> set[str]:
        """With and without its unit, in any language, or its name in the programs."""
        with_unit = (_("%(name)s (%(unit)s)"), {"name": self.label, "unit": self.unit})
        long = {text for code in settings.LANGUAGES for text in self._in(code[0], *with_unit)}
        return {plain(text) for text in (*in_all_languages(self.label), *long, self.name)} - {""}

    def _in(self, code: str, text: Text, names: dict[str, Text]) -> list[str]:
        with translation.override(code):
            return [str(text) % {name: str(value) for name, value in names.items()}]

    @property
    def empty(self) -> Any:
        return "" if self.kind in ("text", "choice", "reference") else None

    def read(self, cell: Any) -> Any:
        """The cell's value; raises `ValidationError` for what is none."""
        if isinstance(cell, Formula):
            raise ValidationError(t("The cell holds a formula or an error. Paste its value instead."))
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return self.empty
        return getattr(self, f"_read_{self.kind}")(cell)

    def _read_text(self, cell: Any) -> str:
        text = CARRIAGE.sub("\n", _plain_text(cell)).strip()
        if any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in text):
            raise ValidationError(t("The cell holds signs that cannot be seen. Type it anew."))
        return text

    def _read_reference(self, cell: Any) -> str:
        return self._read_text(cell)

    def _read_number(self, cell: Any) -> Decimal | int:
        if isinstance(cell, Percent):
            raise ValidationError(t("The cell is formatted as a percentage. Write 6.5 % as the plain number 6.5."))
        try:
            typed = str(cell) if not isinstance(cell, str) else unicodedata.normalize("NFKC", cell).replace(",", "")
            number = Decimal(typed.strip())
        except InvalidOperation:
            raise self._not(cell, t("a number")) from None
        if isinstance(cell, bool | date) or not number.is_finite() or number.adjusted() > 15:
            raise self._not(cell, t("a number"))
        if not isinstance(self.field, models.IntegerField):
            return number
        if number != int(number):
            raise self._not(cell, t("a whole number"))
        return int(number)

    def _read_date(self, cell: Any) -> date:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        found = DAY.match(unicodedata.normalize("NFKC", str(cell)).strip())
        try:
            return date(*map(int, found.groups()))  # type: ignore[union-attr]
        except (AttributeError, ValueError):
            raise self._not(cell, t("a date such as 2023-09-15")) from None

    def _read_choice(self, cell: Any) -> Any:
        wanted = plain(_plain_text(cell))
        for value, label in self.choices:
            if wanted in {plain(value), *map(plain, in_all_languages(label))}:
                return value
        words = t(", ").join(str(label) for _value, label in self.choices)
        raise ValidationError(t("“%(cell)s” is none of: %(words)s.") % {"cell": str(cell)[:40], "words": words})

    def _read_flag(self, cell: Any) -> bool:
        if isinstance(cell, bool):
            return cell
        if plain(_plain_text(cell)) in ("1", "y", "true", "0", "n", "false"):
            return plain(_plain_text(cell)) in ("1", "y", "true")
        return bool(self._read_choice(cell))

    def _not(self, cell: Any, what: str) -> ValidationError:
        return ValidationError(t("“%(cell)s” is not %(what)s.") % {"cell": str(cell)[:40], "what": what})

    def clean(self, value: Any) -> None:
        """What the column of the database refuses by itself: too long, no address, not in the order of magnitude."""
        if self.is_required and value == self.empty:
            raise ValidationError(t("A value is needed here."))
        if self.field is not None and self.kind != "reference" and value != self.empty:
            self.field.clean(value, None)

    def write(self, value: Any) -> Any:
        """The cell of a value: dates and numbers as such, choices in the reader's language."""
        if value == self.empty and not isinstance(value, bool):
            return None
        return self.words(value) if self.kind in ("choice", "flag") else value

    def words(self, value: Any) -> str:
        return next((str(label) for known, label in self.choices if known == value), str(value))

    def shown(self, value: Any) -> str:
        """For people, in a preview."""
        if value == self.empty and not isinstance(value, bool):
            return ""
        if self.kind in ("choice", "flag"):
            return self.words(value)
        return formats.number(value) if isinstance(value, Decimal) else str(value)


def _plain_text(cell: Any) -> str:
    """What a cell shows: 5.0 is 5, a date is written 2023-09-15."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def is_same(before: Any, after: Any) -> bool:
    """Line ends and blanks at the ends do not survive a spreadsheet, and are no change."""
    if isinstance(before, str) and isinstance(after, str):
        return CARRIAGE.sub("\n", before).strip() == after
    return bool(before == after)


def column(model: type[models.Model], name: str, **told: Any) -> Column:
    """The column of a model's field, in its words."""
    found: Any = model._meta.get_field(name)
    kind, choices = _kind(found)
    told = {"choices": choices, "help": found.help_text, "is_required": _is_required(found)} | told
    kind = told.pop("kind", kind)
    return Column(name, found.verbose_name, kind, field=found, width=told.pop("width", WIDTHS[kind]), **told)


def _kind(found: Any) -> tuple[str, Sequence[tuple[Any, Text]]]:
    if found.is_relation:
        return "reference", ()
    if isinstance(found, models.BooleanField):
        return "flag", YES_NO
    if found.choices:
        return "choice", list(found.choices)
    if isinstance(found, models.DateField):
        return "date", ()
    return ("number" if isinstance(found, models.IntegerField | models.DecimalField) else "text"), ()


def _is_required(found: Any) -> bool:
    return not (found.blank or found.null or found.has_default())
