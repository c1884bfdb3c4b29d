"""A planned day as GeoJSON: valid by RFC 7946, and the same features as the GeoPackage."""

import json

import geopandas
import pytest
import shapely

from dispatch.errors import InputError
from dispatch.layers import geojson
from dispatch.plan import Plan
from dispatch.report import Day
from dispatch.roads import from_wgs84, travel_times
from dispatch.scenario import Matrix

PLAN = Plan.model_validate(
    {
        "scenario": "000000000000",
        "routes": [
            {
                "caregiver": "ann", "departure": "08:30", "returned": "11:00",
                "stops": [
                    {"visit": "at-in-west", "role": "caregiver",
                     "arrival": "08:40", "start": "08:45", "end": "09:45"},
                ],
            },
        ],
        "unserved": [{"visit": "at-outside", "reasons": [{"code": "no_time_left"}]}],
    }
)  # fmt: skip


def drawn(scenario, plan=PLAN):
    return geojson(Day.of(scenario, plan, travel_times(scenario)))


def test_every_feature_by_hand(scenario):
    read = json.loads(drawn(scenario))
    assert read.keys() == {"type", "features"}  # no crs: RFC 7946 knows WGS 84 alone
    stop, route, left_out, station = read["features"]
    colour = {"#0A6FD0"}
    assert stop == {
        "type": "Feature",
        "properties": {
            "layer": "stops", "caregiver": "ann", "shift": 0, "number": 1, "role": "caregiver",
            "visit": "at-in-west", "client": "in-west", "service": "care", "area": None,
            "arrival": "2026-11-23T08:40:00", "start": "2026-11-23T08:45:00",
            "end": "2026-11-23T09:45:00", "marker-color": "#0A6FD0",
        },
        "geometry": {"type": "Point", "coordinates": [121.41, 31.21]},
    }  # fmt: skip
    assert route["geometry"] == {
        "type": "LineString",
        "coordinates": [[121.405, 31.205], [121.41, 31.21], [121.41, 31.21], [121.405, 31.205]],
    }
    assert {route["properties"]["stroke"]} == colour
    assert left_out["properties"]["reasons"] == "no_time_left"
    assert station["properties"] == {"layer": "stations", "station": "hub", "area": None}


def test_map_programs_read_it(scenario, tmp_path):
    file = tmp_path / "map.geojson"
    file.write_text(drawn(scenario), encoding="utf-8")
    table = geopandas.read_file(file)
    assert str(table.crs) == "EPSG:4326"
    assert table["layer"].tolist() == ["stops", "routes", "unserved", "stations"]
    assert table.geometry.geom_type.tolist() == ["Point", "LineString", "Point", "Point"]
    assert shapely.box(121.4, 31.2, 121.46, 31.22).contains(table.union_all())


def test_shifted_coordinates_are_put_back(scenario):
    clients = [
        each.model_copy(update={"place": from_wgs84(each.place, "GCJ-02")})
        for each in scenario.clients
    ]
    shifted = scenario.model_copy(update={"clients": clients, "coordinates": "GCJ-02"})
    assert json.loads(drawn(shifted))["features"][0]["geometry"]["coordinates"] == [121.41, 31.21]


def test_no_name_of_a_person_is_told(scenario):
    text = drawn(scenario)
    assert "Ann Lee" not in text
    assert "Mr " not in text


def test_points_of_a_matrix_lie_nowhere(scenario):
    entries = {
        field: [each.model_copy(update={"place": "a"}) for each in getattr(scenario, field)]
        for field in ("clients", "stations")
    }
    asked = scenario.model_copy(update={"roads": Matrix(points=("a",), minutes=((0,),)), **entries})
    with pytest.raises(InputError, match="roads: the places are points of a matrix"):
        drawn(asked)
