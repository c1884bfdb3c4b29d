"""The hard rules and the earliest timetable, with one function for each rule.

Routing models usually only bound times from below. Here they are fixed: each start *equals* the
first allowed instant at which nothing delays the visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ortools.sat.python import cp_model

from dispatch.engine.assignment import rows
from dispatch.engine.exact.breaks import keep_breaks, rest_first
from dispatch.engine.exact.departures import keep_departures, opens
from dispatch.engine.exact.model import HEAD, Expression, Literal, Model, Variable
from dispatch.engine.postponement import openings
from dispatch.engine.problem import CARGO, DIFFERENT, KITS, NEVER, PAID, SAME, VISITS


def keep_rules(model: Model) -> None:
    """Add every hard rule to the model."""
    keep_crews(model)
    keep_circuits(model)
    keep_kits(model)
    keep_breaks(model)
    keep_travel(model)
    keep_starts(model)
    keep_departures(model)
    keep_groups(model)
    keep_caregivers_of_gaps(model)
    keep_returns(model)
    keep_quotas(model)
    keep_limits(model)


def keep_crews(model: Model) -> None:
    """Require all stops of a visit or none, and different caregivers for its crew."""
    p = model.problem
    for s in range(p.n_stops):
        makers = [x for (stop, _), x in model.serves.items() if stop == s]
        model.cp.add(cp_model.LinearExpr.sum(makers) == model.served[p.visit[s]])
    for v in range(p.n_visits):
        crew = model.crew(v)
        for c in range(len(p.workload_cost) if len(crew) > 1 else 0):
            model.cp.add(_roles(model, v, c) <= 1)
        for one, two in pairwise(crew):
            if _interchangeable(model, one, two):
                model.cp.add(_maker(model, one) <= _maker(model, two))


def _roles(model: Model, v: int, c: int) -> cp_model.LinearExpr:
    """Return the number of a visit's roles that a caregiver fills."""
    crew, routes = model.crew(v), model.problem.caregiver
    filled = [x for (s, r), x in model.serves.items() if s in crew and routes[r] == c]
    return cp_model.LinearExpr.sum(filled)


def _interchangeable(model: Model, one: int, two: int) -> bool:
    """Return whether two roles of a visit are identical, so that one order of them is enough."""
    p = model.problem
    places, loads = (p.client, p.point_in, p.point_out), (p.cargo, p.brings)
    times = (p.before, p.service, p.after, p.slack, p.offset)
    pairs = (p.eligible, p.pair_cost)
    return all(row[one] == row[two] for row in (*places, *times, *loads)) and all(
        (pair[one] == pair[two]).all() for pair in pairs
    )


def _maker(model: Model, stop: int) -> cp_model.LinearExpr:
    """Return the number of the route that makes a stop."""
    return cp_model.LinearExpr.sum([r * x for (s, r), x in model.serves.items() if s == stop])


def keep_circuits(model: Model) -> None:
    """Require each route to be a circuit from its head through its stops."""
    for r, unused in enumerate(model.unused):
        stops = model.stops_of(r)
        number = {node: place for place, node in enumerate([HEAD, *stops])}
        circuit: list[tuple[int, int, Literal]] = [(0, 0, unused)]
        for s in stops:
            circuit.append((number[s], number[s], model.serves[s, r].negated()))
            model.cp.add_implication(model.serves[s, r], unused.negated())
        circuit += [(number[a], number[b], x) for (q, a, b), x in model.arcs.items() if q == r]
        model.cp.add_circuit(circuit)


def keep_kits(model: Model) -> None:
    """Lead the first and the last way of a route over the stations of the kits that it brings."""
    for (r, kit), brings in model.brings.items():
        bringing = [
            x
            for (s, q), x in model.serves.items()
            if q == r and int(model.problem.brings[s]) >> kit & 1
        ]
        model.cp.add_max_equality(brings, bringing)
    for r, out in model.detour_out.items():
        back = model.detour_back[r]
        for detour in (out, back):
            model.cp.add(detour == 0).only_enforce_if(model.unused[r])
        for kits, chosen in model.loads(r):
            for s in model.stops_of(r):
                for detour, arc in ((out, (r, HEAD, s)), (back, (r, s, HEAD))):
                    added = model.ticks_with(*arc, kits) - model.ticks(*arc)
                    enforced = [*chosen, model.arcs[arc]]
                    model.cp.add(detour == added).only_enforce_if(enforced)


def keep_travel(model: Model) -> None:
    """Set each arrival to the earliest that travel from the previous stop allows."""
    p = model.problem
    for (r, a, b), x in model.arcs.items():
        if a == HEAD and b != HEAD:
            for kits, chosen in model.loads(r):
                way = model.ticks_with(r, HEAD, b, kits)
                left: Expression = int(p.shift_start[r]) + rest_first(model, r, way)
                model.cp.add(model.arrival[b] == left + way).only_enforce_if(x, *chosen)
        elif b != HEAD:
            left = model.start[p.visit[a]] + model.from_start(a)
            model.cp.add(model.arrival[b] == left + model.ticks(r, a, b)).only_enforce_if(x)
    for s, arrival in enumerate(model.arrival):
        model.cp.add(arrival == 0).only_enforce_if(model.served[p.visit[s]].negated())


def keep_starts(model: Model) -> None:
    """Set each start to the first allowed instant at which nothing delays the visit."""
    p, cp = model.problem, model.cp
    pushes = _pushes(model)
    for v, served in enumerate(model.served):
        cp.add(model.start[v] == 0).only_enforce_if(served.negated())
        cp.add(cp_model.LinearExpr.sum(model.held[v]) <= served)
        released = zip(model.releases(v), model.held[v], strict=True)
        back = [*pushes[v], *(at * x for at, x in released)]
        for s in model.stops_at(v):
            back += _readiness(model, s)
        ready = model.amount(f"ready {v}")
        cp.add_max_equality(ready, [0, *back])
        cp.add_exactly_one([*model.within[v], served.negated()])
        intervals = list(zip(model.allowed(v), model.within[v], strict=True))
        opening = cp_model.LinearExpr.sum([int(p.allowed_from[k]) * x for k, x in intervals])
        cp.add_max_equality(model.start[v], [ready, opening])
        for k, x in intervals:
            cp.add(model.start[v] <= int(p.allowed_to[k])).only_enforce_if(x)
        for (too_early, _), (_, x) in pairwise(intervals):
            cp.add(ready > int(p.allowed_to[too_early])).only_enforce_if(x)


def _readiness(model: Model, s: int) -> list[Expression]:
    """Return lower bounds on a visit's start from one stop: arrival, and a break before it."""
    p = model.problem
    access = (model.access(s) - int(p.offset[s])) - (
        int(p.before[s] - p.offset[s]) * model.served[p.visit[s]].negated()
    )
    added = [x for (stop, _), x in model.rest_added.items() if stop == s]
    ended = [x for (stop, _), x in model.rest_ended.items() if stop == s]
    return [
        model.arrival[s] + cp_model.LinearExpr.sum(added) + access,
        cp_model.LinearExpr.sum(ended) + access,
    ]


def _pushes(model: Model) -> list[list[Expression]]:
    """Return for each visit the lower bounds on its start from gaps to other visits.

    The minimum of a gap delays the later visit; its maximum makes the earlier visit wait for the
    later. If both start in the same window, either one waits for that of the other.
    """
    p = model.problem
    pushes: list[list[Expression]] = [[] for _ in model.served]
    for g, both in enumerate(model.both):
        earlier, later = int(p.gap_earlier[g]), int(p.gap_later[g])
        served = [model.served[earlier], model.served[later]]
        model.cp.add_min_equality(both, served)
        for pushed, by, shift in (
            (later, earlier, int(p.gap_least[g])),
            (earlier, later, -int(p.gap_most[g])),
        ):
            if p.gap_ordered[g] and shift > -model.horizon:
                pushes[pushed].append(_push(model, both, model.start[by] + shift))
        for pushed, push in _same_window(model, g):
            pushes[pushed].append(push)
    return pushes


def _same_window(model: Model, g: int) -> Iterator[tuple[int, Expression]]:
    """Require that both visits of a gap start in the same window, if it asks for that.

    Yield each visit with its opening, if the other one has reached its own.
    """
    p, cp, both = model.problem, model.cp, model.both[g]
    pair = int(p.gap_earlier[g]), int(p.gap_later[g])
    for at in zip(*(openings(p, g, v) for v in pair), strict=True):
        one, other = (
            opens(model, v, model.start[v], start) for v, start in zip(pair, at, strict=True)
        )
        cp.add(one == other).only_enforce_if(both)
        reached = cp.new_bool_var(f"same window {g}")
        cp.add_min_equality(reached, [both, one])
        yield from ((v, start * reached) for v, start in zip(pair, at, strict=True))


def _push(model: Model, both: Variable, until: Expression) -> Variable:
    push = model.cp.new_int_var(-model.horizon, model.horizon, "push")
    model.cp.add(push == until).only_enforce_if(both)
    model.cp.add(push == 0).only_enforce_if(both.negated())
    return push


def keep_groups(model: Model) -> None:
    """Require all visits of a group or none."""
    p = model.problem
    for g in range(len(p.group) - 1):
        for one, other in pairwise(rows(p.group, g)):
            visits = (p.group_visits[one], p.group_visits[other])
            model.cp.add(model.served[visits[0]] == model.served[visits[1]])


def keep_caregivers_of_gaps(model: Model) -> None:
    """Require the same or different caregivers for the visits of gaps that ask for it."""
    p = model.problem
    for g, both in enumerate(model.both):
        pair = int(p.gap_earlier[g]), int(p.gap_later[g])
        small, large = sorted(pair, key=lambda v: len(model.crew(v)))
        for c in range(len(p.workload_cost)):
            one, other = _roles(model, small, c), _roles(model, large, c)
            if p.gap_who[g] == SAME:
                model.cp.add(one <= other).only_enforce_if(both)
            elif p.gap_who[g] == DIFFERENT:
                model.cp.add(one + other <= 1)


def keep_returns(model: Model) -> None:
    """Set departures as late as the first start allows, and bound the returns."""
    p, cp = model.problem, model.cp
    for r, unused in enumerate(model.unused):
        cp.add(model.departure[r] == 0).only_enforce_if(unused)
        cp.add(model.returned[r] == 0).only_enforce_if(unused)
        if p.latest_return[r] < NEVER:
            latest = int(p.latest_return[r])
            cp.add(model.returned[r] <= latest).only_enforce_if(unused.negated())
        at_door, at_end = model.rests_at_door.get(r), model.break_at_end.get(r)
        for s in model.stops_of(r):
            start = model.start[p.visit[s]]
            out, home = model.arcs[r, HEAD, s], model.arcs[r, s, HEAD]
            leaves = start - model.until_start(s) - model.first_way(r, s)
            at_start = [out] if at_door is None else [out, at_door.negated()]
            cp.add(model.departure[r] == leaves).only_enforce_if(at_start)
            back = start + model.from_start(s) + model.last_way(r, s)
            on_the_way = [home] if at_end is None else [home, at_end.negated()]
            cp.add(model.returned[r] == back).only_enforce_if(on_the_way)
        away = model.returned[r] - model.departure[r] - model.shift.get(r, 0)
        cp.add(model.waiting[r] == away - model.way(r) - model.toil(r) - model.pause(r))


def keep_quotas(model: Model) -> None:
    """Bound the use of each quota."""
    p = model.problem
    for q, most in enumerate(p.quota_most):
        used = [int(p.quota_use[k]) * model.served[p.quota_visits[k]] for k in rows(p.quota, q)]
        model.cp.add(cp_model.LinearExpr.sum(used) <= int(most))


def keep_limits(model: Model) -> None:
    """Bound the paid time, the visits, the cargo or a kit of the routes of each limit."""
    p = model.problem
    for each, (what, most) in enumerate(zip(p.limit_what, p.limit_most, strict=True)):
        routes = [int(p.limit_routes[k]) for k in rows(p.limit, each)]
        if what == KITS:
            kit = int(p.limit_kit[each])
            brought = [model.brings[r, kit] for r in routes if (r, kit) in model.brings]
            model.cp.add(cp_model.LinearExpr.sum(brought) <= int(most))
            continue
        counted = {PAID: paid, VISITS: _visits, CARGO: _cargo}[int(what)]
        model.cp.add(cp_model.LinearExpr.sum([counted(model, r) for r in routes]) <= int(most))


def paid(model: Model, r: int) -> Expression:
    """Return the ticks from the departure of a route to its return, without the break."""
    return model.returned[r] - model.departure[r] - model.shift.get(r, 0) - model.pause(r)


def _visits(model: Model, r: int) -> Expression:
    return cp_model.LinearExpr.sum([x for (_, q), x in model.serves.items() if q == r])


def _cargo(model: Model, r: int) -> Expression:
    carried = model.problem.cargo.tolist()
    return cp_model.LinearExpr.sum([carried[s] * x for (s, q), x in model.serves.items() if q == r])
