"""The pictures of fronts: what can be traded for what, and what no plan can better."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Final

from dispatch.messages import joined, listed, say
from dispatch.simulate.pictures import COLOURS, FAINT, GREY, INK
from dispatch.simulate.statistics import Estimate
from dispatch.study.answer import Answer
from dispatch.study.attained import Attained
from dispatch.study.canvas import COLUMN, blank, panels, say_nothing, short, whiskers
from dispatch.study.figures import titled
from dispatch.study.fronts import Front, Point
from dispatch.study.labels import name_points
from dispatch.study.rows import Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NAMES: Final = 12
"""The points with a name and whiskers at most; of more, those that matter most on the front."""
_EXACT: Final = 5
"""The scenarios at most whose fronts of all plans are drawn beside the front of the means."""
_BLUE, _RED = COLOURS[:2]


def by_weight(plain: str, front: Front) -> list[str]:
    """Rank the plain weighting, the knee and the rest of a front by what it loses without them."""
    if front.overall is None:
        return []
    first = (plain, front.overall.knee)
    points = [point for point in front.overall.points if point.on_front or point.weighting == plain]
    points.sort(key=lambda point: (point.weighting not in first, -(point.contribution or 0)))
    return [point.weighting for point in points]


def caption_of(answer: Answer, front: Front) -> str:
    """Tell what the picture of a front shows."""
    names = listed(answer.measure(name).label for name in front.measures)
    told = [say("answer-picture-front", measures=names, plain=answer.plain)]
    exact = answer.beside(front)
    if exact:
        told.append(say("answer-picture-exact"))
    if len(exact) > _EXACT:
        told.append(say("answer-picture-exact-first", shown=_EXACT, all=len(exact)))
    return joined(told)


def draw_front(answer: Answer, front: Front) -> Figure:
    """Draw each pair of the measures: the front, its knee, and how sure the differences are.

    Beside a pair of which the fronts of all plans are known, these are drawn for each scenario.
    """
    pairs = [*combinations([answer.measure(name) for name in front.measures], 2)]
    exact = answer.beside(front)[:_EXACT]
    number = len(pairs) + len(exact)
    if not exact:
        figure = blank(COLUMN if number == 1 else 2 * COLUMN, 3.1 if number == 1 else 2.7)
        parts = panels(figure, number)
    else:
        figure = blank(2 * COLUMN, 3.1 * -(-number // 2))
        parts = panels(figure, number, across=2)
    for axes, pair in zip(parts, pairs, strict=False):
        _trade(figure, axes, answer, front, pair)
    if exact:
        parts[0].set_title(say("answer-picture-means"), fontsize=8)
    for axes, found in zip(parts[len(pairs) :], exact, strict=True):
        _best_of_all(axes, found, pairs[0])
    return figure


def _trade(
    figure: Figure, axes: Axes, answer: Answer, front: Front, pair: Sequence[Measure]
) -> None:
    at = [front.measures.index(measure.name) for measure in pair]
    points = front.overall.points if front.overall else ()
    few = len(points) <= _NAMES
    named = [one.weighting for one in points] if few else by_weight(answer.plain, front)[:_NAMES]
    _name_axes(axes, pair, 38 if len(front.measures) == 2 else 28)
    if not points or front.overall is None:
        say_nothing(axes)
        return
    if len(front.measures) == 2:  # of three measures, the front is a surface
        _stairs(axes, [point.values for point in points if point.on_front], pair, _BLUE)
    placed = {point.weighting: (point.values[at[0]], point.values[at[1]]) for point in points}
    _limits(axes, [*placed.values()])
    for point in points:
        x, y = placed[point.weighting]
        if point.weighting in named:
            _difference(axes, answer, point, pair, (x, y))
        axes.plot(x, y, **_mark(point, answer.plain, front.overall.knee))
    name_points(figure, axes, {name: placed[name] for name in named}, fontsize=7)


def _name_axes(axes: Axes, pair: Sequence[Measure], width: int) -> None:
    across, up = pair
    axes.set_xlabel(_towards(across, ("←", "→"), width))
    axes.set_ylabel(_towards(up, ("↓", "↑"), width))


def _best_of_all(axes: Axes, found: Attained, pair: Sequence[Measure]) -> None:
    """Draw the front of all plans of a scenario, and its runs."""
    axes.set_title(short(found.scenario), fontsize=8)
    _name_axes(axes, pair, 38)
    _stairs(axes, found.points, pair, INK)
    _limits(axes, [*found.points, *found.found])
    best, runs = ([*zip(*each, strict=True)] for each in (found.points, found.found))
    axes.plot(*best, linestyle="none", marker="s", color=INK, markersize=3)
    if runs:
        axes.plot(*runs, linestyle="none", marker="o", color=_BLUE, markersize=6, fillstyle="none")


def _mark(point: Point, plain: str, knee: str | None) -> dict[str, Any]:
    colour = _BLUE if point.on_front else GREY
    mark: dict[str, Any] = {"linestyle": "none", "zorder": 3, "color": colour, "marker": "o"}
    if point.weighting == knee:
        return {**mark, "marker": "D", "color": _RED, "markersize": 6}
    if point.weighting == plain:
        return {**mark, "marker": "X", "color": INK, "markersize": 6}
    return {**mark, "markersize": 4.5, "markerfacecolor": colour if point.on_front else "white"}


def _difference(
    axes: Axes, answer: Answer, point: Point, pair: Sequence[Measure], at: tuple[float, float]
) -> None:
    """Draw how sure the difference to the plain weighting is, round a point."""
    across, up = (
        Estimate(0) if price is None else price.difference
        for price in (answer.price(point.weighting, measure.name) for measure in pair)
    )
    axes.errorbar(
        *at, xerr=whiskers(across), yerr=whiskers(up), color=GREY if point.on_front else FAINT,
        linewidth=0.6, capsize=1.5, zorder=2, alpha=0.7,
    )  # fmt: skip


def _stairs(
    axes: Axes, front: Sequence[Sequence[float]], pair: Sequence[Measure], colour: str
) -> None:
    """Join the front: what lies beyond the line is dominated."""
    turned = [1 if measure.better == "less" else -1 for measure in pair]
    ranked = sorted(tuple(value * sign for value, sign in zip(each, turned, strict=True))
                    for each in front)  # fmt: skip
    corners = [ranked[0]]
    for one, other in pairwise(ranked):
        corners += [(other[0], one[1]), other]
    x, y = zip(*corners, strict=True)
    axes.plot(
        [each * turned[0] for each in x], [each * turned[1] for each in y], color=colour,
        linewidth=1, alpha=0.6, zorder=1,
    )  # fmt: skip


def _limits(axes: Axes, points: Sequence[tuple[float, float]]) -> None:
    """Show all points with some room; long whiskers may leave the picture."""
    across, up = zip(*points, strict=True)
    axes.set_xlim(_roomy(across))
    axes.set_ylim(_roomy(up))


def _roomy(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = 0.18 * (high - low) or 0.1 * abs(high) or 1.0
    return low - room, high + room


def _towards(measure: Measure, arrows: tuple[str, str], width: int) -> str:
    arrow = arrows[0 if measure.better == "less" else 1]
    return textwrap.fill(say("answer-better", measure=titled(measure), arrow=arrow), width)
