"""What holds for every wording of the grammar and for anything else somebody types."""

from hypothesis import assume, given
from hypothesis import strategies as st

from targets.domain.goals import Goal, Kind, Sense, WordingError, parse, print_goal
from tests.targets.domain.wordings import HEDGES, goals, joined, ranges, valued, widened, wordings

SIGNS = "6.5百零一万 ％%—-与和同步增长下降控制在约超不低于过左右以上内亿元家，,０"


@given(wordings)
def test_every_wording_is_printed_back_sign_by_sign(wording: str) -> None:
    assert print_goal(parse(wording)) == wording


@given(goals())
def test_every_goal_that_was_never_spelt_is_read_back_from_its_plainest_wording(goal: Goal) -> None:
    assert parse(print_goal(goal)) == goal


@given(wordings)
def test_full_and_half_width_signs_mean_the_same(wording: str) -> None:
    assert parse(widened(wording)) == parse(wording)


@given(wordings)
def test_a_wording_in_full_width_is_printed_back_in_full_width(wording: str) -> None:
    assert print_goal(parse(widened(wording))) == widened(wording)


@given(st.one_of(valued(), ranges()))
def test_blanks_between_the_pieces_mean_nothing(wording: str) -> None:
    closed_up = "".join(wording.split())

    assert parse(closed_up) == parse(wording)


@given(st.one_of(valued(), ranges()), st.sampled_from(HEDGES))
def test_a_hedge_means_nothing_to_the_goal(wording: str, hedge: str) -> None:
    assume(not wording.strip().startswith(("力争", "确保", "计划")))

    assert parse(hedge + wording) == parse(wording)


def refusal_of(text: str) -> WordingError | None:
    try:
        parse(text)
    except WordingError as error:
        return error
    return None


def read_or_refused(text: str) -> None:
    if refusal := refusal_of(text):
        assert refusal.part in text
        assert refusal.part.strip() or not text.strip()
    else:
        assert print_goal(parse(text)) == text


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_with_a_piece_of_it(text: str) -> None:
    read_or_refused(text)


@given(st.text(SIGNS, max_size=12))
def test_words_of_the_grammar_in_any_order_are_read_or_refused_with_a_piece_of_them(text: str) -> None:
    read_or_refused(text)


@given(wordings, st.sampled_from(SIGNS), st.integers(0, 20))
def test_a_wording_with_one_sign_too_many_is_read_or_refused_with_a_piece_of_it(
    wording: str, sign: str, at: int
) -> None:
    read_or_refused(wording[:at] + sign + wording[at:])


@given(st.one_of(valued(), ranges()))
def test_only_a_decline_or_a_limit_is_better_when_smaller(wording: str) -> None:
    goal = parse(wording)
    assert goal.value is not None
    limits = goal.kind is Kind.AT_MOST or "控制在" in wording
    declines = goal.value < 0

    assert (goal.sense is Sense.DOWN) == (limits != declines)


@given(ranges())
def test_the_bottom_line_of_a_range_is_its_easier_end(wording: str) -> None:
    goal = parse(wording)
    assert goal.bottom is not None
    assert goal.top is not None

    assert (goal.bottom < goal.top) == (goal.sense is Sense.UP)
    assert {goal.bottom, goal.top} == {goal.value, goal.upper}


@given(joined("与", "GDP增速", "同步"))
def test_what_is_kept_step_with_is_named_without_its_blanks(wording: str) -> None:
    assert parse(wording) == Goal(kind=Kind.IN_STEP_WITH, follows="GDP增速")
