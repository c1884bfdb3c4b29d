"""A planned day is found again, layer by layer, in the file that a map program reads."""

from datetime import datetime
from itertools import groupby

import geopandas
import pyogrio
import pytest

from dispatch.errors import InputError
from dispatch.layers import geopackage
from dispatch.plan import Plan
from dispatch.roads import RoadGraph, from_wgs84, travel_times, write_graphml
from dispatch.scenario import Graph, Matrix

PLAN = Plan.model_validate(
    {
        "scenario": "000000000000",
        "routes": [
            {
                "caregiver": "ann", "departure": "08:30", "returned": "15:00",
                "stops": [
                    {"visit": "at-in-west", "role": "caregiver",
                     "arrival": "08:40", "start": "08:45", "end": "09:45"},
                    {"visit": "at-in-east", "role": "caregiver",
                     "arrival": "10:40", "start": "10:40", "end": "11:40"},
                    {"visit": "at-nobody", "role": "caregiver",
                     "arrival": "12:00", "start": "12:00", "end": "13:00"},
                ],
            },
            {"caregiver": "nobody", "departure": "08:30", "returned": "15:00", "stops": []},
        ],
        "unserved": [
            {"visit": "at-outside", "mandatory": True, "reasons": [
                {"code": "no_time_left", "caregiver": "ann"},
                {"code": "area_not_served", "caregiver": "ann"},
                {"code": "no_time_left", "caregiver": "bo"},
            ]},
        ],
    }
)  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """Make the file of a scenario and a plan, and read a layer, by its name, or all of them."""

    def layers_of(scenario, plan=PLAN):
        file = tmp_path / "day.gpkg"
        file.write_bytes(geopackage(scenario, plan, travel_times(scenario)))
        names = pyogrio.list_layers(file)[:, 0].tolist()
        return {name: geopandas.read_file(file, layer=name) for name in names}

    return layers_of


def rows(table):
    return table.drop(columns="geometry").to_dict("records")


def at(hour, minute):
    return datetime(2026, 11, 23, hour, minute)


def test_every_layer_says_who_is_where_and_when(scenario, read):
    west = scenario.clients[0].model_copy(update={"area": "west"})
    layers = read(scenario.model_copy(update={"clients": (west, *scenario.clients[1:])}))
    assert [*layers] == ["stops", "routes", "unserved", "stations"]
    assert {str(table.crs) for table in layers.values()} == {"EPSG:4326"}

    person = {"caregiver": "ann", "shift": 0, "role": "caregiver"}
    assert rows(layers["stops"].fillna("")) == [
        {
            **person, "number": 1, "visit": "at-in-west", "client": "in-west", "service": "care",
            "area": "west", "arrival": at(8, 40), "start": at(8, 45), "end": at(9, 45),
        },
        {
            **person, "number": 2, "visit": "at-in-east", "client": "in-east", "service": "care",
            "area": "", "arrival": at(10, 40), "start": at(10, 40), "end": at(11, 40),
        },
    ]  # fmt: skip
    assert layers["stops"].geometry.to_wkt().tolist() == [
        "POINT (121.41 31.21)", "POINT (121.43 31.21)",
    ]  # fmt: skip

    assert rows(layers["routes"]) == [
        {
            "caregiver": "ann", "shift": 0, "mode": "walk", "stops": 2,
            "departure": at(8, 30), "returned": at(15, 0),
        }
    ]  # fmt: skip
    [line] = layers["routes"].geometry
    assert [place for place, _ in groupby(line.coords)] == [
        (121.405, 31.205), (121.41, 31.21), (121.43, 31.21), (121.405, 31.205),
    ]  # fmt: skip

    [left_out] = rows(layers["unserved"].fillna(""))
    assert left_out == {
        "visit": "at-outside", "client": "outside", "service": "care", "area": "",
        "mandatory": True, "reasons": "no_time_left, area_not_served",
    }  # fmt: skip
    assert layers["unserved"].geometry.to_wkt().tolist() == ["POINT (121.45 31.21)"]
    assert rows(layers["stations"].fillna("")) == [{"station": "hub", "area": ""}]


def test_no_name_of_a_person_is_told(scenario):
    content = geopackage(scenario, PLAN, travel_times(scenario))
    names = [scenario.caregivers[0].name, *(client.name for client in scenario.clients)]
    assert "Mr In-West" in names
    assert [name for name in names if name.encode() in content] == []


def test_routes_follow_the_roads(scenario, read, tmp_path):
    """The only road from the west to the east leads round by the north."""
    graph = RoadGraph.from_arrays(
        [121.405, 121.41, 121.42, 121.43, 121.45],
        [31.205, 31.21, 31.23, 31.21, 31.21],
        [0, 1, 2, 3],
        [1, 2, 3, 4],
        ["residential"] * 4,
    )
    write_graphml(graph, tmp_path / "roads.graphml.gz")
    roads = Graph(file=str(tmp_path / "roads.graphml.gz"))
    others = [each for each in scenario.clients if each.id != "on-both"]
    visits = [each for each in scenario.visits if each.client != "on-both"]
    by_road = scenario.model_copy(update={"roads": roads, "clients": others, "visits": visits})
    [line] = read(by_road)["routes"].geometry
    way = [tuple(round(part, 6) for part in place) for place, _ in groupby(line.coords)]
    turn = way.index((121.42, 31.23))
    assert way.index((121.41, 31.21)) < turn < way.index((121.43, 31.21))
    assert way.count((121.42, 31.23)) == 2  # back the same way
    assert way[0] == way[-1] == (121.405, 31.205)


def test_shifted_coordinates_are_put_back(scenario, read):
    clients = [
        each.model_copy(update={"place": from_wgs84(each.place, "GCJ-02")})
        for each in scenario.clients
    ]
    layers = read(scenario.model_copy(update={"clients": clients, "coordinates": "GCJ-02"}))
    first = layers["stops"].geometry[0]
    assert (first.x, first.y) == pytest.approx((121.41, 31.21), abs=1e-9)


def test_an_empty_plan_has_all_layers(scenario, read):
    layers = read(scenario, Plan(scenario=scenario.fingerprint, routes=()))
    assert {name: len(table) for name, table in layers.items()} == {
        "stops": 0, "routes": 0, "unserved": 0, "stations": 1,
    }  # fmt: skip


def test_points_of_a_matrix_lie_nowhere(scenario):
    entries = {
        field: [each.model_copy(update={"place": "a"}) for each in getattr(scenario, field)]
        for field in ("clients", "stations")
    }
    asked = scenario.model_copy(update={"roads": Matrix(points=("a",), minutes=((0,),)), **entries})
    with pytest.raises(InputError, match="roads: the places are points of a matrix"):
        geopackage(asked, PLAN, travel_times(asked))
