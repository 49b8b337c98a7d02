"""Small bars: what is verified against what is planned, and how many of each light."""

from collections.abc import Mapping
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from newarea import formats
from newarea.charts.drawing import line


def progress_bar(verified: float, planned: float | None = None, light: str = "green") -> SafeString:
    """What is verified, with a tick where the plan stands; both 0..100, drawn no further than the bar."""
    words = gettext("verified %(share)s") % {"share": formats.percent(verified)}
    tick = ""
    if planned is not None:
        words = gettext("%(verified)s, planned %(share)s") % {"verified": words, "share": formats.percent(planned)}
        place = round(min(max(planned, 0.0), 100.0), 2)
        tick = line("bar-tick", place, place, 0, 12)
    width = round(min(max(verified, 0.0), 100.0), 2)
    return mark_safe(
        f'<svg class="bar" role="img" width="100%" height="12" aria-label="{escape(words)}">'
        f'<rect class="bar-track" y="3" width="100%" height="6" rx="3"/>'
        f'<rect class="bar-done is-{light}" y="3" width="{width}%" height="6" rx="3"/>{tick}</svg>'
    )


def tally_bar(counts: Mapping[str, int]) -> SafeString:
    """How many of each light, as parts of one bar, worst last; the words stand beside it in the page."""
    total = sum(counts.values())
    parts, place = [], 0.0
    for light in ("closed", "green", "grey", "yellow", "red"):
        width = counts.get(light, 0) / total * 100 if total else 0.0
        if width:
            parts.append(f'<rect class="tally is-{light}" x="{place:.2f}%" width="{width:.2f}%" height="8"/>')
        place += width
    return mark_safe(f'<svg class="tally-bar" width="100%" height="8" aria-hidden="true">{"".join(parts)}</svg>')
