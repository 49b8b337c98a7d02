"""A figure as people type it or a spreadsheet gives it: full-width digits, thousands separators, percent signs."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t

from newarea import formats
from targets.domain.goals import FULL_WIDTH
from targets.forms.lines import Line

LONGEST = 40
MINUS_SIGNS = dict.fromkeys(map(ord, "\N{MINUS SIGN}\N{EN DASH}\N{SMALL HYPHEN-MINUS}\N{NON-BREAKING HYPHEN}"), "-")
BLANKS = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t"), " ")
HALF_WIDTH = FULL_WIDTH | MINUS_SIGNS | BLANKS
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
GROUPED = re.compile(r"[-+]?\d{1,3}([, ]\d{3})+(\.\d+)?")


def read_figure(text: str, line: Line) -> Decimal | None:
    """The number; None where nothing is typed. What is no number of this row is refused in one sentence."""
    typed = text.strip()
    if len(typed) > LONGEST:
        raise ValidationError(t("This is longer than any figure."))
    plain = typed.translate(HALF_WIDTH).strip()
    if not plain:
        return None
    number = _without_unit(plain, line)
    if GROUPED.fullmatch(number):
        number = re.sub("[, ]", "", number)
    if not NUMBER.fullmatch(number):
        raise ValidationError(_no_number(typed))
    return Decimal(number)


def _without_unit(plain: str, line: Line) -> str:
    if plain.endswith("%") and "%" not in line.units:
        raise ValidationError(t("This row is counted in %(unit)s, not in percent.") % {"unit": line.unit})
    for unit in sorted(filter(None, line.units), key=len, reverse=True):
        if plain.endswith(unit):
            return plain.removesuffix(unit).rstrip()
    return plain


def _no_number(typed: str) -> str:
    if re.search(r"[,，]", typed):
        text = t("“%(text)s” is no number that can be read; write 1,234.5 or 1234.5.")
    else:
        text = t("“%(text)s” is no number; leave the cell empty where nothing is published.")
    return text % {"text": typed}


def plain_figure(value: Decimal) -> str:
    """As an input shows it: 1234.5."""
    return formats.number(value, 4).replace(",", "").replace(formats.MINUS, "-")
