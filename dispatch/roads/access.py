"""Who may use which road, in which direction and how fast: tables that turn tags into speeds.

OpenStreetMap's ``highway`` decides first, then the most specific tag of the vehicle. `Assumptions`
holds every choice that is an assumption and not a fact of the map.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from dispatch.roads.driving import DRIVING_KMH, free_kmh
from dispatch.roads.ferries import speed_on
from dispatch.roads.graph import Tags

NetworkKind: TypeAlias = Literal["walk", "bicycle", "e_bike", "drive"]

E_BIKE_LIMIT_KMH: Final = 15.0
"""The legal limit in the non-motor lane (Road Traffic Safety Law of the PRC, article 58)."""

_FAST_ROADS = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
_WALK_CLASSES = (frozenset(DRIVING_KMH) - _FAST_ROADS) | {
    "footway", "path", "pedestrian", "steps", "cycleway", "bridleway", "corridor", "ferry",
}  # fmt: skip
_RIDE_CLASSES = (frozenset(DRIVING_KMH) - _FAST_ROADS) | {"cycleway", "path"}
_BY_PERMISSION: Mapping[NetworkKind, frozenset[str]] = {
    "walk": frozenset({"trunk", "trunk_link"}),
    "bicycle": frozenset({"trunk", "trunk_link", "footway", "pedestrian", "bridleway", "ferry"}),
    "e_bike": frozenset({"trunk", "trunk_link", "footway", "pedestrian", "bridleway", "ferry"}),
    "drive": frozenset({"ferry"}),
}
"""Classes that are closed unless the vehicle's own tag opens them, such as ``foot=yes``."""
_CLASSES: Mapping[NetworkKind, frozenset[str]] = {
    "walk": _WALK_CLASSES,
    "bicycle": _RIDE_CLASSES,
    "e_bike": _RIDE_CLASSES,
    "drive": frozenset(DRIVING_KMH),
}
_OWN_TAGS: Mapping[NetworkKind, tuple[str, ...]] = {
    "walk": ("foot",),
    "bicycle": ("bicycle", "vehicle"),
    "e_bike": ("bicycle", "vehicle"),
    "drive": ("motorcar", "motor_vehicle", "vehicle"),
}
"""The tags that apply to a vehicle, the most specific first; ``access`` comes after them."""
_OPEN = frozenset(
    {"yes", "designated", "permissive", "official", "destination", "customers", "use_sidepath"}
)
"""A compulsory side path runs along the road and has its length, whether it is mapped or not."""
_CLOSED = frozenset({"no", "dismount", "agricultural", "forestry", "military", "emergency"})
_PRIVATE = frozenset({"private", "permit", "residents", "delivery"})


_HOURS = re.compile(r"(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|\d{1,2}:\d{2})[\s,;-]*)+")
"""A condition of weekdays, holidays and clock times, such as ``Mo-Fr 07:00-09:00, 17:00-19:00``."""


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
        (``oneway:bicycle=no``, ``cycleway=opposite``, ``cycleway:left:oneway=-1``). Walkers always
        ignore one-way streets.
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
        permitted = _permission(tags, key, network in assumptions.private_open_to)
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

    Nobody can on a ferry or a barrier. A car cannot on expressways (``motorway``, ``trunk``) and
    their ramps. Walkers and riders may use these only where there is a pavement or a lane for them,
    and can stop there.
    """
    nowhere = {"ferry", "barrier"} | (_FAST_ROADS if network == "drive" else frozenset())
    return nowhere.isdisjoint(tags["highway"])


def _permission(tags: Tags, key: str, private_is_open: bool) -> bool | None:
    """Say whether a key opens or closes an edge; None if it does neither.

    Travel times do not depend on the hour. So an edge that is closed at some hours is closed, and
    one that is open only at some hours is not opened.
    """
    always = tags.get(key, ())
    at_some_hours = filter(None, map(_at_hours, tags.get(f"{key}:conditional", ())))
    closing = _CLOSED if private_is_open else _CLOSED | _PRIVATE
    if not closing.isdisjoint((*always, *at_some_hours)):
        return False
    return None if (_OPEN | _PRIVATE).isdisjoint(always) else True


def _at_hours(restriction: str) -> str:
    """Return the value of ``value @ (hours)``; empty if the condition is none of hours."""
    value, _, condition = restriction.partition("@")
    return value.strip() if _HOURS.fullmatch(condition.strip(" ()")) else ""


def speeds(
    tags: Tags, network: NetworkKind, speed_kmh: float, assumptions: Assumptions
) -> tuple[float, float]:
    """Speeds along an edge and against it in km/h; 0 if it is closed.

    Cars drive at the speed of the road and everybody travels at that of a ferry; otherwise all but
    cars travel at `speed_kmh`. A street that is open in
    both directions has an edge for each, so the speed against an edge matters only for one-way
    streets and for walkers.
    """
    if not may_use(tags, network, assumptions):
        return 0.0, 0.0
    if "ferry" in tags["highway"]:
        return speed_on(tags), 0.0
    if network == "drive":
        return free_kmh(tags) * assumptions.urban_factor, 0.0
    pace = min(speed_kmh, E_BIKE_LIMIT_KMH) if network == "e_bike" else speed_kmh
    back = network == "walk" or (
        "oneway" in tags and (network in assumptions.ride_against_oneway or _open_contraflow(tags))
    )
    return pace, pace if back else 0.0


def _open_contraflow(tags: Tags) -> bool:
    """Say whether bicycles may ride against a one-way street."""
    if "oneway:bicycle" in tags:
        return tags["oneway:bicycle"] == ("no",)
    lanes = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    opposite = (value.startswith("opposite") for key in lanes for value in tags.get(key, ()))
    back = (not {"-1", "no"}.isdisjoint(tags.get(f"{key}:oneway", ())) for key in lanes[1:])
    return any(opposite) or any(back)
