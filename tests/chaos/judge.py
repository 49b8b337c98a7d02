"""The judgement: the mail server's book and the district's against the ledger. Whatever is found is printed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from newarea.models import Cause, Digest, Reminder
from tests.chaos.letters import day_of, lines_of
from tests.chaos.life import Item, Life, Version
from tests.domain.decrees import day_of_step, days_left, nth_working_day, step_owed
from tests.servers.smtp import Mail

GRACE = 5  # seconds between our compare-and-set and the server's MAIL FROM on a machine that is busy
ENDED = ("sent", "unknown", "failed", "cancelled")
Key = tuple[str, int, int, int, str]  # duty, generation, step, person, channel
CHANNELS = ("mail", "inbox")


def owed(life: Life, on: date) -> Iterator[Key]:
    """Every key that plain counting finds owed on the day, as things stand."""
    for item in life.items:
        now = item.now
        if now.is_closed:
            continue
        step = step_owed(now.due_on, on)
        people = [(now.owner.pk, step)] if step is not None else []
        people += [(person.pk, number) for person, number in _copies(life, item, on) if person.pk != now.owner.pk]
        for person, number in people:
            for channel in CHANNELS:
                yield f"undertaking:{item.pk}", now.generation, number, person, channel


def _copies(life: Life, item: Item, on: date) -> Iterator[tuple]:
    if on >= nth_working_day(item.now.due_on, 3):
        yield item.unit.head, -3
    if on >= nth_working_day(item.now.due_on, 10):
        yield from [(item.unit.leader_in_charge, -10), *((person, -10) for person in life.inspectors)]


def unwritten(life: Life, on: date) -> list[Key]:
    """What is owed and nowhere in the ledger; a tighter step there (of a clock that was ahead) has taken its place."""
    fields = ("duty", "generation", "person", "channel", "step")
    tightest: dict[tuple, int] = {}
    for *rest, step in Reminder.objects.filter(kind="undertaking").values_list(*fields):
        tightest[tuple(rest)] = min(step, tightest.get(tuple(rest), step))
    return [key for key in owed(life, on) if tightest.get((*key[:2], *key[3:]), 99) > key[2]]


class Judge:
    def __init__(self, life: Life, received: list[Mail], silent: list[date], *, last: date, unknowns: int) -> None:
        self.life, self.received, self.silent, self.last, self.unknowns = life, received, silent, last, unknowns
        self.items = {item.pk: item for item in life.items}
        self.mails = {row.message_id: row for row in Digest.objects.filter(channel="mail").exclude(message_id="")}
        self.people = {row.person.email: row.person for row in Digest.objects.select_related("person")}
        self.taken = [mail for mail in received if mail.reply is None or mail.reply.startswith("250")]
        self.acknowledged = [mail for mail in self.taken if mail.reply]

    def verdict(self) -> dict[str, list[str]]:
        found: dict[str, Callable[[], Iterator[str]]] = {
            "a letter twice": self.letters_twice,
            "a reminder in two letters": self.reminders_twice,
            "a letter of no message": self.letters_of_nothing,
            "a letter that says other things than the ledger": self.told_otherwise,
            "two digests a day": self.two_a_day,
            "about what was closed, moved or handed over": self.outdated,
            "wrong on its day": self.wrong_words,
            "a letter of a silent day": self.broke_silence,
            "sent without the server's 250": self.sent_without_answer,
            "failed without a refusal": self.failed_without_refusal,
            "more unknown than faults explain": self.too_many_unknown,
            "owed and in no state": self.lost,
            "pending after all": self.unsettled,
            "cancelled without reason": self.cancelled_without_reason,
            "key and message disagree": self.disagreeing,
        }
        return {name: list(check()) for name, check in found.items()}

    def letters_twice(self) -> Iterator[str]:
        for key, count in Counter(mail.message_id for mail in self.taken).items():
            if count > 1:
                yield f"{key} {count} times"

    def reminders_twice(self) -> Iterator[str]:
        """No item, step and person in two letters that were or may have been taken. Of duties of other kinds, whose
        generations only the ledger knows, no more than it has."""
        seen: dict[tuple, list[str]] = defaultdict(list)
        for mail in self.taken:
            for line in lines_of(mail):
                if line.step is not None and day_of(mail):
                    stem = line.item or line.title.partition(",")[0]
                    seen[stem, line.due_on, line.copy, line.step, mail.recipients[0]].append(mail.message_id)
        for key, letters in seen.items():
            if len(letters) > (1 if isinstance(key[0], int) else self._generations(key)):
                yield f"{key} in {letters}"

    def _generations(self, key: tuple) -> int:
        _, due_on, _, step, address = key
        rows = Reminder.objects.exclude(kind="undertaking").filter(
            due_on=due_on, step=step, channel="mail", person__email=address, state__in=["sent", "unknown"]
        )
        return rows.count()

    def letters_of_nothing(self) -> Iterator[str]:
        yield from {mail.message_id for mail in self.received} - set(self.mails)

    def told_otherwise(self) -> Iterator[str]:
        """Also what keeps this judge from reading nothing and finding everything in order. What was put in and taken
        out again before the sending (moved, closed, a tighter step) is in the ledger as cancelled."""
        rows: dict[str, list[int | None]] = defaultdict(list)
        held = Reminder.objects.filter(channel="mail", digest__kind="digest").exclude(state="cancelled")
        for key, item in held.values_list("digest__message_id", "undertaking"):
            rows[key].append(item)
        for mail in self.taken:
            read = Counter(line.item for line in lines_of(mail))
            if day_of(mail) and read != Counter(rows[mail.message_id]):
                yield f"{mail.message_id}: {dict(read)}, the ledger has {rows[mail.message_id]}"

    def two_a_day(self) -> Iterator[str]:
        count = Counter((mail.recipients[0], day_of(mail)) for mail in self.taken if day_of(mail))
        yield from (f"{person} {day}: {number}" for (person, day), number in count.items() if number > 1)

    def outdated(self) -> Iterator[str]:
        for mail in self.taken:
            for line in lines_of(mail):
                item = self.items.get(line.item or 0)
                if item and not any(_is_right(version, line, mail) for version in item.until(mail.begun_at - GRACE)):
                    yield f"{mail.message_id} to {mail.recipients[0]}: {line}; {item}"

    def wrong_words(self) -> Iterator[str]:
        for mail in self.taken:
            day = day_of(mail)
            for line in lines_of(mail):
                if day and line.when != words(line.due_on, day):
                    yield f"{mail.message_id}: {line}, right is {words(line.due_on, day)!r}"

    def broke_silence(self) -> Iterator[str]:
        yield from (mail.message_id for mail in self.received if day_of(mail) in self.silent)

    def sent_without_answer(self) -> Iterator[str]:
        told = {mail.message_id: mail.reply for mail in self.acknowledged}
        for key, row in self.mails.items():
            if row.state == "sent" and told.get(key) != row.server_reply:
                yield f"{key}: {row.server_reply!r}, the server said {told.get(key)!r}"

    def failed_without_refusal(self) -> Iterator[str]:
        rows = Digest.objects.filter(state="failed")
        yield from (f"{row.message_id}: {row.server_reply!r}" for row in rows if not row.server_reply.startswith("5"))

    def too_many_unknown(self) -> Iterator[str]:
        found = Digest.objects.filter(state="unknown").count()
        if found > self.unknowns:
            yield f"{found}, at most {self.unknowns}"

    def lost(self) -> Iterator[str]:
        yield from map(str, unwritten(self.life, self.last))

    def unsettled(self) -> Iterator[str]:
        yield from map(str, Digest.objects.exclude(state__in=ENDED).values_list("message_id", "state", "next_try_at"))
        yield from map(str, Reminder.objects.exclude(state__in=ENDED).values_list("duty", "step", "person", "digest"))

    def cancelled_without_reason(self) -> Iterator[str]:
        rows = Reminder.objects.filter(state="cancelled", kind="undertaking").select_related("undertaking")
        for row in rows:
            if not self._is_explained(row):
                yield f"{row.duty} generation {row.generation} step {row.step} {row.channel} {row.person}: {row.cause}"

    def _is_explained(self, row: Reminder) -> bool:
        now = self.items[row.undertaking_id or 0].now
        same = Reminder.objects.filter(
            duty=row.duty, generation=row.generation, person=row.person_id, channel=row.channel, share=row.share
        )
        match row.cause:
            case Cause.SUPERSEDED:
                return same.filter(step__lt=row.step).exists()
            case Cause.CLOSED | Cause.SETTLED:  # settled: its close-out waited, and was verified a moment later
                return now.is_closed
            case Cause.MOVED | Cause.HANDED_OVER | Cause.RENEWED:
                return now.generation > row.generation
        return False

    def disagreeing(self) -> Iterator[str]:
        rows = Reminder.objects.filter(state__in=["sent", "unknown", "failed"]).select_related("digest")
        yield from (f"{row}: {row.state}, {row.digest.state}" for row in rows if row.state != row.digest.state)


def _is_right(version: Version, line, mail: Mail) -> bool:
    theirs = line.copy.startswith(f"{version.owner} answers") if line.copy else mail.recipients == [version.owner.email]
    return not version.is_closed and version.due_on == line.due_on and theirs


def words(due_on: date, on: date) -> str:
    if due_on == on:
        return "due today"
    count = abs(days_left(due_on, on))
    return f"{count} working day{'' if count == 1 else 's'} {'left' if due_on > on else 'overdue'}"


def missed_after_silence(life: Life, received: list[Mail], on: date) -> Iterator[str]:
    """Who was newly owed something by the end of the silence, and did not get exactly one digest of the day."""
    reached = {item.now.owner for item in life.items if not item.now.is_closed and _is_new(item, on)}
    got = Counter(mail.recipients[0] for mail in received if mail.reply and day_of(mail) == on)
    for person in reached:
        if got[person.email] != 1:
            yield f"{person}: {got[person.email]}"


def _is_new(item: Item, on: date) -> bool:
    """A step was reached on the day itself or on one of the two silent ones before it."""
    step = step_owed(item.now.due_on, on)
    return step is not None and day_of_step(step, item.now.due_on) > nth_working_day(on, -3)
