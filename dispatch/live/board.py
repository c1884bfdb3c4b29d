"""What is known of a day while it goes on: shifts, pieces, and which visits have begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dispatch.live.pieces import Carried, carried
from dispatch.live.situation import Situation, whole
from dispatch.live.walk import Walk, at_start, walk_of
from dispatch.plan import Plan, Stop, Use
from dispatch.rules import shift_of
from dispatch.scenario import EquipmentPool, Facts


@dataclass(slots=True)
class Known:
    """What is told about a visit."""

    facts: Facts = field(default_factory=Facts)
    crew: tuple[str, ...] = ()
    """Who is told to give it, in the order of the roles."""
    is_start_told: bool = False
    by: int = 0
    """When it is told to have begun already, if its start is not told."""
    not_before: int = 0
    """The earliest start by what is told."""
    cancelled: bool = False

    @property
    def is_told(self) -> bool:
        """Whether it is told that the visit has begun, is over, or goes on."""
        told = (self.facts.started, self.facts.expected_end)
        return self.facts.over or any(told)

    @property
    def end(self) -> str | None:
        """When it is told to be over, or when it should be."""
        facts = self.facts
        return facts.ended or facts.aborted or facts.not_home or facts.expected_end

    def tell(self, **facts: str | None) -> None:
        """Change what is told."""
        self.facts = self.facts.model_copy(update=facts)


class Board:
    """A day in progress.

    Attributes
    ----------
    situation : Situation
        What events change of the scenario.
    plan : Plan
        The plan before them.
    known : dict of str to Known
        What is told about visits.
    walks, pieces : dict
        The shifts that are in the plan or under way, and the pieces with routes of their own.
    started, ended : dict of str to int
        When visits began and ended.
    crews : dict of str to tuple of str
        Who began them.
    lacking : dict of str to str
        The visits that began without a piece of a pool, because all of them are elsewhere.
    """

    def __init__(self, situation: Situation, plan: Plan, known: Mapping[str, Known]) -> None:
        self.situation = situation
        self.known = known
        self.plan = plan
        self.walks: dict[tuple[str, int], Walk] = {}
        self.pieces: dict[tuple[str, int], Carried] = carried(situation, plan)
        self.started = situation.started
        self.ended: dict[str, int] = {}
        self.crews: dict[str, tuple[str, ...]] = {}
        self.lacking: dict[str, str] = {}
        self.walks_of: dict[str, list[Walk]] = {}
        self.pieces_of: dict[str, list[Carried]] = {}
        for route in plan.routes:
            self._add(walk_of(situation, route.caregiver, route.shift, route))
        for key, shift in situation.shifts.items():
            goes = shift.under_way is not None or shift.stand_by is not None
            if goes and key not in self.walks:
                self._add(walk_of(situation, *key, None))
        for piece in self.pieces.values():
            for use in piece.uses:
                self.pieces_of.setdefault(use.visit, []).append(piece)

    def _add(self, walk: Walk) -> None:
        """Add a shift, put back to before the visit that it is in."""
        scenario, first = self.situation.scenario, walk.stops[:1]
        begins = scenario.at(walk.shift.start)
        for other in self.walks.values():
            if other.caregiver.id == walk.caregiver.id:
                is_earlier = scenario.at(other.shift.start) < begins
                first_of, then = (other, walk) if is_earlier else (walk, other)
                then.earlier.append(first_of)
        self.walks[walk.key] = walk
        for stop in first if walk.now.departed is not None and scenario.now else ():
            facts = self.situation.visits[stop.visit].facts
            part = self.situation.part(stop.visit, stop.role)
            if facts is None or not facts.running or facts.started is None:
                continue
            if scenario.at(facts.started) + part.offset <= scenario.at(scenario.now or ""):
                reopen(walk, part.set_up)
        for stop in walk.stops:
            self.walks_of.setdefault(stop.visit, []).append(walk)

    def gather(self, visits: Iterable[str]) -> None:
        """Put people where they are told to be, if the plan has others there, or other shifts."""
        for visit in visits:
            start, people = self.due(visit), self.known[visit].crew
            if start is None or not people or visit in self.ended:
                continue
            planned = {stop.role: walk.key for walk, stop in self.crew(visit)}
            by_role = dict(zip(self.situation.crew(visit), people, strict=True))
            told = self.shifts_at(visit, by_role, start)
            if told != planned:
                self.place(visit, told, start)

    def stay(self, walk: Walk) -> None:
        """Let nobody have set out for a later shift who still is in an earlier one after all."""
        for later in self.walks.values():
            if walk in later.earlier and not later.inside:
                later.now = at_start(self.situation, later.caregiver, later.shift)

    def change_shift(self, key: tuple[str, int], **fields: object) -> None:
        """Change fields of a shift."""
        shift = self.situation.shifts[key] = self.situation.shifts[key].model_copy(update=fields)
        if key in self.walks:
            self.walks[key].shift = shift

    def walk(self, name: str, number: int) -> Walk:
        """Return a shift; without a route it has no stops."""
        if (name, number) not in self.walks:
            self._add(walk_of(self.situation, name, number, None))
        return self.walks[name, number]

    def shifts_at(
        self, visit: str, people: Mapping[str, str], start: int
    ) -> dict[str, tuple[str, int]]:
        """Return the shifts in which people give a visit that starts at an instant, by role."""
        situation, offsets = self.situation, self.situation.crew(visit)
        return {
            role: (
                name,
                shift_of(situation.scenario, situation.caregiver(name), start + offsets[role]),
            )
            for role, name in people.items()
        }

    def place(self, visit: str, crew: Mapping[str, tuple[str, int]], start: int) -> None:
        """Give a visit to the shifts of those who are told to be there, by role.

        The plan's shifts lose it.
        """
        for walk, _ in self.crew(visit):
            walk.remove(visit)
        self.walks_of[visit] = []
        moment = self.situation.scenario.moment
        for role, key in crew.items():
            part = self.situation.part(visit, role)
            at = start + part.offset
            before = part.set_up + self.situation.client(visit).access
            arrival, begins, ends = map(moment, (at - before, at, at + part.length))
            stop = Stop(visit=visit, role=role, arrival=arrival, start=begins, end=ends)
            self.put(visit, self.walk(*key), stop)

    def put(self, visit: str, walk: Walk, stop: Stop) -> None:
        """Put a stop into a shift, behind the stops that the plan has end before it starts."""
        at = self.situation.scenario.at
        start, index = at(stop.start), 0
        while index < len(walk.stops) and at(walk.stops[index].end) <= start:
            index += 1
        later = walk.rest is not None and at(walk.rest.start) >= start
        walk.stops.insert(index, stop)
        walk.position += index < walk.position or (index == walk.position and later)
        self.walks_of.setdefault(visit, []).append(walk)

    def pools_without_crew(self, visit: str) -> Iterator[EquipmentPool]:
        """Yield the pools of which a visit needs a piece that nobody of its crew brings."""
        for name in self.situation.pools_of(visit):
            pool = self.situation.pools[name]
            if not pool.comes_with_crew:
                yield pool

    def piece_for(self, visit: str, pool: str) -> Carried | None:
        """Return the piece of a pool that a visit has or waits for."""
        pieces = self.pieces_of.get(visit, [])
        return next((piece for piece in pieces if piece.pool.id == pool), None)

    def pieces_of_pool(self, pool: EquipmentPool) -> list[Carried]:
        """Return the pieces of a pool that are in use or elsewhere, and one at its station."""
        found = [piece for piece in self.pieces.values() if piece.pool.id == pool.id]
        used = {piece.number for piece in found}
        unused = next((n for n in range(1, pool.count + 1) if n not in used), None)
        return found if unused is None else [*found, Carried(pool, unused, [], None, 0)]

    def spare(self, pool: EquipmentPool) -> Carried | None:
        """Return the idle piece of a pool that has the least to do."""
        idle = [piece for piece in self.pieces_of_pool(pool) if piece.is_idle]
        return min(idle, key=lambda each: (len(each.uses), each.free, each.number), default=None)

    def bring(self, piece: Carried, visit: str, start: int) -> None:
        """Let a piece go to a visit first, instead of the one that the plan has."""
        planned = self.piece_for(visit, piece.pool.id)
        if planned is not None:
            planned.remove(visit)
            self.pieces_of[visit].remove(planned)
        moment, pool = self.situation.scenario.moment, piece.pool
        free = start + self.situation.length(visit) + pool.turn_round
        use = Use(visit=visit, taken=moment(start - pool.set_up), free=moment(free))
        self.pieces.setdefault((pool.id, piece.number), piece).uses.insert(0, use)
        self.pieces_of.setdefault(visit, []).append(piece)

    def crew(self, visit: str) -> list[tuple[Walk, Stop]]:
        """Return the shifts in which a visit is that has not begun, and its stops."""
        return [
            (walk, stop)
            for walk in self.walks_of.get(visit, [])
            for stop in walk.stops
            if stop.visit == visit
        ]

    def planned(self, visit: str) -> int | None:
        """Return when the plan has a visit start that has not begun; None if it is not in it."""
        at, offsets = self.situation.scenario.at, self.situation.crew(visit)
        starts = [at(stop.start) - offsets[stop.role] for _, stop in self.crew(visit)]
        return max(starts, default=None)

    def announced(self, visit: str) -> tuple[int, tuple[str, ...]] | None:
        """Return when and by whom a visit is to be given, as the plan has it; None if it is not."""
        if not self.crew(visit):
            return None
        at, offsets = self.situation.scenario.at, self.situation.crew(visit)
        stops = {
            stop.role: (route.caregiver, at(stop.start) - offsets[stop.role])
            for route in self.plan.routes
            for stop in route.stops
            if stop.visit == visit and stop.role in offsets
        }
        people = tuple(stops[role][0] for role in offsets if role in stops)
        return (max(start for _, start in stops.values()), people) if stops else None

    def told_start(self, visit: str) -> int | None:
        """Return when a visit is told to have begun, or to have found nobody at home."""
        known = self.known.get(visit)
        told = known and (known.facts.started or known.facts.not_home)
        if known is None or not told:
            return None
        start = self.situation.scenario.at(told)
        return None if start < known.not_before else start  # not before it changes

    def due(self, visit: str) -> int | None:
        """Return when a visit is told to have begun at the latest."""
        told, known = self.told_start(visit), self.known.get(visit)
        if told is None and known is not None and known.facts.aborted:
            return self.situation.scenario.at(known.facts.aborted)
        return told

    def end(self, visit: str, start: int) -> int:
        """Return when a visit ends: as told, or else as long after its start as it should last."""
        known, at = self.known.get(visit), self.situation.scenario.at
        told = None if known is None else known.end
        return whole(start + self.situation.length(visit)) if told is None else max(start, at(told))

    def found_nobody(self, visit: str) -> bool:
        """Return whether nobody is told to have been at home."""
        known = self.known.get(visit)
        return known is not None and known.facts.not_home is not None

    def part_span(self, visit: str, stop: Stop, start: int, end: int | None) -> tuple[int, int]:
        """Return when a caregiver's part of a visit begins; and its end, if she leaves early."""
        part = self.situation.part(visit, stop.role)
        begins = start + (0 if self.found_nobody(visit) else part.offset)
        ends = begins + part.length
        return (begins, ends) if end is None else (min(begins, end), min(ends, end))


def reopen(walk: Walk, set_up: int) -> None:
    """Put a shift back to before the set-up of the visit that it stands in."""
    walk.now.free -= set_up
    walk.now.worked -= set_up
