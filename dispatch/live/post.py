"""Standing by: where a caregiver waits for whom nothing is planned, and until when."""

from __future__ import annotations

from typing import Final, NamedTuple

from dispatch.live.situation import SECOND, Situation
from dispatch.live.walk import Step, Walk
from dispatch.rules import break_due, end_place
from dispatch.scenario import MealBreak, Place, UnderWay

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
    mode, way = walk.caregiver.mode, situation.expected_way
    if place in (None, end) or situation.expected.between(mode, place, end) is None:
        return None
    back = min(scenario.at(each) for each in (shift.end, shift.gone) if each is not None)
    stations = situation.stations(now.kits)[::-1]
    ends = (back - way(mode, place, *stations, end)) // SECOND * SECOND
    there = begins + way(mode, now.place, place)
    if now.place != place and there + _WORTH > ends:
        return None
    due = None if now.break_start is not None else _due(situation, walk, begins)
    if due is None:
        return Post(place, begins, ends, None)
    rest = Step("break", due.duration, max(there, scenario.at(due.earliest)))
    return Post(place, begins, ends, rest if rest.earliest + rest.length <= ends else None)


def _due(situation: Situation, walk: Walk, begins: int) -> MealBreak | None:
    """Return the break that is still due in a shift that is out, or sets out at an instant."""
    moment, departed = situation.scenario.moment, walk.now.departed
    out = UnderWay(
        departed=moment(begins if departed is None else departed),
        free=moment(begins),
        place=walk.now.place,
    )
    return break_due(situation.running, walk.shift.model_copy(update={"under_way": out}))
