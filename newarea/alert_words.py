"""What an alert says, in the active language: a sentence for the strip on every page, and what a message adds to it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from newarea.mail import Cover
from newarea.models import Alert


def moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def sentence(alert: Alert) -> str:
    return SENTENCES[alert.kind](alert)


def page(alert: Alert) -> str:
    return f"{reverse('mails')}?state=troubled" if alert.kind == Alert.Kind.TROUBLED else reverse("health")


def silence(since: datetime) -> str:
    """While it lasts, which no tick can write down."""
    words = t("The scheduler has not been heard of since %(since)s: nothing goes out until it and a worker run.")
    return words % {"since": moment(since)}


def cover(alert: Alert) -> Cover:
    return Cover(
        subject=t("Alert: %(what)s") % {"what": alert.get_kind_display()},
        paragraphs=[sentence(alert), ADVICE[alert.kind]()],
        why=t("You get this as inspector or administrator: each of them is told once when the sending is in trouble."),
        url=page(alert),
        action=t("Show them") if alert.kind == Alert.Kind.TROUBLED else t("Open the health page"),
    )


def _troubled(alert: Alert) -> str:
    if not alert.count:
        return t("Messages that had failed are being sent again.")
    words = ngettext(
        "%(count)s message failed, or nobody knows whether it arrived.",
        "%(count)s messages failed, or nobody knows whether they arrived.",
        alert.count,
    )
    return words % {"count": alert.count}


def _silent(alert: Alert) -> str:
    words = t("From %(since)s to %(until)s nothing was looked at and nothing was sent.")
    return words % {"since": moment(alert.began_at), "until": moment(alert.ended_at or alert.began_at)}


def _chat(alert: Alert) -> str:
    words = t("%(chats)s: nothing was taken since %(since)s.")
    return words % {"chats": alert.detail, "since": moment(alert.began_at)}


def _to_settle() -> str:
    return t(
        "Look at each of them: send it again, or set it aside once it is settled in another way. You are told once, "
        "however many there are; the page counts them until none is left."
    )


def _to_start() -> str:
    return t(
        "What was owed in the meantime is caught up now, each thing once. The scheduler or every worker had stopped, "
        "or the clock was put forward: see to it that both are started again when they end."
    )


def _to_connect() -> str:
    return t(
        "Its messages wait and are tried again; everybody has them in the in-app inbox as well. Look at the robot's "
        "web address and secret, or take the chat out of use."
    )


SENTENCES: Mapping[str, Callable[[Alert], str]] = {"troubled": _troubled, "silent": _silent, "chat": _chat}
ADVICE: Mapping[str, Callable[[], str]] = {"troubled": _to_settle, "silent": _to_start, "chat": _to_connect}
