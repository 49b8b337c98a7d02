"""What a person does with the messages in the in-app inbox."""

from datetime import datetime

from newarea.models import Digest, Officer


def mark_read(digest: Digest, *, now: datetime) -> None:
    Digest.objects.filter(pk=digest.pk, read_at=None).update(read_at=now)


def mark_all_read(officer: Officer, *, now: datetime) -> int:
    return Digest.objects.received_by(officer).filter(read_at=None).update(read_at=now)
