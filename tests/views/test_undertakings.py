"""An undertaking's page: standing, facts, history; and what the inspection office may do there."""

from datetime import date
from decimal import Decimal

import pytest

from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.actions.plan import hand_over_post, revise_plan, set_override
from newarea.actions.reports import return_report
from newarea.actions.saving import traced
from newarea.models import LightOverride
from tests import queries
from tests.builders import (
    NOON,
    a_close_out,
    a_milestone,
    a_programme,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)
from tests.views.visits import messages, signed_in, text, visitor

pytestmark = pytest.mark.django_db

JULY, AUGUST, TODAY = date(2023, 7, 25), date(2023, 8, 24), date(2023, 9, 15)


@pytest.fixture
def undertaking():
    return a_milestone(title_zh="教学楼封顶").undertaking


@pytest.fixture
def inspector():
    return an_inspector(unit=a_unit(name_en="Inspection Office"))


def page_of(client, undertaking, query: str = ""):
    return client.get(f"/undertakings/{undertaking.pk}/{query}")


def story(undertaking, inspector) -> None:
    """Reported, returned, extended, refused, handed over, renamed, overridden."""
    a_verified(undertaking, 40, on=JULY, summary="七月进展")
    report = a_submitted(undertaking, 60, on=date(2023, 8, 21), summary="八月进展")
    return_report(report, by=inspector, on=date(2023, 8, 22), now=NOON, seen=report.version, note="照片不清")
    owner = undertaking.owner
    wanted = {"reason": "雨季", "present_percent": Decimal(40), "by": owner}
    first = ask_extension(undertaking, new_due_on=date(2023, 10, 31), on=date(2023, 8, 23), **wanted)
    grant_extension(first, by=inspector, on=AUGUST, now=NOON, seen=first.version)
    undertaking.refresh_from_db()
    second = ask_extension(undertaking, new_due_on=date(2023, 11, 30), on=date(2023, 9, 1), **wanted)
    refuse_extension(second, by=inspector, on=date(2023, 9, 4), now=NOON, seen=second.version, note="不宜再延")
    hand_over_post(owner, an_officer(unit=owner.unit, name="继任者"), by=inspector, on=date(2023, 9, 5), reason="调岗")
    set_override(undertaking, light="yellow", reason="现场停工", by=inspector, on=date(2023, 9, 6))


def states(response) -> list[tuple[str, date]]:
    return [(entry.state, entry.on) for entry in response.context["page_obj"]]


def test_history_merges_everything_newest_first(undertaking, inspector):
    story(undertaking, inspector)

    response = page_of(signed_in(inspector), undertaking)

    assert states(response) == [
        ("override", date(2023, 9, 6)),
        ("handed_over", date(2023, 9, 5)),
        ("refused", date(2023, 9, 4)),
        ("asked", date(2023, 9, 1)),
        ("extended", AUGUST),
        ("asked", date(2023, 8, 23)),
        ("sent_back", date(2023, 8, 22)),
        ("returned", date(2023, 8, 21)),
        ("verified", JULY),
        ("planned", date(2023, 1, 18)),
    ]


def test_a_stranger_reads_the_verified_and_the_granted_only(undertaking, inspector):
    story(undertaking, inspector)

    response = page_of(visitor(), undertaking)

    assert [state for state, _ in states(response)] == ["override", "handed_over", "extended", "verified", "planned"]
    assert "照片不清" not in text(response)


def test_a_change_of_the_plan_says_what_it_changed(undertaking, inspector):
    story(undertaking, inspector)

    entries = {entry.state: entry for entry in page_of(signed_in(inspector), undertaking).context["page_obj"]}

    moved = [(c.label, c.before, c.after) for c in entries["extended"].changes]
    (handed,) = entries["handed_over"].changes
    assert moved == [("Due", "30 Sep 2023", "31 Oct 2023")]
    assert (handed.label, handed.after) == ("Owner", "继任者")


def test_an_edit_of_the_record_stands_in_the_history_too(undertaking, inspector, settings):
    settings.DAY = None
    revise_plan(undertaking, seen=1, by=inspector, on=TODAY, title_zh="教学楼主体封顶", reason="更正名称")

    response = page_of(signed_in(inspector), undertaking)

    (edit,) = [entry for entry in response.context["page_obj"] if entry.state == "edited"]
    assert [(c.label, c.before, c.after) for c in edit.changes] == [("Title (Chinese)", "教学楼封顶", "教学楼主体封顶")]
    assert (edit.who, edit.reason) == ("Inspection Office", "更正名称")


def test_a_past_day_shows_what_was_known_then(undertaking, inspector):
    story(undertaking, inspector)

    response = page_of(signed_in(inspector), undertaking, "?on=2023-08-01")

    assert states(response) == [("verified", JULY), ("planned", date(2023, 1, 18))]
    assert response.context["row"].facts.due_on == date(2023, 9, 30)
    assert "override" not in text(response).split("<main")[1]


def test_what_was_not_planned_yet_is_not_found(undertaking):
    assert page_of(visitor(), undertaking, "?on=2023-01-17").status_code == 404
    assert page_of(visitor(), undertaking, "?on=2023-01-18").status_code == 200


def test_the_sentence_says_why_and_a_manual_light_stands_beside(undertaking, inspector):
    story(undertaking, inspector)

    page = text(page_of(visitor(), undertaking))

    assert "Why this light:" in page
    assert "现场停工" in page
    assert "first 30 Sep 2023 · moved once" in " ".join(page.split())


def doors(officer, undertaking) -> list[str]:
    page = text(page_of(signed_in(officer), undertaking))
    names = ("report", "extension", "override", "reopen")
    return [name for name in names if f'href="/undertakings/{undertaking.pk}/{name}/"' in page]


def test_everybody_finds_the_own_doors(undertaking, inspector):
    closed = an_undertaking(undertaking.programme, lead_unit=undertaking.lead_unit, owner=undertaking.owner)
    a_close_out(closed, on=AUGUST)
    head, other = an_officer("head", unit=undertaking.lead_unit), an_officer(unit=a_unit())

    people = {"reporter": undertaking.owner, "head": head, "other": other, "inspector": inspector}

    assert {name: (doors(who, undertaking), doors(who, closed)) for name, who in people.items()} == {
        "reporter": (["report", "extension"], []),
        "head": (["report", "extension"], []),
        "other": ([], []),
        "inspector": (["override"], ["override", "reopen"]),
    }


def test_a_past_day_has_no_doors(undertaking):
    page = text(page_of(signed_in(undertaking.owner), undertaking, "?on=2023-09-01"))

    assert f"/undertakings/{undertaking.pk}/report/" not in page


def test_twenty_five_facts_a_page(inspector):
    undertaking = an_undertaking()
    for day in range(1, 28):
        a_verified(undertaking, day, on=date(2023, 3, day))

    client = signed_in(inspector)
    assert [len(states(page_of(client, undertaking, f"?page={page}"))) for page in (1, 2)] == [25, 3]


def test_units_that_support_it_are_named_in_the_history(undertaking, inspector, settings):
    settings.DAY = None
    unit = a_unit(name_en="Housing Bureau")
    traced(undertaking, by=inspector).supporting_units.add(unit)
    undertaking.save()

    response = page_of(signed_in(inspector), undertaking)

    changes = [c for entry in response.context["page_obj"] if entry.state == "edited" for c in entry.changes]
    assert [(c.label, c.before, c.after) for c in changes] == [("Supporting units", "", "Housing Bureau")]


def test_what_an_import_wrote_step_by_step_is_no_edit(undertaking, inspector):
    undertaking.supporting_units.add(a_unit(name_en="Housing Bureau"))
    revise_plan(undertaking, seen=1, by=None, on=TODAY, title_zh="更名")

    assert states(page_of(signed_in(inspector), undertaking)) == [("planned", date(2023, 1, 18))]


def test_the_page_costs_the_same_for_one_fact_and_for_many(inspector):
    short, long = a_milestone().undertaking, a_milestone().undertaking
    for undertaking, times in ((short, 1), (long, 9)):
        for day in range(1, times + 1):
            a_verified(undertaking, day, on=date(2023, 3, day))
            revise_plan(undertaking, seen=undertaking.version, by=None, on=TODAY, due_on=date(2023, 10, day))
            revise_plan(undertaking, seen=undertaking.version, by=inspector, on=TODAY, title_zh=f"改名{day}")
        set_override(undertaking, light="red", reason="停工", by=inspector, on=AUGUST)

    costs = [queries.of(signed_in(inspector), f"/undertakings/{row.pk}/") for row in (short, long)]

    assert len(costs[0]) == len(costs[1]) <= 23


# What the inspection office may do


def test_a_close_out_is_undone_with_a_reason(undertaking, inspector):
    a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()
    client, url = signed_in(inspector), f"/undertakings/{undertaking.pk}/reopen/"

    bare = client.post(url, {"version": undertaking.version, "reason": ""})
    done = client.post(url, {"version": undertaking.version, "reason": "验收资料不实"}, follow=True)

    undertaking.refresh_from_db()
    assert 'aria-invalid="true"' in text(bare)
    assert messages(done) == ["“教学楼封顶” is open again."]
    assert undertaking.closed_on is None
    assert "验收资料不实" in text(done)


def test_reopening_over_another_version_is_a_conflict(undertaking, inspector):
    a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()
    sent = {"version": undertaking.version - 1, "reason": "验收资料不实"}

    response = signed_in(inspector).post(f"/undertakings/{undertaking.pk}/reopen/", sent)

    assert response.status_code == 409
    assert "验收资料不实" in text(response)


def test_what_is_open_cannot_be_opened(undertaking, inspector):
    response = signed_in(inspector).get(f"/undertakings/{undertaking.pk}/reopen/")

    assert response.url == f"/undertakings/{undertaking.pk}/"


def test_a_manual_light_is_set_and_ended(undertaking, inspector):
    client, url = signed_in(inspector), f"/undertakings/{undertaking.pk}/override/"

    client.post(url, {"light": "red", "reason": "现场停工"})
    shown = text(client.get(url))
    client.post(f"{url}end/")

    row = LightOverride.objects.get()
    assert "End the manual light" in shown
    assert (row.light, row.reason, row.by, row.ended_on, row.ended_by) == (
        "red",
        "现场停工",
        inspector,
        TODAY,
        inspector,
    )


@pytest.mark.parametrize("sent", [{"light": "blue", "reason": "x"}, {"light": "red", "reason": " "}, {}])
def test_a_manual_light_needs_a_light_and_a_reason(sent, undertaking, inspector):
    response = signed_in(inspector).post(f"/undertakings/{undertaking.pk}/override/", sent)

    assert response.status_code == 200
    assert not LightOverride.objects.exists()


def test_nothing_is_done_to_a_plan_that_is_not_adopted(inspector):
    planned = an_undertaking(a_programme(adopted_on=None))

    assert signed_in(inspector).get(f"/undertakings/{planned.pk}/override/").status_code == 404


# Handing over a post


def test_a_post_is_handed_over(undertaking, inspector):
    old, new = undertaking.owner, an_officer(unit=undertaking.lead_unit, name="继任者")
    client = signed_in(inspector)

    page = text(client.get(f"/hand-over/?from={old.pk}"))
    response = client.post("/hand-over/", {"old": old.pk, "new": new.pk, "reason": "调岗"}, follow=True)

    undertaking.refresh_from_db()
    assert "教学楼封顶" in page
    assert messages(response) == ["1 open item has passed to 继任者."]
    assert undertaking.owner == new


def test_a_post_is_not_handed_to_oneself(undertaking):
    sent = {"old": undertaking.owner.pk, "new": undertaking.owner.pk}

    page = text(signed_in(an_officer("administrator")).post("/hand-over/", sent))

    assert "This officer cannot take over the post: choose one of the list." in page


def test_what_passes_over_and_to_whom_is_seen_before_it_is_done(undertaking, inspector):
    old, heir = undertaking.owner, an_officer(unit=undertaking.lead_unit)
    an_officer(unit=a_unit()), an_officer("delegate"), an_officer(unit=undertaking.lead_unit, is_active=False)

    page = signed_in(inspector).get(f"/hand-over/?from={old.pk}")

    assert list(page.context["open"]) == [undertaking]
    assert list(page.context["form"].fields["new"].queryset) == [heir]


def test_without_anybody_who_may_take_over_it_says_so(undertaking, inspector):
    page = text(signed_in(inspector).get(f"/hand-over/?from={undertaking.owner.pk}"))

    assert "Nobody can take it over yet" in page
