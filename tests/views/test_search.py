"""One search over all that may be seen. What is not yours is not there, not even in a count."""

from datetime import date

import pytest

from newarea.actions.plan import set_override
from tests.builders import (
    a_commitment,
    a_draft,
    a_measure,
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    a_verified,
    an_area,
    an_inspector,
    an_officer,
)
from tests.queries import of
from tests.views.visits import signed_in, text, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DAY = TODAY


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def heating(programme):
    """A project, a milestone, a commitment and a verified report that speak of heating, and a unit by that name."""
    unit = a_unit("heat", name_zh="区供暖办", name_en="Heating Office")
    project = a_project(programme, number=1, name_zh="老旧供暖管网改造", name_en="Old heating mains")
    milestone = a_milestone(project, title_zh="供暖管网完工", lead_unit=unit)
    a_commitment(a_measure(an_area(programme, key="city")), key="heat", title_zh="保障供暖")
    a_verified(milestone.undertaking, 40, on=date(2023, 9, 1), summary="供暖管道焊接完成。")
    return milestone


def found(client, query, **others):
    answer = client.get("/search/", {"q": query, **others})
    assert answer.status_code == 200
    return {kind: count for kind, _, count in answer.context["kinds"]}


def test_everything_that_has_the_word_by_kind(heating):
    assert found(visitor(), "供暖") == {"projects": 1, "milestones": 1, "commitments": 1, "reports": 1, "units": 1}


def test_a_light_that_was_set_by_hand_stands_beside_the_found(heating):
    set_override(heating.undertaking, light="red", reason="现场停工", by=an_inspector(), on=date(2023, 9, 1))

    assert "light is-red" in visitor().get("/search/", {"q": "供暖管网完工"}).content.decode()


def test_all_words_have_to_be_found_wherever_they_stand(heating):
    assert found(visitor(), "供暖办 完工") == {"milestones": 1, "reports": 1}
    assert found(visitor(), "供暖 没有这个") == {}


@pytest.mark.parametrize(
    ("query", "kinds"), [("HEATING", ["projects", "milestones", "reports", "units"]), ("ＯＬＤ", ["projects"])]
)
def test_letters_are_found_in_either_case_and_width(heating, query, kinds):
    assert list(found(visitor(), query)) == kinds


@pytest.mark.parametrize("query", ["g102", "Ｇ１０２", "Ｇ１０２国道"])
def test_what_is_stored_full_width_is_found_as_well(programme, query):
    a_project(programme, name_zh="Ｇ１０２国道绿化")

    assert found(visitor(), query) == {"projects": 1}


def test_who_types_more_than_is_looked_for_is_told(heating):
    answer = visitor().get("/search/", {"q": "供暖 a1 a2 a3 a4 a5 a6"})

    assert "Looked for: 供暖 a1 a2 a3 a4 a5" in text(answer)
    assert 'value="供暖 a1 a2 a3 a4 a5 a6"' in answer.content.decode()


def test_every_page_has_the_box_and_keeps_the_day(heating):
    told = visitor().get("/songbei-2023/?on=2023-08-31").content.decode()

    form = told[told.index('class="mast-search"') :].partition("</form>")[0]
    assert ('action="/search/"' in form, 'name="on" value="2023-08-31"' in form) == (True, True)
    assert 'class="mast-search"' not in visitor().get("/search/").content.decode()


@pytest.mark.parametrize("query", ["%%", "__", "供_", "\\\\", "%' OR 1=1"])
def test_signs_of_patterns_are_taken_as_they_are_written(heating, query):
    assert found(visitor(), query) == {}


def test_what_is_being_planned_is_found_by_planners_only():
    plan = a_programme(slug="songbei-2024", year=2024, adopted_on=None)
    project = a_project(plan, name_zh="冰雪大道")
    a_milestone(project, title_zh="冰雪大道通车")
    a_commitment(a_measure(an_area(plan, key="ice")), key="ice", title_zh="冰雪节")

    readers = [None, an_officer("delegate"), an_officer("reporter", unit=a_unit())]
    assert [found(signed_in(reader) if reader else visitor(), "冰雪") for reader in readers] == [{}, {}, {}]
    assert found(signed_in(an_inspector()), "冰雪") == {"projects": 1, "milestones": 1, "commitments": 1}


def test_reports_are_found_by_those_who_may_read_them(programme):
    undertaking = a_milestone(a_project(programme, number=1)).undertaking
    a_submitted(undertaking, 50, on=date(2023, 9, 13), summary="待核实的暗号")
    a_draft(undertaking, 60, speaks_for=TODAY, summary="草稿里的暗号")
    owner, stranger = undertaking.owner, an_officer("reporter", unit=a_unit())

    counts = [found(signed_in(one), "暗号") for one in (owner, stranger, an_inspector(), an_officer("delegate"))]

    assert counts == [{"reports": 2}, {"reports": 1}, {"reports": 1}, {}]
    assert found(visitor(), "暗号") == {}


def test_on_a_past_day_only_what_was_known_then_is_found(heating):
    assert "reports" not in found(visitor(), "供暖", on="2023-08-31")
    assert found(visitor(), "供暖", on="2023-01-17") == {"projects": 1, "units": 1}


def test_a_kind_by_itself_comes_in_pages(programme):
    project = a_project(programme, number=1)
    for number in range(23):
        a_milestone(project, title_zh=f"桥梁{number:02}")

    def titles(**query):
        answer = visitor().get("/search/", {"q": "桥梁", **query})
        shown = answer.context["shown"] or [one for group in answer.context["groups"] for one in group.shown]
        return len(shown), answer.context["page_obj"] and answer.context["page_obj"].number

    assert [titles(), titles(**{"in": "milestones"}), titles(**{"in": "milestones", "page": "2"})] == [
        (5, None),
        (20, 1),
        (3, 2),
    ]
    assert titles(**{"in": "nonsense", "page": "x"}) == (5, None)


def test_what_was_found_is_shown_marked_and_escaped(programme):
    a_project(programme, number=1, name_zh="<b>桥</b>", name_en="", summary_zh="修桥 & 铺路", summary_en="")

    shown = visitor().get("/search/", {"q": "桥"}).content.decode()

    bridge = '<mark><span lang="zh-Hans">桥</span></mark>'
    assert f"&lt;b&gt;{bridge}&lt;/b&gt;" in shown
    assert f'<span lang="zh-Hans">修</span>{bridge} &amp; <span lang="zh-Hans">铺路</span>' in shown


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "Several words"),
        ("a", "Too short to look for"),
        ("没有这个", "Nothing has “没有这个”"),
        ("\0", "Too short"),
    ],
)
def test_an_empty_answer_says_what_to_do(programme, query, told):
    assert told in text(visitor().get("/search/", {"q": query}))


def test_one_and_many_results_cost_the_same_queries(heating, programme):
    url = "/search/?q=供暖"
    one = len(of(visitor(), url))
    project = heating.project
    for number in range(8):
        a_milestone(project, title_zh=f"供暖{number}")
        a_project(programme, number=number + 2, name_zh=f"供暖{number}")
        a_unit(name_zh=f"供暖{number}局")

    assert len(of(visitor(), url)) == one <= 13
