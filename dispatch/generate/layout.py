"""Areas side by side on a made-up plane, in metres, and where that plane lies on the globe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sqrt
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

AreaKind: TypeAlias = Literal["new_town", "old_town", "rural"]

DISTRICT: Final[tuple[AreaKind, ...]] = (
    "new_town", "old_town", "rural", "new_town", "old_town", "new_town", "rural", "old_town",
    "new_town",
)  # fmt: skip
"""Four new towns, three old ones, two rural areas: the first few make a smaller district."""

WIDTH: Final[Mapping[AreaKind, float]] = MappingProxyType(
    {"new_town": 1750.0, "old_town": 1400.0, "rural": 5000.0}
)
"""Widths of areas in metres: some 3, 2 and 25 km²."""

BETWEEN: Final = 350.0
"""Metres between neighbouring areas: a river and its banks."""

_ORIGIN: Final = (121.2, 31.0)
_METRES_A_DEGREE: Final = 111_195.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A square area: its kind, its south-west corner, its width in metres, and its row."""

    kind: AreaKind
    west: float
    south: float
    width: float
    row: int

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, in metres."""
        return self.west + self.width / 2, self.south + self.width / 2


def side_by_side(kinds: Sequence[AreaKind], widths: Sequence[float] = ()) -> tuple[Cell, ...]:
    """Put areas in rows, from west to east, each row centred on one line.

    Parameters
    ----------
    kinds
        The kinds of the areas.
    widths
        Their widths in metres; those of their kinds if empty.
    """
    areas = list(zip(kinds, widths or [WIDTH[kind] for kind in kinds], strict=True))
    per_row = max(3, ceil(sqrt(len(areas))))
    cells: list[Cell] = []
    south = 0.0
    for row, first in enumerate(range(0, len(areas), per_row)):
        in_row = areas[first : first + per_row]
        height = max(width for _, width in in_row)
        west = 0.0
        for kind, width in in_row:
            cells.append(Cell(kind, west, south + (height - width) / 2, width, row))
            west += width + BETWEEN
        south += height + BETWEEN
    return tuple(cells)


def on_globe(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of metres east and north, to six decimals (a decimetre)."""
    longitude = _ORIGIN[0] + x / (_METRES_A_DEGREE * cos(radians(_ORIGIN[1])))
    return round(longitude, 6), round(_ORIGIN[1] + y / _METRES_A_DEGREE, 6)
