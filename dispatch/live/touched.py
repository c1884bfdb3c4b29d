"""The referee's judgement of what differs from a good plan, in a fraction of the whole time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from dispatch.plan import Plan, Route
from dispatch.referee import Violation, broken
from dispatch.rules import client_mode, groups
from dispatch.scenario import Caregiver, Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


def newly_broken(
    scenario: Scenario, travel: TravelTimes, plan: Plan, before: Plan
) -> tuple[Violation, ...]:
    """Return the hard rules that a plan breaks by what differs from a plan that breaks none.

    Parameters
    ----------
    scenario, travel, plan
        The scenario, its travel times and the plan.
    before
        The other plan, for the same scenario or for one with fewer visits.
    """
    subjects = _Subjects.of(scenario, plan, before)
    few, part = _part(scenario, plan, subjects)
    return tuple(each for each in broken(few, travel, part) if subjects.concern(each))


class _Subjects(NamedTuple):
    """What may break a rule, if a plan differs from a good one."""

    caregivers: Collection[str]
    """The caregivers whose routes differ."""
    visits: Collection[str]
    """The visits on these routes, and those that are linked with a visit that differs itself."""
    clients: Collection[str]
    """The clients of the visits that differ."""
    pools: Collection[str]
    """The pools of their equipment."""

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan, before: Plan) -> _Subjects:
        """Compare two plans."""
        old, new = ({_key(route): route for route in each.routes} for each in (before, plan))
        differ = [key for key in {**old, **new} if _differ(old.get(key), new.get(key))]
        changed = _appointments(old[key] for key in differ if key in old)
        changed ^= _appointments(new[key] for key in differ if key in new)
        names = {visit for visit, *_ in changed}
        known = [each for each in scenario.visits if each.id in names]
        clients = {visit.client for visit in known}
        visits = {visit.id for visit in scenario.visits if visit.client in clients}
        for visit in known:
            visits |= {gap.after for gap in visit.gaps}
            visits |= {other.id for other, _ in scenario.followers.get(visit.id, ())}
        for group in groups(scenario):
            if not visits.isdisjoint(group):
                visits |= {*group}
        visits |= {stop.visit for key in differ if key in new for stop in new[key].stops}
        pools = {pool for each in known for pool in scenario.service[each.service].equipment}
        return cls({caregiver for caregiver, _ in differ}, visits, clients, pools)

    def concern(self, found: Violation) -> bool:
        """Return whether a violation is about one of the subjects."""
        if "equipment" in found.detail:
            return found.detail["equipment"] in self.pools
        return (
            found.visit in self.visits
            or found.caregiver in self.caregivers
            or found.detail.get("client") in self.clients
        )


def _differ(one: Route | None, other: Route | None) -> bool:
    return one is not other and one != other


def _has_along(caregiver: Caregiver, pools: Collection[str]) -> bool:
    """Return whether a caregiver who is out has a kit of some pools along."""
    return any(shift.out and not {*shift.out.kits}.isdisjoint(pools) for shift in caregiver.shifts)


def _key(route: Route) -> tuple[str, int]:
    return route.caregiver, route.shift


def _appointments(routes: Iterable[Route]) -> set[tuple[str, str, str, str]]:
    """Return who comes to which visits, and when."""
    return {
        (stop.visit, route.caregiver, stop.start, stop.end)
        for route in routes
        for stop in route.stops
    }


def _part(scenario: Scenario, plan: Plan, subjects: _Subjects) -> tuple[Scenario, Plan]:
    """Keep what the rules about some subjects depend on."""
    needed = {
        pool
        for name in subjects.visits
        if name in scenario.visit
        for pool in scenario.service[scenario.visit[name].service].equipment
    }
    pieces = tuple(each for each in plan.equipment if each.equipment in needed)
    asked = {*subjects.visits}
    for piece in pieces:
        if piece.equipment in subjects.pools:
            asked.update(use.visit for use in piece.uses)
    people = {*subjects.caregivers}
    people |= {r.caregiver for r in plan.routes if any(stop.visit in asked for stop in r.stops)}
    people |= {each.id for each in scenario.caregivers if _has_along(each, subjects.pools)}
    routes = tuple(route for route in plan.routes if route.caregiver in people)
    names = {*asked, *(stop.visit for route in routes for stop in route.stops)}
    visits = tuple(
        each.model_copy(update={"gaps": tuple(gap for gap in each.gaps if gap.after in names)})
        if any(gap.after not in names for gap in each.gaps)
        else each
        for each in scenario.visits
        if each.id in names
    )
    clients = {visit.client for visit in visits}
    clients |= {
        shift.out.client
        for each in scenario.caregivers
        for shift in each.shifts
        if shift.out and shift.out.client
    }
    people.update(name for each in visits if each.facts for name in each.pinned_caregivers)
    few = scenario.unchecked(
        visits=visits,
        clients=tuple(each for each in scenario.clients if each.id in clients),
        caregivers=tuple(each for each in scenario.caregivers if each.id in people),
        policy=scenario.policy.model_copy(update={"client_mode": client_mode(scenario)}),
    )
    return few, Plan.model_construct(
        scenario=plan.scenario,
        zone=plan.zone,
        routes=routes,
        equipment=pieces,
        unserved=tuple(each for each in plan.unserved if each.visit in names),
    )
