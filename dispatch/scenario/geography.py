"""Where things are: places, areas, stations, ways to travel and the road data."""

from __future__ import annotations

import math
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StrictFloat

from dispatch.errors import shown
from dispatch.scenario.base import Duration, Id, Model, Number, refusal


def _place(value: object) -> object:
    if isinstance(value, str):
        if not value.strip():
            raise refusal("place-form", value=shown(value))
        return value
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise refusal("place-form", value=shown(value))
    if any(isinstance(part, bool) or not isinstance(part, (int, float)) for part in value):
        raise refusal("place-form", value=shown(value))
    if any(isinstance(part, float) and not math.isfinite(part) for part in value):
        raise refusal("not-finite", value=shown(value))
    longitude, latitude = value
    if abs(longitude) <= 90 < abs(latitude) <= 180:
        raise refusal("place-swapped", value=shown(value))
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise refusal("place-range", value=shown(value))
    return (float(longitude), float(latitude))


Place: TypeAlias = Annotated[
    tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]] | str,
    BeforeValidator(_place),
]
"""``[longitude, latitude]`` in the scenario's coordinate system, or the name of a matrix point."""


class Area(Model):
    """A street, town or district that care is organised by."""

    id: Id
    """The area's id, unique among the areas."""
    name: str = ""
    """Its name for people."""
    kind: Literal["new_town", "old_town", "rural"] = "new_town"
    """What the roads and distances in it are like."""


class Station(Model):
    """A place that caregivers start from and kits are kept at."""

    id: Id
    """The station's id, unique among the stations."""
    name: str = ""
    """Its name for people."""
    place: Place
    """Where it is."""
    area: Id | None = None
    """The area it lies in."""


class TravelMode(Model):
    """A way to travel: its network, its speed and the padding that keeps it legal and calm.

    ``speed_kmh`` is the free speed on the whole network for walk and the bicycles (an e-bike
    plans at 15 km/h at most, the legal limit of the non-motor lane); driving takes its speed from
    the road class and uses ``speed_kmh`` only on straight lines. ``padding`` multiplies every
    travel time; ``handling`` (minutes or ISO 8601) is added to each leg between two different
    places, for parking and locking.
    """

    id: Id
    """The mode's id, which caregivers name."""
    network: Literal["walk", "bicycle", "e_bike", "drive"]
    """Which roads it may use."""
    speed_kmh: Annotated[StrictFloat, Field(gt=0, le=130, allow_inf_nan=False)]
    """The free speed in km/h."""
    padding: Annotated[StrictFloat, Field(ge=1, le=10, allow_inf_nan=False)] = 1.0
    """What every travel time is multiplied by."""
    handling: Duration = Duration.zero()
    """Added to each leg between two different places: parking, locking."""


class StraightLine(Model):
    """Great-circle distances times a detour factor.

    The default, 1.32, is the measured mean over straight lines in Chinese cities.
    """

    kind: Literal["straight_line"] = "straight_line"
    """Straight lines."""
    detour: Annotated[StrictFloat, Field(ge=1, le=10, allow_inf_nan=False)] = 1.32
    """How many times longer than the straight line the way is."""


Table: TypeAlias = tuple[tuple[Number, ...], ...]


def _sorted(tables: dict[str, Table]) -> dict[str, Table]:
    """In one order, so that the same content has the same fingerprint."""
    return dict(sorted(tables.items()))


class Matrix(Model):
    """Travel times that are given, for named points; the same for every mode unless ``by_mode``.

    ``minutes[i][j]`` is the time from ``points[i]`` to ``points[j]``. Places of the scenario name
    the points. Times are exact to a thousandth of a minute.
    """

    kind: Literal["matrix"] = "matrix"
    """Travel times that are given."""
    points: tuple[Id, ...]
    """The names of the points, in the order of the rows and columns."""
    minutes: Table = ()
    """Minutes from the point of the row to the point of the column, for every mode."""
    by_mode: Annotated[dict[Id, Table], AfterValidator(_sorted)] = Field(default={})
    """The same for single modes, by the mode's id."""


class Graph(Model):
    """A road graph: GraphML (as osmnx writes it) or OSM XML, plain or gzipped.

    A relative ``file`` is looked up beside the scenario file.
    """

    kind: Literal["graph"] = "graph"
    """A road graph in a file."""
    file: str
    """The file, looked up beside the scenario file."""


class NamedPlace(Model):
    """The roads of a place by its name, downloaded from OpenStreetMap once and then cached."""

    kind: Literal["place"] = "place"
    """A place by its name."""
    name: Annotated[str, Field(min_length=1)]
    """The name that OpenStreetMap knows it by, such as Songjiang District, Shanghai."""


Roads: TypeAlias = Annotated[
    StraightLine | Matrix | Graph | NamedPlace, Field(discriminator="kind")
]
