"""The rows of the health page: what each part says, since when, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as t
from django.utils.translation import ngettext, pgettext

from newarea import clock, formats, probes
from newarea.actions.alerts import CHAT_AFTER
from newarea.models import Channel, Digest, GroupChat, Pulse
from newarea.probes import Answer, Answers, Disk

STARTED = clock.now()
PLAN_AFTER = timedelta(minutes=30)
GIB = 2**30


@dataclass(frozen=True)
class Row:
    """`since`: the last sign of life, or since when it has been so; `light` is one of green, yellow, red, grey, or
    empty where there is nothing to be well or ill."""

    name: str
    light: str
    facts: str = ""
    since: datetime | None = None
    advice: str = ""
    word: str = ""
    ago: str = ""


@dataclass(frozen=True)
class Sending:
    """What the ledger says about the mail channel."""

    last: datetime | None
    delayed: int


def now_rows(*, now: datetime) -> list[Row]:
    """Five queries, and questions to the other servers that take three seconds at most."""
    database = probes.ask_database()
    pulse = Pulse.objects.filter(pk=1).first()
    answers = probes.ask_all()
    found = [
        _web(),
        *_held_day(),
        _database(database, now),
        _broker(answers.broker, pulse, now),
        _worker(answers, pulse, now),
        _beat(pulse, now),
        _plan(pulse, now),
        _mail(answers.mail, _sending(), now),
        _chats(list(GroupChat.objects.filter(is_active=True).select_related("unit")), now),
        _disk(probes.ask_disk(), now),
    ]
    return [_told(row, now) for row in found]


def _told(row: Row, now: datetime) -> Row:
    said = ago(row.since, now=now) if row.since else ""
    return Row(row.name, row.light, row.facts, row.since, row.advice, word(row.light), said)


def word(light: str) -> str:
    return {
        "green": pgettext("health", "Well"),
        "yellow": pgettext("health", "Look at it"),
        "red": pgettext("health", "Out of order"),
        "grey": pgettext("health", "Not known"),
    }.get(light, "")


def ago(at: datetime, *, now: datetime) -> str:
    seconds = round((now - at).total_seconds())
    if seconds < 0:
        return t("in the future")
    if seconds < 1:
        return t("just now")
    if seconds < 120:
        return ngettext("%(count)d second ago", "%(count)d seconds ago", seconds) % {"count": seconds}
    if seconds < 7200:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", seconds // 60) % {"count": seconds // 60}
    if seconds < 172_800:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", seconds // 3600) % {"count": seconds // 3600}
    return ngettext("%(count)d day ago", "%(count)d days ago", seconds // 86_400) % {"count": seconds // 86_400}


def _web() -> Row:
    return Row(t("Web"), "green", t("This process answers, and has run since then."), STARTED)


def _held_day() -> list[Row]:
    if settings.DAY is None:
        return []
    facts = t("Held at %(day)s, for a demonstration.") % {"day": formats.full_day(settings.DAY)}
    advice = t("Messages go out at any hour and their headers bear the real date. Without NEWAREA_DAY it is today.")
    return [Row(t("The site's day"), "", facts, None, advice)]


def _database(answer: Answer, now: datetime) -> Row:
    return Row(t("Database"), "green", _timed(answer), now)


def _timed(answer: Answer) -> str:
    return t("%(words)s, answered in %(took)d ms") % {"words": answer.words, "took": round(answer.took)}


def _broker(answer: Answer, pulse: Pulse | None, now: datetime) -> Row:
    name = t("Broker")
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        return Row(name, "green", t("The queue is in this process's memory."), now)
    if answer.is_well:
        return Row(name, "green", _timed(answer), now)
    advice = t(
        "Start Redis, empty if need be. Pages and updates go on without it; messages wait in the database and go out "
        "with the first tick after it."
    )
    return Row(name, "red", answer.words, _last_beat(pulse), advice)


def _last_beat(pulse: Pulse | None) -> datetime | None:
    return pulse.beat_at if pulse else None


def _is_ticking(pulse: Pulse | None, now: datetime) -> bool:
    return pulse is not None and not pulse.is_silent(now=now)


def _worker(answers: Answers, pulse: Pulse | None, now: datetime) -> Row:
    """The tick is a task: that it ran is a worker's doing, whether or not one can be asked."""
    name, last, answer = t("Worker"), _last_beat(pulse), answers.worker
    facts = t("Its last task finished then.") if last else t("It has not finished any task yet.")
    if answer and answer.is_well:
        words = t("%(name)s answers.") % {"name": answer.words}
        return Row(name, "green", f"{words} {facts}", last)
    if _is_ticking(pulse, now):
        return Row(name, "green", facts, last)
    if answer is None and not answers.broker.is_well:
        return Row(name, "grey", t("It cannot be asked while the broker is away."), last)
    return Row(name, "red", facts, last, t("Start a worker; its log says why it ended (journalctl -u newarea-worker)."))


def _beat(pulse: Pulse | None, now: datetime) -> Row:
    name, last = t("Beat"), _last_beat(pulse)
    start = t("Start beat and a worker (journalctl -u newarea-beat). What is owed is caught up by the next tick.")
    if last is None:
        return Row(name, "red", t("It has never ticked."), None, start)
    if _is_ticking(pulse, now):
        return Row(name, "green", t("It ticks every 15 seconds."), last)
    if last > now:
        facts = t("The last tick bears a time of the future: the clock was put back.")
        return Row(
            name, "yellow", facts, last, t("The next tick puts it right. If none comes, start beat and a worker.")
        )
    return Row(name, "red", t("No tick for more than a minute: nothing is looked at, nothing goes out."), last, start)


def _plan(pulse: Pulse | None, now: datetime) -> Row:
    name, last = t("Plan of reminders"), pulse.planned_at if pulse else None
    if last is None:
        return Row(name, "red", t("Nothing was planned yet."), None, t("The first tick plans everything."))
    if abs(now - last) <= PLAN_AFTER:
        return Row(name, "green", t("Everything is planned anew every quarter of an hour."), last)
    advice = t("If beat ticks and this stays so, planning fails: the worker's log says why.")
    return Row(name, "red", t("No complete plan for more than half an hour."), last, advice)


def _sending() -> Sending:
    mails = Digest.objects.filter(channel=Channel.MAIL)
    return Sending(mails.aggregate(last=Max("sent_at"))["last"], mails.delayed().count())


def _mail(answer: Answer, sending: Sending, now: datetime) -> Row:
    name, last = t("Mail"), sending.last
    facts = [answer.words, t("The last one was taken then.") if last else t("None was sent yet.")]
    if not answer.is_well:
        advice = t("Mails wait and are tried again; the in-app inbox works. See to the mail server or the folder.")
        return Row(name, "red", " · ".join(facts), last, advice)
    if sending.delayed:
        count = ngettext(
            "%(count)d mail waits to be tried again.", "%(count)d mails wait to be tried again.", sending.delayed
        )
        advice = t("Nothing, if it becomes fewer; otherwise look at the server's answers in the ledger.")
        return Row(name, "yellow", " · ".join([*facts, count % {"count": sending.delayed}]), last, advice)
    return Row(name, "green", " · ".join(facts), last)


def _chats(chats: Sequence[GroupChat], now: datetime) -> Row:
    name = t("Group chats")
    failing = [chat for chat in chats if chat.failing_since]
    if failing:
        return _failing(name, failing, now)
    last = max((chat.last_sent_at for chat in chats if chat.last_sent_at), default=None)
    words = ngettext("%(count)d in use.", "%(count)d in use.", len(chats)) % {"count": len(chats)}
    return Row(name, "green", words, last) if chats else Row(name, "", t("None is in use."), last)


def _failing(name: str, failing: Sequence[GroupChat], now: datetime) -> Row:
    since = min(chat.failing_since for chat in failing if chat.failing_since)
    facts = "; ".join(f"{chat}: {chat.last_reply}" if chat.last_reply else str(chat) for chat in failing)
    advice = t("Look at the robot's web address and secret, or take the chat out of use.")
    return Row(name, "red" if now - since > CHAT_AFTER else "yellow", facts, since, advice)


def _disk(disk: Disk, now: datetime) -> Row:
    name, share = t("Disk for files"), disk.free / disk.total
    facts = t("%(free)s of %(total)s free") % {"free": filesizeformat(disk.free), "total": filesizeformat(disk.total)}
    if disk.free < GIB or share < 0.02:
        return Row(name, "red", facts, now, t("Make room now: uploads are refused as a whole when it is full."))
    if disk.free < 5 * GIB or share < 0.1:
        return Row(name, "yellow", facts, now, t("Make room soon."))
    return Row(name, "green", facts, now)
