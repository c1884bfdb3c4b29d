"""From words to numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.encoded import Encoded
from dispatch.encoding.fields import gap_fields, ints, route_fields, stop_fields, visit_fields
from dispatch.encoding.pairs import pairs
from dispatch.engine.problem import NEVER, Ints, Problem
from dispatch.errors import InputError
from dispatch.errors import Problem as Wrong
from dispatch.roads import TravelTimes
from dispatch.rules import (
    thousandths,
    weighed,
    workload_factor,
)
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

_TIMES = (
    "before", "service", "after", "offset", "response_from", "preferred_at", "allowed_from",
    "allowed_to", "soft_from", "soft_due", "release_at", "gap_least", "gap_most", "shift_start",
    "shift_end", "latest_return", "break_length", "break_from", "break_to",
)  # fmt: skip
"""The fields of a problem that are times."""


def encode(scenario: Scenario, travel: TravelTimes) -> Encoded:
    """Turn a scenario and its travel times into arrays.

    Parameters
    ----------
    scenario
        One that uses no unsupported rule.
    travel
        Travel times that know every place of the scenario.

    Raises
    ------
    InputError
        Where numbers are too large to be kept exactly.
    """
    stops = tuple(
        (visit.id, role)
        for visit in scenario.visits
        for role in range(len(scenario.service[visit.service].crew))
    )
    routes = tuple(
        (caregiver.id, shift)
        for caregiver in scenario.caregivers
        for shift in range(len(caregiver.shifts))
    )
    modes = sorted({caregiver.mode for caregiver in scenario.caregivers})
    everywhere = np.arange(len(travel.places))
    ways = np.array([travel.block(mode, everywhere, everywhere) for mode in modes])
    ways = ways.reshape(len(modes), len(everywhere), len(everywhere))  # also without caregivers
    fields = stop_fields(scenario, travel, stops)
    fields |= visit_fields(scenario) | gap_fields(scenario)
    fields |= route_fields(scenario, travel, routes, modes)
    tick = _tick(fields, ways)
    for name in _TIMES:
        fields[name] = np.where(fields[name] == NEVER, NEVER, fields[name] // tick)
    a_minute = MILLISECONDS_A_MINUTE // tick
    fields["unserved_cost"] *= a_minute
    eligible, pair_cost = pairs(scenario, stops, routes)
    weights = scenario.policy.weights
    problem = Problem(
        **fields,
        load_factor=ints(
            weighed(weights.balance, workload_factor(scenario, each))
            for each in scenario.caregivers
        ),
        eligible=eligible,
        pair_cost=pair_cost * a_minute,
        travel=(ways // tick).astype(np.int32),
        weights=ints(
            thousandths(weight)
            for weight in (
                weights.travel,
                weights.waiting,
                weights.overtime,
                weights.largest_tardiness,
                1.0 if weights.balance else 0.0,  # it is in the factors, which are rounded with it
            )
        ),
    )
    _refuse_overflow(problem, ways // tick)
    return Encoded(scenario, travel, problem, tick, stops, routes)


def _tick(fields: dict[str, Ints], ways: NDArray[np.int64]) -> int:
    """The greatest common divisor of a minute and of every time there is."""
    tick = MILLISECONDS_A_MINUTE
    for name in _TIMES:
        finite = fields[name][fields[name] != NEVER]
        tick = math.gcd(tick, int(np.gcd.reduce(finite)) if len(finite) else 0)
    return math.gcd(tick, int(np.gcd.reduce(ways, axis=None)) if ways.size else 0)


def _refuse_overflow(problem: Problem, ways: NDArray[np.int64]) -> None:
    """Refuse times and weights whose sums might not be kept exactly in 51 bits."""
    horizon = float(max(int(problem.latest_return.max(initial=0)), 1))
    per_tick = problem.tardiness_cost + problem.response_cost + problem.preferred_cost
    bound = float(problem.unserved_cost.sum()) + float(problem.pair_cost.max(initial=0)) * len(
        problem.visit
    )
    bound += horizon * float(per_tick.sum())
    bound += horizon * float(problem.weights.sum()) * 10.0 * max(1, problem.n_routes)
    if bound >= 2.0**51 or int(ways.max(initial=0)) >= 2**31:
        raise InputError(
            [
                Wrong(
                    "weights, priorities and times are so large, or so finely divided, that costs "
                    "cannot be kept exactly",
                    "Use smaller weights or priorities, or times of fewer decimals.",
                    where="policy.weights",
                )
            ]
        )
