"""The problem as the kernel reads it: few arrays, because every array costs at every call.

The rows of `Tables.node` are the nodes of `dispatch.engine.problem`. What belongs to a visit stands
in the row of its first stop, its *lead*, which is also what the kernel calls the visit; what
belongs to a route stands in the row of its head, what belongs to a break in the break's own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import kernel, known_columns
from dispatch.engine.problem import (
    LARGEST_IDLE,
    NOBODY,
    OVERTIME,
    TRAVEL,
    WAITING,
    WORKLOAD_SPREAD,
    Ints,
    Problem,
)

NEAR = 30
"""How many near stops each stop has."""

(
    LEAD,  # stop: first stop of its visit
    POINT_IN,
    POINT_OUT,
    ACCESS,
    SERVICE,
    AFTER,
    OFFSET,
    SIZE,  # visit: how many stops
    ROUTES,  # stop: its rows of the pool, the routes that may serve it
    ROUTES_END,
    RELEASES,  # visit: its rows of the pool
    RELEASES_END,
    GAPS,  # visit: its rows of the pool, the rows of its gaps
    GAPS_END,
    QUOTA,  # visit: the row of the pool of its quota; 0 for none
    GROUP,  # visit: the row of the pool of its group; 0 for none
    ALLOWED,  # visit: its rows of the pool, first and last allowed start
    ALLOWED_END,
    SOFT,  # visit: its rows of the pool, from which start and until which due
    SOFT_END,
    TARDINESS_COST,
    RESPONSE_COST,
    RESPONSE_FROM,
    PREFERRED_COST,
    PREFERRED_AT,
    UNSERVED_COST,
    CREW,  # visit: how many of its stops are people's, the first ones
    MUST,
    CARGO,
    NEARBY,  # stop: the first of `NEAR` columns, the stops that go well beside it
) = range(30)
COLUMNS = 64  # whole cache lines; what every move reads stands in the first
POOL_COLUMNS = 8
(
    CAREGIVER,
    MODE,
    START_POINT,
    END_POINT,
    SHIFT_START,
    SHIFT_END,
    LATEST_RETURN,
    WAITING_COST,
    OWNER,  # head: the head in whose row the caregiver's load stands
    LOAD_COST,
    SO_FAR,  # the owner's head: the load before these routes
    LIMITS,  # head: its rows of the pool, the rows of its limits
    LIMITS_END,
    SCALE,  # the owner's head: of its load among all, in thousandths; -1 where it does not count
    PRICED,  # head: whether times cost it anything, or break a limit
    LIKE,  # head: the same where routes change nothing by changing all they have
) = range(16)
LENGTH, FROM, TO, MISSED_COST, AFTER_RETURN = range(5)

EARLIER, LATER, LEAST, MOST, WHO = range(5)
"""Columns of a gap's row of the pool: two visits by their leads, least, most, who."""

WHAT, ALL_MOST, MEMBER, MEMBER_END = range(4)
"""Columns of the row of a limit, quota or group: what counts, at most how much, members' rows."""

LOADED, MINUTE = 6, 7
"""Places in the pool's row 0: whether loads cost anything; ticks of a minute."""


class Tables(NamedTuple):
    """A problem, packed; N nodes, S stops, R routes."""

    node: Ints
    """(N, COLUMNS): other columns for stops, breaks and heads."""
    pool: Ints
    """(K, POOL_COLUMNS): weights, `LOADED`, `MINUTE` in row 0, then what `node` points into."""
    pair: Ints
    """(S, R): cost of preferences; -1 where the route may not serve the stop."""
    travel: NDArray[np.int32]


known_tables = known_columns(COLUMNS, POOL_COLUMNS, None, None)
"""Tables, in an entry, for the compiler to know their form."""


@kernel
def first_break(p: Tables) -> int:
    """The first break's node, which is the number of stops."""
    return p.pair.shape[0]


@kernel
def first_head(p: Tables) -> int:
    """The first head's node."""
    return p.pair.shape[0] + p.pair.shape[1]


def rows_on_lines(rows: int, columns: int) -> Ints:
    """Make zeros that begin with a cache line, and so do rows of 8, 16 or 64."""
    room = np.zeros(rows * columns + 7, dtype=np.int64)
    first = -(room.ctypes.data // room.itemsize) % 8
    return room[first : first + rows * columns].reshape(rows, columns)


class _Pool:
    """The rows of the pool, added block by block behind row 0."""

    def __init__(self, *first: int) -> None:
        self.blocks: list[Ints] = []
        self.size = 0
        self.add(*(np.array([value]) for value in first))

    def add(self, *columns: Ints) -> int:
        """Add rows, given by their first columns; answer the first one's number."""
        block = np.zeros((len(columns[0]), POOL_COLUMNS), dtype=np.int64)
        block[:, : len(columns)] = np.stack(columns, axis=1)
        self.blocks.append(block)
        self.size += len(block)
        return self.size - len(block)


def pack(problem: Problem, *, near: bool = True) -> Tables:
    """Pack a problem; without its `near` stops where no place is ever drawn."""
    n, routes = problem.n_stops, problem.n_routes
    heads = n + routes
    node = rows_on_lines(n + 2 * routes, COLUMNS)
    loaded = bool(problem.load_cost.any() or problem.weights[WORKLOAD_SPREAD])
    pool = _Pool(*problem.weights.tolist(), int(loaded), int(problem.minute[0]))
    _pack_stops(problem, node[:n])
    _pack_visits(problem, node, pool)
    _pack_quotas(problem, node[:n], pool)
    _pack_groups(problem, node[:n], pool)
    _pack_eligible(problem, node[:n], pool)
    if near:
        node[:n, NEARBY : NEARBY + NEAR] = near_stops(problem)
    _pack_routes(problem, node[heads:], pool)
    node[n:heads, LENGTH] = problem.break_length
    node[n:heads, FROM] = problem.break_from
    node[n:heads, TO] = problem.break_to
    node[n:heads, MISSED_COST] = problem.missed_cost
    node[n:heads, AFTER_RETURN] = problem.break_home
    pair = np.where(problem.eligible == 1, problem.pair_cost, -1)
    node[heads:, LIKE] = _likeness(problem, node[heads:], node[n:heads], pair)
    return Tables(
        node=node,
        pool=np.concatenate(pool.blocks),
        pair=pair,
        travel=problem.travel,
    )


def _pack_routes(problem: Problem, head: Ints, pool: _Pool) -> None:
    for column, values in enumerate(
        (
            problem.caregiver,
            problem.mode,
            problem.start_point,
            problem.end_point,
            problem.shift_start,
            problem.shift_end,
            problem.latest_return,
        ),
        start=CAREGIVER,
    ):
        head[:, column] = values
    people = np.flatnonzero(problem.caregiver != NOBODY)
    caregiver = problem.caregiver[people]
    head[people, WAITING_COST] = problem.weights[WAITING]
    head[people, LOAD_COST] = problem.load_cost[caregiver]
    head[people, SO_FAR] = problem.load_so_far[caregiver]
    heads = problem.n_stops + problem.n_routes
    first = {int(c): heads + r for r, c in reversed(list(enumerate(problem.caregiver)))}
    head[:, OWNER] = [first[int(c)] for c in problem.caregiver]
    head[:, SCALE] = -1
    if problem.weights[WORKLOAD_SPREAD]:
        owners = people[head[people, OWNER] == heads + people]
        head[owners, SCALE] = problem.load_scale[problem.caregiver[owners]]
    limits = _pack_sums(
        pool,
        problem.limit,
        problem.limit_what,
        problem.limit_most,
        heads + problem.limit_routes,
    )
    by_route = np.argsort(problem.limit_routes, kind="stable")
    bound = np.repeat(limits, np.diff(problem.limit))[by_route]
    rows = pool.add(bound) + np.searchsorted(
        problem.limit_routes[by_route], np.arange(len(head) + 1)
    )
    head[:, LIMITS], head[:, LIMITS_END] = rows[:-1], rows[1:]
    paid = bool(problem.weights[[WAITING, OVERTIME, LARGEST_IDLE]].any())
    head[people, PRICED] = paid
    head[problem.limit_routes, PRICED] = 1


def _likeness(problem: Problem, head: Ints, pause: Ints, pair: Ints) -> Ints:
    """Number the routes, so that two of one number change nothing by changing all they have.

    A caregiver who has several shifts, or shares a limit with others, is like no other.
    """
    _, which, shifts = np.unique(problem.caregiver, return_inverse=True, return_counts=True)
    several = (shifts[which] > 1) & (problem.caregiver != NOBODY)
    own: list[tuple[object, ...]] = [
        (route,) if several[route] else () for route in range(len(head))
    ]
    for begin, end, what, most in zip(
        problem.limit[:-1], problem.limit[1:], problem.limit_what, problem.limit_most, strict=True
    ):
        for route in problem.limit_routes[begin:end]:
            own[route] += (int(what), int(most), -1 if end - begin == 1 else int(route))
    numbers = {each: number for number, each in enumerate(dict.fromkeys(own))}
    limits = np.array([numbers[each] for each in own], dtype=np.int64)
    of_head = head[:, [*range(MODE, OWNER), LOAD_COST, SO_FAR, SCALE]]
    of_break = pause[:, LENGTH : AFTER_RETURN + 1]
    rows = np.column_stack([limits, of_head, of_break, pair.T])
    _, like = np.unique(rows, axis=0, return_inverse=True)
    return like.reshape(-1)


def _pack_quotas(problem: Problem, node: Ints, pool: _Pool) -> None:
    visits = problem.stops[:-1][problem.quota_visits]
    none = np.zeros_like(problem.quota_most)
    rows = _pack_sums(pool, problem.quota, none, problem.quota_most, visits, problem.quota_use)
    node[visits, QUOTA] = np.repeat(rows, np.diff(problem.quota))


def _pack_groups(problem: Problem, node: Ints, pool: _Pool) -> None:
    visits = problem.stops[:-1][problem.group_visits]
    none = np.zeros(len(problem.group) - 1, dtype=np.int64)
    rows = _pack_sums(pool, problem.group, none, none, visits)
    node[visits, GROUP] = np.repeat(rows, np.diff(problem.group))


def _pack_sums(pool: _Pool, pointer: Ints, what: Ints, most: Ints, *members: Ints) -> Ints:
    """Add the members of some bounded sums to the pool, and a row for each sum; answer the rows."""
    start = pool.add(*members) + pointer
    return pool.add(what, most, start[:-1], start[1:]) + np.arange(len(most))


def _pack_stops(problem: Problem, node: Ints) -> None:
    node[:, LEAD] = problem.stops[problem.visit]
    node[:, POINT_IN] = problem.point_in
    node[:, POINT_OUT] = problem.point_out
    node[:, ACCESS] = problem.before
    node[:, SERVICE] = problem.service
    node[:, AFTER] = problem.after
    node[:, OFFSET] = problem.offset
    node[:, CARGO] = problem.cargo


def _pack_visits(problem: Problem, node: Ints, pool: _Pool) -> None:
    lead = problem.stops[:-1]
    node[lead, SIZE] = np.diff(problem.stops)
    node[lead, CREW] = problem.crew
    node[lead, MUST] = problem.mandatory
    node[lead, UNSERVED_COST] = problem.unserved_cost
    node[lead, TARDINESS_COST] = problem.tardiness_cost
    node[lead, RESPONSE_COST] = problem.response_cost
    node[lead, RESPONSE_FROM] = problem.response_from
    node[lead, PREFERRED_COST] = problem.preferred_cost
    node[lead, PREFERRED_AT] = problem.preferred_at
    gaps = pool.add(
        lead[problem.gap_earlier],
        lead[problem.gap_later],
        problem.gap_least,
        problem.gap_most,
        problem.gap_who,
    )
    for column, pointer, values in (
        (ALLOWED, problem.allowed, (problem.allowed_from, problem.allowed_to)),
        (SOFT, problem.soft, (problem.soft_from, problem.soft_due)),
        (RELEASES, problem.release, (problem.release_at,)),
        (GAPS, problem.gaps, (gaps + problem.gap_ids,)),
    ):
        rows = pool.add(*values) + pointer
        node[lead, column], node[lead, column + 1] = rows[:-1], rows[1:]


def _pack_eligible(problem: Problem, node: Ints, pool: _Pool) -> None:
    # Stops that the same routes may serve share their rows: they stay in the cache.
    able, which = np.unique(problem.eligible, axis=0, return_inverse=True)
    kinds, routes = np.nonzero(able)
    rows = pool.add(routes) + np.searchsorted(kinds, np.arange(len(able) + 1))
    node[:, ROUTES], node[:, ROUTES_END] = rows[which], rows[which + 1]


def near_stops(problem: Problem) -> Ints:
    """Find for each stop the stops that go well beside it.

    Two stops are near where the way between them is short, with little waiting and no lateness, in
    the better of the two orders, and some caregiver may serve both.

    Returns
    -------
    array of shape (S, NEAR)
    """
    n = problem.n_stops
    if problem.n_routes == 0:
        return np.full((n, NEAR), -1, dtype=np.int64)
    travel = ways_of_people(problem)
    opens, due = spans(problem)
    opens, due = opens[problem.visit], due[problem.visit]
    busy = (problem.service + problem.after).astype(np.float64)
    onward = travel[np.ix_(problem.point_out, problem.point_in)] + problem.before
    waiting = opens[None, :] - (due + busy)[:, None] - onward
    lateness = (opens + busy)[:, None] + onward - due[None, :]
    score = onward + 0.2 * np.maximum(0, waiting) + np.maximum(0, lateness)
    score = np.minimum(score, score.T)
    eligible = problem.eligible.astype(np.float32)
    score[(eligible @ eligible.T) == 0] = np.inf
    score[problem.visit[:, None] == problem.visit[None, :]] = np.inf
    order = np.argsort(score, axis=1, kind="stable")[:, :NEAR]
    near = np.full((n, NEAR), -1, dtype=np.int64)
    reachable = np.isfinite(np.take_along_axis(score, order, axis=1))
    near[:, : order.shape[1]] = np.where(reachable, order, -1)
    count = np.maximum(1, (near >= 0).sum(axis=1))
    return np.take_along_axis(near, np.arange(NEAR) % count[:, None], axis=1)


def ways_of_people(problem: Problem) -> NDArray[np.float64]:
    """Ticks from point to point, the mean over the ways that people travel, (P, P)."""
    modes = np.unique(problem.mode[problem.caregiver != NOBODY])
    return problem.travel[modes].mean(axis=0, dtype=np.float64)


def spans(problem: Problem) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First and last start of each visit that costs no tardiness, each (V,)."""
    opens = np.zeros(problem.n_visits)
    due = np.zeros(problem.n_visits)
    for visit in range(problem.n_visits):
        a, b = problem.allowed[visit], problem.allowed[visit + 1]
        if a < b:
            opens[visit] = problem.allowed_from[a]
            due[visit] = problem.allowed_to[b - 1]
        if problem.soft[visit] < problem.soft[visit + 1]:
            due[visit] = min(due[visit], problem.soft_due[problem.soft[visit + 1] - 1])
    return opens, due


def near_cost(problem: Problem, tables: Tables) -> float:
    """What the way to another place near a stop costs on average: the scale of temperatures.

    Where nothing is far from anything, or ways cost nothing, a hundredth of what it costs to leave
    a visit out.
    """
    near = tables.node[: problem.n_stops, NEARBY : NEARBY + 5]
    here = np.repeat(problem.point_out, near.shape[1]).reshape(near.shape)
    ways = ways_of_people(problem)
    legs = ways[here, problem.point_in[np.maximum(near, 0)]][near >= 0]
    legs = legs[legs > 0] if (legs > 0).any() else ways[ways > 0] / 4
    if len(legs) and problem.weights[TRAVEL] > 0:
        return float(legs.mean()) * float(problem.weights[TRAVEL])
    return max(1.0, float(problem.unserved_cost.mean()) / 100)
