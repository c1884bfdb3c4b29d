"""What it costs that caregivers or clients fare unequally, in plain Python.

`dispatch.engine.equity` is the same for the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from dispatch.engine.assignment import rows
from dispatch.engine.postponement import tardiness
from dispatch.engine.problem import (
    EVERYBODY,
    GINI,
    RANGE,
    RESPONSE,
    SHARES,
    TARDINESS,
    UNSERVED,
    Problem,
)


def without_fairness(problem: Problem) -> Problem:
    """Return the problem in which it costs nothing how caregivers or clients fare beside others."""
    compared = ("bound_cost", "tally_cost", "care_cost")
    free = {name: np.zeros_like(getattr(problem, name)) for name in compared}
    return problem.replace(share_cost=problem.share_cost[:, :0], **free)


def cost_at(costs: Sequence[int], level: int) -> int:
    """Return the cost of a share `level` minutes beyond its base; see `Problem.share_cost`."""
    last = len(costs) - 1
    if level <= last:
        return costs[max(0, level)]
    return costs[last] + (level - last) * (costs[last] - costs[last - 1])


def minutes_of(problem: Problem, share: int, caregiver: int, ticks: int) -> int:
    """Return the minutes of a caregiver's share, with `ticks` on these routes."""
    scaled = int(problem.workload_scale[caregiver]) * (
        ticks + int(problem.shared_so_far[share, caregiver])
    )
    return -(-scaled // (1000 * int(problem.minute[0])))


def level_of(problem: Problem, share: int, caregiver: int, ticks: int) -> int:
    """Return the minutes beyond the base of a caregiver's share, with `ticks` on these routes."""
    return minutes_of(problem, share, caregiver, ticks) - int(problem.shared_base[share, caregiver])


def shared(problem: Problem, ticks: Sequence[Sequence[int]]) -> int:
    """Return the cost of all shares; `ticks` has a row for each share with each caregiver's."""
    if not problem.share_cost.size:
        return 0
    tables = problem.share_cost.tolist()
    return sum(
        cost_at(tables[share], level_of(problem, share, c, own))
        - cost_at(tables[share], level_of(problem, share, c, 0))
        for share in SHARES
        for c, own in enumerate(ticks[share])
    )


def beyond_bounds(problem: Problem, ticks: Sequence[Sequence[int]]) -> int:
    """Return the cost of shares that are too unequal; `ticks` as for `shared`."""
    cost = 0
    for b, each in enumerate(problem.bound_cost.tolist()):
        members = [int(problem.bound_members[k]) for k in rows(problem.bound, b)]
        share = int(problem.bound_share[b])
        minutes = [minutes_of(problem, share, c, ticks[share][c]) for c in members]
        cost += each * beyond(problem, b, minutes)
    return cost


def beyond(problem: Problem, bound: int, minutes: Sequence[int]) -> int:
    """Return by how many minutes, rounded up, the shares of a bound are too unequal."""
    most, n = int(problem.bound_most[bound]), len(minutes)
    if not n:
        return 0
    if problem.bound_what[bound] == RANGE:
        return max(0, max(minutes) - min(minutes) - most)
    if problem.bound_what[bound] == GINI:
        apart = 1000 * sum(abs(a - b) for a, b in combinations(minutes, 2))
        return max(0, -(-(apart - most * n * sum(minutes)) // (1000 * n)))
    bends: list[int] = problem.bound_bend[bound].tolist()
    middle = len(bends) // 2
    total = sum(cost_at(bends, amount - most + middle) for amount in minutes)
    return max(0, -(-(total - n * bends[middle]) // (1000 * n)))


def of_groups(problem: Problem, start: Sequence[int]) -> int:
    """Return the cost of the worst groups; `start` has that of each visit, -1 if left out."""
    worst = dict.fromkeys((RESPONSE, TARDINESS, UNSERVED), 0)
    of_all, size_of_all = 0, 1
    for g, what in enumerate(problem.tally_what.tolist()):
        members = [int(problem.tally_visits[k]) for k in rows(problem.tally, g)]
        size, left_out = len(members), sum(start[v] < 0 for v in members)
        if not size:
            continue
        if what == EVERYBODY:
            of_all, size_of_all = left_out, size
        elif what == UNSERVED:
            more = left_out * size_of_all - of_all * size
            amount = -(-100 * more // (size * size_of_all))
        else:
            ticks = sum(_ticks(problem, what, v, start[v]) for v in members if start[v] >= 0)
            amount = -(-ticks // (size * int(problem.minute[0])))
        if what != EVERYBODY:
            worst[what] = max(worst[what], amount * int(problem.tally_cost[g]))
    return sum(worst.values())


def _ticks(problem: Problem, what: int, visit: int, start: int) -> int:
    if what == TARDINESS:
        return tardiness(problem, visit, start)
    return max(0, start - int(problem.response_from[visit]))


def of_clients(problem: Problem, start: Sequence[int]) -> int:
    """Return the cost of the care that clients are not given."""
    costs = problem.care_cost.tolist()
    total = 0
    for c, (had, asked) in enumerate(zip(problem.care_had, problem.care_asked, strict=True)):
        given = [
            int(problem.care_use[k])
            for k in rows(problem.care, c)
            if start[problem.care_visits[k]] >= 0
        ]
        total += costs[min(100, 100 * (int(had) + sum(given)) // int(asked))]
    return total
