"""What a person chooses for their own messages, within what the policy leaves to choose."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django.db import transaction

from newarea.actions.languages import choose_language
from newarea.models import Channel, Digest, Mute, Officer, Reference, Reminder, Share, reference
from newarea.models.policy import Policy
from newarea.parts import duty_kinds, office_kinds

Choice: TypeAlias = tuple[str, str]  # kind of duty, channel


def kinds_for(officer: Officer, reference: Reference) -> dict[str, str]:
    """The kinds of duty whose reminders can come to whoever has this post, with their names, and those that have.

    A unit's people have what their unit does, the inspection office what waits for it; leaders and the office hear of
    the rest in copy where the policy says so.
    """
    names, office = duty_kinds(), office_kinds()
    came = set(Reminder.objects.filter(person=officer).order_by().values_list("kind", flat=True).distinct())
    return {
        kind: name
        for kind, name in names.items()
        if kind in came or _is_for(officer, reference.policy_of(kind), is_office=kind in office)
    }


def _is_for(officer: Officer, policy: Policy, *, is_office: bool) -> bool:
    shares = {share for share, _ in policy.copies}
    match officer.role:
        case Officer.Role.REPORTER | Officer.Role.HEAD:
            return not is_office
        case Officer.Role.INSPECTOR:
            return is_office or Share.INSPECTION in shares
        case Officer.Role.LEADER:
            return Share.LEADER in shares
    return False


@transaction.atomic
def keep_settings(officer: Officer, *, language: str, wanted: Mapping[Choice, bool]) -> None:
    choose_language(officer, language)
    choose_messages(officer, wanted=wanted)


@transaction.atomic
def choose_messages(officer: Officer, *, wanted: Mapping[Choice, bool]) -> None:
    """What is not named stays as it was, and so does what the policy decides: the inbox and obligatory kinds."""
    policy_of = reference().policy_of
    free = {choice: on for choice, on in wanted.items() if choice[1] != Channel.INBOX}
    free = {choice: on for choice, on in free.items() if not policy_of(choice[0]).is_obligatory}
    for kind, channel in (choice for choice, on in free.items() if on):
        Mute.objects.filter(person=officer, kind=kind, channel=channel).delete()
    _mute(officer, (choice for choice, on in free.items() if not on))


def free_kinds(digest: Digest) -> list[str]:
    """Of what a message holds, the kinds that its reader may switch off as things are now."""
    policy_of = reference().policy_of
    kinds = digest.reminders.order_by("kind").values_list("kind", flat=True).distinct()
    return [kind for kind in kinds if not policy_of(kind).is_obligatory]


def switch_off(officer: Officer, kinds: Iterable[str], *, channel: str) -> None:
    """These kinds through this channel, as far as the policy leaves a choice; twice is once."""
    choose_messages(officer, wanted={(kind, channel): False for kind in kinds})


def _mute(officer: Officer, choices: Iterable[Choice]) -> None:
    rows = [Mute(person=officer, kind=kind, channel=channel) for kind, channel in choices]
    Mute.objects.bulk_create(rows, ignore_conflicts=True)
