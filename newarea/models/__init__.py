from newarea.models.api_token import ApiToken
from newarea.models.calendar_feed import CalendarFeed
from newarea.models.chase_up import ChaseUp
from newarea.models.digest import Digest
from newarea.models.duty import ListedDuty
from newarea.models.evidence import Evidence
from newarea.models.extension import Extension
from newarea.models.group_chat import GroupChat
from newarea.models.idempotency_key import IdempotencyKey
from newarea.models.light_override import LightOverride
from newarea.models.loaded import Loaded
from newarea.models.month_end import MonthEnd
from newarea.models.mute import Mute
from newarea.models.officer import Officer
from newarea.models.policy import DutyPolicy, Hours, Policy, SendingPolicy
from newarea.models.programme import Programme, Reader
from newarea.models.pulse import Alert, Pulse
from newarea.models.reference import Reference, ReferenceEdition, reference, touch_reference
from newarea.models.reminder import Cause, Channel, Reminder, ReminderStep, Share
from newarea.models.report import Report
from newarea.models.rules import StandingRules
from newarea.models.slip import SlipAnswer, SupervisionSlip
from newarea.models.terms import Terms
from newarea.models.undertaking import Undertaking
from newarea.models.unit import Unit
from newarea.models.versioned import Stale, Versioned
from newarea.models.workday import Workday

__all__ = [
    "Alert", "ApiToken", "CalendarFeed", "Cause", "Channel", "ChaseUp", "Digest", "DutyPolicy", "Evidence", "Extension",
    "GroupChat", "Hours", "IdempotencyKey", "LightOverride", "ListedDuty", "Loaded", "MonthEnd", "Mute", "Officer",
    "Policy", "Programme", "Pulse", "Reader", "Reference", "ReferenceEdition", "Reminder", "ReminderStep", "Report",
    "SendingPolicy", "Share", "SlipAnswer", "Stale", "StandingRules", "SupervisionSlip", "Terms", "Undertaking", "Unit",
    "Versioned", "Workday", "reference", "touch_reference",
]  # fmt: skip
