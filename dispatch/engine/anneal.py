"""Simulated annealing over explicit routes, with ruin and recreate among its moves.

Kirkpatrick, Gelatt and Vecchi 1983, 10.1126/science.220.4598.671; ruin and recreate after
Schrimpf et al. 2000, 10.1006/jcph.1999.6413, and Christiaens and Vanden Berghe 2020,
10.1287/trsc.2019.0914.
"""

from __future__ import annotations

import math

from dispatch.engine.compiled import entry, kernel
from dispatch.engine.moves import (
    below,
    by_time,
    exchange,
    hold,
    insert_visit,
    likely_start,
    move_break,
    move_segment,
    move_visit,
    relocate_stop,
    replace,
    swap_tails,
    take_out,
    travel_of_insertion,
    unit,
)
from dispatch.engine.problem import BALANCE, LARGEST_TARDINESS, MANDATORY, TRAVEL, Ints
from dispatch.engine.state import (
    BEFORE,
    COST,
    DELTA,
    HEAVIEST,
    HELD,
    LARGEST,
    LOGGED,
    LOOSE,
    LOOSE_MOST,
    MOVE_UPDATES,
    NEXT,
    RANDOM,
    ROUTE,
    START,
    TOTAL,
    WAY,
    WIDTH,
    WORK,
    State,
    forget,
    global_cost,
    heaviest_load,
    is_break,
    largest_tardiness,
    link,
    may_serve,
    propagate,
    reprice,
    undo,
    visit_cost,
)
from dispatch.engine.tables import (
    CAREGIVER,
    LEAD,
    NEAR,
    NEARBY,
    RELEASES,
    RELEASES_END,
    ROUTES,
    ROUTES_END,
    SHIFT_START,
    SIZE,
    Tables,
    first_break,
    first_head,
)

IMPOSSIBLE = MANDATORY << 11
"""A change of cost that stands for no timetable at all."""


@kernel
def settle(p: Tables, s: State, updates: int) -> int:
    """Compute times and costs after a move; answer the change of cost, or `IMPOSSIBLE`.

    The maxima in the objective are not part of the answer: see `maxima`. After `IMPOSSIBLE` the
    move must be given up.
    """
    if not propagate(p, s, updates):
        return IMPOSSIBLE
    reprice(p, s)
    delta = s.tally[DELTA]
    s.tally[DELTA] = 0
    return delta


@kernel
def maxima(p: Tables, s: State) -> int:
    """The change of the terms that are maxima, from what `TOTAL` holds to the present routes."""
    if p.pool[0, LARGEST_TARDINESS] == 0 and p.pool[0, BALANCE] == 0:
        return 0
    largest = largest_tardiness(p, s) if p.pool[0, LARGEST_TARDINESS] > 0 else 0
    heaviest = heaviest_load(p, s) if p.pool[0, BALANCE] > 0 else 0
    old = global_cost(p, s.tally[LARGEST], s.tally[HEAVIEST])
    return global_cost(p, largest, heaviest) - old


@kernel
def keep(p: Tables, s: State, delta: int) -> None:
    """Make the present routes the ones that later moves start from."""
    s.tally[TOTAL] += delta
    if p.pool[0, LARGEST_TARDINESS] > 0:
        s.tally[LARGEST] = largest_tardiness(p, s)
    if p.pool[0, BALANCE] > 0:
        s.tally[HEAVIEST] = heaviest_load(p, s)
    s.tally[LOGGED] = 0


@kernel
def give_up(p: Tables, s: State, mark: int) -> None:
    """Take a move back to `mark`, whatever state it is in."""
    forget(p, s)
    s.tally[DELTA] = 0
    undo(s, mark)


@entry
def load(p: Tables, s: State, order: Ints, pointer: Ints, held: Ints) -> bool:
    """Fill a state from routes; False where no timetable exists.

    Parameters
    ----------
    order, pointer
        The routes' nodes in compressed rows, (R + 1,) pointers.
    held
        (S,): in the places of the leads, what their visits are held for.
    """
    n = first_break(p)
    for k in range(RANDOM):
        s.tally[k] = 0
    for node in range(len(s.table)):
        for field in range(WIDTH):
            s.table[node, field] = 0
    for stop in range(n):
        s.table[stop, ROUTE] = -1
        if p.node[stop, LEAD] == stop:
            s.table[stop, START] = -1
            s.table[stop, HELD] = held[stop]
            s.table[stop, COST] = visit_cost(p, stop, -1, 0)
            s.tally[TOTAL] += s.table[stop, COST]
    for route in range(p.pair.shape[1]):
        head = first_head(p) + route
        s.table[head, NEXT] = head
        s.table[head, BEFORE] = head
        s.table[head, START] = p.node[head, SHIFT_START]
        here = head
        for k in range(pointer[route], pointer[route + 1]):
            link(p, s, order[k], here, route)
            here = order[k]
    for visit in range(n):
        size = p.node[visit, SIZE]
        served = 0
        for stop in range(visit, visit + size):
            served += s.table[stop, ROUTE] >= 0
        if served > 0 and (served < size or not may_serve(p, s, visit)):
            return False
    delta = settle(p, s, 100 * len(s.table))  # times rise from nothing, in no good order
    if delta == IMPOSSIBLE:
        return False
    keep(p, s, delta + maxima(p, s))
    return True


@kernel
def best_place(p: Tables, s: State, visit: int, blink: float) -> int:
    """Serve an unserved visit where it costs least; answer the change, or `IMPOSSIBLE`.

    Each place is passed over with probability `blink`. Only places whose travel alone is cheaper
    than the best so far are timed. The log is as long afterwards as the insertion made it.
    """
    first = visit
    size = visit + p.node[visit, SIZE] - first
    mark = s.tally[LOGGED]
    best = IMPOSSIBLE
    best_here = -1
    best_route = -1
    gain = s.table[first, COST]
    for k in range(p.node[first, ROUTES], p.node[first, ROUTES_END]):
        route = p.pool[k, 0]
        head = first_head(p) + route
        here = head
        while True:
            cost = travel_of_insertion(p, s, first, here, route) * p.pool[0, TRAVEL]
            cost += p.pair[first, route] - gain
            if cost < best and unit(s) >= blink:
                when = likely_start(p, s, first, here, route)
                if when >= 0:
                    link(p, s, first, here, route)
                    whole = size == 1 or _best_company(p, s, visit, when)
                    if whole and may_serve(p, s, visit):
                        delta = settle(p, s, MOVE_UPDATES)
                        if delta < best:
                            delta += maxima(p, s)
                        if delta < best:
                            best, best_here, best_route = delta, here, route
                    give_up(p, s, mark)
                elif s.table[head, NEXT] != head and not is_break(p, here):
                    break  # later places on this route are later still
            here = s.table[here, NEXT]
            if here == head:
                break
    if best_here < 0:
        return IMPOSSIBLE
    link(p, s, first, best_here, best_route)
    if size > 1:
        when = likely_start(p, s, first, best_here, best_route)
        _best_company(p, s, visit, when)
    return settle(p, s, MOVE_UPDATES)


@kernel
def _best_company(p: Tables, s: State, visit: int, when: int) -> bool:
    """Put the rest of a crew where its time is about right and its travel least."""
    first = visit
    for stop in range(first + 1, visit + p.node[visit, SIZE]):
        best = IMPOSSIBLE
        best_here = -1
        best_route = -1
        for k in range(p.node[stop, ROUTES], p.node[stop, ROUTES_END]):
            route = p.pool[k, 0]
            taken = False
            for other in range(first, stop):
                taken = (
                    taken
                    or p.node[first_head(p) + s.table[other, ROUTE], CAREGIVER]
                    == p.node[first_head(p) + route, CAREGIVER]
                )
            if taken:
                continue
            here = by_time(p, s, route, when)
            at = likely_start(p, s, stop, here, route)
            if at < 0:
                continue
            cost = travel_of_insertion(p, s, stop, here, route) * p.pool[0, TRAVEL]
            cost += p.pair[stop, route] + max(0, at - when) * max(1, p.pool[0, TRAVEL])
            if cost < best:
                best, best_here, best_route = cost, here, route
        if best_here < 0:
            return False
        link(p, s, stop, best_here, best_route)
    return True


@entry
def insert_all(p: Tables, s: State, order: Ints) -> None:
    """Serve visits in the given order, each where it costs least, if that pays."""
    for visit in order:
        if s.table[visit, START] >= 0:
            continue
        mark = s.tally[LOGGED]
        delta = best_place(p, s, visit, 0.0)
        if delta != IMPOSSIBLE:
            delta += maxima(p, s)
        if delta < 0:
            keep(p, s, delta)
        else:
            give_up(p, s, mark)


@kernel
def some_unserved(p: Tables, s: State) -> int:
    """Draw a visit, an unserved one where the draw comes upon one."""
    stops = first_break(p)
    visit = p.node[below(s, stops), LEAD]
    for _ in range(min(stops, 300)):
        if s.table[visit, START] < 0:
            break
        visit = p.node[(visit + p.node[visit, SIZE]) % stops, LEAD]
    return visit


@kernel
def _loosen(p: Tables, s: State, visit: int, n: int) -> int:
    """Put a visit on the list of loose ones, out of its route; answer how many there are."""
    for i in range(n):
        if s.lists[i, LOOSE] == visit:
            return n
    if s.table[visit, START] >= 0:
        take_out(p, s, visit)
    s.lists[n, LOOSE] = visit
    return n + 1


@kernel
def _shuffle(s: State, n: int, by_cost: bool) -> None:
    """Put the loose visits in a drawn order, or the dearest first."""
    for i in range(n - 1, 0, -1):
        j = below(s, i + 1)
        s.lists[i, LOOSE], s.lists[j, LOOSE] = s.lists[j, LOOSE], s.lists[i, LOOSE]
    if by_cost:
        for i in range(1, n):
            for j in range(i, 0, -1):
                a, b = s.lists[j, LOOSE], s.lists[j - 1, LOOSE]
                if s.table[a, COST] > s.table[b, COST]:
                    s.lists[j, LOOSE], s.lists[j - 1, LOOSE] = b, a


@kernel
def ruin_and_recreate(p: Tables, s: State) -> int:
    """Take some visits near each other out and serve them anew; answer the change of cost.

    Every other time it happens around an unserved visit, to make room for it.
    """
    stops = first_break(p)
    centre = some_unserved(p, s) if below(s, 2) == 0 else p.node[below(s, stops), LEAD]
    n = _loosen(p, s, centre, 0)
    wanted = 2 + below(s, LOOSE_MOST - 4)
    for k in range(NEAR):
        if n >= wanted:
            break
        other = p.pool[p.node[centre, NEARBY] + k, 0]
        if other < 0 or unit(s) < 0.2:
            other = below(s, stops)
        if s.table[p.node[other, LEAD], START] >= 0 and unit(s) < 0.6:
            n = _loosen(p, s, p.node[other, LEAD], n)
    delta = settle(p, s, MOVE_UPDATES)
    if delta == IMPOSSIBLE:
        return IMPOSSIBLE
    for _ in range(2):
        visit = some_unserved(p, s)
        if s.table[visit, START] < 0:
            n = _loosen(p, s, visit, n)
    _shuffle(s, n, below(s, 2) == 0)
    for i in range(n):
        mark = s.tally[LOGGED]
        if below(s, 2) == 0:
            hold(p, s, s.lists[i, LOOSE])
        change = best_place(p, s, s.lists[i, LOOSE], 0.02)
        if change < 0:
            delta += change
        else:
            give_up(p, s, mark)
    return delta


@kernel
def try_move(p: Tables, s: State, bound: float) -> bool:
    """Draw a move and make it; False where it came to nothing."""
    stop = below(s, first_break(p))
    visit = p.node[stop, LEAD]
    if p.node[visit, RELEASES] != p.node[visit, RELEASES_END] and below(s, 4) == 0:
        # Where a visit goes and what it is held for pay together or not at all.
        hold(p, s, visit)
        if s.table[visit, START] >= 0 and below(s, 2) == 0:
            return True
    if s.table[visit, START] < 0:
        if below(s, 2) == 0:
            return insert_visit(p, s, visit)
        return replace(p, s, visit)
    kind = below(s, 100)
    single = p.node[visit, SIZE] == 1
    if kind < 2:
        take_out(p, s, visit)
        return True
    if kind < 12:
        return move_break(p, s, s.table[stop, ROUTE])
    if kind < 30:
        return exchange(p, s, stop, bound)
    if kind < 40:
        return swap_tails(p, s, stop, bound)
    if kind < 46:
        return move_segment(p, s, stop, bound)
    if (not single and kind < 85) or kind < 50:
        return move_visit(p, s, visit)
    return relocate_stop(p, s, stop, bound)


@kernel
def note(s: State, best: Ints) -> None:
    """Copy the table to `best`."""
    for node in range(len(best)):
        for field in range(WIDTH):
            best[node, field] = s.table[node, field]


@kernel
def room_besides_travel(p: Tables, s: State) -> float:
    """What three routes pay on average besides travel: about the most a move wins by times.

    A move whose travel alone costs more than that is refused before anything is timed.
    """
    total = 0
    used = 1
    for head in range(first_head(p), len(p.node)):
        total += s.table[head, COST] - s.table[head, WAY] * p.pool[0, TRAVEL]
        used += s.table[head, WORK] > 0
    for stop in range(first_break(p)):
        if s.table[stop, START] > 0:
            total += s.table[stop, COST]
    return 3.0 * total / used


@entry
def anneal(
    p: Tables,
    s: State,
    best: Ints,
    best_cost: int,
    iterations: int,
    hot: float,
    cold: float,
    ruin: float,
) -> tuple[int, int]:
    """Try moves while the temperature falls from `hot` to `cold`; keep the best in `best`.

    Returns the best cost and how many moves were kept. `ruin` is the share of moves that ruin and
    recreate.
    """
    kept = 0
    unsaved = False
    room = 0.0
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    for i in range(iterations):
        if i % 1024 == 0:
            room = room_besides_travel(p, s)
        temperature *= cooling
        top = global_cost(p, s.tally[LARGEST], s.tally[HEAVIEST])  # the most the maxima can fall
        threshold = -temperature * math.log(1.0 - unit(s))
        if unit(s) < ruin:
            delta = ruin_and_recreate(p, s)
        else:
            delta = IMPOSSIBLE
            if try_move(p, s, threshold + room + top):
                delta = settle(p, s, MOVE_UPDATES)
        if delta < IMPOSSIBLE and delta <= threshold + top:
            delta += maxima(p, s)
        if delta > threshold:
            give_up(p, s, 0)
            continue
        if delta > 0 and unsaved:
            # Going uphill from a new best: note the best first, and let this move pass.
            give_up(p, s, 0)
            note(s, best)
            unsaved = False
            continue
        keep(p, s, delta)
        kept += 1
        if s.tally[TOTAL] < best_cost:
            best_cost = s.tally[TOTAL]
            unsaved = True
    if unsaved:
        note(s, best)
    return best_cost, kept
