"""Charts as SVG text, drawn by the server: plain values in, safe markup out; no query, no clock."""

from newarea.charts.bars import progress_bar, tally_bar
from newarea.charts.curve import Curve, CurvePoint, s_curve
from newarea.charts.wall import WallMark, WallRow, day_of_share, wall_header, wall_row

__all__ = [
    "Curve",
    "CurvePoint",
    "WallMark",
    "WallRow",
    "day_of_share",
    "progress_bar",
    "s_curve",
    "tally_bar",
    "wall_header",
    "wall_row",
]
