"""Streets that keep to themselves, and the morning plan that every policy starts from."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.plan import Plan, crews
from dispatch.planner import plan_day
from dispatch.roads import TravelTimes
from dispatch.scenario import Buffers, Scenario


def with_borders(scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
    """Let caregivers work only in their own streets, and where a plan has lent them for the day.

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
    for route in plan.routes:
        for stop in route.stops:
            area = scenario.client[scenario.visit[stop.visit].client].area
            if area is not None:
                streets[route.caregiver].append(area)
    caregivers = tuple(
        each.model_copy(update={"areas": tuple(dict.fromkeys(streets[each.id]))})
        for each in scenario.caregivers
    )
    return scenario.unchecked(caregivers=caregivers)


def with_slack(scenario: Scenario, slack: float) -> Scenario:
    """Return a day whose plans leave some slack behind visits, as a share of their lengths."""
    buffers = Buffers(service=slack)
    return scenario.unchecked(policy=scenario.policy.model_copy(update={"buffers": buffers}))


def morning_plan(
    scenario: Scenario,
    home: Mapping[str, str],
    travel: TravelTimes,
    iterations: int,
    seed: int,
    slack: float = 0.0,
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
    slack
        What the plan leaves free behind a visit, as a share of its length.
    """
    nobody = Plan(scenario=scenario.fingerprint, zone=scenario.zone, routes=(), unserved=())
    ample = with_slack(scenario, slack)
    apart = with_borders(ample, nobody, home)
    own = plan_day(apart, travel=travel, iterations=iterations, seed=seed, reasons=False).plan
    served = crews(scenario, own)
    pinned = ample.unchecked(
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
