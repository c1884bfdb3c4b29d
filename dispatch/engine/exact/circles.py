"""Exclusion of starts that hold each other up.

Two visits of a gap can delay each other in a circle: the later one starts late because the earlier
one does, and the earlier one because it waits for the later. The constraint model allows this, as
each start equals the largest of its lower bounds. The timetable, which is the earliest, does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dispatch.engine.exact.model import HEAD, Expression, Literal, Model, Variable
from dispatch.engine.timetable import earliest_starts
from dispatch.errors import DispatchError, fault


def forbid_circles(model: Model, value: Callable[[Expression], int]) -> None:
    """Forbid the late starts of a model's solution under the decisions that cause them.

    The start of a visit follows from the decisions about the visits that it depends on, directly or
    indirectly. Under these decisions it is that of the timetable, whatever the other decisions are.

    Raises
    ------
    DispatchError
        If the model and the timetable differ without a circle.
    """
    routes, held = model.read(value)
    starts = earliest_starts(model.problem, routes, held) or {}
    late = [v for v, start in starts.items() if value(model.start[v]) > start]
    if not late:
        raise DispatchError(fault("model-differs"))
    causes = _causes(model, late, value)
    for v in late:
        model.cp.add(model.start[v] <= starts[v]).only_enforce_if(causes)


def _causes(
    model: Model, visits: Sequence[int], value: Callable[[Expression], int]
) -> list[Literal]:
    """Return the decisions, as true literals, that determine the starts of some visits."""
    p = model.problem
    causes: list[Literal] = []
    known, ahead = set(visits), list(visits)
    while ahead:
        v = ahead.pop()
        causes += [_as_is(x, value) for x in model.held[v]]
        near: set[int] = set()
        for (r, a, b), x in model.arcs.items():
            if b in model.stops_at(v) and value(x):
                causes.append(x)
                if r in model.break_first:
                    rests = [x for (s, q, _), x in model.break_before.items() if (s, q) == (b, r)]
                    rests = [model.break_first[r]] if a == HEAD else rests
                    causes += [_as_is(rest, value) for rest in rests]
                if a == HEAD:
                    kits = [x for (q, _), x in model.brings.items() if q == r]
                    causes += [_as_is(x, value) for x in kits]
                near |= {int(p.visit[a])} if a != HEAD else set()
        for g, both in enumerate(model.both):
            pair = {int(p.gap_earlier[g]), int(p.gap_later[g])}
            if v in pair:
                causes.append(_as_is(both, value))
                near |= pair if value(both) else set()
        ahead += near - known
        known |= near
    return causes


def _as_is(x: Variable, value: Callable[[Expression], int]) -> Literal:
    return x if value(x) else x.negated()
