"""Programme files with targets, work areas and figures: the shipped ones, any other year, and what is refused."""

import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import TestCase, override_settings
from django.utils import translation

from newarea.actions.loading.loading import Outcome
from newarea.actions.loading.run import Refused, load_files
from newarea.models import Officer, Programme, Terms, Undertaking, reference
from targets.actions.commitments import revise_commitment
from targets.actions.indicators import revise_indicator
from targets.actions.observations import Figure, enter_figures, verify_figure
from targets.domain.periods import Period
from targets.models import Commitment, Goal, Indicator, Measure, Observation, Target, WorkArea
from targets.models.areas_on import areas_on
from targets.models.commitments_on import CommitmentOn, commitments_on
from targets.models.goals_on import GoalOn, goals_on
from targets.wording import goal_text, period_text

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL, EXAMPLE = ROOT / "data/songbei-2023.yaml", ROOT / "data/songbei-2023-example.yaml"
HARBOUR = ROOT / "data/harbour-2024-example.yaml"
NOW = datetime(2023, 9, 15, 4, 0, tzinfo=UTC)
OPENING = date(2023, 9, 15)

SMALL = """\
format: 1
example: true
programme: {key: small, district: area, year: 2023, area_zh: 示例区, reported_on: 2023-01-17, adopted_on: 2023-01-18}
units:
  - {code: area, kind: district, name_zh: 示例区}
  - {code: statistics, kind: bureau, name_zh: 区统计局, parent: area}
  - {code: commerce, kind: bureau, name_zh: 区商务局, parent: area}
officers:
  - {username: counter, unit: statistics, role: reporter}
  - {username: head, unit: statistics, role: head}
  - {username: trader, unit: commerce, role: reporter}
  - {username: inspector, unit: area, role: inspector}
indicators:
  - {key: gdp, name_zh: 地区生产总值, name_en: GDP, frequency: quarterly, statistics_unit: statistics, owner: counter}
  - {key: trade, name_zh: 进出口, measured_as: both, unit_zh: 亿元, statistics_unit: statistics, lag_days: 15}
targets:
  - key: output
    number: 1
    name_zh: 地区生产总值
    goals:
      - {key: gdp-growth, indicator: gdp, wording: 6.5%左右}
areas:
  - key: opening
    number: 1
    title_zh: 对外开放
    plan_on: 2023-02-08
    measures:
      - key: trade
        title_zh: 外贸规模
        goals:
          - {key: trade-level, indicator: trade, aspect: level, wording: 120亿元以上, commitment: volume}
        commitments:
          - key: volume
            title_zh: 全年进出口
            wording: 120亿元以上
            lead_unit: commerce
            owner: trader
            start_on: 2023-02-13
            due_on: 2023-12-29
            tasks:
              - {key: first-half, title_zh: 上半年过半, weight: 1, due_on: 2023-06-30}
              - {key: second-half, title_zh: 全年完成, weight: 1, due_on: 2023-12-29}
observations:
  - key: gdp-06
    indicator: gdp
    period: 2023-06
    value: 6.1
    published_on: 2023-07-20
    on: 2023-07-21
    by: counter
    verified: {on: 2023-07-24, by: head}
facts:
  - report: august
    of: volume
    on: 2023-08-25
    by: trader
    quantity: 70
    summary: 累计 70 亿元。
    verified: {on: 2023-08-28, by: inspector}
"""


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def load(tmp_path):
    """Load texts as files of one run; a refusal comes back as its faults, without the folder."""

    def load(*texts: str, until: date = OPENING) -> Outcome | list[str]:
        paths = [tmp_path / f"file-{number}.yaml" for number, _ in enumerate(texts or (SMALL,), start=1)]
        for path, text in zip(paths, texts or (SMALL,), strict=True):
            path.write_text(text)
        try:
            return load_files(paths, until=until, now=NOW)
        except Refused as refused:
            return [str(fault).replace(f"{tmp_path}/file-", "") for fault in refused.faults]

    return load


def instead(old: str, new: str, text: str = SMALL) -> str:
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
    return text.replace(old, new)


def goals(on: date, slug: str = "songbei-2023") -> list[GoalOn]:
    return goals_on(Programme.objects.get(slug=slug), on, reference())


def goal_lights(on: date, slug: str = "songbei-2023") -> dict[str, str]:
    return {one.goal.key: str(one.light) for one in goals(on, slug)}


def commitments(on: date, slug: str = "songbei-2023") -> list[CommitmentOn]:
    return commitments_on(Undertaking.objects.filter(programme__slug=slug), on, reference())


def promise(key: str, on: date, slug: str = "small") -> CommitmentOn:
    return next(one for one in commitments(on, slug) if one.row.key == key)


# The official file


class TheOfficialFile(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_files([OFFICIAL], until=OPENING, now=NOW)

    def test_holds_all_that_the_report_promised(self):
        models = (Indicator, Target, Goal, WorkArea, Measure, Commitment)

        assert [model.objects.count() for model in models] == [9, 7, 10, 10, 34, 70]
        assert Commitment.objects.filter(is_counted=True).count() == 18
        assert not WorkArea.objects.exclude(measures__commitments__isnull=False).exists()

    def test_words_the_goals_as_the_page_does(self):
        rows = Goal.objects.select_related("target", "indicator", "reference")
        told = rows.order_by("target__number", "indicator__position").values_list(
            "target__number", "indicator__name_zh", "aspect", "wording", "reference__key"
        )

        assert list(told) == [
            (1, "地区生产总值", "growth", "6.5%左右", None),
            (2, "规模以上工业增加值", "growth", "9%左右", None),
            (3, "社会消费品零售总额", "growth", "7%左右", None),
            (4, "进出口总额", "growth", "30%以上", None),
            (4, "实际利用外资", "growth", "30%以上", None),
            (5, "固定资产投资", "growth", "10%左右", None),
            (6, "城镇居民人均可支配收入", "growth", "与GDP增速同步", "gdp"),
            (6, "农村居民人均可支配收入", "growth", "与GDP增速同步", "gdp"),
            (7, "一般公共预算收入", "growth", "10%", None),
            (None, "进出口总额", "level", "120亿元以上", None),
        ]
        level = Goal.objects.get(aspect="level")
        assert (level.hedge, level.commitment.undertaking.key, level.is_even_pace) == ("strive", "trade-volume", False)

    def test_counts_every_number_with_its_hedge(self):
        rows = Commitment.objects.filter(is_counted=True).order_by("measure__area__number", "measure", "position")
        told = rows.values_list(
            "measure__area__number", "wording", "undertaking__quantity", "undertaking__measure_zh",
            "undertaking__must_exceed", "hedge",
        )  # fmt: skip

        assert list(told) == [
            (2, "20项", Decimal(20), "项", False, "strive"),
            (2, "100家", Decimal(100), "家", False, "strive"),
            (2, "100家以上", Decimal(100), "家", False, "strive"),
            (2, "800家以上", Decimal(800), "家", False, "strive"),
            (2, "7个", Decimal(7), "个", False, ""),
            (2, "20个", Decimal(20), "个", False, ""),
            (2, "40家", Decimal(40), "家", False, ""),
            (3, "120亿元以上", Decimal(120), "亿元", False, "strive"),
            (3, "30个以上", Decimal(30), "个", False, "ensure"),
            (4, "超百个", Decimal(100), "个", True, "ensure"),
            (4, "100个", Decimal(100), "个", False, ""),
            (7, "20亿元", Decimal(20), "亿元", False, "plan"),
            (7, "300万平方米", Decimal(300), "万平方米", False, ""),
            (7, "50万千瓦", Decimal(50), "万千瓦", False, ""),
            (8, "8000个", Decimal(8000), "个", False, ""),
            (8, "5家", Decimal(5), "家", False, ""),
            (8, "7所", Decimal(7), "所", False, ""),
            (8, "3所", Decimal(3), "所", False, "speed_up"),
        ]

    def test_says_which_numbers_of_areas_were_inferred(self):
        areas = WorkArea.objects.order_by("number")

        assert [(area.number, area.is_number_derived) for area in areas] == [
            (1, False), (2, True), (3, True), (4, False), (5, True),
            (6, True), (7, True), (8, True), (9, True), (10, True),
        ]  # fmt: skip

    def test_has_short_names_for_narrow_cells(self):
        names = Indicator.objects.order_by("position").values_list("short_zh", "short_en")

        assert [(zh, en) for zh, en in names if not zh or len(zh) > 8 or not en or len(en) > 18] == []

    def test_publishes_january_alone_where_the_district_does(self):
        joined = Indicator.objects.filter(frequency="monthly").values_list("key", "joins_january")

        assert dict(joined) == {
            "industry": True, "retail": True, "investment": True,
            "trade": False, "foreign-capital": False, "revenue": False,
        }  # fmt: skip

    def test_invents_nothing_and_everything_is_grey(self):
        assert not Officer.objects.exists()
        assert not Indicator.objects.exclude(statistics_unit=None, owner=None, lag_days=None).exists()
        assert not Terms.objects.exclude(lead_unit=None, owner=None, start_on=None, due_on=None).exists()
        assert not Observation.objects.exists()
        assert {(str(one.light), one.judged.reason.code) for one in goals(OPENING)} == {
            ("grey", "not_published"),
            ("grey", "nothing_common"),
        }
        assert {(str(one.light), one.standing.reason.code) for one in commitments(OPENING)} == {("grey", "no_plan")}
        assert not Programme.objects.get().has_example

    def test_copies_no_sentence_of_the_page(self):
        assert not Goal.objects.exclude(source_sentence="").exists()
        assert not Commitment.objects.exclude(source_sentence="").exists()
        assert not Commitment.objects.filter(source_reference="").exists()


# The example year


@override_settings(FILES=Path(tempfile.gettempdir()) / "newarea-example-files")
class TheExampleYear(TestCase):
    """Loaded once for all of them: it takes seconds."""

    @classmethod
    def setUpTestData(cls):
        load_files([OFFICIAL, EXAMPLE], until=OPENING, now=NOW)

    def test_on_the_opening_day_goals_stand_at_every_light(self):
        now = [(one.goal.key, str(one.light), one.judged.period, one.judged.value) for one in goals(OPENING)]

        assert now == [
            ("gdp-growth", "yellow", (2023, 6), Decimal("6.1")),
            ("industry-growth", "green", (2023, 7), Decimal("9.2")),
            ("retail-growth", "green", (2023, 6), Decimal("7.2")),
            ("trade-growth", "green", (2023, 8), Decimal("33.5")),
            ("foreign-capital-growth", "red", (2023, 7), Decimal("24.6")),
            ("investment-growth", "yellow", (2023, 7), Decimal("9.7")),
            ("urban-income-growth", "green", (2023, 6), Decimal("6.3")),
            ("rural-income-growth", "yellow", (2023, 6), Decimal("5.8")),
            ("revenue-growth", "green", (2023, 8), Decimal("10.0")),
            ("trade-level", "green", (2023, 8), Decimal("80.6")),
        ]

    def test_a_revision_turns_the_light_and_those_that_keep_step_with_it(self):
        moved = ("gdp-growth", "urban-income-growth", "rural-income-growth")
        before, after = goal_lights(date(2023, 8, 29)), goal_lights(date(2023, 8, 30))

        assert [before[key] for key in moved] == ["green", "yellow", "red"]
        assert [after[key] for key in moved] == ["yellow", "green", "yellow"]

    def test_what_is_published_late_is_not_published_until_then(self):
        assert goal_lights(date(2023, 5, 21))["rural-income-growth"] == "grey"
        assert goal_lights(date(2023, 5, 22))["rural-income-growth"] == "yellow"
        late = {one.goal.key: one.missing for one in goals(OPENING) if one.missing}
        assert late == {"retail-growth": (Period(2023, 7), date(2023, 8, 21))}

    def test_one_figure_waits_and_one_was_returned_and_entered_again(self):
        waiting = Observation.objects.waiting().values_list("key", flat=True)
        may = Observation.objects.filter(indicator__key="investment", month=5).order_by("pk")

        assert list(waiting) == ["foreign-capital-08"]
        assert [(row.state, row.value) for row in may] == [("returned", Decimal(98)), ("verified", Decimal("9.8"))]

    def test_commitments_stand_at_every_light(self):
        now = commitments(OPENING)

        assert Counter(str(one.light) for one in now) == {"green": 43, "grey": 15, "yellow": 6, "red": 3, "closed": 3}
        assert {one.row.key for one in now if one.light == "red"} == {
            "industry-groups", "education-centres", "schools-built",
        }  # fmt: skip
        assert {one.row.key for one in now if one.light == "yellow"} == {
            "foreign-technology", "talent-housing", "night-streets", "enforcement-platform", "hulan-pump", "new-jobs",
        }  # fmt: skip
        assert {one.row.key: one.set_by.key for one in now if one.set_by} == {"schools-built": "schools-autumn"}
        assert {one.row.key for one in now if not one.row.standing.reported_this_cycle} == {"growth-companies"}

    def test_areas_take_the_worst_of_their_open_commitments(self):
        areas = areas_on(Programme.objects.get(), OPENING, reference(), Officer.objects.get(username="admin"))

        assert [str(area.light) for area in areas] == [
            "red", "red", "yellow", "green", "yellow", "yellow", "yellow", "red", "green", "green",
        ]  # fmt: skip

    def test_every_commitment_has_unit_owner_and_dates(self):
        own = Undertaking.objects.filter(commitment__isnull=False)

        assert own.count() == 75
        assert not own.filter(lead_unit=None).exists()
        assert not own.filter(owner=None).exists()
        assert not own.filter(start_on=None).exists()
        assert not own.filter(due_on=None).exists()

    def test_before_the_plan_is_known_there_is_only_the_promise(self):
        known = [
            (promise("new-jobs", day, "songbei-2023").row, promise("schools-built", day, "songbei-2023"))
            for day in (date(2023, 2, 7), date(2023, 2, 8))
        ]

        assert [(jobs.lead_unit_zh, jobs.facts.due_on, len(schools.tasks)) for jobs, schools in known] == [
            (None, None, 0),
            ("区人社局", date(2023, 12, 29), 3),
        ]
        assert commitments(date(2023, 1, 16)) == []

    def test_an_extension_is_known_from_its_decision(self):
        office = [
            promise("hong-kong-office", day, "songbei-2023").row.facts for day in (date(2023, 9, 3), date(2023, 9, 4))
        ]

        assert [facts.due_on for facts in office] == [date(2023, 9, 15), date(2023, 10, 31)]

    def test_at_the_end_of_january_the_whole_year_is_judged(self):
        outcome = load_files([OFFICIAL, EXAMPLE], until=date(2024, 1, 31), now=NOW)

        assert (outcome.facts, outcome.later, outcome.left, outcome.kept) == (625, 0, 0, [])
        assert [(one.goal.key, str(one.light)) for one in goals(date(2024, 1, 31)) if one.light != "green"] == [
            ("gdp-growth", "yellow")
        ]
        assert {one.judged.period for one in goals(date(2024, 1, 31))} == {(2023, 12)}
        assert Counter(str(one.light) for one in commitments(date(2023, 12, 31))) == {"closed": 66, "yellow": 4}
        assert goal_lights(OPENING)["foreign-capital-growth"] == "red"

    def test_a_district_of_another_year_stands_beside_it(self):
        outcome = load_files([HARBOUR], until=date(2024, 8, 1), now=NOW)

        assert (outcome.added["goals"], outcome.kept) == (4, [])
        assert (Programme.objects.count(), WorkArea.objects.count()) == (2, 12)
        assert load_files([HARBOUR], until=date(2024, 8, 1), now=NOW).changes == 0
        assert goal_lights(OPENING)["gdp-growth"] == "yellow"


def test_loading_again_changes_nothing_and_a_day_later_adds_what_one_loading_has(db):
    """The same state, whether loaded at once or in June and again in September."""
    files = [OFFICIAL, EXAMPLE]
    load_files(files, until=date(2023, 6, 30), now=NOW)
    load_files(files, until=OPENING, now=NOW)

    again = load_files(files, until=OPENING, now=NOW)

    assert (again.changes, again.kept, again.left) == (0, [], 0)
    assert goal_lights(OPENING)["urban-income-growth"] == "green"
    assert Counter(str(one.light) for one in commitments(OPENING)) == {
        "green": 43, "grey": 15, "yellow": 6, "red": 3, "closed": 3,
    }  # fmt: skip
    assert Observation.objects.count() == 57
    assert not Terms.objects.filter(kind="corrected").exists()


# Another district, another year


def test_another_district_and_year_loads_with_goals_of_other_kinds(db):
    load_files([HARBOUR], until=date(2024, 8, 1), now=NOW)

    told = [
        (one.goal.wording, goal_text(one.worded), str(one.light)) for one in goals(date(2024, 8, 1), "harbour-2024")
    ]
    assert told == [
        ("控制在5%以内", "at most 5%", "green"),
        ("下降3%以上", "down by at least 3%", "green"),
        ("5%—6%", "5% to 6%", "green"),
        ("超2,400万吨", "more than 2,400 万吨", "red"),
    ]
    assert goal_lights(date(2024, 5, 7), "harbour-2024") == {
        "unemployment-limit": "red", "energy-decline": "red", "cargo-growth": "grey", "cargo-level": "grey",
    }  # fmt: skip
    assert {one.row.key: str(one.light) for one in commitments(date(2024, 8, 1), "harbour-2024")} == {
        "cargo-year": "green", "shore-restored": "yellow", "shore-rules": "closed",
    }  # fmt: skip


def test_two_years_of_a_district_share_its_indicators(db, load):
    load()
    next_year = (
        "format: 1\n"
        "programme: {key: next, district: area, year: 2024, area_zh: 示例区, adopted_on: 2024-01-16}\n"
        "indicators:\n  - {key: gdp}\n"
        "targets:\n  - key: output\n    number: 1\n    name_zh: 地区生产总值\n"
        "    goals:\n      - {key: gdp-growth, indicator: gdp, wording: 6%左右}\n"
    )

    outcome = load(next_year, until=date(2024, 2, 1))

    assert (outcome.added, outcome.kept) == ({"programme": 1, "targets": 1, "goals": 1}, [])
    assert Indicator.objects.filter(key="gdp").count() == 1
    assert {goal.wording for goal in Goal.objects.filter(key="gdp-growth")} == {"6.5%左右", "6%左右"}
    assert goal_lights(date(2024, 2, 1), "next") == {"gdp-growth": "grey"}


def test_periods_are_named_in_both_languages(db, load):
    load()
    period = goals(OPENING, "small")[0].judged.period

    assert period_text(period, with_year=True) == "Jan–Jun 2023"
    with translation.override("zh-hans"):
        assert period_text(period, with_year=True) == "2023年1—6月"


def test_the_example_of_the_documentation_loads(db, load):
    small, added = (part.split("```")[0] for part in (ROOT / "docs/data-format.md").read_text().split("```yaml\n")[1:])

    load(small, added)

    assert goal_lights(OPENING, "example-2023") == {"gdp-growth": "yellow"}
    assert [(one.row.key, str(one.light)) for one in commitments(OPENING, "example-2023")] == [("embankment", "green")]


# Plans and people


def test_an_example_that_comes_later_marks_what_it_adds_to(db, load):
    promised = SMALL.split("            lead_unit: commerce")[0]
    official = instead("example: true\n", "", promised)
    example = (
        "format: 1\nexample: true\nprogramme: {key: small}\nareas:\n  - key: opening\n    plan_on: 2023-02-08\n"
        "    measures:\n      - key: trade\n"
        "        goals: [{key: trade-level, even_pace: true}]\n"
        "        commitments: [{key: volume, lead_unit: commerce, due_on: 2023-12-29}]\n"
    )
    load(official)
    marked = (Undertaking.objects.get().is_example, Goal.objects.get(key="trade-level").is_example)

    load(official, example)

    assert marked == (False, False)
    level = Goal.objects.in_force().get(key="trade-level")
    assert (Undertaking.objects.get().is_example, level.is_example, level.is_even_pace) == (True, True, True)
    assert not Goal.objects.get(key="gdp-growth").is_example
    assert [promise("volume", day).row.lead_unit for day in (date(2023, 2, 7), date(2023, 2, 8))] == ["", "区商务局"]


def test_the_plan_follows_the_file_from_the_day_it_is_loaded(db, load):
    load(until=date(2023, 3, 1))

    outcome = load(instead("start_on: 2023-02-13", "start_on: 2023-03-01"), until=date(2023, 3, 2))

    terms = Terms.objects.filter(undertaking__key="volume").order_by("pk")
    assert outcome.changed == 1
    assert [(row.kind, row.known_on, row.start_on) for row in terms] == [
        ("planned", date(2023, 1, 17), None),
        ("planned", date(2023, 2, 8), date(2023, 2, 13)),
        ("corrected", date(2023, 3, 2), date(2023, 3, 1)),
    ]


def test_a_plan_of_a_later_day_waits_for_it(db, load):
    early = load(until=date(2023, 2, 7))
    known = promise("volume", date(2023, 2, 7)).row.lead_unit_zh

    load(until=date(2023, 2, 8))

    assert (early.later, known) == (
        3 + 4,
        None,
    )  # the plan and two tasks; a figure and a report, each with its decision
    assert (promise("volume", date(2023, 2, 8)).row.lead_unit_zh, Commitment.objects.count()) == ("区商务局", 3)


def test_what_people_have_edited_stays_and_is_told(db, load):
    load(until=date(2023, 3, 1))
    row = Commitment.objects.get(undertaking__key="volume")
    revise_commitment(
        row, seen=row.undertaking.version, by=None, on=date(2023, 3, 1), title_zh="改", due_on=date(2023, 12, 1)
    )
    gdp = Indicator.objects.get(key="gdp")
    revise_indicator(gdp, seen=gdp.version, by=None, lag_days=30)

    changed = instead(
        "title_zh: 全年进出口\n",
        "title_zh: 全年进出口总额\n",
        instead("owner: counter}", "owner: counter, lag_days: 20}"),
    )
    outcome = load(changed, until=date(2023, 3, 2))

    assert [(kept.place.line, kept.name, kept.file, kept.site) for kept in outcome.kept] == [
        (14, "lag_days", 20, 30),
        (34, "title_zh", "全年进出口总额", "改"),
        (39, "due_on", "2023-12-29", "2023-12-01"),
    ]
    assert (outcome.changes, Undertaking.objects.get(key="volume").title_zh) == (0, "改")


def test_a_goal_worded_otherwise_replaces_the_one_that_was_promised(db, load):
    load(until=date(2023, 3, 1))

    load(instead("6.5%左右", "6%左右"), until=date(2023, 4, 3))

    told = Goal.objects.filter(key="gdp-growth").order_by("pk").values_list("wording", "known_on", "superseded_on")
    assert list(told) == [
        ("6.5%左右", date(2023, 1, 17), date(2023, 4, 3)),
        ("6%左右", date(2023, 4, 3), None),
    ]


def test_a_figure_entered_by_hand_keeps_the_files_later_ones_out(db, load):
    load(until=date(2023, 7, 20))
    counter = Officer.objects.get(username="counter")
    figure = Figure(
        indicator=Indicator.objects.get(key="gdp"),
        aspect="growth",
        period=Period(2023, 6),
        value=Decimal("6.6"),
        published_on=date(2023, 7, 20),
    )
    enter_figures([figure], by=counter, on=date(2023, 7, 20), now=NOW)

    outcome = load()

    assert outcome.left == 2
    assert [(row.key, row.value) for row in Observation.objects.all()] == [("", Decimal("6.6"))]


def test_a_figure_verified_by_hand_is_not_decided_again(db, load):
    load(until=date(2023, 7, 21))
    row, inspector = Observation.objects.get(), Officer.objects.get(username="inspector")
    verify_figure(row, by=inspector, on=date(2023, 7, 22), now=NOW, seen=row.version)

    assert load().left == 1
    assert Observation.objects.get().decided_on == date(2023, 7, 22)


def test_a_figure_is_never_overwritten(db, load):
    load()

    outcome = load(instead("value: 6.1", "value: 6.2"))

    assert Observation.objects.get().value == Decimal("6.1")
    assert [(kept.name, kept.file, kept.site) for kept in outcome.kept] == [("value", "6.2", "6.1")]


# Faults


FAULTS = [
    (
        "wording: 6.5%左右",
        "wording: 6.5%左边",
        "1.yaml:21: wording: “左边” was not understood. "
        "Known are 左右, 以上, 超, 以内, A—B, 与…同步 and a bare number.",
    ),
    (
        "wording: 6.5%左右",
        "wording: 与GDP增速同步",
        "1.yaml:21: in_step_with: Say with which indicator the goal keeps step.",
    ),
    ("wording: 6.5%左右", "wording: 6.5亿元左右", "1.yaml:21: wording: “亿元” is not the unit here; % is."),
    (
        "    wording: 120亿元以上\n",
        "    wording: 控制在120亿元\n",
        "1.yaml:35: wording: "
        "A commitment is a quantity to be reached; what keeps step, declines or stays below is a goal.",
    ),
    (
        "period: 2023-06",
        "period: 2023-13",
        "1.yaml:46: period: the last month of a period such as 2023-08 is expected",
    ),
    ("period: 2023-06", "period: 2023-05", "1.yaml:44: Nothing is published for this period."),
    ("period: 2023-06", "period: 2023-09", "1.yaml:44: The period is not over yet."),
    ("value: 6.1", "value: 6.12345", "1.yaml:47: value: a number with at most four decimal places is expected"),
    ("on: 2023-07-24", "on: 2023-07-20", "1.yaml:51: A decision before the day it is about."),
    (
        "by: head}",
        "by: trader}",
        "1.yaml:44: Figures are decided by an inspector or by another officer of the statistics unit.",
    ),
    ("by: head}", "by: counter}", "1.yaml:44: Nobody verifies their own figure."),
    (
        "    by: counter\n",
        "    by: trader\n",
        "1.yaml:44: Only the statistics unit of this indicator enters its figures.",
    ),
    ("key: second-half", "key: volume", "1.yaml:42: “volume” is a commitment already (1.yaml:33)."),
    (
        "weight: 1, due_on: 2023-06-30",
        "due_on: 2023-06-30",
        "1.yaml:41: “first-half” has no weight, but others of the commitment have one.",
    ),
    ("due_on: 2023-12-29\n", "due_on: 2023-01-29\n", "1.yaml:39: due_on: before the start."),
    (
        "    plan_on: 2023-02-08\n",
        "",
        "1.yaml:23: “opening” has commitments with a plan; say with plan_on from which day it was known.",
    ),
    (
        "indicator: gdp, wording",
        "indicator: gpd, wording",
        "1.yaml:21: indicator: “gpd” is not among the indicators. Did you mean “gdp”?",
    ),
    (
        "commitment: volume",
        "commitment: volumes",
        "1.yaml:31: commitment: “volumes” is not among the undertakings. Did you mean “volume”?",
    ),
    ("owner: counter}", "owner: trader}", "1.yaml:14: owner: The owner has to belong to the statistics unit."),
    (
        "level, wording",
        "level, even_pace: true, wording: 3%左右, hedge",
        "1.yaml:31: hedge: one of strive, ensure, plan, speed_up is expected",
    ),
]


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_a_fault_is_told_at_its_line_and_nothing_is_written(db, load, old, new, fault):
    found = load(instead(old, new))

    assert found == [fault]
    assert not Programme.objects.exists()


def test_a_key_given_twice_is_told_with_both_lines(db, load):
    assert load(instead("key: second-half", "key: first-half")) == [
        "1.yaml:42: “first-half” is a commitment already (1.yaml:41).",
        "1.yaml:42: “first-half” is given already (1.yaml:41).",
    ]


def test_what_is_needed_of_a_new_record_is_said(db, load):
    text = instead("    name_zh: 地区生产总值\n", "", instead("    number: 1\n    title_zh: 对外开放\n", ""))

    assert load(text) == ["1.yaml:17: “output” lacks name_zh.", "1.yaml:22: “opening” lacks number, title_zh."]


def test_a_key_is_unique_across_the_parts_of_a_programme(db, load):
    project = (
        "projects:\n  - key: drainage\n    number: 1\n    name_zh: 排水\n    lead_unit: commerce\n"
        "    plan_on: 2023-02-08\n    milestones:\n      - {key: volume, title_zh: 铺设}\n"
    )

    found = load(SMALL + project)

    assert [line.split(": ")[0] for line in found] == ["1.yaml:33"]


def test_figures_cannot_become_unknown_again(db, load):
    load(until=date(2023, 7, 24))

    assert load(until=date(2023, 7, 23)) == [
        "1.yaml:3: Facts up to 2023-07-24 are loaded; the day cannot go back to 2023-07-23. "
        "Choose that day or a later one, or a new database."
    ]
