import pytest

from tests.builders import a_unit, an_officer

pytestmark = pytest.mark.django_db


def names(api, reader, **query):
    rows = api(reader).at("api-officers", **query).json()["results"]
    return {row["name"] for row in rows}


@pytest.fixture
def unit():
    return a_unit("own", name_en="Own Bureau")


@pytest.fixture
def reporter(unit):
    return an_officer("reporter", unit=unit, name="liaison", phone="0451-0000")


def test_a_unit_sees_its_own_posts_and_a_delegate_only_theirs(api, unit, reporter):
    an_officer("head", unit=unit, name="head")
    an_officer("reporter", unit=a_unit("other"), name="stranger")
    delegate = an_officer("delegate", unit=unit, name="delegate")

    assert names(api, reporter) == {"liaison", "head", "delegate"}
    assert names(api, delegate) == {"delegate"}


@pytest.mark.parametrize("role", ["inspector", "leader", "administrator"])
def test_the_office_sees_every_post_in_use(api, reporter, role):
    reader = an_officer(role, name="reader")
    an_officer("head", name="gone", is_active=False)

    assert names(api, reader) == {"liaison", "reader"}
    assert (names(api, reader, role="reporter"), names(api, reader, unit=reporter.unit_id)) == (
        {"liaison"},
        {"liaison"},
    )


def test_a_post_that_is_not_ones_business_is_not_there(api, reporter):
    stranger = an_officer("reporter", unit=a_unit("other"))

    statuses = [api(reader).at("api-officer", reporter.pk).status_code for reader in (reporter, stranger, None)]

    assert statuses == [200, 404, 401]


def test_others_are_told_without_their_addresses(api, unit, reporter):
    told = api(an_officer("head", unit=unit)).at("api-officer", reporter.pk).json()

    assert told == {
        "id": reporter.pk,
        "name": "liaison",
        "role": "reporter",
        "unit": {"id": unit.pk, "name": "Own Bureau", "name_zh": "区own局", "name_en": "Own Bureau"},
    }


def test_the_caller_is_told_who_they_are(api, reporter):
    told = api(reporter).at("api-my").json()

    assert (told["username"], told["phone"], told["unit"]["id"]) == (reporter.username, "0451-0000", reporter.unit_id)


def test_one_and_many_officers_cost_the_same_queries(api, count_queries):
    inspector = an_officer("inspector")
    one = count_queries(lambda: api(inspector).at("api-officers"))
    for _ in range(20):
        an_officer("reporter", unit=a_unit())

    assert count_queries(lambda: api(inspector).at("api-officers")) == one <= 3
