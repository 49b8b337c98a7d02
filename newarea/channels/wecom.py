"""Group robots of WeCom (企业微信): no signature, 2,048 bytes of text, 20 messages a minute.

Text and not Markdown, because only text can mention people by their phone.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from newarea.channels.robot import Notice, Pace, Request, Robot

ROOM = 2048


def request(url: str, secret: str, notice: Notice, at: datetime) -> Request:
    text: dict[str, Any] = {"content": notice.fitting(ROOM)}
    if notice.phone:
        text["mentioned_mobile_list"] = [notice.phone]
    return url, {"msgtype": "text", "text": text}


ROBOT = Robot(
    request=request,
    said=(("errcode", "errmsg"),),
    pace=Pace(at_once=5, gap=timedelta(seconds=4.2)),
    busy=frozenset({45009, 45033}),
    later=frozenset({-1}),
    meanings={
        93000: _("there is no such robot (any more): take its web address from the group's settings again"),
        93004: _("the robot was switched off in the group's settings"),
        93008: _("the robot is not in the group any more"),
        40058: _("the message was not in order"),
    },
)
