"""What a page says about messages that were written at once: what went to whom, and through which channel."""

from collections.abc import Iterable

from django.utils.translation import gettext as t

from newarea.actions.reminders.at_once import Told
from newarea.models import Channel, Share


def told_words(told: Iterable[Told]) -> str:
    """“区教育局 填报人 (in-app inbox, e-mail); 区教育局 单位负责人 in copy (in-app inbox)”."""
    return t("; ").join(_words(one) for one in told)


def _words(told: Told) -> str:
    channels = [str(Channel(channel).label) for channel in told.channels]
    if Channel.MAIL not in told.channels and not told.person.email:
        channels.append(t("no e-mail address is known"))
    facts = {"person": told.person, "channels": t(", ").join(channels)}
    words = t("%(person)s (%(channels)s)") if told.share == Share.OWNER else t("%(person)s in copy (%(channels)s)")
    return words % facts
