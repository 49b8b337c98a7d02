"""What a kind of duty is called. The parts name theirs, and stand above the models: they are asked at the moment."""

from django.utils.module_loading import import_string

NAMES = "newarea.parts.duty_kinds"


def kind_name(kind: str) -> str:
    """In the active language; a kind that no part lists any more keeps its key for a name."""
    return str(import_string(NAMES)().get(kind, kind))
