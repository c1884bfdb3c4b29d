"""Standing by: where a caregiver waits for whom nothing is planned, and until when."""

from __future__ import annotations

from typing import Final, NamedTuple

from dispatch.live.situation import SECOND, Situation
from dispatch.live.walk import Step, Walk
from dispatch.rules import break_due, end_place
from dispatch.scenario import Place

_WORTH: Final = 15 * 60_000
"""How long a caregiver has to be able to wait at a station to set out for it; so nobody goes there
again who was home a little earlier than expected."""


class Post(NamedTuple):
    """Where a shift stands by. Times are milliseconds after the first midnight."""

    place: Place
    begins: int
    """When she sets out for it, if she is at home."""
    ends: int
    """When she leaves for home, by the times that she expects."""
    rest: Step | None
    """The meal break, if it is due and there is time for it."""


def post_of(situation: Situation, walk: Walk, begins: int) -> Post | None:
    """Return where a caregiver without stops stands by; None if she goes home, or stays there.

    Parameters
    ----------
    situation, walk
        The shift.
    begins
        When she may set out.
    """
    scenario, shift, now = situation.scenario, walk.shift, walk.now
    end = end_place(scenario, walk.caregiver, shift)
    place = None if shift.stand_by is None else scenario.place_of(shift.stand_by)
    if place is None or place == end:
        return None
    mode, way = walk.caregiver.mode, situation.expected_way
    back = min(scenario.at(each) for each in (shift.end, shift.gone) if each is not None)
    stations = situation.stations(now.kits)[::-1]
    ends = (back - way(mode, place, *stations, end)) // SECOND * SECOND
    there = begins + way(mode, now.place, place)
    if now.place != place and there + _WORTH > ends:
        return None
    return Post(place, begins, ends, _rest(situation, walk, there, ends))


def _rest(situation: Situation, walk: Walk, there: int, ends: int) -> Step | None:
    """Return the break of a caregiver who is at a station between two instants."""
    due = break_due(situation.scenario, walk.shift) if walk.now.break_start is None else None
    if due is None:
        return None
    begins = max(there, situation.scenario.at(due.earliest))
    fits = begins + due.duration <= ends
    return Step("break", due.duration, begins) if fits else None
