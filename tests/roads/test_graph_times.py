import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.errors import RoadsError
from dispatch.roads import Assumptions, RoadGraph, travel_times
from dispatch.scenario import Shift, Station, TravelMode

STEP = 0.001
"""Nodes on the equator, 111.19 m apart."""


def street_graph(nodes, streets, **fields):
    """Nodes in a row on the equator, with streets of given lengths between them."""
    tail, head, length = zip(*streets, strict=True)
    return RoadGraph.from_arrays(
        [STEP * node for node in range(nodes)], [0.0] * nodes, tail, head, length=length, **fields
    )


def seconds(times, mode, origin, destination):
    milliseconds = times.between(mode, times.places[origin], times.places[destination])
    assert milliseconds % 1000 == 0
    return milliseconds // 1000


def test_walkers_ignore_one_way_streets_and_riders_and_drivers_do_not(drawn):
    # A one-way ring 0 → 1 → 2 → 0 of residential streets, 100 m each.
    ring = street_graph(3, [(0, 1, 100), (1, 2, 100), (2, 0, 100)], oneway=True)
    times = travel_times(drawn(ring, used=("walk", "bicycle", "e_bike", "drive")))
    assert (seconds(times, "walk", 0, 1), seconds(times, "walk", 1, 0)) == (100, 100)
    assert (seconds(times, "bicycle", 0, 1), seconds(times, "bicycle", 1, 0)) == (20, 40)
    # 100 m / 14 km/h = 25.7 s, rounded up.
    assert (seconds(times, "e_bike", 0, 1), seconds(times, "e_bike", 1, 0)) == (24, 48)
    assert (seconds(times, "drive", 0, 1), seconds(times, "drive", 1, 0)) == (26, 52)
    assert times.metres("drive", [1], [0, 1]).tolist() == [[200, 0]]


def test_contraflow_is_a_dial(drawn):
    ring = street_graph(3, [(0, 1, 100), (1, 2, 100), (2, 0, 100)], oneway=True)
    scenario = drawn(ring, used=("bicycle", "e_bike"))
    dialled = Assumptions(ride_against_oneway=frozenset({"bicycle"}))
    times = travel_times(scenario, assumptions=dialled)
    assert seconds(times, "bicycle", 1, 0) == 20
    assert seconds(times, "e_bike", 1, 0) == 48


def test_of_parallel_streets_the_fastest_counts(drawn):
    graph = street_graph(
        2,
        [(0, 1, 150), (0, 1, 100), (0, 1, 200)],
        highway=["residential", "residential", "primary"],
    )
    times = travel_times(drawn(graph, used=("walk", "drive")))
    assert seconds(times, "walk", 0, 1) == 100
    # 200 m at 35 km/h take 21 s; 100 m at 14 km/h take 26 s.
    assert seconds(times, "drive", 0, 1) == 21
    assert times.metres("drive", [0], [1]).tolist() == [[200]]
    assert times.metres("walk", [0], [1]).tolist() == [[100]]


def test_a_house_beside_a_long_street_is_near_its_middle(drawn):
    # 1,900 m without a crossing.
    x = [0.0, 1900 / 111_195]
    graph = RoadGraph.from_arrays(x, [0.0, 0.0], [0], [1])
    middle = (x[1] / 2, 0.0001)
    times = travel_times(drawn(graph, [(0.0, 0.0), middle, (x[1], 0.0)], used=("drive", "walk")))
    assert times.metres("drive", [1, 0], [0, 1])[:, 0].tolist() == pytest.approx([961, 0], abs=1)
    assert times.metres("drive", range(3), [1])[:, 0].tolist() == pytest.approx(
        [961, 0, 961], abs=1
    )
    # 950 m at 14 km/h and 11.12 m at 4.5 km/h.
    assert seconds(times, "drive", 1, 2) == seconds(times, "drive", 2, 1) == 254
    assert len(times.line("walk", *times.places[:2])) == 3


def test_of_equally_fast_ways_the_shorter_counts_from_either_end(drawn):
    # 350 m at 35 km/h and 140 m at 14 km/h both take 36 s.
    graph = street_graph(
        3,
        [(0, 1, 350), (0, 1, 140), (1, 2, 140)],
        highway=["primary", "residential", "residential"],
    )
    times = travel_times(drawn(graph, used=("drive",)))
    assert seconds(times, "drive", 0, 1) == 36
    assert times.metres("drive", [0, 1, 2], [0, 1]).tolist() == [[0, 140], [140, 0], [280, 140]]
    assert times.metres("drive", [0, 1], [2]).tolist() == [[280], [140]]


def test_each_network_has_its_own_roads(drawn):
    graph = street_graph(
        3,
        [(0, 1, 100), (1, 2, 100), (0, 2, 500)],
        highway=["footway", "residential", "motorway"],
    )
    times = travel_times(drawn(graph, used=("walk", "drive")))
    assert seconds(times, "walk", 0, 2) == 200
    # The car cannot stop at the motorway: it waits at node 1, 111.19 m from node 0 at 4.5 km/h
    # (89 s), and takes the residential street, 100 m at 14 km/h (25.7 s).
    assert seconds(times, "drive", 0, 2) == 115
    assert times.metres("drive", [0], [1])[0, 0] == pytest.approx(111.19, abs=0.01)


def test_a_place_joins_a_street_with_a_way_back_and_walks_to_it(drawn):
    # Node 2 can be reached by car but not left again.
    graph = street_graph(3, [(0, 1, 111), (1, 2, 111)], oneway=[False, True])
    times = travel_times(drawn(graph, used=("walk", "drive")))
    assert seconds(times, "walk", 2, 0) == 222
    # The car is left at node 1: 111.19 m at 4.5 km/h = 89 s, and 111 m at 14 km/h = 28.5 s.
    assert seconds(times, "drive", 2, 0) == 118
    assert times.metres("drive", [2], [0])[0, 0] == pytest.approx(222.2, abs=0.1)


def test_neighbours_on_one_street_walk_straight_across(drawn):
    graph = street_graph(2, [(0, 1, 111)])
    near, next_door, other = (0.0, 0.0005), (0.0001, 0.0005), (STEP, 0.0)
    times = travel_times(drawn(graph, [near, next_door, other], used=("walk", "bicycle")))
    # 11.12 m apart, both 55.6 m from the street.
    assert seconds(times, "walk", 0, 1) == 12
    # 111.2 m on foot at 4.5 km/h, and 11.1 m at 18 km/h.
    assert seconds(times, "bicycle", 0, 1) == 92
    assert seconds(times, "walk", 0, 2) == 167
    assert times.line("walk", near, next_door) == (near, next_door)


def test_padding_and_handling(drawn):
    modes = (
        TravelMode(id="calm", network="walk", speed_kmh=3.6, padding=1.15, handling="PT1M30.5S"),
    )
    graph = street_graph(2, [(0, 1, 101)])
    scenario = drawn(graph, modes=modes, used=("calm",))
    times = travel_times(scenario)
    # 101 s × 1.15 = 116.15 s, up to 117 s, and 90.5 s for the lock.
    assert times.block("calm", [0, 1], [0, 1]).tolist() == [[0, 207_500], [207_500, 0]]
    assert times.block("calm", [0, 1], [0, 1]).dtype == np.int64


def test_places_that_are_far_from_roads_are_refused_together(drawn):
    graph = RoadGraph.from_arrays([20.0, 20.001], [40.0, 40.0], [0], [1])
    places = [(20.0, 40.0), (20.0, 40.02), (20.5, 40.3)]
    scenario = drawn(graph, places, stations=(Station(id="s", place=(20.0, 40.01)),))
    with pytest.raises(RoadsError) as refused:
        travel_times(scenario)
    heading, *places = str(refused.value).splitlines()
    assert heading == "3 place(s) lie more than 1000 m from the nearest road:"
    todo = " from the nearest road. Correct the place, or use a map that covers it."
    assert places == [
        f"clients[c1].place: [20.000000, 40.020000] is 2224 m (walk){todo}",
        f"clients[c2].place: [20.500000, 40.300000] is 53958 m (walk){todo}",
        f"stations[s].place: [20.000000, 40.010000] is 1112 m (walk){todo}",
    ]
    assert refused.value.exit_code == 3
    assert travel_times(
        scenario.model_copy(update={"clients": scenario.clients[:2]}),
        assumptions=Assumptions(snap_limit=2500),
    ).places == ((20.0, 40.0), (20.0, 40.02), (20.0, 40.01))


def test_swapped_coordinates_are_recognised(drawn):
    graph = RoadGraph.from_arrays([20.0, 20.001], [40.0, 40.001], [0], [1])
    with pytest.raises(RoadsError, match=r"clients\[c1\]\.place: .* these two look swapped"):
        travel_times(drawn(graph, [(40.0, 20.0), (40.0005, 20.0005)]))


def test_every_place_of_the_scenario_is_known_once(drawn, scenario_of):
    graph = street_graph(6, [(node, node + 1, 100) for node in range(5)])
    at = [(STEP * node, 0.0) for node in range(6)]
    scenario = drawn(graph, [at[0], at[1], at[0]], stations=(Station(id="hub", place=at[2]),))
    caregiver = scenario.caregivers[0].model_copy(
        update={
            "start": "hub",
            "end": at[3],
            "shifts": (Shift(start="08:00", end="12:00", start_place=at[4], end_place=at[5]),),
        }
    )
    times = travel_times(scenario.model_copy(update={"caregivers": (caregiver,)}))
    assert times.places == tuple(at)
    assert [times.index(place) for place in at] == list(range(6))
    assert times.index("hub") == 2
    assert times.between("walk", at[0], "hub") == times.between("walk", at[0], at[2]) == 200_000
    assert times.line("walk", "hub", at[1])[0] == at[2]
    with pytest.raises(RoadsError, match=r"for the place \(9, 9\)\. Make the travel times"):
        times.index((9, 9))
    with pytest.raises(RoadsError, match="no travel mode 'fly'"):
        times.block("fly", [0], [1])


def test_the_line_follows_the_bends_in_the_direction_of_travel(drawn, tmp_path, scenario_of):
    osm = tmp_path / "bent.osm"
    osm.write_text(
        "<osm><node id='1' lon='0' lat='0'/><node id='2' lon='0.0005' lat='0.0005'/>"
        "<node id='3' lon='0.001' lat='0'/><way id='1'><nd ref='1'/><nd ref='2'/><nd ref='3'/>"
        "<tag k='highway' v='residential'/><tag k='oneway' v='yes'/></way></osm>"
    )
    from dispatch.scenario import Graph

    here, there = (0.0, -0.0001), (0.001, -0.0001)
    scenario = scenario_of(Graph(file="bent.osm"), [here, there]).beside(str(tmp_path))
    times = travel_times(scenario)
    bent = (here, (0.0, 0.0), (0.0005, 0.0005), (0.001, 0.0), there)
    assert times.line("walk", here, there) == bent
    assert times.line("walk", there, here) == bent[::-1]


def test_coordinates_of_chinese_maps_land_on_the_same_roads(drawn):
    from dispatch.roads import from_wgs84

    graph = RoadGraph.from_arrays([121.47, 121.48], [31.23, 31.23], [0], [1])
    plain = travel_times(drawn(graph))
    for system in ("GCJ-02", "BD-09"):
        places = [from_wgs84(place, system) for place in plain.places]
        times = travel_times(drawn(graph, places, coordinates=system))
        assert times.block("walk", [0], [1]) == plain.block("walk", [0], [1])
        for point, expected in zip(
            times.line("walk", *places), plain.line("walk", *plain.places), strict=True
        ):
            assert point == pytest.approx(expected, abs=1e-9)


def test_a_network_without_a_way_back_is_refused(drawn):
    one_way = street_graph(2, [(0, 1, 100)], oneway=True)
    with pytest.raises(RoadsError, match="no two points between which 'drive' can travel"):
        travel_times(drawn(one_way, used=("drive",)))
    steps = street_graph(2, [(0, 1, 100)], highway="steps")
    with pytest.raises(RoadsError, match="no road that 'e_bike' may use"):
        travel_times(drawn(steps, used=("e_bike",)))


def test_a_loop_and_a_street_of_no_length_do_no_harm(drawn):
    graph = street_graph(3, [(0, 0, 50), (0, 1, 0), (1, 2, 100)])
    times = travel_times(drawn(graph))
    assert seconds(times, "walk", 0, 2) == 100
    assert seconds(times, "walk", 0, 1) == 0


def test_from_arrays_refuses_streets_to_nowhere():
    with pytest.raises(RoadsError, match="an edge leads from node 0 to node 7"):
        RoadGraph.from_arrays([0.0, 1.0], [0.0, 0.0], [0], [7])
    with pytest.raises(RoadsError, match="not a longitude and latitude"):
        RoadGraph.from_arrays([354_000.0], [3_455_000.0], [], [])
    with pytest.raises(RoadsError, match="-5 metres long"):
        RoadGraph.from_arrays([0.0, 1.0], [0.0, 0.0], [0], [1], length=[-5])


STREETS = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 5), st.integers(1, 250), st.booleans(),
        st.sampled_from(["residential", "primary", "footway", "motorway"]),
    ),
    max_size=12,
)  # fmt: skip


def plain_fastest(streets, speed):
    """Floyd and Warshall, in milliseconds."""
    best = {(a, b): 0 if a == b else float("inf") for a in range(6) for b in range(6)}
    for tail, head, metres, oneway, highway in streets:
        took = -(-metres * 3600 // speed[highway]) if highway in speed else float("inf")
        best[tail, head] = min(best[tail, head], took)
        if not oneway:
            best[head, tail] = min(best[head, tail], took)
    for over, start, end in itertools.product(range(6), repeat=3):
        best[start, end] = min(best[start, end], best[start, over] + best[over, end])
    return best


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STREETS, st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_driving_times_are_those_of_a_plain_search(drawn, streets, asked):
    # A two-way ring keeps everything strongly connected, so that no place moves.
    ring = [(node, (node + 1) % 6, 150, False, "residential") for node in range(6)]
    tail, head, length, oneway, highway = zip(*(*streets, *ring), strict=True)
    graph = street_graph(
        6, zip(tail, head, length, strict=True), oneway=list(oneway), highway=list(highway)
    )
    times = travel_times(drawn(graph, used=("drive",)), cache=False)
    best = plain_fastest((*streets, *ring), {"residential": 14, "primary": 35, "motorway": 70})
    expected = [[-(-best[start, end] // 1000) * 1000 for end in range(6)] for start in asked]
    assert times.block("drive", asked, range(6)).tolist() == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STREETS, st.permutations(range(6)), st.integers(1, 5), st.booleans())
def test_joined_equals_fresh_and_leaves_the_old_alone(drawn, streets, order, known, warm):
    ring = [(node, (node + 1) % 6, 150, True, "residential") for node in range(6)]
    tail, head, length, oneway, highway = zip(*(*streets, *ring), strict=True)
    graph = street_graph(
        6, zip(tail, head, length, strict=True), oneway=list(oneway), highway=list(highway)
    )
    at = [(STEP * node, 0.0002 * node) for node in order]
    fresh = travel_times(drawn(graph, at, used=("walk", "drive")), cache=False)
    few = travel_times(drawn(graph, at[:known], used=("walk", "drive")), cache=False)
    if warm:
        few.block("drive", range(known), range(known))
        few.block("walk", [0], [0])
    grown = few
    for place in at[known:]:
        grown = grown.joined(place)
    assert grown.places == fresh.places
    for mode in ("drive", "walk"):
        for table in ("block", "metres"):
            whole = getattr(fresh, table)(mode, range(6), range(6))
            assert (getattr(grown, table)(mode, range(6), range(6)) == whole).all()
    assert few.places == tuple(at[:known])
    assert grown.joined(at[0]) is grown


def test_joining_a_place_that_is_too_far_is_refused_at_once(drawn):
    times = travel_times(drawn(street_graph(2, [(0, 1, 100)])))
    with pytest.raises(RoadsError, match=r"\[1\.000000, 0\.000000\] is 1110"):
        times.joined((1.0, 0.0))
