"""What compares caregivers and clients, as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.encoding import encode
from dispatch.engine.problem import (
    EVERYBODY,
    GINI,
    KOLM_POLLAK,
    RANGE,
    RESPONSE,
    TARDINESS,
    UNSERVED,
)
from dispatch.roads import travel_times
from dispatch.rules import share_costs

CLIENTS = [
    {"id": "zhou", "place": "Z", "disabled": True, "received_week": 30},
    {"id": "qian", "place": "Z"},
]
VISITS = [
    {"id": "over", "client": "qian", "service": "bath", "pinned_caregivers": ["amy"],
     "facts": {"started": "07:30", "ended": "08:00"}},
    {"id": "a", "client": "zhou", "service": "bath", "requested": "08:00"},
    {"id": "b", "client": "qian", "service": "bath", "duration": 45, "windows": [
        {"open": "09:00", "close": "10:00", "hard": False}]},
    {"id": "c", "client": "zhou", "service": "bath"},
]  # fmt: skip


@pytest.fixture
def problem_of(small):
    """Encode the day of two clients under a policy; return the problem and a minute's ticks."""

    def made(**policy):
        scenario = small(
            clients=CLIENTS,
            visits=VISITS,
            service={"heavy_points": 4},
            amy={"so_far": {"paid": 61, "travel": 10}},
            bob={"contracted_week": 1200, "certificates": [{"certificate": "care"}]},
            policy=policy,
        )
        encoded = encode(scenario, travel_times(scenario))
        return encoded.problem, 60_000 // encoded.tick

    return made


def rows(pointer, values):
    return [row.tolist() for row in np.split(values, pointer[1:-1])]


def test_without_weights_nothing_is_compared(problem_of):
    problem, _ = problem_of()
    assert not problem.share_cost.size
    assert not problem.shared_so_far.any()
    assert not problem.shared_base.any()
    assert len(problem.bound_cost) == len(problem.tally_cost) == len(problem.care_had) == 0
    assert not problem.still.any()


def test_what_caregivers_share(problem_of, small):
    policy = {"weights": {"shared_travel": 2.5}}
    problem, minute = problem_of(**policy)
    assert (problem.shared_so_far // minute).tolist() == [[61, 0], [10, 0], [40, 0]]
    # the means are 30 and 5; what was carried today is no part of them
    assert problem.shared_base.tolist() == [[510 - 720] * 2, [125 - 360] * 2, [60 - 240] * 2]
    assert problem.share_cost.tolist() == [
        [each * minute for each in table] for table in share_costs(small(policy=policy))
    ]
    assert (problem.heavy[problem.stops[:-1]] // minute).tolist() == [40, 40, 40]


def test_bounds_within_each_pool(problem_of):
    bounds = [
        {"share": "travel", "measure": "range", "most": 90, "weight": 2.0},
        {"share": "paid_time", "measure": "gini", "most": 0.2},
        {"share": "heavy_points", "measure": "kolm_pollak", "most": 8, "weight": 3.0},
        {"share": "travel", "measure": "kolm_pollak", "most": 60},
    ]
    problem, minute = problem_of(bounds=bounds)
    # nobody asks for care certificates, so both are one pool
    assert rows(problem.bound, problem.bound_members) == [[0, 1]] * 4
    assert problem.bound_share.tolist() == [1, 0, 2, 1]
    assert problem.bound_what.tolist() == [RANGE, GINI, KOLM_POLLAK, KOLM_POLLAK]
    assert problem.bound_most.tolist() == [90, 200, 80, 60]
    assert (problem.bound_cost / minute).tolist() == [2000, 100_000, 300, 100_000]
    assert (problem.shared_so_far // minute).tolist() == [[61, 0], [10, 0], [40, 0]]
    flat, _, heavy, travel = problem.bound_bend
    assert not flat.any()
    assert len(travel) == 12 * 30 + 1  # heavy points double in 20 levels: 60 more on each side
    assert heavy[:61].tolist() == [0] * 61
    assert np.diff(heavy[-61:]).tolist() == [heavy[-1] - heavy[-2]] * 60
    for bend in (heavy, travel):
        assert bend[181] - bend[180] == pytest.approx(1000, rel=0.03)


def test_groups_and_what_they_compare(problem_of):
    weights = {"group_response": 1.0, "group_tardiness": 2.0, "group_unserved": 3.0}
    problem, minute = problem_of(weights=weights, groups=["disabled"])
    assert problem.tally_what.tolist() == [RESPONSE, TARDINESS, EVERYBODY, UNSERVED, UNSERVED]
    assert rows(problem.tally, problem.tally_visits) == [[0], [1], [0, 1, 2], [1], [0, 2]]
    assert np.diff(problem.tally).tolist() == [1, 1, 3, 1, 2]
    assert (problem.tally_cost // minute).tolist() == [1000, 2000, 0, 3000, 3000]
    assert problem.still.tolist() == [1, 1, 0]


def test_the_care_of_each_client(problem_of):
    problem, minute = problem_of(weights={"client_care": 1.5}, care={"alpha": 0.0})
    ms = 60_000
    assert rows(problem.care, problem.care_visits) == [[0, 2], [1]]
    assert rows(problem.care, problem.care_use) == [[30 * ms, 30 * ms], [45 * ms]]
    assert problem.care_had.tolist() == [30 * ms, 30 * ms]
    assert problem.care_asked.tolist() == [90 * ms, 75 * ms]
    assert (problem.care_cost // minute).tolist() == [15 * (100 - k) for k in range(101)]
