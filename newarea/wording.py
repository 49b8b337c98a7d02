"""The sentence that says why a light is what it is: the figures that set it and the rule beside them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.domain.standing import Reason

SENTENCES: Mapping[str, Promise] = {
    "not_adopted": _("The plan has not been adopted yet."),
    "no_plan": _("Start or due date is not decided yet, so there is no planned line to hold it against."),
    "not_started": _("Starts on %(start_on)s."),
    "not_due_yet": _("The first report is due on %(first_reporting_on)s; before that nothing counts as behind."),
    "first_report_waiting": _("The first report was handed in on %(waiting_since)s and waits for verification."),
    "no_milestones": _("There are no milestones yet, so there is no planned line to hold it against."),
    "gap_green": _(
        "On %(measure_on)s planned %(planned)s, verified %(verified)s: %(gap_words)s "
        "(yellow from %(yellow_from)s points)."
    ),
    "gap_yellow": _(
        "On %(measure_on)s planned %(planned)s, verified %(verified)s: %(gap_words)s "
        "(yellow from %(yellow_from)s points, red above %(red_above)s)."
    ),
    "gap_red": _(
        "On %(measure_on)s planned %(planned)s, verified %(verified)s: %(gap_words)s (red above %(red_above)s points)."
    ),
    "deadline_near": _(
        "Due on %(due_on)s, %(working_days_left)s working days left and %(gap)s points short "
        "(yellow when at most %(days_left)s working days are left)."
    ),
    "date_ahead": _("Due on %(due_on)s, %(working_days_left)s working days left; only its due date counts."),
    "date_near": _(
        "Due on %(due_on)s, %(working_days_left)s working days left and %(verified)s verified "
        "(yellow when at most %(days_left)s working days are left)."
    ),
    "past_due_yellow": _(
        "Was due on %(due_on)s, %(past_due)s working days past due (red after more than %(days_past)s)."
    ),
    "past_due_red": _("Was due on %(due_on)s, %(past_due)s working days past due (red after more than %(days_past)s)."),
    "closed_undated": _("Closed: completed on %(completed_on)s."),
    "closed": _("Closed: completed on %(completed_on)s, due on %(due_on)s, in time."),
    "closed_late": _("Closed late: completed on %(completed_on)s, %(late_days)s days after the due date %(due_on)s."),
    "closed_moved": _(
        "Closed: completed on %(completed_on)s, in time by the moved date %(due_on)s, "
        "%(late_days_original)s days after the original date %(original_due_on)s."
    ),
    "closed_late_moved": _(
        "Closed late: completed on %(completed_on)s, %(late_days)s days after the moved date %(due_on)s and "
        "%(late_days_original)s days after the original date %(original_due_on)s."
    ),
    "project_closed": _("Closed: the last milestone was completed on %(completed_on)s; %(late)s of them late."),
}
CURVE_SENTENCES: Mapping[str, Promise] = {
    "gap_green": _(
        "Overall planned %(planned)s, verified %(verified)s: %(gap_words)s (yellow from %(yellow_from)s points)."
    ),
    "gap_yellow": _(
        "Overall planned %(planned)s, verified %(verified)s: %(gap_words)s "
        "(yellow from %(yellow_from)s points, red above %(red_above)s)."
    ),
    "gap_red": _("Overall planned %(planned)s, verified %(verified)s: %(gap_words)s (red above %(red_above)s points)."),
}
WAITING = _("The close-out request of %(waiting_since)s waits for verification; its days do not count.")


def why(reason: Reason) -> str:
    """One sentence in the active language; of a project's own curve where the figures name no measure day."""
    figures = dict(reason.figures)
    is_curve = "measure_on" in figures and figures["measure_on"] is None
    sentence = (CURVE_SENTENCES if is_curve else SENTENCES)[reason.code]
    places = _places(figures)
    words = {name: _written(name, value, places) for name, value in figures.items()}
    if "gap" in figures:
        words["gap_words"] = _gap_words(figures["gap"], places)
    text = str(sentence) % words
    if figures.get("waiting_since") and reason.code != "first_report_waiting":
        text += " " + str(WAITING) % words
    return text


def _places(figures: Mapping[str, Any]) -> int:
    """One place, or as many as it takes to print the gap on the same side of each limit: a gap of 9.99 that reads
    "10 points behind (yellow from 10 points)" beside a green light would be a wrong reason."""
    gap = figures.get("gap")
    if gap is None:
        return 2  # as reported: 99.99% is not done
    limits = [Decimal(0), *(figures[name] for name in ("yellow_from", "red_above") if name in figures)]
    return next(n for n in range(1, 5) if _sides(_rounded(gap, n), limits) == _sides(gap, limits))


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _sides(gap: Decimal, limits: Sequence[Decimal]) -> list[int]:
    return [(gap > limit) - (gap < limit) for limit in limits]


def _gap_words(gap: Any, places: int) -> str:
    points = formats.number(abs(gap), places)
    if gap > 0:
        return str(_("%(points)s points behind")) % {"points": points}
    return str(_("%(points)s points ahead")) % {"points": points} if gap < 0 else str(_("just as planned"))


def _written(name: str, value: Any, places: int) -> str:
    if isinstance(value, date):
        return formats.full_day(value)
    if name in ("planned", "verified"):
        return formats.percent(value, places)
    return formats.number(value, places) if isinstance(value, Decimal) else str(value)
