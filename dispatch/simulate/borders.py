"""Streets that keep to themselves, and the morning that every policy starts from."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.plan import Plan, crews
from dispatch.planner import plan_day
from dispatch.roads import TravelTimes
from dispatch.scenario import Duration, Promise, Scenario, Visit
from dispatch.simulate.assumptions import Assumptions


def with_borders(scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
    """Let caregivers work only in their own streets, and where they are lent to for the day.

    They are lent to visits of a plan, and to those that they are pinned to.

    Parameters
    ----------
    scenario
        The day.
    plan
        Its plan.
    home
        By the id of a caregiver, the street that she works in.
    """
    streets = {name: [street] for name, street in home.items()}
    lent = [(each.caregiver, stop.visit) for each in plan.routes for stop in each.stops]
    lent += [(name, visit.id) for visit in scenario.visits for name in visit.pinned_caregivers]
    for name, visit in lent:
        area = scenario.client[scenario.visit[visit].client].area
        if area is not None and name in streets:
            streets[name].append(area)
    caregivers = tuple(
        each.model_copy(update={"areas": tuple(dict.fromkeys(streets[each.id]))})
        if each.id in streets
        else each
        for each in scenario.caregivers
    )
    return scenario.unchecked(caregivers=caregivers)


def morning_plan(
    scenario: Scenario, home: Mapping[str, str], travel: TravelTimes, iterations: int, seed: int
) -> Plan:
    """Plan a day before it begins, as streets do that keep to themselves.

    Each street plans its own visits with its own caregivers; for those that it cannot serve it
    borrows a caregiver of another one. Every policy starts from the same plan.

    Parameters
    ----------
    scenario
        The day.
    home
        By the id of a caregiver, the street that she works in.
    travel
        The travel times.
    iterations
        The budget of each of the two searches.
    seed
        The seed of the searches.
    """
    nobody = Plan(scenario=scenario.fingerprint, zone=scenario.zone, routes=(), unserved=())
    apart = with_borders(scenario, nobody, home)
    own = plan_day(apart, travel=travel, iterations=iterations, seed=seed, reasons=False).plan
    served = crews(scenario, own)
    pinned = scenario.unchecked(
        visits=tuple(
            visit.model_copy(update={"pinned_caregivers": served[visit.id][0]})
            if visit.id in served
            else visit
            for visit in scenario.visits
        )
    )
    found = plan_day(
        pinned, travel=travel, initial=own, iterations=iterations, seed=seed, reasons=False
    ).plan
    return found.model_copy(update={"scenario": scenario.fingerprint})


def promised(scenario: Scenario, plan: Plan, world: Assumptions) -> Scenario:
    """Promise a start for each visit that has none, the same under every policy.

    It is the start of the morning plan. A visit that this plan leaves out counts as promised from
    the opening of its first window to its close, or from the hour at which the day begins.

    Parameters
    ----------
    scenario
        The day with its pre-booked visits.
    plan
        Its morning plan.
    world
        The assumptions: tolerances and hours.
    """
    if all(visit.promise is not None for visit in scenario.visits):
        return scenario
    starts = {name: start for name, (_, start) in crews(scenario, plan).items()}

    def told(visit: Visit) -> Promise:
        if visit.id in starts:
            return Promise(start=scenario.moment(starts[visit.id]), tolerance=world.tolerance)
        opens = closes = world.opens * 3_600_000
        for window in visit.windows[:1]:
            opens, closes = scenario.at(window.open), scenario.at(window.close)
        tolerance = Duration(max(world.tolerance, closes - opens))
        return Promise(start=scenario.moment(opens), tolerance=tolerance)

    return scenario.unchecked(
        visits=tuple(
            visit.model_copy(update={"promise": visit.promise or told(visit)})
            for visit in scenario.visits
        )
    )
