"""What would help visits that often start late: changes of the plan, each tried under noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dispatch.errors import DispatchError
from dispatch.live.desk import Desk
from dispatch.plan import Plan, Route, crews
from dispatch.planner import solve
from dispatch.referee import broken
from dispatch.report.stress import Kind, Remedy, Stress
from dispatch.roads import TravelTimes
from dispatch.rules import begins
from dispatch.scenario import Duration, Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE
from dispatch.simulate.stress import Noise, latest_starts, noise, only_planned

TRIALS: Final = 100
"""How often a change is tried."""
WORTH: Final = 0.05
"""By how much more often a visit has to start in time for a change to be told."""
_SLOTS: Final = 2
"""How many other places are tried with the same people, and how many with others."""
_EARLY: Final = 10 * MILLISECONDS_A_MINUTE
"""How much earlier than they have to caregivers may set out, in milliseconds."""
_APART: Final = Duration.of_minutes(15)


@dataclass(frozen=True)
class _Change:
    """A changed plan, and what changes for a visit."""

    kind: Kind
    plan: Plan
    minutes: int = 0


def with_remedies(
    scenario: Scenario,
    plan: Plan,
    travel: TravelTimes,
    stress: Stress,
    count: int = 3,
    runs: int = TRIALS,
    seed: int = 0,
) -> Stress:
    """Look for what would help the most fragile visits, and try each change under the same noise.

    Three changes are tried for a visit by itself: her caregivers set out sooner and wait on the way
    instead of at home; the same caregivers come at another place of their routes; others come. The
    rest of the plan stays with its people. A change is told if it breaks no rule, keeps what the
    client was told, and lets the visit start in time more often by `WORTH` or more.

    Parameters
    ----------
    scenario, plan, travel
        The day.
    stress
        What the plan bears.
    count
        For how many visits.
    runs
        How often each change is tried; each run takes some milliseconds for each visit of the day.
    seed
        The first of the seeds of these runs.
    """
    trial = _Trial(scenario, plan, travel, range(seed, seed + runs))
    found = {name: tuple(trial.remedies(name)) for name in [*stress.fragile][:count]}
    visits = {
        name: each.model_copy(update={"remedies": found.get(name, ())})
        for name, each in stress.visits.items()
    }
    return stress.model_copy(update={"visits": visits})


class _Trial:
    def __init__(
        self, scenario: Scenario, plan: Plan, travel: TravelTimes, seeds: Sequence[int]
    ) -> None:
        self._scenario, self._plan, self._travel, self._seeds = scenario, plan, travel, seeds
        self._asked = only_planned(scenario, plan)
        self._number = {name: k for k, name in enumerate(latest_starts(scenario, plan))}
        self._crews = crews(scenario, plan)
        self._before = self._noise(plan)
        self._sooner = self._as_soon_as_possible()

    def remedies(self, name: str) -> list[Remedy]:
        """Return what helps a visit, the best first."""
        tried = (
            self._tried(name, change)
            for change in (*self._set_out_sooner(name), *self._at_other_places(name))
            if self._is_sound(name, change.plan)
        )
        helps = (each for each in tried if each.in_time >= each.before + WORTH)
        return sorted(helps, key=lambda each: (-each.in_time, -each.all_in_time))

    def _noise(self, plan: Plan) -> Noise:
        """Live a plan; where nobody was told a time, in time is what this plan makes of it."""
        latest = latest_starts(self._scenario, plan)
        same = {name: latest[name] for name in self._number}
        return noise(self._scenario, plan, self._travel, same, self._seeds)

    def _tried(self, name: str, change: _Change) -> Remedy:
        crew, start = crews(self._scenario, change.plan)[name]
        after, k = self._noise(change.plan), self._number[name]
        return Remedy(
            kind=change.kind,
            caregivers=crew,
            start=self._scenario.moment(start),
            minutes=change.minutes,
            in_time=float(after.in_time[k]),
            before=float(self._before.in_time[k]),
            all_in_time=after.sums.in_time,
            all_before=self._before.sums.in_time,
        )

    def _is_sound(self, name: str, plan: Plan) -> bool:
        """Return whether a plan breaks no rule, and keeps what the client was told."""
        visit, at = self._scenario.visit[name], self._scenario.at
        found = crews(self._scenario, plan)
        if found.keys() != self._crews.keys() or broken(self._scenario, self._travel, plan):
            return False
        told = [each for each in (visit.promise, visit.announced) if each is not None]
        return all(abs(found[name][1] - at(each.start)) <= each.tolerance for each in told)

    def _as_soon_as_possible(self) -> Plan:
        """Return the plan with everything at its earliest, whatever waiting that takes."""
        policy = self._asked.policy
        weights = policy.weights.model_copy(update={"waiting": 0.0})
        asked = self._asked.unchecked(policy=policy.model_copy(update={"weights": weights}))
        return self._as_it_is(asked)

    def _as_it_is(self, asked: Scenario) -> Plan:
        """Return the plan for another scenario, as far as it fits, with the solver's times."""
        return solve(
            asked, travel=self._travel, initial=self._plan, iterations=0, reasons=False,
            release_pins=True,
        )  # fmt: skip

    def _set_out_sooner(self, name: str) -> Iterator[_Change]:
        """Yield the plan with those who come to a visit on their way sooner.

        What lies before the visit begins as soon as it can, with a way out that is begun some
        minutes before it has to be, or not.
        """
        at, crew = self._scenario.at, {*self._crews[name][0]}
        sooner = {(each.caregiver, each.shift): each for each in self._sooner.routes}
        for early in (0, _EARLY):
            routes = tuple(
                self._left_early(sooner.get((each.caregiver, each.shift), each), early)
                if each.caregiver in crew
                else each
                for each in self._plan.routes
            )
            pairs = zip(self._plan.routes, routes, strict=True)
            by = max(at(before.departure) - at(after.departure) for before, after in pairs)
            if by >= MILLISECONDS_A_MINUTE:
                changed = self._plan.model_copy(update={"routes": routes})
                yield _Change("sooner", changed, by // MILLISECONDS_A_MINUTE)

    def _left_early(self, route: Route, early: int) -> Route:
        """Return a route that is begun so much earlier, but not before its shift."""
        at, moment = self._scenario.at, self._scenario.moment
        shift = self._scenario.caregiver[route.caregiver].shifts[route.shift]
        room = at(route.departure) - begins(self._scenario, shift)
        by = min(early, room) if shift.out is None and route.stops else 0
        if by <= 0:
            return route
        first, *rest = route.stops
        arrival = moment(at(first.arrival) - by)
        return route.model_copy(
            update={
                "departure": moment(at(route.departure) - by),
                "stops": (first.model_copy(update={"arrival": arrival}), *rest),
            }
        )

    def _at_other_places(self, name: str) -> Iterator[_Change]:
        """Yield the plan with a visit at other places, by the desk's offers."""
        visit = self._scenario.visit[name]
        crew = {*self._crews[name][0]}
        rest = _without(self._asked, name)
        plan = self._as_it_is(rest)
        free = visit.model_copy(update={"pinned_start": None, "group": None})
        others = {each.id for each in self._scenario.on_duty} - crew
        places: tuple[tuple[Kind, set[str]], ...] = (("moved", crew), ("other", others))
        for kind, people in places:
            if not people or (kind == "other" and visit.pinned_caregivers):
                continue
            yield from self._offered(kind, rest, plan, free, people)

    def _offered(
        self, kind: Kind, rest: Scenario, plan: Plan, visit: Visit, people: set[str]
    ) -> Iterator[_Change]:
        desk = Desk(rest, plan, self._travel)
        found = desk.offers(visit, _SLOTS, caregivers=people, apart=_APART).offers
        for offer in found:
            desk = Desk(rest, plan, self._travel)
            try:
                with_it = desk.accept(offer).plan
            except DispatchError:
                continue
            unserved = self._plan.unserved
            update = {"unserved": unserved, "scenario": self._scenario.fingerprint}
            yield _Change(kind, with_it.model_copy(update=update))


def _without(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario without a visit; gaps to it go, too."""
    return scenario.unchecked(
        visits=tuple(
            visit.model_copy(update={"gaps": tuple(g for g in visit.gaps if g.after != name)})
            for visit in scenario.visits
            if visit.id != name
        )
    )
