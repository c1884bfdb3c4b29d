"""What holds on every running day: no moment in between and no order of telling matters."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import plan_day
from dispatch.errors import InputError, NoPlan
from dispatch.generate import generate_small
from dispatch.live import events as happens
from dispatch.live.account import account
from dispatch.live.day import progress
from dispatch.live.event_checks import faults_of_events
from dispatch.plan import dumps_plan
from dispatch.roads import travel_times
from dispatch.rules import role_duration
from dispatch.scenario import dumps_scenario, loads_scenario

MINUTE = 60_000


def waiting(scenario, seed):
    """The day with people who wait where they are, or who stand by at the station, or both."""
    wait, station = "here" if seed % 2 else "door", "station" if seed % 3 else None
    running = scenario.policy.running_day.model_copy(update={"wait": wait})
    people = [
        one.model_copy(
            update={
                "shifts": tuple(
                    shift.model_copy(update={"stand_by": station}) for shift in one.shifts
                )
            }
        )
        for one in scenario.caregivers
    ]
    policy = scenario.policy.model_copy(update={"running_day": running})
    return scenario.unchecked(policy=policy, caregivers=tuple(people))


@cache
def planned(seed):
    scenario = waiting(generate_small(seed, visits=8, caregivers=4), seed)
    travel = travel_times(scenario)
    try:
        plan = plan_day(scenario, iterations=300, reasons=False, travel=travel).plan
    except NoPlan:
        return None
    if not plan.routes or any(leaves_early(scenario, visit) for visit in scenario.visits):
        return None
    return scenario, plan, travel


def leaves_early(scenario, visit):
    """Whether one of the crew leaves before the visit ends; see `dispatch.live.walk`."""
    crew = scenario.service[visit.service].crew
    ends = {role.offset + role_duration(scenario, visit, role) for role in crew}
    return len(ends) > 1


def span(scenario, plan):
    """The milliseconds from before the first departure, and all facts, to after all returns."""
    departures = [scenario.at(route.departure) for route in plan.routes]
    returns = [scenario.at(route.returned) for route in plan.routes]
    told = [
        scenario.at(at)
        for visit in scenario.visits
        for _, at in visit.facts or ()
        if at and not isinstance(at, bool)
    ]
    first = max(min(departures) - 30 * MINUTE, 0, *told)
    return first, max(first + MINUTE, *returns) + 30 * MINUTE


def written(day):
    return dumps_scenario(day.scenario), dumps_plan(day.plan)


@given(seed=st.integers(0, 10_000), draw=st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_a_day_goes_on_alike_from_any_moment_in_between(seed, draw):
    day = planned(seed)
    if day is None:
        return
    scenario, plan, travel = day
    first, last = span(scenario, plan)
    times = sorted(draw.randrange(first, last) // 1000 * 1000 for _ in range(3))
    moments = [scenario.moment(at) for at in times]
    straight = progress(scenario, plan, travel, moments[-1])
    for now in moments:
        stage = progress(scenario, plan, travel, now)
        scenario, plan = stage.scenario, stage.plan
        assert loads_scenario(dumps_scenario(scenario)) == scenario
        assert account(scenario, plan).total == len(scenario.visits)
        assert account(scenario, plan).unserved == len(plan.unserved)
    assert written(stage) == written(straight)


def drawn(draw, scenario, plan, number):
    """An event that may happen, near the times that the plan has."""
    first, last = span(scenario, plan)
    visit, client = draw.choice(scenario.visits).id, draw.choice(scenario.clients).id
    caregiver = draw.choice(scenario.on_duty).id
    other_service = {"service": draw.choice(scenario.services).id}
    people = [each.id for each in draw.sample(scenario.on_duty, draw.randint(1, 2))]
    stops = [stop for route in plan.routes for stop in route.stops if stop.visit == visit]
    starts, ends = (
        max((scenario.at(getattr(stop, name)) for stop in stops), default=first)
        for name in ("start", "end")
    )

    def around(at):
        minutes = draw.randrange(-15, 20) * MINUTE
        return scenario.moment(max(at + minutes, 0) // MINUTE * MINUTE)

    some_time = around(draw.randrange(first, last))
    later = scenario.moment(scenario.at(some_time) + 20 * MINUTE)
    at_start, at_end = around(starts), around(ends)
    asked = {"id": f"new{number}", "client": client, "service": draw.choice(scenario.services).id}
    kinds = [
        lambda: happens.Started(at=at_start, visit=visit),
        lambda: happens.Started(at=at_start, visit=visit, caregivers=people),
        lambda: happens.Ended(at=at_end, visit=visit),
        lambda: happens.Ended(at=at_end, visit=visit),
        lambda: happens.Overrun(at=at_end, visit=visit, until=later),
        lambda: happens.NotHome(at=at_start, visit=visit),
        lambda: happens.BrokenOff(at=at_end, visit=visit),
        lambda: happens.Cancelled(at=some_time, visit=visit),
        lambda: happens.Changed(at=some_time, visit=visit, to={"preferred_start": later}),
        lambda: happens.Changed(at=at_start, visit=visit, to=other_service),
        lambda: happens.Requested(at=some_time, visit=asked),
        lambda: happens.AlarmRaised(at=some_time, alarm=f"alarm{number}", client=client),
        lambda: happens.Announced(at=some_time),
        lambda: happens.Absent(at=some_time, caregiver=caregiver),
        lambda: happens.Late(at=some_time, caregiver=caregiver, time=later),
        lambda: happens.Gone(at=some_time, caregiver=caregiver, time=later),
        lambda: happens.Back(at=some_time, caregiver=caregiver, time=later),
        lambda: happens.StandsBy(at=some_time, caregiver=caregiver, station="station"),
    ]
    return draw.choice(kinds)()


@given(seed=st.integers(0, 10_000), draw=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_in_which_events_are_told_does_not_matter(seed, draw):
    day = planned(seed)
    if day is None:
        return
    scenario, plan, travel = day
    now = scenario.moment(draw.randrange(*span(scenario, plan)) // 1000 * 1000)
    told = []
    for number in range(20):
        event = drawn(draw, scenario, plan, number)
        if faults_of_events(scenario, [*told, event]):
            continue
        try:
            straight = progress(scenario, plan, travel, now, [*told, event])
        except InputError:
            continue
        told.append(event)
        again = loads_scenario(dumps_scenario(straight.scenario))
        assert again == straight.scenario
        counted = account(straight.scenario, straight.plan)
        assert counted.total == len(straight.scenario.visits)
        assert counted.unserved == len(straight.plan.unserved)
    straight = progress(scenario, plan, travel, now, told)
    draw.shuffle(told)
    assert written(progress(scenario, plan, travel, now, told)) == written(straight)
