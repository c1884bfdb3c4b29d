"""UHHC files, scenarios and solutions; what everything costs is counted from the files alone."""

import copy
import json
import random
from fractions import Fraction

import pytest

from dispatch import InputError, NoPlan, judge, solve, travel_times
from dispatch.formats import (
    dump_solution,
    load_instance,
    load_solution,
    published_components,
    published_cost,
    settled,
)

TERMS = {
    "travel_time": "travel", "total_tardiness": "tardiness", "total_waiting_time": "waiting",
    "highest_tardiness": "largest_tardiness", "total_extra_time": "overtime",
    "workload_balance": "workload_spread", "preferences": "continuity",
    "incompatible_caregivers": "exclusion", "max_idle_time": "largest_idle",
    "unscheduled": "unserved",
}  # fmt: skip


def judged(instance, plan):
    return judge(instance.scenario, travel_times(instance.scenario), plan)


def service(name, duration):
    return {"service": name, "duration": duration}


SOLUTION = {
    "c1": [
        ("p2", "s2", 12, 32), ("p3", "s2", 60, 105), ("p5", "lunch_break", 116, 131),
        ("p5", "s2", 131, 151), ("p5", "s1", 151, 171),
    ],
    "c2": [("p3", "s1", 60, 90), ("p1", "s1", 100, 130), ("p4", "s1", 165, 180)],
    "c3": [("p4", "s2", 145, 155)],
}  # fmt: skip


def as_json(routes):
    def location(patient, what, start, end):
        times = ("start_time", "end_time") if what == "lunch_break" else (
            "arrival_time", "departure_time",
        )  # fmt: skip
        return {"patient": patient, "service": what, times[0]: start, times[1]: end}

    return {
        "routes": [
            {"caregiver_id": who, "locations": [location(*stop) for stop in stops]}
            for who, stops in routes.items()
        ]
    }


@pytest.fixture
def instance(unified, write):
    return load_instance(write("own.json", unified))


def test_the_scenario_says_what_the_file_says(instance, unified, write):
    scenario = instance.scenario
    assert (instance.name, instance.family, instance.unit) == ("own", "uhhc", 1)
    assert list(scenario.visit) == [
        "p1", "p2", "p3-1", "p3-2", "p4-1", "p4-2", "p5-1", "p5-2",
    ]  # fmt: skip
    assert [visit.mandatory for visit in scenario.visits] == [True, *[False] * 3, *[True] * 4]
    assert [visit.group for visit in scenario.visits[2:]] == ["p3"] * 2 + ["p4"] * 2 + ["p5"] * 2
    gaps = {visit.id: gap for visit in scenario.visits for gap in visit.gaps}
    assert {name: (gap.minimum.minutes, gap.maximum.minutes) for name, gap in gaps.items()} == {
        "p3-2": (0, 0), "p4-2": (20, 30),
    }  # fmt: skip
    assert {gap.caregiver for gap in gaps.values()} == {"different"}
    assert [len(visit.windows) for visit in scenario.visits[:2]] == [2, 1]
    assert instance.way("d0", "p4") == 14 * 60_000
    assert instance.ends("c1") == ("d0", "d1")
    rest = scenario.caregiver["c2"].shifts[0].meal_break
    assert (rest.earliest, rest.latest, rest.duration.minutes) == ("01:30", "02:00", 15)
    assert scenario.caregiver["c3"].shifts[0].meal_break is None
    unified["metadata"]["time_window_met"] = "at_service_end"
    at_end = load_instance(write("end.json", unified)).scenario
    assert at_end.caregiver["c2"].shifts[0].meal_break.latest == "01:45"
    assert {window.applies_to for visit in at_end.visits for window in visit.windows} == {"whole"}


def test_a_solution_costs_what_a_person_computes(instance, unified, write, recount):
    given = write("solution.json", as_json(SOLUTION))
    plan = load_solution(instance, given)
    judgement = judged(instance, plan)
    assert judgement.violations == ()
    costs = published_components(instance, judgement, plan)
    assert costs == {
        "travel_time": 2 * (42 + 39 + 28), "total_tardiness": 3 * 5, "highest_tardiness": 5 * 5,
        "total_waiting_time": 7 * (18 + 2 + 23), "total_extra_time": 0,
        "max_idle_time": Fraction(142, 2), "workload_balance": Fraction(48 + 15 + 62, 4),
        "preferences": 13, "incompatible_caregivers": 17, "unscheduled": 0,
        "missed_lunch_break": 40,
    }  # fmt: skip
    assert published_cost(instance, judgement, plan) == Fraction("731.25")
    assert recount.uhhc(json.dumps(unified), given.read_text()) == ([], costs)
    dump_solution(instance, plan, given)
    assert load_solution(instance, given) == plan
    assert recount.uhhc(json.dumps(unified), given.read_text()) == ([], costs)
    written = json.loads(given.read_text())["cost_components"]
    assert written == {name: float(cost) for name, cost in costs.items()}


def test_a_patient_who_is_left_out_costs_once(instance, unified, write, recount):
    routes = {who: [s for s in stops if s[0] != "p3"] for who, stops in SOLUTION.items()}
    given = write("solution.json", as_json(routes))
    plan = load_solution(instance, given)
    judgement = judged(instance, plan)
    assert judgement.violations == ()
    costs = published_components(instance, judgement, plan)
    assert costs["unscheduled"] == 300
    assert recount.uhhc(json.dumps(unified), given.read_text()) == ([], costs)


def test_whoever_has_no_route_is_written_without_locations(instance, write):
    routes = {**SOLUTION, "c1": [*SOLUTION["c1"], ("p4", "s2", 185, 195)], "c3": []}
    given = write("solution.json", as_json(routes))
    dump_solution(instance, load_solution(instance, given), given)
    written = json.loads(given.read_text())["routes"]
    assert ["locations" in each for each in written] == [True, True, False]


@pytest.mark.parametrize(
    ("who", "place", "stop", "kinds"),
    [
        ("c2", 0, ("p3", "s1", 61, 91), {"gap_too_short"}),
        ("c1", 0, ("p2", "s2", 11, 31), {"before_shift"}),
        ("c1", 1, ("p3", "s2", 60, 104), {"wrong_duration"}),
        ("c1", 4, ("p5", "s1", 150, 170), {"stops_overlap"}),
        ("c1", 2, ("p5", "lunch_break", 115, 130), {"travel_too_short"}),
        ("c1", 2, ("p5", "lunch_break", 121, 131), {"break_outside_window", "break_too_short"}),
        ("c2", 1, ("p1", "s1", 29, 59), {"too_early", "before_shift"}),
        ("c3", 0, ("p4", "s2", 146, 156), {"gap_too_short"}),
        ("c3", 0, ("p4", "s2", 134, 144), {"gap_too_long"}),
        ("c3", 0, ("p5", "s1", 151, 171), {"certificate_missing"}),
    ],
)
def test_what_is_wrong_with_a_solution_is_named(instance, write, who, place, stop, kinds):
    routes = copy.deepcopy(SOLUTION)
    routes[who][place] = stop
    if who == "c3" and stop[0] == "p5":
        routes["c1"].pop()
        routes["c3"] = [SOLUTION["c3"][0], stop]
    plan = load_solution(instance, write("solution.json", as_json(routes)))
    assert {each.kind for each in judged(instance, plan).violations} >= kinds


def test_half_a_patient_is_no_patient(instance, write):
    routes = {**SOLUTION, "c2": SOLUTION["c2"][1:]}
    plan = load_solution(instance, write("solution.json", as_json(routes)))
    assert [each.kind for each in judged(instance, plan).violations] == ["group_incomplete"]


@pytest.mark.parametrize(
    ("stops", "at"),
    [
        ([("p2", "s2", 12, 32), ("p3", "lunch_break", 90, 105)], 1),
        ([("p2", "s2", 12, 32), ("d0", "lunch_break", 90, 105)], 1),
        ([("p1", "lunch_break", 90, 105), ("p2", "s2", 120, 140)], 0),
        (
            [("p2", "s2", 120, 140), ("p2", "lunch_break", 90, 105),
             ("p2", "lunch_break", 105, 120)],
            2,
        ),
    ],
)  # fmt: skip
def test_lunches_elsewhere_are_refused(instance, write, stops, at):
    with pytest.raises(InputError) as caught:
        load_solution(instance, write("solution.json", as_json({"c1": stops})))
    assert [each.where for each in caught.value.faults] == [f"routes[0].locations[{at}]"]


def test_lunches_may_be_listed_last_and_named_as_services_are(instance, write):
    given = as_json({**SOLUTION, "c1": [*SOLUTION["c1"][:2], *SOLUTION["c1"][3:]]})
    lunch = {"patient": "p5", "service": "lunch_break", "arrival_time": 116, "departure_time": 131}
    given["routes"][0]["locations"].append(lunch)
    assert load_solution(instance, write("a.json", given)) == load_solution(
        instance, write("b.json", as_json(SOLUTION))
    )


def test_a_lunch_at_the_first_patients_is_one_before_departure(instance, unified, write, recount):
    routes = {**SOLUTION, "c2": [("p1", "lunch_break", 105, 120), ("p1", "s1", 120, 150)]}
    routes["c2"].append(("p4", "s1", 165, 180))
    routes["c1"] = [stop for stop in SOLUTION["c1"] if stop[0] != "p3"]
    given = write("solution.json", as_json(routes))
    plan = load_solution(instance, given)
    judgement = judged(instance, plan)
    assert judgement.violations == ()
    rest = plan.routes[1].meal_break
    assert (rest.position, rest.start[11:]) == (0, "01:34:00")
    costs = published_components(instance, judgement, plan)
    assert costs["missed_lunch_break"] == 0
    assert recount.uhhc(json.dumps(unified), given.read_text()) == ([], costs)
    dump_solution(instance, plan, given)
    assert load_solution(instance, given) == plan
    assert recount.uhhc(json.dumps(unified), given.read_text()) == ([], costs)


def optional(fields):
    for patient in fields["patients"]:
        patient["optional"] = True
    return fields


def test_who_has_no_route_has_lunch_at_the_departing_point(unified, write, recount):
    instance = load_instance(write("own.json", optional(unified)))
    given = write("solution.json", as_json({**SOLUTION, "c2": [], "c3": []}))
    routes = {"c1": [SOLUTION["c1"][0]], "c2": [], "c3": []}
    plan = load_solution(instance, write("solution.json", as_json(routes)))
    before = published_components(instance, judged(instance, plan), plan)
    assert before["missed_lunch_break"] == 2 * 40
    plan = settled(instance, plan)
    after = published_components(instance, judged(instance, plan), plan)
    assert after["missed_lunch_break"] == 40  # the way back begins long before lunch
    assert (before["max_idle_time"], after["max_idle_time"]) == (105, 100.5)
    dump_solution(instance, plan, given)
    assert recount.uhhc(json.dumps(unified), given.read_text()) == ([], after)
    assert load_solution(instance, given).routes == plan.routes


def test_a_lunch_after_the_return_is_wrong_and_missed(instance, write):
    plan = load_solution(instance, write("solution.json", as_json(SOLUTION)))
    for who in (0, 1):
        route = plan.routes[who]
        late = {"position": len(route.stops), "start": route.returned, "end": route.returned}
        other = route.model_copy(update={"meal_break": None})
        other = type(route).model_validate({**other.model_dump(), "meal_break": late})
        routes = tuple(other if each is route else each for each in plan.routes)
        changed = plan.model_copy(update={"routes": routes})
        judgement = judged(instance, changed)
        assert "break_after_return" in {each.kind for each in judgement.violations}
        costs = published_components(instance, judgement, changed)
        assert costs["missed_lunch_break"] == 40 * (2 - who)
        assert settled(instance, changed) == changed


HARD = {
    "total_tardiness": [("p2", "s2", 52, 72), "window_missed"],
    "highest_tardiness": [("p2", "s2", 52, 72), "window_missed"],
    "total_extra_time": [("p2", "s2", 239, 259), "overtime_limit"],
    "caregiver_preferences": [("p1", "s1", 100, 130), "caregiver_excluded"],
    "incompatible_caregivers": [("p4", "s2", 130, 140), "caregiver_excluded"],
    "missed_lunch_break": [("p2", "s2", 12, 32), "break_missing"],
}


@pytest.mark.parametrize("component", HARD)
def test_hard_components_are_rules(unified, write, recount, component):
    stop, kind = HARD[component]
    unified["patients"][0]["preferred_caregivers"] = ["c2"]
    unified["patients"][3]["incompatible_caregivers"] = ["c1"]
    unified["caregivers"][1]["lunch_break"] = False
    weights = unified["metadata"]["cost_components"]
    weights["incompatible_caregivers"] = "HARD"
    weights[component] = "HARD"
    instance = load_instance(write("own.json", optional(unified)))
    given = write("solution.json", as_json({"c1": [stop], "c2": [], "c3": []}))
    kinds = [each.kind for each in judged(instance, load_solution(instance, given)).violations]
    assert kind in kinds
    wrong, _ = recount.uhhc(json.dumps(unified), given.read_text())
    assert component in wrong
    weights[component] = 0
    loose = load_instance(write("own.json", unified))
    kinds = [each.kind for each in judged(loose, load_solution(loose, given)).violations]
    assert kind not in kinds


def test_optional_patients_that_are_hard_must_be_served(unified, write):
    unified["metadata"]["cost_components"]["optional_patients"] = "HARD"
    instance = load_instance(write("own.json", unified))
    assert all(visit.mandatory for visit in instance.scenario.visits)
    solution = write("solution.json", as_json({"c1": [("p2", "s2", 12, 32)]}))
    plan = load_solution(instance, solution)
    with pytest.raises(NoPlan, match=r"left out: 6 \(p1"):
        published_cost(instance, judged(instance, plan), plan)
    with pytest.raises(NoPlan, match=r"left out: 6 \(p1"):
        dump_solution(instance, plan, solution)


def test_a_lunch_that_must_be_had_but_cannot_be_written_is_told(unified, write):
    unified["metadata"]["cost_components"]["missed_lunch_break"] = "HARD"
    instance = load_instance(write("own.json", optional(unified)))
    plan = load_solution(instance, write("s.json", as_json({"c1": [("p2", "s2", 12, 32)]})))
    with pytest.raises(NoPlan, match="no place for the lunch of c1"):
        dump_solution(instance, plan, write("s.json", ""))


def test_what_is_missing_costs_nothing(unified, write):
    unified["metadata"]["cost_components"] = {"travel_time": 1}
    instance = load_instance(write("own.json", unified))
    weights = instance.scenario.policy.weights.model_dump()
    assert {name for name, weight in weights.items() if weight} == {"travel"}
    assert instance.scenario.policy.rules.exclusion == "hard"
    people = instance.scenario.caregivers
    assert all(person.shifts[0].meal_break is None for person in people)
    assert all(person.overtime_limit > 3 * 86_400_000 for person in people)


def test_older_problems_in_this_form_say_less(unified, write):
    asked = {"travel_time": 1, "incompatible_caregivers": 0}
    unified["metadata"] = {"origin": "bazirha", "cost_components": asked}
    for service in unified["services"]:
        del service["default_duration"]
    for person in unified["caregivers"]:
        del person["working_shift"]
    instance = load_instance(write("own.json", unified))
    assert {shift.end for who in instance.scenario.caregivers for shift in who.shifts} == {"24:00"}
    assert {each.applies_to for visit in instance.scenario.visits for each in visit.windows} == {
        "start"
    }
    given = write("solution.json", as_json(SOLUTION))
    plan = load_solution(instance, given)
    judgement = judged(instance, plan)
    assert [each.kind for each in judgement.violations] == ["different_caregiver_required"]
    assert published_cost(instance, judgement, plan) == 42 + 39 + 28  # c1 gives both to p5
    unified["metadata"] |= {"origin": "generated"}
    assert judged(load_instance(write("own.json", unified)), plan).ok


def test_both_services_of_a_patient_are_in_the_same_window(unified, write, recount):
    """p5 opens at 0 and at 151: s1 begins at 151 and s2, which may come first, at 131 or 171."""
    unified["patients"][4]["time_windows"] = [{"start": 0, "end": 140}, {"start": 151, "end": 300}]
    instance = load_instance(write("own.json", unified))
    (gap,) = instance.scenario.visit["p5-2"].gaps
    assert (gap.order, gap.window, gap.caregiver) == ("any", "same", "any")
    given = write("solution.json", as_json(SOLUTION))
    split = judged(instance, load_solution(instance, given))
    assert [each.kind for each in split.violations] == ["window_not_shared"]
    assert recount.uhhc(json.dumps(unified), given.read_text())[0] == ["p5 windows"]
    later = {
        **SOLUTION,
        "c1": [*SOLUTION["c1"][:3], ("p5", "s1", 151, 171), ("p5", "s2", 171, 191)],
    }
    given = write("solution.json", as_json(later))
    assert judged(instance, load_solution(instance, given)).ok
    assert recount.uhhc(json.dumps(unified), given.read_text())[0] == []
    unified["patients"][3]["time_windows"] = [
        {"start": 120, "end": 130},
        {"start": 150, "end": 160},
    ]
    instance = load_instance(write("own.json", unified))
    (gap,) = instance.scenario.visit["p4-2"].gaps
    assert (gap.order, gap.window, gap.maximum.minutes) == ("after", "same", 30)
    split = judged(instance, load_solution(instance, given))  # at 145 and 165
    assert [each.kind for each in split.violations] == ["window_not_shared"]


def change(path, value):
    def put(fields):
        *way, last = path
        for step in way:
            fields = fields[step]
        fields[last] = value

    return put


WEIGHTS = ("metadata", "cost_components")


@pytest.mark.parametrize(
    ("put", "where", "sentence"),
    [
        (change(("patients", 0, "time_windows", 1, "start"), 50), "patients[p1]", "previous one"),
        (change(("patients", 0, "distance_matrix_index"), 7), "distance_matrix_index", "no row 7"),
        (change(("caregivers", 0, "arrival_point"), "d9"), "arrival_point", "point 'd9'"),
        (change(("caregivers", 0, "abilities", 0), "s9"), "abilities[0]", "service 's9'"),
        (change(("patients", 0, "preferred_caregivers"), ["x"]), "preferred", "caregiver 'x'"),
        (change(("caregivers", 1, "id"), "c1"), "caregivers[c1 #2].id", "given twice"),
        (change((*WEIGHTS, "travel_time"), "HARD"), "travel_time", "'HARD' is not a number"),
        (change((*WEIGHTS, "caregiver_preferences"), "HARD"), "cost_components", "are HARD"),
        (change((*WEIGHTS, "max_idle_time"), 0.0001), "max_idle_time", "more decimals"),
        (change((*WEIGHTS, "walking"), 1), "walking", ""),
        (change(("patients", 2, "synchronization", "distance"), {"min": 1, "max": 2}),
         "synchronization", "not sequential"),
        (change(("lunch_breaks", "end"), 80), "lunch_breaks", "comes before"),
        (change(("caregivers", 0, "working_shift"), {"start": 121, "end": 240}),
         "caregivers[c1].lunch_break", "has no time for it"),
        (change(("distances", 2), [1, 2]), "distances[2]", "2 entries for 7"),
        (change(("caregivers", 2, "working_shift"), None), "caregivers[c3]", "no 'working_shift'"),
        (change(("metadata", "origin"), "bazirha-caie"), "metadata", "waiting begins with"),
    ],
)  # fmt: skip
def test_each_fault_has_its_place_and_sentence(unified, write, put, where, sentence):
    put(unified)
    with pytest.raises(InputError) as caught:
        load_instance(write("own.json", unified), "uhhc")
    assert [each for each in caught.value.faults if where in each.where and sentence in each.what]


def random_unified(seed):
    draw = random.Random(seed)
    size, kinds = 5, [None, None, "simultaneous", "sequential", "independent"]
    people = [f"c{number}" for number in (1, 2, 3)]

    def patient(number):
        liked = draw.sample(people, draw.randint(0, 3))
        opens, kind, least = draw.randint(0, 120), draw.choice(kinds), draw.randint(0, 20)
        spans = [{"start": opens, "end": opens + draw.randint(30, 60)}]
        if draw.random() < 0.4:
            later = spans[0]["end"] + draw.randint(0, 60)
            spans.append({"start": later, "end": later + draw.randint(30, 60)})
        needed = draw.sample(["s1", "s2"], 2 if kind else 1)
        together = {"type": kind} if kind else None
        if kind == "sequential":
            together["distance"] = {"min": least, "max": least + draw.randint(0, 20)}
        return {
            "id": f"p{number}",
            "distance_matrix_index": number + 1,
            "required_services": [service(name, draw.randint(5, 30)) for name in needed],
            "time_windows": spans,
            "optional": draw.random() < 0.5,
            "preferred_caregivers": liked,
            "incompatible_caregivers": [who for who in people if who not in liked][-1:],
            **({"synchronization": together} if together else {}),
        }

    def person(name, abilities):
        begins = draw.randint(0, 60)
        return {
            "id": name,
            "abilities": abilities,
            "departing_point": draw.choice(["d0", "d1"]),
            "arrival_point": draw.choice(["d0", "d1"]),
            "working_shift": {"start": begins, "end": begins + draw.randint(150, 240)},
            "lunch_break": draw.random() < 0.6,
        }

    weights = {name: draw.choice([1, 2, 5, 0.5]) for name in (
        "travel_time", "total_waiting_time", "total_extra_time", "max_idle_time",
        "workload_balance", "caregiver_preferences", "incompatible_caregivers",
        "highest_tardiness", "total_tardiness",
    )}  # fmt: skip
    weights |= {"optional_patients": 200, "missed_lunch_break": 30}
    for name in ("incompatible_caregivers", "total_extra_time", "highest_tardiness"):
        if draw.random() < 0.3:
            del weights[name]
    if draw.random() < 0.3:
        weights["total_tardiness"] = "HARD"
    whole = range(size + 1)
    return {
        "metadata": {
            "time_window_met": draw.choice(["at_service_start", "at_service_end"]),
            "cost_components": weights,
        },
        "terminal_points": [{"id": f"d{n}", "distance_matrix_index": n} for n in (0, 1)],
        "patients": [patient(number) for number in range(1, size)],
        "services": [{"id": name, "default_duration": 10} for name in ("s1", "s2")],
        "caregivers": [
            person("c1", ["s1", "s2"]),
            person("c2", ["s1"]),
            person("c3", ["s2"]),
        ],
        "lunch_breaks": {"start": 60, "end": 150, "min_duration": 20},
        "distances": [[0 if i == j else draw.randint(1, 30) for j in whole] for i in whole],
    }


@pytest.mark.many
@pytest.mark.parametrize("seed", range(16))
def test_random_instances_are_counted_alike(write, recount, seed):
    file = write(f"{seed}.json", random_unified(seed))
    instance = load_instance(file)
    assert instance.family == "uhhc"
    assert_counted_alike(instance, file, write("best.json", ""), recount)


@pytest.mark.parametrize("origin", ["bazirha", "bazirha-caie"])
@pytest.mark.parametrize("seed", range(4))
def test_whoever_sets_out_with_the_shift_waits_before_the_first_service(
    write, recount, seed, origin
):
    fields = random_unified(seed)
    fields["metadata"]["origin"] = origin
    for person in fields["caregivers"]:
        person |= {"lunch_break": False, "arrival_point": person["departing_point"]}
    file = write(f"{seed}.json", fields)
    assert_counted_alike(load_instance(file), file, write("best.json", ""), recount)


def test_a_wait_before_the_first_service_is_read(unified, write):
    """c1 sets out at 0, is there at 10, begins at 30; c3 stays idle and waits for nothing."""
    weights = {"total_waiting_time": 7, "max_idle_time": 1}
    unified["metadata"] |= {"origin": "bazirha-caie", "cost_components": weights}
    for person in unified["caregivers"]:
        person |= {"lunch_break": False, "arrival_point": person["departing_point"]}
    unified["patients"] = unified["patients"][:1]
    instance = load_instance(write("own.json", unified))
    routes = {"c1": [("p1", "s1", 30, 60)], "c2": [], "c3": []}
    given = write("solution.json", as_json(routes))
    plan = load_solution(instance, given)
    judgement = judged(instance, plan)
    assert judgement.violations == ()
    costs = published_components(instance, judgement, plan)
    assert costs["total_waiting_time"] == 7 * 20
    assert costs["max_idle_time"] == 240 - 30
    dump_solution(instance, plan, given)
    assert [len(each.get("locations", ())) for each in json.loads(given.read_text())["routes"]] == [
        1, 0, 0,
    ]  # fmt: skip
    assert load_solution(instance, given) == plan


def assert_counted_alike(instance, file, solution, recount):
    """What an engine makes is right and costs the same, component by component."""
    made = solve(instance.scenario, engine="exact", time_limit=30)
    plan = settled(instance, made)
    judgement = judged(instance, plan)
    assert judgement.violations == ()
    if judgement.cost.mandatory_unserved:
        with pytest.raises(NoPlan):
            dump_solution(instance, plan, solution)
        return
    dump_solution(instance, plan, solution)
    costs = published_components(instance, judgement, plan)
    assert recount.uhhc(file.read_text(), solution.read_text()) == ([], costs)
    terms = judgement.cost.components
    for component, term in TERMS.items():
        assert costs[component] == pytest.approx(terms[term], abs=1e-6)
    again = load_solution(instance, solution)
    assert published_components(instance, judged(instance, again), again) == costs
    assert again.routes == plan.routes


def test_published_instances_are_read(shared):
    files = sorted((shared / "uhhc").glob("*/*.json"))
    assert len(files) == 22
    for file in files:
        scenario, raw = load_instance(file).scenario, json.loads(file.read_text())
        needed = sum(len(patient["required_services"]) for patient in raw["patients"])
        crews = (scenario.service[visit.service].crew for visit in scenario.visits)
        assert sum(map(len, crews)) == needed
        lunches = [person.shifts[0].meal_break for person in scenario.caregivers]
        assert [bool(rest) for rest in lunches] == [c["lunch_break"] for c in raw["caregivers"]]


@pytest.mark.parametrize("name", ["000", "003", "009"])
def test_published_instances_are_counted_alike(shared, write, recount, name):
    file = shared / "uhhc" / "small" / f"instance-{name}.json"
    assert_counted_alike(load_instance(file), file, write("best.json", ""), recount)
