"""Who may use which road, which way and how fast: the tables that turn tags into speeds.

OpenStreetMap's ``highway`` decides first, then ``access`` and the tag of the vehicle. Every choice
that is an assumption rather than a fact of the map stands in `Assumptions`.
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
"""Free driving speed per road class where no ``maxspeed`` is mapped, and the classes that are open
to cars: the middle design speeds of CJJ 37-2012 (expressway, arterial, sub-arterial, branch)."""

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
"""The tags that speak of a vehicle, the most specific first; ``access`` comes after them."""
_OPEN = frozenset(
    {"yes", "designated", "permissive", "official", "destination", "customers", "use_sidepath"}
)
"""A compulsory side path runs along the road: as long, whether the map draws it or not."""
_CLOSED = frozenset({"no", "dismount", "agricultural", "forestry", "military", "emergency"})
_PRIVATE = frozenset({"private", "permit", "residents", "delivery"})


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What no map says, in one place.

    Attributes
    ----------
    private_open_to : frozenset of str
        Networks that may use roads mapped as private. Caregivers are let into the compounds they
        visit, on foot and with their bicycles; cars are left outside.
    ride_against_oneway : frozenset of str
        Networks that ride against every one-way street (contraflow). None by default: bicycles
        and e-bikes obey one-way streets, but for those mapped as open to them
        (``oneway:bicycle=no``, ``cycleway=opposite``). Walkers ignore one-way streets always.
    urban_factor : float
        What signals and traffic leave of the free or the posted speed of a car.
    walking_kmh : float
        Pace between a place and the road, for those who do not walk the rest.
    snap_limit : float
        Metres from a place to the nearest road; a place farther off is refused.
    """

    private_open_to: frozenset[str] = frozenset({"walk", "bicycle", "e_bike"})
    ride_against_oneway: frozenset[str] = frozenset()
    urban_factor: float = 0.7
    walking_kmh: float = 4.5
    snap_limit: float = 1000.0


def may_use(tags: Tags, network: NetworkKind, assumptions: Assumptions) -> bool:
    """Say whether `network` may use an edge; of several classes, all must be open."""
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


def _permission(values: tuple[str, ...], private_is_open: bool) -> bool | None:
    if not _CLOSED.isdisjoint(values):
        return False
    if not _PRIVATE.isdisjoint(values):
        return private_is_open
    return None if _OPEN.isdisjoint(values) else True


def speeds(
    tags: Tags, network: NetworkKind, speed_kmh: float, assumptions: Assumptions
) -> tuple[float, float]:
    """Speeds along an edge and against it in km/h; 0 where it is closed.

    Driving takes its speed from the road, everyone else `speed_kmh`. An edge that is open both
    ways has its opposite edge in the graph, so that against it matters only for one-way streets
    and for walkers.
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
    """Speed of a car in km/h: the posted or else the class's free speed, times the urban factor.

    Of several posted speeds or classes the slowest counts.
    """
    posted = [limit for limit in map(posted_kmh, tags.get("maxspeed", ())) if limit is not None]
    free = posted or [FREE_SPEED_KMH[road] for road in tags["highway"]]
    return min(free) * assumptions.urban_factor


_POSTED = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?$", re.IGNORECASE)


def posted_kmh(text: str) -> float | None:
    """Read a ``maxspeed`` such as ``50``, ``50 km/h`` or ``30 mph``; None where it is no number."""
    match = _POSTED.match(text.strip())
    if match is None or float(match[1]) <= 0:
        return None
    return float(match[1]) * (1.609344 if (match[2] or "").lower() == "mph" else 1.0)
