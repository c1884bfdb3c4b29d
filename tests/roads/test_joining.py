"""Places join the nearest street of their mode, and no way is no way."""

from itertools import pairwise

import networkx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.roads import Assumptions, RoadGraph, travel_times
from dispatch.roads.coordinates import EARTH_RADIUS
from dispatch.roads.joining import FRAGMENT_ACROSS, FRAGMENT_GAP, FRAGMENT_SHARE
from dispatch.roads.network import Network
from dispatch.roads.summary import joints
from dispatch.roads.times import NO_WAY
from dispatch.scenario import TravelMode

DEGREE = EARTH_RADIUS * np.pi / 180
"""Metres of a degree on the equator, near which all of these maps lie."""


def at(*metres):
    """Points in degrees, given in metres east and north."""
    return [(x / DEGREE, y / DEGREE) for x, y in metres]


def map_of(nodes, streets, **fields):
    """A map of straight streets between nodes given in metres."""
    longitude, latitude = zip(*at(*nodes), strict=True)
    tail, head = zip(*streets, strict=True)
    return RoadGraph.from_arrays(longitude, latitude, tail, head, **fields)


def ring(oneway=False, highway="residential"):
    """One street of 249 m, and a block that closes it: 1,498 m in all."""
    nodes = [(0, 0), (249, 0), (249, 500), (0, 500)]
    return map_of(
        nodes, [(0, 1), (1, 2), (2, 3), (3, 0)], oneway=[oneway, False, False, False],
        highway=[highway, *["residential"] * 3],
    )  # fmt: skip


def metres(times, mode):
    everywhere = range(len(times.places))
    return times.metres(mode, everywhere, everywhere)


def near(*rows):
    return pytest.approx(np.array(rows, float), abs=0.2)


def seconds(times, mode, origin, destination):
    return times.between(mode, times.places[origin], times.places[destination]) / 1000


def test_two_doors_on_one_street_are_as_far_apart_as_along_it(drawn):
    doors = at((120, 5), (129, 5), (120, -20), (129, -20))
    times = travel_times(drawn(ring(), doors, used=("walk", "bicycle", "e_bike", "drive")))
    for mode in ("bicycle", "e_bike", "drive"):
        # 9 m along the street, and 5 m or 20 m on foot between each door and the street.
        assert metres(times, mode) == near(
            [0, 19, 25, 34], [19, 0, 34, 25], [25, 34, 0, 49], [34, 25, 49, 0]
        )
    # Neighbours walk straight, where that is no longer than 10 m, 25 m or 40 m to the street.
    assert metres(times, "walk") == near(
        [0, 9, 25, 34], [9, 0, 34, 25], [25, 34, 0, 9], [34, 25, 9, 0]
    )
    assert seconds(times, "walk", 0, 1) == 9
    # 9 m at 18 km/h take 1.8 s; 10 m on foot at 4.5 km/h take 8 s.
    assert seconds(times, "bicycle", 0, 1) == 10
    assert times.line("walk", doors[0], doors[1]) == (doors[0], doors[1])
    assert np.array(times.line("drive", doors[0], doors[1])) * DEGREE == pytest.approx(
        np.array([(120, 5), (120, 0), (129, 0), (129, 5)]), abs=0.01
    )


def test_on_a_one_way_street_people_leave_forwards_only(drawn):
    doors = at((120, 5), (129, 5))
    times = travel_times(drawn(ring(oneway=True), doors, used=("walk", "bicycle", "drive")))
    assert metres(times, "walk") == near([0, 9], [9, 0])
    for mode in ("bicycle", "drive"):
        # Forwards 9 m; backwards once round the block of 1,498 m, less 9 m.
        assert metres(times, mode) == near([0, 19], [1489 + 10, 0])
    back = np.array(times.line("drive", doors[1], doors[0])) * DEGREE
    assert back == pytest.approx(
        np.array(
            [(129, 5), (129, 0), (249, 0), (249, 500), (0, 500), (0, 0), (120, 0), (120, 5)]
        ),
        abs=0.01,
    )  # fmt: skip


def test_a_place_at_a_crossing_takes_any_street_there(drawn):
    # The one-way street ends at the first place, which can still be left by the other street.
    places = at((249, 0), (249, 100), (129, 0))
    times = travel_times(drawn(ring(oneway=True), places, used=("drive",)))
    assert metres(times, "drive")[:1] == near([0, 100, 1369 + 9])


def test_round_a_block_the_shorter_side_counts(drawn):
    # Round a block of 400 m, 100 m from the first place.
    corners = [(0, 0), (100, 0), (200, 0), (200, 100), (100, 100)]
    graph = map_of(corners, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 1)])
    times = travel_times(drawn(graph, at((0, 0), (200, 50), (150, 100)), used=("walk",)))
    assert metres(times, "walk") == near([0, 250, 250], [250, 0, 100], [250, 100, 0])


def test_each_mode_joins_its_own_nearest_street(drawn):
    # A footway 10 m off, a service road 40 m off, a motorway 5 m off.
    graph = map_of(
        [(0, 0), (1000, 0), (0, 30), (1000, 30), (0, -15), (1000, -15), (500, 30), (500, 0)],
        [(0, 7), (7, 1), (2, 6), (6, 3), (4, 5), (0, 2), (1, 3), (4, 0), (5, 1)],
        highway=[
            "footway", "footway", "service", "service", "motorway", "residential", "residential",
            "motorway_link", "motorway_link",
        ],
    )  # fmt: skip
    scenario = drawn(graph, at((300, -10), (700, -10)), used=("walk", "bicycle", "drive"))
    found = joints(scenario, graph)["clients[c0].place"]
    assert {mode: round(joint.metres) for mode, joint in found.items()} == {
        "walk": 10, "bicycle": 40, "drive": 40,
    }  # fmt: skip
    assert {joint.component for joint in found.values()} == {0}
    times = travel_times(scenario)
    assert metres(times, "walk")[:1] == near([0, 20 + 400])
    assert metres(times, "drive")[:1] == near([0, 80 + 400])


def test_nobody_stops_on_a_motorway_if_there_is_another_street(drawn):
    """A door 10 m off its own street and 83 m off a motorway that leads straight to the client."""
    graph = map_of(
        [(0, 0), (5000, 0), (0, 93), (5000, 93), (0, 3000), (5000, 3000)],
        [(2, 3), (0, 4), (4, 5), (5, 1), (0, 1), (4, 2), (5, 3)],
        highway=[
            "motorway", "residential", "residential", "residential", "service", "motorway_link",
            "motorway_link",
        ],
    )  # fmt: skip
    doors = at((100, 10), (4900, 10))
    times = travel_times(drawn(graph, doors, used=("drive",)))
    # 4.8 km of service road at 15 × 0.7 km/h, and 20 m at 4.5 km/h: 1645.8 s + 16 s. By the
    # motorway, which is 3 km away by road, it takes longer.
    assert seconds(times, "drive", 0, 1) == pytest.approx(1662, abs=1)


def test_without_another_street_a_motorway_is_joined(drawn):
    graph = map_of([(0, 0), (3000, 0)], [(0, 1)], highway="motorway")
    times = travel_times(drawn(graph, at((0, 10), (3000, 10)), used=("drive",)))
    # 3 km at 70 km/h, and 20 m at 4.5 km/h: 154.3 s + 16 s.
    assert seconds(times, "drive", 0, 1) == 171


def banks(gap=400.0, south=1000.0):
    """A street on each bank of a river without a bridge."""
    return map_of([(0, gap), (2000, gap), (0, 0), (south, 0)], [(0, 1), (2, 3)])


def test_over_a_river_without_a_bridge_there_is_no_way(drawn):
    places = at((0, 0), (1000, 0), (0, 400))
    scenario = drawn(banks(), places, used=("walk", "drive"))
    times = travel_times(scenario)
    # On one bank 1 km: at 20 × 0.7 km/h 257.1 s, that is 4.3 min.
    assert seconds(times, "drive", 0, 1) == 258
    for mode in ("walk", "drive"):
        assert times.between(mode, places[0], places[2]) is None
        assert times.between(mode, places[2], places[1]) is None
        assert times.between(mode, places[2], places[2]) == 0
        lost = times.block(mode, range(3), range(3)) == NO_WAY
        assert lost.tolist() == [[False, False, True], [False, False, True], [True, True, False]]
        assert (times.metres(mode, range(3), range(3))[lost] == 0).all()
        assert times.line(mode, places[0], places[2]) == (places[0], places[2])
    found = joints(scenario, banks())
    assert [by["drive"].component for by in found.values()] == [1, 1, 0]
    again = travel_times(scenario)  # from the kept tables
    assert again.between("drive", places[0], places[2]) is None
    assert again.joined(at((1500, 400))[0]).block("drive", [0, 2], [3]).tolist()[0] == [NO_WAY]


def test_padding_and_handling_do_not_touch_no_way(drawn):
    mode = TravelMode(id="calm", network="walk", speed_kmh=3.6, padding=1.3, handling=2)
    times = travel_times(drawn(banks(), at((0, 0), (0, 400)), modes=(mode,), used=("calm",)))
    assert times.block("calm", [0, 1], [0, 1]).tolist() == [[0, NO_WAY], [NO_WAY, 0]]


def test_a_one_way_street_between_two_parts_leads_over_and_not_back(drawn):
    graph = map_of(
        [(0, 0), (500, 0), (500, 300), (1000, 300)], [(0, 1), (1, 2), (2, 3)],
        oneway=[False, True, False],
    )  # fmt: skip
    times = travel_times(drawn(graph, at((0, 0), (1000, 300), (500, 140)), used=("drive", "walk")))
    assert metres(times, "walk")[:1] == near([0, 1300, 640])
    # Nobody comes back to the one-way street: the last place joins its beginning.
    assert metres(times, "drive") == near([0, 1300, 640], [0, 0, 0], [640, 140 + 800, 0])
    assert times.between("drive", times.places[1], times.places[0]) is None


@pytest.mark.parametrize(
    ("across", "gap", "is_fragment"),
    [
        (200.0, 30.0, True),
        (200.0, FRAGMENT_GAP + 10, False),
        (30_000 / FRAGMENT_SHARE, 30.0, False),
        (FRAGMENT_ACROSS + 10, 30.0, False),
        (FRAGMENT_ACROSS - 10, 30.0, True),
    ],
)
def test_a_fragment_beside_a_far_larger_part_is_a_gap_in_the_map(drawn, across, gap, is_fragment):
    graph = map_of([(0, gap), (30_000, gap), (0, 0), (across, 0)], [(0, 1), (2, 3)])
    times = travel_times(drawn(graph, at((0, 0), (100, gap)), used=("walk",)))
    there = times.between("walk", *times.places)
    # It joins the large street across the gap, and walks along it.
    assert there == (pytest.approx((gap + 100) * 1000, abs=1001) if is_fragment else None)


POINT = st.tuples(st.integers(0, 400), st.integers(0, 400))


@st.composite
def towns(draw):
    """Nodes in metres, streets between them, and places beside them."""
    nodes = draw(st.lists(POINT, min_size=3, max_size=7, unique=True))
    pairs = st.tuples(*[st.integers(0, len(nodes) - 1)] * 2).filter(lambda pair: pair[0] != pair[1])
    ring = [(each, (each + 1) % len(nodes)) for each in range(len(nodes))]
    more = draw(st.lists(pairs, max_size=5))
    streets = [*ring, *more]
    oneway = [draw(st.booleans()) for _ in streets]
    return nodes, streets, oneway, draw(st.lists(POINT, min_size=2, max_size=5, unique=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(towns(), st.sampled_from(["bicycle", "drive", "walk"]))
def test_times_are_those_of_a_search_in_which_projections_are_crossings(drawn, town, mode):
    nodes, streets, oneway, places = town
    graph = map_of(nodes, streets, oneway=oneway)
    scenario = drawn(graph, at(*places), used=(mode,))
    network = Network.of(graph, mode, 18.0, Assumptions())
    found = network.join(np.array(at(*places)), 1000.0)
    plain = networkx.DiGraph()
    arcs = network.arcs
    cuts = {arc: [] for arc in range(len(arcs.edge))}
    for number, joint in enumerate(found):
        for arc, along in zip(joint.arcs, joint.along, strict=True):
            # a place that lies as near to another street is a crossing of none with it
            cuts[arc].append((along, (number, int(arcs.edge[arc]))))
    for arc, points in cuts.items():
        length = arcs.length[arc]
        tail, head = ("node", arcs.tail[arc]), ("node", arcs.head[arc])
        chain = [(0.0, tail), *((x, ("place", k)) for x, k in sorted(points)), (length, head)]
        for (start, a), (end, b) in pairwise(chain):
            _shorter(plain, a, b, end - start)
            if end - start < 0.06:  # one point of the street
                _shorter(plain, b, a, end - start)
    lengths = dict(networkx.all_pairs_dijkstra_path_length(plain))
    got = travel_times(scenario, cache=False).metres(mode, *[range(len(places))] * 2)
    for i, one in enumerate(found):
        for j, other in enumerate(found):
            if i == j:
                continue
            ways = [
                lengths[start].get(end)
                for start in lengths
                for end in lengths
                if start[0] == end[0] == "place" and (start[1][0], end[1][0]) == (i, j)
            ]
            way = min((each for each in ways if each is not None), default=None)
            straight = np.hypot(*np.subtract(places[i], places[j]))
            beside = set(one.arcs) & set(other.arcs) and straight <= one.metres + other.metres
            if mode == "walk" and beside:
                assert got[i, j] == pytest.approx(straight, abs=1)
            else:
                assert way is not None
                assert got[i, j] == pytest.approx(way + one.metres + other.metres, abs=1)


def _shorter(graph, a, b, length):
    if not graph.has_edge(a, b) or graph[a][b]["weight"] > length:
        graph.add_edge(a, b, weight=length)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(towns())
def test_places_do_not_change_the_times_of_others(drawn, town):
    nodes, streets, oneway, places = town
    graph = map_of(nodes, streets, oneway=oneway)
    whole = travel_times(drawn(graph, at(*places), used=("drive",)), cache=False)
    few = travel_times(drawn(graph, at(*places[:2]), used=("drive",)), cache=False)
    assert (whole.block("drive", [0, 1], [0, 1]) == few.block("drive", [0, 1], [0, 1])).all()


def test_a_fragment_is_joined_where_there_is_nothing_else(drawn):
    # The fragment leads away from the large street; the second place is 1,100 m from that street.
    graph = map_of([(0, 0), (30_000, 0), (500, 50), (500, 980)], [(0, 1), (2, 3)])
    scenario = drawn(graph, at((520, 300), (500, 1100)), used=("walk",))
    found = [by["walk"] for by in joints(scenario, graph).values()]
    assert [(round(joint.metres), joint.component) for joint in found] == [(300, 0), (120, 1)]
    times = travel_times(scenario)
    assert times.between("walk", *times.places) is None
