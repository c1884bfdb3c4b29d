"""A made-up road graph: towns, villages, bridges and an expressway of no real place.

Each area is a jittered grid of crossings. The streets of a random spanning tree are open to all
traffic both ways; only the others may be one-way, footways or cycleways, or missing. So every mode
can reach every place of its network and return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from types import MappingProxyType
from typing import Final, TypeAlias

from dispatch.errors import InputError, fault
from dispatch.generate.layout import AreaKind, Cell, on_globe, side_by_side
from dispatch.generate.streams import Stream
from dispatch.roads.coordinates import Point
from dispatch.roads.graph import GraphBuilder, RoadGraph, Tags

Crossing: TypeAlias = tuple[int, int]
"""Column and row of a crossing in the grid of its area."""


@dataclass(frozen=True, slots=True)
class _Style:
    """The style of the streets of one kind of area.

    ``jitter`` is a share of the spacing; ``missing`` and ``one_way`` are shares of the streets
    outside the spanning tree; ``classes`` are weights of road classes, ``paths`` those of ways that
    cars may not use.
    """

    crossings: int
    jitter: float
    missing: float
    one_way: float
    arterial: str
    classes: Mapping[str, float]
    paths: Mapping[str, float]
    hamlets: int = 0


_STYLES: Final[Mapping[AreaKind, _Style]] = MappingProxyType(
    {
        "new_town": _Style(
            11, 0.06, 0.1, 0.06, "primary",
            {"secondary": 0.25, "tertiary": 0.25, "residential": 0.5}, {"cycleway": 0.15},
        ),
        "old_town": _Style(
            14, 0.3, 0.2, 0.25, "secondary",
            {"residential": 0.5, "living_street": 0.4, "tertiary": 0.1},
            {"footway": 0.25, "pedestrian": 0.05},
        ),
        "rural": _Style(
            7, 0.3, 0.55, 0.0, "secondary",
            {"tertiary": 0.3, "unclassified": 0.5, "track": 0.2}, {"path": 0.1}, hamlets=14,
        ),
    }
)  # fmt: skip
_HAMLET_LANES: Final = 6
_CONTRAFLOW: Final = 0.5
"""Share of one-way streets that bicycles may ride against."""


def generate_roads(
    seed: int = 0, *, areas: Sequence[AreaKind] = ("new_town", "old_town", "rural")
) -> RoadGraph:
    """Make a small, plausible road graph; no street of it is real.

    Areas lie side by side with rivers between them. Bridges carry a primary road from one area to
    the next; further bridges between towns are only for bicycles and walkers; an expressway in the
    south is only for cars.

    Parameters
    ----------
    seed
        The same seed gives the same graph.
    areas
        Kinds of the areas, from west to east and row by row: new towns of 3 km², old towns of
        2 km², rural areas of 25 km².

    Returns
    -------
    RoadGraph
        Strongly connected for every mode; coordinates near 121.2 E, 31.0 N.

    Raises
    ------
    InputError
        If there is no area.
    """
    if not areas:
        raise InputError(fault("generate-no-area"))
    builder = GraphBuilder()
    stream = Stream(seed, "roads")
    cells = side_by_side(areas)
    districts = [
        _Town(builder, cell, stream.of(number)).built() for number, cell in enumerate(cells)
    ]
    _bridges(builder, districts)
    _expressway(builder, districts)
    return builder.built()


class _Town:
    """An area under construction."""

    def __init__(self, builder: GraphBuilder, cell: Cell, stream: Stream) -> None:
        self.cell = cell
        self.style = _STYLES[cell.kind]
        self._builder = builder
        self._stream = stream
        self.node: dict[Crossing, int] = {}
        self.at: dict[Crossing, tuple[float, float]] = {}

    @property
    def last(self) -> int:
        """The number of the last column and row."""
        return self.style.crossings - 1

    def built(self) -> _Town:
        """Lay all streets."""
        spacing = self.cell.width / self.last
        jitter = self._stream.of("jitter")
        for column in range(self.style.crossings):
            for row in range(self.style.crossings):
                off = [jitter.between(-1, 1) * self.style.jitter * spacing for _ in range(2)]
                x = self.cell.west + column * spacing + off[0]
                y = self.cell.south + row * spacing + off[1]
                self.at[column, row] = x, y
                self.node[column, row] = self._builder.node(*on_globe(x, y))
        for street in self._streets():
            self._lay(*street)
        for number in range(self.style.hamlets):
            self._hamlet(self._stream.of("hamlet", number))
        return self

    def _streets(self) -> list[tuple[Crossing, Crossing, bool]]:
        """Yield neighbouring crossings, and whether the spanning tree joins them (Kruskal)."""
        size = self.style.crossings
        pairs = [((i, j), (i + 1, j)) for i in range(size - 1) for j in range(size)]
        pairs += [((i, j), (i, j + 1)) for i in range(size) for j in range(size - 1)]
        weight = {pair: self._stream.of("tree", str(pair)).share() for pair in pairs}
        for pair in pairs:
            if self._is_arterial(*pair):
                weight[pair] = -1.0
        root = {crossing: crossing for crossing in self.node}

        def find(crossing: Crossing) -> Crossing:
            while root[crossing] != crossing:
                root[crossing] = root[root[crossing]]
                crossing = root[crossing]
            return crossing

        streets = []
        for one, other in sorted(pairs, key=lambda pair: (weight[pair], pair)):
            joins = find(one) != find(other)
            root[find(one)] = find(other)
            streets.append((one, other, joins))
        return streets

    def _is_arterial(self, one: Crossing, other: Crossing) -> bool:
        """Whether a street lies on the middle row or the middle column."""
        middle = self.last // 2
        return one[1] == other[1] == middle or one[0] == other[0] == middle

    def _lay(self, one: Crossing, other: Crossing, needed: bool) -> None:
        draw = self._stream.of("street", str(one), str(other))
        if self._is_arterial(one, other):
            self._street(one, other, {"highway": (self.style.arterial,)}, oneway=False)
        elif needed:
            self._street(one, other, {"highway": (draw.weighted(self.style.classes),)}, False)
        elif draw.of("missing").chance(self.style.missing):
            return
        elif draw.of("path").chance(sum(self.style.paths.values())):
            self._street(one, other, {"highway": (draw.weighted(self.style.paths),)}, False)
        else:
            tags: dict[str, tuple[str, ...]] = {"highway": (draw.weighted(self.style.classes),)}
            oneway = draw.of("one way").chance(self.style.one_way)
            if oneway and draw.of("contraflow").chance(_CONTRAFLOW):
                tags["oneway:bicycle"] = ("no",)
            ends = (one, other) if draw.of("direction").chance(0.5) else (other, one)
            self._street(*ends, tags, oneway)

    def _street(self, one: Crossing, other: Crossing, tags: Tags, oneway: bool) -> None:
        """Lay a street, with a bend if it is long."""
        (x, y), (to_x, to_y) = self.at[one], self.at[other]
        shape: list[Point] = []
        if dist((x, y), (to_x, to_y)) > 400:
            bow = self._stream.of("bend", str(one), str(other)).between(-0.12, 0.12)
            middle_x, middle_y = (x + to_x) / 2, (y + to_y) / 2
            shape = [on_globe(middle_x - bow * (to_y - y), middle_y + bow * (to_x - x))]
        self._builder.street(self.node[one], self.node[other], tags, oneway=oneway, shape=shape)

    def _hamlet(self, draw: Stream) -> None:
        """Attach a few short lanes to a crossing, one after the other or side by side."""
        crossing = draw.pick(sorted(self.node))
        ends = [(self.node[crossing], self.at[crossing])]
        for _ in range(_HAMLET_LANES):
            start, (x, y) = draw.pick(ends)
            x, y = x + draw.between(-160, 160), y + draw.between(-160, 160)
            end = self._builder.node(*on_globe(x, y))
            self._builder.street(start, end, {"highway": ("residential",)}, oneway=False)
            ends.append((end, (x, y)))


def _bridges(builder: GraphBuilder, towns: Sequence[_Town]) -> None:
    """Join each area to the next of its row, and each row to the next.

    Two towns have a second bridge between them, which cars may not use.
    """
    primary = {"highway": ("primary",)}
    for west, east in pairwise(towns):
        if west.cell.row == east.cell.row:
            start = west.node[west.last, west.last // 2]
            builder.street(start, east.node[0, east.last // 2], primary, oneway=False)
            if "rural" not in (west.cell.kind, east.cell.kind):
                start, end = west.node[west.last, west.last - 2], east.node[0, east.last - 2]
                builder.street(start, end, {"highway": ("cycleway",)}, oneway=False)
    firsts = [towns[0]]
    for town in towns:
        if town.cell.row != firsts[-1].cell.row:
            south = firsts[-1]
            start = south.node[south.last // 2, south.last]
            builder.street(start, town.node[town.last // 2, 0], primary, oneway=False)
            firsts.append(town)


def _expressway(builder: GraphBuilder, towns: Sequence[_Town]) -> None:
    """Lay an expressway along the first row of areas, with a junction at each."""
    row = [town for town in towns if town.cell.row == 0]
    south = min(town.cell.south for town in row) - 200
    junctions = []
    for town in row:
        x, _ = town.at[town.last // 2, 0]
        junctions.append(builder.node(*on_globe(x, south)))
        ramp = {"highway": ("trunk_link",)}
        builder.street(town.node[town.last // 2, 0], junctions[-1], ramp, oneway=False)
    for west, east in pairwise(junctions):
        for start, end in ((west, east), (east, west)):
            tags = {"highway": ("trunk",), "maxspeed": ("80",)}
            builder.street(start, end, tags, oneway=True)
