"""Symmetry breaking among identical pieces of equipment.

Identical pieces are used in the order of the first stop that each makes. Every solution has a
counterpart in this order, with the same times and the same cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ortools.sat.python import cp_model

from dispatch.engine.exact.model import Model
from dispatch.engine.problem import NOBODY, Problem, Solution


def alike(problem: Problem) -> list[list[int]]:
    """Return the pieces of equipment in groups of identical ones."""
    p = problem
    groups: dict[tuple[object, ...], list[int]] = {}
    for r in range(p.n_routes):
        if p.caregiver[r] == NOBODY:
            ends = (int(p.mode[r]), int(p.start_point[r]), int(p.end_point[r]))
            groups.setdefault((*ends, p.eligible[:, r].tobytes()), []).append(r)
    return list(groups.values())


def keep_order(model: Model) -> None:
    """Allow a piece a stop only if the piece before it makes an earlier one."""
    for group in alike(model.problem):
        for before, piece in pairwise(group):
            earlier: list[cp_model.IntVar] = []
            for s in model.stops_of(piece):
                made = cp_model.LinearExpr.sum(earlier)
                model.cp.add(model.serves[s, piece] <= made)
                earlier.append(model.serves[s, before])


def in_order(problem: Problem, solution: Solution) -> Solution:
    """Return the counterpart of a solution that `keep_order` permits."""
    routes = list(solution.routes)

    def first(nodes: Sequence[int]) -> int:
        return min(nodes, default=problem.n_stops)

    for group in alike(problem):
        for r, nodes in zip(group, sorted((routes[r] for r in group), key=first), strict=True):
            routes[r] = nodes
    return replace(solution, routes=tuple(routes))
