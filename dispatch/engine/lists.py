"""Lists of a packed problem: the rows of the pool that nodes point into."""

from __future__ import annotations

import numpy as np

from dispatch.engine.packed import (
    ALLOWED,
    GAPS,
    GROUP,
    LIMITS,
    LIMITS_END,
    POOL_COLUMNS,
    QUOTA,
    RELEASES,
    ROUTES,
    ROUTES_END,
    SOFT,
    STATIONS,
    STATIONS_END,
    WISHES,
)
from dispatch.engine.problem import (
    CARGO as CARGO_LIMIT,
)
from dispatch.engine.problem import (
    KITS,
    NEVER,
    NOBODY,
    VISITS,
    Ints,
    Problem,
)
from dispatch.engine.rows import entries, kinds


class Pool:
    """The rows of the pool, added block by block behind the existing ones."""

    def __init__(self, first: Ints) -> None:
        self.blocks = [first]
        self.size = len(first)

    def add(self, *columns: Ints) -> int:
        """Add rows, given by their first columns; return the number of the first one."""
        block = np.zeros((len(columns[0]), POOL_COLUMNS), dtype=np.int64)
        block[:, : len(columns)] = np.stack(columns, axis=1)
        self.blocks.append(block)
        self.size += len(block)
        return self.size - len(block)


def pack_rows(problem: Problem, node: Ints, pool: Pool, visits: Ints) -> None:
    """Pack the allowed starts of some visits, and who may serve their stops."""
    lead = problem.stops[visits]
    for column, pointer, values in (
        (ALLOWED, problem.allowed, (problem.allowed_from, problem.allowed_to)),
        (SOFT, problem.soft, (problem.soft_from, problem.soft_due)),
        (RELEASES, problem.release, (problem.release_at,)),
    ):
        which, own = entries(pointer, visits)
        rows = pool.add(*(each[which] for each in values)) + own
        node[lead, column], node[lead, column + 1] = rows[:-1], rows[1:]
    stops, _ = entries(problem.stops, visits)
    # Stops with the same eligible routes share their rows, which then stay in the cache.
    first, which = kinds(row.tobytes() for row in problem.eligible[stops])
    kind, routes = np.nonzero(problem.eligible[stops[first]])
    rows = pool.add(routes) + np.searchsorted(kind, np.arange(len(first) + 1))
    node[stops, ROUTES], node[stops, ROUTES_END] = rows[which], rows[which + 1]


def pack_wishes(problem: Problem, node: Ints, pool: Pool) -> None:
    """Pack the intervals outside of which a start costs something, with the cost of a tick.

    These are the preferred start and what the client was told.
    """
    at = problem.preferred_at
    cost, first, last = (
        np.stack(each, axis=1)
        for each in (
            (problem.preferred_cost, problem.told_cost),
            (at, problem.told_from),
            (at, problem.told_to),
        )
    )
    some = cost > 0
    pointer = np.concatenate([[0], np.cumsum(some.sum(axis=1))])
    rows = pool.add(cost[some], first[some], last[some]) + pointer
    lead = problem.stops[:-1]
    node[lead, WISHES], node[lead, WISHES + 1] = rows[:-1], rows[1:]


def pack_gaps(problem: Problem, node: Ints, pool: Pool) -> None:
    """Pack the gaps, and which of them each visit has."""
    lead = problem.stops[:-1]
    opens = pool.add(problem.opening_earlier, problem.opening_later) + problem.gap_window
    gaps = pool.add(
        lead[problem.gap_earlier],
        lead[problem.gap_later],
        np.where(problem.gap_ordered, problem.gap_least, -NEVER),
        problem.gap_most,
        problem.gap_who,
        opens[:-1],
        opens[1:],
    )
    numbers = np.tile(np.arange(len(problem.gap_who)), 2)
    visits = np.concatenate([problem.gap_earlier, problem.gap_later])
    order = np.lexsort((numbers, visits))
    first = pool.add(gaps + numbers[order])
    rows = first + np.searchsorted(visits[order], np.arange(problem.n_visits + 1))
    node[lead, GAPS], node[lead, GAPS + 1] = rows[:-1], rows[1:]


def pack_sums(problem: Problem, node: Ints, pool: Pool) -> None:
    """Pack quotas, groups and limits: members, and a bound on a sum over them."""
    lead = problem.stops[:-1]
    none = np.zeros_like(problem.quota_most)
    uses = lead[problem.quota_visits], problem.quota_use
    quotas = _bounded(pool, problem.quota, none, problem.quota_most, *uses)
    node[uses[0], QUOTA] = np.repeat(quotas, np.diff(problem.quota))
    none = np.zeros(len(problem.group) - 1, dtype=np.int64)
    members = lead[problem.group_visits]
    groups = _bounded(pool, problem.group, none, none, members)
    node[members, GROUP] = np.repeat(groups, np.diff(problem.group))
    heads = problem.n_stops + problem.n_routes
    limits = _bounded(
        pool,
        problem.limit,
        problem.limit_what,
        problem.limit_most,
        heads + problem.limit_routes,
        kit=problem.limit_kit,
    )
    bounds, route = binding(problem)
    first = pool.add(limits[bounds])
    rows = first + np.searchsorted(route, np.arange(problem.n_routes + 1))
    node[heads:, LIMITS], node[heads:, LIMITS_END] = rows[:-1], rows[1:]


def binding(problem: Problem) -> tuple[Ints, Ints]:
    """Find the limits that can bind, with their routes, in the order of the routes.

    Returns
    -------
    array of shape (B,), array of shape (B,)
        The numbers of the limits, and the routes.
    """
    idle = (problem.limit_what == VISITS) & (problem.limit_most >= problem.n_visits)
    idle |= (problem.limit_what == CARGO_LIMIT) & ~problem.cargo.any()
    bring = (problem.brings[:, None] >> problem.limit_kit) & 1
    idle |= (problem.limit_what == KITS) & (problem.limit_most >= bring.sum(axis=0))
    bounds = np.repeat(np.arange(len(problem.limit_most)), np.diff(problem.limit))
    some = np.flatnonzero(~idle[bounds])
    some = some[np.argsort(problem.limit_routes[some], kind="stable")]
    return bounds[some], problem.limit_routes[some]


def _bounded(
    pool: Pool, pointer: Ints, what: Ints, most: Ints, *members: Ints, kit: Ints | None = None
) -> Ints:
    """Add the members of bounded sums to the pool, and a row for each sum; return the rows."""
    start = pool.add(*members) + pointer
    kit = np.zeros_like(most) if kit is None else kit
    return pool.add(what, most, start[:-1], start[1:], kit) + np.arange(len(most))


def pack_stations(problem: Problem, head: Ints, pool: Pool) -> None:
    """Point the routes of people to the stations of kits, if any stop brings one."""
    if problem.brings.any():
        first = pool.add(problem.station)
        people = problem.caregiver != NOBODY
        head[people, STATIONS], head[people, STATIONS_END] = first, first + len(problem.station)
