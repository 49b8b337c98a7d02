"""What figures would change if they were verified today: shown before they are handed in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newarea.models import Programme, Reference
from targets.actions.observations import Figure
from targets.domain.judging import Reading
from targets.domain.periods import Period
from targets.forms.lines import Line
from targets.models.goals_on import GoalOn, Key, goals_on
from targets.views.grid import Difference, Grid, difference
from targets.wording import entered_figure, goal_text, verdict_word, why_goal


@dataclass(frozen=True, slots=True)
class Said:
    """A light with its own word and the sentence that says why."""

    light: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Turn:
    """How a goal stands and how it would stand; `of` names an indicator that only keeps step with this one."""

    goal: str
    before: Said
    after: Said
    of: str = ""

    @property
    def is_turned(self) -> bool:
        return self.before.word != self.after.word or self.before.light != self.after.light


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure that is ready to be handed in; `until_now` is the one it would revise, empty for the first one."""

    value: str
    until_now: str
    difference: Difference | None
    turns: Sequence[Turn]


def outcomes_of(
    figures: Sequence[Figure], grid: Grid, period: Period, programme: Programme, reference: Reference
) -> dict[Key, Outcome]:
    """By series. All figures count together, as they will be verified; twice the queries of the goals."""
    coming = {(one.indicator.pk, one.aspect): Reading(period, one.value, one.published_on) for one in figures}
    if not coming:
        return {}
    today = goals_on(programme, grid.on, reference)
    pairs = list(zip(today, goals_on(programme, grid.on, reference, if_known=coming), strict=True))
    return {line.key: _outcome(line, coming, grid, period, pairs) for line in grid.lines if line.key in coming}


def _outcome(
    line: Line, coming: Mapping[Key, Reading], grid: Grid, period: Period, pairs: Sequence[tuple[GoalOn, GoalOn]]
) -> Outcome:
    value, known = coming[line.key].value, grid.known.get((line.key, period))
    return Outcome(
        value=entered_figure(value, line.unit),
        until_now=entered_figure(known.value, line.unit) if known else "",
        difference=difference(value, known, grid.before(line, period), line),
        turns=list(_turns(line.key, pairs)),
    )


def _turns(key: Key, pairs: Sequence[tuple[GoalOn, GoalOn]]) -> Iterator[Turn]:
    """Of its own goals all; of goals that keep step with it those that would turn."""
    for now, then in pairs:
        goal = now.goal
        if (goal.indicator_id, goal.aspect) == key:
            yield _turn(now, then)
        elif (goal.reference_id, goal.aspect) == key and now.light != then.light:
            yield _turn(now, then, of=goal.indicator.short_name)


def _turn(now: GoalOn, then: GoalOn, of: str = "") -> Turn:
    follows = now.goal.reference.short_name if now.goal.reference else ""
    return Turn(goal_text(now.worded, now.unit, follows), _said(now, follows), _said(then, follows), of)


def _said(found: GoalOn, follows: str) -> Said:
    judged = found.judged
    sentence = why_goal(judged.reason, found.unit, follows=follows, is_cumulative=found.indicator.is_cumulative)
    return Said(str(judged.light), verdict_word(judged), sentence)
