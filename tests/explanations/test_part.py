"""A partly encoded scenario equals the whole one encoded."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from dispatch.encoding import changed, client_place, encode, encode_plan, with_routes_of
from dispatch.engine.parts import COMPARED, FAIRNESS
from dispatch.engine.parts import part_of as part_of_solution
from dispatch.engine.problem import schema
from dispatch.engine.shape import Unit
from dispatch.explanations.part import part_of, with_more_of
from dispatch.explanations.relaxations import applicable, loosened
from dispatch.generate.small import generate_small
from dispatch.planner import solve
from dispatch.roads import travel_times

TIMES = (
    "shift_start", "shift_end", "latest_return", "break_length", "break_from", "break_to",
    "allowed_from", "allowed_to",
)  # fmt: skip


def due(routes, problem):
    """Return the routes without the breaks that are not due."""
    idle = {problem.n_stops + r for r, length in enumerate(problem.break_length) if not length}
    return tuple(tuple(node for node in nodes if node not in idle) for nodes in routes)


def limits(problem):
    """Return the routes of each limit that binds any."""
    rows = np.split(problem.limit_routes, problem.limit[1:-1])
    return [row.tolist() for row in rows if len(row)]


@pytest.mark.many
@pytest.mark.parametrize("seed", range(12))
def test_a_changed_encoding_is_the_looser_scenario_encoded_anew(seed):
    scenario = generate_small(seed, visits=6, caregivers=3)
    travel = travel_times(scenario)
    compared = set()
    for visit in scenario.open_visits:
        every, part = applicable(scenario, visit), part_of(scenario, visit)
        whole = encode(with_more_of(scenario, loosened(part, visit.id, every)), travel)
        for few in [(), *((each,) for each in every), *combinations(every, 2)]:
            looser = loosened(part, visit.id, few)
            found = changed(with_routes_of(whole, looser)[0], looser)
            asked = encode(loosened(scenario, visit.id, few), travel)
            assert (found.routes, found.pieces) == (asked.routes, asked.pieces)
            p, q = found.problem, asked.problem
            routes = slice(found.first_client)
            for name in ("mode", "start_point", "end_point", "missed_cost", "break_home"):
                assert np.array_equal(getattr(p, name)[routes], getattr(q, name)[routes]), name
            assert np.array_equal(p.allowed, q.allowed)
            for name in TIMES:
                people = slice(None) if name.startswith("allowed") else slice(len(found.routes))
                times = getattr(p, name) * found.tick, getattr(q, name) * asked.tick
                assert np.array_equal(times[0][people], times[1][people]), name
            assert limits(p) == limits(q)
            worked = (r.workload_so_far[r.caregiver[: len(found.routes)]] for r in (p, q))
            assert np.array_equal(*worked)
            for name, column in schema().items():
                own = looser.clients != scenario.clients  # the visit's client stands alone there
                if column.axes[0] in FAIRNESS and not (own and column.axes[0] in COMPARED):
                    ticks = (1, 1) if column.unit is Unit.PLAIN else (found.tick, asked.tick)
                    mine, anew = (getattr(r, name) * k for r, k in zip((p, q), ticks, strict=True))
                    assert np.array_equal(mine, anew), name
            service = scenario.service[visit.service]
            for place in range(client_place(scenario, service)):
                mine, anew = found.stop_of[visit.id, place], asked.stop_of[visit.id, place]
                assert np.array_equal(p.eligible[mine, routes], q.eligible[anew, routes])
                costs = p.pair_cost[mine] * found.tick, q.pair_cost[anew] * asked.tick
                assert np.array_equal(costs[0][routes], costs[1][routes])
            assert p.eligible.flags.c_contiguous  # another layout would compile the kernel again
            compared |= {each.code for each in few}
    assert {"overtime", "caregiver"} <= compared


def test_a_plan_that_is_carried_over_is_the_plan_encoded_anew():
    compared = set()
    for seed in range(12):
        scenario = generate_small(seed, visits=6, caregivers=3)
        travel, plan = travel_times(scenario), solve(scenario, engine="greedy")
        for visit in scenario.open_visits:
            every, part = applicable(scenario, visit), part_of(scenario, visit)
            whole = encode(with_more_of(scenario, loosened(part, visit.id, every)), travel)
            planned = encode_plan(whole, plan)
            for few in [(), *((each,) for each in every), *combinations(every, 2)]:
                looser = loosened(part, visit.id, few)
                left, numbers = with_routes_of(whole, looser)
                carried = part_of_solution(planned, whole.problem, numbers)
                assert carried == encode_plan(left, plan)
                changed_to = changed(left, looser)
                asked = encode_plan(changed_to, plan)
                assert due(carried.routes, changed_to.problem) == asked.routes
                compared |= {each.code for each in few}
    assert {"overtime", "break", "kit", "caregiver"} <= compared
