"""A caregiver who is off duty: known, but neither planned nor counted."""

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.errors import InputError
from dispatch.explanations import explain
from dispatch.plan import load_plan
from dispatch.planner import plan_day, solve
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import load_scenario, loads_scenario
from dispatch.scenario.checks import warnings

DAY = """\
name: A day without Bo
dates: 2026-11-23
stations: [{id: hub, place: [121.2, 31.0]}]
services: [{id: meal, duration: 60}]
caregivers:
- {id: ann, gender: woman, mode: walk, start: hub, shifts: [{start: "08:00", end: "12:00"}]}
- {id: bo, gender: man, mode: walk, start: hub, so_far: {paid: 2000}, shifts: []}
- {id: cy, gender: man, mode: walk, start: hub, so_far: {paid: 60},
   shifts: [{start: "08:00", end: "12:00"}]}
clients:
- {id: wang, place: hub, preferred: bo}
- {id: sun, place: hub, excluded: bo}
visits:
- {id: first, client: wang, service: meal}
- {id: second, client: sun, service: meal}
policy:
  weights: {balance: 1, workload_spread: 1, largest_idle: 1, continuity: 3,
            shared_paid_time: 0, shared_heavy_points: 0}
"""
ENGINES = ("greedy", "search", "exact")


@pytest.mark.parametrize("engine", ENGINES)
def test_she_is_in_no_plan_and_in_no_term_of_the_cost(engine):
    """Ann does both visits, or ann and cy one each; the first is by a stranger either way.

    Both by ann: workloads of 120 and 60 minutes, balance 120, spread 30 + 30, idle 240 (cy).
    One each: workloads of 60 and 120 minutes, balance 120, spread 60, idle 180. So this is better:
    120 + 60 + 180 + 3 = 363. With Bo's 2000 minutes the balance alone would be 2000.
    """
    scenario = loads_scenario(DAY)
    outcome = plan_day(scenario, engine=engine, iterations=None if engine == "exact" else 500)
    assert outcome.plan.unserved == ()
    assert {route.caregiver for route in outcome.plan.routes} == {"ann", "cy"}
    assert outcome.judgement.violations == ()
    assert outcome.judgement.cost.total == 363
    measures = outcome.judgement.measures
    workload = outcome.judgement.fairness.caregivers["workload"].week
    assert sorted(workload.amounts) == ["ann", "cy"]
    assert (workload.all.smallest, workload.all.largest) == (60, 120)
    assert measures.caregivers["bo"].stops == 0
    assert measures.caregivers["bo"].workload == 2000
    assert measures.caregivers["bo"].utilisation is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_day_on_which_all_are_off_duty_leaves_every_visit_out(engine):
    scenario = loads_scenario(DAY.replace('[{start: "08:00", end: "12:00"}]', "[]"))
    outcome = plan_day(scenario, engine=engine, iterations=None if engine == "exact" else 50)
    assert [each.visit for each in outcome.plan.unserved] == ["first", "second"]
    assert {reason.code for each in outcome.plan.unserved for reason in each.reasons} == {
        "shift_outside_window",
        "caregiver_excluded",
    }
    assert outcome.judgement.violations == ()
    assert outcome.judgement.cost.total == 400
    assert outcome.judgement.measures.utilisation is None


def test_a_visit_that_is_pinned_to_her_names_the_pin():
    pinned = DAY.replace("id: first,", "id: first, pinned_caregivers: bo,")
    scenario = loads_scenario(pinned)
    with pytest.raises(InputError) as caught:
        solve(scenario, iterations=0)
    assert str(caught.value) == (
        "visits[first].pinned_caregivers[0]: the pin breaks a rule: no allowed start of first lies "
        "in the shift of bo. Change the pin, or plan with dispatch solve --release-pins."
    )
    released = plan_day(scenario, iterations=0, release_pins=True)
    assert released.plan.unserved == ()


def test_her_papers_leave_visits_out_and_warn():
    papers = DAY.replace("duration: 60}", "duration: 60, requires: {courses: cooking}}")
    scenario = loads_scenario(papers.replace("id: bo,", "id: bo, courses: cooking,"))
    assert [str(each) for each in warnings(scenario)] == [
        "services[meal].requires.courses[0]: nobody on duty has taken the course 'cooking'"
    ]


def test_a_visit_cannot_have_begun_with_her():
    begun = "pinned_caregivers: bo, facts: {started: 9:00}"
    with pytest.raises(InputError, match="'bo' has been there since 09:00, but has no shift"):
        loads_scenario(DAY.replace("id: first,", f"id: first, {begun},"))
    ended = begun.replace("9:00", "9:00, ended: 9:30")
    assert loads_scenario(DAY.replace("id: first,", f"id: first, {ended},"))


def test_a_plan_that_sends_her_is_judged():
    scenario = loads_scenario(DAY)
    plan = solve(scenario, iterations=0)
    routes = tuple(route.model_copy(update={"caregiver": "bo"}) for route in plan.routes[:1])
    wrong = plan.model_copy(update={"routes": (*routes, *plan.routes[1:])})
    found = judge(scenario, travel_times(scenario), wrong).violations
    assert "bo has no shift 0, counted from 0" in [str(each) for each in found]


@pytest.mark.parametrize("away", ["[]", '[{start: "08:00", end: "12:00"}]'])
def test_every_command_works_with_her(tmp_path, monkeypatch, away):
    """`away` are the shifts of the others: all may be off duty."""
    monkeypatch.chdir(tmp_path)
    text = DAY.replace('[{start: "08:00", end: "12:00"}]', away)
    (tmp_path / "day.yaml").write_text(
        text.replace("id: second,", 'id: second, exact_start: "13:00",')
    )

    def run(*words):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        return result.output

    for engine in ENGINES:
        run("solve", "day.yaml", "--time-limit", "1", "--engine", engine, "-o", "plan.json")
    run("check", "day.yaml", "plan.json")
    assert "second is not served" in run("explain", "day.yaml", "plan.json", "second")
    run("report", "day.yaml", "plan.json", "-o", "day.html")
    assert ">bo<" in (tmp_path / "day.html").read_text()
    run("export", "day.yaml", "plan.json", "-o", "day.gpkg")
    scenario, plan = load_scenario("day.yaml"), load_plan("plan.json")
    assert explain(scenario, plan, "second").as_dict()["visit"] == "second"
