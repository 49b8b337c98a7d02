"""Where an undertaking, and a project of several, stands on a day: light, word, and the rule and figures that set it.

Nothing here knows a language. A `Reason` is a code with its figures, thresholds included; `newarea.wording` makes the
sentence. The codes and their figures (dates, Decimals in percent or points, whole days; `None` only where said):

    grey
      not_adopted           adopted_on (None: not decided)
      no_plan               missing ("due" or "start")
      not_started           start_on
      not_due_yet           first_reporting_on
      first_report_waiting  waiting_since, first_reporting_on
    without an even pace (only the due date counts)
      date_ahead            due_on, working_days_left                               (green)
      date_near             due_on, verified, working_days_left, days_left, waiting_since   (yellow)
      no_milestones         -                                                       (projects only)
    progress column
      gap_green             measure_on, planned, verified, gap, yellow_from, red_above
      gap_yellow            the same
      gap_red               the same                                (a project's own curve: measure_on is None)
    deadline column
      deadline_near         due_on, gap, working_days_left, days_left, waiting_since (None unless a close-out waits)
      past_due_yellow       due_on, past_due, days_past, waiting_since (the same)
      past_due_red          the same
    closed
      closed_undated        completed_on
      closed                completed_on, due_on
      closed_late           completed_on, due_on, late_days
      closed_moved          completed_on, due_on, original_due_on, late_days_original  (late by the original only)
      closed_late_moved     completed_on, due_on, late_days, original_due_on, late_days_original
      project_closed        completed_on (the last milestone's), late (how many were late)   (projects only)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from newarea.domain.curve import FULL, NOTHING, normalised, planned, projected_finish, weighted_mean
from newarea.domain.workdays import Calendar, first_reporting_day, last_reporting_day, last_reporting_day_before


class Light(StrEnum):
    GREY = "grey"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    CLOSED = "closed"


class Word(StrEnum):
    AHEAD = "ahead"
    ON_SCHEDULE = "on_schedule"
    SLOW = "slow"
    BEHIND = "behind"
    CLOSED = "closed"
    NONE = "none"


SEVERITY: Mapping[Light, int] = {Light.GREY: 0, Light.GREEN: 1, Light.YELLOW: 2, Light.RED: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The thresholds in force on the day: points, working days (`days_*`), the day of the month."""

    yellow_from: Decimal = Decimal(10)
    red_above: Decimal = Decimal(30)
    ahead_from: Decimal = Decimal(5)
    days_left: int = 7
    days_past: int = 10
    reporting_day: int = 25
    verification_days: int = 5
    decision_days: int = 5
    return_days: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was known of an undertaking by the end of the day: the plan in force, the verified figure, what waits.

    `verified*` are of the verified report in force, `waiting_*` of a submitted one nobody has decided yet
    (`waiting_closes`: it asks for the close-out), `completed_on` is the completion day of a verified close-out.
    """

    start_on: date | None = None
    due_on: date | None = None
    original_due_on: date | None = None
    has_lead_unit: bool = True
    adopted_on: date | None = None
    weight: Decimal | None = None
    is_even_pace: bool = True
    verified: Decimal | None = None
    verified_for: date | None = None
    verified_submitted_on: date | None = None
    waiting_since: date | None = None
    waiting_closes: bool = False
    waiting_percent: Decimal | None = None
    completed_on: date | None = None


class Reason(NamedTuple):
    code: str
    figures: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`reason` is the deciding column's, `other` the other's, if it says anything.

    `planned` and `gap` are those of `measure_on` (closed: the line on the day, and no gap); `verified` is raw, over 100
    too, and 0 where a reporting day passed with nothing verified. `past_due` counts working days and is 0, not None,
    while no working day has passed since the due date. `reported_this_cycle` is False only where a report is missing.
    `is_whole` is False where an open item has no lead unit or not the dates its plan needs: nobody can be said to have
    missed a report on it.
    """

    light: Light
    word: Word
    reason: Reason
    other: Reason | None = None
    has_line: bool = False
    planned: Decimal | None = None
    verified: Decimal | None = None
    gap: Decimal | None = None
    measure_on: date | None = None
    working_days_left: int | None = None
    past_due: int | None = None
    reported_this_cycle: bool = True
    is_whole: bool = True
    projected_on: date | None = None
    completed_on: date | None = None
    late_days: int | None = None
    late_days_original: int | None = None


class Measure(NamedTuple):
    on: date
    planned: Decimal
    verified: Decimal
    gap: Decimal


class Column(NamedTuple):
    light: Light
    reason: Reason


class Cycle(NamedTuple):
    """Where the monthly reporting stands: the first reporting day that asks, and the last one that did, if any."""

    first_on: date
    last_on: date | None


def standing(facts: Facts, *, on: date, rules: Rules, calendar: Calendar) -> Standing:
    if facts.adopted_on is None or facts.adopted_on > on:
        return _without_line(facts, Reason("not_adopted", {"adopted_on": facts.adopted_on}))
    if facts.completed_on is not None:
        return _closed(facts, facts.completed_on, on)
    return _open(facts, facts.adopted_on, on, rules, calendar)


def _without_line(facts: Facts, reason: Reason) -> Standing:
    return Standing(light=Light.GREY, word=Word.NONE, reason=reason, has_line=_has_line(facts), verified=facts.verified)


def _open(facts: Facts, adopted_on: date, on: date, rules: Rules, calendar: Calendar) -> Standing:
    cycle = _cycle(facts, adopted_on, on, rules, calendar)
    measure = _measure(facts, cycle, rules)
    left = None if facts.due_on is None else calendar.between(on, facts.due_on)
    past = _past_due(facts, on, calendar)
    progress = _progress(facts, measure, cycle, on, left, rules)
    deadline = _deadline(facts, measure, cycle, left, past, rules)
    decides, other = _worse(progress, deadline)
    return Standing(
        light=decides.light,
        word=Word.NONE if measure is None else word_of(measure.gap, rules),
        reason=decides.reason,
        other=None if other is None else other.reason,
        has_line=_has_line(facts),
        planned=None if measure is None else measure.planned,
        verified=facts.verified if measure is None else measure.verified,
        gap=None if measure is None else measure.gap,
        measure_on=None if measure is None else measure.on,
        working_days_left=left,
        past_due=past,
        reported_this_cycle=not _is_whole(facts) or _is_reported(facts, cycle, rules, calendar),
        is_whole=_is_whole(facts),
        projected_on=None if measure is None else projected_finish(facts.start_on, measure.on, measure.verified),
    )


def _cycle(facts: Facts, adopted_on: date, on: date, rules: Rules, calendar: Calendar) -> Cycle:
    """A report that waits holds the last reporting day where it was when it came in: the wait is the office's."""
    since = adopted_on if facts.start_on is None else max(facts.start_on, adopted_on)
    first_on = first_reporting_day(since, rules.reporting_day, calendar)
    if facts.waiting_since is None:
        last_on = last_reporting_day(on, rules.reporting_day, calendar)
    else:
        last_on = last_reporting_day_before(facts.waiting_since, rules.reporting_day, calendar)
    return Cycle(first_on, last_on if last_on >= first_on else None)


def _is_whole(facts: Facts) -> bool:
    has_dates = facts.due_on is not None and (facts.start_on is not None or not facts.is_even_pace)
    return has_dates and facts.has_lead_unit


def _is_reported(facts: Facts, cycle: Cycle, rules: Rules, calendar: Calendar) -> bool:
    if cycle.last_on is None or facts.waiting_since is not None:
        return True
    if facts.verified_submitted_on is None:
        return False
    return facts.verified_submitted_on > last_reporting_day_before(cycle.last_on, rules.reporting_day, calendar)


def _measure(facts: Facts, cycle: Cycle, rules: Rules) -> Measure | None:
    """On the later of the day the verified figure speaks for and the last reporting day.

    Before the first reporting day nothing is behind: an early figure counts unless it would say so.
    """
    on = _later(facts.verified_for, cycle.last_on)
    line = None if on is None else _line(facts, on)
    if on is None or line is None:
        return None
    verified = NOTHING if facts.verified is None else facts.verified
    gap = line - verified
    if cycle.last_on is None and gap >= rules.yellow_from:
        return None
    return Measure(on, line, verified, gap)


def _line(facts: Facts, on: date) -> Decimal | None:
    return planned(facts.start_on, facts.due_on, on) if facts.is_even_pace else None


def _progress(facts: Facts, measure: Measure | None, cycle: Cycle, on: date, left: int | None, rules: Rules) -> Column:
    if not facts.is_even_pace and facts.due_on is not None and cycle.last_on is not None:
        return Column(Light.GREEN, Reason("date_ahead", {"due_on": facts.due_on, "working_days_left": left}))
    if measure is None:
        return Column(Light.GREY, _grey_reason(facts, cycle, on))
    light = light_of(measure.gap, rules)
    return Column(light, _gap_reason(light, measure.on, measure.planned, measure.verified, measure.gap, rules))


def _grey_reason(facts: Facts, cycle: Cycle, on: date) -> Reason:
    if facts.due_on is None or (facts.start_on is None and facts.is_even_pace):
        return Reason("no_plan", {"missing": "due" if facts.due_on is None else "start"})
    if facts.start_on is not None and on < facts.start_on and facts.verified is None:
        return Reason("not_started", {"start_on": facts.start_on})
    if facts.waiting_since is not None and cycle.first_on <= on:
        waits = {"waiting_since": facts.waiting_since, "first_reporting_on": cycle.first_on}
        return Reason("first_report_waiting", waits)
    return Reason("not_due_yet", {"first_reporting_on": cycle.first_on})


def _gap_reason(
    light: Light, measure_on: date | None, line: Decimal, verified: Decimal, gap: Decimal, rules: Rules
) -> Reason:
    figures = {
        "measure_on": measure_on,
        "planned": line,
        "verified": verified,
        "gap": gap,
        "yellow_from": rules.yellow_from,
        "red_above": rules.red_above,
    }
    return Reason(f"gap_{light}", figures)


def _past_due(facts: Facts, on: date, calendar: Calendar) -> int | None:
    """The days a close-out request waits do not count; None while not past due."""
    until = min(on, _close_out_since(facts) or on)
    if facts.due_on is None or until <= facts.due_on:
        return None
    return calendar.between(facts.due_on, until)


def _deadline(
    facts: Facts, measure: Measure | None, cycle: Cycle, left: int | None, past: int | None, rules: Rules
) -> Column | None:
    """No working day is left once the date has passed: what was near stays near while a close-out request waits."""
    if facts.due_on is None or left is None:
        return None
    if past is not None:
        return _past_due_column(facts, past, rules)
    if cycle.last_on is None or left > rules.days_left:
        return None
    if not facts.is_even_pace:
        return _near_without_line(facts, left, rules)
    if measure is None or measure.gap <= 0:
        return None
    figures = {
        "due_on": facts.due_on,
        "gap": measure.gap,
        "working_days_left": left,
        "days_left": rules.days_left,
        "waiting_since": _close_out_since(facts),
    }
    return Column(Light.YELLOW, Reason("deadline_near", figures))


def _near_without_line(facts: Facts, left: int, rules: Rules) -> Column | None:
    """Where no line says how far it should be, anything short of everything is short."""
    verified = NOTHING if facts.verified is None else facts.verified
    if verified >= FULL:
        return None
    figures = {
        "due_on": facts.due_on,
        "verified": verified,
        "working_days_left": left,
        "days_left": rules.days_left,
        "waiting_since": _close_out_since(facts),
    }
    return Column(Light.YELLOW, Reason("date_near", figures))


def _past_due_column(facts: Facts, past: int, rules: Rules) -> Column:
    figures = {
        "due_on": facts.due_on,
        "past_due": past,
        "days_past": rules.days_past,
        "waiting_since": _close_out_since(facts),
    }
    light = Light.RED if past > rules.days_past else Light.YELLOW
    return Column(light, Reason(f"past_due_{light}", figures))


def _close_out_since(facts: Facts) -> date | None:
    return facts.waiting_since if facts.waiting_closes else None


def _worse(progress: Column, deadline: Column | None) -> tuple[Column, Column | None]:
    """The column that decides, and the other; where both say the same the date speaks."""
    if deadline is None or SEVERITY[progress.light] > SEVERITY[deadline.light]:
        return progress, deadline
    return deadline, None if progress.reason.code == "date_ahead" else progress


def _closed(facts: Facts, completed_on: date, on: date) -> Standing:
    late = _days_late(completed_on, facts.due_on)
    is_moved = facts.original_due_on is not None and facts.original_due_on != facts.due_on
    late_original = _days_late(completed_on, facts.original_due_on) if is_moved else None
    return Standing(
        light=Light.CLOSED,
        word=Word.CLOSED,
        reason=_closed_reason(facts, completed_on, late, late_original),
        has_line=_has_line(facts),
        planned=_line(facts, on),
        verified=facts.verified,
        completed_on=completed_on,
        late_days=late,
        late_days_original=late_original,
    )


def _closed_reason(facts: Facts, completed_on: date, late: int | None, late_original: int | None) -> Reason:
    if late is None:
        return Reason("closed_undated", {"completed_on": completed_on})
    figures: dict[str, object] = {"completed_on": completed_on, "due_on": facts.due_on}
    code = "closed"
    if late:
        code, figures["late_days"] = "closed_late", late
    if late_original:
        code += "_moved"
        figures |= {"original_due_on": facts.original_due_on, "late_days_original": late_original}
    return Reason(code, figures)


def _days_late(completed_on: date, due_on: date | None) -> int | None:
    """Calendar days; 0 in time."""
    return None if due_on is None else max(0, (completed_on - due_on).days)


def light_of(gap: Decimal, rules: Rules) -> Light:
    if gap > rules.red_above:
        return Light.RED
    return Light.YELLOW if gap >= rules.yellow_from else Light.GREEN


def word_of(gap: Decimal, rules: Rules) -> Word:
    if gap > rules.red_above:
        return Word.BEHIND
    if gap >= rules.yellow_from:
        return Word.SLOW
    return Word.AHEAD if gap <= -rules.ahead_from else Word.ON_SCHEDULE


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one is not None and other is not None else one or other


def _has_line(facts: Facts) -> bool:
    return facts.is_even_pace and facts.start_on is not None and facts.due_on is not None


class Part(NamedTuple):
    """A milestone of a project; `key` is the caller's (a primary key), in the order of the plan."""

    key: object
    weight: Decimal | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectStanding:
    """`set_by` is the key of the milestone whose light it is, None where its own curve (or nothing) set it.

    `planned` and `gap` are None without a curve or before anything is measured; `fault` is "weights" where some of the
    milestones have a weight and some have none (or they sum to 0), which takes the curve away.
    """

    light: Light
    word: Word
    reason: Reason
    set_by: object = None
    planned: Decimal | None = None
    verified: Decimal | None = None
    gap: Decimal | None = None
    fault: str | None = None


def roll_up(parts: Sequence[Part], *, rules: Rules) -> ProjectStanding:
    if not parts:
        return ProjectStanding(light=Light.GREY, word=Word.NONE, reason=Reason("no_milestones", {}))
    weights = normalised([part.weight for part in parts])
    curve = None if weights is None else _curve(parts, weights)
    open_parts = [part for part in parts if part.standing.light is not Light.CLOSED]
    light, reason, set_by = _deciding(open_parts, curve, rules) if open_parts else _all_closed(parts)
    return ProjectStanding(
        light=light,
        word=_project_word(light, curve, rules),
        reason=reason,
        set_by=set_by,
        planned=curve and curve.planned,
        verified=_project_verified(parts, weights),
        gap=curve and curve.gap,
        fault="weights" if weights is None else None,
    )


class Curve(NamedTuple):
    planned: Decimal
    verified: Decimal
    gap: Decimal


def _curve(parts: Sequence[Part], weights: Sequence[Decimal]) -> Curve | None:
    """Each milestone on its own measure day; an unmeasured one is where it should be, so it pulls neither way."""
    measured = [part.standing for part in parts]
    if not all(s.has_line for s in measured) or all(s.planned is None for s in measured):
        return None
    line = weighted_mean((_counted(s) if s.planned is None else s.planned for s in measured), weights)
    verified = weighted_mean((_counted(s) for s in measured), weights)
    return Curve(line, verified, line - verified)


def _counted(one: Standing) -> Decimal:
    """What a milestone has verified, as a roll-up counts it: closed is 100, more than 100 is 100."""
    if one.light is Light.CLOSED:
        return FULL
    return NOTHING if one.verified is None else min(one.verified, FULL)


def _deciding(open_parts: Sequence[Part], curve: Curve | None, rules: Rules) -> tuple[Light, Reason, object]:
    """The worst milestone, the first of equals, unless the curve is worse; a green project speaks of its curve."""
    worst = max(open_parts, key=lambda part: SEVERITY[part.standing.light])
    light, reason = worst.standing.light, worst.standing.reason
    if curve is None:
        return light, reason, worst.key
    own = light_of(curve.gap, rules)
    if SEVERITY[own] > SEVERITY[light] or own is light is Light.GREEN:
        return own, _gap_reason(own, None, curve.planned, curve.verified, curve.gap, rules), None
    return light, reason, worst.key


def _all_closed(parts: Sequence[Part]) -> tuple[Light, Reason, object]:
    last = max(part.standing.completed_on for part in parts if part.standing.completed_on is not None)
    late = sum(1 for part in parts if part.standing.late_days)
    return Light.CLOSED, Reason("project_closed", {"completed_on": last, "late": late}), None


def _project_word(light: Light, curve: Curve | None, rules: Rules) -> Word:
    if light is Light.CLOSED:
        return Word.CLOSED
    return Word.NONE if curve is None else word_of(curve.gap, rules)


def _project_verified(parts: Sequence[Part], weights: Sequence[Decimal] | None) -> Decimal | None:
    return None if weights is None else weighted_mean((_counted(part.standing) for part in parts), weights)


def worst_of(lights: Iterable[Light]) -> Light:
    """The worst light of what is open; closed where everything is, grey where there is nothing."""
    found = list(lights)
    still_open = [light for light in found if light is not Light.CLOSED]
    if found and not still_open:
        return Light.CLOSED
    return max(still_open, key=lambda light: SEVERITY[light], default=Light.GREY)
