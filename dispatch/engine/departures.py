"""When routes set out: as late as the first start allows, and later where that saves waiting.

`dispatch.engine.postponement` defines it in plain Python. The state has the earliest starts; this
module computes what later ones change, and the final times.
"""

from __future__ import annotations

from dispatch.engine.compiled import entry, kernel
from dispatch.engine.packed import (
    ACCESS,
    AFTER,
    ALLOWED,
    ALLOWED_END,
    CAREGIVER,
    EARLIER,
    FROM,
    GAPS,
    GAPS_END,
    LEAD,
    LEAST,
    LENGTH,
    OFFSET,
    RESPONSE_FROM,
    SERVICE,
    SHIFT_START,
    SIZE,
    SOFT,
    SOFT_END,
    STILL,
    TO,
    WAITING_COST,
    WINDOWS,
    WINDOWS_END,
    WISHES,
    WISHES_END,
    Packed,
    first_break,
    first_head,
)
from dispatch.engine.problem import LARGEST_TARDINESS, NEVER, NOBODY, Ints
from dispatch.engine.punctuality import due, tardiness, visit_cost
from dispatch.engine.state import (
    BEFORE,
    COST,
    FREE,
    NEXT,
    READY,
    ROUTE,
    START,
    WAY_IN,
    State,
    access,
    is_break,
    partner,
    stop_after,
)


@kernel
def _leaves_home(p: Packed, s: State, head: int) -> int:
    """Return the departure that the first start allows, if no break is taken at its door."""
    first = stop_after(p, s, s.table[head, NEXT])
    begins = s.table[p.node[first, LEAD], START] + p.node[first, OFFSET]
    return begins - p.node[first, ACCESS] - s.table[first, WAY_IN]


@kernel
def _rests_at_first_door(p: Packed, s: State, head: int, leaves: int) -> bool:
    """Return whether the break on the first way would delay the departure at the start place."""
    pause = head - first_head(p) + first_break(p)
    if p.node[pause, LENGTH] == 0 or s.table[pause, BEFORE] != head or s.table[pause, START] < 0:
        return False
    return max(p.node[head, SHIFT_START], p.node[pause, FROM]) + p.node[pause, LENGTH] > leaves


@kernel
def _room_at_first_door(p: Packed, s: State, head: int, leaves: int) -> int:
    """Return how much later a break at the first door may begin; negative if there is waiting."""
    pause = head - first_head(p) + first_break(p)
    first = s.table[pause, NEXT]
    return p.node[pause, TO] + p.node[pause, LENGTH] - s.table[first, WAY_IN] - leaves


@kernel
def _rest(p: Packed, s: State, head: int) -> int:
    """Return the ticks of a break that is taken behind the first stop and before the return."""
    pause = head - first_head(p) + first_break(p)
    if p.node[pause, LENGTH] == 0 or s.table[pause, START] < 0 or s.table[pause, BEFORE] == head:
        return 0
    if s.table[pause, NEXT] == head and s.table[pause, START] >= s.table[head, START]:
        return 0
    return p.node[pause, LENGTH]


@kernel
def time_away(p: Packed, s: State, head: int) -> int:
    """Return the ticks from departure to return less the break on the way, by earliest starts."""
    leaves = _leaves_home(p, s, head)
    if _rests_at_first_door(p, s, head, leaves):
        leaves += min(0, _room_at_first_door(p, s, head, leaves))
    return s.table[head, START] - leaves - _rest(p, s, head)


@kernel
def postponement(p: Packed, s: State, head: int) -> tuple[int, int]:
    """Return by how much a route sets out later, and the change of cost: at most 0."""
    if p.node[head, WAITING_COST] == 0:
        return 0, 0
    most = _longest_shift(p, s, head)
    best, best_cost, shift = 0, 0, 0
    while shift < most:
        shift = min(most, _next_bend(p, s, head, shift))
        cost = _cost_shifted(p, s, head, shift)
        if cost < best_cost:
            best, best_cost = shift, cost
    return best, best_cost


@kernel
def _door(p: Packed, s: State, node: int) -> int:
    """Return when the access of a stop behind the first could begin."""
    here = s.table[node, BEFORE]
    if is_break(p, here):
        return s.table[here, FREE]
    return _left(p, s, here) + s.table[node, WAY_IN]


@kernel
def _left(p: Packed, s: State, stop: int) -> int:
    start = s.table[p.node[stop, LEAD], START]
    return start + p.node[stop, OFFSET] + p.node[stop, SERVICE] + p.node[stop, AFTER]


@kernel
def _waits(p: Packed, s: State, head: int, node: int) -> int:
    """Return the waiting directly before a stop behind the first, or before a break on the way."""
    here = s.table[node, BEFORE]
    if is_break(p, node):
        return s.table[node, START] - s.table[node, READY]
    a = s.table[here, BEFORE] if is_break(p, here) else here
    if a == head:
        return 0
    begins = s.table[p.node[node, LEAD], START] + p.node[node, OFFSET]
    return begins - access(p, a, node) - _door(p, s, node)


@kernel
def _is_link(p: Packed, s: State, head: int, node: int) -> bool:
    """Return whether a node behind a head is a stop, or a break on the way behind a stop."""
    if not is_break(p, node):
        return True
    if s.table[node, START] < 0 or s.table[node, BEFORE] == head:
        return False
    return s.table[node, NEXT] != head or s.table[node, START] < s.table[head, START]


@kernel
def _longest_shift(p: Packed, s: State, head: int) -> int:
    """Return by how much a route may set out later: up to its last wait that can be reached."""
    most = NEVER
    leaves = _leaves_home(p, s, head)
    if _rests_at_first_door(p, s, head, leaves):
        most = _room_at_first_door(p, s, head, leaves)
    waited = 0
    node = s.table[head, NEXT]
    while node != head:
        if _is_link(p, s, head, node):
            waited += _waits(p, s, head, node)
            if waited >= most:
                return most
            most = min(most, waited + _slack(p, s, node))
        node = s.table[node, NEXT]
    return min(most, waited)


@kernel
def _slack(p: Packed, s: State, node: int) -> int:
    """Return how much later a stop's visit, or a break, may begin without moving others."""
    if is_break(p, node):
        return p.node[node, TO] - s.table[node, START]
    visit = p.node[node, LEAD]
    if p.node[visit, SIZE] > 1 or p.node[visit, STILL] != 0:
        return 0
    start = s.table[visit, START]
    same_window = NEVER
    for k in range(p.node[visit, GAPS], p.node[visit, GAPS_END]):
        g = p.pool[k, 0]
        if s.table[partner(p, g, visit), ROUTE] >= 0:
            if p.pool[g, LEAST] != -NEVER:
                return 0
            own = 0 if p.pool[g, EARLIER] == visit else 1
            for j in range(p.pool[g, WINDOWS], p.pool[g, WINDOWS_END]):
                if start < p.pool[j, own]:
                    same_window = min(same_window, p.pool[j, own] - 1 - start)
    room = 0
    for k in range(p.node[visit, ALLOWED], p.node[visit, ALLOWED_END]):
        if start <= p.pool[k, 1]:
            room = p.pool[k, 1] - start
            break
    if p.pool[0, LARGEST_TARDINESS] > 0:
        room = min(room, max(0, due(p, visit, start) - start))
    return min(room, same_window)


@kernel
def _cost_shifted(p: Packed, s: State, head: int, shift: int) -> int:
    """Return the change of cost if a route sets out later by `shift`."""
    cost = -shift * p.node[head, WAITING_COST]
    waited = 0
    node = s.table[head, NEXT]
    while node != head and waited < shift:
        if _is_link(p, s, head, node):
            waited += _waits(p, s, head, node)
            if waited < shift and not is_break(p, node):
                visit = p.node[node, LEAD]
                start = s.table[visit, START] + shift - waited
                cost += visit_cost(p, visit, start, tardiness(p, visit, start))
                cost -= s.table[visit, COST]
        node = s.table[node, NEXT]
    return cost


@kernel
def _next_bend(p: Packed, s: State, head: int, shift: int) -> int:
    """Return the next shift at which the cost may change its slope."""
    bend = NEVER
    waited = 0
    node = s.table[head, NEXT]
    while node != head:
        if _is_link(p, s, head, node):
            waited += _waits(p, s, head, node)
            if waited > shift:
                return min(bend, waited)
            if not is_break(p, node):
                visit = p.node[node, LEAD]
                start = s.table[visit, START] + shift - waited
                bend = _sooner(bend, shift, p.node[visit, RESPONSE_FROM] - start)
                for k in range(p.node[visit, WISHES], p.node[visit, WISHES_END]):
                    bend = _sooner(bend, shift, p.pool[k, 1] - start)
                    bend = _sooner(bend, shift, p.pool[k, 2] - start)
                for k in range(p.node[visit, SOFT], p.node[visit, SOFT_END]):
                    bend = _sooner(bend, shift, p.pool[k, 0] - start)
                    bend = _sooner(bend, shift, p.pool[k, 1] - start)
        node = s.table[node, NEXT]
    return bend


@kernel
def _sooner(bend: int, shift: int, ahead: int) -> int:
    return min(bend, shift + ahead) if ahead > 0 else bend


@entry
def final_times(p: Packed, s: State, start: Ints, pause: Ints) -> None:
    """Move starts and breaks to where later departures put them.

    Parameters
    ----------
    start
        (S,): at the positions of leads, the earliest starts; they are moved in place.
    pause
        (R,): the same of breaks; -1 for those that are missed or not due.
    """
    for route in range(p.pair.shape[1]):
        head = first_head(p) + route
        first = stop_after(p, s, s.table[head, NEXT])
        if first == head or p.node[head, CAREGIVER] == NOBODY:
            continue
        shift = postponement(p, s, head)[0]
        leaves = _leaves_home(p, s, head) + shift
        if s.table[first, BEFORE] != head and s.table[s.table[first, BEFORE], START] >= 0:
            home = max(p.node[head, SHIFT_START], p.node[first_break(p) + route, FROM])
            pause[route] = home
            if _rests_at_first_door(p, s, head, leaves):
                reached = leaves + s.table[first, WAY_IN]
                latest = p.node[first_break(p) + route, TO]
                pause[route] = min(latest, reached - p.node[first_break(p) + route, LENGTH])
        waited = 0
        node = s.table[head, NEXT]
        while node != head:
            if _is_link(p, s, head, node):
                waited += _waits(p, s, head, node)
                if is_break(p, node):
                    pause[route] += max(0, shift - waited)
                else:
                    start[p.node[node, LEAD]] += max(0, shift - waited)
            node = s.table[node, NEXT]


@kernel
def final_start(p: Packed, s: State, visit: int) -> int:
    """Return the start of a served visit with later departures."""
    start = s.table[visit, START]
    if p.node[visit, SIZE] > 1:
        return start
    head = first_head(p) + s.table[visit, ROUTE]
    shift = postponement(p, s, head)[0]
    waited = 0
    node = head
    while node != visit:
        node = s.table[node, NEXT]
        if _is_link(p, s, head, node):
            waited += _waits(p, s, head, node)
    return start + max(0, shift - waited)
