"""Whether what a message reminds of is still so, in words, for whoever decides whether it goes once more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.actions.reminders.since import Since, since_written
from newarea.models import Cause, Digest, Reminder

DATED = {
    Cause.CLOSED: _("Closed since, on %(on)s."),
    Cause.MOVED: _("Moved since, on %(on)s: now due on %(due)s."),
    Cause.HANDED_OVER: _("Handed over since, on %(on)s."),
    Cause.RENEWED: _("Begun anew since, on %(on)s."),
    Cause.SETTLED: _("Settled since, on %(on)s."),
}
UNDATED = {
    Cause.CLOSED: _("Closed since."),
    Cause.MOVED: _("Moved since."),
    Cause.HANDED_OVER: _("In other hands since."),
    Cause.RENEWED: _("Begun anew since."),
    Cause.PROGRAMME_OVER: _("Its programme is not in force any more."),
}
SETTLED = _("Settled since, or with the inspection office.")


@dataclass(frozen=True)
class Changed:
    """Of one message: what is not so any more, by the reminder's key, and a line about all of it."""

    each: Mapping[int, str]
    line: str


def changed_of(digests: Iterable[Digest]) -> dict[int, Changed]:
    """By the message's key, of those in which something is not so any more."""
    found = since_written([digest.pk for digest in digests])
    carried: dict[int, list[Reminder]] = {}
    rows = Reminder.objects.filter(pk__in=found) if found else Reminder.objects.none()
    for row in rows.select_related("undertaking").order_by("due_on", "pk"):
        carried.setdefault(row.digest_id or 0, []).append(row)
    return {
        digest: _changed(changed, {row.pk: since_words(found[row.pk]) for row in changed})
        for digest, changed in carried.items()
    }


def _changed(rows: Sequence[Reminder], each: Mapping[int, str]) -> Changed:
    if len(rows) > 1:
        return Changed(each, t("%(count)d items in it are not as it says any more.") % {"count": len(rows)})
    (row,) = rows
    title = row.undertaking.title if row.undertaking else row.title
    return Changed(each, t("%(title)s: %(words)s") % {"title": title, "words": each[row.pk]})


def since_words(since: Since) -> str:
    """“Moved since, on 14 Sep 2023: now due on 20 Oct 2023.”"""
    if since.on is None or since.cause not in DATED:
        return str(UNDATED.get(since.cause, SETTLED))
    return DATED[since.cause] % {"on": formats.full_day(since.on), "due": formats.full_day(since.due_on or since.on)}
