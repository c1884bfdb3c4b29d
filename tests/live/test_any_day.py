"""What holds on every running day: no moment in between and no order of telling matters."""

from functools import cache

from dispatch import plan_day
from dispatch.generate import generate_small
from dispatch.plan import dumps_plan
from dispatch.roads import travel_times
from dispatch.scenario import dumps_scenario

HOUR = 3_600_000


@cache
def planned(seed):
    scenario = generate_small(seed, visits=8, caregivers=4)
    travel = travel_times(scenario)
    try:
        plan = plan_day(scenario, iterations=300, reasons=False, travel=travel).plan
    except Exception:
        return None
    return scenario, plan, travel


def written(day):
    return dumps_scenario(day.scenario), dumps_plan(day.plan)
