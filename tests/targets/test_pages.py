"""Overview panels, the officials' table, area and commitment pages, as each reader sees them."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from django.test import Client

from newarea.models import Officer, Programme, Terms, Undertaking, Unit
from targets.actions.commitments import revise_commitment
from targets.models import Commitment, Measure
from tests import queries
from tests.builders import (
    ADOPTED_ON,
    a_close_out,
    a_commitment,
    a_goal,
    a_known_observation,
    a_measure,
    a_programme,
    a_submitted,
    a_target,
    a_unit,
    a_verified,
    an_area,
    an_indicator,
    an_officer,
)

pytestmark = pytest.mark.django_db
ON = date(2023, 9, 15)
COLUMNS = ("序号", "任务", "全年目标", "牵头单位", "配合单位", "本期进展", "是否达序", "说明")
serial = count(1)


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.DAY = ON


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="newarea.backends.OfficerBackend")
    return client


def many_commitments(measure: Measure, number: int, unit: Unit) -> None:
    """Rows as the actions write them, all at once; the planner is told, as it would be of rows that come in time."""
    programme = measure.area.programme
    plan = {"start_on": date(2023, 2, 1), "due_on": date(2023, 12, 31), "lead_unit": unit}
    rows = [
        Undertaking(programme=programme, key=f"many-{next(serial)}", title_zh="任务", is_even_pace=False, **plan)
        for _ in range(number)
    ]
    made = Undertaking.objects.bulk_create(rows)
    Terms.objects.bulk_create(Terms(undertaking=one, known_on=ADOPTED_ON, is_even_pace=False, **plan) for one in made)
    Commitment.objects.bulk_create(Commitment(undertaking=one, measure=measure) for one in made)
    queries.tell_planner()


def panel_of(client: Client, programme: Programme, number: int, **asked: str) -> dict:
    page = client.get(f"/{programme.slug}/", asked)
    return page.context["panels"][number].context


# The overview


def test_the_band_shows_every_indicator_of_the_main_targets_in_the_order_of_the_report(client):
    programme = a_programme()
    gdp = an_indicator(programme.district, short_zh="地区生产总值")
    trade = an_indicator(programme.district, short_zh="进出口", measured_as="both", unit_zh="亿元")
    a_goal(programme, "30%以上", indicator=trade, target=a_target(programme, number=4))
    a_goal(programme, "6.5%左右", indicator=gdp, target=a_target(programme, number=1))
    a_goal(programme, "120亿元以上", indicator=trade, aspect="level", measure=a_measure(an_area(programme)))
    a_known_observation(gdp, "6.1", month=6, on=date(2023, 7, 20))

    cells = panel_of(client, programme, 0)["cells"]

    assert [(cell["name"], cell["value"], cell["word"], cell["goal"]) for cell in cells] == [
        ("地区生产总值", "6.1%", "接近目标", "6.5%左右"),
        ("进出口", "", "未公布", "30%以上"),
    ]
    assert [other["goal"] for cell in cells for other in cell["others"]] == ["120亿元以上"]


def test_a_programme_without_targets_shows_no_empty_band(client):
    programme = a_programme()

    page = client.get(f"/{programme.slug}/").content.decode()

    assert "targets-head" not in page
    assert "areas-head" not in page


def test_an_area_shows_the_worst_light_of_its_open_commitments(client):
    programme = a_programme()
    area = an_area(programme, number=3)
    measure = a_measure(area)
    a_commitment(measure, due_on=date(2023, 8, 1))  # 32 working days past due
    a_close_out(a_commitment(measure).undertaking, on=date(2023, 6, 1))
    a_commitment(measure, due_on=date(2023, 9, 8))

    (line,) = panel_of(client, programme, 2)["areas"]

    assert (line["number"], line["light"], line["told"]) == (3, "red", [("closed", 1), ("yellow", 1), ("red", 1)])


def test_the_panels_add_five_queries_whatever_there_is(client):
    empty, programme = a_programme(), a_programme()
    measure = a_measure(an_area(programme))
    bare = len(queries.of(client, f"/{a_programme(year=2022).slug}/"))
    for _ in range(9):
        a_goal(programme)
    many_commitments(measure, 1, a_unit())
    few = queries.of(client, f"/{programme.slug}/")

    many_commitments(measure, 1_000, a_unit())
    for _ in range(4):
        many_commitments(a_measure(an_area(programme)), 2, a_unit())

    assert len(queries.of(client, f"/{programme.slug}/")) == len(few)
    assert len(queries.of(client, f"/{empty.slug}/")) == bare
    assert sum("targets_" in sql for sql in few) <= 5


def test_a_past_day_shows_the_light_that_was_known_by_its_end(client):
    programme = a_programme()
    gdp = an_indicator(programme.district)
    a_goal(programme, "6.5%左右", indicator=gdp)
    a_known_observation(gdp, "6.6", month=3, on=date(2023, 4, 20))
    a_known_observation(gdp, "5.8", month=6, on=date(2023, 7, 20), verified_on=date(2023, 7, 24))

    then = panel_of(client, programme, 0, on="2023-07-23")["cells"][0]
    now = panel_of(client, programme, 0)["cells"][0]

    assert [(cell["value"], cell["light"]) for cell in (then, now)] == [("6.6%", "green"), ("5.8%", "red")]


# The table


def table(client: Client, programme: Programme, **asked: str) -> list[str]:
    return [row["title"] for row in client.get(f"/{programme.slug}/commitments/", asked).context["rows"]]


def test_the_table_has_the_officials_own_columns(client):
    programme = a_programme()
    unit, helper = a_unit(name_zh="区科技局"), a_unit(name_zh="区财政局")
    measure = a_measure(an_area(programme, number=2), title_zh="科技创新主体")
    commitment = a_commitment(
        measure, title_zh="新增高新技术企业", wording="100家以上", hedge="strive", lead_unit=unit, is_even_pace=True
    )
    commitment.undertaking.supporting_units.add(helper)
    a_verified(commitment.undertaking, 62, on=date(2023, 8, 24), summary="累计新增 62 家。")

    page = client.get(f"/{programme.slug}/commitments/")
    (row,) = page.context["rows"]

    shown = page.content.decode()
    assert all(
        head in shown for head in ("序号", "任务", "全年目标", "牵头单位", "配合单位", "本期进展", "是否达序", "说明")
    )
    assert (row["number"], row["title"], row["hedge"], row["promised"]) == (
        "2-1",
        "新增高新技术企业",
        "力争",
        "100家以上",
    )
    assert (row["unit"], row["supporting"], row["done"]) == ("区科技局", "区财政局", "62 家")
    assert row["report"].summary == "累计新增 62 家。"
    assert row["standing"].light == "green"
    assert row["sentence"] in shown


@pytest.fixture
def some(client) -> Programme:
    """Three commitments in two areas: red, closed, without unit and date."""
    programme = a_programme()
    first, second = (
        a_measure(an_area(programme, number=1, key="one")),
        a_measure(an_area(programme, number=2, key="two")),
    )
    water = a_unit("water", name_zh="区水务局")
    a_commitment(first, title_zh="堤防改造", due_on=date(2023, 7, 31), lead_unit=water)
    closed = a_commitment(second, title_zh="园区招商", wording="超百个", is_counted=True, lead_unit=water)
    a_verified(closed.undertaking, 101, on=date(2023, 8, 1), closes=True)
    a_commitment(second, title_zh="设立办事处", lead_unit=None, due_on=None, start_on=None)
    return programme


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["堤防改造", "园区招商", "设立办事处"]),
        ({"area": "two"}, ["园区招商", "设立办事处"]),
        ({"light": "red"}, ["堤防改造"]),
        ({"light": "closed"}, ["园区招商"]),
        ({"light": "grey"}, ["设立办事处"]),
        ({"unit": "none"}, ["设立办事处"]),
        ({"promised": "counted"}, ["园区招商"]),
        ({"promised": "quantity"}, ["园区招商"]),
        ({"promised": "plain"}, ["堤防改造", "设立办事处"]),
        ({"q": "水务 堤防"}, ["堤防改造"]),
        ({"q": "nowhere"}, []),
        ({"area": "three"}, ["堤防改造", "园区招商", "设立办事处"]),
        ({"sort": "light"}, ["堤防改造", "设立办事处", "园区招商"]),
        ({"sort": "-light"}, ["园区招商", "设立办事处", "堤防改造"]),
        ({"sort": "due"}, ["堤防改造", "园区招商", "设立办事处"]),
        ({"sort": "-number"}, ["设立办事处", "园区招商", "堤防改造"]),
        ({"sort": "nonsense"}, ["堤防改造", "园区招商", "设立办事处"]),
    ],
)
def test_the_table_can_be_narrowed_and_sorted(client, some, asked, titles):
    assert table(client, some, **asked) == titles


def test_a_unit_s_own_commitments_can_be_asked_for(client, some):
    water = Unit.objects.get(code="water")

    assert table(client, some, unit=str(water.pk)) == ["堤防改造", "园区招商"]


def test_the_table_is_paged_and_whole_for_printing(client):
    programme = a_programme()
    many_commitments(a_measure(an_area(programme)), 30, a_unit())

    assert [len(table(client, programme, **asked)) for asked in ({}, {"page": "2"}, {"show": "all"})] == [25, 5, 30]


def test_the_table_asks_four_times_whatever_there_is(client):
    programme = a_programme()
    measure = a_measure(an_area(programme))
    many_commitments(measure, 1, a_unit())
    few = queries.of(client, f"/{programme.slug}/commitments/?show=all")

    many_commitments(measure, 200, a_unit())

    assert len(queries.of(client, f"/{programme.slug}/commitments/?show=all")) == len(few) == 4


def test_a_submitted_figure_stays_off_the_public_table(client):
    programme = a_programme()
    commitment = a_commitment(a_measure(an_area(programme)), wording="100家以上")
    a_submitted(commitment.undertaking, Decimal("73.25"), on=date(2023, 9, 14), summary="已新增若干家。")

    page = client.get(f"/{programme.slug}/commitments/").content.decode()

    assert ("73.25" in page, "已新增" in page) == (False, False)


def test_an_empty_table_says_what_to_do(client):
    assert "尚无任务" in client.get(f"/{a_programme().slug}/commitments/").content.decode()


# Area and commitment


def test_an_area_lists_its_measures_with_commitments_and_goals(client):
    programme = a_programme()
    area = an_area(programme, key="open", title_zh="聚焦高水平对外开放")
    measure, bare = a_measure(area, title_zh="外贸规模"), a_measure(area, title_zh="制度型开放")
    trade = an_indicator(programme.district, name_zh="进出口总额", measured_as="level", unit_zh="亿元")
    a_goal(programme, "120亿元以上", indicator=trade, aspect="level", measure=measure, target=None)
    a_commitment(measure, title_zh="全年进出口总额", wording="120亿元以上")

    page = client.get(f"/{programme.slug}/areas/open/")

    held = page.context["measures"]
    assert [item["measure"] for item in held] == [measure, bare]
    assert [row["title"] for row in held[0]["rows"]] == ["全年进出口总额"]
    assert [goal["name"] for goal in held[0]["goals"]] == ["进出口总额"]


def test_an_unknown_area_and_one_of_a_draft_are_not_there(client):
    draft = a_programme(adopted_on=None)
    an_area(draft, key="plan")

    assert client.get(f"/{a_programme().slug}/areas/nowhere/").status_code == 404
    assert client.get(f"/{draft.slug}/areas/plan/").status_code == 404


def test_an_area_asks_equally_often_for_one_and_for_many(client):
    programme = a_programme()
    measure = a_measure(an_area(programme, key="one"))
    many_commitments(measure, 1, a_unit())
    a_goal(programme, measure=measure, target=None)
    few = queries.of(client, f"/{programme.slug}/areas/one/")

    many_commitments(measure, 100, a_unit())
    many_commitments(a_measure(measure.area), 3, a_unit())

    assert len(queries.of(client, f"/{programme.slug}/areas/one/")) == len(few)


def test_a_commitment_says_what_was_promised_and_how_it_stands(client):
    programme = a_programme()
    area = an_area(programme, number=2, title_zh="聚焦科技创新")
    commitment = a_commitment(
        a_measure(area, title_zh="科技创新主体"), wording="100家以上", hedge="strive", source_reference="工作方面 2"
    )
    a_verified(commitment.undertaking, 62, on=date(2023, 8, 24), summary="累计新增 62 家。")

    page = client.get(commitment.get_absolute_url()).content.decode()

    assert all(
        text in page for text in ("聚焦科技创新", "科技创新主体", "力争", "100家以上", "工作方面 2", "累计新增 62 家。")
    )


def test_a_commitment_takes_the_light_of_a_worse_task_and_names_it(client):
    programme = a_programme()
    measure = a_measure(an_area(programme))
    commitment = a_commitment(measure, title_zh="建成平台")
    a_commitment(measure, title_zh="完成招标", parent=commitment, due_on=date(2023, 7, 3), weight=Decimal(1))
    a_commitment(measure, title_zh="上线运行", parent=commitment, weight=Decimal(3))

    page = client.get(commitment.get_absolute_url())
    (row,) = client.get(f"/{programme.slug}/commitments/").context["rows"]

    assert page.context["standing"].light == "green"
    assert page.context["set_by"].title == "完成招标"
    assert row["standing"].light == "red"
    assert "完成招标" in row["sentence"]


def test_a_task_s_page_leads_back_to_its_commitment(client):
    programme = a_programme()
    measure = a_measure(an_area(programme))
    commitment = a_commitment(measure, title_zh="建成平台")
    task = a_commitment(measure, title_zh="完成招标", parent=commitment)

    page = client.get(task.get_absolute_url()).content.decode()

    assert commitment.get_absolute_url() in page


def test_the_lead_unit_reports_on_a_commitment_from_its_page():
    commitment = a_commitment(a_measure(an_area(a_programme())))
    reporter = signed_in(commitment.undertaking.owner)

    page = reporter.get(commitment.get_absolute_url())

    assert page.context["report_url"] == f"/undertakings/{commitment.pk}/report/"


def test_a_commitment_stands_in_the_workbench_of_its_unit_under_its_area():
    area = an_area(a_programme(), number=7, title_zh="打造高品质现代化城市")
    commitment = a_commitment(a_measure(area), title_zh="新增供热面积")

    page = signed_in(commitment.undertaking.owner).get("/workbench/").content.decode()

    assert "新增供热面积" in page
    assert "重点工作 7：打造高品质现代化城市" in page


def test_english_readers_get_the_meaning_of_a_wording(client):
    programme = a_programme()
    a_commitment(a_measure(an_area(programme)), wording="超百个", measure_en="projects")

    page = client.get(f"/{programme.slug}/commitments/", headers={"accept-language": "en"})

    assert page.context["rows"][0]["promised"] == "more than 100 projects"


def test_a_commitment_planned_later_is_not_on_an_earlier_day_s_table(client):
    programme = a_programme()
    a_commitment(a_measure(an_area(programme)), on=date(2023, 3, 1))

    assert [len(table(client, programme, on=day)) for day in ("2023-02-28", "2023-03-01")] == [0, 1]


def test_staff_and_public_alike_read_the_table():
    programme = a_programme()
    a_commitment(a_measure(an_area(programme)))

    for reader in (Client(), signed_in(an_officer("delegate")), signed_in(an_officer("leader"))):
        assert len(table(reader, programme)) == 1


def test_the_history_shows_when_the_plan_of_a_promise_was_settled(client):
    programme = a_programme()
    unit = a_unit(name_zh="区科技局")
    commitment = a_commitment(a_measure(an_area(programme)), lead_unit=None, start_on=None, due_on=None)
    revise_commitment(
        commitment,
        seen=commitment.undertaking.version,
        by=None,
        on=date(2023, 2, 8),
        kind=Terms.Kind.PLANNED,
        lead_unit=unit,
        due_on=date(2023, 12, 22),
    )

    entries = client.get(commitment.get_absolute_url()).context["page_obj"].object_list

    told = [(entry.on, entry.word, [(c.label, c.before, c.after) for c in entry.changes]) for entry in entries]
    assert told == [
        (date(2023, 2, 8), "计划", [("到期", "", "2023年12月22日"), ("牵头单位", "", "区科技局")]),
        (date(2023, 1, 18), "计划", [("匀速", "", "否")]),
    ]
