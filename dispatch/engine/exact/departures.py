"""How much later routes set out, as CP-SAT sees it; `dispatch.engine.postponement` defines it."""

from __future__ import annotations

from dispatch.engine.assignment import rows
from dispatch.engine.exact.model import HEAD, Expression, Literal, Model, Variable
from dispatch.engine.postponement import openings
from dispatch.engine.problem import LARGEST_TARDINESS
from dispatch.engine.walk import access


def keep_departures(model: Model) -> None:
    """Let each route set out later as far as its visits and its break may move.

    The objective chooses the shift: it reduces the waiting by as much.
    """
    for v in model.moved:
        _keep_slack(model, v)
    for r, shift in model.shift.items():
        model.cp.add(shift == 0).only_enforce_if(model.unused[r])
        for s in model.stops_of(r):
            first, last = model.arcs[r, HEAD, s], model.arcs[r, s, HEAD]
            moved = _moved(model, s)
            model.cp.add(moved == shift).only_enforce_if(first)
            rest = model.break_at_end.get(r)
            if rest is None:
                model.cp.add(moved == 0).only_enforce_if(last)
                continue
            model.cp.add(moved == 0).only_enforce_if(last, rest.negated())
            closes = int(model.problem.break_to[r])
            left = model.start[model.problem.visit[s]] + model.from_start(s)
            waits = model.rest_begins[r] - left
            model.cp.add(moved <= waits).only_enforce_if(last, rest)
            model.cp.add(left + moved <= closes).only_enforce_if(last, rest)
        for (q, a, b), x in model.arcs.items():
            if q == r and a != HEAD and b != HEAD:
                _keep_rest_of_shift(model, r, a, b, x)


def _moved(model: Model, s: int) -> Expression:
    return model.moved.get(int(model.problem.visit[s]), 0)


def _keep_slack(model: Model, v: int) -> None:
    """Keep a visit in its allowed interval; do not move it with a gap in order, or into tardiness.

    It stays in the window that it shares with another visit.
    """
    p, cp, moved = model.problem, model.cp, model.moved[v]
    cp.add(moved == 0).only_enforce_if(model.served[v].negated())
    if p.still[v]:
        cp.add(moved == 0)
    for k, x in zip(model.allowed(v), model.within[v], strict=True):
        cp.add(model.start[v] + moved <= int(p.allowed_to[k])).only_enforce_if(x)
    for g, both in enumerate(model.both):
        if v in (p.gap_earlier[g], p.gap_later[g]):
            if p.gap_ordered[g]:
                cp.add(moved == 0).only_enforce_if(both)
            for at in openings(p, g, v):
                waits = opens(model, v, model.start[v], at).negated()
                cp.add(model.start[v] + moved < at).only_enforce_if(both, waits)
    windows = rows(p.soft, v)
    if p.weights[LARGEST_TARDINESS] and windows:
        moves = cp.new_bool_var(f"moves {v}")
        cp.add(moved == 0).only_enforce_if(moves.negated())
        opened = [opens(model, v, model.start[v], int(p.soft_from[k])) for k in windows]
        for place, k in enumerate(windows):
            counts = [opened[place], *(x.negated() for x in opened[place + 1 : place + 2])]
            due = int(p.soft_due[k])
            cp.add(model.start[v] + moved <= due).only_enforce_if(moves, *counts)


def _keep_rest_of_shift(model: Model, r: int, a: int, b: int, x: Literal) -> None:
    """Move the second of two stops by what the waiting between them leaves of the first's move."""
    p, cp = model.problem, model.cp
    before, after = _moved(model, a), _moved(model, b)
    if isinstance(before, int):
        cp.add(after == 0).only_enforce_if(x)
        return
    rest = model.rest_added.get((b, r), 0)
    begins = model.start[p.visit[b]] + int(p.offset[b])
    waits = begins - access(p, a, b) - model.arrival[b] - rest
    moves = cp.new_bool_var(f"moves on {r} {a} {b}")
    cp.add(after == before - waits).only_enforce_if(x, moves)
    cp.add(after == 0).only_enforce_if(x, moves.negated())
    cp.add(before <= waits).only_enforce_if(x, moves.negated())
    cp.add(before >= waits).only_enforce_if(x, moves)


def opens(model: Model, v: int, start: Expression, opening: int) -> Variable:
    """Return a variable for whether a start of a visit is at `opening` or later."""
    opened = model.cp.new_bool_var(f"opened {v} {opening}")
    model.cp.add(start >= opening).only_enforce_if(opened)
    model.cp.add(start < opening).only_enforce_if(opened.negated())
    return opened


def tardiness(model: Model, v: int) -> Variable:
    """Return a variable that is at least the tardiness of a visit, 0 if it is left out."""
    p, windows = model.problem, rows(model.problem.soft, v)
    late = model.amount(f"tardiness {v}", min((int(p.soft_due[k]) for k in windows), default=0))
    opened = [opens(model, v, model.begins(v), int(p.soft_from[k])) for k in windows]
    for place, k in enumerate(windows):
        after = [x.negated() for x in opened[place + 1 : place + 2]]
        counts = [model.served[v], opened[place], *after]
        model.cp.add(late >= model.begins(v) - int(p.soft_due[k])).only_enforce_if(counts)
    return late
