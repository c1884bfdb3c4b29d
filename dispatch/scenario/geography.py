"""Where things are: places, areas, stations, ways to travel and the road data."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from dispatch.scenario.base import Duration, Id, Model, Number

Place: TypeAlias = (
    tuple[
        Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)],
        Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)],
    ]
    | str
)
"""``[longitude, latitude]`` in the scenario's coordinate system, or the name of a matrix point."""


class Area(Model):
    """A street, town or district that care is organised by."""

    id: Id
    name: str = ""
    kind: Literal["new_town", "old_town", "rural"] = "new_town"


class Station(Model):
    """A place that caregivers start from and kits are kept at."""

    id: Id
    name: str = ""
    place: Place
    area: Id | None = None


class TravelMode(Model):
    """A way to travel: its network, its speed and the padding that keeps it legal and calm.

    ``speed_kmh`` is the free speed on the whole network for walk and the bicycles (an e-bike
    plans at 15 km/h at most, the legal limit of the non-motor lane); driving takes its speed from
    the road class and uses ``speed_kmh`` only on straight lines. ``padding`` multiplies every
    travel time; ``handling`` (minutes or ISO 8601) is added to each leg between two different
    places, for parking and locking.
    """

    id: Id
    network: Literal["walk", "bicycle", "e_bike", "drive"]
    speed_kmh: Annotated[float, Field(gt=0, le=130, allow_inf_nan=False)]
    padding: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)] = 1.0
    handling: Duration = Duration.zero()


class StraightLine(Model):
    """Great-circle distances times a detour factor.

    The default, 1.32, is the measured mean over straight lines in Chinese cities.
    """

    kind: Literal["straight_line"] = "straight_line"
    detour: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)] = 1.32


class Matrix(Model):
    """Travel times that are given, for named points; the same for every mode unless ``by_mode``.

    ``minutes[i][j]`` is the time from ``points[i]`` to ``points[j]``. Places of the scenario name
    the points. Times are exact to a thousandth of a minute.
    """

    kind: Literal["matrix"] = "matrix"
    points: tuple[Id, ...]
    minutes: tuple[tuple[Number, ...], ...] = ()
    by_mode: dict[Id, tuple[tuple[Number, ...], ...]] = {}


class Graph(Model):
    """A road graph: GraphML (as osmnx writes it) or OSM XML, plain or gzipped.

    A relative ``file`` is looked up beside the scenario file.
    """

    kind: Literal["graph"] = "graph"
    file: str


class NamedPlace(Model):
    """The roads of a place by its name, downloaded from OpenStreetMap once and then cached."""

    kind: Literal["place"] = "place"
    name: Annotated[str, Field(min_length=1)]


Roads: TypeAlias = Annotated[StraightLine | Matrix | Graph | NamedPlace, Field(discriminator="kind")]
