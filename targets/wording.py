"""Goals in words: what is wrong with a wording, how a goal is called in each language, why it has its light."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.domain.standing import Reason
from targets.domain.goals import Goal, Kind, Sense, WordingError, Wrong, print_goal
from targets.domain.judging import Judged, Verdict
from targets.domain.periods import Period

PERCENT = "%"
PLACES = 4

WRONGS: Mapping[Wrong, Promise] = {
    Wrong.EMPTY: _("Give a wording such as 6.5%%左右, 120亿元以上 or 与GDP增速同步."),
    Wrong.NO_NUMBER: _("A number is expected where “%(part)s” stands; write for example 6.5%%左右."),
    Wrong.UNKNOWN: _("“%(part)s” was not understood. Known are 左右, 以上, 超, 以内, A—B, 与…同步 and a bare number."),
    Wrong.CONTRADICTION: _("“%(part)s” contradicts itself: a goal is one of about, at least, more than, at most."),
    Wrong.ORDER: _("“%(part)s”: of a range the lower value comes first."),
    Wrong.NUMBER: _(
        "“%(part)s” is no number that can be read; write digits with at most four decimal places, or 百, 一百二十."
    ),
    Wrong.UNIT: _("“%(part)s” is not understood as a unit of measure here."),
}

VERDICTS: Mapping[str, Promise] = {
    "reached": pgettext_lazy("verdict", "reached"),
    "nearly": pgettext_lazy("verdict", "nearly reached"),
    "missed": pgettext_lazy("verdict", "not reached"),
    "undetermined": pgettext_lazy("verdict", "not published"),
}
ON_PACE: Mapping[
    str, Promise
] = {  # a level held against the year's share: the year itself is not reached or missed yet
    "reached": pgettext_lazy("verdict", "on pace"),
    "nearly": pgettext_lazy("verdict", "nearly on pace"),
    "missed": pgettext_lazy("verdict", "below pace"),
}
UNDETERMINED: Mapping[str, Promise] = {
    "not_adopted": pgettext_lazy("verdict", "not adopted"),
    "year_not_over": pgettext_lazy("verdict", "year not over"),
}

RULES: Mapping[Kind, Promise] = {
    Kind.ABOUT: _("about: nearly reached when short by at most %(tolerance)s"),
    Kind.AT_LEAST: _("at least: no margin"),
    Kind.MORE_THAN: _("more than: exactly that much is not enough"),
    Kind.AT_MOST: _("at most: no margin"),
    Kind.EXACTLY: _("a bare number: no margin stated"),
    Kind.RANGE: _("a range: its lower bound is the bottom line"),
    Kind.IN_STEP_WITH: _("in step: the same period compared, nearly when short by at most %(tolerance)s"),
}
WITHOUT_MARGIN: Mapping[Kind, Promise] = {
    Kind.ABOUT: _("about: no margin has been set for this unit"),
    Kind.IN_STEP_WITH: _("in step: the same period compared; no margin has been set for this unit"),
}
LOWER_BOUND, UPPER_BOUND = _("%(value)s (the lower bound)"), _("%(value)s (the upper bound)")
CONTROLLED_RANGE = _("a range held to: its upper bound is the limit")

KINDS: Mapping[Kind, Promise] = {
    Kind.ABOUT: pgettext_lazy("goal", "about %(value)s"),
    Kind.AT_LEAST: pgettext_lazy("goal", "at least %(value)s"),
    Kind.MORE_THAN: pgettext_lazy("goal", "more than %(value)s"),
    Kind.AT_MOST: pgettext_lazy("goal", "at most %(value)s"),
    Kind.EXACTLY: pgettext_lazy("goal", "%(value)s"),
    Kind.RANGE: pgettext_lazy("goal", "%(value)s to %(upper)s"),
    Kind.IN_STEP_WITH: pgettext_lazy("goal", "in step with %(follows)s"),
}


def told(error: WordingError) -> str:
    """What is wrong with a wording, naming the part that was not understood."""
    return str(WRONGS[error.wrong]) % {"part": error.part}


def goal_text(goal: Goal, unit: str = "", follows: str = "") -> str:
    """The district's own wording in Chinese; its meaning in other languages, with that language's names."""
    if (get_language() or "zh").startswith("zh"):
        return print_goal(goal)
    declines = goal.value is not None and goal.value < 0
    said = {
        "value": "" if goal.value is None else figure(abs(goal.value), unit or goal.unit),
        "upper": "" if goal.upper is None else figure(abs(goal.upper), unit or goal.unit),
        "follows": follows or goal.follows,
    }
    text = str(KINDS[goal.kind]) % said
    if declines:
        return t("down by %(goal)s") % {"goal": text}
    controls = goal.sense is Sense.DOWN and goal.kind is not Kind.AT_MOST
    return t("held to %(goal)s") % {"goal": text} if controls else text


def figure(value: Decimal, unit: str) -> str:
    """6.1%, 82.4 亿元: as published, without zeros that say nothing."""
    return formats.percent(value, PLACES) if unit == PERCENT else _counted(value, unit)


def _counted(value: Decimal, unit: str) -> str:
    """To as many places as figures have: what is printed is what decides."""
    return formats.quantity(value, unit, places=PLACES)


def entered_figure(value: Decimal, unit: str) -> str:
    """Where figures are typed, checked or drawn in their unit: 82.4 × 100 million yuan."""
    return figure(value, unit) if unit == PERCENT else formats.as_entered(value, unit, places=PLACES)


def distance(value: Decimal, unit: str) -> str:
    """A difference of two figures: points between percents."""
    amount = formats.number(abs(value), PLACES)
    return t("%(amount)s points") % {"amount": amount} if unit == PERCENT else _counted(abs(value), unit)


def period_text(
    period: Period, *, is_cumulative: bool = True, with_year: bool = False, is_quarterly: bool = False
) -> str:
    """Jan–Aug, 1—8月; one month or one quarter where figures are not cumulative."""
    if not is_cumulative:
        text = t("Q%(quarter)s") % {"quarter": period.month // 3} if is_quarterly else formats.month(period.month)
    elif period.month == 12:
        text = t("whole year")
    elif period.month == 1:
        text = formats.month(1)
    else:
        text = t("Jan–%(month)s") % {"month": formats.month(period.month)}
    return t("%(period)s %(year)s") % {"period": text, "year": period.year} if with_year else text


def verdict_word(judged: Judged) -> str:
    """The word beside the light; why nothing can be said yet, where that is so."""
    words = ON_PACE if judged.reason.figures.get("months") else VERDICTS
    return str(UNDETERMINED.get(judged.reason.code) or words[judged.verdict])


def why_goal(reason: Reason, unit: str, *, follows: str = "", is_cumulative: bool = True) -> str:
    """One sentence in the active language: period, figure, what was needed, the gap and the rule."""
    figures: dict[str, Any] = dict(reason.figures)
    if reason.code not in (Verdict.REACHED, Verdict.NEARLY, Verdict.MISSED):
        return _why_undetermined(reason.code, figures, unit, follows, is_cumulative)
    said = {
        "period": period_text(figures["period"], is_cumulative=is_cumulative),
        "value": figure(figures["value"], unit),
        "needed": _needed(figures, unit),
        "gap": _gap(figures, unit),
        "rule": _rule(figures, unit),
        "follows": follows,
        "months": figures["months"],
    }
    text = _sentence(figures) % said
    if figures["reference_missed"]:
        text = _and(text, t("%(follows)s misses its own goal.") % said)
    return text if figures["exceeded"] is None else _and(text, _exceeded(figures, unit))


def _and(one: str, other: str) -> str:
    return pgettext("two sentences", "%(one)s %(other)s") % {"one": one, "other": other}


def _exceeded(figures: Mapping[str, Any], unit: str) -> str:
    text = t("That is %(amount)s below the range.") if _limits(figures) else t("The range is exceeded by %(amount)s.")
    return text % {"amount": distance(figures["exceeded"], unit)}


def _limits(figures: Mapping[str, Any]) -> bool:
    """Whether the goal is a limit to stay within, and not something to be reached: 5.5%以内, 下降3%以内."""
    is_down = figures["sense"] is Sense.DOWN
    return figures["kind"] is not Kind.IN_STEP_WITH and is_down == (figures["needed"] >= 0)


def _needed(figures: Mapping[str, Any], unit: str) -> str:
    """What it is held against, in the goal's own terms; a share or another's figure as it is."""
    needed, kind = figures["needed"], figures["kind"]
    if kind is Kind.IN_STEP_WITH or figures["months"] is not None:
        return figure(needed, unit)
    bound = UPPER_BOUND if _limits(figures) else LOWER_BOUND
    text = str(bound if kind is Kind.RANGE else KINDS[kind]) % {"value": figure(abs(needed), unit)}
    return t("a fall of %(goal)s") % {"goal": text} if needed < 0 else text


def _sentence(figures: Mapping[str, Any]) -> str:
    if figures["kind"] is Kind.IN_STEP_WITH:
        return t("%(period)s: %(value)s against %(needed)s of %(follows)s, %(gap)s (%(rule)s).")
    if figures["months"] is not None:
        return t("%(period)s: %(value)s against %(needed)s, the even pace of %(months)s months, %(gap)s (%(rule)s).")
    return t("%(period)s: %(value)s against %(needed)s, %(gap)s (%(rule)s).")


def _gap(figures: Mapping[str, Any], unit: str) -> str:
    """Short of, beyond or just at what was needed; of a limit, over or under it."""
    gap: Decimal = figures["gap"]
    if gap == 0:
        return t("just that")
    is_short = (gap > 0) == (figures["sense"] is Sense.DOWN)
    if _limits(figures):
        text = t("%(amount)s over") if is_short else t("%(amount)s under")
    else:
        text = t("%(amount)s short") if is_short else t("%(amount)s beyond")
    return text % {"amount": distance(gap, unit)}


def _rule(figures: Mapping[str, Any], unit: str) -> str:
    tolerance, kind = figures["tolerance"], figures["kind"]
    if kind is Kind.RANGE and _limits(figures):
        return str(CONTROLLED_RANGE)
    if tolerance is None:
        return str(WITHOUT_MARGIN.get(kind, RULES[kind]))
    return str(RULES[kind]) % {"tolerance": distance(tolerance, unit)}


def _why_undetermined(code: str, figures: Mapping[str, Any], unit: str, follows: str, is_cumulative: bool) -> str:
    match code:
        case "not_adopted":
            return t("The plan has not been adopted yet.")
        case "not_published":
            return t("No figure has been published yet.")
        case "year_not_over":
            said = {
                "period": period_text(figures["period"], is_cumulative=is_cumulative),
                "value": figure(figures["value"], unit),
                "needed": figure(figures["needed"], unit),
            }
            return (
                t("%(period)s: %(value)s of %(needed)s; no even pace was promised, so the whole year decides.") % said
            )
        case _:
            return _nothing_common(figures, follows, is_cumulative)


def _nothing_common(figures: Mapping[str, Any], follows: str, is_cumulative: bool) -> str:
    own, other = figures["own_period"], figures["reference_period"]
    if own is None and other is None:
        return t("Neither its own figure nor that of %(follows)s has been published yet.") % {"follows": follows}
    if own is None:
        return t("Its own figure has not been published yet.")
    said = {"period": period_text(own, is_cumulative=is_cumulative), "follows": follows}
    return t("%(period)s is published, but %(follows)s is not for the same period.") % said


def year_end_text(value: Decimal, low: Decimal, high: Decimal, unit: str) -> str:
    said = {name: figure(_short(one), unit) for name, one in (("value", value), ("low", low), ("high", high))}
    return t("%(value)s at the end of the year (%(low)s to %(high)s)") % said


def _short(value: Decimal) -> Decimal:
    """A projection is printed to one place: more would pretend."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
