"""The mail channel: the server or the folder that the settings name."""

from contextlib import AbstractContextManager
from typing import Protocol

from django.conf import settings

from newarea.channels import mail_files, smtp
from newarea.channels.letter import Letter, Outcome


class Carrier(Protocol):
    def send(self, letter: Letter) -> Outcome: ...


def open_channel() -> AbstractContextManager[Carrier]:
    """Raises `Unreachable` on entering when nothing can be sent now."""
    if settings.MAILS == "files":
        return mail_files.open_folder(settings.MAIL_FOLDER)
    return smtp.connect(settings.SMTP_URL)
