"""Names beside points, where they hide nothing that can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_AWAY: Final = (3.0, 6.0, 11.0)
"""Points from a mark to its name, nearer ones first."""
_SIDES: Final = ((1, 1), (-1, -1), (1, -1), (-1, 1), (1, 0), (-1, 0), (0, 1), (0, -1))
_ROUND: Final = 5.0
"""Points that a mark takes up to each side."""


def name_points(
    figure: Figure, axes: Axes, points: Mapping[str, tuple[float, float]], **style: Any
) -> None:
    """Write the name of each point beside it, where it overlaps least with what is there.

    Parameters
    ----------
    figure, axes
        Everything else is drawn and the limits are set.
    points
        Where each name belongs, in the axes' data.
    **style
        The style of the text.
    """
    figure.draw_without_rendering()  # settles the layout: where points are is known only now
    scale = figure.dpi / 72
    marks = [_mark(axes, at, scale) for at in points.values()]
    lines, names = [*_lines(axes)], list["Bbox"]()
    for name, at in points.items():
        text = axes.annotate(name, at, (0, 0), textcoords="offset points", **style)
        places = [*product(_AWAY, _SIDES)]
        costs = [_cost(text, *place, marks, lines, names, axes.bbox) for place in places]
        _put(text, *places[costs.index(min(costs))])
        names.append(text.get_window_extent())


def _cost(
    text: Any,
    away: float,
    side: tuple[int, int],
    marks: Sequence[Bbox],
    lines: Sequence[Bbox],
    names: Sequence[Bbox],
    frame: Bbox,
) -> float:
    """Return how bad a place is: what the name hides, how far it is, how much leaves the frame."""
    _put(text, away, side)
    box = text.get_window_extent()
    hidden = sum(_shared(box, other) for other in marks) + _outside(box, frame)
    hidden += 3 * sum(_shared(box, other) for other in names)
    room: float = box.height * away
    return hidden + room + 0.4 * sum(_shared(box, other) for other in lines)


def _put(text: Any, away: float, side: tuple[int, int]) -> None:
    across, up = side
    text.xyann = (across * away, up * away)
    text.set_ha({1: "left", 0: "center", -1: "right"}[across])
    text.set_va({1: "bottom", 0: "center", -1: "top"}[up])


def _lines(axes: Axes) -> Iterator[Bbox]:
    """Yield what whiskers and other lines cover, each piece a box."""
    from matplotlib.collections import LineCollection
    from matplotlib.transforms import Bbox

    whiskers = (each for each in axes.collections if isinstance(each, LineCollection))
    pieces = [piece for each in whiskers for piece in each.get_segments()]
    pieces += [piece for line in axes.lines for piece in _pieces(line.get_xydata())]
    for piece in pieces:
        (x0, y0), (x1, y1) = axes.transData.transform(piece)
        yield Bbox.from_extents(min(x0, x1) - 1, min(y0, y1) - 1, max(x0, x1) + 1, max(y0, y1) + 1)


def _pieces(path: Any) -> list[Any]:
    return [path[at : at + 2] for at in range(len(path) - 1)]


def _mark(axes: Axes, at: tuple[float, float], scale: float) -> Bbox:
    from matplotlib.transforms import Bbox

    x, y = axes.transData.transform(at)
    size = _ROUND * scale
    return Bbox.from_extents(x - size, y - size, x + size, y + size)


def _shared(one: Bbox, other: Bbox) -> float:
    """Return the area that two boxes share, in pixels."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(max(width, 0.0) * max(height, 0.0))


def _outside(box: Bbox, frame: Bbox) -> float:
    """Return the area of a box outside a frame, in pixels."""
    area: float = box.width * box.height
    return area - _shared(box, frame)
