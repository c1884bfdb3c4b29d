"""A part of a problem equals the smaller scenario encoded, an extension the larger one."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.encoding import encode, encode_like
from dispatch.engine.parts import FAIRNESS, extended, part, part_of, rescaled
from dispatch.engine.problem import CARGO, KITS, VISITS, schema
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import greedy
from dispatch.generate.small import generate_small
from dispatch.roads import travel_times

OF_LIMITS = {"limit", "limit_routes", "limit_what", "limit_most", "limit_kit"}


def rows(pointer, *columns):
    """Return compressed rows as a sorted list, each with its entries."""
    ends = zip(pointer[:-1].tolist(), pointer[1:].tolist(), strict=True)
    return sorted(tuple(tuple(column[a:b].tolist()) for column in columns) for a, b in ends)


def told(problem):
    """Return all fields of a problem, without limits that cannot bind, in a canonical order."""
    fields = {name: getattr(problem, name) for name in schema() if name not in OF_LIMITS}
    most = dict(zip(problem.quota_visits[problem.quota[:-1]].tolist(), problem.quota_most.tolist(),
                    strict=True))  # fmt: skip
    for name in ("quota", "quota_visits", "quota_use", "quota_most", "group", "group_visits",
                 "care", "care_visits", "care_use", "care_had", "care_asked"):  # fmt: skip
        del fields[name]
    binding = [
        (problem.limit_routes[a:b].tolist(), int(what), int(bound), int(kit))
        for a, b, what, bound, kit in zip(
            problem.limit[:-1], problem.limit[1:], problem.limit_what, problem.limit_most,
            problem.limit_kit, strict=True,
        )
        if not (what == VISITS and bound >= problem.n_visits)
        and not (what == CARGO and not problem.cargo.any())
        and not (what == KITS and bound >= b - a)
    ]  # fmt: skip
    on_kits = {(frozenset(over), *rest) for over, *rest in binding if rest[0] == KITS}
    binding = [limit for limit in binding if limit[1] != KITS]
    shown = {name: (array.dtype, array.shape, array.tobytes()) for name, array in fields.items()}
    return shown | {
        "limits": binding,
        "limits on kits": {
            (over, *rest)
            for over, *rest in on_kits
            if not any(over < other and rest == more for other, *more in on_kits)
        },
        "quotas": rows(problem.quota, problem.quota_visits, problem.quota_use),
        "quota_most": most,
        "groups": rows(problem.group, problem.group_visits),
        "clients": rows(problem.care, problem.care_visits, problem.care_use),
        "care": dict(
            zip(
                problem.care_visits[problem.care[:-1]].tolist(),
                zip(problem.care_had.tolist(), problem.care_asked.tolist(), strict=True),
                strict=True,
            )
        ),
    }


def compared_as(problem, other):
    """Return the problem with what compares caregivers and clients in another one."""
    names = {name for name, column in schema().items() if column.axes[0] in FAIRNESS}
    return problem.replace(**{name: getattr(other, name) for name in names})


def named(scenario):
    """Return caregivers who are mentioned anywhere, so they cannot be left out."""
    for visit in scenario.visits:
        yield from visit.pinned_caregivers
        for told in (visit.promise, visit.announced):
            yield from () if told is None else told.caregivers
    for client in scenario.clients:
        yield from (*client.preferred, *client.excluded)


def with_visits(scenario, visits):
    """Return the scenario with only some of its open visits, and all that are over."""
    left = {visit.id for visit in visits} | {
        visit.id for visit in scenario.visits if visit not in scenario.open_visits
    }
    over = tuple(visit for visit in scenario.visits if visit not in scenario.open_visits)
    return scenario.unchecked(
        visits=over
        + tuple(
            visit.model_copy(update={"gaps": tuple(g for g in visit.gaps if g.after in left)})
            for visit in visits
        )
    )


def running(scenario):
    return {visit.id for visit in scenario.open_visits if visit.facts}


def some_visits(scenario, draw):
    """Draw some of the open visits; groups are kept whole, and so is what has begun."""
    groups = {visit.group or visit.id for visit in scenario.open_visits}
    kept = {group for group in sorted(groups) if draw.random() < 0.6}
    kept |= {visit.group or visit.id for visit in scenario.open_visits if visit.facts}
    return [visit for visit in scenario.open_visits if (visit.group or visit.id) in kept]


@pytest.mark.parametrize("seed", range(60))
def test_a_part_is_the_smaller_scenario(seed):
    draw = np.random.default_rng(seed)
    scenario = generate_small(seed, visits=7, caregivers=4)
    whole = encode(scenario, travel_times(scenario))
    visits = some_visits(scenario, draw)
    mentioned = set(named(scenario))
    left = tuple(
        each for each in scenario.caregivers if each.id in mentioned or draw.random() < 0.5
    )
    smaller = with_visits(scenario, visits).unchecked(caregivers=left)
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
    names = {each.id for each in left}
    people = [route for route, (name, _) in enumerate(whole.routes) if name in names]
    pieces = np.arange(len(whole.routes), whole.problem.n_routes)
    found, numbers = part(
        whole.problem,
        np.array([number[visit.id] for visit in visits], dtype=np.int64),
        np.array([*people, *pieces], dtype=np.int64),
    )
    # shares stay beside the mean of everybody, and who qualified for the same work still does
    bounds = {name: getattr(found, name) for name in schema() if name.startswith("bound")}
    alone = encode_like(smaller, whole).problem.replace(shared_base=found.shared_base, **bounds)
    assert told(found) == told(alone)
    assert numbers.stops.tolist() == [
        stop for stop, (name, _) in enumerate(whole.stops) if name in {v.id for v in visits}
    ]


@pytest.mark.parametrize("seed", range(60))
def test_an_extension_is_the_larger_scenario(seed):
    draw = np.random.default_rng(seed)
    scenario = generate_small(seed, visits=7, caregivers=4)
    old = [visit for visit in scenario.open_visits if draw.random() < 0.6 or visit.facts]
    new = [visit for visit in scenario.open_visits if visit not in old]
    larger = with_visits(scenario, [*old, *new])
    whole = encode(larger, travel_times(scenario))
    ids = {visit.id for visit in new}
    linked = ids | {gap.after for visit in new for gap in visit.gaps}
    linked |= {v.id for v in old if ids & {gap.after for gap in v.gaps}}
    linked |= {v.id for v in old if v.group is not None and v.group in {n.group for n in new}}
    linked |= {v.id for v in old if v.client in {n.client for n in new}} | running(scenario)
    groups = {visit.group for visit in scenario.open_visits if visit.id in linked} - {None}
    linked |= {visit.id for visit in old if visit.group in groups}
    number = {visit.id: k for k, visit in enumerate(larger.open_visits)}
    more = with_visits(larger, [visit for visit in larger.open_visits if visit.id in linked])
    fewer = encode_like(with_visits(larger, old), whole).problem
    found = extended(
        fewer,
        encode_like(more, whole).problem,
        np.array([number[visit.id] for visit in more.open_visits], dtype=np.int64),
    )
    assert told(found) == told(compared_as(whole.problem, fewer))


@pytest.mark.parametrize("seed", range(20))
def test_finer_ticks_are_the_same_plans_at_costs_as_many_times_larger(seed):
    scenario = generate_small(seed, visits=6, caregivers=3)
    problem = encode(scenario, travel_times(scenario)).problem
    finer = rescaled(problem, 5)
    plan, same = greedy(problem), greedy(finer)
    assert (same.routes, same.held) == (plan.routes, plan.held)
    assert same.start == tuple(start if start < 0 else 5 * start for start in plan.start)
    assert same.cost == 5 * plan.cost


@pytest.mark.parametrize("seed", range(20))
def test_a_part_of_a_solution_keeps_its_orders(seed):
    scenario = generate_small(seed, visits=6, caregivers=3)
    problem = encode(scenario, travel_times(scenario)).problem
    whole = greedy(problem)
    served = [v for v, start in enumerate(whole.start) if start >= 0]
    smaller, numbers = part(problem, np.array(served, dtype=np.int64), np.arange(problem.n_routes))
    left = part_of(whole, problem, numbers)
    again = solution_of(smaller, left.routes, left.held)
    assert again is not None
    assert again.start == tuple(whole.start[visit] for visit in served)


def test_fields_of_different_lengths_are_refused():
    scenario = generate_small(0)
    problem = encode(scenario, travel_times(scenario)).problem
    with pytest.raises(ValueError, match=r"break_to has .* along ROUTE"):
        problem.replace(break_to=problem.break_to[:-1])
    with pytest.raises(ValueError, match=r"allowed_from has .* along ALLOWED"):
        problem.replace(allowed_from=np.append(problem.allowed_from, 0))
