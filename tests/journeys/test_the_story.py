"""One story over the whole example year: a figure is reported, judged, seen, and somebody is reminded in time.

The opening day is Friday, 15 September 2023. Project 4, “smart policing”, is far behind: nothing is verified of its six
community police rooms, and August was not reported at all.
"""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from newarea.models import Digest, Report, Undertaking
from newarea.tasks import tick
from tests.journeys.visitors import Visitors, sign_in
from tests.servers import site
from tests.servers.process import Process
from tests.servers.smtp import Mail, Recorder

OVERVIEW, PROJECT = "/songbei-2023/", "/songbei-2023/projects/4/"
ROOMS = "6 个社区智慧警务室改造"
GAS = "第二批更新改造 10 万户"

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def worker(site_environment: dict[str, str], live_site: str) -> Iterator[Process]:
    """A prefork worker whose mails lead to the site of this test."""
    with site.worker(site_environment | {"NEWAREA_SITE_URL": live_site}) as running:
        yield running


def test_a_milestone_is_reported_verified_seen_and_reminded_of(
    the_year: date, visitors: Visitors, worker: Process, smtp: Recorder
):
    reader, delegate = visitors.come(), visitors.signed_in("delegate-03")
    anybody_reads_verified_facts_only(reader)
    anybody_can_go_back_in_time(reader)
    a_delegate_begins_to_follow(delegate)

    reporter = visitors.come()
    a_wrong_password_tells_nothing(reporter)
    a_reporter_finds_the_duty(reporter)
    a_refused_file_costs_nothing_that_was_typed(reporter)
    a_draft_is_handed_in(reporter)

    leader, inspector = visitors.signed_in("leader-2"), visitors.signed_in("inspector-2")
    the_public_still_sees_the_old_figure(reader)
    a_leader_sees_both(leader)
    an_inspector_returns_it(inspector)
    the_reporter_mends_it(reporter)
    nobody_verifies_for_the_own_unit(reporter)
    the_light_turns_when_it_is_verified(inspector, reader)

    the_second_of_two_inspectors_is_told(inspector, visitors.signed_in("inspector-1"))
    the_delegate_sees_what_changed(delegate)

    an_editor_moves_the_date(visitors.signed_in("admin"))
    the_move_is_on_the_record(reader)

    mail = one_mail_reminds_of_it(worker, smtp)
    its_link_leads_to_the_form(visitors.come(), mail)
    the_inbox_has_it_too(reporter)


# Where things stand on a page


def rooms() -> Undertaking:
    return Undertaking.objects.get(key="policing-rooms")


def row_of(page: Page, title: str):
    return page.get_by_role("row").filter(has_text=title)


def light_of(page: Page, title: str) -> str:
    return row_of(page, title).locator(".light").first.inner_text()


def stands(page: Page, light: str, reason: str) -> None:
    """The page's own light, and the figures in the sentence that says why."""
    expect(page.locator(".head-line .light")).to_have_text(light)
    expect(page.locator(".why p").first).to_contain_text(reason)


def a_photograph() -> bytes:
    file = BytesIO()
    Image.effect_mandelbrot((1200, 900), (-2.5, -1.5, 1.5, 1.5), 60).convert("RGB").save(file, "PNG")
    return file.getvalue()


def status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    return answer.status if answer else 0


# The steps


def anybody_reads_verified_facts_only(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile(OVERVIEW + "$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("2023年9月15日")
    page.locator("ol").get_by_role("link", name="智慧执法信息化（二期）").first.click()

    expect(page).to_have_url(re.compile(PROJECT + "$"))
    assert light_of(page, ROOMS) == "严重滞后"
    expect(row_of(page, ROOMS)).to_contain_text("0 / 6 个")
    expect(row_of(page, "6 个智慧派出所改造")).to_contain_text("1 / 6 个")  # two are claimed and wait
    expect(page.locator("main")).not_to_contain_text("已报")
    expect(page.locator("a[href^='/evidence/']")).to_have_count(0)
    stands(page, "严重滞后", "“6 个智慧派出所改造”")


def anybody_can_go_back_in_time(page: Page) -> None:
    page.goto(f"{PROJECT}?on=2023-06-30")
    expect(page.locator(".strip.is-past")).to_contain_text("2023年6月30日")
    stands(page, "滞后", "应于2023年6月30日完成，剩余 0 个工作日，还差 26.4 个百分点")

    assert status_of(page, f"{OVERVIEW}?on=2023-12-01") == 400
    expect(page.locator("main")).to_contain_text("2023-12-01 尚未到来")
    page.get_by_role("link", name="查看今天的情况").click()
    expect(page).to_have_url(re.compile(OVERVIEW + "$"))


def a_delegate_begins_to_follow(page: Page) -> None:
    page.goto(PROJECT)
    page.get_by_role("button", name="关注", exact=True).click()
    expect(page.get_by_role("button", name="取消关注")).to_be_visible()
    page.goto("/following/")
    expect(page.locator("main")).to_contain_text("智慧执法信息化")


def a_wrong_password_tells_nothing(page: Page) -> None:
    told = []
    for name in ("police-reporter", "nobody-of-this-name"):
        page.goto("/accounts/sign-in/?next=/workbench/")
        sign_in(page, name, "not-the-password")
        told.append(page.get_by_role("alert").inner_text())
    assert told[0] == told[1] != ""

    page.goto("/accounts/sign-in/?next=/workbench/")
    sign_in(page, "police-reporter")
    expect(page).to_have_url(re.compile("/workbench/$"))


def a_reporter_finds_the_duty(page: Page) -> None:
    duty = page.locator(".duties").get_by_role("link", name=ROOMS).first
    duty.click()
    expect(page.locator("#form")).to_contain_text(ROOMS)


def a_refused_file_costs_nothing_that_was_typed(page: Page) -> None:
    form = page.locator("#report-form")
    form.locator("[name=quantity]").fill("4")
    form.locator("[name=summary]").fill("第二至第四个社区警务室改造完成，累计 4 个。")
    form.locator("[name=problems]").fill("施工队由派出所转入较晚。")
    form.locator("[name=evidence]").set_input_files(
        [
            {"name": "四个警务室现场.png", "mimeType": "image/png", "buffer": a_photograph()},
            {"name": "验收单.png", "mimeType": "image/png", "buffer": b"<html><script>alert(1)</script></html>"},
        ]
    )
    form.locator("[name=action][value=draft]").click()

    expect(page.get_by_role("alert")).to_contain_text("验收单.png")
    expect(page.get_by_role("alert")).to_contain_text("可能夹带程序")
    form = page.locator("#report-form")
    expect(form.locator("[name=quantity]")).to_have_value("4")
    expect(form.locator("[name=summary]")).to_have_value("第二至第四个社区警务室改造完成，累计 4 个。")
    expect(form.locator("[name=problems]")).to_have_value("施工队由派出所转入较晚。")
    expect(form.locator(".attached-files li")).to_have_count(1)
    shows_its_picture(form.locator(".attached-files img"))


def shows_its_picture(picture) -> None:
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") > 0


def a_draft_is_handed_in(page: Page) -> None:
    page.goto("/workbench/")
    expect(page.locator(".duties")).to_contain_text(ROOMS)
    page.goto(reverse("report-new", args=[rooms().pk]))
    page.locator("#report-form [name=action][value=submit]").click()

    expect(page).to_have_url(re.compile("/workbench/$"))
    expect(page.get_by_role("status").first).to_contain_text(ROOMS)
    expect(page.locator("[aria-labelledby=waiting-head]")).to_contain_text(ROOMS)


def the_public_still_sees_the_old_figure(page: Page) -> None:
    page.goto(PROJECT)
    expect(row_of(page, ROOMS)).to_contain_text("0 / 6 个")
    expect(page.locator("main")).not_to_contain_text("66.7%")


def a_leader_sees_both(page: Page) -> None:
    page.goto(PROJECT)
    expect(row_of(page, ROOMS)).to_contain_text("0 / 6 个")
    expect(row_of(page, ROOMS)).to_contain_text("已报 66.7%")


def an_inspector_returns_it(page: Page) -> None:
    page.goto("/verification/")
    claim = page.get_by_role("article").filter(has_text=ROOMS)
    expect(claim).to_contain_text("4 / 6 个")
    shows_its_picture(claim.locator(".evidence img"))

    claim.locator("[name=action][value=return]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[name=note]").fill("第四个警务室未见验收单，请核实后再报。")
    page.locator("[name=action][value=return]").click()
    expect(page.get_by_role("status").first).to_contain_text(ROOMS)


def the_reporter_mends_it(page: Page) -> None:
    page.goto("/workbench/")
    duty = row_of(page, ROOMS).filter(has_text="第四个警务室未见验收单")
    duty.get_by_role("link").first.click()
    form = page.locator("#report-form")
    expect(page.locator("#form .notice")).to_contain_text("第四个警务室未见验收单，请核实后再报。")
    expect(form.locator("[name=summary]")).to_have_value("第二至第四个社区警务室改造完成，累计 4 个。")
    form.locator("[name=quantity]").fill("3")
    form.locator("[name=summary]").fill("按退回意见核对：第四个待验收，累计完成 3 个。")
    form.locator("[name=action][value=submit]").click()
    expect(page).to_have_url(re.compile("/workbench/$"))


def nobody_verifies_for_the_own_unit(page: Page) -> None:
    assert status_of(page, "/verification/") == 404
    report = Report.objects.get(undertaking=rooms(), state="submitted")
    page.goto(reverse("report", args=[report.pk]))
    expect(page.locator("[name=action][value=verify]")).to_have_count(0)

    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    decision = {"csrfmiddlewaretoken": token, "action": "verify", "version": str(report.version), "note": ""}
    sent = page.request.post(reverse("report-decision", args=[report.pk]), form=decision)
    report.refresh_from_db()
    assert (sent.status, report.state) == (404, "submitted")


def the_light_turns_when_it_is_verified(inspector: Page, reader: Page) -> None:
    reader.goto(reverse("undertaking", args=[rooms().pk]))
    stands(reader, "严重滞后", "截至2023年8月25日，计划 37.4%，已核实 0%，落后 37.4 个百分点")

    inspector.goto("/verification/")
    claim = inspector.get_by_role("article").filter(has_text=ROOMS)
    expect(claim).to_contain_text("3 / 6 个")
    shows_its_picture(claim.locator(".evidence img"))
    claim.locator("[name=action][value=verify]").click()
    expect(inspector.get_by_role("status").first).to_contain_text(ROOMS)

    reader.reload()
    stands(reader, "正常", "截至2023年9月15日，计划 57%，已核实 50%，落后 7 个百分点")
    reader.goto(PROJECT)
    assert light_of(reader, ROOMS) == "正常"
    expect(row_of(reader, ROOMS)).to_contain_text("3 / 6 个")


def the_second_of_two_inspectors_is_told(first: Page, second: Page) -> None:
    report = Report.objects.get(undertaking__key="gas-second", state="submitted")
    for page in (first, second):
        page.goto(reverse("report", args=[report.pk]))
        expect(page.get_by_role("heading", level=1)).to_have_text(GAS)
    first.locator("[name=action][value=verify]").click()
    expect(first.get_by_role("status").first).to_contain_text(GAS)

    second.locator("[name=note]").fill("到货签收单缺第三批。")
    with second.expect_response(lambda answer: answer.request.method == "POST") as answered:
        second.locator("[name=action][value=return]").click()
    assert answered.value.status == 409
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("督查员二")
    expect(alert).to_contain_text("到货签收单缺第三批。")
    report.refresh_from_db()
    assert (report.state, report.decision_note) == ("verified", "")


def the_delegate_sees_what_changed(page: Page) -> None:
    page.goto("/following/")
    page.get_by_role("link", name="智慧执法").first.click()
    news = page.locator("details.notice")
    expect(news).to_contain_text("上次查看后有 1 项变化")
    expect(news).to_contain_text("按退回意见核对：第四个待验收，累计完成 3 个。")
    expect(page.locator("main")).not_to_contain_text("已报")
    expect(page.locator("main")).not_to_contain_text("第四个警务室未见验收单")

    file = page.locator("[aria-labelledby=evidence-head] a").filter(has_text="四个警务室现场.png")
    answer = page.request.get(str(file.get_attribute("href")))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    page.reload()
    expect(page.locator("details.notice")).to_have_count(0)


def an_editor_moves_the_date(page: Page) -> None:
    page.goto(PROJECT)
    page.get_by_role("link", name="编辑").click()
    row = page.locator("tr.form-row").filter(has=page.locator(f"[value='{ROOMS}']"))
    row.locator("[name^=milestones-][name$=-due_on]").fill("2023-09-22")
    page.locator("[name=_save]").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    expect(row.locator("[name^=milestones-][name$=-due_on]")).to_have_value("2023-09-22")

    page.locator("[name=reason]").fill("区长办公会要求提前至九月二十二日。")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def the_move_is_on_the_record(page: Page) -> None:
    page.goto(f"{PROJECT}history/")
    entry = page.locator(".feed li").filter(has_text="区长办公会要求提前至九月二十二日。")
    expect(entry).to_contain_text("2023年9月22日")
    expect(entry).to_contain_text(ROOMS)
    moved = rooms()
    assert (moved.due_on, moved.original_due_on, moved.generation) == (date(2023, 9, 22), date(2023, 10, 31), 2)

    page.goto(reverse("undertaking", args=[moved.pk]))
    stands(page, "严重滞后", "计划 89.7%，已核实 50%，落后 39.7 个百分点")


def one_mail_reminds_of_it(worker: Process, smtp: Recorder) -> Mail:
    the_clock_ticks(worker)
    worker.wait_until(lambda: bool(smtp.delivered) and not Digest.objects.exclude(state="sent").exists())
    everything = len(smtp.received)
    the_clock_ticks(worker)
    assert len(smtp.received) == everything

    (mail,) = [mail for mail in smtp.delivered if mail.recipients == ["police-reporter@songbei.example"]]
    assert str(mail.message["Subject"]) == "督办提醒：逾期 1 项，即将到期 2 项"
    for words in (ROOMS, "2023年9月22日，剩余 5 个工作日", "6 个智慧派出所改造", "已逾期 23 个工作日", "督办单"):
        assert words in mail.text
    return mail


def the_clock_ticks(worker: Process) -> None:
    """As beat does every fifteen seconds; over when the worker has done all it was given."""
    beats = worker.output().count("newarea.tasks.tick[")
    tick.delay()
    worker.wait_until(lambda: worker.output().count("newarea.tasks.tick[") >= beats + 2)  # received, succeeded


def its_link_leads_to_the_form(page: Page, mail: Mail) -> None:
    (link,) = re.findall(rf"- {ROOMS}.*\n.*\n.*\n\s*(http\S+)", mail.text)
    page.goto(link)
    sign_in(page, "police-reporter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ROOMS)
    expect(page.locator("#report-form [name=quantity]")).to_be_editable()


def the_inbox_has_it_too(page: Page) -> None:
    page.goto("/workbench/")
    inbox = page.get_by_role("navigation", name="栏目").get_by_role("link", name="收件箱")
    expect(inbox).to_contain_text("1 未读")
    inbox.click()
    page.get_by_role("link", name="督办提醒：逾期 1 项，即将到期 2 项").click()
    expect(page.locator("main")).to_contain_text(ROOMS)
    page.get_by_role("button", name="标为已读").click()
    expect(inbox).not_to_contain_text("未读")
