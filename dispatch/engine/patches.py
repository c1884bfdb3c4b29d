"""Copies of a packed problem with one thing changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from dispatch.engine.aims import AIM, Aim
from dispatch.engine.lists import binding
from dispatch.engine.packed import (
    ALL_MOST,
    ALLOWED,
    ALLOWED_END,
    LIMITS,
    ROUTES,
    ROUTES_END,
    SIZE,
    WISHES,
    WISHES_END,
    Packed,
)
from dispatch.engine.problem import NEVER, Ints, Problem


def allowed_in(packed: Packed, lead: int) -> Ints:
    """Return the rows of a visit's allowed starts, the first and last start of each."""
    return packed.pool[packed.node[lead, ALLOWED] : packed.node[lead, ALLOWED_END]]


def not_before(packed: Packed, lead: int, first: int) -> Packed:
    """Return a copy in which a visit does not start before `first`."""
    changed = packed._replace(pool=packed.pool.copy())
    rows = allowed_in(changed, lead)
    rows[rows[:, 1] < first, 1] = -1  # no start is at or before -1, so the interval is skipped
    rows[:, 0] = np.maximum(rows[:, 0], first)
    return changed


def not_after(packed: Packed, lead: int, last: int) -> Packed:
    """Return a copy in which a visit does not start after `last`."""
    changed = packed._replace(pool=packed.pool.copy())
    rows = allowed_in(changed, lead)
    rows[:, 1] = np.where(rows[:, 0] > last, -1, np.minimum(rows[:, 1], last))
    return changed


def with_aim(packed: Packed, lead: int, aim: Aim) -> Packed:
    """Return a copy with the allowed and wished starts of a visit replaced by an aim."""
    node, width = packed.node.copy(), packed.pool.shape[1]
    told = (*aim.allowed, (AIM, aim.near, aim.near))
    rows = np.array([(*each, *[0] * (width - len(each))) for each in told], dtype=np.int64)
    size = len(packed.pool)
    wish = size + len(aim.allowed)
    node[lead, [ALLOWED, ALLOWED_END]] = size, wish
    node[lead, [WISHES, WISHES_END]] = wish, wish + 1
    return packed._replace(node=node, pool=np.concatenate([packed.pool, rows]))


def with_routes(packed: Packed, routes: Mapping[int, range]) -> Packed:
    """Return a copy in which stops may use only the given ranges of their eligible routes."""
    if not routes:
        return packed
    node = packed.node.copy()
    for stop, few in routes.items():
        begin, end = packed.node[stop, [ROUTES, ROUTES_END]]
        able = packed.pool[begin:end, 0]
        node[stop, ROUTES] = begin + np.searchsorted(able, few.start)
        node[stop, ROUTES_END] = begin + np.searchsorted(able, few.stop)
    return packed._replace(node=node)


def without_stops(packed: Packed, problem: Problem, visit: int, few: Collection[int]) -> Packed:
    """Return a copy in which a visit does without a few stops behind its crew.

    Its other stops move forward, since the stops of a visit are consecutive.
    """
    node, pair = packed.node.copy(), packed.pair.copy()
    lead, end = problem.stops[visit : visit + 2].tolist()
    kept = [stop for stop in range(lead, end) if stop not in few]
    node[lead : lead + len(kept)], pair[lead : lead + len(kept)] = packed.node[kept], pair[kept]
    node[lead, SIZE] = len(kept)
    return packed._replace(node=node, pair=pair)


def without_limits(packed: Packed, problem: Problem, limits: Collection[int]) -> Packed:
    """Return a copy in which some limits, given by number, do not bind."""
    if not limits:
        return packed
    pool, heads = packed.pool.copy(), problem.n_stops + problem.n_routes
    bounds, routes = binding(problem)
    place = np.arange(len(routes)) - np.searchsorted(routes, routes)
    rows = pool[packed.node[heads + routes, LIMITS] + place, 0]
    pool[rows[np.isin(bounds, [*limits])], ALL_MOST] = NEVER
    return packed._replace(pool=pool)
