"""How fast a car drives on an empty road: the posted speed, or else that of the road class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dispatch.roads.graph import Tags

DRIVING_KMH: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "motorway": (100, 120), "motorway_link": (50, 80),
        "trunk": (80, 100), "trunk_link": (40, 80),
        "primary": (50, 80), "primary_link": (40, 60),
        "secondary": (40, 70), "secondary_link": (30, 60),
        "tertiary": (30, 70), "tertiary_link": (30, 60),
        "unclassified": (30, 70), "residential": (20, 50), "living_street": (15, 30),
        "service": (15, 40), "road": (20, 70), "track": (15, 40), "barrier": (15, 15),
    }
)  # fmt: skip
"""Each road class open to cars: its free speed if no ``maxspeed`` is mapped, and the highest
``maxspeed`` that is believed, in km/h. Free speeds are the middle design speeds of CJJ 37-2012
(expressway, arterial, sub-arterial, branch). The highest ones follow articles 45 and 78 of the
regulations for the Road Traffic Safety Law of the PRC: 120 on motorways; where one lane leads each
way, 70 outside and 50 inside a town."""

_ZONES: Final[Mapping[str, float]] = MappingProxyType(
    {"urban": 50, "rural": 70, "trunk": 100, "motorway": 120, "living_street": 20}
)
"""Limits that a ``maxspeed`` such as ``CN:urban`` implies, in km/h."""
_WALKING_PACE: Final = 5.0
_MILE: Final = 1.609344

_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?", re.IGNORECASE)
_ZONE: Final = re.compile(r"[A-Z]{2}:(?:zone:?)?(\w+)")


def free_kmh(tags: Tags) -> float:
    """Speed of a car on an empty road: the posted speed, or else that of the road class.

    A posted speed counts up to what the class allows. If there are several posted speeds or
    classes, the slowest counts.
    """
    classes = [DRIVING_KMH[road] for road in tags["highway"]]
    posted = [limit for limit in map(posted_kmh, tags.get("maxspeed", ())) if limit is not None]
    return min(*posted, *(fastest for _, fastest in classes)) if posted else min(classes)[0]


def posted_kmh(text: str) -> float | None:
    """Read a ``maxspeed``: ``50``, ``30 mph``, ``walk``, ``none``, ``CN:urban``, ``DE:zone:30``.

    The speed is infinite for ``none``; the result is None if the text says no speed.
    """
    plain = text.strip()
    if plain in ("walk", "none"):
        return _WALKING_PACE if plain == "walk" else float("inf")
    zone = _ZONE.fullmatch(plain)
    if zone is not None and zone[1] in _ZONES:
        return _ZONES[zone[1]]
    number = _NUMBER.fullmatch(zone[1] if zone else plain)
    if number is None or float(number[1]) <= 0:
        return None
    return float(number[1]) * (_MILE if (number[2] or "").lower() == "mph" else 1.0)
