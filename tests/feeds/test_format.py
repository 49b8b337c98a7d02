"""The file itself: lines, signs and zone, read back by two libraries that know nothing of each other."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from newarea.calendar_file import Entry, alarm_offset, calendar_bytes, plain
from newarea.domain.workdays import Calendar

STAMP = datetime(2023, 9, 1, 1, 2, 3, 456789, tzinfo=UTC)
CHINESE = "新建风华学校校舍，包括中小学教学楼、综合楼、多功能会议室和教学辅助用房，" * 3
TITLES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120)


def an_entry(**values) -> Entry:
    known = {"uid": "undertaking-1@plan.example", "sequence": 3, "day": date(2023, 9, 28), "changed_at": STAMP}
    return Entry(**known | {"title": "主体完工", "url": "https://plan.example/undertakings/1/"} | values)


def written(*entries: Entry, title: str = "到期日") -> bytes:
    return calendar_bytes(title, entries, Calendar())


def test_a_long_chinese_title_is_folded_within_75_octets_and_between_signs():
    content = written(an_entry(title=CHINESE, description=[CHINESE]))
    folded = content.split(b"\r\n")

    assert max(len(line) for line in folded) <= 75
    assert all(line.decode() for line in folded[:-1])  # no sign is cut in two
    assert f"SUMMARY:{CHINESE}".encode() in content.replace(b"\r\n ", b"")


def test_an_entry_is_written_like_this():
    content = written(
        an_entry(description=["项目1；甲, 乙", "", "第二行"], place="松北区", categories=["节点", "示例"])
    )

    event = content.replace(b"\r\n ", b"").decode().split("BEGIN:VEVENT\r\n")[1].split("END:VEVENT")[0]
    assert event.split("\r\n")[:-1] == [
        "UID:undertaking-1@plan.example",
        "SEQUENCE:3",
        "DTSTAMP:20230901T010203Z",
        "LAST-MODIFIED:20230901T010203Z",
        "DTSTART;VALUE=DATE:20230928",
        "DTEND;VALUE=DATE:20230929",
        "SUMMARY:主体完工",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "DESCRIPTION:项目1；甲\\, 乙\\n第二行\\nhttps://plan.example/undertakings/1/",
        "URL:https://plan.example/undertakings/1/",
        "LOCATION:松北区",
        "CATEGORIES:节点,示例",
    ]


def test_the_last_day_there_is_has_no_day_after_it():
    event = icalendar.Calendar.from_ical(written(an_entry(day=date.max))).walk("VEVENT")[0]

    assert (event.decoded("DTSTART"), "DTEND" in event) == (date.max, False)


def test_an_alarm_is_told_from_the_beginning_of_the_due_day():
    content = written(an_entry(has_alarms=True)).decode()

    assert [line for line in content.split("\r\n") if line.startswith("TRIGGER")] == [
        "TRIGGER:-P6DT14H55M",
        "TRIGGER:-PT14H55M",
        "TRIGGER:PT9H5M",
    ]


def test_an_alarm_before_a_day_off_counts_as_reminders_do():
    sunday = date(2023, 9, 24)

    assert alarm_offset(sunday, 1, Calendar()) == timedelta(days=-3, hours=9, minutes=5)  # Thursday


def test_the_zone_has_no_summer_time():
    zone = icalendar.Calendar.from_ical(written()).timezones[0].to_tz()

    offsets = {datetime(year, month, 1, tzinfo=zone).utcoffset() for year in (2022, 2023, 2040) for month in (1, 7)}
    assert offsets == {timedelta(hours=8)}
    assert written().count(b"BEGIN:DAYLIGHT") == 0


def test_a_calendar_of_nothing_is_one_still():
    assert icalendar.Calendar.from_ical(written()).events == []


def test_entries_stand_by_day_so_that_the_same_file_comes_out_again():
    first, second = an_entry(uid="b"), an_entry(uid="a", day=date(2023, 9, 1))

    assert written(first, second) == written(second, first)


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_another_library_reads_the_same(is_cancelled):
    entry = an_entry(title=f"{CHINESE}; a, b", has_alarms=True, is_cancelled=is_cancelled, categories=["节点"])

    event = vobject.readOne(written(entry).decode()).vevent

    assert (event.uid.value, event.summary.value, event.dtstart.value, event.sequence.value, event.status.value) == (
        "undertaking-1@plan.example",
        f"{CHINESE}; a, b",
        date(2023, 9, 28),
        "3",
        "CANCELLED" if is_cancelled else "CONFIRMED",
    )
    assert [alarm.trigger.value for alarm in event.valarm_list] == [
        timedelta(days=-7, hours=9, minutes=5),
        timedelta(days=-1, hours=9, minutes=5),
        timedelta(hours=9, minutes=5),
    ]


@given(TITLES, TITLES)
@example('a,b;c:d"e\nf\r\ng\rh', "\\N \\n \\, \\;")
@example("🎉👩‍👩‍👧" * 20, "\u2028\x85\x0b\x00\t")
@example(CHINESE, " ")
def test_any_title_comes_back_from_both_readers(title, place):
    content = written(an_entry(title=title, place=place, categories=[title]), title=title)

    event, other = icalendar.Calendar.from_ical(content).events[0], vobject.readOne(content.decode())
    assert (str(event["SUMMARY"]), str(event.get("LOCATION", ""))) == (plain(title), plain(place))
    assert (other.vevent.summary.value, other.vevent.categories.value) == (plain(title), [plain(title)])
    assert other.x_wr_calname.value == plain(title)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


@given(TITLES)
def test_what_is_written_plainly_is_plain_and_nothing_else_is_touched(text):
    told = plain(text)

    assert plain(told) == told
    assert not any(sign in told for sign in "\r\t\\\x00\x0b\x85\u2028")


@pytest.mark.parametrize("text", ["主体完工", "a,b;c", "🎉", "515 米 × 2", "Main — “done”"])
def test_ordinary_words_are_written_as_they_are(text):
    assert plain(text) == text
