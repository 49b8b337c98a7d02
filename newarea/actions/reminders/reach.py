"""Through which channels a person gets a kind of duty."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from newarea.models import Channel, GroupChat, Mute, Reference, Unit


@dataclass(frozen=True)
class Reach:
    """Which units have a group chat, and what people have switched off; read once for a plan.

    The in-app inbox gets everything; a choice counts only for kinds that the policy leaves to choose.
    """

    reference: Reference
    units: frozenset[int]
    muted: frozenset[tuple[int, str, str]]

    def channels(self, person: int, *, address: str | None, unit: int | None, kind: str) -> Iterator[str]:
        yield Channel.INBOX
        if address and self._is_wanted(person, kind, Channel.MAIL):
            yield Channel.MAIL
        if unit in self.units and self._is_wanted(person, kind, Channel.GROUP):
            yield Channel.GROUP

    def _is_wanted(self, person: int, kind: str, channel: Channel) -> bool:
        return (person, kind, channel) not in self.muted or self.reference.policy_of(kind).is_obligatory


def reach(reference: Reference) -> Reach:
    """Two queries."""
    return Reach(
        reference,
        units=frozenset(units_with_chat()),
        muted=frozenset(Mute.objects.values_list("person", "kind", "channel")),
    )


def units_with_chat() -> Iterator[int]:
    """With one of their own, or belonging to a unit that has one."""
    chats = GroupChat.objects.filter(is_active=True).values("unit")
    return iter(Unit.objects.filter(Q(pk__in=chats) | Q(parent__in=chats)).values_list("pk", flat=True))


def chat_of(unit_id: int | None) -> GroupChat | None:
    """The unit's own, else that of the unit it belongs to."""
    if unit_id is None:
        return None
    chats = GroupChat.objects.filter(Q(unit=unit_id) | Q(unit__children=unit_id), is_active=True)
    found = {chat.unit_id: chat for chat in chats.select_related("unit")}
    return found.get(unit_id) or next(iter(found.values()), None)
