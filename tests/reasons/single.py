"""One visit alone in a plan, found by trying: times by hand, judged by the referee."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, pairwise, product
from typing import NamedTuple

from dispatch.plan import Leg, PieceRoute, Plan, Rest, Route, Unserved, Use, route_of
from dispatch.referee.reading import read
from dispatch.referee.violations import violations
from dispatch.roads import TravelTimes
from dispatch.rules import (
    clearing,
    duration_of,
    end_place,
    kits,
    kits_brought,
    pools_apart,
    role_duration,
    set_up,
    start_place,
)
from dispatch.scenario import Caregiver, MealBreak, Scenario, Visit

RESTS = ("before", "first door", "last door", "after")
"""Where a meal break may be taken: at home or at the only door."""


class Member(NamedTuple):
    """A caregiver in one of the shifts, as a role of the crew, with a break or none."""

    caregiver: Caregiver
    shift: int
    role: int
    rest: str
    """``none``, ``before`` the departure or ``after`` the return."""


class Single:
    """A scenario of which only one visit is left.

    Parameters
    ----------
    scenario, travel
        The scenario and its travel times.
    visit
        The visit. Of the others only those that have begun or are over stay, as facts: no plan
        here serves them.
    """

    def __init__(self, scenario: Scenario, travel: TravelTimes, visit: Visit) -> None:
        kept = {visit.id, *(each.id for each in scenario.visits if each.facts is not None)}
        visits = tuple(
            each.model_copy(
                update={"gaps": tuple(gap for gap in each.gaps if gap.after in kept), "group": None}
            )
            for each in scenario.visits
            if each.id in kept
        )
        self.scenario = scenario.unchecked(visits=visits)
        self.visit = self.scenario.visit[visit.id]
        self.travel = travel
        self.service = scenario.service[visit.service]
        self.client = scenario.client[visit.client]
        self.roles = range(len(self.service.crew))
        self._known: dict[tuple[Member, int], bool] = {}

    def can(self, name: str, role: int) -> bool:
        """Return whether a caregiver can take a role, whoever does the rest."""
        starts = {*self._moments(), *self._firsts(self.members(name, role))}
        return any(
            self._is_alone(member, start) for member in self.members(name, role) for start in starts
        )

    def is_served(self, name: str) -> bool:
        """Return whether a whole crew with a caregiver, and equipment, can serve the visit."""
        return any(
            self._is_served([self.members(name if k == role else None, k) for k in self.roles])
            for role in self.roles
        )

    def members(self, name: str | None, role: int) -> list[Member]:
        """List a caregiver, or all if no name is given, in every shift, with every break."""
        return [
            Member(caregiver, shift, role, rest)
            for caregiver in self.scenario.caregivers
            if name in (None, caregiver.id)
            for shift, each in enumerate(caregiver.shifts)
            for rest in (("none", *RESTS) if each.meal_break else ("none",))
        ]

    def _is_served(self, crew: Sequence[Sequence[Member]]) -> bool:
        pools = pools_apart(self.scenario, self.service)
        pieces = [range(1, self.scenario.pool[pool].count + 1) for pool in pools]
        for start in sorted({*self._moments(), *self._firsts(chain(*crew))}):
            able = [[each for each in members if self._is_alone(each, start)] for members in crew]
            for members in product(*able):
                if len({member.caregiver.id for member in members}) == len(members) and any(
                    self._is_valid(members, start, dict(zip(pools, numbers, strict=True)))
                    for numbers in product(*pieces)
                ):
                    return True
        return False

    def _is_alone(self, member: Member, start: int) -> bool:
        """Return whether a member breaks no rule, whoever does the rest."""
        if (member, start) not in self._known:
            rest = {"crew_incomplete", "equipment_missing"}
            self._known[member, start] = self._is_valid([member], start, {}, rest)
        return self._known[member, start]

    def _is_valid(
        self,
        members: Sequence[Member],
        start: int,
        pieces: dict[str, int],
        without: Collection[str] = (),
    ) -> bool:
        plan = self._plan(members, start, pieces)
        found = violations(self.scenario, self.travel, plan, read(self.scenario, self.travel, plan))
        # running visits are left out here, which is no fault of this one
        return all(each.kind in {"fact_contradicted", *without} for each in found)

    def _moments(self) -> Iterator[int]:
        """Yield the starts at which an interval of allowed starts may begin."""
        scenario, visit, client = self.scenario, self.visit, self.client
        told = [visit.exact_start, visit.pinned_start, visit.preferred_start, client.earliest]
        told += [each.end for each in client.blackouts]
        told += [each.open for each in visit.windows]
        told += [] if visit.facts is None else [visit.facts.started]
        at = {scenario.at(each) for each in told if each is not None} | {0}
        at |= {each - duration_of(scenario, visit) for each in at}
        if visit.promise is not None:
            promised = scenario.at(visit.promise.start)
            at |= {promised, promised - visit.promise.tolerance}
        for gap in visit.gaps:
            facts = scenario.visit[gap.after].facts
            if facts is not None:
                since = (facts.started, facts.ended, facts.aborted)
                at |= {scenario.at(each) + gap.minimum for each in since if each is not None}
        for other, gap in scenario.followers.get(visit.id, ()):
            if gap.maximum is not None and other.facts is not None and other.facts.started:
                until = scenario.at(other.facts.started) - gap.maximum
                at |= {until, until - duration_of(scenario, visit)}
        yield from (each for each in at if each >= 0)

    def _firsts(self, members: Iterable[Member]) -> Iterator[int]:
        """Yield the first start that each member reaches."""
        for member in members:
            shift = member.caregiver.shifts[member.shift]
            leaves = self.scenario.at(shift.start)
            if member.rest == "before" and shift.meal_break is not None:
                leaves = max(leaves, self.scenario.at(shift.meal_break.earliest))
                leaves += shift.meal_break.duration
            way = self._way(member, start_place(self.scenario, member.caregiver, shift), False)
            door = leaves + way
            if member.rest == "first door" and shift.meal_break is not None:
                door = max(door, self.scenario.at(shift.meal_break.earliest))
                door += shift.meal_break.duration
            role = self.service.crew[member.role]
            ready = door + self.client.access + set_up(self.scenario, self.visit, role)
            yield ready - role.offset

    def _way(self, member: Member, place: object, back: bool) -> int:
        """Return the way from a place or back to it, over the stations of what she brings."""
        scenario, mode = self.scenario, member.caregiver.mode
        here = scenario.place_of(self.client.place)
        brought = kits_brought(scenario, self.visit, self.service.crew[member.role])
        stations = [scenario.place_of(pool.station) for pool in kits(scenario) if pool in brought]
        places = [place, *stations, here]
        if back:
            there = here if self.visit.end_place is None else self.visit.end_place
            places = [scenario.place_of(there), *reversed(stations), place]
        # without a way the referee finds the visit cut off, whatever its time
        return sum(self.travel.between(mode, *leg) or 0 for leg in pairwise(places))

    def _plan(self, members: Sequence[Member], start: int, pieces: dict[str, int]) -> Plan:
        scenario = self.scenario
        return Plan(
            scenario=scenario.fingerprint,
            routes=tuple(self._route(member, start) for member in members),
            equipment=tuple(
                PieceRoute(equipment=pool, piece=piece, uses=(self._use(pool, start),))
                for pool, piece in pieces.items()
            ),
            unserved=tuple(
                Unserved(visit=each.id) for each in scenario.open_visits if each.id != self.visit.id
            ),
        )

    def _route(self, member: Member, start: int) -> Route:
        scenario, role = self.scenario, self.service.crew[member.role]
        shift = member.caregiver.shifts[member.shift]
        begins = start + role.offset
        leg = Leg(
            visit=self.visit.id,
            role=role.id,
            way=self._way(member, start_place(scenario, member.caregiver, shift), False),
            start=begins,
            end=begins + role_duration(scenario, self.visit, role),
            before=self.client.access + set_up(scenario, self.visit, role),
            after=self.service.documentation + clearing(scenario, self.visit, role),
        )
        back = self._way(member, end_place(scenario, member.caregiver, shift), True)
        rest = None
        if member.rest != "none" and shift.meal_break is not None:
            rest = self._rest(member, shift.meal_break, leg, back)
        return route_of(
            member.caregiver.id, [leg], back, scenario.moment, shift=member.shift, rest=rest
        )

    def _rest(self, member: Member, due: MealBreak, leg: Leg, back: int) -> Rest:
        at = self.scenario.at
        leaves = leg.end + leg.after
        ready = {
            "before": at(member.caregiver.shifts[member.shift].start),
            "first door": min(at(due.latest), leg.start - leg.before - due.duration),
            "last door": leaves,
            "after": leaves + back,
        }[member.rest]
        begins = max(ready, at(due.earliest))
        behind = int(member.rest in ("last door", "after"))
        at_home = member.rest in ("before", "after")
        return Rest(behind, begins, begins + due.duration, at_home=at_home)

    def _use(self, name: str, start: int) -> Use:
        scenario, pool = self.scenario, self.scenario.pool[name]
        ends = start + duration_of(scenario, self.visit) + pool.turn_round
        return Use(
            visit=self.visit.id,
            taken=scenario.moment(start - pool.set_up),
            free=scenario.moment(ends),
        )
