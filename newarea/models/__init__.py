from newarea.models.evidence import Evidence
from newarea.models.extension import Extension
from newarea.models.light_override import LightOverride
from newarea.models.loaded import Loaded
from newarea.models.month_end import MonthEnd
from newarea.models.officer import Officer
from newarea.models.programme import Programme, Reader
from newarea.models.reference import Reference, ReferenceEdition, reference, touch_reference
from newarea.models.reminder import Cause, Channel, Digest, Pulse, Reminder, ReminderStep
from newarea.models.report import Report
from newarea.models.rules import StandingRules
from newarea.models.terms import Terms
from newarea.models.undertaking import Undertaking
from newarea.models.unit import Unit
from newarea.models.versioned import Stale, Versioned
from newarea.models.workday import Workday

__all__ = [
    "Cause", "Channel", "Digest", "Evidence", "Extension", "LightOverride", "Loaded", "MonthEnd", "Officer",
    "Programme", "Pulse", "Reader", "Reference", "ReferenceEdition", "Reminder", "ReminderStep", "Report", "Stale",
    "StandingRules", "Terms", "Undertaking", "Unit", "Versioned", "Workday", "reference", "touch_reference",
]  # fmt: skip
