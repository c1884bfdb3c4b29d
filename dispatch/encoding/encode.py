"""From words to numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.bounds import group_fields, limit_fields, quota_fields
from dispatch.encoding.encoded import Encoded
from dispatch.encoding.fields import (
    gap_fields,
    ints,
    mode_of,
    piece_fields,
    route_fields,
    stop_fields,
    visit_fields,
)
from dispatch.encoding.pairs import pairs
from dispatch.engine.problem import NEVER, PAID, WORKLOAD_SPREAD, Ints, Problem
from dispatch.errors import InputError, fault
from dispatch.roads import TravelTimes
from dispatch.rules import thousandths, weighed, workload_factor
from dispatch.scenario import Scenario, Service
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

_TIMES = (
    "before", "service", "after", "offset", "response_from", "preferred_at", "allowed_from",
    "allowed_to", "soft_from", "soft_due", "release_at", "gap_least", "gap_most", "shift_start",
    "shift_end", "latest_return", "break_length", "break_from", "break_to", "quota_use",
    "load_so_far",
)  # fmt: skip
"""The fields of a problem that are times."""


def encode(scenario: Scenario, travel: TravelTimes) -> Encoded:
    """Turn a scenario and its travel times into arrays.

    Parameters
    ----------
    scenario
        What is asked; its visits that are over are left out.
    travel
        Travel times that know every place of the scenario.

    Raises
    ------
    InputError
        Where numbers are too large to be kept exactly.
    """
    stops = tuple(
        (visit.id, place)
        for visit in scenario.open_visits
        for place in range(_places(scenario.service[visit.service]))
    )
    routes = tuple(
        (caregiver.id, shift)
        for caregiver in scenario.caregivers
        for shift in range(len(caregiver.shifts))
    )
    pieces = tuple(_pieces(scenario))
    by = {caregiver.mode for caregiver in scenario.caregivers}
    by |= {mode for pool, _ in pieces if (mode := mode_of(scenario, pool))}
    modes = sorted(by)
    ways = _ways(travel, modes)
    fields = stop_fields(scenario, travel, stops)
    fields |= visit_fields(scenario) | gap_fields(scenario)
    fields |= quota_fields(scenario) | group_fields(scenario) | limit_fields(scenario, routes)
    of_people = route_fields(scenario, travel, routes, modes)
    of_pieces = piece_fields(scenario, travel, pieces, modes)
    fields |= {name: np.append(row, of_pieces[name]) for name, row in of_people.items()}
    fields["load_so_far"] = ints(caregiver.so_far.paid for caregiver in scenario.caregivers)
    tick = _tick(fields, ways)
    ways //= tick  # in place: between 2,000 places a copy takes 100 MB and more
    for name in _TIMES:
        fields[name] = np.where(fields[name] == NEVER, NEVER, fields[name] // tick)
    fields["quota_most"] //= tick
    fields["limit_most"] //= np.where(fields["limit_what"] == PAID, tick, 1)
    a_minute = MILLISECONDS_A_MINUTE // tick
    fields["unserved_cost"] *= a_minute
    eligible, pair_cost = pairs(scenario, stops, routes, pieces)
    weights = scenario.policy.weights
    factors = [workload_factor(scenario, each) for each in scenario.caregivers]
    problem = Problem(
        **fields,
        load_cost=ints(weighed(weights.balance, factor) for factor in factors),
        load_scale=ints(factors),
        eligible=eligible,
        pair_cost=pair_cost * a_minute,
        travel=ways.astype(np.int32),
        weights=ints(
            thousandths(weight)
            for weight in (
                weights.travel,
                weights.waiting,
                weights.overtime,
                weights.largest_tardiness,
                weights.largest_idle,
                weights.workload_spread,
            )
        ),
        minute=ints([a_minute]),
        missed_cost=_missed_cost(scenario, fields["break_length"], a_minute),
        break_home=_break_home(scenario, fields["break_length"]),
    )
    _refuse_overflow(problem, ways)
    return Encoded(scenario, travel, problem, tick, stops, routes, pieces)


def _places(service: Service) -> int:
    return len(service.crew) + len(service.equipment)


def _pieces(scenario: Scenario) -> Iterator[tuple[str, int]]:
    """Pieces that may be of use: of each pool no more than there are visits that need one."""
    needed = Counter(
        pool for visit in scenario.open_visits for pool in scenario.service[visit.service].equipment
    )
    for pool in scenario.equipment:
        for number in range(min(pool.count, needed[pool.id])):
            yield pool.id, number + 1


def _ways(travel: TravelTimes, modes: list[str]) -> NDArray[np.int64]:
    """Travel times by each mode, and at last those of pieces that do not travel."""
    everywhere = np.arange(len(travel.places))
    ways = np.zeros((len(modes) + 1, len(everywhere), len(everywhere)), dtype=np.int64)
    for k, mode in enumerate(modes):
        ways[k] = travel.block(mode, everywhere, everywhere)
    return ways


def _missed_cost(scenario: Scenario, break_length: Ints, a_minute: int) -> Ints:
    """What it costs to miss the break of each route that has one."""
    cost = NEVER
    if scenario.policy.rules.meal_break == "soft":
        cost = thousandths(scenario.policy.weights.missed_break) * a_minute
    return np.where(break_length > 0, cost, 0)


def _break_home(scenario: Scenario, break_length: Ints) -> Ints:
    """On which routes the break may be taken after the return: all, where none is due."""
    return ints((break_length == 0) | scenario.policy.rules.break_after_return)


def _tick(fields: dict[str, Ints], ways: NDArray[np.int64]) -> int:
    """The greatest common divisor of a minute and of every time there is."""
    tick = MILLISECONDS_A_MINUTE
    for name in _TIMES:
        finite = fields[name][fields[name] != NEVER]
        tick = math.gcd(tick, int(np.gcd.reduce(finite)) if len(finite) else 0)
    return math.gcd(tick, int(np.gcd.reduce(ways, axis=None)) if ways.size else 0)


def _refuse_overflow(problem: Problem, ways: NDArray[np.int64]) -> None:
    """Refuse times and weights whose sums might not be kept exactly in 51 bits."""
    farthest, routes = float(ways.max(initial=0)), max(1, problem.n_routes)
    returns = problem.latest_return[problem.latest_return < NEVER]
    horizon = float(returns.max(initial=1)) + farthest  # equipment goes home after the last visit
    per_tick = problem.tardiness_cost + problem.response_cost + problem.preferred_cost
    bound = float(problem.unserved_cost.sum()) + float(problem.pair_cost.max(initial=0)) * len(
        problem.visit
    )
    bound += horizon * float(per_tick.sum())
    bound += horizon * float(problem.weights[:WORKLOAD_SPREAD].sum()) * routes
    load = horizon * routes + float(problem.load_so_far.max(initial=0))
    bound += load * float(problem.load_cost.max(initial=0))
    bound += float(problem.missed_cost[problem.missed_cost != NEVER].sum())
    caregivers, minute = len(problem.load_scale), float(problem.minute[0])
    scaled = load * float(problem.load_scale.max(initial=0)) * caregivers
    bound += float(problem.weights[WORKLOAD_SPREAD]) * (2 * scaled / 1000 + caregivers * minute)
    too_scattered = problem.weights[WORKLOAD_SPREAD] and caregivers * scaled >= 2.0**62
    if bound >= 2.0**51 or too_scattered or farthest >= 2**31:
        raise InputError(fault("costs-inexact", "policy.weights"))
