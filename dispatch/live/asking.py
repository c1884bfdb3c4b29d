"""One more visit in a planned day: the slots that it fits into, and offers of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dispatch.encoding import Encoded, carried, decode_again, only_by, with_visit
from dispatch.engine.problem import Solution
from dispatch.explanations.proposed import desk_hours, is_proposable
from dispatch.explanations.why import in_lines
from dispatch.live.touched import newly_broken
from dispatch.plan import Comer, Offer, Plan, Reason, Retimed
from dispatch.reasons import why_left_out
from dispatch.rules import allowed_starts
from dispatch.scenario import Duration, Promise, Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

if TYPE_CHECKING:
    from dispatch.engine.slots import Placed, Slot, Slots
    from dispatch.live.state import State


@dataclass(frozen=True)
class Opening:
    """The cheapest place for the visit among some starts, not judged yet.

    Attributes
    ----------
    asking : Asking
        Who found it.
    slot : Slot
        The place in numbers.
    """

    asking: Asking
    slot: Slot

    @property
    def at(self) -> int:
        """When the visit starts, in milliseconds."""
        return self.slot.start * self.asking.encoded.tick

    @property
    def cost(self) -> float:
        """Rise of the cost."""
        return self.slot.cost / self.asking.encoded.cost_unit

    @property
    def order(self) -> tuple[float, int]:
        """Sort key: the cheapest first, then the earliest."""
        return self.cost, self.at

    @property
    def people(self) -> tuple[str, ...]:
        """Who comes, in the order of the crew's roles; nobody if it cannot be taken."""
        return self.asking.people_in(self.slot)


@dataclass(frozen=True)
class Found:
    """A place for the visit, judged.

    Attributes
    ----------
    at : int
        The start to promise, in milliseconds.
    start : int
        The start in the plan, which a later departure may move.
    placed : Placed
        The place in numbers.
    plan : Plan
        The plan with the visit.
    """

    at: int
    start: int
    placed: Placed
    plan: Plan


@dataclass(frozen=True)
class Asking:
    """A planned day with one more visit, which the plan does not contain yet.

    Attributes
    ----------
    state : State
        The planned day.
    scenario : Scenario
        Its scenario with the visit behind the others.
    encoded : Encoded
        That scenario in numbers.
    before : Solution
        The plan in these numbers.
    """

    state: State
    scenario: Scenario
    encoded: Encoded
    before: Solution

    @classmethod
    def of(cls, state: State, scenario: Scenario, *, apart: bool = True) -> Asking:
        """Encode the day with the visit.

        Parameters
        ----------
        state, scenario
            As the attributes.
        apart
            Whether something keeps the visit apart from others of its client; see `with_visit`.
        """
        encoded = with_visit(state.encoded, scenario, apart=apart)
        return cls(state, scenario, encoded, carried(state.encoded, state.solution, encoded))

    def by(self, caregivers: Collection[str]) -> Asking:
        """Return the same day, for one question, with nobody but some caregivers for the visit.

        Anybody may come if there are none. Questions share nothing that changes: several threads
        may ask at once.
        """
        everybody = self.encoded
        some = only_by(everybody, self._visit.id, caregivers) if caregivers else everybody
        return replace(self, encoded=some)

    @property
    def _visit(self) -> Visit:
        return self.scenario.visits[-1]

    @property
    def _number(self) -> int:
        return len(self.scenario.open_visits) - 1

    def spans(self, apart: Duration, since: int, until: int) -> list[tuple[int, int]]:
        """List the allowed starts within desk hours, cut at multiples of `apart`, in milliseconds.

        They are also cut at the preferred start, and none is before `since` or after `until`. They
        begin and end at ticks.
        """
        scenario, liked = self.scenario, self._visit.preferred_start
        cuts = set() if liked is None else {scenario.at(liked)}
        windows = desk_hours(scenario, self._visit)
        hours = [(scenario.at(each.open), scenario.at(each.close)) for each in windows]
        tick = self.encoded.tick
        spans = (
            span
            for opens, closes in hours or [(0, scenario.horizon)]
            for first, last in self.allowed_in(opens, closes)
            for span in _cut(max(first, since), min(last, until), max(apart, tick), cuts)
        )
        whole = ((-(-first // tick) * tick, last // tick * tick) for first, last in spans)
        return [(first, last) for first, last in whole if first <= last]

    def allowed_in(self, opens: int, closes: int) -> Iterator[tuple[int, int]]:
        """Yield the allowed starts within an interval, in milliseconds."""
        for first, last in self._allowed:
            if max(first, opens) <= min(last, closes):
                yield max(first, opens), min(last, closes)

    def proposes(self, at: int) -> bool:
        """Return whether a start lies within desk hours, or the visit asks for others."""
        return is_proposable(self.scenario, self._visit.id, self.scenario.moment(at))

    def priced(
        self, spans: Sequence[tuple[int, int]], people: Sequence[str] = ()
    ) -> list[Opening | None]:
        """Find the cheapest place for each span of starts, in milliseconds, by some people."""
        tick = self.encoded.tick
        ticks = [(-(-first // tick), last // tick) for first, last in spans]
        kept = [span for span in ticks if span[0] <= span[1]]
        found = iter(self._slots.priced(kept, self._routes(people)))
        slots = (next(found) if first <= last else None for first, last in ticks)
        return [None if slot is None else Opening(self, slot) for slot in slots]

    def found(
        self, span: tuple[int, int], at: int, tolerance: int, people: Sequence[str]
    ) -> Found | None:
        """Put the visit with its promise at the cheapest of some starts.

        Parameters
        ----------
        span
            First and last start to choose from, in milliseconds.
        at, tolerance
            The promise: the start, for which the visit is held if it can be, and how much earlier
            or later it may start.
        people
            Who comes; anybody if empty.

        Returns
        -------
        Found or None
            None if there is no such plan that keeps every rule.
        """
        openings = self.priced([*self.allowed_in(*span)], people)
        best = min((each for each in openings if each), key=lambda each: each.cost, default=None)
        if best is None:
            return None
        tick = self.encoded.tick
        window = -(-(at - tolerance) // tick), (at + tolerance) // tick
        placed = self._slots.placed(best.slot, window, hold=best.at == at)
        if placed is None:
            return None
        plan = decode_again(self.encoded, placed.solution, self.before, self.state.plan)
        promised = self._promised(at, tolerance)
        if newly_broken(promised, self.encoded.travel, plan, self.state.plan):
            return None
        return Found(at, placed.solution.start[self._number] * tick, placed, plan)

    def _promised(self, at: int, tolerance: int) -> Scenario:
        """Return the scenario with a promise, by which the visit may count in another week."""
        scenario, visit = self.scenario, self._visit
        if visit.promise is not None or scenario.client[visit.client].entitled_week is None:
            return scenario
        promise = Promise(start=scenario.moment(at), tolerance=Duration(tolerance))
        visit = visit.model_copy(update={"promise": promise})
        return scenario.unchecked(visits=(*scenario.visits[:-1], visit))

    def people_in(self, slot: Slot) -> tuple[str, ...]:
        """Return who comes to a slot, in the order of the crew's roles; nobody if it is taken."""
        solution = self._slots.inserted(slot)
        return () if solution is None else tuple(name for _, name in self._crew(solution))

    def reasons(self) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
        """Find why nobody serves the visit, and say it in words."""
        (reasons,) = why_left_out(self.scenario, self.encoded, self.before, [self._visit])
        return reasons, tuple(in_lines(self.scenario, self._visit, reasons))

    def held(self, found: Found) -> Solution:
        """Return the solution of a place, with the visit held for the last possible release."""
        p, solution = self.encoded.problem, found.placed.solution
        releases = p.release_at[p.release[self._number] : p.release[self._number + 1]]
        held = [*solution.held]
        held[self._number] = int((releases <= solution.start[self._number]).sum())
        return replace(solution, held=tuple(held))

    def offer(self, found: Found, tolerance: Duration, until: str | None) -> Offer:
        """Return the offer of a place."""
        scenario, at = self.scenario, found.at
        inside = [*self.allowed_in(at - tolerance, at + tolerance)]
        known = scenario.client[self._visit.client]
        whole = self._visit.client not in self.state.scenario.client
        return Offer(
            visit=self._visit,
            client=known if whole else None,
            date=scenario.date_at(at),
            people=tuple(
                Comer(role=role, caregiver=name, familiar=name in known.preferred)
                for role, name in self._crew(found.placed.solution)
            ),
            start=scenario.moment(at),
            tolerance=tolerance,
            earliest=scenario.moment(inside[0][0]),
            latest=scenario.moment(inside[-1][1]),
            cost=found.placed.cost / self.encoded.cost_unit,
            moves=tuple(self._moves(found.placed.solution)),
            version=self.state.version,
            valid_until=until,
        )

    def _crew(self, solution: Solution) -> Iterator[tuple[str, str]]:
        """Yield the roles of the visit, and who takes each."""
        p = self.encoded.problem
        lead = int(p.stops[self._number])
        where = {node: route for route, nodes in enumerate(solution.routes) for node in nodes}
        for place, role in enumerate(self.scenario.service[self._visit.service].crew):
            yield role.id, self.encoded.routes[where[lead + place]][0]

    @cached_property
    def _slots(self) -> Slots:
        """The plan in numbers, ready for the visit; imported only here, as numba is slow."""
        from dispatch.engine.slots import Slots

        return Slots(self.encoded.problem, self.before, self._number)

    @cached_property
    def _allowed(self) -> tuple[tuple[int, int], ...]:
        around = self.encoded.clients.around.get(self._visit.id, ())
        return allowed_starts(self.scenario, self._visit, around)

    def _routes(self, people: Sequence[str]) -> Mapping[int, range]:
        """Return the routes of people for the stops of their roles."""
        lead = int(self.encoded.problem.stops[self._number])
        routes = self.encoded.routes_of_caregiver
        return {lead + place: routes[name] for place, name in enumerate(people)}

    def _moves(self, solution: Solution) -> Iterator[Retimed]:
        """Yield the visits that start at another time than in the plan."""
        tick = self.encoded.tick
        rows = zip(self.scenario.open_visits, self.before.start, solution.start, strict=False)
        for visit, before, after in rows:
            if before >= 0 and before != after:
                yield Retimed(
                    visit=visit.id,
                    minutes=(after - before) * tick / MILLISECONDS_A_MINUTE,
                    start=self.scenario.moment(before * tick),
                    to=self.scenario.moment(after * tick),
                )


def _cut(first: int, last: int, apart: int, cuts: set[int]) -> Iterator[tuple[int, int]]:
    """Cut an interval at multiples of a length and at some instants."""
    inside = {at for at in cuts if first < at <= last}
    inside |= {*range(first - first % apart + apart, last + 1, apart)}
    for begins, ends in zip([first, *sorted(inside)], [*sorted(inside), last + 1], strict=True):
        if begins < ends:
            yield begins, ends - 1
