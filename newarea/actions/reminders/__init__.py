"""Reminders, from what is owed to what arrived (docs/decisions.md).

What is owed is written down before it is sent: `planning` fills the ledger, `digesting` makes one message a person,
channel and day, `batch` claims, `fixing` decides what is in it, `delivering` sends and marks. `ticking` calls them.
"""

from newarea.actions.reminders.batch import LEASE, release_expired
from newarea.actions.reminders.delivering import deliver
from newarea.actions.reminders.digesting import carry_over, make_digests
from newarea.actions.reminders.foreseeing import Foreseen, ForeseenDay, foresee, foresee_days
from newarea.actions.reminders.planning import plan_reminders
from newarea.actions.reminders.resending import resend
from newarea.actions.reminders.ticking import tick

__all__ = [
    "LEASE", "Foreseen", "ForeseenDay", "carry_over", "deliver", "foresee", "foresee_days", "make_digests",
    "plan_reminders", "release_expired", "resend", "tick",
]  # fmt: skip
