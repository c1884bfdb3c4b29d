"""Travel that is slower for a while."""

import numpy as np
import pytest

from dispatch import Scenario, travel_times

PARTS = {
    "name": "Rain",
    "dates": "2026-11-23",
    "roads": {
        "kind": "matrix",
        "points": ["home", "oak", "elm"],
        "minutes": [[0, 10, 12], [10, 0, None], [12, 7, 0]],
    },
    "areas": [{"id": "wet"}],
    "services": [{"id": "care", "duration": 30}],
    "caregivers": [
        {"id": "ann", "gender": "woman", "start": "home", "mode": "walk",
         "shifts": [{"start": "08:00", "end": "17:00"}]}
    ],
    "clients": [{"id": "lin", "place": "oak"}, {"id": "mei", "place": "elm", "area": "wet"}],
    "visits": [{"id": "a", "client": "lin", "service": "care"}],
    "now": "10:00",
}  # fmt: skip
MINUTE = 60_000
USUAL = [[0, 10, 12], [10, 0, None], [12, 7, 0]]
A, B = 12 + 8 / 60, 7 + 5 / 60  # 12:07.2 and 7:04.2, rounded up to seconds


def minutes(scenario, mode="walk"):
    times = travel_times(scenario)
    block = times.block(mode, range(3), range(3))
    one_by_one = [
        [times.between(mode, here, there) for there in times.places] for here in times.places
    ]
    known = np.array([[-1 if leg is None else leg for leg in row] for row in one_by_one])
    assert np.array_equal(block[known >= 0], known[known >= 0])
    places = [times.index(place) for place in ("home", "oak", "elm")]
    return [
        [None if one_by_one[a][b] is None else one_by_one[a][b] / MINUTE for b in places]
        for a in places
    ]


@pytest.mark.parametrize(
    ("slower", "expected"),
    [
        ({"factor": 1.5, "until": "11:00"}, [[0, 15, 18], [10, 0, None], [12, 10.5, 0]]),
        ({"factor": 1.5, "until": "10:00"}, USUAL),
        ({"factor": 2, "until": "11:00", "mode": "drive"}, USUAL),
        ({"factor": 2, "until": "11:00", "area": "wet"}, [[0, 10, 24], [10, 0, None], [12, 14, 0]]),
        ({"factor": 1.01, "until": "11:00"}, [[0, 10.1, A], [10, 0, None], [12, B, 0]]),
    ],
)  # fmt: skip
def test_travel_is_slower_by_a_factor_for_a_while(slower, expected):
    assert minutes(Scenario.from_dict({**PARTS, "slower": [slower]})) == [
        [None if leg is None else pytest.approx(leg) for leg in row] for row in expected
    ]


@pytest.mark.parametrize(
    "later",
    [
        {"windows": [{"open": "11:01", "close": "12:00"}]},
        {"announced": {"start": "11:30", "tolerance": 29}},
        {"pinned_start": "11:01"},
    ],
)
def test_ways_to_what_begins_later_are_as_fast_as_ever(later):
    slower = {"factor": 1.5, "until": "11:00"}
    parts = {**PARTS, "slower": [slower], "visits": [{**PARTS["visits"][0], **later}]}
    assert minutes(Scenario.from_dict(parts)) == [[0, 10, 18], [10, 0, None], [12, 7, 0]]
    sooner = {**PARTS, "slower": [{**slower, "until": "11:02"}], "visits": parts["visits"]}
    assert minutes(Scenario.from_dict(sooner))[0][1] == 15


def test_of_several_factors_the_largest_counts():
    rain, snow = {"factor": 1.5, "until": "11:00"}, {"factor": 2, "until": "11:00", "area": "wet"}
    scenario = Scenario.from_dict({**PARTS, "slower": [rain, snow]})
    assert minutes(scenario) == [[0, 15, 24], [10, 0, None], [12, 14, 0]]


def test_one_more_place_is_slower_as_well():
    slower = {"factor": 1.5, "until": "11:00"}
    roads = {"kind": "straight_line"}
    caregivers = [{**PARTS["caregivers"][0], "start": [121.2, 31.0]}]
    clients = [{"id": "lin", "place": [121.21, 31.0]}]
    parts = {**PARTS, "roads": roads, "caregivers": caregivers, "clients": clients}
    usual = travel_times(Scenario.from_dict(parts)).joined((121.3, 31.0))
    now = travel_times(Scenario.from_dict({**parts, "slower": [slower]})).joined((121.3, 31.0))
    leg = "walk", (121.2, 31.0), (121.3, 31.0)
    assert now.between(*leg) == pytest.approx(1.5 * usual.between(*leg), abs=1000)
    assert now.places == usual.places
    assert now.graph is None
