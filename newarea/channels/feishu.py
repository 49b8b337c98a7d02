"""Group robots of Feishu (飞书): signed in the body, 20 KB, 100 messages a minute and 5 a second, nobody by phone."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from newarea.channels.robot import Notice, Pace, Request, Robot

ROOM = 6000  # more than that nobody reads in a chat


def request(url: str, secret: str, notice: Notice, at: datetime) -> Request:
    """A text may hold <at …> tags, and one of them calls everybody: ours never do."""
    text = notice.fitting(ROOM).replace("<at", "＜at")
    return url, seal(secret, at) | {"msg_type": "text", "content": {"text": text}}


def seal(secret: str, at: datetime) -> dict[str, str]:
    """Time stamp and secret are the key here, and what is sealed is empty."""
    if not secret:
        return {}
    stamp = str(int(at.timestamp()))
    sign = hmac.digest(f"{stamp}\n{secret}".encode(), b"", "sha256")
    return {"timestamp": stamp, "sign": b64encode(sign).decode()}


ROBOT = Robot(
    request=request,
    said=(("code", "msg"), ("StatusCode", "StatusMessage")),
    pace=Pace(at_once=4, gap=timedelta(seconds=0.7)),
    busy=frozenset({11232, 230020, 99991400}),
    later=frozenset({-1}),
    meanings={
        9499: _("the message was not in order"),
        19001: _("there is no such robot (any more): take its web address from the group's settings again"),
        19007: _("the robot was switched off in the group's settings"),
        19021: _("the secret does not fit, or this server's clock is wrong"),
        19022: _("this server is not in the robot's list of addresses"),
        19024: _("the robot wants a keyword that the message does not have"),
    },
)
