"""One's own reminders: what the policy leaves to choose, and what it does not."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.actions.settings import choose_messages
from newarea.models import DutyPolicy, GroupChat, Mute, Officer, touch_reference
from tests.builders import a_unit, an_officer
from tests.reminders.stage import a_day, a_duty, an_owner
from tests.views.visits import messages, signed_in, text, visitor

pytestmark = pytest.mark.django_db
FREE = ["report", "verification", "figure"]
URL = "/settings/"


@pytest.fixture
def officer() -> Officer:
    """Of the inspection office: every kind can come to it, its own or in copy."""
    unit = a_unit(name_en="Roads")
    return an_officer("inspector", unit=unit, language="en", name="Ms Li", email="li@songbei.example")


def boxes(officer: Officer) -> dict[str, tuple[bool, bool]]:
    """Of each box, whether it is ticked and whether it can be changed."""
    form = signed_in(officer).get(URL).context["form"]
    found = [box for row in form.rows() for _, box in row.boxes]
    return {box.name: (bool(box.value()), not box.field.disabled) for box in found}


def ticked(*names: str, language: str = "en") -> dict[str, str]:
    return {"language": language} | dict.fromkeys(names, "on")


def muted(officer: Officer) -> set[tuple[str, str]]:
    return set(Mute.objects.filter(person=officer).values_list("kind", "channel"))


def test_only_what_the_policy_leaves_free_can_be_changed(officer):
    found = boxes(officer)

    assert found["mail-undertaking"] == (True, False)
    assert [name for name, (_, is_free) in found.items() if is_free] == [f"mail-{kind}" for kind in FREE]
    assert text(signed_in(officer).get(URL)).count("obligatory: the district's policy leaves no choice") == 6


def test_what_is_not_ticked_is_switched_off_and_can_be_switched_on_again(officer):
    client = signed_in(officer)

    answer = client.post(URL, ticked("mail-verification", "mail-figure"), follow=True)
    assert (muted(officer), messages(answer)) == ({("report", "mail")}, ["Kept. It holds for the next message."])
    assert boxes(officer)["mail-report"] == (False, True)

    client.post(URL, ticked("mail-verification", "mail-figure", "mail-report"))
    assert muted(officer) == set()


def test_what_is_obligatory_stays_whatever_is_posted(officer):
    signed_in(officer).post(URL, ticked(*(f"mail-{kind}" for kind in FREE)))

    assert muted(officer) == set()
    choose_messages(officer, wanted={("undertaking", "mail"): False, ("report", "inbox"): False})
    assert muted(officer) == set()


def test_a_choice_comes_back_when_the_policy_leaves_it_again(officer):
    choose_messages(officer, wanted={("report", "mail"): False})
    DutyPolicy.objects.filter(kind="report").update(is_obligatory=True)
    touch_reference()
    assert boxes(officer)["mail-report"] == (True, False)

    signed_in(officer).post(URL, ticked("mail-verification", "mail-figure"))

    assert muted(officer) == {("report", "mail")}


def test_the_language_is_the_pages_and_the_messages(officer):
    client = signed_in(officer)

    answer = client.post(URL, ticked(language="zh-hans"), follow=True)

    officer.refresh_from_db()
    assert (officer.language, answer.client.cookies["language"].value) == ("zh-hans", "zh-hans")
    assert messages(answer) == ["已保存，自下一条消息起生效。"]


def test_what_was_typed_stays_when_something_is_wrong(officer):
    answer = signed_in(officer).post(URL, ticked("mail-report", language="klingon"))

    form = answer.context["form"]
    assert (answer.status_code, form["mail-report"].value(), form["mail-figure"].value()) == (200, True, False)
    assert (list(form.errors), muted(officer)) == (["language"], set())


def test_the_group_chat_can_be_chosen_where_the_unit_has_one(officer):
    assert "your unit has none in use" in text(signed_in(officer).get(URL))
    GroupChat.objects.create(unit=officer.unit, service="wecom", url="https://qyapi.weixin.qq.com/x")

    assert boxes(officer)["group-report"] == (True, True)
    signed_in(officer).post(URL, ticked(*(f"mail-{kind}" for kind in FREE), "group-figure"))

    assert muted(officer) == {("report", "group"), ("verification", "group")}


def test_it_says_where_messages_go_and_whom_to_ask(officer):
    an_officer("administrator", name="Keeper", email="keeper@songbei.example")

    page = text(signed_in(officer).get(URL))

    assert "li@songbei.example" in page
    assert 'Keeper (<a href="mailto:keeper@songbei.example">' in page
    assert "The in-app inbox always gets everything." in page


def test_without_an_address_it_says_so(officer):
    Officer.objects.filter(pk=officer.pk).update(email="")

    assert "no address: reminders come to the in-app inbox alone" in text(signed_in(officer).get(URL))


def test_it_is_in_the_account_menu_and_on_the_inbox(officer):
    page = text(signed_in(officer).get("/inbox/"))

    assert page.count('href="/settings/"') == 2


def test_a_past_day_is_for_reading(officer):
    page = text(signed_in(officer).get(f"{URL}?on=2023-06-30"))

    assert "Keep these settings" not in page
    assert signed_in(officer).post(f"{URL}?on=2023-06-30", ticked()).status_code == 400


def test_nobody_else_is_asked_for(officer):
    assert visitor().get(URL).status_code == 302


def test_the_page_asks_the_same_whatever_was_chosen(officer):
    client = signed_in(officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            client.get(URL)
        return len(told)

    asked()
    none = asked()
    choose_messages(officer, wanted={(kind, "mail"): False for kind in FREE})

    assert asked() == none


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("reporter", ["undertaking", "report", "returned", "slip", "observation", "returned_figure"]),
        ("head", ["undertaking", "report", "returned", "slip", "observation", "returned_figure"]),
        ("leader", ["undertaking", "report", "returned", "slip", "observation", "returned_figure"]),
        ("delegate", []),
        ("administrator", []),
    ],
)
def test_it_offers_what_can_come_to_somebody_in_that_post(role, kinds):
    person = an_officer(role, unit=a_unit(), language="en")

    assert list(signed_in(person).get(URL).context["form"].kinds) == kinds
    assert ("Nothing is asked of you by a date" in text(signed_in(person).get(URL))) == (not kinds)


def test_what_is_not_offered_is_not_changed():
    person = an_officer(unit=a_unit(), email="li@songbei.example", language="en")
    Mute.objects.create(person=person, kind="figure", channel="mail")

    signed_in(person).post(URL, {"language": "en", "mail-figure": "on"})

    assert Mute.objects.filter(kind="figure").count() == 1


def test_a_kind_that_has_come_is_offered_in_any_post():
    owner = an_owner()
    a_duty(owner, due_on=date(2023, 9, 20))
    a_day(date(2023, 9, 15))
    Officer.objects.filter(pk=owner.pk).update(role="delegate")

    assert list(signed_in(owner).get(URL).context["form"].kinds) == ["undertaking"]
