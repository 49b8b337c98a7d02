from targets.models.area import WorkArea
from targets.models.commitment import Commitment
from targets.models.goal import Goal
from targets.models.hedge import Hedge
from targets.models.indicator import Aspect, Indicator
from targets.models.measure import Measure
from targets.models.observation import Observation
from targets.models.target import Target
from targets.models.tolerance import Tolerance

__all__ = [
    "Aspect", "Commitment", "Goal", "Hedge", "Indicator", "Measure", "Observation", "Target", "Tolerance", "WorkArea",
]  # fmt: skip
