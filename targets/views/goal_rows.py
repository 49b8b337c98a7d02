"""One goal in words, as every page of the targets says it."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea import formats
from targets.domain.goals import Kind
from targets.domain.periods import Period
from targets.models import Goal, Indicator
from targets.models.goals_on import GoalOn
from targets.wording import PERCENT, distance, figure, goal_text, period_text, verdict_word, why_goal, year_end_text

TENTH = Decimal("0.1")


def goal_row(row: GoalOn, slug: str) -> dict[str, Any]:
    """Light with its word, wording, latest figure with its period, gap, the sentence, the projection."""
    goal, judged = row.goal, row.judged
    return {
        "indicator": goal.indicator.short_name,
        "full_name": goal.indicator.name,
        "url": reverse("indicator", args=[slug, goal.indicator.key]),
        "aspect": goal.get_aspect_display(),
        "wording": wording_of(row),
        "hedge": goal.get_hedge_display(),
        "judged": judged,
        "word": verdict_word(judged),
        "latest": latest_of(row),
        "latest_period": period_of(row),
        "gap": signed(judged.gap, row.unit) if judged.gap is not None else "",
        "sentence": sentence_of(row),
        "year_end": projection_of(row),
        "missing": missing_of(row),
        "is_example": goal.is_example,
    }


def wording_of(row: GoalOn) -> str:
    return goal_text(row.worded, row.unit, follows=follows(row.goal))


def follows(goal: Goal) -> str:
    return goal.reference.short_name if goal.reference else ""


def sentence_of(row: GoalOn) -> str:
    """The rule and the figures that set the light."""
    is_cumulative = row.indicator.is_cumulative
    return why_goal(row.judged.reason, row.unit, follows=follows(row.goal), is_cumulative=is_cumulative)


def latest_of(row: GoalOn) -> str:
    """The figure published last, whether or not it decides already; empty while there is none."""
    return figure(row.readings[-1].value, row.unit) if row.readings else ""


def period_of(row: GoalOn) -> str:
    return period_words(row.indicator, row.readings[-1].period.month, row.goal.programme.year) if row.readings else ""


def period_words(indicator: Indicator, month: int, year: int) -> str:
    """Jan–Aug; Q2 where figures are a quarter's own."""
    period = Period(year, month)
    is_quarterly = indicator.frequency == Indicator.Frequency.QUARTERLY
    return period_text(period, is_cumulative=indicator.is_cumulative, is_quarterly=is_quarterly)


def signed(value: Decimal, unit: str) -> str:
    """−0.4 points, +2.1 亿元."""
    return _with_sign(distance(value, unit), value)


def bare(value: Decimal, unit: str) -> str:
    """As a column says it whose head names the unit of a level: 6.1%, but 82.4."""
    return figure(value, unit) if unit == PERCENT else formats.number(value)


def beside(value: Decimal, unit: str) -> str:
    """After a figure with its unit: the number alone, unless the figure was turned into other words."""
    return figure(value, unit) if formats.scaled(unit)[0] > 1 else bare(value, unit)


def difference_beside(value: Decimal, unit: str) -> str:
    return signed(value, unit) if formats.scaled(unit)[0] > 1 else bare_difference(value, unit)


def bare_difference(value: Decimal, unit: str) -> str:
    words = distance(value, unit) if unit == PERCENT else formats.number(abs(value))
    return _with_sign(words, value)


def _with_sign(words: str, value: Decimal) -> str:
    return f"{formats.MINUS if value < 0 else '+'}{words}" if value else words


def projection_of(row: GoalOn) -> dict[str, str] | None:
    """The sentence, and its figures for a narrow column; to one place, more would pretend."""
    end = row.year_end
    if end is None:
        return None
    low, high = (beside(value.quantize(TENTH), row.unit) for value in (end.low, end.high))
    return {
        "text": year_end_text(end.value, end.low, end.high, row.unit),
        "value": figure(end.value.quantize(TENTH), row.unit),
        "interval": t("%(low)s to %(high)s") % {"low": low, "high": high},
    }


def missing_of(row: GoalOn) -> dict[str, Any] | None:
    """The first figure that is past its usual day."""
    if row.missing is None:
        return None
    period, usual_on = row.missing
    return {"period": period_words(row.indicator, period.month, period.year), "usual_on": usual_on}


def origin_of(goal: Goal) -> str:
    """Where the report promises it: a line of the main targets, or a measure of a work area."""
    if goal.target:
        said = {"number": goal.target.number, "name": goal.target.name}
        return t("Main target %(number)s, %(name)s") % said
    if goal.measure:
        area = goal.measure.area
        said = {"number": area.number, "name": area.title, "measure": goal.measure.title}
        return t("Work area %(number)s, %(name)s: %(measure)s") % said
    return ""


def is_relative(goal: Goal) -> bool:
    return goal.kind == Kind.IN_STEP_WITH
