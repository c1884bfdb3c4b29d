"""Packing of a problem for the kernel, and of changes to one visit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dispatch.engine.near import near_stops
from dispatch.engine.packed import (
    ACCESS,
    AFTER,
    AFTER_RETURN,
    AHEAD,
    ALLOWED,
    BASES,
    BASES_END,
    BEGUN,
    BOUNDS,
    BRINGS,
    CAREGIVER,
    CARES,
    CARGO,
    CLIENT,
    COLUMNS,
    COMPARES,
    CREW,
    END_POINT,
    FACTOR,
    FROM,
    GAPS,
    GROUP,
    HAS_KITS,
    HEAVY,
    LATEST_RETURN,
    LEAD,
    LENGTH,
    LEVELS,
    LEVELS_END,
    LIKE,
    LIMITS,
    LIMITS_END,
    MISSED_COST,
    MODE,
    NEAR,
    NEARBY,
    OFFSET,
    OUT,
    OWNER,
    PERCENTS,
    POINT_IN,
    POINT_OUT,
    POOL_COLUMNS,
    PRICED,
    QUOTA,
    RELEASES,
    RESPONSE_COST,
    RESPONSE_FROM,
    ROUTES,
    ROUTES_END,
    ROUTES_OF,
    ROUTES_OF_END,
    SCALE,
    SERVICE,
    SHARED_BASE,
    SHARED_SO_FAR,
    SHARES_WORK,
    SHIFT_END,
    SHIFT_START,
    SIZE,
    SLACK,
    SO_FAR,
    SOFT,
    START_POINT,
    STATIONS,
    STATIONS_END,
    STILL,
    TALLIES,
    TARDINESS_COST,
    TO,
    UNSERVED_COST,
    WAITING_COST,
    WEIGHS_WORKLOAD,
    WISHES,
    WORKLOAD_COST,
    Packed,
    rows_on_lines,
)
from dispatch.engine.problem import (
    CARGO as CARGO_LIMIT,
)
from dispatch.engine.problem import (
    KITS,
    LARGEST_IDLE,
    NOBODY,
    OVERTIME,
    VISITS,
    WAITING,
    WORKLOAD_SPREAD,
    Ints,
    Problem,
)
from dispatch.engine.ranking import rank
from dispatch.engine.rows import entries, kinds


def pack(problem: Problem, *, to_search: bool = True) -> Packed:
    """Pack a problem.

    Parameters
    ----------
    problem
        The problem.
    to_search
        Whether to add what only random moves need: near stops, and which routes are alike.
    """
    n, routes = problem.n_stops, problem.n_routes
    node = rows_on_lines(n + 2 * routes, COLUMNS)
    pool = _Pool(np.zeros((2, POOL_COLUMNS), dtype=np.int64))
    _pack_rows(problem, node, pool, np.arange(problem.n_visits))
    _pack_gaps(problem, node, pool)
    _pack_sums(problem, node, pool)
    _pack_stations(problem, node[n + routes :], pool)
    _pack_owners(problem, node[n + routes :])
    _pack_shares(problem, node[n + routes :], pool)
    _pack_compared(problem, node[n + routes :], pool)
    bases = pool.add(problem.base_points) + problem.base
    pauses = node[n : n + routes]
    pauses[:, BASES], pauses[:, BASES_END] = bases[:-1], bases[1:]
    packed = _with_columns(problem, node, pool)
    if to_search:
        node[:n, NEARBY : NEARBY + NEAR] = near_stops(problem)
        node[n + routes :, LIKE] = _likeness(problem, packed)
    return packed


def patched(packed: Packed, problem: Problem, visit: int) -> Packed:
    """Pack a variant of a packed problem with the same stops and routes.

    Parameters
    ----------
    packed
        Another problem, packed; it is not changed.
    problem
        The variant. It has the same visits, gaps, quotas, groups, limits and caregivers.
    visit
        The only visit whose starts and eligible routes may differ.
    """
    pool = _Pool(packed.pool)
    node = rows_on_lines(*packed.node.shape)
    node[:] = packed.node
    _pack_rows(problem, node, pool, np.array([visit]))
    return _with_columns(problem, node, pool)


class _Pool:
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


def _with_columns(problem: Problem, node: Ints, pool: _Pool) -> Packed:
    """Write the fields that have a column of their own, and assemble the result."""
    n, heads = problem.n_stops, problem.n_stops + problem.n_routes
    _write_stops(problem, node[:n])
    _write_visits(problem, node)
    _write_breaks(problem, node[n:heads])
    _write_routes(problem, node[heads:])
    whole = np.concatenate(pool.blocks)
    weighs_workload = bool(problem.workload_cost.any() or problem.weights[WORKLOAD_SPREAD])
    flags = WEIGHS_WORKLOAD * weighs_workload + HAS_KITS * bool(problem.brings.any())
    flags += SHARES_WORK * shares_count(problem) + COMPARES * compares(problem)
    whole[0] = [*problem.weights, flags, problem.minute[0]]
    pair = np.where(problem.eligible == 1, problem.pair_cost, -1)
    travel = problem.travel.view()
    travel.flags.writeable = False  # always: numba would compile again for a writeable one
    return Packed(node=node, pool=whole, pair=pair, travel=travel)


def _write_stops(problem: Problem, node: Ints) -> None:
    node[:, LEAD] = problem.stops[problem.visit]
    node[:, CLIENT] = problem.client
    node[:, POINT_IN] = problem.point_in
    node[:, POINT_OUT] = problem.point_out
    node[:, ACCESS] = problem.before
    node[:, SERVICE] = problem.service
    node[:, AFTER] = problem.after + problem.slack
    node[:, SLACK] = problem.slack
    node[:, OFFSET] = problem.offset
    node[:, CARGO] = problem.cargo
    node[:, BRINGS] = problem.brings
    node[:, HEAVY] = problem.heavy


def _write_visits(problem: Problem, node: Ints) -> None:
    lead = problem.stops[:-1]
    node[lead, SIZE] = np.diff(problem.stops)
    node[lead, CREW] = problem.crew
    node[lead, BEGUN] = problem.begun
    node[lead, UNSERVED_COST] = problem.unserved_cost + rank(problem) * problem.mandatory
    node[lead, TARDINESS_COST] = problem.tardiness_cost
    node[lead, RESPONSE_COST] = problem.response_cost
    node[lead, RESPONSE_FROM] = problem.response_from
    node[lead, STILL] = problem.still


def _write_breaks(problem: Problem, node: Ints) -> None:
    node[:, LENGTH] = problem.break_length
    node[:, FROM] = problem.break_from
    node[:, TO] = problem.break_to
    node[:, MISSED_COST] = problem.missed_cost
    node[:, AFTER_RETURN] = problem.break_home
    node[:, AHEAD] = problem.break_ahead


def _write_routes(problem: Problem, head: Ints) -> None:
    head[:, CAREGIVER] = problem.caregiver
    head[:, MODE] = problem.mode
    head[:, START_POINT] = problem.start_point
    head[:, END_POINT] = problem.end_point
    head[:, SHIFT_START] = problem.shift_start
    head[:, SHIFT_END] = problem.shift_end
    head[:, LATEST_RETURN] = problem.latest_return
    head[:, OUT] = problem.out
    people = np.flatnonzero(problem.caregiver != NOBODY)
    caregiver = problem.caregiver[people]
    head[people, WAITING_COST] = problem.weights[WAITING]
    head[people, WORKLOAD_COST] = problem.workload_cost[caregiver]
    head[people, SO_FAR] = problem.workload_so_far[caregiver]
    head[:, SCALE] = -1
    if problem.weights[WORKLOAD_SPREAD]:
        heads = problem.n_stops + problem.n_routes
        owners = people[head[people, OWNER] == heads + people]
        head[owners, SCALE] = problem.workload_scale[problem.caregiver[owners]]
    priced = problem.weights[[WAITING, OVERTIME, LARGEST_IDLE]].any()
    head[people, PRICED] = bool(priced or shares_count(problem))
    head[binding(problem)[1], PRICED] = 1


def _pack_rows(problem: Problem, node: Ints, pool: _Pool, visits: Ints) -> None:
    """Pack the starts of some visits, and who may serve their stops."""
    lead = problem.stops[visits]
    for column, pointer, values in (
        (ALLOWED, problem.allowed, (problem.allowed_from, problem.allowed_to)),
        (SOFT, problem.soft, (problem.soft_from, problem.soft_due)),
        (RELEASES, problem.release, (problem.release_at,)),
        (WISHES, *_wishes(problem)),
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


def _wishes(problem: Problem) -> tuple[Ints, tuple[Ints, ...]]:
    """List the intervals outside of which a start costs something.

    These are the preferred start and what the client was told.

    Returns
    -------
    array of shape (V + 1,), tuple of arrays of shape (K,)
        A pointer to each visit's intervals; the cost of a tick outside, the first start, the last.
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
    return pointer, (cost[some], first[some], last[some])


def _pack_gaps(problem: Problem, node: Ints, pool: _Pool) -> None:
    lead = problem.stops[:-1]
    gaps = pool.add(
        lead[problem.gap_earlier],
        lead[problem.gap_later],
        problem.gap_least,
        problem.gap_most,
        problem.gap_who,
    )
    numbers = np.tile(np.arange(len(problem.gap_who)), 2)
    visits = np.concatenate([problem.gap_earlier, problem.gap_later])
    order = np.lexsort((numbers, visits))
    first = pool.add(gaps + numbers[order])
    rows = first + np.searchsorted(visits[order], np.arange(problem.n_visits + 1))
    node[lead, GAPS], node[lead, GAPS + 1] = rows[:-1], rows[1:]


def _pack_sums(problem: Problem, node: Ints, pool: _Pool) -> None:
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
    pool: _Pool, pointer: Ints, what: Ints, most: Ints, *members: Ints, kit: Ints | None = None
) -> Ints:
    """Add the members of bounded sums to the pool, and a row for each sum; return the rows."""
    start = pool.add(*members) + pointer
    kit = np.zeros_like(most) if kit is None else kit
    return pool.add(what, most, start[:-1], start[1:], kit) + np.arange(len(most))


def _pack_stations(problem: Problem, head: Ints, pool: _Pool) -> None:
    """Point the routes of people to the stations of kits, if any stop brings one."""
    if problem.brings.any():
        first = pool.add(problem.station)
        people = problem.caregiver != NOBODY
        head[people, STATIONS], head[people, STATIONS_END] = first, first + len(problem.station)


def _pack_owners(problem: Problem, head: Ints) -> None:
    """Point every route to the first route of its caregiver; all equipment shares one."""
    heads = problem.n_stops + problem.n_routes
    _, first, which = np.unique(problem.caregiver, return_index=True, return_inverse=True)
    head[:, OWNER] = heads + first[which]


def shares_count(problem: Problem) -> bool:
    """Return whether it costs anything what shares the caregivers have."""
    return bool(problem.share_cost.size or len(problem.bound_cost))


def compares(problem: Problem) -> bool:
    """Return whether caregivers or clients are compared with each other."""
    compared = (problem.bound_cost, problem.tally_cost, problem.care_had)
    return any(len(each) for each in compared)


def _pack_shares(problem: Problem, head: Ints, pool: _Pool) -> None:
    """Pack what shares of work cost, and the routes that make up a caregiver's share."""
    if not shares_count(problem):
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
    head[owners, SHARED_BASE : SHARED_BASE + 3] = problem.shared_base[:, caregiver].T


def _pack_compared(problem: Problem, head: Ints, pool: _Pool) -> None:
    """Pack the bounds on shares, the groups of visits and the clients that are compared."""
    if not compares(problem):
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
        problem.tally_what, problem.tally_size, members[:-1], members[1:], none, problem.tally_cost
    )
    first[1, TALLIES + 1] = pool.size
    members = pool.add(lead[problem.care_visits], problem.care_use) + problem.care
    first[1, CARES] = pool.add(problem.care_had, problem.care_asked, members[:-1], members[1:])
    first[1, CARES + 1] = pool.size
    first[1, PERCENTS] = pool.add(problem.care_cost)


def _likeness(problem: Problem, packed: Packed) -> Ints:
    """Number the routes so that two with the same number can swap all their stops at no cost.

    A caregiver who has several shifts, or shares a limit with others, is like no other.
    """
    n, heads = problem.n_stops, problem.n_stops + problem.n_routes
    head, pause = packed.node[heads:], packed.node[n:heads]
    _, which, shifts = np.unique(problem.caregiver, return_inverse=True, return_counts=True)
    several = (shifts[which] > 1) & (problem.caregiver != NOBODY)
    own: list[tuple[object, ...]] = [
        (problem.base_points[a:b].tobytes(), route if several[route] else -1)
        for route, (a, b) in enumerate(pairwise(problem.base.tolist()))
    ]
    for begin, end, *bound in zip(
        problem.limit[:-1], problem.limit[1:], problem.limit_what, problem.limit_most,
        problem.limit_kit, strict=True,
    ):  # fmt: skip
        for route in problem.limit_routes[begin:end]:
            own[route] += (*map(int, bound), -1 if end - begin == 1 else int(route))
    of_bound = np.repeat(np.arange(len(problem.bound_cost)), np.diff(problem.bound))
    for number, member in zip(of_bound.tolist(), problem.bound_members, strict=True):
        for route in np.flatnonzero(problem.caregiver == member):
            own[route] += ("bound", number)
    share = range(FACTOR, SHARED_BASE + 3)
    of_head = head[:, [*range(MODE, OWNER), WORKLOAD_COST, SO_FAR, SCALE, *share]]
    of_break = pause[:, LENGTH : AHEAD + 1]
    rows = zip(own, of_head, of_break, packed.pair.T, strict=True)
    return kinds((limits, *(row.tobytes() for row in others)) for limits, *others in rows)[1]
