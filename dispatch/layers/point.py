"""A place as a point of a map."""

from __future__ import annotations

from dispatch.errors import InputError, fault
from dispatch.roads import to_wgs84
from dispatch.scenario import Place, Scenario


def point(scenario: Scenario, place: Place) -> tuple[float, float]:
    """Longitude and latitude in WGS84 of a place of a scenario.

    Raises
    ------
    InputError
        If it is a named point of a matrix.
    """
    if isinstance(place, str):
        raise InputError(fault("layers-matrix", "roads"))
    return to_wgs84(place, scenario.coordinates)
