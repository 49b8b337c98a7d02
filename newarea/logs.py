"""What must not stand in a log: the code of a calendar feed's address lets anybody read along, and the signed address
in a mail lets anybody switch off what its reader is told."""

import re
from collections.abc import MutableMapping
from typing import Any

CODE = re.compile(r"(/calendar/\d+-|/unsubscribe/)[^\s\"'<>]+")


def without_codes(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before a line is written, so that it sees traces and lines of other packages too."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = CODE.sub(r"\1…", value)
    return event
