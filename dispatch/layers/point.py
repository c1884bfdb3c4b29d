"""A place as a point of a map."""

from __future__ import annotations

from dispatch.errors import InputError, fault
from dispatch.roads import to_wgs84
from dispatch.scenario import Place, Scenario


def point(scenario: Scenario, place: Place) -> tuple[float, float]:
    """Longitude and latitude in WGS84 of one of a scenario's places.

    Raises
    ------
    InputError
        When it is the name of a matrix's point.
    """
    if isinstance(place, str):
        raise InputError(fault("layers-matrix", "roads"))
    return to_wgs84(place, scenario.coordinates)
