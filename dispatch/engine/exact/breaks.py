"""Where and when meal breaks are taken, as CP-SAT sees it; `dispatch.engine.walk` defines it."""

from __future__ import annotations

from dispatch.engine.exact.model import AHEAD, HEAD, Expression, Model


def keep_breaks(model: Model) -> None:
    """Require each break once: on the first way, between two stops, at the end, or missed.

    It begins in its window. On the first way this is not required: a caregiver without stops takes
    it there, too, and otherwise there might be no solution at all.
    """
    for r, first in model.break_first.items():
        options = [first, model.break_last[r]]
        options += [x for (_, q, _), x in model.break_before.items() if q == r]
        options += [found[r] for found in (model.break_at_end, model.break_missed) if r in found]
        model.cp.add_exactly_one(options)
        _keep_after_return(model, r)
        if r in model.break_missed:
            _keep_missed(model, r)
        if r in model.rests_at_door:
            _keep_at_first_door(model, r)
        if r in model.break_at_end:
            _keep_at_last_door(model, r)
    for s in range(model.problem.n_stops):
        for r in sorted({r for stop, r, _ in model.break_before if stop == s}):
            _keep_between(model, s, r)


def rest_first(model: Model, r: int, way: int) -> Expression:
    """Return by how much a break on the first way delays the arrival at its end.

    It is taken at the first door if that is in time, otherwise at the start place.
    """
    if r not in model.break_first:
        return 0
    p, begun = model.problem, int(model.problem.shift_start[r])
    opens, closes, length = int(p.break_from[r]), int(p.break_to[r]), int(p.break_length[r])
    if r in model.rests_at_door and max(begun + way, opens) <= closes:
        return (max(0, opens - begun - way) + length) * model.break_first[r]
    return (max(0, opens - begun) + length) * model.break_first[r]


def _keep_after_return(model: Model, r: int) -> None:
    p, last = model.problem, model.break_last[r]
    model.cp.add_implication(last, model.unused[r].negated())
    model.cp.add(last <= int(p.break_home[r]))
    model.cp.add(model.returned[r] <= int(p.break_to[r])).only_enforce_if(last)


def _keep_missed(model: Model, r: int) -> None:
    """Require a missed break if the shift starts too late; otherwise even its end must be too late.

    A caregiver who does not rest earlier could do so at the last door, or after the return.
    """
    p, missed, closes = model.problem, model.break_missed[r], int(model.problem.break_to[r])
    if max(p.shift_start[r], p.break_from[r]) > closes:
        model.cp.add(missed == 1)
        return
    model.cp.add_implication(missed, model.unused[r].negated())
    for s in model.stops_of(r):
        last = model.arcs[r, s, HEAD]
        left = model.start[p.visit[s]] + model.from_start(s)
        if r in model.break_at_end:
            model.cp.add(left > closes).only_enforce_if(last, missed)
        elif p.break_home[r]:
            model.cp.add(model.returned[r] > closes).only_enforce_if(last, missed)


def _keep_at_first_door(model: Model, r: int) -> None:
    """Let a break be at the first door; a departure as late as that of a break at home needs none.

    The departure is then that of somebody who rests before she sets out: it ends with the break.
    """
    p, at_door, cp = model.problem, model.rests_at_door[r], model.cp
    cp.add_implication(at_door, model.break_first[r])
    cp.add_implication(at_door, model.unused[r].negated())
    length, closes = int(p.break_length[r]), int(p.break_to[r])
    at_home = max(int(p.shift_start[r]), int(p.break_from[r])) + length
    home = cp.new_bool_var(f"break at home {r}")
    cp.add_bool_or(at_door.negated(), home.negated())
    cp.add_bool_or(at_door, home, model.break_first[r].negated(), model.unused[r])
    for s in model.stops_of(r):
        out = model.arcs[r, HEAD, s]
        leaves = model.start[p.visit[s]] - model.until_start(s) - model.first_way(r, s)
        latest = closes + length - model.first_way(r, s)
        cp.add(leaves >= at_home).only_enforce_if(out, home, model.break_first[r])
        cp.add(model.departure[r] <= leaves).only_enforce_if(out, at_door)
        cp.add(model.departure[r] <= latest).only_enforce_if(out, at_door)
        if r in model.shift:
            sets_out = cp.new_bool_var(f"sets out later {r} {s}")
            cp.add(model.shift[r] == 0).only_enforce_if(out, at_door, sets_out.negated())
            later = leaves + model.shift[r] <= latest
            cp.add(later).only_enforce_if(out, at_door, sets_out)


def _keep_at_last_door(model: Model, r: int) -> None:
    """Let a break be at the last door if it is too late, or forbidden, after the return."""
    p, cp, at_end = model.problem, model.cp, model.break_at_end[r]
    length, opens, closes = int(p.break_length[r]), int(p.break_from[r]), int(p.break_to[r])
    begins = model.rest_begins[r]
    cp.add_implication(at_end, model.unused[r].negated())
    for s in model.stops_of(r):
        last, way = model.arcs[r, s, HEAD], model.last_way(r, s)
        left = model.start[p.visit[s]] + model.from_start(s)
        waits = cp.new_bool_var(f"waits for the break {r} {s}")
        here = [last, at_end]
        cp.add(begins == opens).only_enforce_if(*here, waits)
        cp.add(left <= opens).only_enforce_if(*here, waits)
        cp.add(begins == left).only_enforce_if(*here, waits.negated())
        cp.add(left >= opens).only_enforce_if(*here, waits.negated())
        cp.add(begins <= closes).only_enforce_if(here)
        cp.add(model.returned[r] == begins + length + way).only_enforce_if(here)
        if p.break_home[r]:
            cp.add(left + way > closes).only_enforce_if(here)


def _keep_between(model: Model, s: int, r: int) -> None:
    """Set what a break on the way to a stop adds to the arrival, and when its way on ends.

    After the way if it begins there in time, otherwise ahead of it; or at a base.
    """
    p, cp = model.problem, model.cp
    length, opens, closes = int(p.break_length[r]), int(p.break_from[r]), int(p.break_to[r])
    added, ended, detour = model.rest_added[s, r], model.rest_ended[s, r], model.signed("detour")
    model.detour[r].append(detour)
    spots = {spot: x for (stop, q, spot), x in model.break_before.items() if (stop, q) == (s, r)}
    for each in (added, ended, detour):
        cp.add(each == 0).only_enforce_if([x.negated() for x in spots.values()])
    for spot, here in spots.items():
        cp.add_implication(here, model.serves[s, r])
        cp.add_implication(here, model.arcs[r, HEAD, s].negated())
        for (q, a, b), x in model.arcs.items():
            if q != r or b != s or a == HEAD:
                continue
            there, on = model.spot(r, a, s, spot)
            way = model.ticks(r, a, s)
            left = model.arrival[s] - way
            moved = model.moved.get(int(p.visit[a]), 0)
            cp.add(left + moved + there <= closes).only_enforce_if(x, here)
            cp.add(added == length + there + on - way).only_enforce_if(x, here)
            cp.add(ended == opens + length + on).only_enforce_if(x, here)
            cp.add(detour == there + on - way).only_enforce_if(x, here)
            if spot == AHEAD:
                cp.add(model.arrival[s] > closes).only_enforce_if(x, here)
