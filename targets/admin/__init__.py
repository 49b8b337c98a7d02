"""The editor's pages of what the report promised, one noun a file."""

from targets.admin import area, commitment, goal, indicator, measure, observation, target, tolerance

__all__ = ["area", "commitment", "goal", "indicator", "measure", "observation", "target", "tolerance"]
