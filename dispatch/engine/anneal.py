"""Simulated annealing over explicit routes.

Kirkpatrick, Gelatt and Vecchi 1983, 10.1126/science.220.4598.671.
"""

from __future__ import annotations

from dispatch.engine.chance import below, exponential, unit
from dispatch.engine.compiled import entry, kernel
from dispatch.engine.moves import (
    exchange,
    hold,
    insert_instead,
    insert_visit,
    leave_out,
    move_break,
    move_pair,
    move_segment,
    move_visit,
    relocate_stop,
    replace,
)
from dispatch.engine.packed import (
    BEGUN,
    GAPS,
    GAPS_END,
    LEAD,
    LENGTH,
    QUOTA,
    RELEASES,
    RELEASES_END,
    SIZE,
    Packed,
    first_break,
    known_packed,
)
from dispatch.engine.pricing import global_change
from dispatch.engine.routes import give_up, keep
from dispatch.engine.ruin import ruin_and_recreate
from dispatch.engine.state import (
    GLOBAL,
    HIGHEST,
    IMPOSSIBLE,
    LEARNED,
    MOVE_UPDATES,
    ROOM,
    ROUTE,
    START,
    TOTAL,
    UPHILL,
    WIDTH,
    State,
    known_state,
)
from dispatch.engine.tails import swap_tails
from dispatch.engine.timing import settle


@kernel
def try_move(p: Packed, s: State, bound: float) -> bool:
    """Draw and make a move; return False if it fails."""
    stop = below(s, first_break(p))
    visit = p.node[stop, LEAD]
    kind = below(s, 100)
    if kind < 25 and p.node[visit, RELEASES] != p.node[visit, RELEASES_END]:
        # A new place and a new hold often pay only together.
        hold(p, s, visit)
        if s.table[visit, START] >= 0 and below(s, 2) == 0:
            return True
        kind = below(s, 100)
    if s.table[visit, START] < 0:
        if p.node[visit, QUOTA] > 0 and below(s, 3) == 0:
            return insert_instead(p, s, visit, bound)
        if below(s, 2) == 0:
            return insert_visit(p, s, visit, bound)
        return replace(p, s, visit, bound)
    single = p.node[visit, SIZE] == 1
    if kind < 2 and p.node[visit, BEGUN] == 0:
        return leave_out(p, s, visit, bound)
    if kind < 12 and p.node[first_break(p) + s.table[stop, ROUTE], LENGTH] > 0:
        return move_break(p, s, s.table[stop, ROUTE])
    if kind < 22:
        return exchange(p, s, stop, bound)
    if kind < 40:
        return swap_tails(p, s, stop, bound)
    if kind < 46:
        return move_segment(p, s, stop, bound)
    if kind < 56 and p.node[visit, GAPS] != p.node[visit, GAPS_END]:
        return move_pair(p, s, visit, bound)
    if (not single and kind < 85) or kind < 50:
        return move_visit(p, s, visit, bound)
    return relocate_stop(p, s, stop, bound)


@kernel
def learn_room(s: State, delta: int) -> None:
    """Learn from an accepted move how much of its cost later timing won back.

    `ROOM` follows the 99th percentile of that amount by small steps up and down. Only moves that no
    bound filtered are used.
    """
    won_back = s.tally[HIGHEST] - delta
    room = s.tally[ROOM]
    s.tally[ROOM] = room + room // 10 + 1 if won_back > room else room - room // 1000


@kernel
def learn_uphill(s: State, delta: int) -> None:
    """Learn from a move what the cheapest of those cost that make the plan worse.

    `UPHILL` follows the 5th percentile by steps up and down, which get smaller.
    """
    uphill = s.tally[UPHILL]
    steps = min(256, 38 + s.tally[LEARNED])
    if s.tally[LEARNED] == 0:
        s.tally[UPHILL] = delta
    elif delta > uphill:
        s.tally[UPHILL] = uphill + uphill // steps + 1
    else:
        s.tally[UPHILL] = uphill - uphill * 19 // steps
    s.tally[LEARNED] += 1


@kernel
def note(s: State, best: State) -> None:
    """Copy routes, times and costs to `best`."""
    for node in range(len(best.table)):
        for field in range(WIDTH):
            best.table[node, field] = s.table[node, field]
    for place in range(ROOM):
        best.tally[place] = s.tally[place]


@entry
def anneal(
    p: Packed, s: State, best: State, iterations: int, hot: float, cold: float, ruin: float
) -> None:
    """Try moves while the temperature falls from `hot` to `cold`; keep the best state in `best`.

    `ruin` is the probability that an iteration ruins and recreates.
    """
    p, s = known_packed(p), known_state(s)
    best_cost = best.tally[TOTAL]
    unsaved = False
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    for i in range(iterations):
        temperature *= cooling
        threshold = temperature * exponential(s)
        ruined = unit(s) < ruin
        free = i % 256 == 0
        if ruined:
            delta = ruin_and_recreate(p, s)
        else:
            delta = IMPOSSIBLE
            bound = IMPOSSIBLE - 1.0 if free else threshold + s.tally[ROOM]
            if try_move(p, s, bound):
                delta = settle(p, s, MOVE_UPDATES, bound)
        if delta < IMPOSSIBLE and delta <= threshold + s.tally[GLOBAL]:
            delta += global_change(p, s, ruined)
        if free and not ruined and delta <= threshold:
            learn_room(s, delta)
        if free and not ruined and 0 < delta < IMPOSSIBLE:
            learn_uphill(s, delta)
        if delta > threshold:
            give_up(p, s, 0)
            continue
        if delta > 0 and unsaved:
            # Before the first uphill move from a new best, save the best and skip the move.
            give_up(p, s, 0)
            note(s, best)
            unsaved = False
            continue
        keep(s, delta)
        if s.tally[TOTAL] < best_cost:
            best_cost = s.tally[TOTAL]
            unsaved = True
    if unsaved:
        note(s, best)
