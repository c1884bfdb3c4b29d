"""Who may use which road, in which direction and how fast: tables that turn tags into speeds.

OpenStreetMap's ``highway`` decides first, then ``access`` and the tag of the vehicle. `Assumptions`
holds every choice that is an assumption and not a fact of the map.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from dispatch.roads.graph import Tags

NetworkKind: TypeAlias = Literal["walk", "bicycle", "e_bike", "drive"]

E_BIKE_LIMIT_KMH: Final = 15.0
"""The legal limit in the non-motor lane (Road Traffic Safety Law of the PRC, article 58)."""

FREE_SPEED_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {
        "motorway": 100, "motorway_link": 50, "trunk": 80, "trunk_link": 40,
        "primary": 50, "primary_link": 40, "secondary": 40, "secondary_link": 30,
        "tertiary": 30, "tertiary_link": 30, "unclassified": 30, "residential": 20,
        "living_street": 15, "service": 15, "road": 20, "track": 15,
    }
)  # fmt: skip
"""Free driving speed in km/h of each road class open to cars, if no ``maxspeed`` is mapped: the
middle design speeds of CJJ 37-2012 (expressway, arterial, sub-arterial, branch)."""

_FAST_ROADS = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
_WALK_CLASSES = (frozenset(FREE_SPEED_KMH) - _FAST_ROADS) | {
    "footway", "path", "pedestrian", "steps", "cycleway", "bridleway", "corridor",
}  # fmt: skip
_RIDE_CLASSES = (frozenset(FREE_SPEED_KMH) - _FAST_ROADS) | {"cycleway", "path"}
_BY_PERMISSION: Mapping[NetworkKind, frozenset[str]] = {
    "walk": frozenset({"trunk", "trunk_link"}),
    "bicycle": frozenset({"trunk", "trunk_link", "footway", "pedestrian", "bridleway"}),
    "e_bike": frozenset({"trunk", "trunk_link", "footway", "pedestrian", "bridleway"}),
    "drive": frozenset(),
}
"""Classes that are closed unless the vehicle's own tag opens them, such as ``foot=yes``."""
_CLASSES: Mapping[NetworkKind, frozenset[str]] = {
    "walk": _WALK_CLASSES,
    "bicycle": _RIDE_CLASSES,
    "e_bike": _RIDE_CLASSES,
    "drive": frozenset(FREE_SPEED_KMH),
}
_OWN_TAGS: Mapping[NetworkKind, tuple[str, ...]] = {
    "walk": ("foot",),
    "bicycle": ("bicycle", "vehicle"),
    "e_bike": ("bicycle", "vehicle"),
    "drive": ("motor_vehicle", "vehicle"),
}
"""The tags that apply to a vehicle, the most specific first; ``access`` comes after them."""
_OPEN = frozenset(
    {"yes", "designated", "permissive", "official", "destination", "customers", "use_sidepath"}
)
"""A compulsory side path runs along the road and has its length, whether it is mapped or not."""
_CLOSED = frozenset({"no", "dismount", "agricultural", "forestry", "military", "emergency"})
_PRIVATE = frozenset({"private", "permit", "residents", "delivery"})


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything that travel times need and maps do not contain.

    Attributes
    ----------
    private_open_to : frozenset of str
        Networks that may use roads mapped as private. Caregivers may enter the compounds that they
        visit on foot and with their bicycles; cars stay outside.
    ride_against_oneway : frozenset of str
        Networks that ride against every one-way street (contraflow). None by default: bicycles
        and e-bikes obey one-way streets, except those mapped as open to them
        (``oneway:bicycle=no``, ``cycleway=opposite``). Walkers always ignore one-way streets.
    urban_factor : float
        The share of a car's free or posted speed that remains with signals and traffic.
    walking_kmh : float
        Speed between a place and the road for modes other than walking.
    snap_limit : float
        The largest allowed distance in metres from a place to the nearest road.
    """

    private_open_to: frozenset[str] = frozenset({"walk", "bicycle", "e_bike"})
    ride_against_oneway: frozenset[str] = frozenset()
    urban_factor: float = 0.7
    walking_kmh: float = 4.5
    snap_limit: float = 1000.0


def may_use(tags: Tags, network: NetworkKind, assumptions: Assumptions) -> bool:
    """Say whether `network` may use an edge; if it has several classes, all must be open."""
    permitted: bool | None = None
    for key in (*_OWN_TAGS[network], "access"):
        permitted = _permission(tags.get(key, ()), network in assumptions.private_open_to)
        if permitted is not None:
            break
    if permitted is False:
        return False
    allowed = _CLASSES[network]
    if permitted and key != "access":
        allowed |= _BY_PERMISSION[network]
    return allowed.issuperset(tags["highway"])


def may_stop(tags: Tags, network: NetworkKind) -> bool:
    """Say whether people can stop on an edge, to visit a place beside it.

    Nobody can on a ferry, and no car can on expressways (``motorway``, ``trunk``) and their ramps.
    Walkers and riders may use these only where there is a pavement or a lane for them, and can stop
    there.
    """
    moving = {"ferry"} | (_FAST_ROADS if network == "drive" else set())
    return moving.isdisjoint(tags["highway"])


def _permission(values: tuple[str, ...], private_is_open: bool) -> bool | None:
    if not _CLOSED.isdisjoint(values):
        return False
    if not _PRIVATE.isdisjoint(values):
        return private_is_open
    return None if _OPEN.isdisjoint(values) else True


def speeds(
    tags: Tags, network: NetworkKind, speed_kmh: float, assumptions: Assumptions
) -> tuple[float, float]:
    """Speeds along an edge and against it in km/h; 0 if it is closed.

    Cars drive at the speed of the road, all others travel at `speed_kmh`. A street that is open in
    both directions has an edge for each, so the speed against an edge matters only for one-way
    streets and for walkers.
    """
    if not may_use(tags, network, assumptions):
        return 0.0, 0.0
    if network == "drive":
        return driving_speed(tags, assumptions), 0.0
    pace = min(speed_kmh, E_BIKE_LIMIT_KMH) if network == "e_bike" else speed_kmh
    back = network == "walk" or (
        "oneway" in tags and (network in assumptions.ride_against_oneway or _open_contraflow(tags))
    )
    return pace, pace if back else 0.0


def _open_contraflow(tags: Tags) -> bool:
    opposite = (
        value.startswith("opposite")
        for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
        for value in tags.get(key, ())
    )
    return tags.get("oneway:bicycle") == ("no",) or any(opposite)


def driving_speed(tags: Tags, assumptions: Assumptions) -> float:
    """Speed of a car in km/h: the posted speed, or else the class's, times the urban factor.

    If there are several posted speeds or classes, the slowest counts.
    """
    posted = [limit for limit in map(posted_kmh, tags.get("maxspeed", ())) if limit is not None]
    free = posted or [FREE_SPEED_KMH[road] for road in tags["highway"]]
    return min(free) * assumptions.urban_factor


_POSTED = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?$", re.IGNORECASE)


def posted_kmh(text: str) -> float | None:
    """Read a ``maxspeed`` such as ``50``, ``50 km/h`` or ``30 mph``; None if it has no number."""
    match = _POSTED.match(text.strip())
    if match is None or float(match[1]) <= 0:
        return None
    return float(match[1]) * (1.609344 if (match[2] or "").lower() == "mph" else 1.0)
