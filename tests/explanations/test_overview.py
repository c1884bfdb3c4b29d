"""All visits that are left out, by cause, and what would help the most of each."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import yaml
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.explanations import explain_all
from dispatch.explanations.causes import Cause
from dispatch.explanations.help import _candidates, best_help
from dispatch.generate.small import generate_small
from dispatch.plan import Unserved, dump_plan
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Caregiver, Scenario, dump_scenario, dumps_scenario


def at(opens, closes=None):
    return {"windows": [{"open": opens, "close": closes or opens}]}


def more(*visits):
    """Return further visits of wu, each with its changes."""
    return [{"id": f"v{k}", "client": "wu", "service": "special", **each}
            for k, each in enumerate(visits, 2)]  # fmt: skip


def told(scenario, plan, **how):
    """Return the overview of a day of which the plan has only what it serves."""
    served = {stop.visit for route in plan.routes for stop in route.stops}
    out = tuple(
        Unserved(visit=each.id, mandatory=each.binding)
        for each in scenario.visits
        if each.id not in served
    )
    return explain_all(scenario, plan.model_copy(update={"unserved": out}), **how)


NURSE = {"requires": {"certificates": [[{"certificate": "nurse"}]]}}

CASES = {
    # amy is with busy from 09:00 to 10:00
    "busy": ({"busy": at("09:00"), "v": at("09:00", "09:05")}, Cause("busy", "", "morning")),
    "shift": ({"v": at("13:00")}, Cause("shift", "", "afternoon")),
    "paper": ({"service": NURSE}, Cause("paper", "nurse")),
    "course": ({"service": {"requires": {"courses": ["lift"]}}}, Cause("course", "lift")),
    "examination": ({"service": {"examination": True}}, Cause("examination", "special")),
    "gender": ({"client": {"gender_required": "man"}}, Cause("gender")),
    "excluded": ({"client": {"excluded": ["amy"]}}, Cause("excluded")),
    "area": ({"client": {"area": "south"}, "amy": {"areas": ["north"]}}, Cause("area", "south")),
    "hours": ({"v": at("13:00"), "client": {"earliest": "14:00"}}, Cause("hours")),
    "entitlement": (
        {"client": {"entitled_week": 60, "received_week": 50}},
        Cause("entitlement"),
    ),
    "cap": ({"amy": {"paid_hours_cap": 90}}, Cause("cap")),
    # busy of the same client occupies her from 09:00 to 10:00
    "client": ({"busy": {"client": "wu", **at("09:00")}, "v": at("09:30"), "bob": {}},
               Cause("client")),
    # busy from 08:10 to 09:10, v may start two hours after that, when the shift is nearly over
    "gap": (
        {"v": {"gaps": [{"after": "busy", "minimum": 160, "measured_from": "end"}]}},
        Cause("gap"),
    ),
    "equipment": (
        {
            "equipment": [{"id": "lift", "count": 1}],
            "stations": [{"id": "store", "place": "D"}],
            "care": {"equipment": ["lift"]},
            "service": {"equipment": ["lift"]},
            "bob": {},
            "busy": at("09:00"),
            "v": at("09:00"),
        },
        Cause("equipment", "lift"),
    ),
    "room": ({}, Cause("room")),
}  # fmt: skip
"""Days on which `v` is left out, each for one cause."""

HELP = {
    "busy": ("window", ("v",), 30),  # it ends at 09:00
    "shift": ("window", ("v",), 100),  # it ends at 11:50, and the way back takes 10 minutes
    "paper": ("certificate", ("v",), None),
    "course": ("certificate", ("v",), None),
    "examination": ("certificate", ("v",), None),
    "gender": ("gender", ("v",), None),
    "excluded": ("excluded", ("v",), None),
    "area": ("area", ("v",), None),
    "cap": ("caregiver", ("v",), None),
    "client": ("window", ("v",), 30),
    "gap": ("gap", ("v",), 30),  # 11:20 would be 130 minutes behind it
    "equipment": ("window", ("v",), 30),
    "room": ("room", ("v",), None),
}
"""What helps, whom, and by how many minutes something moves."""


@pytest.mark.parametrize("code", CASES)
def test_each_cause_is_found_with_what_helps(small, plan_of, code):
    changes, cause = CASES[code]
    scenario = small(**changes)
    (group,) = told(scenario, plan_of(scenario)).groups
    assert (group.cause, [each.visit for each in group.visits]) == (cause, ["v"])
    helped = group.help
    assert (helped and (helped.code, helped.visits, helped.minutes)) == HELP.get(code)


def test_equipment_of_another_area_may_come_all_the_same(small, plan_of):
    scenario = small(
        equipment=[{"id": "lift", "count": 1, "areas": ["south"]}], service={"equipment": ["lift"]}
    )
    (group,) = told(scenario, plan_of(scenario)).groups
    assert (group.cause, group.help.code, group.help.visits) == (
        Cause("equipment", "lift"), "kit", ("v",),
    )  # fmt: skip
    assert [each.kind for each in group.help.violations] == ["equipment_area"]
    assert [each["kind"] for each in group.as_dict()["help"]["violations"]] == ["equipment_area"]
    assert group.help_told() == "One more piece of lift, for more areas: 1 of 1 would fit"


def test_nobody_is_told_that_a_group_fits_if_another_visit_of_it_would_come_at_night(small):
    both, night = {"group": "both"}, {"open": "22:30", "close": "23:30", "hard": False}
    shifts = [{"start": "08:00", "end": "10:00"}, {"start": "22:00", "end": "24:00"}]
    scenario = small(
        amy={"shifts": shifts}, busy=at("08:10"), v={**at("13:00"), **both},
        more=more({"windows": [night], **both}),
    )  # fmt: skip
    plan = solve(scenario, iterations=0)
    by_visit = {each.visit: group for group in told(scenario, plan).groups
                for each in group.visits}  # fmt: skip
    assert by_visit["v"].cause.code == "shift"
    assert by_visit["v"].help is None  # with v at 09:10, v2 would come at 22:30


def test_one_more_caregiver_has_no_bad_ratings(small):
    scenario = small(
        amy={"rating": 1.0, "reviews": 500}, policy={"rules": {"rating_floor": 3.5}},
    )  # fmt: skip
    (group,) = told(scenario, solve(scenario, iterations=0)).groups
    assert (group.cause.code, group.help.code, group.help.detail) == (
        "contract", "caregiver", "amy",
    )  # fmt: skip
    assert group.help.visits == ("busy", "v")


def test_without_caregivers_that_is_the_cause_whatever_papers_are_needed(small):
    scenario = small(service={"requires": {"courses": ["bathing"]}}, caregivers=[])
    (group,) = told(scenario, solve(scenario, iterations=0)).groups
    assert group.cause == Cause("nobody")
    assert group.help_told() == "Add caregivers to the scenario"


def test_who_could_come_does_not_help_a_group_of_which_one_cannot_be_served(small):
    mate = {"id": "mate", "client": "wu", "service": "care", "group": "both", **at("11:00")}
    scenario = small(service=NURSE, v={"group": "both"}, more=[mate])
    causes = {
        visit.visit: group.cause.code
        for group in told(scenario, solve(scenario, engine="greedy")).groups
        for visit in group.visits
    }
    assert causes == {"v": "paper", "mate": "group"}


def test_the_largest_group_comes_first_and_mandatory_visits_are_marked(small, plan_of):
    """Two want a nurse, of whom there is none; one lies outside the shifts."""
    scenario = small(
        service=NURSE,
        v={"service": "care", **at("13:00")},
        more=more({}, {"mandatory": True}),
    )
    lines = [*told(scenario, plan_of(scenario)).lines()]
    assert lines == [
        "Left out: 3 of 4 visits, 1 of them mandatory",
        "2 of 3: for want of the certificate nurse",
        "  v3 (wu, special) (mandatory), v2 (wu, special)",
        "  amy with nurse: 2 of 2 would fit",
        "1 of 3: the shifts of those who could come do not fit, from 13:00 on",
        "  v (wu, care)",
        "  A window moved by up to 100 minutes: 1 of 1 would fit",
    ]


def test_a_visit_that_is_called_like_its_client_needs_no_more_words(small, plan_of):
    scenario = small(v={"mandatory": True, **at("13:00")})
    visits = [v.model_copy(update={"id": "wu-v"}) if v.id == "v" else v for v in scenario.visits]
    scenario = scenario.model_copy(update={"visits": visits})
    assert [*told(scenario, plan_of(scenario)).lines()][2] == "  wu-v (mandatory)"


def test_minutes_that_would_help_are_whole(small, plan_of):
    """With 99 minutes and a second nothing would be proved."""
    scenario = small(service=NURSE, v={"service": "care", **at("13:00")})
    (group,) = told(scenario, plan_of(scenario)).groups
    longer = replace(group, help=replace(group.help, minutes=99 + 1 / 60))
    assert longer.help_told() == "A window moved by up to 100 minutes: 1 of 1 would fit"


def test_a_mandatory_visit_comes_before_a_larger_group(small, plan_of):
    scenario = small(
        service=NURSE,
        v={"service": "care", "mandatory": True, **at("13:00")},
        more=more({}, {}),
    )
    lines = [*told(scenario, plan_of(scenario)).lines()]
    assert lines[2] == "  v (wu, care) (mandatory)"
    assert lines[5] == "  v2 (wu, special), v3 (wu, special)"


def test_papers_that_help_are_told_as_they_are_given(small, plan_of):
    """Amy is busy at that time; Bob could come with the certificate and the course."""
    service = {"requires": {**NURSE["requires"], "courses": ["lift"]}}
    scenario = small(
        service=service,
        amy={"certificates": [{"certificate": "nurse"}], "courses": ["lift"]},
        bob={},
        busy=at("09:00"),
        v={"exact_start": "09:30"},
    )
    (group,) = told(scenario, plan_of(scenario, busy="amy")).groups
    helps = [*_candidates(scenario, [scenario.visit["v"]], "busy")]
    assert [each.papers for each in helps if each.code == "certificate"] == [
        ("nurse", "the course lift")
    ]
    assert group.cause.code == "busy"


def test_what_is_not_worth_its_way_is_tried_before_it_is_said_to_fit(small, plan_of):
    """It fits beside the other visit, but it is worth less than its way."""
    scenario = small(
        policy={"weights": {"travel": 100, "unserved": 1}}, busy=at("08:10"), v=at("11:00")
    )
    (group,) = told(scenario, plan_of(scenario)).groups
    assert group.cause.code == "worth"
    assert group.help_told() == "With a higher priority, or mandatory: 1 of 1 would fit"


def test_what_is_not_worth_its_way_does_not_hide_that_everybody_is_busy(small, plan_of):
    scenario = small(
        policy={"weights": {"travel": 100, "unserved": 1}}, busy=at("09:00"), v=at("09:30")
    )
    (group,) = told(scenario, plan_of(scenario)).groups
    assert group.cause.code == "busy"
    assert {each.code for each in group.visits[0].reasons} == {"not_worth_its_way", "no_time_left"}


def test_one_for_whom_it_is_not_worth_the_way_does_not_decide(small, plan_of):
    """Amy and Bob are busy at 09:30; Cai is free, but out at night, when it costs too much."""
    night = {"shifts": [{"start": "20:00", "end": "23:00"}]}
    scenario = small(
        busy=at("09:00"),
        v={"windows": [*at("09:15", "09:30")["windows"], *at("22:00")["windows"]],
           "preferred_start": "09:30"},
        policy={"weights": {"preferred_time": 1, "unserved": 200}},
        clients=[{"id": name, "place": "Z"} for name in ("li", "wu", "xu")],
        bob={}, more=[{"id": "w", "client": "xu", "service": "care", "duration": 60,
                       "mandatory": True, **at("09:00")}],
    )  # fmt: skip
    amy, bob = scenario.caregivers
    cai = amy.model_copy(update={"id": "cai", "shifts": bob.shifts})
    cai = Caregiver.model_validate(cai.model_dump(mode="json") | night)
    scenario = scenario.model_copy(update={"caregivers": (amy, bob, cai)})
    (group,) = told(scenario, plan_of(scenario, busy="amy", w="bob")).groups
    codes = {each.caregiver: each.code for each in group.visits[0].reasons}
    assert codes == {"amy": "no_time_left", "bob": "no_time_left", "cai": "not_worth_its_way"}
    assert group.cause.code == "busy"


def test_a_pin_in_the_way_of_whom_is_busy_is_tried(small, plan_of):
    """Bob is free, but v is pinned to amy, who is busy all the time that v allows."""
    scenario = small(
        busy=at("09:00"), v={"exact_start": "09:30", "pinned_caregivers": ["amy"]}, bob={},
        amy={"probation_cap": 1},
    )  # fmt: skip
    (group,) = told(scenario, plan_of(scenario, busy="amy")).groups
    assert (group.cause.code, group.help.code, group.help.visits) == ("busy", "pin", ("v",))


def test_one_more_shift_serves_as_many_as_it_has_time_for(small, plan_of):
    """Amy is busy for 70 of 70 minutes; a copy of her has time for one of two such visits."""
    short = {"shifts": [{"start": "08:00", "end": "09:30"}]}
    long = {"duration": 70}
    scenario = small(amy=short, busy=long, v=long, more=more(long))
    (group,) = told(scenario, plan_of(scenario)).groups
    assert (group.help.code, group.help.served, group.help.tried) == ("caregiver", 1, ("v", "v2"))
    (one,) = group.help.visits
    (other,) = {each.visit for each in group.visits} - {one}
    assert group.help_of(one) == f"{group.help_told()}, including this one"
    assert group.help_of(other) == f"{group.help_told()}, but not this one"


def test_what_lets_in_the_most_of_those_asked_about_is_told(small):
    """Bob could come to v, with two of its group; one more amy, to two of the three asked about.

    Amy is busy for the 220 minutes that her shift leaves, and y and z take as long together.
    """
    scenario = small(
        clients=[
            {"id": "li", "place": "Z"},
            {"id": "wu", "place": "Z", "excluded": ["bob"]},
            {"id": "xu", "place": "Z"},
            {"id": "yi", "place": "Z", "gender_required": "woman"},
        ],
        busy={"duration": 220},
        v={"group": "g"},
        bob={},
        more=[
            *({"id": name, "client": "yi", "service": "care", "duration": 110}
              for name in ("y", "z")),
            *({"id": name, "client": "xu", "service": "care", "group": "g"} for name in ("m", "n")),
        ],
    )  # fmt: skip
    plan = solve(scenario, engine="greedy")
    (route,) = plan.routes
    assert [stop.visit for stop in route.stops] == ["busy"]
    visits = [scenario.visit[name] for name in ("y", "z", "v")]
    found = best_help(scenario, travel_times(scenario), plan, visits, "excluded")
    assert (found.code, found.visits, found.served) == ("caregiver", ("y", "z"), 2)
    alone = best_help(scenario, travel_times(scenario), plan, visits[2:], "excluded")
    assert (alone.code, {*alone.visits}, alone.served) == ("excluded", {"v", "m", "n"}, 1)


def test_help_comes_when_the_client_is_free(small, plan_of):
    """Bob, who is excluded, could come from 09:00 on; amy is with the same client until 10:00."""
    scenario = small(
        client={"excluded": ["bob"]},
        amy={"shifts": [{"start": "08:00", "end": "10:10"}]},
        bob={},
        busy={"client": "wu", **at("09:00")},
        v=at("09:00", "11:00"),
    )
    plan = plan_of(scenario, busy="amy")
    found = best_help(scenario, travel_times(scenario), plan, [scenario.visit["v"]], "excluded")
    (bob,) = (route for route in found.plan.routes if route.caregiver == "bob")
    assert [(stop.visit, stop.start) for stop in bob.stops] == [("v", "2026-11-23T10:00:00")]
    assert [each.kind for each in found.violations] == ["caregiver_excluded"]


def test_help_against_the_clients_hours_leaves_her_other_visit_alone(small, plan_of):
    """She is busy from 09:30 on, so that 09:05, the nearest to her earliest hour, is too late."""
    scenario = small(
        client={"earliest": "09:30"},
        busy={"client": "wu", **at("09:30")},
        v=at("09:00", "09:05"),
        bob={},
    )
    found = best_help(
        scenario, travel_times(scenario), plan_of(scenario), [scenario.visit["v"]], "hours"
    )
    starts = {stop.visit: stop.start[11:] for route in found.plan.routes for stop in route.stops}
    assert starts == {"v": "09:00:00", "busy": "09:30:00"}
    assert (found.code, found.minutes) == ("earliest", 30)


def test_a_full_plan_leaves_nothing_to_explain(small, plan_of):
    scenario = small()
    plan = solve(scenario, engine="greedy")
    assert [*told(scenario, plan).lines()] == ["Nothing is left out: the plan serves all 2 visits"]


def test_a_screen_is_enough_for_any_day(small, plan_of):
    """Ten areas that amy does not serve, with a visit in each, and nine more visits in one."""
    areas = [{"id": f"a{k}"} for k in range(10)]
    clients = [{"id": f"c{k}", "place": "Z", "area": f"a{k}"} for k in range(10)]
    visits = [{"id": f"c{k}-{n}", "client": f"c{k}", "service": "care"}
              for k in range(10) for n in range(10 if k == 4 else 1)]  # fmt: skip
    scenario = small(amy={"areas": ["north"]})
    scenario = Scenario.model_validate(
        yaml.safe_load(dumps_scenario(scenario))
        | {
            "areas": [{"id": "north"}, *areas],
            "clients": [{"id": "li", "place": "Z", "area": "north"}, *clients],
            "visits": [{"id": "busy", "client": "li", "service": "care"}, *visits],
        }
    )
    plan = plan_of(scenario)
    overview = told(scenario, plan)
    lines = [*overview.lines()]
    assert len(lines) == 23
    assert lines[1:3] == [
        "10 of 19: nobody who could come serves the area a4",
        "  c4-0, c4-1, c4-2, c4-3, c4-4, c4-5 and 4 more",
    ]
    assert lines[-1] == "3 more, for other causes: 3 (--json has all)"
    assert len(overview.as_dict()["groups"]) == 10


def test_help_is_looked_for_on_so_many_visits_and_no_more(small, plan_of, monkeypatch):
    """Three groups of two, one and one; with room for two of these four visits."""
    monkeypatch.setattr("dispatch.explanations.overview.MOST_VISITS", 3)
    scenario = small(
        service=NURSE,
        v={"service": "care", **at("13:00")},
        more=more({}, {}, {"service": "care", "exact_start": "05:00"}),
    )
    overview = told(scenario, plan_of(scenario))
    assert [(len(each.visits), each.sought) for each in overview.groups] == [
        (2, True), (1, True), (1, False),
    ]  # fmt: skip
    assert overview.groups[-1].help_told() == (
        "What would help was not looked for: ask about the visit itself"
    )
    assert [each["help_sought"] for each in overview.as_dict()["groups"]] == [True, True, False]


@pytest.mark.parametrize("seed", range(100, 115))
def test_what_would_help_is_proved(seed):
    """The plan serves what is told and all others, and in the day with it no other rule breaks."""
    scenario = generate_small(seed, visits=8, caregivers=2)
    travel, plan = travel_times(scenario), solve(scenario, iterations=0)
    overview = explain_all(scenario, plan, travel=travel)
    assert overview.left_out == len(plan.unserved)
    before = {stop.visit for route in plan.routes for stop in route.stops}
    for group in overview.groups:
        helped = group.help
        if helped is None:
            continue
        served = {stop.visit for route in helped.plan.routes for stop in route.stops}
        assert served == before | set(helped.visits)
        judgement = judge(helped.scenario, travel, helped.plan)
        assert judgement.violations == helped.violations
        if helped.code in ("caregiver", "certificate", "kit", "overtime"):
            allowed = {"equipment_area"} if helped.code == "kit" else set()
            assert {each.kind for each in judgement.violations} <= allowed


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner(catch_exceptions=False)
    return lambda *words: runner.invoke(main, [str(word) for word in words])


def test_the_command_without_a_visit_tells_all(run, small, plan_of):
    scenario = small(service=NURSE)
    dump_scenario(scenario, "day.yaml")
    dump_plan(plan_of(scenario), "plan.json")
    result = run("explain", "day.yaml", "plan.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "Left out: 1 of 2 visits"
    all_of_it = json.loads(run("explain", "day.yaml", "plan.json", "--json").stdout)
    (group,) = all_of_it["groups"]
    assert (group["cause"], group["help"]["visits"]) == ("paper", ["v"])
    assert group["visits"][0]["reasons"][0]["code"] == "certificate_missing"
