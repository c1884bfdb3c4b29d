"""What a reach answer leaves in a folder: a page with a map, tables, and GeoJSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dispatch.messages import say
from dispatch.report.document import attribution, dates, embedded, rendered
from dispatch.report.shown import shown
from dispatch.report.tips import Tips
from dispatch.roads import RoadGraph, to_wgs84
from dispatch.scenario import Matrix, Place, Scenario
from dispatch.scenario.spreadsheet import csv_bytes
from dispatch.scenario.writing import json_text, write_together
from dispatch.whatif.reach_answer import Home, Reach
from dispatch.whatif.reach_map import LOOKS, reach_map
from dispatch.whatif.reach_words import group_table, out_of_reach, place_text, sentences

_DIGITS: Final = 6
"""Of a degree: some ten centimetres."""
_OF_HOMES: Final = (
    "client", "care_level", "disabled", "solitary", "age_band", "area", "station", "walk",
    "in_walk", "parts", "unqualified", "ride", "in_ride",
)  # fmt: skip
_OF_GROUPS: Final = "trait", "value", "clients", "in_walk", "asking", "in_ride"


def write_reach(folder: Path, scenario: Scenario, found: Reach, roads: RoadGraph | None) -> None:
    """Write everything into a folder, all files completely or none at all.

    ``page.html``; ``reach.json``; ``clients.csv`` and ``groups.csv``; and ``clients.geojson``
    unless the places are points of a matrix, which have no coordinates.

    Parameters
    ----------
    folder
        The folder.
    scenario, found
        The scenario and what was found in it.
    roads
        Streets to draw; a plain ground if None.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str | os.PathLike[str], str | bytes] = {
        folder / "page.html": reach_page(scenario, found, roads),
        folder / "reach.json": json_text(found.as_dict()),
        folder / "clients.csv": csv_bytes(_homes(found)),
        folder / "groups.csv": csv_bytes(_groups(found)),
    }
    if not isinstance(scenario.roads, Matrix):
        contents[folder / "clients.geojson"] = reach_geojson(scenario, found)
    write_together(contents)


def _homes(found: Reach) -> Iterator[list[Any]]:
    rows = [_cells(found, each) for each in found.homes]
    names = [*_OF_HOMES, *_numbered("candidate", found)]
    yield names
    yield from ([_answer(row[name]) for name in names] for row in rows)


def _answer(value: Any) -> Any:
    """Write what is so or not as the traits do."""
    return ("no", "yes")[value] if isinstance(value, bool) else value


def _minutes(value: float | None) -> float | None:
    """Round to what tells seconds apart."""
    return None if value is None else round(value, 2)


def _cells(found: Reach, home: Home) -> dict[str, Any]:
    return {
        "client": home.client,
        **home.traits,
        "station": home.station,
        "walk": _minutes(home.walk),
        "in_walk": home.in_walk if found.knows_walks else None,
        "parts": home.parts,
        "unqualified": home.unqualified,
        "ride": _minutes(home.ride),
        "in_ride": home.in_ride,
        **{f"candidate_{k}": _minutes(each) for k, each in enumerate(home.candidates, 1)},
    }


def _groups(found: Reach) -> Iterator[list[Any]]:
    yield [*_OF_GROUPS, *_numbered("added", found)]
    for each in found.groups:
        yield [*(getattr(each, name) for name in _OF_GROUPS), *each.added]


def _numbered(name: str, found: Reach) -> list[str]:
    """Name a column for each candidate."""
    return [f"{name}_{number}" for number in range(1, len(found.candidates) + 1)]


def reach_geojson(scenario: Scenario, found: Reach) -> str:
    """Write clients, stations and candidates as points in WGS84 (RFC 7946), by their ids only."""
    features = [_feature(scenario, *each) for each in _points(scenario, found)]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def _points(scenario: Scenario, found: Reach) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    for each in found.homes:
        place = scenario.client[each.client].place
        yield place, {"layer": "clients", **_cells(found, each)}
    for station in scenario.stations:
        yield station.place, {"layer": "stations", "station": station.id, "area": station.area}
    for number, candidate in enumerate(found.candidates, 1):
        told = {"number": number, "added": len(candidate.added)}
        yield candidate.place, {"layer": "candidates", **told}


def _feature(scenario: Scenario, place: Place, told: Mapping[str, Any]) -> dict[str, Any]:
    assert not isinstance(place, str)  # only points of a matrix have names
    position = to_wgs84(place, scenario.coordinates)
    return {
        "type": "Feature",
        "properties": dict(told),
        "geometry": {
            "type": "Point",
            "coordinates": [round(degrees, _DIGITS) for degrees in position],
        },
    }


def reach_page(scenario: Scenario, found: Reach, roads: RoadGraph | None) -> str:
    """Write the page. It is complete and loads nothing; only the map has a script."""
    tips = Tips()
    drawn = reach_map(scenario, found, roads, tips)
    heads, *rows = group_table(found)
    return rendered(
        "reach.html",
        rooms=("whatif", "simulate"),
        title=say("reach-title", name=scenario.name, date=dates(scenario)),
        answer=[*sentences(found)],
        looks=LOOKS,
        map=drawn,
        attribution=attribution(scenario) if roads is not None else "",
        heads=heads,
        rows=rows,
        out=out_of_reach(found),
        candidates=[place_text(each.place) for each in found.candidates],
        data=embedded(shown(tips)) if drawn is not None else "",
    )
