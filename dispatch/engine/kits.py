"""Kits that a route brings, and the ways over their stations."""

from __future__ import annotations

from dispatch.engine.compiled import kernel
from dispatch.engine.packed import BRINGS, Packed, first_break, first_head
from dispatch.engine.state import (
    BEFORE,
    CARRIED,
    NEXT,
    WAY_IN,
    State,
    has_kits,
    leg_with,
    stop_after,
    stop_before,
)


@kernel
def kits_with(p: Packed, s: State, route: int, stop: int) -> int:
    """Return the kits that a route brings if it also makes a stop."""
    if not has_kits(p):
        return 0
    return int(s.table[first_head(p) + route, CARRIED] | p.node[stop, BRINGS])


@kernel
def kits_without(p: Packed, s: State, route: int, stop: int) -> int:
    """Return the kits that a route brings if it does not make one of its stops."""
    if not has_kits(p):
        return 0
    head = first_head(p) + route
    if p.node[stop, BRINGS] == 0:
        return int(s.table[head, CARRIED])
    kits = 0
    node = s.table[head, NEXT]
    while node != head:
        if node < first_break(p) and node != stop:
            kits |= p.node[node, BRINGS]
        node = s.table[node, NEXT]
    return kits


@kernel
def bring_any(p: Packed, s: State, stop: int) -> bool:
    """Return whether a stop, or one that follows it on its route, brings a kit."""
    while stop < first_break(p):
        if p.node[stop, BRINGS] != 0:
            return True
        stop = stop_after(p, s, s.table[stop, NEXT])
    return False


@kernel
def change_at_ends(p: Packed, s: State, kits: int, route: int, a: int, b: int) -> int:
    """Return the ticks of travel that a change of kits adds at both ends of a route.

    The ways from `a` and to `b`, a stop or the head each, are not counted: something happens
    between these two.
    """
    head = first_head(p) + route
    if not has_kits(p) or kits == s.table[head, CARRIED]:
        return 0
    change = 0
    if a != head:
        first = stop_after(p, s, s.table[head, NEXT])
        change += leg_with(p, kits, route, head, first) - s.table[first, WAY_IN]
    if b != head:
        last = stop_before(p, s, s.table[head, BEFORE])
        change += leg_with(p, kits, route, last, head) - s.table[head, WAY_IN]
    return change
