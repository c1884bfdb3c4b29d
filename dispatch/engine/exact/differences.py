"""Exclusion of solutions of the constraint model that the timetable does not know.

Two visits of a gap can delay each other in a circle: the later one starts late because the earlier
one does, and the earlier one because it waits for the later. The constraint model allows this, as
each start equals the largest of its lower bounds. The timetable, which is the earliest, does not.

A route sets out later by the shift that costs least, and a limit on paid time may need another one.
The constraint model would choose that one; the timetable has none. Nor is anybody away for longer,
or shorter, because that makes shares more equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from dispatch.engine.assignment import Flaw, Routes, stops_of
from dispatch.engine.exact.model import HEAD, Expression, Literal, Model, Variable
from dispatch.engine.exact.rules import paid
from dispatch.engine.schedule import flaw_of
from dispatch.engine.timetable import Timetable, earliest_starts, timetable
from dispatch.engine.timetable import paid as paid_in
from dispatch.engine.ways import legs
from dispatch.errors import DispatchError, fault


def forbid_differences(model: Model, value: Callable[[Expression], int]) -> None:
    """Forbid the late starts of a model's solution under the decisions that cause them.

    If no start is late, but a limit is exceeded, forbid these decisions; if a route
    takes another time, forbid that under the decisions that its times follow from.

    The start of a visit follows from the decisions about the visits that it depends on, directly or
    indirectly. Under these decisions it is that of the timetable, whatever the other decisions are.

    Raises
    ------
    DispatchError
        If the model and the timetable differ for another reason.
    """
    routes, held = model.read(value)
    starts = earliest_starts(model.problem, routes, held) or {}
    late = [v for v, start in starts.items() if value(model.start[v]) > start]
    if not late and flaw_of(model.problem, routes, held) is Flaw.LIMIT_EXCEEDED:
        model.cp.add_bool_or([x.negated() for x in _decisions(model, value)])
    elif not late:
        times = timetable(model.problem, routes, held)
        assert times is not None  # the model keeps every rule of time
        _forbid_amounts(model, routes, times, value)
    causes = _causes(model, late, value)
    for v in late:
        model.cp.add(model.start[v] <= starts[v]).only_enforce_if(causes)


def _forbid_amounts(
    model: Model, routes: Routes, times: Timetable, value: Callable[[Expression], int]
) -> None:
    """Forbid paid times and travel that are not those of the timetable."""
    found = False
    for r in model.staffed:
        nodes = routes[r]
        stops = stops_of(model.problem, nodes)
        if not stops:
            continue
        way = sum(legs(model.problem, r, nodes)) + times.detour[r]
        causes: list[Literal] = []
        for amount, is_so in (
            (paid(model, r), paid_in(model.problem, r, times)),
            (model.way(r), way),
        ):
            if value(amount) != is_so:
                causes = causes or _causes_of_route(model, r, stops, value)
                model.cp.add(amount == is_so).only_enforce_if(causes)
                found = True
    if not found:
        raise DispatchError(fault("model-differs"))


def _causes_of_route(
    model: Model, r: int, stops: Sequence[int], value: Callable[[Expression], int]
) -> list[Literal]:
    """Return the decisions, as true literals, that determine all times of a route."""
    causes = _causes(model, [int(model.problem.visit[s]) for s in stops], value)
    ends = [x for (q, _, _), x in model.arcs.items() if q == r and value(x)]
    return [*causes, *ends, *(_as_is(x, value) for q, x in _breaks(model) if q == r)]


def _decisions(model: Model, value: Callable[[Expression], int]) -> Iterator[Literal]:
    """Yield all decisions of a model's solution, as true literals."""
    yield from (x for x in model.arcs.values() if value(x))
    for x in chain(*model.held, (x for _, x in _breaks(model))):
        yield _as_is(x, value)


def _breaks(model: Model) -> Iterator[tuple[int, Variable]]:
    """Yield each decision about a break, with its route."""
    for (_, r, _), x in model.break_before.items():
        yield r, x
    of_routes = (model.break_first, model.break_last, model.break_at_end, model.break_missed)
    for each in of_routes:
        yield from each.items()


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
