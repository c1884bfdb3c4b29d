"""One shift on a running day: where it stands, what it still has to do, and its next steps.

Times are milliseconds after the first midnight. A shift stands where and when it is free; what it
has travelled and worked is what lies before that: whole ways, accesses, parts of visits with their
set-up and packing up, and notes. The next steps depend on nothing else, so a day may be interrupted
at any moment. While she

- is on a way or on the stairs, she is free when that ends, at the place where it ends;
- waits, she is free now; while she sets equipment up, she is free when that began;
- is in a visit, she is free when her part of it began: with the client, all access and set-up done;
- is in a break or writes notes, she is free when that ends.

Who leaves a crew while the visit goes on stands before that visit until it is over. What she ends
in the meantime is not counted in what she has travelled and worked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dispatch.live.situation import Part, Situation
from dispatch.plan import BreakTaken, Route, Stop, position_of
from dispatch.rules import start_place
from dispatch.scenario import Caregiver, Duration, Place, Shift, UnderWay


@dataclass(slots=True)
class Standing:
    """Where and when a caregiver is free, and what lies before that; see `UnderWay`."""

    place: Place
    free: int = 0
    departed: int | None = None
    returned: int | None = None
    client: str | None = None
    break_start: int | None = None
    break_end: int | None = None
    travelled: int = 0
    worked: int = 0
    kits: tuple[str, ...] = ()


class Step(NamedTuple):
    """The next thing that a caregiver does, as soon as she is free."""

    kind: Literal["departure", "way", "break", "access", "return"]
    length: int = 0
    earliest: int = 0
    place: Place = ""
    """Where a way leads."""
    name: str | None = None
    """The client of an access."""


@dataclass(slots=True)
class Inside:
    """A visit that has begun and is not over, in a walk."""

    stop: Stop
    part: Part
    start: int
    """When this caregiver's part began."""
    before: Standing
    """How the shift stood then."""
    left: bool = False
    """Whether the caregiver has left it before its end."""


@dataclass(slots=True)
class Walk:
    """A shift, its stops that have not begun, and those in which it is."""

    caregiver: Caregiver
    number: int
    shift: Shift
    route: Route | None
    stops: list[Stop]
    rest: BreakTaken | None
    """The meal break of the plan, until it begins."""
    position: int
    """How many of the stops lie before that break."""
    now: Standing
    inside: list[Inside] = field(default_factory=list)
    earlier: list[Walk] = field(default_factory=list)
    """The caregiver's earlier shifts."""

    @property
    def key(self) -> tuple[str, int]:
        """The caregiver and the number of the shift."""
        return self.caregiver.id, self.number

    @property
    def standing(self) -> Standing:
        """How the shift stands: before the first visit that is running, if there is one."""
        return self.inside[0].before if self.inside else self.now

    @property
    def is_out(self) -> bool:
        """Whether the caregiver has set out and is not back."""
        return self.now.departed is not None and self.now.returned is None

    @property
    def is_busy(self) -> bool:
        """Whether the caregiver is in a visit."""
        return any(not each.left for each in self.inside)

    def is_free_for(self, visit: str) -> bool:
        """Return whether the caregiver is in no visit, and a visit is her next one."""
        return not self.is_busy and any(stop.visit == visit for stop in self.stops[:1])

    def brings(self, situation: Situation) -> tuple[str, ...]:
        """Return the pools of which the stops need a piece along."""
        pools = (situation.kits(stop.visit, stop.role) for stop in self.stops)
        return tuple(dict.fromkeys(name for names in pools for name in names))

    def remove(self, visit: str) -> Stop | None:
        """Take a stop out of those that have not begun."""
        for index, stop in enumerate(self.stops):
            if stop.visit == visit:
                self.position -= index < self.position
                return self.stops.pop(index)
        return None

    def first(self, visit: str) -> None:
        """Put a stop before all others that have not begun."""
        index = next(k for k, stop in enumerate(self.stops) if stop.visit == visit)
        at_home = self.position == 0 and self.now.departed is None
        self.position += index >= self.position and index > 0 and not at_home
        self.stops.insert(0, self.stops.pop(index))


def at_start(situation: Situation, caregiver: Caregiver, shift: Shift) -> Standing:
    """Return how a shift stands before its caregiver sets out."""
    return Standing(start_place(situation.scenario, caregiver, shift))


def walk_of(situation: Situation, name: str, number: int, route: Route | None) -> Walk:
    """Return a shift as the scenario and the plan tell it."""
    scenario, caregiver = situation.scenario, situation.caregiver(name)
    shift = situation.shifts[name, number]
    state, at = shift.under_way, scenario.at
    stops = [] if route is None else [s for s in route.stops if situation.is_open(s.visit)]
    rest = None if route is None else route.meal_break
    if state is None:
        now = at_start(situation, caregiver, shift)
    else:
        now = Standing(
            place=scenario.place_of(state.place),
            free=at(state.free),
            departed=at(state.departed),
            returned=None if state.returned is None else at(state.returned),
            client=state.client,
            break_start=None if state.break_start is None else at(state.break_start),
            break_end=None if state.break_end is None else at(state.break_end),
            travelled=state.travelled,
            worked=state.worked,
            kits=state.kits,
        )
        rest = None if state.break_start is not None else rest
    position = 0 if rest is None else _position(situation, rest, stops)
    return Walk(caregiver, number, shift, route, stops, rest, position, now)


def _position(situation: Situation, rest: BreakTaken, stops: Sequence[Stop]) -> int:
    """Return how many stops lie before a break; behind visits that run late its times say less."""
    facts = (situation.visits[stop.visit].facts for stop in stops)
    if rest.position is not None and any(each is not None and each.running for each in facts):
        return min(max(rest.position, 0), len(stops))
    return position_of(rest, stops, situation.scenario.at)


def under_way(situation: Situation, walk: Walk) -> UnderWay | None:
    """Return how a shift stands, for a scenario; None if it has not set out."""
    state = walk.standing
    if state.departed is None:
        return None

    def told(at: int | None) -> str | None:
        return None if at is None else situation.scenario.moment(at)

    return UnderWay(
        departed=situation.scenario.moment(state.departed),
        free=situation.scenario.moment(state.free),
        place=state.place,
        returned=told(state.returned),
        client=state.client,
        break_start=told(state.break_start),
        break_end=told(state.break_end),
        travelled=Duration(state.travelled),
        worked=Duration(state.worked),
        kits=state.kits,
    )
