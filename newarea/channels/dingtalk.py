"""Group robots of DingTalk (钉钉): signed in the query, 20,000 bytes, 20 messages a minute, else none for ten."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from newarea.channels.robot import Notice, Pace, Request, Robot

ROOM = 6000  # more than that nobody reads in a chat


def request(url: str, secret: str, notice: Notice, at: datetime) -> Request:
    """Who is mentioned must stand in the text too."""
    mention = f"@{notice.phone} " if notice.phone else ""
    body = {"msgtype": "text", "text": {"content": notice.fitting(ROOM, mention=mention)}}
    mobiles = [notice.phone] if notice.phone else []
    return signed(url, secret, at), body | {"at": {"atMobiles": mobiles, "isAtAll": False}}


def signed(url: str, secret: str, at: datetime) -> str:
    if not secret:
        return url
    stamp = str(int(at.timestamp() * 1000))
    seal = hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'timestamp': stamp, 'sign': b64encode(seal).decode()})}"


NO_ROBOT = _("there is no such robot (any more): take its web address from the group's settings again")
ROBOT = Robot(
    request=request,
    said=(("errcode", "errmsg"),),
    pace=Pace(at_once=5, gap=timedelta(seconds=4.2), rest=timedelta(minutes=10)),
    busy=frozenset({130101, 410100, 302033, 660026, 90018}),
    later=frozenset({-1, 90030}),
    meanings={
        310000: _(
            "its security settings do not let us in: the secret, a keyword or the list of addresses does not fit"
        ),
        300001: NO_ROBOT,
        300005: NO_ROBOT,
        400101: NO_ROBOT,
        400106: NO_ROBOT,
        400013: _("the group was dissolved"),
        400102: _("the robot was switched off in the group's settings"),
        90030: _("the robot has used up the messages it may send"),
    },
)
