"""Packing of what it costs that caregivers or clients fare unequally."""

from __future__ import annotations

import numpy as np

from dispatch.engine.lists import Pool
from dispatch.engine.packed import (
    BOUNDS,
    CARES,
    FACTOR,
    LEVELS,
    LEVELS_END,
    OWNER,
    PERCENTS,
    ROUTES_OF,
    ROUTES_OF_END,
    SHARED_BASE,
    SHARED_SO_FAR,
    TALLIES,
)
from dispatch.engine.problem import (
    NOBODY,
    SHARES,
    Ints,
    Problem,
)


def weighs_shares(problem: Problem) -> bool:
    """Return whether it costs anything what shares the caregivers have."""
    return bool(problem.share_cost.size or problem.bound_cost.any())


def weighs_comparisons(problem: Problem) -> bool:
    """Return whether it costs anything how caregivers or clients fare beside each other."""
    of_care = len(problem.care_had) and problem.care_cost.any()
    return bool(problem.bound_cost.any() or problem.tally_cost.any() or of_care)


def pack_shares(problem: Problem, head: Ints, pool: Pool) -> None:
    """Pack what shares of work cost, and the routes that make up a caregiver's share."""
    if not weighs_shares(problem):
        return
    heads = problem.n_stops + problem.n_routes
    first = pool.add(*problem.share_cost)
    of_route = head[:, OWNER] - heads
    order = np.argsort(of_route, kind="stable")
    routes = pool.add(heads + order)
    people = np.flatnonzero(problem.caregiver != NOBODY)
    owners = people[of_route[people] == people]
    caregiver = problem.caregiver[owners]
    head[owners, LEVELS], head[owners, LEVELS_END] = first, first + problem.share_cost.shape[1]
    head[owners, ROUTES_OF] = routes + np.searchsorted(of_route[order], owners)
    head[owners, ROUTES_OF_END] = routes + np.searchsorted(of_route[order], owners, side="right")
    head[owners, FACTOR] = problem.workload_scale[caregiver]
    head[owners, SHARED_SO_FAR:SHARED_BASE] = problem.shared_so_far[:, caregiver].T
    head[owners, SHARED_BASE : SHARED_BASE + len(SHARES)] = problem.shared_base[:, caregiver].T


def pack_compared(problem: Problem, head: Ints, pool: Pool) -> None:
    """Pack the bounds on shares, the groups of visits and the clients that are compared."""
    if not weighs_comparisons(problem):
        return
    lead, first = problem.stops[:-1], pool.blocks[0]
    owner = np.zeros(len(problem.workload_scale), dtype=np.int64)
    people = problem.caregiver != NOBODY
    owner[problem.caregiver[people]] = head[people, OWNER]
    members = pool.add(owner[problem.bound_members]) + problem.bound
    bends = pool.add(problem.bound_bend.ravel())
    bends += problem.bound_bend.shape[1] * np.arange(len(problem.bound_cost))
    first[1, BOUNDS] = pool.add(
        problem.bound_what, problem.bound_most, members[:-1], members[1:], problem.bound_share,
        problem.bound_cost, bends, bends + problem.bound_bend.shape[1],
    )  # fmt: skip
    first[1, BOUNDS + 1] = pool.size
    members = pool.add(lead[problem.tally_visits]) + problem.tally
    none = np.zeros_like(problem.tally_cost)
    first[1, TALLIES] = pool.add(
        problem.tally_what, none, members[:-1], members[1:], none, problem.tally_cost
    )
    first[1, TALLIES + 1] = pool.size
    members = pool.add(lead[problem.care_visits], problem.care_use) + problem.care
    first[1, CARES] = pool.add(problem.care_had, problem.care_asked, members[:-1], members[1:])
    first[1, CARES + 1] = pool.size
    first[1, PERCENTS] = pool.add(problem.care_cost)
