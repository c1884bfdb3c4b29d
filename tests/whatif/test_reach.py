"""Who lives within reach: walks, rides, groups and candidates, on days computed by hand."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dispatch import dump_scenario, load_scenario, travel_times
from dispatch.cli import main
from dispatch.errors import InputError, RoadsError
from dispatch.messages import speaking
from dispatch.scenario import Scenario
from dispatch.whatif import reach
from dispatch.whatif.reach_page import reach_geojson, write_reach
from dispatch.whatif.reach_words import lines, out_of_reach, sentences

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIFT = [{"start": "08:00", "end": "16:00"}]
POINTS = ["hub", "a", "b", "c", "d", "far"]
FROM_HUB = {"a": 5, "b": 15, "c": 16, "d": 3, "far": None}
"""Minutes between the hub and each point; any two others are 20 apart, and nothing leads to far."""


def minutes(origin, destination):
    if origin == destination:
        return 0
    ends = {origin, destination}
    if "far" in ends:
        return None
    [*others] = ends - {"hub"}
    return FROM_HUB[others[0]] if "hub" in ends else 20


DAY = {
    "name": "reach",
    "dates": ["2026-11-23"],
    "modes": [{"id": "walk", "network": "walk", "speed_kmh": 4.5}],
    "roads": {
        "kind": "matrix",
        "points": POINTS,
        "minutes": [[minutes(one, other) for other in POINTS] for one in POINTS],
    },
    "areas": [{"id": "north"}, {"id": "south"}, {"id": "empty"}],
    "stations": [{"id": "hub", "place": "hub", "area": "north"}],
    "certificates": [{"id": "nurse"}],
    "services": [
        {"id": "care", "duration": 60},
        {"id": "shot", "duration": 10, "requires": {"certificates": [[{"certificate": "nurse"}]]}},
        {"id": "bath", "duration": 60, "crew": [{"id": "first"}, {"id": "second"}]},
    ],
    "caregivers": [
        {"id": "amy", "gender": "woman", "start": "hub", "mode": "walk", "shifts": SHIFT},
        {"id": "nan", "gender": "woman", "start": "c", "mode": "walk", "shifts": SHIFT,
         "certificates": [{"certificate": "nurse"}]},
        {"id": "off", "gender": "woman", "start": "b", "mode": "walk", "shifts": []},
    ],
    "clients": [
        {"id": "ada", "place": "a", "area": "north", "care_level": 5, "disabled": True, "age": 81},
        {"id": "bo", "place": "b", "area": "north", "care_level": 2, "solitary": True, "age": 79},
        {"id": "cy", "place": "c", "area": "south", "age": 90},
        {"id": "di", "place": "far", "area": "south", "solitary": True},
    ],
    "visits": [
        {"id": "ada-care", "client": "ada", "service": "care"},
        {"id": "ada-shot", "client": "ada", "service": "shot"},
        {"id": "bo-bath", "client": "bo", "service": "bath"},
        {"id": "di-care", "client": "di", "service": "care"},
    ],
    "policy": {"unreachable": "leave_out"},
}  # fmt: skip


def day(**changes):
    return Scenario.model_validate({**DAY, **changes})


def of(found):
    return {each.client: each for each in found.homes}


def group(found, trait, value):
    [each] = [each for each in found.groups if (each.trait, each.value) == (trait, value)]
    return each


def test_both_ends_of_the_walk_are_within():
    homes = of(reach(day()))
    assert {name: each.walk for name, each in homes.items()} == {
        "ada": 5, "bo": 15, "cy": 16, "di": None,
    }  # fmt: skip
    assert [name for name, each in homes.items() if each.in_walk] == ["ada", "bo"]
    assert (homes["ada"].station, homes["di"].station) == ("hub", None)
    assert of(reach(day(), walk=16))["cy"].in_walk


def test_the_ride_is_that_of_whoever_qualifies_for_the_hardest_part():
    homes = of(reach(day(), ride=15))
    assert (homes["ada"].ride, homes["ada"].in_ride) == (20, False)  # for the shot, by nan
    assert (homes["bo"].ride, homes["bo"].parts) == (15, 2)
    assert (homes["cy"].ride, homes["cy"].in_ride, homes["cy"].parts) == (None, None, 0)
    assert (homes["di"].ride, homes["di"].in_ride, homes["di"].unqualified) == (None, False, 0)
    assert of(reach(day(), ride=20))["ada"].in_ride


def test_who_is_out_of_reach_is_listed_the_farthest_first():
    def out(walk):
        return [each.client for each in out_of_reach(reach(day(), walk=walk))]

    assert out(15) == ["di", "ada", "cy"]  # no way, a ride of 20, a walk of 16
    assert out(4) == ["di", "ada", "cy", "bo"]  # ada's ride is farther than her walk of 5


def test_those_whom_nobody_may_serve_are_named_in_the_order_of_the_scenario():
    clients = [{**each, "excluded": ["amy", "nan"]} for each in DAY["clients"]]
    told = [*sentences(reach(day(clients=clients)))]
    assert "Clients with a part of a visit that nobody on duty may take: ada, bo, di" in told


def test_whoever_does_not_qualify_does_not_count():
    people = [*DAY["caregivers"][:1], {**DAY["caregivers"][1], "certificates": []}]
    ada = of(reach(day(caregivers=people)))["ada"]
    assert (ada.unqualified, ada.ride, ada.in_ride) == (1, None, False)
    assert "Clients with a part of a visit that nobody on duty may take: ada" in [
        *sentences(reach(day(caregivers=people)))
    ]


def test_who_may_not_come_to_a_client_does_not_count():
    clients = [*DAY["clients"][:1], {**DAY["clients"][1], "excluded": ["amy"]}]
    visits = DAY["visits"][:3]
    assert of(reach(day(clients=clients, visits=visits)))["bo"].ride == 20  # both by nan


def test_a_shift_starts_where_it_says():
    amy = {**DAY["caregivers"][0], "shifts": [{**SHIFT[0], "start_place": "b"}]}
    assert of(reach(day(caregivers=[amy])))["bo"].ride == 0


def test_groups_count_their_clients():
    found = reach(day())
    everybody = group(found, "", "all")
    assert (everybody.clients, everybody.in_walk, everybody.asking, everybody.in_ride) == (
        4, 2, 3, 1,
    )  # fmt: skip
    solitary = group(found, "solitary", "yes")
    assert (solitary.clients, solitary.in_walk, solitary.asking, solitary.in_ride) == (2, 1, 2, 1)
    assert group(found, "age_band", "70-79").clients == 1
    assert group(found, "age_band", "90+").clients == 1
    assert group(found, "age_band", "unknown").clients == 1
    assert group(found, "area", "south").in_walk == 0


def test_groups_of_a_trait_hold_everybody_once():
    found = reach(day())
    for trait in ("care_level", "disabled", "solitary", "age_band", "area"):
        groups = [each for each in found.groups if each.trait == trait]
        assert sum(each.clients for each in groups) == 4
        assert sum(each.in_walk for each in groups) == 2


def test_an_empty_group_is_said():
    found = reach(day())
    assert group(found, "area", "empty").clients == 0
    [empty] = [line for line in lines(found) if line.startswith("Nobody is in these groups")]
    assert "Area empty" in empty
    assert "Care level 6" in empty
    assert not any(line.startswith("Area") and "empty" in line for line in lines(found))


def test_a_client_without_an_area_is_in_none_of_them():
    clients = [{"id": "ada", "place": "a"}]
    found = reach(day(clients=clients, visits=[]))
    assert group(found, "area", "unknown").clients == 1
    assert any("no ride is needed" in line for line in sentences(found))
    with speaking("zh"):
        assert any(line.split()[:2] == ["区域", "未知"] for line in lines(found))


def test_a_candidate_adds_whom_no_station_reaches():
    found = reach(day(), candidates=["c", "a"])
    first, second = found.candidates
    assert (first.added, second.added, found.together) == (("cy",), (), ("cy",))
    assert group(found, "age_band", "90+").added == (1, 0)
    assert group(found, "area", "south").added == (1, 0)
    assert group(found, "area", "north").added == (0, 0)
    told = [*sentences(found)]
    assert "Newly in reach on foot with a station at c: 1 (cy)" in told
    assert "Newly in reach on foot with a station at a: nobody" in told


def test_without_stations_nobody_is_within_the_walk_of_one():
    people = [{**each, "start": "b"} for each in DAY["caregivers"]]
    found = reach(day(stations=[], caregivers=people), candidates=["hub"])
    assert group(found, "", "all").in_walk == 0
    assert found.candidates[0].added == ("ada", "bo")
    assert "The scenario has no stations, so nobody lives within a walk of one" in [
        *sentences(found)
    ]


def test_without_a_mode_on_foot_nothing_is_known_of_walks():
    modes = [{"id": "walk", "network": "bicycle", "speed_kmh": 12}]
    found = reach(day(modes=modes))
    assert (found.mode, found.knows_walks, group(found, "", "all").in_walk) == (None, False, None)
    assert group(found, "", "all").in_ride == 1
    assert any("no travel mode has the network walk" in line for line in lines(found))


def test_roads_without_walks_are_said_to_have_none():
    modes = [
        {"id": "foot", "network": "walk", "speed_kmh": 4.5},
        {"id": "walk", "network": "bicycle", "speed_kmh": 12},
    ]
    roads = {"kind": "matrix", "points": POINTS, "by_mode": {"walk": DAY["roads"]["minutes"]}}
    found = reach(day(modes=modes, roads=roads))
    assert (found.mode, [each.code for each in found.missing]) == ("foot", ["roads-no-times"])
    assert group(found, "", "all").in_walk is None
    assert any("no times for the mode 'foot'" in line for line in lines(found))


def test_without_caregivers_nobody_comes():
    found = reach(day(caregivers=[]))
    assert group(found, "", "all").in_ride == 0
    assert "Nobody is on duty, so nobody comes" in [*sentences(found)]


def test_without_clients_there_is_nothing_to_tell():
    found = reach(day(clients=[], visits=[]))
    assert [*lines(found)] == ["The scenario has no clients"]


def test_minutes_below_0_are_refused():
    with pytest.raises(InputError) as refused:
        reach(day(), walk=-1, ride=float("nan"))
    assert [each.where for each in refused.value.faults] == ["walk", "ride"]


def test_candidates_off_the_roads_are_all_named():
    with pytest.raises(RoadsError) as refused:
        reach(day(), candidates=["nowhere", "c", (121.0, 31.0)])
    assert [each.where for each in refused.value.faults] == ["candidates[0]", "candidates[2]"]
    with pytest.raises(RoadsError) as far:
        reach(load_scenario(SCENARIOS / "district-day.yaml"), candidates=[(0, 0)])
    assert [each.code for each in far.value.faults] == ["roads-far-place"]


@given(st.integers(0, 30), st.integers(0, 30))
def test_more_minutes_lose_nobody(some, more):
    less, larger = (
        reach(day(), walk=some, ride=some),
        reach(day(), walk=some + more, ride=some + more),
    )
    for one, other in zip(less.homes, larger.homes, strict=True):
        assert one.in_walk <= other.in_walk
        assert (one.in_ride or False) <= (other.in_ride or False)


STRAIGHT = {
    **DAY,
    "roads": {"kind": "straight_line", "detour": 1.5},
    "stations": [{"id": "hub", "place": [121.0, 31.0], "area": "north"}],
    "clients": [
        {"id": "near", "place": [121.0, 31.0067]},
        {"id": "away", "place": [121.0, 31.0068]},
    ],
    "caregivers": [{**DAY["caregivers"][0], "start": "hub"}],
    "visits": [{"id": "care", "client": "near", "service": "care"}],
}
"""15 minutes at 4.5 km/h are 1125 m, 750 m in a straight line, 0.006745 degrees of latitude."""


def test_straight_lines_are_walked_with_their_detour():
    homes = of(reach(Scenario.model_validate(STRAIGHT)))
    assert (homes["near"].in_walk, homes["away"].in_walk) == (True, False)
    assert homes["near"].walk == pytest.approx(14.9, abs=0.05)


def test_geojson_has_clients_stations_and_candidates():
    scenario = Scenario.model_validate(STRAIGHT)
    found = json.loads(reach_geojson(scenario, reach(scenario, candidates=[(121.0, 31.01)])))
    layers = [each["properties"]["layer"] for each in found["features"]]
    assert layers == ["clients", "clients", "stations", "candidates"]
    first, last = found["features"][0], found["features"][-1]
    assert first["geometry"] == {"type": "Point", "coordinates": [121.0, 31.0067]}
    assert (first["properties"]["client"], first["properties"]["in_walk"]) == ("near", True)
    assert first["properties"]["walk"] == 14.92
    assert (last["properties"]["number"], last["properties"]["added"]) == (1, 1)


def test_on_a_road_graph_walks_follow_its_streets(tmp_path):
    scenario = load_scenario(SCENARIOS / "district-day.yaml")
    travel = travel_times(scenario)
    found = reach(scenario, travel=travel)
    for each in found.homes[:10]:
        home = scenario.client[each.client].place
        ways = [travel.between("walk", home, station.place) for station in scenario.stations]
        assert each.walk == min(ways) / 60_000
    write_reach(tmp_path, scenario, found, travel.graph)
    page = (tmp_path / "page.html").read_text("utf-8")
    assert 'class="map drawing"' in page
    assert "<script src" not in page


def command(*words):
    return CliRunner().invoke(main, ["reach", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    dump_scenario(day(), tmp_path / "day.yaml")
    return tmp_path / "day.yaml"


def test_the_command_on_a_matrix_writes_no_map_and_says_so(file, tmp_path):
    out = tmp_path / "out"
    done = command(file, "-o", out, "--station", "c")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Within 15 min on foot of a station: 2 of 4 clients" in done.stdout
    assert "no map and no GeoJSON" in done.stdout
    assert {each.name for each in out.iterdir()} == {
        "page.html", "reach.json", "clients.csv", "groups.csv",
    }  # fmt: skip
    assert "<script" not in (out / "page.html").read_text("utf-8")
    homes = [*csv.DictReader(StringIO((out / "clients.csv").read_text("utf-8-sig")))]
    assert [each["walk"] for each in homes] == ["5.0", "15.0", "16.0", ""]
    assert [each["candidate_1"] for each in homes] == ["20.0", "20.0", "0.0", ""]
    assert [each["in_walk"] for each in homes] == ["yes", "yes", "no", "no"]
    groups = [*csv.DictReader(StringIO((out / "groups.csv").read_text("utf-8-sig")))]
    assert [groups[0][name] for name in ("value", "clients", "in_walk", "added_1")] == [
        "all", "4", "2", "1",
    ]  # fmt: skip


def test_the_command_writes_a_map_and_geojson_where_there_are_coordinates(tmp_path):
    dump_scenario(Scenario.model_validate(STRAIGHT), tmp_path / "day.yaml")
    done = command(tmp_path / "day.yaml", "-o", tmp_path / "out", "--station", "121.0,31.01")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Newly in reach on foot with a station at 121.0,31.01: 1 (away)" in done.stdout
    assert (tmp_path / "out" / "clients.geojson").exists()
    assert 'class="map drawing"' in (tmp_path / "out" / "page.html").read_text("utf-8")


def test_tables_are_safe_to_open_in_a_spreadsheet(tmp_path):
    text = json.dumps(STRAIGHT).replace('"away"', '"=away"')
    (tmp_path / "day.json").write_text(text, "utf-8")
    assert command(tmp_path / "day.json", "-o", tmp_path / "out").exit_code == 0
    content = (tmp_path / "out" / "clients.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfclient,care_level,")
    assert b"\r\n'=away," in content


def test_the_command_prints_json(file):
    found = json.loads(command(file, "--json", "--walk", 16).stdout)
    assert [each["client"] for each in found["homes"] if each["in_walk"]] == ["ada", "bo", "cy"]
    assert found["walk"] == 16


@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        ("31.0,121.0", 2, "swapped?"),
        ("1,2,3", 2, "--station"),
        ("121.0,31.0", 3, "is not among roads.points"),
    ],
)
def test_the_command_refuses_what_is_no_place_here(file, place, code, told):
    done = command(file, "--station", place)
    assert done.exit_code == code
    assert told in done.stderr


def test_a_point_of_a_matrix_may_have_a_number_for_a_name(file):
    file.write_text(file.read_text("utf-8").replace("far", '"1"'), "utf-8")
    done = command(file, "--station", "1")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Newly in reach on foot with a station at 1: 1 (di)" in done.stdout


def test_a_home_off_the_roads_is_within_reach_of_nothing():
    scenario = load_scenario(SCENARIOS / "district-day.yaml")
    first, *others = scenario.clients
    lost = first.model_copy(update={"place": (121.4, 31.2)})
    found = reach(scenario.model_copy(update={"clients": (lost, *others)}), walk=1000, ride=1000)
    home = of(found)[first.id]
    assert (home.walk, home.in_walk, home.ride, home.in_ride) == (None, False, None, False)
    assert group(found, "", "all").in_walk == len(others)
