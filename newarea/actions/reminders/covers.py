"""What stands above a message that goes by itself: a chase-up, or notice of a supervision slip."""

from collections.abc import Sequence

from django.utils.translation import gettext as t

from newarea import formats
from newarea.mail import Cover
from newarea.models import ChaseUp, Digest, Reminder, SupervisionSlip


def cover_of(digest: Digest, rows: Sequence[Reminder]) -> Cover | None:
    """In the active language; None for a digest. Its reminders' duty names what it is about."""
    key = int(rows[0].duty.rpartition(":")[2]) if digest.kind in (Digest.Kind.CHASE, Digest.Kind.SLIP) else 0
    if digest.kind == Digest.Kind.CHASE:
        return _chase(ChaseUp.objects.select_related("by__unit", "undertaking").get(pk=key))
    if digest.kind == Digest.Kind.SLIP:
        return _slip(SupervisionSlip.objects.select_related("undertaking", "unit", "programme").get(pk=key))
    return None


def _chase(chase: ChaseUp) -> Cover:
    asked = t("%(by)s asks how this item stands.") % {"by": chase.by}
    return Cover(
        subject=t("Chase-up: %(title)s") % {"title": chase.undertaking.title},
        paragraphs=[asked, *filter(None, [chase.note])],
        why=t("You get this because %(by)s chased this item on %(day)s.")
        % {"by": chase.by, "day": formats.full_day(chase.on)},
    )


def _slip(slip: SupervisionSlip) -> Cover:
    facts = {"number": slip.number, "title": slip.undertaking.title, "colour": slip.get_colour_display()}
    reply = t("Please answer by %(day)s.") % {"day": formats.full_day(slip.reply_by)}
    return Cover(
        subject=t("Supervision slip %(number)d (%(colour)s): %(title)s") % facts,
        paragraphs=[slip.ground, slip.asked, reply],
        why=t("You get this because the slip was issued to %(unit)s on %(day)s.")
        % {"unit": slip.unit, "day": formats.full_day(slip.issued_on)},
        url=slip.get_absolute_url(),
        action=t("Open the slip"),
    )
