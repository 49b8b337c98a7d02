"""Lists of the admin as workbooks: previewed cell by cell, taken over exactly as previewed, refused row by row."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newarea.actions.tables import importing
from newarea.models import Officer, Undertaking, Unit
from projects.models import Milestone, Project
from targets.models import Commitment, Observation
from tests.admin_page import address
from tests.builders import (
    a_commitment,
    a_draft,
    a_known_observation,
    a_measure,
    a_milestone,
    a_programme,
    a_project,
    a_unit,
    an_area,
    an_indicator,
    an_officer,
)
from tests.test_sheets import SHEET, changed
from tests.workbooks import a_workbook, lines, opened

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)
UNITS = ["Code", "Name (Chinese)", "Kind", "Belongs to", "Order"]


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


def upload(client, model, data, name="plan.xlsx"):
    return client.post(address(model, "excel"), {"file": SimpleUploadedFile(name, data)})


def held(answer, **more):
    work = answer.context["work"]
    told = {"held": work.form.to_hold, "name": work.form.file_name, "previewed": work.preview.fingerprint}
    return told | more


def write(client, model, answer):
    return client.post(address(model, "excel"), held(answer, action="write"))


def rows(answer):
    """State, key, changed cells and faults of each row, as the page shows them."""
    return [
        (row.state, row.key, [(one.heading, one.before, one.after) for one in row.cells], row.faults)
        for row in answer.context["work"].rows()
    ]


def taken_over(client, model, data):
    answer = write(client, model, upload(client, model, data))
    assert answer.status_code == 302, rows(answer)
    return answer


# Units


def test_a_preview_says_every_change_and_writes_nothing(editor):
    a_unit("finance", name_zh="财政局", name_en="Finance", position=3)

    answer = upload(
        editor,
        Unit,
        a_workbook(UNITS, ["finance", "区财政局", "bureau", None, 4], ["water", "水务局", "局委办", "finance", None]),
    )

    assert rows(answer) == [
        ("changed", "finance", [("Name (Chinese)", "财政局", "区财政局"), ("Order", "3", "4")], []),
        (
            "added",
            "water",
            [("Name (Chinese)", "", "水务局"), ("Kind", "", "bureau"), ("Belongs to", "", "finance")],
            [],
        ),
    ]
    assert list(Unit.objects.values_list("code", "name_zh")) == [("finance", "财政局")]


def test_what_was_previewed_is_written_with_actor_and_reason(editor, administrator):
    a_unit("finance", name_zh="财政局", name_en="Finance", position=3)

    taken_over(
        editor,
        Unit,
        a_workbook(UNITS, ["finance", "区财政局", "局委办", None, 4], ["water", "水务局", "局委办", "finance", 5]),
    )

    finance, water = Unit.objects.get(code="finance"), Unit.objects.get(code="water")
    assert (finance.name_zh, finance.name_en, finance.position, finance.version) == ("区财政局", "Finance", 4, 2)
    assert (water.name_zh, water.parent, water.position) == ("水务局", finance, 5)
    for unit in (finance, water):
        last = unit.history.first()
        assert (last.history_user, last.history_change_reason) == (administrator, "Excel import, plan.xlsx")


def test_importing_twice_changes_nothing(editor):
    data = a_workbook(UNITS, ["water", "水务局", "局委办", None, 5])
    taken_over(editor, Unit, data)

    answer = upload(editor, Unit, data)

    assert (rows(answer), answer.context["work"].counts()) == (
        [], [("added", 0), ("changed", 0), ("unchanged", 1), ("refused", 0)],
    )  # fmt: skip


def test_where_the_site_has_moved_on_nothing_is_written_and_the_new_preview_shows_it(editor):
    unit = a_unit("finance", name_zh="财政局")
    seen = upload(editor, Unit, a_workbook(UNITS, ["finance", "区财政局", "局委办", None, 0]))
    Unit.objects.filter(pk=unit.pk).update(name_zh="财政金融局", version=2)

    answer = write(editor, Unit, seen)

    assert answer.status_code == 409
    assert "Nothing has been written" in answer.context["work"].warning
    assert rows(answer)[0][2] == [("Name (Chinese)", "财政金融局", "区财政局")]
    unit.refresh_from_db()
    assert unit.name_zh == "财政金融局"


def test_good_rows_are_taken_and_refused_ones_come_back_with_their_reasons(editor):
    data = a_workbook(
        UNITS,
        ["water", "水务局", "局委办", "nowhere", 1],
        ["fire", "消防局", "局委办", None, "first"],
        ["park", "园林局", "局委办", None, 2],
    )
    seen = upload(editor, Unit, data)
    assert [(state, key, faults) for state, key, _, faults in rows(seen)] == [
        ("refused", "water", [("Belongs to", "“nowhere” is unknown here. Choose one of the list, or add it first.")]),
        ("refused", "fire", [("Order", "“first” is not a number.")]),
        ("added", "park", []),
    ]

    answer = write(editor, Unit, seen)
    assert list(Unit.objects.values_list("code", flat=True)) == ["park"]
    assert [state for state, *_ in rows(answer)] == ["refused", "refused"]

    book = editor.post(address(Unit, "excel"), held(answer, action="refused"))
    assert lines(book.content) == [
        ("Why refused", *UNITS),
        (
            "Belongs to: “nowhere” is unknown here. Choose one of the list, or add it first.",
            "water", "水务局", "局委办", "nowhere", 1,
        ),
        ("Order: “first” is not a number.", "fire", "消防局", "局委办", None, "first"),
    ]  # fmt: skip


def test_the_workbook_of_refused_rows_can_be_mended_and_sent_again(editor):
    seen = upload(editor, Unit, a_workbook(UNITS, ["fire", "消防局", "局委办", None, "first"]))
    book = opened(editor.post(address(Unit, "excel"), held(seen, action="refused")).content)
    mended = [list(line) for line in book.worksheets[0].iter_rows(values_only=True)]
    mended[1][5] = 1

    taken_over(editor, Unit, a_workbook(*mended))

    assert Unit.objects.get(code="fire").position == 1


@pytest.mark.parametrize(("number", "back"), [("9" * 400, "9" * 400), ("1E999", "inf")], ids=["long", "infinite"])
def test_a_number_that_no_cell_can_hold_comes_back_as_text(editor, number, back):
    data = a_workbook(UNITS, ["fire", "消防局", "局委办", None, 12345678])
    sheet = ZipFile(BytesIO(data)).read(SHEET).decode().replace("12345678", number)
    seen = upload(editor, Unit, changed(data, **{SHEET: sheet}))

    answer = editor.post(address(Unit, "excel"), held(seen, action="refused"))

    assert lines(answer.content)[1][5] == back


def test_chinese_headings_and_choices_are_read_whatever_the_language(editor):
    taken_over(editor, Unit, a_workbook(["代码", "名称（中文）", "类型"], ["water", "水务局", "街道"]))
    assert Unit.objects.get(code="water").kind == "street"


def test_rows_that_contradict_each_other_are_refused(editor):
    a_unit("one", name_zh="一")
    a_unit("two", name_zh="二")

    answer = upload(
        editor,
        Unit,
        a_workbook(
            UNITS,
            ["one", "一", "局委办", "two", 0],
            ["two", "二", "局委办", "one", 0],
            ["one", "壹", "局委办", None, 0],
        ),
    )

    assert [(key, faults) for state, key, _, faults in rows(answer) if state == "refused"] == [
        ("two", [("Belongs to", "A unit cannot belong to one that belongs to it.")]),
        ("one", [("", "Row 2 names the same one already.")]),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Code;Name", "is no workbook, whatever its name"),
        (a_workbook(["Name (Chinese)"], ["财政局"]), "No sheet has these headings in its first row: “Code”"),
        (a_workbook(["Code", "code"], ["a", "b"]), "The heading “Code” stands twice"),
        (a_workbook(), "No sheet has these headings"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(editor, data, sentence):
    answer = upload(editor, Unit, data)
    assert answer.status_code == 200
    assert sentence in str(answer.context["form"].errors["file"])


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"held": "no base64 ü", "action": "write"}, {"held": "AAAA", "action": "write"}, {"start": "9" * 40},
        {"held": "\0", "name": "\0", "previewed": "\0", "action": "\0"},
    ],
)  # fmt: skip
def test_odd_forms_are_answered(editor, sent):
    assert editor.post(address(Unit, "excel"), sent).status_code in (200, 400)


def test_a_formula_is_not_taken_for_its_value(editor):
    answer = upload(editor, Unit, a_workbook(UNITS, ["water", "=A1", "局委办", None, 1]))
    assert rows(answer)[0][3] == [("Name (Chinese)", "The cell holds a formula or an error. Paste its value instead.")]


def test_many_rows_are_written_some_at_a_time_and_the_rest_is_previewed_again(editor, monkeypatch):
    monkeypatch.setattr(importing, "MOST_WRITTEN", 2)
    data = a_workbook(UNITS, *[[f"unit-{number}", "局", "局委办", None, number] for number in range(3)])

    answer = write(editor, Unit, upload(editor, Unit, data))

    assert (Unit.objects.count(), [key for _, key, *_ in rows(answer)]) == (2, ["unit-2"])
    assert write(editor, Unit, answer).status_code == 302
    assert Unit.objects.count() == 3


# What goes out


def test_an_export_holds_what_the_list_shows(editor):
    a_unit("finance", kind="bureau", name_zh="财政局")
    a_unit("harbour", kind="street", name_zh="港口街道")
    answer = editor.get(address(Unit, "excel-export"), {"kind__exact": "street"})
    assert [line[:2] for line in lines(answer.content)] == [("Code", "Name (Chinese)"), ("harbour", "港口街道")]


@pytest.mark.parametrize("query", ["?kind__exact=\0", "?p=999999", "?parent__id__exact=x", "?e=1&o=9.9"])
def test_odd_filters_of_an_export_are_answered(editor, query):
    assert editor.get(address(Unit, "excel-export") + query).status_code in (200, 302, 400)


def test_nothing_in_an_export_computes(editor):
    a_unit("finance", name_zh="=HYPERLINK(1)", name_en="@SUM(1)")
    page = opened(editor.get(address(Unit, "excel-export")).content).worksheets[0]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in page[2][1:3]] == [
        ("=HYPERLINK(1)", "s", True), ("@SUM(1)", "s", True),
    ]  # fmt: skip


def test_an_empty_workbook_has_headings_lists_and_a_guide(editor):
    a_unit("finance")
    book = opened(editor.get(address(Unit, "excel-empty")).content)
    page = book.worksheets[0]
    assert (page.title, page.freeze_panes, [cell.value for cell in page[1]][:4]) == (
        "units", "B2", ["Code", "Name (Chinese)", "Name (English)", "Kind"],
    )  # fmt: skip
    assert {str(one.sqref) for one in page.data_validations.dataValidation} >= {"D2:D501", "E2:E501"}
    assert book.sheetnames[:2] == ["units", "How to fill this in"]
    assert book["lists"].sheet_state == "hidden" if "lists" in book.sheetnames else True


# Officers


def test_a_new_account_has_no_password_and_nobody_locks_themselves_out(editor, administrator):
    a_unit("water", name_zh="水务局")
    head = ["Username", "Unit", "Role", "E-mail address", "Phone", "Active"]
    head[3] = str(Officer._meta.get_field("email").verbose_name)
    data = a_workbook(
        head,
        ["water-1", "water", "head of unit", "w@songbei.example", "+86 451 1", "yes"],
        [administrator.username, None, "reporter", administrator.email, None, "yes"],
    )
    seen = upload(editor, Officer, data)
    assert [(state, faults) for state, _, _, faults in rows(seen)] == [
        (
            "refused",
            [("", "You cannot take the administration away from yourself; another administrator can.")],
        ),
        ("added", []),
    ]

    write(editor, Officer, seen)

    made = Officer.objects.get(username="water-1")
    assert (made.unit.code, made.role, made.phone, made.has_usable_password(), made.is_staff) == (
        "water", "head", "+86 451 1", False, False,
    )  # fmt: skip


# Projects with milestones


PROJECTS = ["Programme", "Key", "Number", "Name (Chinese)", "Budget (10,000 yuan)"]
MILESTONES = ["Programme", "Key", "Project", "Title (Chinese)", "Lead unit", "Start", "Due", "Weight"]


def test_a_project_and_its_milestones_come_in_one_workbook(editor, administrator):
    programme = a_programme(slug="songbei-2023")
    unit = a_unit("water")
    data = a_workbook(
        PROJECTS,
        ["songbei-2023", "pump", 7, "泵站", 1200.5],
        sheet="Livelihood projects",
        milestones=[
            MILESTONES,
            ["songbei-2023", "pump-m1", "pump", "开工", "water", date(2023, 3, 1), "2023/9/30", 40],
            ["songbei-2023", "pump-m2", "pump", "完工", "water", date(2023, 9, 30), date(2023, 3, 1), 60],
        ],
    )
    seen = upload(editor, Project, data)
    assert [(state, key, faults) for state, key, _, faults in rows(seen)] == [
        ("refused", "songbei-2023 · pump-m2", [("", "The due date must not lie before the start.")]),
        ("added", "songbei-2023 · pump", []),
        ("added", "songbei-2023 · pump-m1", []),
    ]

    write(editor, Project, seen)

    project = Project.objects.get()
    assert (project.programme, project.number, project.budget) == (programme, 7, Decimal("1200.50"))
    plan = Milestone.objects.get().undertaking
    assert (plan.key, plan.lead_unit, plan.start_on, plan.due_on, plan.weight) == (
        "pump-m1", unit, date(2023, 3, 1), date(2023, 9, 30), 40,
    )  # fmt: skip
    terms = plan.terms.get()
    assert (terms.by, terms.reason, terms.known_on) == (administrator, "Excel import, plan.xlsx", TODAY)


def test_a_milestone_of_an_adopted_plan_comes_with_its_dates(editor):
    a_project(a_programme(slug="songbei-2023"), key="pump")
    bare = a_workbook(MILESTONES, ["songbei-2023", "pump-m1", "pump", "开工", None, None, date(2023, 9, 30), None])

    (row,) = rows(upload(editor, Milestone, bare))

    assert (row[0], row[3]) == (
        "refused",
        [("Start", "The plan is adopted: a milestone that is added to it has a start.")],
    )


def test_what_the_delegates_voted_for_stays(editor):
    a_project(a_programme(slug="songbei-2023"), number=7, key="pump", name_zh="泵站")
    answer = upload(editor, Project, a_workbook(PROJECTS[:4], ["songbei-2023", "pump", 7, "大泵站"]))
    assert "locked" in rows(answer)[0][3][0][1]


def test_a_moved_date_leaves_terms_with_the_reason(editor):
    milestone = a_milestone(a_project(a_programme(slug="songbei-2023")), key="m1", due_on=date(2023, 9, 30))
    taken_over(editor, Milestone, a_workbook(["Programme", "Key", "Due"], ["songbei-2023", "m1", date(2023, 10, 20)]))
    terms = milestone.undertaking.terms.get(superseded_on=None)
    assert (terms.kind, terms.due_on, terms.reason) == ("corrected", date(2023, 10, 20), "Excel import, plan.xlsx")


def test_a_milestone_stays_with_its_project_and_its_key_is_nobody_elses(editor):
    programme = a_programme(slug="songbei-2023")
    a_milestone(a_project(programme, key="pump"), key="m1")
    a_project(programme, key="road")
    a_commitment(a_measure(an_area(programme)), key="c1")
    data = a_workbook(
        MILESTONES[:4], ["songbei-2023", "m1", "road", "主体完工"], ["songbei-2023", "c1", "road", "开工"]
    )
    assert [faults for *_, faults in rows(upload(editor, Milestone, data))] == [
        [("Project", "This stays “pump”: it cannot be changed for a row that exists.")],
        [("Key", "This programme has an undertaking with this key already.")],
    ]


def test_the_export_of_a_filtered_list_holds_the_milestones_of_its_projects(editor):
    programme = a_programme(slug="songbei-2023")
    for number in (1, 2):
        a_milestone(
            a_project(programme, number=number, key=f"p{number}", field="health" if number == 1 else "other"),
            key=f"m{number}",
        )
    data = editor.get(address(Project, "excel-export"), {"field__exact": "health"}).content
    assert [[line[1] for line in lines(data, sheet)] for sheet in (0, 1)] == [["Key", "p1"], ["Key", "m1"]]


# Commitments


COMMITMENTS = ["Programme", "Key", "Work area", "Measure", "Title (Chinese)", "Wording"]


def test_a_commitment_reads_its_quantity_from_the_wording(editor):
    a_measure(an_area(a_programme(slug="songbei-2023"), key="economy"), key="industry")
    taken_over(
        editor,
        Commitment,
        a_workbook(COMMITMENTS, ["songbei-2023", "c1", "economy", "industry", "新增企业", "100家以上"]),
    )
    plan = Undertaking.objects.get()
    assert (plan.quantity, plan.measure_zh, plan.commitment.measure.key) == (100, "家", "industry")


def test_a_wording_that_cannot_be_read_or_was_reported_against_is_refused(editor):
    measure = a_measure(an_area(a_programme(slug="songbei-2023"), key="economy"), key="industry")
    reported = a_commitment(measure, key="c1", title_zh="企业", wording="100家以上")
    a_draft(reported.undertaking, 5, speaks_for=TODAY)
    place = ["economy", "industry"]
    data = a_workbook(
        COMMITMENTS, ["songbei-2023", "c1", *place, "企业", "90家以上"], ["songbei-2023", "c2", *place, "企业", "很多"]
    )

    found = rows(upload(editor, Commitment, data))

    assert [(state, [heading for heading, _ in faults]) for state, _, _, faults in found] == [
        ("refused", ["Wording"]), ("refused", ["Wording"]),
    ]  # fmt: skip


# Who may


@pytest.mark.parametrize("role", ["reporter", "head", "inspector", "leader", "delegate"])
@pytest.mark.parametrize("page", ["excel", "excel-empty", "excel-export"])
def test_only_who_edits_gets_a_workbook(client, role, page):
    client.force_login(an_officer(role))
    answer = client.get(address(Unit, page), follow=True)
    assert answer.status_code == 404


def test_figures_are_for_taking_out_here(editor):
    a_known_observation(an_indicator(key="gdp"), "6.1", month=7, on=date(2023, 8, 20))
    page = editor.get(address(Observation, "changelist")).content.decode()
    assert ("Export to Excel" in page, "Import from Excel" in page) == (True, False)
    assert editor.get(address(Observation, "excel")).status_code == 403
    assert [line[1:6] for line in lines(editor.get(address(Observation, "excel-export")).content)][1] == (
        "gdp", "growth", "2023-07", datetime(2023, 8, 20), 6.1,
    )  # fmt: skip


def test_the_inspection_office_takes_out_one_programme_from_its_page(client):
    client.force_login(an_officer("inspector"))
    client.cookies["language"] = "en"
    for slug in ("songbei-2023", "hulan-2023"):
        programme = a_programme(slug=slug)
        a_milestone(a_project(programme, key="pump"), key="m1")
        a_commitment(a_measure(an_area(programme)), key="c1")

    assert "/songbei-2023/excel/projects/" in client.get("/songbei-2023/projects/").content.decode()
    assert "/songbei-2023/excel/commitments/" in client.get("/songbei-2023/commitments/").content.decode()
    projects = client.get("/songbei-2023/excel/projects/").content
    assert [[line[:2] for line in lines(projects, sheet)[1:]] for sheet in (0, 1)] == [
        [("songbei-2023", "pump")], [("songbei-2023", "m1")],
    ]  # fmt: skip
    commitments = client.get("/songbei-2023/excel/commitments/").content
    assert [line[:2] for line in lines(commitments)[1:]] == [("songbei-2023", "c1")]
