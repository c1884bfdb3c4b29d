"""A visit too far from any road is left out with that reason, and does not stop the day."""

from __future__ import annotations

import pytest

from dispatch.encoding import encode
from dispatch.errors import RoadsError
from dispatch.explanations import explain
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.report import summary_lines
from dispatch.roads import RoadGraph, travel_times, write_graphml

NODES = [(121.40 + 0.001 * k, 31.2) for k in range(6)]


@pytest.fixture
def day(small, tmp_path):
    """Return a maker of days with a client at each place, on a street of 500 m."""

    def make(places, start=NODES[0], **changes):
        tail, head = [0, 1, 2, 3, 4], [1, 2, 3, 4, 5]
        graph = RoadGraph.from_arrays(*zip(*NODES, strict=True), tail, head)
        write_graphml(graph, tmp_path / "street.graphml")
        person = {"start": list(start), "mode": "walk"}
        return small(
            roads={"kind": "graph", "file": str(tmp_path / "street.graphml")},
            modes=[{"id": "walk", "network": "walk", "speed_kmh": 5}],
            clients=[{"id": f"c{k}", "place": list(at)} for k, at in enumerate(places)],
            visits=[
                {"id": f"v{k}", "client": f"c{k}", "service": "bath"} for k in range(len(places))
            ],
            amy=person,
            bob=person,
            **changes,
        )

    return make


FAR = (122.41, 31.2)


def test_the_day_is_planned_without_it(day):
    scenario = day([*NODES[1:4], FAR])
    plan = solve(scenario, iterations=0)
    (left_out,) = plan.unserved
    assert (left_out.visit, [each.code for each in left_out.reasons]) == ("v3", ["unreachable"])
    travel = travel_times(scenario)
    (found,) = travel.unreachable.values()
    assert (found.code, found.where) == ("roads-far-place", "clients[c3].place")
    explanation = explain(scenario, plan, "v3")
    assert [*explanation.lines()][1] == "  no road leads to the place of v3"
    assert explanation.ways == ()
    lines = summary_lines(scenario, plan, judge(scenario, travel, plan))
    assert "Left out: v3 (c3, bath): no road leads to its place" in lines


def test_the_times_between_all_others_do_not_change(day):
    without, scenario = day(NODES[1:4]), day([*NODES[1:4], FAR])
    one, other = travel_times(without), travel_times(scenario)
    for origin in NODES[:4]:
        for destination in NODES[1:4]:
            legs = (times.between("walk", origin, destination) for times in (one, other))
            assert len({*legs}) == 1


def test_nobody_is_sent_there(day):
    scenario = day([*NODES[1:4], FAR])
    encoded = encode(scenario, travel_times(scenario))
    assert encoded.problem.eligible.any(axis=1).tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("places", "changes"),
    [
        ([*NODES[1:4], FAR], {"policy": {"unreachable": "refuse"}}),
        ([*NODES[1:4], FAR], {"start": FAR}),
        ([NODES[1], FAR, (122.41, 31.3)], {}),
    ],
)
def test_a_wrong_start_or_map_is_refused(day, places, changes):
    with pytest.raises(RoadsError, match="from the nearest road"):
        solve(day(places, **changes), iterations=0)
