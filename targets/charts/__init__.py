"""Charts of the targets as SVG text, drawn by the server: plain values in, safe markup out; no query, no clock."""

from targets.charts.path import Ending, PathChart, PathPoint, path_chart

__all__ = ["Ending", "PathChart", "PathPoint", "path_chart"]
