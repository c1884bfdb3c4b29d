"""Costs and places of one more visit, compared with trying every place and every move."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numba import typeof

from dispatch.encoding import encode, encode_plan
from dispatch.engine import Iterations, insertion, search, standing
from dispatch.engine.aims import Aim, travel_only
from dispatch.engine.handover import given
from dispatch.engine.packing import pack, patched
from dispatch.engine.patches import with_routes
from dispatch.engine.ranking import rank
from dispatch.engine.routes import fill
from dispatch.engine.schedule import cost_of, solution_of, timetable
from dispatch.engine.search import greedy
from dispatch.engine.state import TOTAL, empty_state
from dispatch.generate.small import generate_small
from dispatch.planner import solve
from dispatch.roads import travel_times


def trials(seed):
    """Yield additions of each visit of a planned day, after removing it."""
    scenario = generate_small(seed, visits=9, caregivers=3)
    encoded = encode(scenario, travel_times(scenario))
    problem = encoded.problem
    planned = encode_plan(encoded, solve(scenario, engine="greedy"))
    grouped = set(problem.group_visits.tolist())
    for visit in set(range(problem.n_visits)) - grouped - set(np.flatnonzero(problem.begun)):
        routes = tuple(
            tuple(n for n in nodes if n >= problem.n_stops or problem.visit[n] != visit)
            for nodes in planned.routes
        )
        solution = dataclasses.replace(planned, routes=routes)
        yield standing.Standing(problem, solution).addition(visit)


def test_the_cheapest_places_are_those_of_every_route_tried_by_itself():
    found = set()
    for seed in range(30):
        for trial in trials(seed):
            places = trial.places(100)
            assert places == sorted(places, key=lambda place: place.cost)
            assert trial.places(2) == places[:2]
            assert {place.routes[0]: place for place in places} == plainly_placed(trial)
            found |= {place.cost for place in places}
    assert len(found) > 50


def plainly_placed(trial):
    """Return the place on each eligible route of the first stop, with costs by the plain sum."""
    p, visit = trial._problem, trial._visit
    lead = int(p.stops[visit])
    stops = range(lead, int(p.stops[visit + 1]))
    before = solution_of(p, trial._solution.routes, trial._solution.held)
    found = {}
    for route in np.flatnonzero(p.eligible[lead]).tolist():
        only = with_routes(trial._packed, {lead: range(route, route + 1)})
        solution = trial._insert(only, ())
        if solution is not None:
            after = solution_of(p, solution.routes, solution.held)
            who = tuple(
                next(r for r, nodes in enumerate(solution.routes) if stop in nodes)
                for stop in stops
            )
            cost = after.cost - before.cost + int(p.unserved_cost[visit])
            found[route] = standing.Place(cost, after.start[visit], who)
    return found


def plainly_moved(trial):
    """Return the rank of the cheapest move, and the visit moved; None if no move is possible."""
    ways = [
        (solution.rank, other)
        for other in trial._neighbours()
        for packed, _ in trial._aimed
        for pieces in trial._pieces
        if (solution := trial._insert(with_routes(packed, pieces), (other,))) is not None
    ]
    return min(ways, default=None)


def test_the_cheapest_move_is_the_cheapest_of_all_that_are_made_by_themselves():
    found = []
    for seed in range(40):
        for trial in trials(seed):
            moved = trial.one_moved()
            found.append(None if moved is None else (moved[0].rank, moved[1]))
            assert found[-1] == plainly_moved(trial)
    assert None in found
    assert len(set(found)) > 50


def test_what_has_begun_is_not_moved(plain_problem):
    problem = plain_problem(visits=2, begun=np.array([1, 0]))
    alone = greedy(problem.replace(eligible=np.array([[1], [0]])))
    asked = standing.Standing(problem, alone).addition(1)
    assert asked.in_place() is not None
    assert asked.one_moved() is None


def test_a_search_that_has_to_be_compiled_compiles_the_exchange_as_it_is_asked_for(monkeypatch):
    asked = set()
    substitute = insertion.substitute

    def noted(*given):
        asked.add(tuple(map(typeof, given)))
        substitute(*given)

    monkeypatch.setattr(standing, "substitute", noted)
    monkeypatch.setattr(search, "substitute", noted)
    scenario = generate_small(0, visits=9, caregivers=3)
    problem = encode(scenario, travel_times(scenario)).problem
    for compiled, times in ((True, 0), (False, 1)):
        monkeypatch.setattr(search, "is_compiled", lambda compiled=compiled: compiled)
        search.search(problem, stop=Iterations(1))
        assert len(asked) == times
    assert any(trial.one_moved() for trial in trials(0))
    assert len(asked) == 1


def test_a_break_elsewhere_keeps_the_starts_that_are_asked_for(plain_problem):
    problem = plain_problem(
        visits=2,
        mandatory=np.array([1, 1]),
        break_length=np.array([20]),
        break_from=np.array([100]),
        break_to=np.array([900]),
    )
    alone = greedy(problem.replace(eligible=np.array([[1], [0]])))
    assert alone.start[0] >= 0 > alone.start[1]
    asked = standing.Standing(problem, alone)
    assert asked.addition(1).break_elsewhere(0).start[1] < 500
    aim = Aim(allowed=((500, 600),), near=500, late=False)
    assert asked.addition(1, aims=[aim]).break_elsewhere(0).start[1] == 500


@pytest.mark.parametrize("seed", range(20))
def test_where_only_travel_counts_no_start_does(random_problem, seed):
    problem = random_problem(seed, visits=6, told=1)
    found = greedy(problem)
    few = travel_only(problem)
    *_, terms = cost_of(few, found.routes, timetable(few, found.routes, found.held))
    of_starts = ("tardiness", "largest_tardiness", "response", "preferred_time", "told")
    assert [terms[name] for name in of_starts] == [0] * 5


@pytest.mark.parametrize("seed", range(20))
def test_where_only_travel_counts_nobody_is_compared_and_no_wish_counts(random_problem, seed):
    problem = random_problem(seed, visits=6, holds=1, told=1, shares=1, compared=1)
    found, few = greedy(problem), travel_only(problem)
    *_, terms = cost_of(few, found.routes, timetable(few, found.routes, found.held))
    assert [terms[name] for name in ("shared", "bounds", "groups", "clients")] == [0] * 4
    packed = patched(pack(problem), few, 0)
    state = empty_state(packed, 0)
    assert fill(packed, state, *given(few, found))
    mandatory = found.mandatory_unserved * rank(few)
    assert state.tally[TOTAL] == sum(terms.values()) + mandatory


def test_care_that_is_given_everywhere_hides_no_cheaper_place(plain_problem):
    """To serve the visit wins 50,000 wherever; the first route costs 90 more than the second."""
    problem = plain_problem(
        visits=1,
        routes=2,
        pair_cost=np.array([[90, 0]]),
        unserved_cost=np.array([1]),
        care=np.array([0, 1]),
        care_visits=np.array([0]),
        care_use=np.array([10]),
        care_had=np.array([0]),
        care_asked=np.array([10]),
        care_cost=np.arange(100, -1, -1) * 500,
    )
    assert greedy(problem).routes == ((), (0,))
