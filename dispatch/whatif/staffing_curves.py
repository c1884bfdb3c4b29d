"""The curves of a staffing answer: what more caregivers of each kind bring, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dispatch.messages import say
from dispatch.report import palette
from dispatch.report.sources import Rows
from dispatch.report.tips import TEMPLATE
from dispatch.study.figures import amount, interval, percent
from dispatch.whatif.staffing_answer import Curve

DRAWN: Final = ("served", "hours", "on_time", "paid", "travel")
"""The measures that have a drawing."""
MOST: Final = len(palette.ROUTE_COLOURS)
"""How many kinds have a colour of their own."""
_SIGNS: Final = (
    "circle",
    "square",
    "triangle",
    "diamond",
    "inverted_triangle",
    "hex",
    "star",
    "plus",
)
_HEIGHT: Final = 230
"""In pixels."""


def drawings(curves: Sequence[Curve]) -> dict[str, Any]:
    """Draw the gains of each measure by the number of caregivers more."""
    return {measure: _drawn(measure, curves) for measure in DRAWN} if curves else {}


def looks(curves: Sequence[Curve]) -> list[tuple[str, str]]:
    """Return the ids of the kinds, and their colours."""
    return [(curve.kind.id, palette.route_colour(k)) for k, curve in enumerate(curves, 1)]


def _drawn(measure: str, curves: Sequence[Curve]) -> Any:
    from bokeh.models import HoverTool
    from bokeh.models.annotations import Span, Title
    from bokeh.plotting import figure

    share = measure == "on_time"
    title = say("staffing-on-time-percent" if share else f"staffing-column-{measure}")
    drawn = figure(
        title=Title(text=title, text_font=palette.FONT),
        height=_HEIGHT, sizing_mode="stretch_width", tools="", toolbar_location=None,
        background_fill_color=None, border_fill_color=None, outline_line_color=None,
    )  # fmt: skip
    drawn.add_layout(Span(location=0, dimension="width", line_color=palette.MUTED, line_width=1))
    drawn.xaxis.ticker = list(range(1 + max(len(curve.points) for curve in curves)))
    drawn.grid.grid_line_color = palette.SHIFT
    dots: list[Any] = []
    for place, curve in enumerate(curves):
        shift = 0.05 * (place - (len(curves) - 1) / 2)  # whiskers stand side by side
        rows = _rows(measure, curve, shift)
        colour = palette.route_colour(place + 1)
        source = rows.source(f"{measure}-{place}")
        drawn.line("x", "y", source=source, line_color=colour, line_width=1.5)
        drawn.segment("x", "low", "x", "high", source=source, line_color=colour, line_width=1.5)
        dots.append(
            drawn.scatter(
                "x", "y", source=source, marker=_SIGNS[place % len(_SIGNS)], size=8,
                fill_color=colour, line_color=colour,
            )
        )  # fmt: skip
    drawn.add_tools(HoverTool(renderers=dots, tooltips=TEMPLATE, visible=False))
    return drawn


def _rows(measure: str, curve: Curve, shift: float) -> Rows:
    """Return the points of a curve, which begins with the team as it is; shares as percentages."""
    scale = 100 if measure == "on_time" else 1
    rows = Rows()
    rows.add(
        x=0.0, y=0.0, low=0.0, high=0.0, head=curve.kind.id, body=say("staffing-team-as-it-is")
    )
    for point in curve.points:
        gain = point.gains[measure].estimate
        if gain.value is None:
            continue
        low, high = (gain.value if end is None else end for end in (gain.low, gain.high))
        rows.add(
            x=point.more + shift, y=scale * gain.value, low=scale * low, high=scale * high,
            head=say("staffing-team", number=point.more, kind=curve.kind.id),
            body=f"{_told(measure, gain.value)}\n{interval(gain, share=scale > 1)}",
        )  # fmt: skip
    return rows


def _told(measure: str, value: float) -> str:
    return (percent if measure == "on_time" else amount)(value, signed=True)
