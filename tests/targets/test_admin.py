"""The editor's pages of the targets: saving goes through the actions, and what they refuse stands on the form."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from newarea.actions.plan import revise_plan
from newarea.models import Terms, Undertaking
from targets.actions.goals import revise_goal
from targets.actions.indicators import revise_indicator
from targets.models import Commitment, Goal, Indicator, Measure, Observation, Target, Tolerance, WorkArea
from tests import queries
from tests.admin_page import address, read, send
from tests.builders import (
    a_commitment,
    a_goal,
    a_known_observation,
    a_measure,
    a_programme,
    a_target,
    a_unit,
    a_verified,
    an_area,
    an_indicator,
    an_observation,
    an_officer,
)

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


def errors(response):
    return response.context["adminform"].form.errors


def rows_of(response, prefix):
    (found,) = [page.formset for page in response.context["inline_admin_formsets"] if page.formset.prefix == prefix]
    return found


# Goals


def test_what_an_adopted_programme_promised_is_replaced_with_the_reason(editor, administrator):
    goal = a_goal(wording="6.5%左右")

    response = send(editor, address(goal), wording="7%以上", reason="区人大常委会批准")

    assert response.status_code == 302, response.context["errors"]
    goal.refresh_from_db()
    now = Goal.objects.get(key=goal.key, superseded_on=None)
    assert (goal.wording, goal.superseded_on) == ("6.5%左右", TODAY)
    assert (now.wording, now.kind, now.value, now.known_on, now.reason, now.by, now.target) == (
        "7%以上", "at_least", Decimal(7), TODAY, "区人大常委会批准", administrator, goal.target,
    )  # fmt: skip


def test_it_is_not_replaced_without_a_reason(editor):
    goal = a_goal(wording="6.5%左右")

    response = send(editor, address(goal), wording="7%左右")

    assert errors(response) == {"reason": ["Say why what an adopted programme promised is changed."]}
    assert Goal.objects.get().wording == "6.5%左右"


def test_a_draft_is_rewritten_without_one(editor):
    goal = a_goal(a_programme(adopted_on=None), "6.5%左右")

    send(editor, address(goal), wording="7%以上")

    assert Goal.objects.values_list("wording", "kind", "superseded_on").get() == ("7%以上", "at_least", None)


def test_where_a_goal_stands_is_corrected_in_its_row(editor):
    goal = a_goal()

    send(editor, address(goal), source_reference="报告第3页")

    assert Goal.objects.values_list("pk", "source_reference").get() == (goal.pk, "报告第3页")


@pytest.mark.parametrize(
    ("wording", "field", "told"),
    [
        (
            "6.5%左近", "wording",
            "“左近” was not understood. Known are 左右, 以上, 超, 以内, A—B, 与…同步 and a bare number.",
        ),
        ("6.5亿元", "wording", "“亿元” is not the unit here; % is."),
        ("与GDP增速同步", "reference", "Say with which indicator the goal keeps step."),
    ],
)  # fmt: skip
def test_a_wording_that_does_not_fit_comes_back_with_what_is_wrong(editor, wording, field, told):
    goal = a_goal()

    response = send(editor, address(goal), wording=wording, reason="录入错误")

    assert errors(response) == {field: [told]}
    assert read_back(response)["wording"] == wording


def read_back(response):
    return response.context["adminform"].form.data


def test_a_new_goal_is_known_from_today(editor, administrator):
    programme = a_programme()
    indicator = an_indicator(programme.district)

    response = send(
        editor, address(Goal, "add"), programme=programme.pk, indicator=indicator.pk, key="gdp", wording="6.5%左右",
        reason="补录",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    goal = Goal.objects.get()
    assert (goal.kind, goal.value, goal.known_on, goal.reason, goal.by) == (
        "about", Decimal("6.5"), TODAY, "补录", administrator,
    )  # fmt: skip


def test_a_replaced_goal_is_for_reading(editor):
    goal = a_goal()
    revise_goal(goal, seen=1, by=None, on=TODAY, reason="人大批准", wording="7%左右")

    page = editor.get(address(goal))

    assert (page.status_code, editor.post(address(goal), {"wording": "8%左右"}).status_code) == (200, 403)
    assert "replaced" in page.content.decode()


def test_who_goes_on_editing_a_goal_meets_the_one_in_force(editor):
    goal = a_goal()

    response = send(editor, address(goal), wording="7%左右", reason="人大批准", _continue="1")

    assert response["Location"] == address(Goal.objects.get(superseded_on=None))


def test_a_goal_says_where_it_stands_and_why(editor):
    goal = a_goal(wording="6.5%左右")
    a_known_observation(goal.indicator, "6.6", month=6, on=date(2023, 7, 20))

    page = editor.get(address(goal)).content.decode()

    assert "Jan–Jun: 6.6% against about 6.5%" in page
    assert 'class="light is-green"' in page


def test_whose_goal_was_changed_meanwhile_sees_both_versions(editor):
    goal = a_goal(a_programme(adopted_on=None), "6.5%左右")
    seen = read(editor, address(goal))
    revise_goal(goal, seen=1, by=None, on=TODAY, wording="7%左右")

    response = send(editor, address(goal), seen, wording="8%左右")

    assert response.status_code == 409
    assert [(row["label"], row["words"], row["current"]) for row in response.context["rows"]] == [
        ("Wording", "8%左右", "7%左右")
    ]


def test_goals_stay_once_adopted_and_go_from_a_draft(editor):
    adopted, draft = a_goal(), a_goal(a_programme(adopted_on=None))

    refused, deleted = (editor.post(address(goal, "delete"), {"post": "yes"}) for goal in (adopted, draft))

    assert refused.context["protected"] == [
        "What an adopted programme promised stays; it can be changed with a reason."
    ]
    assert deleted.status_code == 302
    assert Goal.objects.get() == adopted


# A main target with its goals


def test_goals_are_changed_and_added_with_their_target(editor):
    goal = a_goal(wording="6.5%左右")
    other = an_indicator(goal.programme.district)

    response = send(
        editor, address(goal.target), reason="人大批准", goals__TOTAL_FORMS="2", goals__0__wording="7%左右",
        goals__1__indicator=other.pk, goals__1__aspect="growth", goals__1__wording="9%以上", goals__1__key="retail",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    found = Goal.objects.order_by("pk").values_list("key", "wording", "superseded_on", "reason", "target")
    assert list(found) == [
        (goal.key, "6.5%左右", TODAY, "", goal.target_id),
        (goal.key, "7%左右", None, "人大批准", goal.target_id),
        ("retail", "9%以上", None, "人大批准", goal.target_id),
    ]


def test_the_targets_page_asks_why_before_it_replaces_a_goal(editor):
    goal = a_goal(wording="6.5%左右")

    response = send(editor, address(goal.target), goals__0__wording="7%左右")

    assert errors(response) == {"reason": ["Say why what an adopted programme promised is changed."]}
    assert Goal.objects.get().wording == "6.5%左右"


def test_a_wrong_wording_is_refused_beside_its_row(editor):
    goal = a_goal()

    response = send(editor, address(goal.target), goals__0__wording="6.5%左近", reason="录入错误")

    told = "“左近” was not understood. Known are 左右, 以上, 超, 以内, A—B, 与…同步 and a bare number."
    assert rows_of(response, "goals").forms[0].errors == {"wording": [told]}


def test_the_targets_page_shows_the_goals_in_force_only(editor):
    goal = a_goal(wording="6.5%左右")
    revise_goal(goal, seen=1, by=None, on=TODAY, reason="人大批准", wording="7%左右")

    form = read(editor, address(goal.target))

    assert (form["goals-TOTAL_FORMS"], form["goals-0-wording"]) == (["1"], ["7%左右"])
    assert "goals-0-DELETE" not in form


def test_who_edits_a_goal_that_was_replaced_meanwhile_is_told(editor):
    goal = a_goal(wording="6.5%左右")
    seen = read(editor, address(goal.target))
    revise_goal(goal, seen=1, by=None, on=TODAY, reason="人大批准", wording="7%左右")

    response = send(editor, address(goal.target), seen, goals__0__wording="8%左右", reason="人大批准")

    assert "This goal has been replaced; change the one that is in force." in response.content.decode()
    assert Goal.objects.get(superseded_on=None).wording == "7%左右"


def test_a_target_goes_from_a_draft_without_goals_only(editor):
    adopted = a_target(a_programme())
    draft = a_programme(adopted_on=None)
    held, empty = a_goal(draft).target, a_target(draft)

    for target in (adopted, held, empty):
        editor.post(address(target, "delete"), {"post": "yes"})

    assert set(Target.objects.all()) == {adopted, held}


# Indicators


def test_an_indicator_is_entered_and_its_owner_checked(editor):
    district, unit = a_unit(kind="district"), a_unit()
    typed = {
        "district": district.pk, "key": "gdp", "name_zh": "地区生产总值", "statistics_unit": unit.pk, "position": "1",
        "frequency": "quarterly",
    }  # fmt: skip

    refused = send(editor, address(Indicator, "add"), owner=an_officer(unit=a_unit()).pk, **typed)
    saved = send(editor, address(Indicator, "add"), owner=an_officer(unit=unit).pk, **typed)

    assert errors(refused) == {"owner": ["The owner has to belong to the statistics unit."]}
    assert saved.status_code == 302
    assert Indicator.objects.values_list("key", "frequency", "statistics_unit").get() == ("gdp", "quarterly", unit.pk)


def test_what_the_figures_of_an_indicator_mean_stays_once_there_are_any(editor):
    indicator = an_indicator(frequency="monthly")
    a_known_observation(indicator, 6, month=6, on=date(2023, 7, 20))

    send(editor, address(indicator), frequency="quarterly", lag_days="20", reason="统计局通知")

    indicator.refresh_from_db()
    assert (indicator.frequency, indicator.lag_days) == ("monthly", 20)
    assert "There are figures already" in editor.get(address(indicator)).content.decode()


def test_an_indicator_changed_meanwhile_is_not_overwritten(editor):
    indicator = an_indicator()
    seen = read(editor, address(indicator))
    revise_indicator(indicator, seen=1, by=None, lag_days=18)

    response = send(editor, address(indicator), seen, lag_days="25")

    assert (response.status_code, Indicator.objects.get().lag_days) == (409, 18)


def test_an_indicator_with_goals_or_figures_stays(editor):
    promised, measured, idle = a_goal().indicator, an_indicator(), an_indicator()
    an_observation(measured, 6, month=6, on=date(2023, 7, 20))

    for indicator in (promised, measured, idle):
        editor.post(address(indicator, "delete"), {"post": "yes"})

    assert set(Indicator.objects.all()) == {promised, measured}


# Work areas and measures


def test_measures_are_edited_added_and_deleted_with_their_area(editor, administrator):
    area = an_area()
    kept, gone = a_measure(area), a_measure(area)

    response = send(
        editor, address(area), reason="按报告更正", measures__TOTAL_FORMS="3", measures__0__title_zh="完善供热",
        measures__1__DELETE="on", measures__2__title_zh="老旧小区改造", measures__2__key="old-estates",
        measures__2__position="5",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    assert list(area.measures.values_list("key", "title_zh", "position")) == [
        (kept.key, "完善供热", kept.position),
        ("old-estates", "老旧小区改造", 5),
    ]
    change = kept.history.first()
    assert (change.history_user, change.history_change_reason) == (administrator, "按报告更正")
    assert not Measure.objects.filter(pk=gone.pk).exists()


def test_the_key_of_a_measure_stays(editor):
    measure = a_measure(key="heating")

    send(editor, address(measure.area), measures__0__key="other", measures__0__title_zh="供热")
    send(editor, address(measure), key="other")

    assert Measure.objects.values_list("key", "title_zh").get() == ("heating", "供热")


def test_a_measure_with_commitments_is_not_deleted_with_its_area_page(editor):
    measure = a_commitment(a_measure(title_en="Heating"), title_en="Add heated area").measure

    response = send(editor, address(measure.area), measures__0__DELETE="on")

    (told,) = rows_of(response, "measures").non_form_errors()
    assert told.endswith("the following protected related objects: commitment Add heated area")


def test_a_measure_changed_meanwhile_is_not_overwritten(editor):
    measure = a_measure()
    seen = read(editor, address(measure.area))
    measure.save_seen(1, title_zh="供热")

    response = send(editor, address(measure.area), seen, measures__0__title_zh="供水")

    assert (response.status_code, Measure.objects.get().title_zh) == (409, "供热")


def test_a_measure_moves_within_its_programme_only(editor):
    measure = a_measure()
    near, far = an_area(measure.area.programme), an_area()

    refused = send(editor, address(measure), area=far.pk)
    send(editor, address(measure), area=near.pk)

    assert errors(refused) == {"area": ["This work area belongs to another programme."]}
    assert Measure.objects.get().area == near


def test_areas_and_measures_that_hold_something_stay(editor):
    held = a_commitment().measure
    empty = a_measure()

    for row in (held, held.area, empty, empty.area):
        editor.post(address(row, "delete"), {"post": "yes"})

    assert (Measure.objects.get(), WorkArea.objects.get()) == (held, held.area)


def test_a_measure_offers_the_form_of_a_new_commitment(editor):
    measure = a_measure()

    links = {str(step["label"]): step["url"] for step in editor.get(address(measure)).context["steps"]}

    assert read(editor, links["Add a commitment"])["measure"] == [str(measure.pk)]


# Commitments


def test_a_commitment_is_entered_with_what_its_wording_says(editor, administrator):
    measure, unit = a_measure(key="firms"), a_unit()

    response = send(
        editor, address(Commitment, "add"), measure=measure.pk, title_zh="新增高新技术企业", wording="超100家",
        due_on="2023-12-20", position="1", supporting_units=[unit.pk], reason="区政府常务会议决定",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    row = Commitment.objects.get().undertaking
    assert (row.key, row.quantity, row.must_exceed, row.measure_zh, row.due_on, row.is_even_pace) == (
        "firms-c1", Decimal(100), True, "家", date(2023, 12, 20), False,
    )  # fmt: skip
    terms = row.terms.get()
    assert (terms.kind, terms.known_on, terms.reason, terms.by) == (
        "planned", TODAY, "区政府常务会议决定", administrator,
    )  # fmt: skip
    assert list(row.supporting_units.all()) == [unit]


def test_place_and_plan_of_a_commitment_are_edited_on_one_page(editor, administrator):
    commitment = a_commitment()
    unit = a_unit()

    response = send(
        editor, address(commitment), position="4", hedge="strive", due_on="2023-11-20", supporting_units=[unit.pk],
        reason="录入错误",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    commitment.refresh_from_db()
    row = commitment.undertaking
    terms = row.terms.get(superseded_on=None)
    assert (commitment.position, commitment.hedge, row.due_on) == (4, "strive", date(2023, 11, 20))
    assert (terms.kind, terms.due_on, terms.reason, terms.by) == (
        "corrected", date(2023, 11, 20), "录入错误", administrator,
    )  # fmt: skip
    assert list(row.supporting_units.all()) == [unit]


def test_only_what_was_touched_is_written_of_the_supporting_units(editor):
    commitment, unit = a_commitment(), a_unit()
    seen = read(editor, address(commitment))
    commitment.undertaking.supporting_units.add(unit)

    send(editor, address(commitment), seen, title_zh="新增企业")

    row = Undertaking.objects.get(commitment=commitment)
    assert (row.title_zh, list(row.supporting_units.all())) == ("新增企业", [unit])


def test_the_plan_of_an_adopted_commitment_moves_with_a_reason_only(editor):
    commitment = a_commitment()

    response = send(editor, address(commitment), due_on="2023-11-20")

    assert errors(response) == {"reason": ["Say why the plan is changed."]}
    assert Terms.objects.count() == 1


@pytest.mark.parametrize(
    ("wording", "told"),
    [
        ("100家左近", "“左近” was not understood. Known are 左右, 以上, 超, 以内, A—B, 与…同步 and a bare number."),
        (
            "100家以内",
            "A commitment is a quantity to be reached; what keeps step, declines or stays below is a goal.",
        ),
    ],
)
def test_a_wording_that_is_no_quantity_comes_back_beside_its_field(editor, wording, told):
    response = send(editor, address(a_commitment()), wording=wording)

    assert errors(response) == {"wording": [told]}


def test_a_wording_that_was_reported_against_stays(editor):
    commitment = a_commitment(wording="100家以上")
    a_verified(commitment.undertaking, 60, on=date(2023, 6, 20))

    response = send(editor, address(commitment), wording="120家以上")

    assert errors(response) == {
        "wording": ["Progress has been reported against this wording; it cannot change any more."]
    }


def test_a_commitment_changed_meanwhile_is_not_overwritten(editor):
    commitment = a_commitment()
    seen = read(editor, address(commitment))
    revise_plan(commitment.undertaking, seen=1, by=None, on=TODAY, title_zh="新增企业")

    response = send(editor, address(commitment), seen, hedge="plan")

    assert response.status_code == 409
    assert [(row["label"], row["words"]) for row in response.context["rows"]] == [("Hedge", "plan")]


def test_a_commitment_is_split_into_weighted_tasks_on_its_page(editor):
    commitment = a_commitment()

    response = send(
        editor, address(commitment), reason="细化分解", tasks__TOTAL_FORMS="2",
        tasks__0__title_zh="上半年培育", tasks__0__weight="40", tasks__0__due_on="2023-10-31", tasks__0__position="1",
        tasks__1__title_zh="下半年认定", tasks__1__weight="60", tasks__1__wording="60家", tasks__1__position="2",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    tasks = commitment.tasks.order_by("position")
    rows = [task.undertaking for task in tasks]
    assert [(row.title_zh, row.weight, row.quantity) for row in rows] == [
        ("上半年培育", Decimal(40), None),
        ("下半年认定", Decimal(60), Decimal(60)),
    ]
    assert {task.measure for task in tasks} == {commitment.measure}
    assert [task.undertaking.terms.get().reason for task in tasks] == ["细化分解", "细化分解"]


def test_tasks_are_changed_and_withdrawn_on_the_page_of_their_commitment(editor):
    commitment = a_commitment()
    kept, gone = (a_commitment(commitment.measure, parent=commitment, weight=Decimal(50)) for _ in range(2))

    send(editor, address(commitment), reason="重新分解", tasks__0__weight="100", tasks__1__DELETE="on")

    kept.undertaking.refresh_from_db()
    assert kept.undertaking.weight == Decimal(100)
    assert not Undertaking.objects.filter(pk=gone.pk).exists()


def test_what_is_refused_of_a_task_names_the_task(editor):
    commitment = a_commitment()
    task = a_commitment(commitment.measure, parent=commitment, wording="50家", title_en="Found firms")
    a_verified(task.undertaking, 20, on=date(2023, 6, 20))

    response = send(editor, address(commitment), tasks__0__wording="60家", reason="重新分解")

    assert errors(response) == {
        "__all__": ["“Found firms”: Progress has been reported against this wording; it cannot change any more."]
    }


def test_a_task_is_not_split_again(editor):
    commitment = a_commitment()
    task = a_commitment(commitment.measure, parent=commitment)

    assert "tasks-TOTAL_FORMS" in read(editor, address(commitment))
    assert "tasks-TOTAL_FORMS" not in read(editor, address(task))


def test_a_task_belongs_to_no_task(editor):
    commitment = a_commitment(title_en="Firms")
    a_commitment(commitment.measure, parent=commitment, title_en="Firms of the first half")
    wanted = {"app_label": "targets", "model_name": "commitment", "field_name": "parent", "term": "Firms"}

    found = editor.get("/admin/autocomplete/", wanted).json()["results"]

    assert [one["id"] for one in found] == [str(commitment.pk)]


def test_the_list_shows_the_worst_light_of_a_commitment_and_its_tasks(editor):
    commitment = a_commitment(is_even_pace=False)
    a_commitment(commitment.measure, parent=commitment, due_on=date(2023, 8, 1), title_en="Overdue")

    url = address(Commitment, "changelist")
    pages = [shown(editor.get(url, {"parent__isempty": is_whole})) for is_whole in ("1", "0")]

    assert [[(row.parent, row.standing_now.light) for row in rows] for rows in pages] == [
        [(None, "red")],
        [(commitment, "red")],
    ]


def test_a_commitment_with_facts_or_tasks_stays(editor):
    reported, split, idle = a_commitment(), a_commitment(), a_commitment()
    a_verified(reported.undertaking, 20, on=date(2023, 6, 20))
    task = a_commitment(split.measure, parent=split)

    for row in (reported, split, idle):
        editor.post(address(row, "delete"), {"post": "yes"})

    assert set(Commitment.objects.all()) == {reported, split, task}


# Tolerances


def test_a_tolerance_begins_today_or_later(editor, administrator):
    refused = send(editor, address(Tolerance, "add"), unit="个", in_force_from="2023-09-14", value="1")
    send(editor, address(Tolerance, "add"), unit="个", in_force_from="2023-09-15", value="2")

    told = "Days gone by keep the tolerance they had. Let a new one begin today or later."
    assert errors(refused) == {"in_force_from": [told]}
    row = Tolerance.objects.get(unit="个")
    assert (row.value, row.history.first().history_user) == (Decimal(2), administrator)


def test_a_tolerance_of_days_gone_by_is_for_reading(editor):
    begun = Tolerance.objects.create(unit="个", in_force_from=TODAY - timedelta(days=1), value=1)
    coming = Tolerance.objects.create(unit="个", in_force_from=TODAY + timedelta(days=1), value=1)

    answers = [editor.post(address(row), {"value": "3"}).status_code for row in (begun, coming)]
    for row in (begun, coming):
        editor.post(address(row, "delete"), {"post": "yes"})

    assert answers == [403, 200]
    assert list(Tolerance.objects.filter(unit="个")) == [begun]


# Figures


def test_the_list_of_figures_says_which_vintage_counts(editor):
    indicator = an_indicator()
    replaced = a_known_observation(indicator, "6.5", month=6, on=date(2023, 7, 20))
    counts = a_known_observation(indicator, "6.1", month=6, on=date(2023, 8, 20))
    waiting = an_observation(indicator, "6.2", month=6, on=date(2023, 9, 10))
    url = address(Observation, "changelist")

    found = {row: row.counts_now for row in editor.get(url).context["cl"].result_list}
    narrowed = {value: shown(editor.get(url, {"vintage": value})) for value in ("now", "replaced")}

    assert found == {replaced: False, counts: True, waiting: False}
    assert narrowed == {"now": [counts], "replaced": [replaced]}


def shown(response):
    return list(response.context["cl"].result_list)


def test_a_figure_leads_to_all_vintages_of_its_period(editor):
    indicator = an_indicator()
    first = a_known_observation(indicator, "6.5", month=6, on=date(2023, 7, 20))
    second = a_known_observation(indicator, "6.1", month=6, on=date(2023, 8, 20))
    a_known_observation(indicator, "6.3", month=7, on=date(2023, 8, 20))

    (link,) = editor.get(address(first)).context["steps"]

    assert set(shown(editor.get(link["url"]))) == {first, second}


# What there is to choose from, and what pages cost


def test_two_years_measures_of_one_name_are_told_apart(editor):
    for slug in ("songbei-2023", "songbei-2024"):
        a_measure(an_area(a_programme(slug=slug), number=3), title_en="Heating")
    wanted = {"app_label": "targets", "model_name": "commitment", "field_name": "measure", "term": "Heating"}

    found = editor.get("/admin/autocomplete/", wanted).json()["results"]

    assert [one["text"] for one in found] == ["songbei-2023 · 3 Heating", "songbei-2024 · 3 Heating"]


def test_a_targets_page_costs_the_same_with_one_goal_and_with_eight(editor):
    programme = a_programme()
    target = a_target(programme)

    assert_same_cost(editor, target, lambda: a_goal(programme, target=target))


def test_an_areas_page_costs_the_same_with_one_measure_and_with_eight(editor):
    area = an_area()

    assert_same_cost(editor, area, lambda: a_measure(area))


def test_a_commitments_page_costs_the_same_with_one_task_and_with_eight(editor):
    commitment = a_commitment()

    assert_same_cost(editor, commitment, lambda: a_commitment(commitment.measure, parent=commitment))


def assert_same_cost(editor, row, add):
    costs = []
    for count in (1, 7):
        for _ in range(count):
            add()
        costs.append(len(queries.of(editor, address(row))))
    assert costs[0] == costs[1]
