"""The curves of a staffing answer: what more caregivers of each kind bring, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Final, NamedTuple

from dispatch.messages import say
from dispatch.report.palette import ROUTE_COLOURS
from dispatch.report.tips import Tip, Tips
from dispatch.study.figures import amount, interval, percent_more
from dispatch.whatif.staffing_answer import Curve

DRAWN: Final = ("served", "hours", "on_time", "paid", "travel")
"""The measures that have a drawing."""
MOST: Final = len(ROUTE_COLOURS)
"""How many kinds have a colour of their own."""
SIGNS: Final = "●■▲◆▼★✚✖"
"""What tells the kinds apart without their colours."""
WIDTH, HEIGHT = 380, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 8, 12, 24
"""The margins for numbers, in the units of the drawing."""


class Dot(NamedTuple):
    """A point of a curve, in the units of the drawing."""

    x: float
    y: float
    low: float
    high: float
    tip: int


class Tick(NamedTuple):
    """A number at an axis."""

    at: float
    label: str


class Drawing(NamedTuple):
    """The gains of a measure by the number of caregivers more, one curve for each kind."""

    title: str
    curves: Sequence[Sequence[Dot]]
    across: Sequence[Tick]
    up: Sequence[Tick]


class _Point(NamedTuple):
    """A point of a curve: caregivers more, the gain and its interval; shares as percentages."""

    more: float
    gain: float
    low: float
    high: float
    tip: int


def drawings(curves: Sequence[Curve], tips: Tips) -> list[Drawing]:
    """Draw the gains of each measure by the number of caregivers more."""
    return [_drawn(measure, curves, tips) for measure in DRAWN] if curves else []


def _drawn(measure: str, curves: Sequence[Curve], tips: Tips) -> Drawing:
    most = max(len(curve.points) for curve in curves)
    share = measure == "on_time"
    middle = (len(curves) - 1) / 2
    points = [
        [*_points(measure, curve, 0.05 * (place - middle), tips)]  # whiskers stand side by side
        for place, curve in enumerate(curves)
    ]
    ends = [end for each in points for point in each for end in (point.low, point.high)]
    ticks = _round_numbers(min(ends), max(ends))
    across = (WIDTH - _LEFT - _RIGHT) / (most + 0.6)
    up = (HEIGHT - _TOP - _BOTTOM) / (ticks[-1] - ticks[0])

    def x(more: float) -> float:
        return round(_LEFT + across * (more + 0.3), 1)

    def y(gain: float) -> float:
        return round(HEIGHT - _BOTTOM - up * (gain - ticks[0]), 1)

    return Drawing(
        say("staffing-on-time-percent" if share else f"staffing-column-{measure}"),
        [[Dot(x(p.more), y(p.gain), y(p.low), y(p.high), p.tip) for p in each] for each in points],
        [Tick(x(more), str(more)) for more in range(most + 1)],
        [Tick(y(gain), f"{gain:g}".replace("-", "−")) for gain in ticks],
    )


def _points(measure: str, curve: Curve, shift: float, tips: Tips) -> Iterator[_Point]:
    """The points of a curve, which begins with the team as it is."""
    scale = 100 if measure == "on_time" else 1
    team = Tip(curve.kind.id, say("staffing-team-as-it-is"))
    yield _Point(0, 0, 0, 0, tips.number(team))
    for point in curve.points:
        gain = point.gains[measure].estimate
        if gain.value is None:
            continue
        low, high = (gain.value if end is None else end for end in (gain.low, gain.high))
        tip = Tip(
            say("staffing-team", number=point.more, kind=curve.kind.id),
            f"{_told(measure, gain.value)}\n{interval(gain, share=scale > 1)}",
        )
        yield _Point(
            point.more + shift, scale * gain.value, scale * low, scale * high, tips.number(tip)
        )


def _round_numbers(low: float, high: float) -> list[float]:
    """Three to seven round numbers from one at or below `low` to one at or above `high`."""
    size = (high - low or 1) / 4
    unit = 10 ** floor(log10(size))
    step = next(times * unit for times in (1, 2, 5, 10) if times * unit >= size)
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    return [round(k * step, 9) for k in range(first, last + 1)]


def _told(measure: str, value: float) -> str:
    return percent_more(value) if measure == "on_time" else amount(value, signed=True)
