"""What a relaxation changes in the numbers: one visit and the shifts, encoded without the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.encoding import Encoded
from dispatch.engine.problem import Ints, Problem
from dispatch.scenario import Scenario, Visit


def part_of(scenario: Scenario, visit: Visit) -> Scenario:
    """Leave only a visit and those that it has gaps to: as much as its own numbers depend on."""
    linked = {visit.id, *(gap.after for gap in visit.gaps)}
    linked |= {other.id for other, _ in scenario.followers.get(visit.id, ())}
    visits = tuple(
        each.model_copy(update={"gaps": tuple(gap for gap in each.gaps if gap.after in linked)})
        for each in scenario.visits
        if each.id in linked
    )
    return scenario.model_copy(update={"visits": visits})


def spliced(whole: Encoded, part: Encoded, visit: str) -> Encoded:
    """Take a visit's starts, who may serve it, and all shifts' hours and breaks from a part.

    Parameters
    ----------
    whole
        The scenario in numbers, with its own rules.
    part
        What `part_of` leaves of it with looser rules, the same caregivers and shifts.
    visit
        The visit that they are looser for.
    """
    p, q = whole.problem, part.problem
    people, scale = len(whole.routes), part.tick // whole.tick
    v, w = _number(whole, visit), _number(part, visit)
    eligible, pair_cost = p.eligible.copy(), p.pair_cost.copy()
    here, there = slice(*p.stops[v : v + 2]), slice(*q.stops[w : w + 2])
    eligible[here, :people] = q.eligible[there, :people]
    pair_cost[here, :people] = q.pair_cost[there, :people] * scale
    names = ("latest_return", "break_length", "break_from", "break_to")
    hours = {name: getattr(p, name).copy() for name in names}
    for name, row in hours.items():
        row[:people] = getattr(q, name)[:people] * scale
    hours["missed_cost"] = np.where(hours["break_length"] > 0, p.missed_cost, 0)
    problem = _with_starts(p._replace(eligible=eligible, pair_cost=pair_cost, **hours), v, q, w)
    problem.allowed_from[problem.allowed[v] : problem.allowed[v + 1]] *= scale
    problem.allowed_to[problem.allowed[v] : problem.allowed[v + 1]] *= scale
    return replace(whole, problem=problem)


def _number(encoded: Encoded, visit: str) -> int:
    return int(encoded.problem.visit[encoded.stop_of[visit, 0]])


def _with_starts(p: Problem, v: int, q: Problem, w: int) -> Problem:
    """Give visit `v` of `p` the allowed starts of visit `w` of `q`."""
    old, new = slice(*p.allowed[v : v + 2]), slice(*q.allowed[w : w + 2])
    more = (new.stop - new.start) - (old.stop - old.start)

    def changed(row: Ints, other: Ints) -> Ints:
        return np.concatenate([row[: old.start], other[new], row[old.stop :]])

    return p._replace(
        allowed=p.allowed + more * (np.arange(len(p.allowed)) > v),
        allowed_from=changed(p.allowed_from, q.allowed_from),
        allowed_to=changed(p.allowed_to, q.allowed_to),
    )
