"""Group robots: at least once, so whatever is not a clear yes or no is tried again, under the same key."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t

from newarea.channels import dingtalk, feishu, wecom
from newarea.channels.addresses import UNKNOWN_HOST
from newarea.channels.letter import Outcome, readable
from newarea.channels.posting import Answer, Unanswered, post
from newarea.channels.robot import Notice, Pace, Robot
from newarea.models import Cause, GroupChat

ROBOTS: dict[str, Robot] = {
    GroupChat.Service.WECOM: wecom.ROBOT,
    GroupChat.Service.DINGTALK: dingtalk.ROBOT,
    GroupChat.Service.FEISHU: feishu.ROBOT,
}
TOO_FAST = re.compile(r"too (fast|many)|freq|限流|频率", re.IGNORECASE)
SHORTEST_KEY = 8  # characters: nothing shorter in an address is a secret


def pace_of(chat: GroupChat) -> Pace:
    return ROBOTS[chat.service].pace


def send(chat: GroupChat, notice: Notice, *, at: datetime) -> Outcome:
    """Never raises. `is_broken`: the chat itself is in trouble, so the next message can wait a little."""
    robot = ROBOTS[chat.service]
    url, body = robot.request(chat.url, chat.secret, notice, at)
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": notice.key}
    try:
        answer = post(url, json.dumps(body, ensure_ascii=False).encode(), headers)
    except Unanswered as silence:
        outcome = Outcome("later", str(silence), silence.cause, is_broken=True)
    except ValidationError as refusal:
        outcome = unspoken(refusal)
    else:
        outcome = understand(answer, robot)
    return outcome._replace(reply=without_keys(outcome.reply, chat))


def unspoken(refusal: ValidationError) -> Outcome:
    """An address that this site does not speak to; a name that nobody knows now may be known again."""
    if refusal.code == UNKNOWN_HOST:
        return Outcome("later", refusal.messages[0], Cause.UNREACHABLE, is_broken=True)
    return Outcome("failed", refusal.messages[0], Cause.UNREACHABLE)


def understand(answer: Answer, robot: Robot) -> Outcome:
    """A refusal mostly comes as HTTP 200, so the code in the body decides; without one nothing was taken."""
    code, words = said(answer.body, robot)
    reply = f"{code} {words}".strip() if code is not None else f"HTTP {answer.status}"
    if answer.status == 429 or code in robot.busy or (code and TOO_FAST.search(words)):
        return Outcome("later", reply, Cause.BUSY)
    if answer.status >= 500 or answer.status == 408:
        return Outcome("later", f"HTTP {answer.status}", Cause.DEFERRED, is_broken=True)
    if 300 <= answer.status < 400:
        return Outcome("failed", f"HTTP {answer.status}: a redirect, which is not followed", Cause.REFUSED)
    if answer.status >= 400:
        return Outcome("failed", reply, Cause.REFUSED)
    if code == 0:
        return Outcome("sent", reply)
    if code is None:
        return Outcome("later", f"{reply}: not the answer of a robot", Cause.UNREACHABLE, is_broken=True)
    if code in robot.later:
        return Outcome("later", reply, Cause.DEFERRED, is_broken=True)
    return Outcome("failed", reply, Cause.REFUSED)


def said(body: bytes, robot: Robot) -> tuple[int | None, str]:
    """Code and words of an answer, on one line; no code where the body is something else."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return None, ""
    for code, words in robot.said if isinstance(fields, dict) else ():
        if type(fields.get(code)) is int:
            told = str(fields.get(words, ""))
            return fields[code], "".join(c for c in " ".join(told.split()) if c.isprintable())
    return None, ""


def without_keys(reply: str, chat: GroupChat) -> str:
    """Whatever a server repeats of what was sent to it, address and secret do not get into the ledger."""
    for key in sorted(keys_of(chat), key=len, reverse=True):
        reply = reply.replace(key, "…")
    return readable(reply)[:500]


def keys_of(chat: GroupChat) -> Iterator[str]:
    parts = urlsplit(chat.url)
    values = [value for _, value in parse_qsl(parts.query)]
    for key in (chat.secret, chat.url, *values, *parts.path.split("/")):
        if len(key) >= SHORTEST_KEY:
            yield key


def explained(chat: GroupChat, reply: str) -> str:
    """An answer as people can act on it: the meaning of its code, if we know it, and the answer itself."""
    code = re.match(r"-?\d+", reply)
    meaning = ROBOTS[chat.service].meanings.get(int(code[0])) if code else None
    return t("%(meaning)s (%(reply)s)") % {"meaning": meaning, "reply": reply} if meaning else reply
