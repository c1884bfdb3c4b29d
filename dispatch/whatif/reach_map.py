"""The map of reach: streets, stations, candidates, and the clients by what they are within."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from dispatch.messages import say
from dispatch.report.map import Ground, Spot
from dispatch.report.streets import Box, Plane
from dispatch.report.tips import Tip, Tips
from dispatch.roads import RoadGraph, to_wgs84
from dispatch.scenario import Matrix, Place, Scenario
from dispatch.whatif.reach_answer import Home, Reach

LOOKS: Final = ("both", "walk", "ride", "none")
"""What a client may be within; each has a sign and a colour, and the sign tells without it."""


class Dot(NamedTuple):
    """A client on the map."""

    x: int
    y: int
    look: str
    tip: int


class ReachMap(NamedTuple):
    """What the map shows, in whole metres to the east and to the south."""

    ground: Ground
    homes: Sequence[Dot]
    stations: Sequence[Spot]
    candidates: Sequence[Spot]


def look_of(home: Home) -> str:
    """Return what a client is within; without a visit to come the ride does not count against."""
    ride = home.in_ride is not False
    if home.in_walk:
        return "both" if ride else "walk"
    return "ride" if home.in_ride else "none"


def reach_map(
    scenario: Scenario, found: Reach, roads: RoadGraph | None, tips: Tips
) -> ReachMap | None:
    """Draw the map; None if places have no coordinates (a matrix), or there are no clients.

    Parameters
    ----------
    scenario, found
        The scenario and what was found in it.
    roads
        Streets to draw; a plain ground if None.
    tips
        The tips of the page, to which those of the clients are added.
    """
    if isinstance(scenario.roads, Matrix) or not found.homes:
        return None
    homes = [scenario.client[each.client].place for each in found.homes]
    stations = [station.place for station in scenario.stations]
    candidates = [each.place for each in found.candidates]
    points = np.array([_wgs84(scenario, place) for place in (*homes, *stations, *candidates)])
    plane = Plane(*((points.min(axis=0) + points.max(axis=0)) / 2))
    metres = plane(*points.T)
    at = iter([(round(float(x)), -round(float(y))) for x, y in metres])
    return ReachMap(
        Ground.of(plane, Box.around(metres), roads),
        homes=[
            Dot(*next(at), look_of(home), tips.number(Tip(home.client, _tip(home))))
            for home in found.homes
        ],
        stations=[Spot(*next(at), each.name or each.id) for each in scenario.stations],
        candidates=[Spot(*next(at), str(k)) for k, _ in enumerate(candidates, 1)],
    )


def _tip(home: Home) -> str:
    walk = (
        say("reach-tip-no-walk")
        if home.walk is None or home.station is None
        else say("reach-tip-walk", minutes=home.walk, station=home.station)
    )
    if not home.parts:
        return f"{walk}\n{say('reach-tip-no-visit')}"
    if home.ride is None:
        return f"{walk}\n{say('reach-tip-no-ride')}"
    return f"{walk}\n{say('reach-tip-ride', minutes=home.ride)}"


def _wgs84(scenario: Scenario, place: Place) -> tuple[float, float]:
    assert not isinstance(place, str)  # only points of a matrix have names
    return to_wgs84(place, scenario.coordinates)
