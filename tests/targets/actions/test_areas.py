import pytest
from django.core.exceptions import ValidationError

from newarea.models import Stale
from targets.actions.areas import revise_area, revise_measure, withdraw_area, withdraw_measure
from targets.models import Measure, WorkArea
from tests.builders import a_commitment, a_goal, a_measure, a_programme, an_area

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_number_inferred_can_be_mended_later():
    area = an_area(number=7, is_number_derived=True)

    revise_area(area, seen=1, by=None, reason="按原件", number=8, is_number_derived=False)

    told = WorkArea.objects.values_list("number", "is_number_derived", "version")
    assert (list(told), area.history.latest().history_change_reason) == ([(8, False, 2)], "按原件")


def test_two_areas_of_a_programme_do_not_share_a_number():
    programme = a_programme()
    an_area(programme, number=1)

    with pytest.raises(ValidationError, match="This programme has a work area with this number already"):
        an_area(programme, number=1)


def test_a_measure_moves_within_its_programme_alone():
    measure = a_measure()
    other = an_area(measure.area.programme)
    commitment = a_commitment(measure)

    revise_measure(measure, seen=1, by=None, area=other)
    with pytest.raises(ValidationError) as refusal:
        revise_measure(measure, seen=2, by=None, area=an_area())

    assert refusal.value.message_dict == {"area": ["This work area belongs to another programme."]}
    commitment.refresh_from_db()
    assert (Measure.objects.get(pk=measure.pk).area, commitment.measure.area) == (other, other)


def test_they_are_changed_over_the_version_that_was_seen():
    measure = a_measure()

    with pytest.raises(Stale):
        revise_area(measure.area, seen=4, by=None, number=9)
    with pytest.raises(Stale):
        revise_measure(measure, seen=4, by=None, title_zh="另一措施")


def test_what_holds_something_is_not_deleted():
    committed, promised, free = a_measure(), a_measure(), a_measure()
    a_commitment(committed)
    a_goal(promised.area.programme, measure=promised)

    for measure in (committed, promised):
        with pytest.raises(ValidationError, match="Delete the measure's commitments and goals first"):
            withdraw_measure(measure)
    with pytest.raises(ValidationError, match="Delete the area's measures first"):
        withdraw_area(free.area)
    withdraw_measure(free)
    withdraw_area(free.area)

    assert list(Measure.objects.order_by("pk")) == [committed, promised]
