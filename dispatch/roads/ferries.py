"""Ferries: ways with ``route=ferry``, at the speed that their ``duration`` implies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pydantic import TypeAdapter

from dispatch.roads.graph import Tags
from dispatch.scenario import Duration

FERRY_KMH: Final = 5.0
"""Speed of a ferry without a ``duration``: a short crossing, with landing and casting off."""

_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")


def is_ferry(tags: Mapping[str, object]) -> bool:
    """Say whether the tags of a way make it a ferry; a road that is part of a route is none."""
    return tags.get("route") == "ferry" and not tags.get("highway")


def ferry_kmh(metres: float, duration: str) -> float | None:
    """Speed of a ferry in km/h.

    Parameters
    ----------
    metres
        The length of the whole way.
    duration
        The tag: ``00:15`` (hours and minutes), ``15`` (minutes) or ``PT15M``.

    Returns
    -------
    float or None
        None if the tag says no time, or the way has no length.
    """
    minutes = _minutes(duration)
    return metres * 60 / 1000 / minutes if metres > 0 and minutes > 0 else None


def _minutes(duration: str) -> float:
    clock = _CLOCK.fullmatch(duration.strip())
    if clock is not None:
        return int(clock[1]) * 60 + int(clock[2]) + int(clock[3] or 0) / 60
    try:
        return TypeAdapter(Duration).validate_python(duration).minutes
    except ValueError:
        return 0.0


def speed_on(tags: Tags) -> float:
    """Speed in km/h on an edge that is a ferry."""
    return float(tags["speed_kmh"][0]) if "speed_kmh" in tags else FERRY_KMH
