from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.models import Extension, Stale, Terms, Undertaking
from tests.builders import NOON, a_close_out, an_inspector, an_officer, an_undertaking

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TODAY, DUE, LATER = date(2023, 9, 15), date(2023, 9, 30), date(2023, 10, 31)


def asked(undertaking: Undertaking | None = None, *, on: date = TODAY, **values) -> Extension:
    undertaking = undertaking or an_undertaking(due_on=DUE)
    wanted = {"new_due_on": LATER, "reason": "雨季影响", "present_percent": Decimal(60), "by": undertaking.owner}
    return ask_extension(undertaking, on=on, **wanted | values)


def granted(extension: Extension, **values) -> Extension:
    return grant_extension(
        extension, **{"by": an_inspector(), "on": TODAY, "now": NOON, "seen": extension.version} | values
    )


def test_a_granted_extension_moves_the_date_from_today_on():
    undertaking = an_undertaking(due_on=DUE)
    extension = granted(asked(undertaking))

    undertaking.refresh_from_db()
    plan = [(row.kind, row.known_on, row.superseded_on, row.due_on) for row in undertaking.terms.all()]
    assert (undertaking.due_on, undertaking.original_due_on, undertaking.generation) == (LATER, DUE, 2)
    assert plan == [
        (Terms.Kind.PLANNED, date(2023, 1, 18), TODAY, DUE),
        (Terms.Kind.EXTENDED, TODAY, None, LATER),
    ]
    assert undertaking.terms.last().extension == extension


def test_a_refusal_moves_nothing_and_says_why():
    undertaking = an_undertaking(due_on=DUE)
    extension = asked(undertaking)

    with pytest.raises(ValidationError, match="Say why"):
        refuse_extension(extension, by=an_inspector(), on=TODAY, now=NOON, seen=extension.version, note="")
    refuse_extension(extension, by=an_inspector(), on=TODAY, now=NOON, seen=extension.version, note="理由不充分")

    undertaking.refresh_from_db()
    assert (undertaking.due_on, extension.state, undertaking.terms.count()) == (DUE, Extension.State.REFUSED, 1)


@pytest.mark.parametrize("on", [DUE, date(2023, 10, 8)])
def test_it_is_asked_for_before_the_due_date(on):
    with pytest.raises(ValidationError, match="before the due date"):
        asked(on=on)


@pytest.mark.parametrize(
    ("new_due_on", "sentence"), [(DUE, "must lie after the present one"), (date(2023, 9, 1), "must lie after")]
)
def test_it_moves_forward(new_due_on, sentence):
    with pytest.raises(ValidationError, match=sentence):
        asked(new_due_on=new_due_on)


def test_there_is_one_request_at_a_time():
    undertaking = an_undertaking(due_on=DUE)
    asked(undertaking)

    with pytest.raises(ValidationError, match="waiting for a decision already"):
        asked(undertaking)


def test_what_is_closed_or_undated_has_no_date_to_move():
    closed = an_undertaking(due_on=DUE)
    a_close_out(closed, on=TODAY)
    closed.refresh_from_db()

    with pytest.raises(ValidationError, match="closed"):
        asked(closed)
    with pytest.raises(ValidationError, match="no due date"):
        asked(an_undertaking(due_on=None))


def test_nobody_decides_their_own_request():
    extension = asked()

    with pytest.raises(ValidationError, match="Nobody decides their own request"):
        granted(extension, by=extension.asked_by)


def test_who_decides_second_is_told():
    extension = asked()
    seen = extension.version
    granted(Extension.objects.get(pk=extension.pk), seen=seen)

    with pytest.raises(Stale) as stale:
        refuse_extension(extension, by=an_officer("inspector"), on=TODAY, now=NOON, seen=seen, note="不同意")

    assert stale.value.current.state == Extension.State.GRANTED


def test_it_can_still_be_granted_after_the_old_date_has_passed():
    undertaking = an_undertaking(due_on=DUE)

    granted(asked(undertaking), on=date(2023, 10, 9))

    undertaking.refresh_from_db()
    assert undertaking.due_on == LATER
