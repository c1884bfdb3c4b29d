"""The map of the day: thinned streets, areas, stations, routes, and every visit by priority."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from math import cos, pi, sin
from typing import Final, NamedTuple

import numpy as np

from dispatch.messages import say
from dispatch.plan import Route
from dispatch.report.priorities import Priorities
from dispatch.report.streets import Box, Plane, Polyline, streets
from dispatch.report.timeline import Day
from dispatch.report.tips import Tip, Tips, minutes, stop_tip, unserved_tip
from dispatch.roads import RoadGraph, to_wgs84
from dispatch.scenario import Matrix, Place

_SIZE: Final = 600
"""Pixels of the longer side, for which lines are thinned."""
_APART: Final = 11
"""Half the pixels between two dots at one door."""


class Dot(NamedTuple):
    """A visit on the map, once for each caregiver who comes."""

    x: int
    y: int
    aside: tuple[int, int]
    """Pixels from the door, so that dots at one door do not cover each other."""
    size: int
    """The class of its priority, from 1 for the lowest."""
    visit: int
    """Its place among the scenario's visits."""
    number: int
    """The caregiver; 0 if the visit is left out."""
    order: int
    """Its place in the route, counted from 1."""
    mandatory: bool
    tip: int


class Line(NamedTuple):
    """The route of a caregiver, as an SVG path."""

    number: int
    path: str
    tip: int


class Spot(NamedTuple):
    """A station, or an area with the ring around its clients as an SVG path."""

    x: int
    y: int
    name: str
    ring: str = ""


class Ground(NamedTuple):
    """What lies under a map, in whole metres to the east and to the south."""

    box: tuple[int, int, int, int]
    """The part that is seen first: left, top, width, height."""
    main: str
    """Main streets, as an SVG path."""
    other: str

    @classmethod
    def of(cls, plane: Plane, box: Box, roads: RoadGraph | None) -> Ground:
        """Draw the streets slightly beyond a box, as thin as the scale allows; none without any."""
        pixel = pixel_of(box)
        seen = box.grown(50 * pixel)
        first = (seen.west, -seen.north, seen.east - seen.west, seen.north - seen.south)
        left, top, width, height = (round(metres) for metres in first)
        main = other = ""
        if roads is not None:
            around = box.grown(0.6 * box.size + 300)
            drawn = streets(roads, plane, around, max(4.0, pixel / 2))
            main, other = _path(drawn.main), _path(drawn.other)
        return cls((left, top, width, height), main, other)

    @property
    def metres_a_pixel(self) -> float:
        """The scale before the page knows its width."""
        return max(self.box[2:]) / _SIZE


class DayMap(NamedTuple):
    """What the map shows, in whole metres to the east and to the south."""

    ground: Ground
    areas: Sequence[Spot]
    routes: Sequence[Line]
    stations: Sequence[Spot]
    dots: Sequence[Dot]


def pixel_of(box: Box) -> float:
    """How many metres a pixel covers on a map of a box."""
    return max(box.size, 400.0) / _SIZE


def day_map(day: Day, roads: RoadGraph | None, tips: Tips) -> DayMap | None:
    """Draw the map; None if places have no coordinates (a matrix), or there are no places."""
    if isinstance(day.scenario.roads, Matrix) or not day.scenario.clients:
        return None
    sheet = _Sheet(day, tips)
    return DayMap(
        Ground.of(sheet.plane, sheet.box, roads),
        areas=[*sheet.areas()],
        routes=[*sheet.routes()],
        stations=[
            Spot(*sheet.xy(station.place), station.name or station.id)
            for station in day.scenario.stations
        ],
        dots=[*sheet.dots()],
    )  # fmt: skip


class _Sheet:
    """The day in metres."""

    def __init__(self, day: Day, tips: Tips) -> None:
        self.day, self.tips = day, tips
        spots = [client.place for client in day.scenario.clients]
        spots += [station.place for station in day.scenario.stations]
        for route in day.plan.routes:
            spots += [place for places in day.legs(route) for place in places]
        points = np.array([self._wgs84(place) for place in spots])
        self.plane = Plane(*((points.min(axis=0) + points.max(axis=0)) / 2))
        self.box = Box.around(self.plane(*points.T))
        self.pixel = pixel_of(self.box)

    def areas(self) -> Iterator[Spot]:
        """The areas, each with a ring around its clients and its name on top of it."""
        import shapely

        by_area: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for client in self.day.scenario.clients:
            if client.area is not None:
                by_area[client.area].append(self.xy(client.place))
        for area, places in by_area.items():
            hull = shapely.convex_hull(shapely.MultiPoint(places)).buffer(20 * self.pixel, 4)
            ring = [(round(x), round(y)) for x, y in hull.exterior.coords]
            x, y = min(ring, key=lambda point: (point[1], point[0]))
            name = self.day.scenario.area[area].name or area
            yield Spot(x, y, name, f"M{' '.join(f'{x} {y}' for x, y in ring)}Z")

    def routes(self) -> Iterator[Line]:
        """Each route as one line, along roads if the travel times know them."""
        for route, cut in zip(self.day.plan.routes, self.day.pieces, strict=True):
            number = self.day.number[route.caregiver]
            travel = sum(piece.end - piece.start for piece in cut if piece.kind == "travel")
            tip = Tip(
                say("report-tip-route", number=number, caregiver=route.caregiver),
                say("report-tip-route-sums", visits=len(route.stops), minutes=minutes(travel)),
            )
            yield Line(number, _path([self._way(route)]), self.tips.number(tip))

    def dots(self) -> Iterator[Dot]:
        """Every visit: those that are left out first, so that nothing covers the others."""
        scenario, sizes = self.day.scenario, Priorities(self.day.scenario)
        for left_out in self.day.plan.unserved:
            visit, tip = scenario.visit[left_out.visit], unserved_tip(self.day, left_out)
            x, y, aside = self._spread["", visit.id]
            yield Dot(
                x, y, aside, sizes.size(visit), self.day.place_of[visit.id], 0, 0, visit.binding,
                self.tips.number(tip),
            )  # fmt: skip
        for route in self.day.plan.routes:
            for index, stop in enumerate(route.stops):
                visit, tip = scenario.visit[stop.visit], stop_tip(self.day, route, index)
                x, y, aside = self._spread[route.caregiver, visit.id]
                yield Dot(
                    x, y, aside, sizes.size(visit), self.day.place_of[visit.id],
                    self.day.number[route.caregiver], index + 1, visit.binding,
                    self.tips.number(tip),
                )  # fmt: skip

    def xy(self, place: Place) -> tuple[int, int]:
        """Metres to the east and to the south."""
        x, y = self.plane(*self._wgs84(place))
        return round(float(x)), -round(float(y))

    @cached_property
    def _spread(self) -> dict[tuple[str, str], tuple[int, int, tuple[int, int]]]:
        """The door of each dot, and where the dot stands beside it, by caregiver and visit."""
        at_door: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
        dots = [
            (route.caregiver, stop.visit) for route in self.day.plan.routes for stop in route.stops
        ]
        dots += [("", left_out.visit) for left_out in self.day.plan.unserved]
        for caregiver, visit in dots:
            door = self.xy(self.day.place(self.day.scenario.visit[visit]))
            at_door[door].append((caregiver, visit))
        places = {}
        for door, several in at_door.items():
            radius = _APART / sin(pi / len(several)) if several[1:] else 0.0
            for k, dot in enumerate(several):
                turn = 2 * pi * k / len(several)
                places[dot] = (*door, (round(radius * cos(turn)), round(radius * sin(turn))))
        return places

    def _way(self, route: Route) -> Polyline:
        mode = self.day.scenario.caregiver[route.caregiver].mode
        points = [
            point
            for places in self.day.legs(route)
            for leg in pairwise(places)
            for point in self.day.travel.line(mode, *leg) or map(self._wgs84, leg)
        ]
        return Polyline.thinned(self.plane(*np.array(points).T), max(3.0, self.pixel / 3))

    def _wgs84(self, place: Place) -> tuple[float, float]:
        place = self.day.scenario.place_of(place)
        assert not isinstance(place, str)  # only points of a matrix have names
        return to_wgs84(place, self.day.scenario.coordinates)


def _path(lines: Sequence[Polyline]) -> str:
    """Write lines as one SVG path; relative steps are the shortest."""
    return "".join(
        f"M{line.xs[0]} {-line.ys[0]}l"
        + " ".join(
            f"{x - before_x} {before_y - y}"
            for (before_x, before_y), (x, y) in pairwise(zip(line.xs, line.ys, strict=True))
        )
        for line in lines
    )
