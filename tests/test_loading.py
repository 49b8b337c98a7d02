"""Programme files: checked before anything is written, loaded once, and never over what people have changed."""

import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import TestCase, override_settings
from django.utils import translation

from newarea.actions.extensions import grant_extension
from newarea.actions.loading.loading import Outcome
from newarea.actions.loading.papers import paper
from newarea.actions.loading.run import Refused, load_files
from newarea.actions.month_ends import disagreements
from newarea.actions.reports import verify_report
from newarea.models import (
    Evidence,
    Extension,
    Loaded,
    Officer,
    Programme,
    Report,
    Terms,
    Undertaking,
    Unit,
    reference,
)
from projects.actions.milestones import revise_milestone
from projects.models import Deliverable, Milestone, Project
from projects.models.project_on import ProjectOn, projects_on

ROOT = Path(__file__).resolve().parent.parent
OFFICIAL, EXAMPLE = ROOT / "data/songbei-2023.yaml", ROOT / "data/songbei-2023-example.yaml"
NOW = datetime(2023, 9, 15, 4, 0, tzinfo=UTC)
OPENING = date(2023, 9, 15)

SMALL = """\
format: 1
example: true
programme: {key: small, district: area, year: 2023, area_zh: 示例区, adopted_on: 2023-01-18}
units:
  - {code: area, kind: district, name_zh: 示例区}
  - {code: water, kind: bureau, name_zh: 区水务局, parent: area, head: head}
officers:
  - {username: reporter, unit: water, role: reporter}
  - {username: head, unit: water, role: head}
  - {username: inspector, unit: area, role: inspector}
projects:
  - key: drainage
    number: 1
    name_zh: 排水工程
    lead_unit: water
    voted_on: 2023-01-18
    deliverables:
      - {key: pipe, name_zh: 出水管线, measure_zh: 米, planned: 515}
    plan_on: 2023-02-08
    milestones:
      - key: outlet
        title_zh: 铺设
        owner: reporter
        start_on: 2023-05-22
        due_on: 2023-08-31
        deliverable: pipe
        quantity: 515
facts:
  - report: june
    of: outlet
    on: 2023-06-21
    by: reporter
    quantity: 160
    summary: 累计铺设 160 米。
    verified: {on: 2023-06-25, by: inspector}
  - extension: later
    of: outlet
    on: 2023-08-10
    by: head
    new_due_on: 2023-09-28
    reason: 汛期。
    granted: {on: 2023-08-14, by: inspector}
  - report: august
    of: outlet
    on: 2023-08-24
    by: reporter
    drafted_on: 2023-08-20
    quantity: 300
    summary: 累计铺设 300 米。
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
    """Load a text as one file; a refusal comes back as its faults, without the folder."""

    def load(text: str = SMALL, *, until: date = OPENING) -> Outcome | list[str]:
        path = tmp_path / "year.yaml"
        path.write_text(text)
        try:
            return load_files([path], until=until, now=NOW)
        except Refused as refused:
            return [str(fault).removeprefix(f"{tmp_path}/") for fault in refused.faults]

    return load


def load_year(*, until: date = OPENING) -> Outcome:
    return load_files([OFFICIAL, EXAMPLE], until=until, now=NOW)


def instead(old: str, new: str, text: str = SMALL) -> str:
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
    return text.replace(old, new)


def rows() -> dict[str, int]:
    models: list[type[Model]] = [Unit, Officer, Programme, Project, Deliverable, Undertaking, Milestone, Terms, Report]
    return {model.__name__: model._default_manager.count() for model in [*models, Extension, Evidence, Loaded]}


def standings(on: date) -> list[ProjectOn]:
    return projects_on(Project.objects.order_by("number"), on, reference())


def lights(on: date) -> list[str]:
    return [str(one.standing.light) for one in standings(on)]


# The shipped files


def test_the_official_file_alone_is_complete_and_grey(db):
    load_files([OFFICIAL], until=OPENING, now=NOW)

    programme = Programme.objects.get()
    assert (programme.state, programme.adopted_on, programme.has_example) == ("adopted", date(2023, 1, 18), False)
    assert lights(OPENING) == ["grey"] * 8
    assert {one.standing.reason.code for one in standings(OPENING)} == {"no_milestones"}
    assert not Officer.objects.exists()
    assert not Project.objects.exclude(lead_unit=None, budget=None, leader_in_charge=None).exists()


def test_the_official_file_has_every_quantity_and_hedge_of_the_page(db):
    load_files([OFFICIAL], until=OPENING, now=NOW)

    told = Deliverable.objects.order_by("project__number", "position")
    assert [
        (d.project.number, d.planned, d.measure_zh, d.is_about, d.is_derived) for d in told.select_related("project")
    ] == [
        (1, Decimal(23), "万户", False, False),
        (2, Decimal("2.9"), "万平方米", False, False),
        (2, Decimal("21089.58"), "平方米", False, False),
        (3, Decimal(4), "条", False, True),
        (3, Decimal(1), "条", False, True),
        (4, Decimal(1), "个", False, True),
        (4, Decimal(6), "个", False, False),
        (4, Decimal(6), "个", False, False),
        (5, Decimal(1), "套", False, True),
        (5, Decimal(1), "套", False, True),
        (6, Decimal(1), "座", False, False),
        (6, Decimal(20), "米", False, False),
        (6, Decimal(515), "米", False, False),
        (6, Decimal(40), "米", False, False),
        (6, Decimal(1), "座", False, False),
        (6, Decimal(48), "座", False, False),
        (6, Decimal(2406), "米", False, False),
        (7, Decimal(7), "类", False, True),
        (8, Decimal(5), "公顷", True, False),
        (8, Decimal(4), "个", False, False),
    ]


@override_settings(FILES=Path(tempfile.gettempdir()) / "newarea-example-files")
class TheExampleYear(TestCase):
    """Loaded once for all of them: it takes seconds."""

    @classmethod
    def setUpTestData(cls):
        load_year()

    def test_on_the_opening_day_every_light_and_word_is_there(self):
        now = standings(OPENING)
        assert [(str(p.standing.light), str(p.standing.word)) for p in now] == [
            ("yellow", "on_schedule"),
            ("green", "on_schedule"),
            ("green", "ahead"),
            ("red", "behind"),
            ("grey", "none"),
            ("green", "on_schedule"),
            ("closed", "closed"),
            ("yellow", "slow"),
        ]
        milestones = [m for p in now for m in p.milestones]
        assert {str(m.standing.light) for m in milestones} == {"grey", "green", "yellow", "red", "closed"}
        assert {str(m.standing.word) for m in milestones} == {
            "ahead",
            "on_schedule",
            "slow",
            "behind",
            "closed",
            "none",
        }
        assert {m.key for m in milestones if not m.standing.reported_this_cycle} == {"policing-rooms"}
        assert {m.key for m in milestones if m.override_light} == {"school-structure"}
        assert {m.key: m.standing.late_days for m in milestones if m.standing.late_days} == {
            "gas-first": 3,
            "policing-platform": 17,
            "food-campus": 4,
            "parks-ground": 5,
        }

    def test_the_year_with_its_example_plan_is_marked_as_one(self):
        assert Programme.objects.get().has_example
        assert not Undertaking.objects.exclude(is_example=True).exists()

    def test_on_the_opening_day_there_is_something_to_do_for_everybody(self):
        def waiting(state: str) -> set[str]:
            own = Report.objects.filter(state=state, undertaking__milestone__isnull=False)
            return set(own.values_list("undertaking__key", flat=True))

        assert waiting("submitted") == {"gas-second", "roads-overhaul", "policing-stations"}
        assert waiting("draft") == {"school-fitout", "parks-paths"}
        assert waiting("returned") == {"school-foundation", "policing-stations"}
        assert [one.undertaking.key for one in Extension.objects.waiting()] == ["gas-second"]
        near = [
            m
            for p in standings(OPENING)
            for m in p.milestones
            if m.standing.completed_on is None and m.standing.working_days_left
        ]
        assert {m.key for m in near if (m.standing.working_days_left or 0) <= 10} == {
            "gas-second",
            "school-structure",
            "roads-overhaul",
            "health-design",
            "parks-planting",
        }

    def test_the_example_ends_the_year_and_its_month_ends_agree(self):
        early = rows()

        outcome = load_year(until=date(2023, 12, 31))

        assert (outcome.facts, outcome.left, outcome.kept) == (605, 0, [])
        assert outcome.later == 20  # December's figures, which come out in January
        assert lights(date(2023, 12, 31)) == ["closed"] * 4 + ["yellow"] + ["closed"] * 3
        assert lights(OPENING) == ["yellow", "green", "green", "red", "grey", "green", "closed", "yellow"]
        assert rows()["Report"] > early["Report"]
        assert disagreements(Programme.objects.get()) == []
        kinds = set(Terms.objects.values_list("kind", flat=True))
        assert kinds == {"planned", "extended", "handed_over", "reopened"}
        assert set(Extension.objects.values_list("state", flat=True)) == {"granted", "refused"}

    def test_a_second_run_of_the_shipped_files_changes_nothing(self):
        before = rows()

        outcome = load_year()

        assert (outcome.changes, outcome.kept, outcome.later) == (0, [], 625)
        assert rows() == before


def test_the_small_example_of_the_documentation_loads(db, load):
    documented = (ROOT / "docs/data-format.md").read_text().split("```yaml\n")[1].split("```")[0]

    assert load(documented).changes == 14
    assert Undertaking.objects.get().closed_on == date(2023, 8, 29)


# Faults


def test_every_fault_is_told_with_its_line_and_nothing_is_written(db, load):
    text = SMALL
    for old, new in [
        ("year: 2023", "year: soon"),
        ("parent: area", "parent: arae"),
        ("role: inspector", "role: boss"),
        ("planned: 515}", "planned: 515.123, colour: red}"),
        ("due_on: 2023-08-31", "due_on: 2023-02-30"),
        ("    quantity: 160\n", "    quantity: 160\n    percent: 31\n"),
    ]:
        text = instead(old, new, text)

    assert load(text) == [
        "year.yaml:3: year: a whole number from 2000 to 2100 is expected",
        "year.yaml:6: parent: “arae” is not among the units. Did you mean “area”?",
        "year.yaml:10: role: one of reporter, head, inspector, leader, delegate, administrator is expected",
        "year.yaml:18: planned: a number with at most two decimal places is expected",
        "year.yaml:18: “colour” is not known here.",
        "year.yaml:25: due_on: a date such as 2023-09-15 is expected",
        "year.yaml:29: A report gives either percent or quantity.",
    ]
    assert set(rows().values()) == {0}


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("parent: area", "parent: arae", ["6: parent: “arae” is not among the units. Did you mean “area”?"]),
        ("lead_unit: water", "lead_unit: fire", ["15: lead_unit: “fire” is not among the units."]),
        ("    name_zh: 排水工程\n", "", ["12: “drainage” lacks name_zh."]),
        (
            "    plan_on: 2023-02-08\n",
            "",
            ["12: “drainage” has milestones; say with plan_on from which day they were known."],
        ),
        ("start_on: 2023-05-22", "start_on: 2023-09-22", ["25: due_on: before the start."]),
        (
            "quantity: 515",
            "quantity: 516",
            ["27: quantity: the milestones of “pipe” promise 516 together, more than its 515."],
        ),
        ("    quantity: 160\n", "", ["29: A report gives either percent or quantity."]),
        (
            "on: 2023-06-25, by: inspector",
            "on: 2023-06-20, by: inspector",
            ["35: A decision before the day it is about."],
        ),
        (
            "on: 2023-06-25, by: inspector",
            "on: 2023-06-25, by: head",
            ["35: by: “head” is head; this is done by inspector."],
        ),
        (
            "  - report: june",
            "  - rumour: june",
            ["29: A fact says what happened with one of: report, extension, hand_over, override, reopen."],
        ),
        ("  - report: august", "  - report: june", ["43: “june” is given already (year.yaml:29)."]),
        ("format: 1\n", "format: 2\n", ["1: The file must say “format: 1”."]),
        ("facts:", "fact:", ["28: “fact” is no section of a programme file. Did you mean “facts”?"]),
        ("example: true", "example: perhaps", ["2: example: true or false is expected"]),
    ],
)
def test_a_fault_on_paper(db, load, tmp_path, old, new, faults):
    found = load(instead(old, new))

    assert [fault.replace(f"{tmp_path}/", "") for fault in found] == [f"year.yaml:{fault}" for fault in faults]
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "    summary: 累计铺设 300 米。\n",
            "    summary: 累计铺设 300 米。\n    closes: true\n",
            "50: closes: A close-out needs evidence; attach at least one file.",
        ),
        (
            "    new_due_on: 2023-09-28\n",
            "    new_due_on: 2023-08-30\n",
            "36: The new due date must lie after the present one.",
        ),
        (
            "    plan_on: 2023-02-08\n",
            "    plan_on: 2023-08-30\n",
            "29: “june” lies before the day from which the plan of its item was known.",
        ),
    ],
)
def test_what_an_action_refuses_is_a_fault_at_its_line(db, load, old, new, fault):
    assert f"year.yaml:{fault}" in load(instead(old, new))
    assert set(rows().values()) == {0}


def test_faults_of_an_action_do_not_hide_each_other(db, load):
    text = instead("new_due_on: 2023-09-28", "new_due_on: 2023-08-28")
    text = instead("    quantity: 300\n", "    quantity: 100\n", text)

    assert [fault.split(":")[1] for fault in load(text)] == ["36", "36", "43"]


def test_the_command_speaks_the_language_of_the_site(db, tmp_path, settings):
    path = tmp_path / "year.yaml"
    path.write_text(instead("year: 2023", "year: soon"))

    with translation.override("zh-hans"), pytest.raises(CommandError) as refusal:
        call_command("load_programme", path, stdout=StringIO())

    assert f"{path}:3: " in str(refusal.value)


def test_the_command_sums_up_and_says_the_password(db, tmp_path, settings):
    path, told = tmp_path / "year.yaml", StringIO()
    path.write_text(SMALL)

    call_command("load_programme", path, until=date(2023, 8, 20), stdout=told)

    assert told.getvalue().splitlines() == [
        "14 changes.",
        "  units: 2 new",
        "  officers: 3 new",
        "  programme: 1 new",
        "  projects: 1 new",
        "  deliverables: 1 new",
        "  milestones: 1 new",
        "  facts: 5 new",
        "  later than 2023-08-20, left for another day: 1",
        f"The new accounts sign in with the password {settings.EXAMPLE_PASSWORD}.",
        "  reporter             区水务局 reporter",
        "  head                 区水务局 head of unit",
        "  inspector            示例区 inspector",
    ]
    assert Officer.objects.get(username="reporter").check_password(settings.EXAMPLE_PASSWORD)


def test_production_takes_no_accounts_from_a_file(db, load, settings):
    settings.PRODUCTION = True

    found = load()

    assert [fault.split(": ")[0] for fault in found] == ["year.yaml:8", "year.yaml:9", "year.yaml:10"]
    assert not Officer.objects.exists()


# Hostile files


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (LAUGHS, "1: Anchors and aliases (& and *) are not allowed; write the value out."),
        (
            "format: 1\nunits: !!python/object/apply:os.system [id]\n",
            "2: Tags (!) are not allowed; write plain values.",
        ),
        ("format: 1\n---\nformat: 1\n", "2: The file holds a second document; put everything into one."),
        ("a: " + "[" * 60 + "]" * 60, "1: Lists and names are nested too deeply here."),
        ("format: 1\nunits: [\n", "3: This is not YAML: "),
        ("- 1\n", "1: The file must begin with names and values, such as “format: 1”."),
        ("", "1: The file must begin with names and values, such as “format: 1”."),
        ("format: 1\nformat: 1\n", "2: “format” is given twice, first in line 1."),
        ("format: 1\n[a]: 1\n", "2: A name is expected here."),
        ("format: 1\x07", "1: The file holds characters that YAML does not allow."),
        ("format: 1\nprogramme: {key: x}\nunits: yes\n", "3: “units” is a list; begin each item with “-”."),
        ("format: 1\nprogramme: {key: x}\nunits: [yes]\n", "3: An item of “units” consists of names and values."),
        ("format: 1\nprogramme: {key: [x]}\n", "2: key: a single value is expected"),
        ("format: 1\nunits: []\n", "1: No file says which programme it is about (“programme”)."),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(db, load, text, fault):
    found = load(text)

    assert any(one.startswith(f"year.yaml:{fault}") for one in found), found


def test_a_huge_file_is_refused_before_it_is_read(db, load):
    assert load("# " + "x" * 3_000_000) == ["year.yaml:1: The file is larger than 2 MB."]


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(db, tmp_path):
    path = tmp_path / "gbk.yaml"
    path.write_bytes("format: 1\nprogramme:\n  area_zh: 哈尔滨\n".encode("gbk"))

    with pytest.raises(Refused, match=r"gbk.yaml:3: The file is not written in UTF-8"):
        load_files([path], until=OPENING, now=NOW)


def test_a_missing_file_is_a_fault_too(db, tmp_path):
    with pytest.raises(Refused, match="The file cannot be opened"):
        load_files([tmp_path / "none.yaml"], until=OPENING, now=NOW)


# Loading again


def test_facts_after_the_day_come_when_the_day_moves_past_them(db, load):
    load(until=date(2023, 8, 12))
    assert Undertaking.objects.get().due_on == date(2023, 8, 31)
    assert not Report.objects.filter(key="august").exists()

    load(until=date(2023, 8, 22))
    assert Undertaking.objects.get().due_on == date(2023, 9, 28)
    assert Report.objects.get(key="august").state == "draft"

    load(until=date(2023, 8, 24))
    assert Report.objects.get(key="august").state == "submitted"


def test_a_plan_is_unknown_before_its_day(db, load):
    outcome = load(SMALL.split("facts:")[0], until=date(2023, 2, 7))

    assert (outcome.later, Undertaking.objects.count()) == (1, 0)


def test_a_programme_is_a_draft_until_the_day_of_the_vote(db, load):
    load(until=date(2023, 1, 17))
    assert Programme.objects.get().state == "draft"

    load(until=date(2023, 1, 18))
    assert Programme.objects.get().state == "adopted"


def test_the_day_does_not_go_back_before_loaded_facts(db, load):
    load(until=date(2023, 8, 14))

    assert load(until=date(2023, 8, 13)) == [
        "year.yaml:3: Facts up to 2023-08-14 are loaded; the day cannot go back to 2023-08-13. "
        "Choose that day or a later one, or a new database."
    ]


def test_the_plan_follows_the_file(db, load):
    load(until=date(2023, 3, 1))

    outcome = load(instead("start_on: 2023-05-22", "start_on: 2023-06-01"), until=date(2023, 3, 2))

    row = Undertaking.objects.get()
    assert (outcome.changed, row.start_on) == (1, date(2023, 6, 1))
    assert list(row.terms.values_list("kind", "known_on")) == [
        ("planned", date(2023, 2, 8)),
        ("corrected", date(2023, 3, 2)),
    ]


def test_what_people_have_edited_stays_and_is_told(db, load):
    load(until=date(2023, 3, 1))
    milestone = Milestone.objects.get()
    seen = milestone.undertaking.version
    revise_milestone(milestone, seen=seen, by=None, on=date(2023, 3, 1), start_on=date(2023, 5, 1), title_zh="改")

    changed = instead(
        "start_on: 2023-05-22", "start_on: 2023-06-01", instead("title_zh: 铺设", "title_zh: 铺设出水管线")
    )
    outcome = load(changed, until=date(2023, 3, 2))

    row = Undertaking.objects.get()
    assert (row.start_on, row.title_zh, outcome.changes) == (date(2023, 5, 1), "改", 0)
    assert [(kept.place.line, kept.name, kept.file, kept.site) for kept in outcome.kept] == [
        (22, "title_zh", "铺设出水管线", "改"),
        (24, "start_on", "2023-06-01", "2023-05-01"),
    ]


def test_a_file_may_fill_what_was_left_open(db, load):
    load()

    outcome = load(instead("name_zh: 区水务局,", "name_zh: 区水务局, is_inspection_office: true, name_en: Water,"))

    assert (outcome.changed, outcome.kept) == (1, [])
    assert Unit.objects.filter(name_en="Water", is_inspection_office=True).exists()


def test_what_a_decision_has_moved_is_not_moved_back(db, load):
    load(until=date(2023, 8, 14))

    outcome = load(until=date(2023, 8, 14))

    assert (Undertaking.objects.get().due_on, outcome.changes, outcome.kept) == (date(2023, 9, 28), 0, [])


def test_a_fact_is_never_overwritten(db, load):
    load()

    outcome = load(instead("quantity: 160", "quantity: 170"))

    assert Report.objects.get(key="june").quantity == 160
    assert [(kept.name, kept.file, kept.site) for kept in outcome.kept] == [("quantity", "170", "160")]


def test_a_fact_before_loaded_ones_of_the_same_item_is_refused(db, load):
    load()
    early = "  - {override: doubt, of: outlet, on: 2023-07-01, by: inspector, light: red, reason: 抽查}\n"

    assert load(SMALL + early) == ["year.yaml:50: “doubt” lies before facts of the same item that are loaded already."]


def test_facts_leave_an_item_alone_that_people_have_gone_on_with(db, load):
    load(until=date(2023, 8, 10))
    extension = Extension.objects.get()
    grant_extension(extension, by=Officer.objects.get(username="inspector"), on=date(2023, 8, 11), now=NOW, seen=1)

    outcome = load()

    assert (outcome.facts, outcome.left) == (0, 3)
    assert Extension.objects.get().decided_on == date(2023, 8, 11)
    assert not Report.objects.filter(key="august").exists()


def test_a_report_verified_by_hand_is_left_alone_too(db, load):
    load(until=date(2023, 6, 21))
    report = Report.objects.get()
    verify_report(
        report, by=Officer.objects.get(username="inspector"), on=date(2023, 6, 22), now=NOW, seen=report.version
    )

    assert load().left == 5
    assert Report.objects.get().decided_on == date(2023, 6, 22)


def test_what_was_voted_for_is_locked_for_the_file_too(db, load):
    load()

    found = load(instead("planned: 515}", "planned: 600}"))

    assert [fault.split(": ")[:2] for fault in found] == [["year.yaml:18", "planned"]]
    assert Deliverable.objects.get().planned == 515


def test_two_files_add_to_one_project_and_may_not_contradict_each_other(db, tmp_path):
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(SMALL)
    two.write_text("format: 1\nprogramme: {key: small}\nprojects:\n  - {key: drainage, number: 2, field: health}\n")

    with pytest.raises(Refused, match=r"two.yaml:4: number: .*one.yaml:13 says otherwise"):
        load_files([one, two], until=OPENING, now=NOW)

    two.write_text(two.read_text().replace("number: 2, ", ""))
    load_files([one, two], until=OPENING, now=NOW)
    assert Project.objects.get().field == "health"


def test_example_values_are_marked_and_official_ones_are_not(db, load):
    load(instead("example: true\n", ""))
    assert not Programme.objects.get().has_example
    assert not Undertaking.objects.get().is_example


def test_a_paper_is_the_same_each_time_and_of_the_kind_its_name_says():
    pdf, png = paper("验收单.pdf", "第一所验收单。", OPENING), paper("验收单.png", "第一所验收单。", OPENING)

    assert (pdf[:5], png[:4]) == (b"%PDF-", b"\x89PNG")
    assert (pdf, png) == (
        paper("验收单.pdf", "第一所验收单。", OPENING),
        paper("验收单.png", "第一所验收单。", OPENING),
    )
