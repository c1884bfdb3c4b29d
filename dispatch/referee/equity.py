"""The terms of the cost that compare caregivers or clients with each other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from dispatch.referee.amounts import paid, response, tardiness
from dispatch.referee.reading import Reading
from dispatch.rules import (
    SHARES,
    awaited,
    bend_costs,
    bound_in_levels,
    bound_weight,
    care_asked,
    care_costs,
    due_visits,
    duration_of,
    groups_of,
    needed,
    pools,
    share_bases,
    share_costs,
    shares_before,
    thousandths,
    workload_factor,
)
from dispatch.rules.shares import POINT
from dispatch.scenario import Caregiver, Scenario, ShareBound
from dispatch.scenario.base import MILLISECONDS_A_MINUTE


def of_fairness(scenario: Scenario, reading: Reading) -> dict[str, int]:
    """Return these terms, as whole numbers of thousandths of a weight times milliseconds."""
    terms = _of_shares(scenario, reading)
    terms["share_bounds"] = sum(
        bound_weight(bound) * _beyond(scenario, reading, bound, pool)
        for bound in scenario.policy.bounds
        for pool in pools(scenario).values()
    )
    terms |= _of_groups(scenario, reading)
    terms["client_care"] = _of_care(scenario, reading)
    return {name: amount * MILLISECONDS_A_MINUTE for name, amount in terms.items()}


def _of_shares(scenario: Scenario, reading: Reading) -> dict[str, int]:
    """Return what the plan adds to the cost of each share, over the caregivers on duty."""
    terms = dict.fromkeys((f"shared_{share}" for share in SHARES), 0)
    costs = share_costs(scenario)
    if not costs:
        return terms
    bases = share_bases(scenario)
    for caregiver in scenario.on_duty:
        before, after = _levels(scenario, reading, caregiver)
        for k, (term, table) in enumerate(zip(terms, costs, strict=True)):
            idle, busy = (_at(table, levels[k] - bases[k]) for levels in (before, after))
            terms[term] += busy - idle
    return terms


def _levels(
    scenario: Scenario, reading: Reading, caregiver: Caregiver
) -> tuple[list[int], list[int]]:
    """Return a caregiver's level of each share without the plan, and with it."""
    factor = Fraction(workload_factor(scenario, caregiver), 1000 * MILLISECONDS_A_MINUTE)
    had = shares_before(scenario, caregiver, reading.begun)
    tours = reading.tours_of[caregiver.id]
    points = sum(call.service.heavy_points for tour in tours for call in tour.calls)
    has = (
        sum(paid(scenario, tour) for tour in tours),
        sum(tour.travel for tour in tours),
        POINT * points,
    )
    return (
        [ceil(factor * amount) for amount in had],
        [ceil(factor * (amount + more)) for amount, more in zip(had, has, strict=True)],
    )


def _at(table: Sequence[int], level: int) -> int:
    """Return the cost of a level; beyond the table it grows as at its end."""
    last = len(table) - 1
    beyond = max(0, level - last) * (table[last] - table[last - 1])
    return table[min(max(0, level), last)] + beyond


def _beyond(scenario: Scenario, reading: Reading, bound: ShareBound, pool: Sequence[str]) -> int:
    """Return by how many levels, rounded up, the shares of a pool are too unequal."""
    place, most = SHARES.index(bound.share), bound_in_levels(bound)
    people = [scenario.caregiver[name] for name in pool]
    levels = [_levels(scenario, reading, each)[1][place] for each in people]
    if bound.measure == "range":
        return max(0, max(levels) - min(levels) - most)
    if bound.measure == "gini":
        apart = sum(abs(one - other) for one in levels for other in levels)
        half_mean = Fraction(apart, 2 * len(levels))
        return max(0, ceil(half_mean - Fraction(most, 1000) * sum(levels)))
    bends = bend_costs(scenario, bound.share)
    middle = len(bends) // 2
    mean = Fraction(sum(_at(bends, each - most + middle) for each in levels), len(levels))
    return max(0, ceil((mean - bends[middle]) / 1000))


def _of_groups(scenario: Scenario, reading: Reading) -> dict[str, int]:
    """Return the costs of the groups of visits that fare worst."""
    starts, weights = reading.starts, scenario.policy.weights
    worst = {"group_response": 0, "group_tardiness": 0, "group_unserved": 0}
    for group in groups_of(scenario, awaited(scenario)):
        waits = [response(scenario, v, starts[v.id]) or 0 for v in group if v.id in starts]
        mean = Fraction(sum(waits), len(group) * MILLISECONDS_A_MINUTE)
        worst["group_response"] = max(worst["group_response"], ceil(mean))
    for group in groups_of(scenario, due_visits(scenario)):
        late = [tardiness(scenario, v, starts[v.id]) for v in group if v.id in starts]
        mean = Fraction(sum(late), len(group) * MILLISECONDS_A_MINUTE)
        worst["group_tardiness"] = max(worst["group_tardiness"], ceil(mean))
    everybody = needed(scenario)
    for group in groups_of(scenario, everybody):
        left_out, of_all = (
            Fraction(100 * sum(v.id not in starts for v in visits), len(visits))
            for visits in (group, everybody)
        )
        worst["group_unserved"] = max(worst["group_unserved"], ceil(left_out - of_all))
    return {name: thousandths(getattr(weights, name)) * amount for name, amount in worst.items()}


def _of_care(scenario: Scenario, reading: Reading) -> int:
    """Return the cost of the care that clients are not given."""
    costs, total = care_costs(scenario), 0
    for had, visits in care_asked(scenario).values():
        asked = sum(duration_of(scenario, visit) for visit in visits)
        given = sum(duration_of(scenario, v) for v in visits if v.id in reading.starts)
        total += costs[min(100, 100 * (had + given) // max(1, had + asked))]
    return total
