"""Simulated annealing over explicit routes.

Kirkpatrick, Gelatt and Vecchi 1983, 10.1126/science.220.4598.671.
"""

from __future__ import annotations

import math

from dispatch.engine.chance import below, unit
from dispatch.engine.compiled import entry, kernel
from dispatch.engine.moves import (
    exchange,
    hold,
    insert_visit,
    move_break,
    move_segment,
    move_visit,
    relocate_stop,
    replace,
)
from dispatch.engine.pricing import global_cost, maxima
from dispatch.engine.problem import TRAVEL, Ints
from dispatch.engine.routes import give_up, keep, take_out
from dispatch.engine.ruin import ruin_and_recreate
from dispatch.engine.state import (
    COST,
    HEAVIEST,
    IMPOSSIBLE,
    LARGEST,
    MOVE_UPDATES,
    ROUTE,
    START,
    TOTAL,
    WAY,
    WIDTH,
    WORK,
    State,
)
from dispatch.engine.tables import (
    LEAD,
    RELEASES,
    RELEASES_END,
    SIZE,
    Tables,
    first_break,
    first_head,
)
from dispatch.engine.tails import swap_tails
from dispatch.engine.timing import settle


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


@kernel
def note(s: State, best: Ints) -> None:
    """Copy the table to `best`."""
    for node in range(len(best)):
        for field in range(WIDTH):
            best[node, field] = s.table[node, field]


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
) -> int:
    """Try moves while the temperature falls from `hot` to `cold`; keep the best in `best`.

    Returns the best cost. `ruin` is the share of moves that ruin and recreate.
    """
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
        if s.tally[TOTAL] < best_cost:
            best_cost = s.tally[TOTAL]
            unsaved = True
    if unsaved:
        note(s, best)
    return best_cost
