"""Through which channels a person gets a kind of duty."""

from collections.abc import Iterator
from functools import cached_property

from django.db.models import Q

from newarea.models import Channel, GroupChat, Mute, Reference, Unit


class Reach:
    """Which units have a group chat, and what people have switched off; read once for a plan, when first asked for.

    The in-app inbox gets everything; a choice counts only for kinds that the policy leaves to choose.
    """

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    @cached_property
    def units(self) -> frozenset[int]:
        return frozenset(units_with_chat())

    @cached_property
    def muted(self) -> frozenset[tuple[int, str, str]]:
        return frozenset(Mute.objects.values_list("person", "kind", "channel"))

    def channels(self, person: int, *, address: str | None, unit: int | None, kind: str) -> Iterator[str]:
        yield Channel.INBOX
        if address and self._is_wanted(person, kind, Channel.MAIL):
            yield Channel.MAIL
        if unit in self.units and self._is_wanted(person, kind, Channel.GROUP):
            yield Channel.GROUP

    def _is_wanted(self, person: int, kind: str, channel: Channel) -> bool:
        return self.reference.policy_of(kind).is_obligatory or (person, kind, channel) not in self.muted


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
