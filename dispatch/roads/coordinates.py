"""Coordinate systems of Chinese maps, and distances on the globe.

Amap and Tencent give GCJ-02, Baidu gives BD-09: both are WGS84 shifted by a few hundred metres.
The forward formulas are the public ones (as in the eviltransform and coordtransform projects). The
conversion to WGS84 is their exact inverse, by fixed-point iteration, not the usual approximation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Point: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees."""
CoordinateSystem: TypeAlias = Literal["WGS84", "GCJ-02", "BD-09"]

EARTH_RADIUS = 6_371_009.0
"""Mean radius in metres, the same as in osmnx's street lengths."""

_KRASOVSKY_AXIS = 6_378_245.0
_KRASOVSKY_SQUARED_ECCENTRICITY = 0.006_693_421_622_965_943
_BAIDU_TURN = math.pi * 3000 / 180


def to_wgs84(place: Point, system: CoordinateSystem) -> Point:
    """Longitude and latitude in WGS84 of a point given in `system`.

    Examples
    --------
    >>> to_wgs84((121.531542, 31.175304), "GCJ-02")  # doctest: +ELLIPSIS
    (121.52721..., 31.17742...)
    """
    if system == "WGS84":
        return place
    if system == "BD-09":
        place = _inverse(_gcj02_to_bd09, place)
    return _inverse(_wgs84_to_gcj02, place)


def from_wgs84(place: Point, system: CoordinateSystem) -> Point:
    """Longitude and latitude in `system` of a point given in WGS84."""
    if system == "WGS84":
        return place
    shifted = _wgs84_to_gcj02(place)
    return _gcj02_to_bd09(shifted) if system == "BD-09" else shifted


def _inverse(forward: Callable[[Point], Point], image: Point) -> Point:
    """Find the point that `forward` maps to `image`; the iteration converges for both shifts."""
    longitude, latitude = image
    for _ in range(40):
        reached = forward((longitude, latitude))
        error = image[0] - reached[0], image[1] - reached[1]
        longitude, latitude = longitude + error[0], latitude + error[1]
        if max(abs(error[0]), abs(error[1])) < 1e-12:
            break
    return longitude, latitude


def _wgs84_to_gcj02(place: Point) -> Point:
    longitude, latitude = place
    if not (72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271):
        return place
    x, y = longitude - 105.0, latitude - 35.0
    root = math.sqrt(abs(x))
    ripple = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += 2 / 3 * (
        ripple + 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)
        + 160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y / 30 * math.pi)
    )  # fmt: skip
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += 2 / 3 * (
        ripple + 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)
        + 150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)
    )  # fmt: skip
    phi = math.radians(latitude)
    bulge = 1 - _KRASOVSKY_SQUARED_ECCENTRICITY * math.sin(phi) ** 2
    meridian = _KRASOVSKY_AXIS * (1 - _KRASOVSKY_SQUARED_ECCENTRICITY) / bulge**1.5
    parallel = _KRASOVSKY_AXIS / math.sqrt(bulge) * math.cos(phi)
    return longitude + math.degrees(east / parallel), latitude + math.degrees(north / meridian)


def _gcj02_to_bd09(place: Point) -> Point:
    longitude, latitude = place
    distance = math.hypot(longitude, latitude) + 2e-5 * math.sin(latitude * _BAIDU_TURN)
    angle = math.atan2(latitude, longitude) + 3e-6 * math.cos(longitude * _BAIDU_TURN)
    return distance * math.cos(angle) + 0.0065, distance * math.sin(angle) + 0.006


def great_circle(
    longitudes: NDArray[np.float64],
    latitudes: NDArray[np.float64],
    other_longitudes: NDArray[np.float64],
    other_latitudes: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Great-circle distances in metres between points in degrees; arguments broadcast."""
    phi, other_phi = np.radians(latitudes), np.radians(other_latitudes)
    half_chord = (
        np.sin((other_phi - phi) / 2) ** 2
        + np.cos(phi)
        * np.cos(other_phi)
        * np.sin(np.radians(other_longitudes - longitudes) / 2) ** 2
    )
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half_chord, 0, 1)))
    return metres


def on_sphere(
    longitudes: NDArray[np.float64], latitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points in metres from the Earth's centre, shape (n, 3); no map projection is necessary."""
    lam, phi = np.radians(longitudes), np.radians(latitudes)
    return EARTH_RADIUS * np.stack(
        (np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)), axis=-1
    )


def apart(points: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances in metres between points `on_sphere`, (n, 3) and (m, 3): (n, m)."""
    squares = np.zeros((len(points), len(others)))
    for axis in range(3):
        difference = points[:, axis, None] - others[:, axis]
        squares += difference * difference
    half_chord = np.sqrt(squares, out=squares)
    half_chord /= 2 * EARTH_RADIUS
    metres: NDArray[np.float64] = np.arcsin(np.minimum(half_chord, 1, out=half_chord))
    metres *= 2 * EARTH_RADIUS
    return metres
