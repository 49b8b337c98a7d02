from newarea.channels.letter import Outcome

SHOWN = Outcome("sent", "250 shown in the in-app inbox")


def deliver() -> Outcome:
    """The message's own row is what the inbox shows, so marking it sent is the delivery."""
    return SHOWN
