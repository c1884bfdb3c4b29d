"""A river between two banks: 0.010 degrees of longitude on the equator, 1111.95 m."""

import pytest

from dispatch.roads import load_graph, travel_times, write_graphml
from dispatch.roads.ferries import ferry_kmh
from dispatch.scenario import Graph

BANKS = [(0.001, 0.0), (0.011, 0.0)]


@pytest.mark.parametrize(
    ("duration", "kmh"),
    [
        ("00:15", 8), ("0:15", 8), ("15", 8), ("15.0", 8), ("PT15M", 8), ("PT0H15M", 8),
        (" 00:15 ", 8), ("00:15:00", 8), ("01:00", 2), ("PT1H", 2), ("100:00", 0.02),
        ("", None), ("0", None), ("00:00", None), ("a while", None), ("00:75", None),
    ],
)  # fmt: skip
def test_a_duration_gives_the_speed_on_2_km(duration, kmh):
    assert ferry_kmh(2000, duration) == (None if kmh is None else pytest.approx(kmh))


def test_a_ferry_without_length_has_no_speed():
    assert ferry_kmh(0, "00:15") is None


def river(tmp_path, *, pier="", **ferry):
    """A street of 111 m on each bank, and the ferry between them."""
    ferry_tags = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in ferry.items())
    points = {1: 0.001, 2: 0.002, 3: 0.010, 4: 0.011, 5: 0.006}
    file = tmp_path / "river.osm"
    file.write_text(
        "<osm>"
        + "".join(f'<node id="{node}" lon="{x}" lat="0"/>' for node, x in points.items())
        + '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
        + '<way id="2"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/></way>'
        + f'<way id="3"><nd ref="2"/><nd ref="5"/><nd ref="3"/>{ferry_tags}</way>{pier}</osm>'
    )
    return file


PIER = (
    '<node id="6" lon="0.006" lat="0.001"/>'
    '<way id="4"><nd ref="5"/><nd ref="6"/><tag k="highway" v="footway"/></way>'
)
"""A pier half-way, where the ferry calls."""


@pytest.mark.parametrize("pier", ["", PIER])
@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        # 222.39 m on foot at 3.6 km/h take 223 s; 889.56 m at 5 km/h take 641 s.
        (None, 223 + 641),
        ("00:10", 223 + 600),
        ("10", 223 + 600),
        ("PT10M", 223 + 600),
    ],
)
def test_walkers_cross_in_the_time_of_the_ferry(tmp_path, scenario_of, pier, duration, seconds):
    ferry = {"route": "ferry"} | ({"duration": duration} if duration else {})
    file = river(tmp_path, pier=pier, **ferry)
    times = travel_times(scenario_of(Graph(file=str(file)), BANKS))
    assert times.between("walk", *BANKS) == pytest.approx(seconds * 1000, abs=1000)
    assert times.metres("walk", [0], [1])[0, 0] == pytest.approx(1111.95, abs=0.2)


def test_a_written_ferry_keeps_its_speed(tmp_path):
    ferry = load_graph(river(tmp_path, route="ferry", duration="00:10"))
    assert ferry.tags[1] == {"highway": ("ferry",), "speed_kmh": ("5.337",)}
    write_graphml(ferry, tmp_path / "river.graphml")
    assert load_graph(tmp_path / "river.graphml").tags == ferry.tags


def test_other_routes_and_areas_are_no_ferries(tmp_path):
    for tags in ({"route": "bus"}, {"route": "ferry", "area": "yes"}):
        graph = load_graph(river(tmp_path, **tags))
        assert {tags["highway"] for tags in graph.tags} == {("residential",)}
    road = load_graph(river(tmp_path, route="ferry", highway="residential"))
    assert {tags["highway"] for tags in road.tags} == {("residential",)}


def test_no_place_is_joined_to_a_ferry(tmp_path, scenario_of):
    """A boat lies 56 m beside the ferry's line; its way from the nearer bank is a straight line."""
    places = [BANKS[0], (0.006, 0.0005)]
    times = travel_times(scenario_of(Graph(file=str(river(tmp_path, route="ferry"))), places))
    assert times.metres("walk", [0], [1])[0, 0] == pytest.approx(111.19 + 448.23, abs=0.2)
