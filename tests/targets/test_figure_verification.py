"""Figures that wait: who sees them, one or several decided at once."""

from datetime import date
from decimal import Decimal

import pytest

from newarea.models import reference
from targets.actions.observations import return_figure, verify_figure
from targets.models import Observation
from targets.models.goals_on import goals_on
from tests import queries
from tests.builders import (
    NOON,
    a_goal,
    a_known_observation,
    a_programme,
    a_unit,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)
from tests.views.visits import messages, signed_in, text, visitor

pytestmark = pytest.mark.django_db

TODAY, YESTERDAY = date(2023, 9, 15), date(2023, 9, 14)
WAITING = "/songbei-2023/figures/verification/"


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.DAY = TODAY


@pytest.fixture
def unit():
    return a_unit("stat", name_en="Statistics Bureau")


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def reporter(unit):
    return an_officer("reporter", unit=unit)


@pytest.fixture
def inspector():
    return an_inspector(name="督查员甲")


@pytest.fixture
def industry(programme, unit, reporter):
    return an_indicator(programme.district, short_en="Industry", statistics_unit=unit, owner=reporter)


@pytest.fixture
def retail(programme, unit, reporter):
    return an_indicator(programme.district, short_en="Retail", statistics_unit=unit, owner=reporter)


def waiting(officer, query: str = "") -> list[tuple[str, str]]:
    page = signed_in(officer).get(f"{WAITING}{query}")
    return [(one.line.label, one.period) for one in page.context["figures"]]


def tick(officer, *rows, **versions):
    seen = [f"{row.pk}-{versions.get('version', row.version)}" for row in rows]
    return signed_in(officer).post(WAITING, {"figure": seen}, follow=True)


def decide(officer, row, action, note="", version=None):
    sent = {"action": action, "note": note, "version": row.version if version is None else version}
    return signed_in(officer).post(f"/songbei-2023/figures/{row.pk}/decision/", sent, follow=True)


def states() -> list[str]:
    return list(Observation.objects.order_by("pk").values_list("state", flat=True))


# The list


class TestWhatWaits:
    def test_the_oldest_stands_first(self, inspector, industry, retail):
        an_observation(industry, 6.9, month=8, on=YESTERDAY)
        an_observation(retail, 8.2, month=7, on=date(2023, 9, 7))

        page = signed_in(inspector).get(WAITING)

        assert [(one.line.label, one.period, one.value) for one in page.context["figures"]] == [
            ("Retail", "Jan–Jul", "8.2%"),
            ("Industry", "Jan–Aug", "6.9%"),
        ]
        assert [one.limit.due_on for one in page.context["figures"]] == [YESTERDAY, date(2023, 9, 21)]

    def test_beside_it_what_stood_before_and_by_how_much_it_differs(self, inspector, industry, retail):
        a_known_observation(industry, 7.4, month=7, on=date(2023, 8, 18))
        a_known_observation(retail, 8.6, month=8, on=date(2023, 9, 12))
        an_observation(industry, 6.9, month=8, on=YESTERDAY, source="统计月报")
        an_observation(retail, 8.2, month=8, on=YESTERDAY, published_on=date(2023, 9, 13))

        page = signed_in(inspector).get(WAITING)

        first, second = page.context["figures"]
        assert (first.before, first.difference.text, first.difference.against) == ("7.4%", "−0.5 points", "Jan–Jul")
        assert (second.before, second.before_on, second.difference.against) == (
            "8.6%",
            date(2023, 9, 12),
            "the figure until now",
        )
        assert all(words in text(page) for words in ("统计月报", "13 Sep", "published 12 Sep"))

    def test_the_statistics_unit_sees_its_own_and_waits_for_somebody_else(self, programme, unit, reporter, industry):
        colleague = an_officer("head", unit=unit)
        an_observation(industry, 6.9, month=7, on=YESTERDAY, by=reporter)
        an_observation(industry, 7, month=8, on=YESTERDAY, by=colleague)
        elsewhere = an_indicator(programme.district)
        an_observation(elsewhere, 5, month=8, on=YESTERDAY)

        page = signed_in(reporter).get(WAITING)

        assert [(one.period, one.form is None) for one in page.context["figures"]] == [
            ("Jan–Jul", True),
            ("Jan–Aug", False),
        ]
        assert "your own: waits for somebody else" in text(page)

    def test_figures_of_other_years_and_districts_wait_elsewhere(self, inspector, industry):
        an_observation(industry, 6.9, month=12, year=2022, on=YESTERDAY)
        an_observation(an_indicator(), 6.9, month=8, on=YESTERDAY)

        assert waiting(inspector) == []

    def test_an_empty_list_says_so(self, inspector, programme):
        assert "No figure waits" in text(signed_in(inspector).get(WAITING))

    def test_a_stranger_is_asked_to_sign_in(self, programme):
        assert visitor().get(WAITING).url == f"/accounts/sign-in/?next={WAITING}"

    @pytest.mark.parametrize("role", ["reporter", "head", "leader", "delegate", "administrator"])
    def test_to_others_there_is_no_list(self, role, programme, industry):
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY)
        other = an_officer(role, unit=a_unit())

        assert signed_in(other).get(WAITING).status_code == 404
        assert (tick(other, row).status_code, decide(other, row, "verify").status_code) == (404, 404)
        assert states() == ["submitted"]

    def test_on_a_past_day_it_is_what_waited_at_its_end_for_reading(self, inspector, industry):
        a_known_observation(industry, 6.9, month=7, on=date(2023, 8, 18), verified_on=date(2023, 8, 21))
        an_observation(industry, 7, month=8, on=YESTERDAY)

        page = signed_in(inspector).get(f"{WAITING}?on=2023-08-20")

        assert [(one.period, one.form) for one in page.context["figures"]] == [("Jan–Jul", None)]
        assert 'method="post"' not in text(page).split("<main")[1]


# Decisions


class TestDecisions:
    def test_a_verified_figure_counts_from_that_day(self, programme, inspector, industry):
        a_goal(programme, "7%左右", indicator=industry)
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY)

        answer = decide(inspector, row, "verify")

        row.refresh_from_db()
        assert messages(answer) == ["“Industry, Jan–Aug 2023” is verified and counts from today."]
        assert (row.state, row.decided_by, row.decided_on) == ("verified", inspector, TODAY)
        assert [light_of(programme, day) for day in (YESTERDAY, TODAY)] == ["grey", "yellow"]

    def test_a_colleague_of_the_unit_verifies_too(self, unit, industry):
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY)

        decide(an_officer(unit=unit), row, "verify")

        assert states() == ["verified"]

    def test_nobody_verifies_their_own(self, reporter, industry):
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY, by=reporter)

        assert (decide(reporter, row, "verify").status_code, tick(reporter, row).status_code) == (404, 404)
        assert states() == ["submitted"]

    def test_a_return_needs_a_note_and_keeps_it(self, inspector, industry):
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY)

        refused, long = decide(inspector, row, "return"), decide(inspector, row, "return", note="长" * 501)
        accepted = decide(inspector, row, "return", note="与月报不符")

        row.refresh_from_db()
        assert "Say what is wrong when you return a figure." in text(refused)
        assert ("<details open" in text(refused), "长" * 501 in text(long)) == (True, True)
        assert messages(accepted) == ["“Industry, Jan–Aug 2023” has been returned."]
        assert (row.state, row.decision_note) == ("returned", "与月报不符")

    def test_several_are_verified_at_once(self, inspector, industry, retail):
        rows = [an_observation(one, 6.9, month=8, on=YESTERDAY) for one in (industry, retail)]
        an_observation(industry, 6.9, month=7, on=YESTERDAY)

        answer = tick(inspector, *rows)

        assert (answer.redirect_chain, messages(answer)) == ([(WAITING, 302)], ["2 figures are verified."])
        assert states() == ["verified", "verified", "submitted"]

    def test_nothing_ticked_verifies_nothing(self, inspector, industry):
        an_observation(industry, 6.9, month=8, on=YESTERDAY)

        assert "Tick the figures that you have checked." in text(tick(inspector))
        assert states() == ["submitted"]

    @pytest.mark.parametrize("sent", ["", "x-1", "0-1", "-", "9" * 5000])
    def test_a_tick_of_what_is_not_there_is_not_found(self, inspector, industry, sent):
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY)

        answer = signed_in(inspector).post(WAITING, {"figure": [f"{row.pk}-{row.version}", sent]})

        assert (answer.status_code, states()) == (404, ["submitted"])

    def test_of_several_none_counts_when_somebody_was_faster_with_one(self, inspector, industry, retail):
        first, second = (an_observation(one, 6.9, month=8, on=YESTERDAY) for one in (industry, retail))
        by_another(second, note="口径不符")

        answer = tick(inspector, first, second)

        assert answer.status_code == 409
        told = "“Retail, Jan–Aug 2023” now says “returned”, decided by 督查员乙 on 15 Sep 2023. 口径不符"
        assert told in text(answer)
        assert f'value="{first.pk}-{first.version}" aria-label="Industry Jan–Aug" checked' in text(answer)
        assert states() == ["submitted", "returned"]

    def test_who_decides_second_is_told_and_keeps_the_note(self, inspector, industry):
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY)
        by_another(row)

        answer = decide(inspector, row, "return", note="我认为不对")

        assert (answer.status_code, "我认为不对" in text(answer)) == (409, True)
        assert "now says “verified”, decided by 督查员乙" in text(answer)
        assert states() == ["verified"]

    def test_a_version_that_was_not_shown_decides_nothing(self, inspector, industry):
        row = an_observation(industry, 6.9, month=8, on=YESTERDAY)

        assert tick(inspector, row, version=row.version + 1).status_code == 409
        assert decide(inspector, row, "verify", version=row.version + 1).status_code == 409
        assert states() == ["submitted"]

    def test_an_unknown_decision_is_none(self, inspector, industry):
        assert decide(inspector, an_observation(industry, 6.9, month=8, on=YESTERDAY), "delete").status_code == 404

    def test_a_figure_of_another_programme_is_not_found_here(self, inspector, programme):
        row = an_observation(an_indicator(), 6.9, month=8, on=YESTERDAY)

        assert decide(inspector, row, "verify").status_code == 404


def by_another(row, note="") -> None:
    other, same = an_inspector(name="督查员乙"), Observation.objects.get(pk=row.pk)
    if note:
        return_figure(same, by=other, on=TODAY, now=NOON, seen=same.version, note=note)
    else:
        verify_figure(same, by=other, on=TODAY, now=NOON, seen=same.version)


def light_of(programme, on: date) -> str:
    return str(goals_on(programme, on, reference())[0].light)


def test_the_list_costs_the_same_for_one_figure_and_for_sixty(programme, unit, inspector, industry):
    an_observation(industry, 6.9, month=8, on=YESTERDAY)
    once = queries.of(signed_in(inspector), WAITING)
    for number in range(60):
        other = an_indicator(programme.district, statistics_unit=unit)
        a_known_observation(other, 6.9, month=7, on=date(2023, 8, 18))
        an_observation(other, Decimal(number), month=8, on=YESTERDAY)

    assert len(queries.of(signed_in(inspector), WAITING)) == len(once) <= 8
