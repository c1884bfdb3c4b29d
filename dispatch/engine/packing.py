"""Packing of a problem for the kernel, and of changes to one visit."""

from __future__ import annotations

import numpy as np

from dispatch.engine.likeness import likeness
from dispatch.engine.lists import (
    Pool,
    binding,
    pack_gaps,
    pack_rows,
    pack_stations,
    pack_sums,
    pack_wishes,
)
from dispatch.engine.near import near_stops
from dispatch.engine.packed import (
    ACCESS,
    AFTER,
    AFTER_RETURN,
    AHEAD,
    BASES,
    BASES_END,
    BEGUN,
    BRINGS,
    CAREGIVER,
    CARGO,
    CLIENT,
    COLUMNS,
    COMPARES,
    CREW,
    END_POINT,
    FROM,
    HAS_KITS,
    HEAVY,
    LATEST_RETURN,
    LEAD,
    LENGTH,
    LIKE,
    MISSED_COST,
    MODE,
    NEAR,
    NEARBY,
    OFFSET,
    OUT,
    OWNER,
    POINT_IN,
    POINT_OUT,
    POOL_COLUMNS,
    PRICED,
    RESPONSE_COST,
    RESPONSE_FROM,
    SCALE,
    SERVICE,
    SHARES_WORK,
    SHIFT_END,
    SHIFT_START,
    SIZE,
    SLACK,
    SO_FAR,
    START_POINT,
    STILL,
    TARDINESS_COST,
    TO,
    UNSERVED_COST,
    WAITING_COST,
    WEIGHS_WORKLOAD,
    WORKLOAD_COST,
    Packed,
    rows_on_lines,
)
from dispatch.engine.problem import (
    LARGEST_IDLE,
    NOBODY,
    OVERTIME,
    WAITING,
    WORKLOAD_SPREAD,
    Ints,
    Problem,
)
from dispatch.engine.ranking import rank
from dispatch.engine.unequal import pack_compared, pack_shares, weighs_comparisons, weighs_shares


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
    pool = Pool(np.zeros((2, POOL_COLUMNS), dtype=np.int64))
    pack_rows(problem, node, pool, np.arange(problem.n_visits))
    pack_wishes(problem, node, pool)
    pack_gaps(problem, node, pool)
    pack_sums(problem, node, pool)
    pack_stations(problem, node[n + routes :], pool)
    _pack_owners(problem, node[n + routes :])
    pack_shares(problem, node[n + routes :], pool)
    pack_compared(problem, node[n + routes :], pool)
    bases = pool.add(problem.base_points) + problem.base
    pauses = node[n : n + routes]
    pauses[:, BASES], pauses[:, BASES_END] = bases[:-1], bases[1:]
    packed = _with_columns(problem, node, pool)
    if to_search:
        node[:n, NEARBY : NEARBY + NEAR] = near_stops(problem)
        node[n + routes :, LIKE] = likeness(problem, packed)
    return packed


def patched(packed: Packed, problem: Problem, visit: int) -> Packed:
    """Pack a variant of a packed problem with the same stops and routes.

    Parameters
    ----------
    packed
        Another problem, packed; it is not changed.
    problem
        The variant. It has the same visits, gaps, quotas, groups, limits and caregivers; its costs
        may differ, but for those of shares and of what is compared, of which it may have none.
    visit
        The only visit whose allowed starts and eligible routes may differ.
    """
    pool = Pool(packed.pool)
    node = rows_on_lines(*packed.node.shape)
    node[:] = packed.node
    pack_rows(problem, node, pool, np.array([visit]))
    pack_wishes(problem, node, pool)
    return _with_columns(problem, node, pool)


def _with_columns(problem: Problem, node: Ints, pool: Pool) -> Packed:
    """Write the fields that have a column of their own, and assemble the result."""
    n, heads = problem.n_stops, problem.n_stops + problem.n_routes
    _write_stops(problem, node[:n])
    _write_visits(problem, node)
    _write_breaks(problem, node[n:heads])
    _write_routes(problem, node[heads:])
    whole = np.concatenate(pool.blocks)
    weighs_workload = bool(problem.workload_cost.any() or problem.weights[WORKLOAD_SPREAD])
    flags = WEIGHS_WORKLOAD * weighs_workload + HAS_KITS * bool(problem.brings.any())
    flags += SHARES_WORK * weighs_shares(problem) + COMPARES * weighs_comparisons(problem)
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
    head[people, PRICED] = bool(priced or weighs_shares(problem))
    head[binding(problem)[1], PRICED] = 1


def _pack_owners(problem: Problem, head: Ints) -> None:
    """Point every route to the first route of its caregiver; all equipment shares one."""
    heads = problem.n_stops + problem.n_routes
    _, first, which = np.unique(problem.caregiver, return_index=True, return_inverse=True)
    head[:, OWNER] = heads + first[which]
