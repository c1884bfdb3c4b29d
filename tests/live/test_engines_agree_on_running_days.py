"""Days that have begun, planned by the search and by CP-SAT, and judged by the referee."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import InputError, NoPlan, judge, plan_day, travel_times
from dispatch.encoding import decode, encode
from dispatch.generate import generate_small
from dispatch.live.day import progress
from dispatch.rules import release_pins


def begun(seed):
    """A random small day at a random moment, as far as it has gone by its plan."""
    draw = Random(seed)
    scenario = generate_small(seed, visits=draw.randint(3, 7))
    travel = travel_times(scenario)
    try:
        plan = plan_day(scenario, iterations=300, reasons=False, travel=travel).plan
        now = scenario.moment(scenario.at("07:00") + draw.randint(0, 900) * 60_000)
        return release_pins(progress(scenario, plan, travel, now).scenario)
    except (InputError, NoPlan):
        return None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000))
def test_engines_and_referee_agree_on_days_that_have_begun(seed):
    day = begun(seed)
    if day is None:
        return
    try:
        exact = plan_day(day, engine="exact", time_limit=10, reasons=False)
    except InputError:
        return  # facts of the random day that cannot all be true
    search = plan_day(day, iterations=400, reasons=False)
    for outcome in (exact, search):
        assert outcome.judgement.ok
        out = {
            (caregiver.id, index)
            for caregiver in day.caregivers
            for index, shift in enumerate(caregiver.shifts)
            if shift.out
        }
        assert out <= {(route.caregiver, route.shift) for route in outcome.plan.routes}
    if exact.proved:
        assert _rank(exact) <= _rank(search)


def _rank(outcome):
    cost = outcome.judgement.cost
    return cost.mandatory_unserved, round(cost.total, 6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000))
def test_the_engine_costs_a_day_that_has_begun_as_the_referee_does(seed):
    from dispatch.engine import Iterations
    from dispatch.engine.search import search

    day = begun(seed)
    if day is None:
        return
    travel = travel_times(day)
    try:
        encoded = encode(day, travel)
    except InputError:
        return
    solution = search(encoded.problem, initial=None, seed=1, stop=Iterations(200), threads=1)
    judged = judge(day, travel, decode(encoded, solution))
    assert judged.ok
    assert judged.cost.mandatory_unserved == solution.mandatory_unserved
    assert round(judged.cost.total * encoded.cost_unit) == solution.cost
