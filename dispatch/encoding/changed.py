"""What changes in the numbers where rules change for one visit: encoded without all the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.encoding.encoded import Encoded
from dispatch.encoding.fields import ints, route_fields
from dispatch.encoding.pairs import pairs
from dispatch.engine.problem import Ints, Problem, Solution
from dispatch.rules import allowed_starts
from dispatch.scenario import Scenario

_OF_ROUTES = (
    "caregiver", "mode", "start_point", "end_point", "shift_start", "shift_end", "latest_return",
    "break_length", "break_from", "break_to", "missed_cost", "break_home",
)  # fmt: skip


def changed(whole: Encoded, scenario: Scenario, visit_id: str) -> Encoded:
    """Encode a scenario with other rules for one visit, other hours and breaks, and fewer routes.

    Parameters
    ----------
    whole
        What is encoded already, with every shift and every piece that `scenario` has.
    scenario
        What is asked; visits that have nothing to do with the one need not be in it.
    visit_id
        The visit.
    """
    left = _with_routes_of(whole, scenario)
    p = _with_hours(left, scenario)
    v = int(p.visit[left.stop_of[visit_id, 0]])
    stops = slice(*p.stops[v : v + 2].tolist())
    eligible, cost = pairs(scenario, left.stops[stops], left.routes, left.pieces)
    p.eligible[stops], p.pair_cost[stops] = eligible, cost * p.minute
    starts = allowed_starts(scenario, scenario.visit[visit_id])
    inner = ((-(-first // left.tick), last // left.tick) for first, last in starts)
    p = _with_starts(p, v, [(first, last) for first, last in inner if first <= last])
    return replace(left, problem=p)


def carried_over(solution: Solution, whole: Encoded, left: Encoded) -> Solution:
    """Give the decisions of a solution in the numbers of what is `changed`.

    Parameters
    ----------
    solution
        Decisions in the numbers of `whole`; its times are not kept.
    whole
        What was encoded.
    left
        What it is changed to. Its routes keep their stops, and their breaks where any is due.
    """
    people = dict(zip(whole.routes, solution.routes, strict=False))
    pieces = dict(zip(whole.pieces, solution.routes[len(whole.routes) :], strict=True))
    kept = [*(people[key] for key in left.routes), *(pieces[key] for key in left.pieces)]
    p = left.problem
    return replace(
        solution,
        routes=tuple(
            tuple(
                min(node, p.n_stops + route)  # the break of a route comes after all stops
                for node in nodes
                if node < p.n_stops or p.break_length[route]
            )
            for route, nodes in enumerate(kept)
        ),
        break_start=(-1,) * p.n_routes,
    )


def _with_routes_of(whole: Encoded, scenario: Scenario) -> Encoded:
    """Leave only the people and the pieces that a scenario has."""
    people = [k for k, (name, _) in enumerate(whole.routes) if name in scenario.caregiver]
    pieces = [k for k, (pool, n) in enumerate(whole.pieces) if n <= scenario.pool[pool].count]
    kept = ints([*people, *(len(whole.routes) + k for k in pieces)])
    p = whole.problem
    number = np.full(p.n_routes, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    bound = number[p.limit_routes]
    problem = p._replace(
        **{name: getattr(p, name)[kept] for name in _OF_ROUTES},
        limit=np.append(0, np.cumsum(bound >= 0))[p.limit],
        limit_routes=bound[bound >= 0],
        eligible=p.eligible.take(kept, axis=1),  # in C order, as the kernel is compiled for
        pair_cost=p.pair_cost.take(kept, axis=1),
    )
    return replace(
        whole,
        problem=problem,
        routes=tuple(whole.routes[k] for k in people),
        pieces=tuple(whole.pieces[k] for k in pieces),
    )


def _with_hours(encoded: Encoded, scenario: Scenario) -> Problem:
    """Take over when people have to be back, and their breaks."""
    p, people = encoded.problem, len(encoded.routes)
    modes = [mode.id for mode in scenario.modes]
    fields = route_fields(scenario, encoded.travel, encoded.routes, modes)
    names = ("latest_return", "break_length", "break_from", "break_to")
    hours = {
        name: np.append(fields[name] // encoded.tick, getattr(p, name)[people:]) for name in names
    }
    due = hours["break_length"] > 0
    missed, home = np.where(due, p.missed_cost, 0), np.where(due, p.break_home, 1)
    return p._replace(**hours, missed_cost=missed, break_home=home)


def _with_starts(p: Problem, v: int, starts: list[tuple[int, int]]) -> Problem:
    """Give a visit other allowed starts."""
    old = slice(*p.allowed[v : v + 2].tolist())
    more = len(starts) - (old.stop - old.start)

    def with_column(row: Ints, column: int) -> Ints:
        return np.concatenate(
            [row[: old.start], ints(each[column] for each in starts), row[old.stop :]]
        )

    return p._replace(
        allowed=p.allowed + more * (np.arange(len(p.allowed)) > v),
        allowed_from=with_column(p.allowed_from, 0),
        allowed_to=with_column(p.allowed_to, 1),
    )
