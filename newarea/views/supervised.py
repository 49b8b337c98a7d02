"""Chase-ups and supervision slips of one item, as known at the end of a day and as far as the reader may see them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as t

from newarea.models import ChaseUp, Officer, Reader, SlipAnswer, SupervisionSlip, Undertaking
from newarea.models.slip_on import slips_on
from newarea.views.history import Entry

State = SupervisionSlip.State


@dataclass(frozen=True)
class Supervision:
    """`slips` carry `state_then`; newest first, both."""

    chase_ups: list[ChaseUp] = field(default_factory=list)
    slips: list[Any] = field(default_factory=list)
    answers: list[SlipAnswer] = field(default_factory=list)
    on: date = date.max

    def __bool__(self) -> bool:
        return bool(self.chase_ups or self.slips)

    def shown_slips(self) -> list[tuple[Any, str]]:
        """With the word for how each stood."""
        return [(slip, str(State(slip.state_then).label)) for slip in self.slips]


def supervision_of(undertaking: Undertaking, on: date, reader: Reader) -> Supervision:
    """Three queries at most, none for the public."""
    chased = ChaseUp.objects.visible_to(reader).known_on(on).filter(undertaking=undertaking)
    slips = slips_on(SupervisionSlip.objects.visible_to(reader).filter(undertaking=undertaking), on)
    found = list(slips.select_related("programme", "issued_by__unit", "closed_by__unit"))
    answers = SlipAnswer.objects.filter(slip__in=[slip.pk for slip in found], on__lte=on)
    return Supervision(
        list(chased.select_related("by__unit")),
        found,
        list(answers.select_related("by__unit", "decided_by__unit")) if found else [],
        on,
    )


def entries_of_supervision(seen: Supervision) -> Iterator[Entry]:
    """For the item's history."""
    for row in seen.chase_ups:
        yield Entry(row.on, row.at, unit_of(row.by), "asked", t("chased"), reason=row.note)
    by_key = {slip.pk: slip for slip in seen.slips}
    for slip in seen.slips:
        yield from _of_slip(slip, seen.on)
    for answer in seen.answers:
        yield from _of_answer(answer, by_key[answer.slip_id], seen.on)


def _of_slip(slip: SupervisionSlip, on: date) -> Iterator[Entry]:
    url, text = slip.get_absolute_url(), f"{slip.mark} {slip.get_colour_display()}"
    who = unit_of(slip.issued_by) if slip.issued_by else t("automatically")
    yield Entry(slip.issued_on, slip.issued_at, who, "override", t("supervision slip issued"), "", url, text)
    if slip.state == State.WITHDRAWN and slip.closed_on and slip.closed_on <= on:
        who = unit_of(slip.closed_by) if slip.closed_by else t("automatically")
        word, words = t("supervision slip withdrawn"), slip.closing_words
        yield Entry(slip.closed_on, None, who, "refused", word, "", url, slip.mark, words)


def _of_answer(answer: SlipAnswer, slip: SupervisionSlip, on: date) -> Iterator[Entry]:
    url = slip.get_absolute_url()
    word = t("supervision slip answered")
    yield Entry(answer.on, answer.at, unit_of(answer.by), "submitted", word, "", url, answer.text)
    if answer.decided_on and answer.decided_on <= on:
        is_accepted = answer.decision == SlipAnswer.Decision.ACCEPTED
        state, word = (
            ("verified", t("answer accepted")) if is_accepted else ("returned", t("answer asked for once more"))
        )
        who = unit_of(answer.decided_by)
        yield Entry(answer.decided_on, None, who, state, word, "", url, slip.mark, answer.note)


def unit_of(officer: Officer | None) -> str:
    return str((officer and officer.unit) or officer or "")
