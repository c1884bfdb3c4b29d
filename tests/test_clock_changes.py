"""A night in which the clocks change: every engine, the referee and the page count real time."""

import pytest

from dispatch.errors import InputError
from dispatch.explanations import explain
from dispatch.plan import dumps_plan, loads_plan
from dispatch.planner import plan_day
from dispatch.referee import judge
from dispatch.report import day_page
from dispatch.roads import travel_times
from dispatch.scenario import load_scenario, loads_scenario

NIGHT = """\
name: The night of 24 October
zone: Europe/Berlin
dates: 2026-10-24
roads: {kind: matrix, points: [home, door], minutes: [[0, 10], [10, 0]]}
services: [{id: watch, duration: 60}]
caregivers:
- {id: ann, gender: woman, mode: walk, start: home, shifts: [{start: "22:00", end: "30:00"}]}
clients: [{id: wang, place: door}]
visits:
- {id: first, client: wang, service: watch, exact_start: "EXACT"}
"""
ENGINES = ("greedy", "search", "exact")


def planned(text, engine):
    scenario = loads_scenario(text)
    outcome = plan_day(scenario, engine=engine, iterations=None if engine == "exact" else 200)
    again = loads_plan(dumps_plan(outcome.plan))
    assert again == outcome.plan
    judgement = judge(scenario, travel_times(scenario), again)
    assert judgement.violations == ()
    assert judgement.cost == outcome.judgement.cost
    return scenario, again, judgement


@pytest.mark.parametrize("engine", ENGINES)
def test_a_visit_in_the_doubled_hour_lasts_an_hour(engine):
    """26:30 is the first 02:30; an hour later clocks show 02:30 again, ten minutes on 02:40."""
    _, plan, judgement = planned(NIGHT.replace("EXACT", "26:30"), engine)
    (route,) = plan.routes
    (stop,) = route.stops
    assert route.departure == "2026-10-25T02:20:00+02:00"
    assert (stop.start, stop.end) == ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")
    assert route.returned == "2026-10-25T02:40:00+01:00"
    assert (judgement.measures.paid, judgement.measures.waiting) == (80, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_waits_or_is_paid_for_the_doubled_hour(engine):
    """To be there at 03:00, one leaves at the second 02:50, not at the first."""
    _, plan, judgement = planned(NIGHT.replace("EXACT", "27:00"), engine)
    (route,) = plan.routes
    assert route.departure == "2026-10-25T02:50:00+01:00"
    assert route.stops[0].start == "2026-10-25T03:00:00"
    assert route.returned == "2026-10-25T04:10:00"
    assert (judgement.measures.paid, judgement.measures.waiting) == (80, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_second_of_two_equal_times_is_written_with_its_offset(engine):
    """From the first visit (02:00+02:00 to 03:00+02:00, which is 02:00+01:00) it is half an hour
    to the second 02:30; the caregiver stays at the door and waits for it."""
    text = NIGHT.replace("EXACT", "26:00")
    text += '- {id: second, client: wang, service: watch, exact_start: "26:30+01:00"}\n'
    _, plan, judgement = planned(text, engine)
    starts = [stop.start for stop in plan.routes[0].stops]
    assert starts == ["2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+01:00"]
    assert (judgement.measures.paid, judgement.measures.waiting) == (170, 30)


def test_the_page_and_the_explanation_tell_the_two_apart():
    scenario, plan, judgement = planned(NIGHT.replace("EXACT", "26:30"), "greedy")
    page = day_page(scenario, plan, travel_times(scenario), judgement, roads=None)
    assert "26:30+02:00–26:30+01:00, arrival 26:30+02:00" in page
    (told,) = explain(scenario, plan, "first").lines()
    assert told == "first is served by ann at 2026-10-25 02:30+02:00"


def test_a_plan_without_an_offset_means_the_first_of_two_equal_times():
    scenario, plan, _ = planned(NIGHT.replace("EXACT", "26:30"), "greedy")
    bare = loads_plan(dumps_plan(plan).replace("+02:00", "").replace("+01:00", ""))
    found = judge(scenario, travel_times(scenario), bare).violations
    assert [str(each) for each in found if each.kind == "wrong_duration"] == [
        "the service of first is 60 minutes too long or too short"
    ]


def test_the_night_that_lacks_an_hour_is_an_hour_shorter():
    """On 29 March 2026 clocks go from 02:00 to 03:00: from 22:00 to 06:00 it is seven hours."""
    text = NIGHT.replace("2026-10-24", "2026-03-28").replace("EXACT", "27:30")
    scenario, plan, judgement = planned(text, "greedy")
    assert plan.routes[0].departure == "2026-03-29T03:20:00"
    assert judgement.measures.caregivers["ann"].utilisation == 80 / (7 * 60)
    assert scenario.clock.hours(scenario.at("25:59") + 60_000) == "27:00"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "26:30",
            "night:10:58: visits[first].exact_start: the clock of Europe/Berlin skips 26:30 when "
            "it goes forward. Write '27:30', which is the same after the change.",
        ),
        (
            "2026-03-29 2:00",
            "night:10:58: visits[first].exact_start: the clock of Europe/Berlin skips "
            "2026-03-29T02:00:00 when it goes forward. Write '2026-03-29T03:00:00', which is the "
            "same after the change.",
        ),
    ],
)
def test_a_time_that_the_clock_skips_is_refused(written, told):
    text = NIGHT.replace("2026-10-24", "2026-03-28").replace("EXACT", written)
    with pytest.raises(InputError) as caught:
        loads_scenario(text, "night")
    assert str(caught.value) == told


def test_a_plan_with_a_time_that_the_clock_skips_is_refused():
    text = NIGHT.replace("2026-10-24", "2026-03-28").replace("EXACT", "27:30")
    scenario, plan, _ = planned(text, "greedy")
    wrong = loads_plan(dumps_plan(plan).replace("03:20", "02:20"))
    with pytest.raises(InputError, match="skips 2026-03-29T02:20:00 when it goes forward"):
        judge(scenario, travel_times(scenario), wrong)


def test_stamps_of_a_running_night_may_have_offsets(tmp_path):
    """The visit began at the second 02:10; it ends at 03:10, where the shift does."""
    text = NIGHT.replace('exact_start: "EXACT"', "pinned_caregivers: ann, facts: {started: STAMP}")
    text = text.replace('start: "22:00"', 'start: "23:00", start_place: door, end_place: door')
    file = tmp_path / "night.yaml"
    file.write_text(text.replace("STAMP", '"2026-10-25T02:10:00.7+01:00"'))
    scenario = load_scenario(file)
    assert scenario.moment(scenario.at(scenario.visit["first"].facts.started)) == (
        "2026-10-25T02:10:00+01:00"
    )
    outcome = plan_day(scenario, engine="greedy")
    assert outcome.judgement.violations == ()
    assert outcome.plan.routes[0].returned == "2026-10-25T03:10:00"
