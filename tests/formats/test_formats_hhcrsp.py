"""HHCRSP files, scenarios and solutions, on an instance that is computed by hand."""

import csv
import json
from fractions import Fraction

import pytest

from dispatch import InputError, NoPlan, judge, solve, travel_times
from dispatch.formats import dump_solution, load_instance, load_solution, published_cost

MINUTE = 60_000


def judged(instance, plan):
    return judge(instance.scenario, travel_times(instance.scenario), plan)


@pytest.fixture
def instance(home_care, write):
    return load_instance(write("own.json", home_care))


def test_the_scenario_says_what_the_file_says(instance):
    scenario = instance.scenario
    assert (instance.name, instance.family, instance.unit) == ("own", "hhcrsp", 1)
    assert list(scenario.visit) == ["p1", "p2", "p3", "p4-1", "p4-2"]
    assert all(visit.mandatory for visit in scenario.visits)
    assert [visit.priority for visit in scenario.visits] == [1, 1, 2, 1, 1]
    window = scenario.visit["p3"].windows[0]
    assert (scenario.at(window.open), scenario.at(window.close)) == (155 * MINUTE, 170 * MINUTE)
    assert not window.hard
    crew = scenario.service[scenario.visit["p3"].service].crew
    assert [(role.id, role.duration) for role in crew] == [("s1", 1_800_000), ("s2", 740_700)]
    (gap,) = scenario.visit["p4-2"].gaps
    assert (gap.after, gap.minimum.minutes, gap.maximum.minutes) == ("p4-1", 20, 25)
    assert (gap.measured_from, gap.caregiver) == ("start", "different")
    assert instance.way("p1", "p2") == 540_060
    assert instance.way("p2", "p1") == 540_000
    weights = scenario.policy.weights.model_dump()
    assert {name for name, weight in weights.items() if weight} == {
        "travel", "tardiness", "largest_tardiness",
    }  # fmt: skip


SOLUTION = {
    "c1": [("p2", "s1", 20, 35.5), ("p4", "s2", 100, 110), ("p3", "s2", 180, 192.345)],
    "c2": [("p1", "s1", 30, 50), ("p4", "s1", 120, 130), ("p3", "s1", 180, 210)],
    "idle": [],
}


def as_json(routes):
    keys = ("patient", "service", "arrival_time", "departure_time")
    return {
        "routes": [
            {
                "caregiver_id": who,
                "locations": [dict(zip(keys, stop, strict=True)) for stop in stops],
            }
            for who, stops in routes.items()
        ]
    }


def test_a_solution_costs_what_a_person_computes(instance, write, home_care, recount):
    given = as_json(SOLUTION)
    plan = load_solution(instance, write("solution.json", given))
    judgement = judged(instance, plan)
    assert judgement.violations == ()
    travel = Fraction(20 + 16 + 5 + 15) + Fraction("10.5") + 8 + 5 + 15
    late = [Fraction("9.875"), 10, 10, 10]  # p2, both at p3, the second at p4
    assert published_cost(instance, judgement, plan) == (travel + sum(late) + 10) / 3
    wrong, thrice = recount.hhcrsp(json.dumps(home_care), json.dumps(given))
    assert (wrong, thrice) == ([], travel + sum(late) + 10)


def test_what_is_written_is_what_was_read(instance, write, tmp_path):
    given = as_json(SOLUTION)
    plan = load_solution(instance, write("solution.json", given))
    dump_solution(instance, plan, tmp_path / "again.json")
    text = (tmp_path / "again.json").read_text()
    assert json.loads(text) == given
    assert '"arrival_time": 180,' in text
    assert load_solution(instance, tmp_path / "again.json") == plan


@pytest.mark.parametrize(
    ("who", "at", "stop", "kind", "fault"),
    [
        ("c1", 0, ("p2", "s1", 19, 34.5), "before_shift", "travel"),
        ("c1", 0, ("p2", "s1", 20, 35), "wrong_duration", "duration"),
        ("c2", 0, ("p1", "s1", 29, 49), "too_early", "early"),
        ("c2", 2, ("p3", "s1", 180.001, 210.001), "crew_not_together", "apart"),
        ("c2", 1, ("p4", "s1", 126, 136), "gap_too_long", "apart"),
        ("c2", 1, ("p4", "s1", 119.999, 129.999), "gap_too_short", "apart"),
        ("c2", 1, ("p4", "s2", 120, 130), "certificate_missing", "ability"),
    ],
)
def test_faults_are_found_by_the_referee_and_by_the_count(
    instance, write, home_care, recount, who, at, stop, kind, fault
):
    routes = {name: list(stops) for name, stops in SOLUTION.items()}
    routes[who][at] = stop
    given = as_json(routes)
    judgement = judged(instance, load_solution(instance, write("solution.json", given)))
    assert kind in {violation.kind for violation in judgement.violations}
    wrong, _ = recount.hhcrsp(json.dumps(home_care), json.dumps(given))
    assert any(each.endswith(fault) for each in wrong)


def test_two_services_by_one_caregiver_are_a_fault(instance, write):
    routes = {"c1": [("p4", "s2", 100, 110), ("p4", "s1", 120, 130)], "c2": [], "idle": []}
    plan = load_solution(instance, write("solution.json", as_json(routes)))
    kinds = {violation.kind for violation in judged(instance, plan).violations}
    assert "different_caregiver_required" in kinds
    assert {left_out.visit for left_out in plan.unserved} == {"p1", "p2", "p3"}


def test_visits_left_out_have_no_published_cost_and_are_not_written(instance, write, tmp_path):
    routes = {**SOLUTION, "c1": SOLUTION["c1"][1:]}
    plan = load_solution(instance, write("solution.json", as_json(routes)))
    with pytest.raises(NoPlan, match=r"left out: 1 \(p2\)"):
        published_cost(instance, judged(instance, plan), plan)
    with pytest.raises(NoPlan, match=r"left out: 1 \(p2\)"):
        dump_solution(instance, plan, tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


def test_a_plan_for_another_scenario_is_not_written(instance, write, tmp_path):
    plan = load_solution(instance, write("solution.json", as_json(SOLUTION)))
    with pytest.raises(InputError, match="made for another scenario than that of own"):
        dump_solution(instance, plan.model_copy(update={"scenario": "0" * 12}), tmp_path / "out")
    twice = plan.model_copy(update={"routes": (*plan.routes, plan.routes[0])})
    with pytest.raises(InputError, match=r"the plan has p2 s1 twice(.|\n)*the plan has c1 twice"):
        dump_solution(instance, twice, tmp_path / "out")


def test_strangers_in_a_solution_are_all_told(instance, write):
    given = as_json({"c9": [("p9", "s1", 1, 2), ("p1", "s2", 3, 4)], "c1": []})
    with pytest.raises(InputError) as caught:
        load_solution(instance, write("solution.json", given))
    assert [(each.line, each.where) for each in caught.value.faults] == [
        (4, "routes[0].caregiver_id"),
        (7, "routes[0].locations[0].patient"),
        (14, "routes[0].locations[1].service"),
    ]


def test_everything_that_is_wrong_is_told_at_once(home_care, write):
    first, second, third, fourth = home_care["patients"]
    first["time_window"] = [60, 30]
    second["required_caregivers"][0]["duration"] = 15.50001
    third["synchronization"]["distance"] = [1, 2]
    fourth["required_caregivers"][1]["service"] = "s9"
    home_care["caregivers"][1]["id"] = "c1"
    home_care["caregivers"][0]["abilites"] = []
    home_care["distances"][1].pop()
    del home_care["central_offices"]
    with pytest.raises(InputError) as caught:
        load_instance(write("own.json", home_care), "hhcrsp")
    told = {each.where: each for each in caught.value.faults}
    assert set(told) == {
        "patients[p1].time_window",
        "patients[p2].required_caregivers[0].duration",
        "patients[p3].synchronization",
        "patients[p4].required_caregivers[1].service",
        "caregivers[c1].abilites",
        "distances[1]",
        "central_offices",
    }
    assert "more decimals than" in told["patients[p2].required_caregivers[0].duration"].what
    assert told["caregivers[c1].abilites"].todo == "Did you mean 'abilities'?"
    assert told["distances[1]"].what == "the row has 4 entries for 5 points"
    assert told["distances[1]"].file.endswith("own.json")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda p: p[2].pop("synchronization"),
            "two services are required, but there is no 'synchronization'",
        ),
        (
            lambda p: p[0].update(synchronization={"type": "simultaneous"}),
            "there is a 'synchronization', but only one service is required",
        ),
        (lambda p: p[3]["synchronization"].pop("distance"), "a sequential pair has no 'distance'"),
        (lambda p: p[3]["synchronization"].update(distance=[5]), "is not a list of two numbers"),
        (lambda p: p[3]["synchronization"].update(distance=[5, 4]), "5 comes before 4"),
        (lambda p: p[2]["required_caregivers"][1].update(service="s1"), "is required twice"),
        (lambda p: p[0].update(time_window=[0, 4321]), "4321 minutes is more than three days"),
        (lambda p: p[0].update(time_window=[-1, 5]), "-1 is less than 0"),
        (lambda p: p[0].update(time_window=["a", 5]), "'a' is not a number"),
        (lambda p: p[1].update(id="p1"), "the id 'p1' is given twice"),
    ],
)
def test_each_fault_of_a_patient_has_its_sentence(home_care, write, change, sentence):
    change(home_care["patients"])
    with pytest.raises(InputError) as caught:
        load_instance(write("own.json", home_care))
    assert [each for each in caught.value.faults if sentence in each.what]


def test_names_that_clash_in_the_scenario_are_told_with_the_file(home_care, write):
    home_care["patients"][0]["id"] = "p4-1"
    with pytest.raises(InputError, match=r"own\.json: visits\[p4-1 #2\]\.id: the id 'p4-1'"):
        load_instance(write("own.json", home_care))


def test_the_optimum_is_counted_alike(instance, home_care, recount, tmp_path):
    plan = solve(instance.scenario, engine="exact", time_limit=30)
    dump_solution(instance, plan, tmp_path / "best.json")
    wrong, thrice = recount.hhcrsp(json.dumps(home_care), (tmp_path / "best.json").read_text())
    cost = published_cost(instance, judged(instance, plan), plan)
    assert (wrong, Fraction(thrice)) == ([], 3 * cost)
    assert load_solution(instance, tmp_path / "best.json") == plan


def test_published_instances_are_read(shared):
    files = sorted((shared / "hhcrsp").glob("*/*.json"))
    assert len(files) == 84
    for file in files:
        instance, raw = load_instance(file), json.loads(file.read_text())
        assert instance.family == "hhcrsp"
        scenario = instance.scenario
        needed = sum(len(patient["required_caregivers"]) for patient in raw["patients"])
        crews = (scenario.service[visit.service].crew for visit in scenario.visits)
        assert sum(map(len, crews)) == needed
        assert [client.id for client in scenario.clients] == [p["id"] for p in raw["patients"]]
        assert len(scenario.caregivers) == len(raw["caregivers"])


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_published_optima_are_found(shared, recount, tmp_path, number):
    file = shared / "hhcrsp" / "mankowska" / f"InstanzCPLEX_HCSRP_10_{number}.json"
    with (shared / "hhcrsp_best_published.csv").open() as table:
        best = {row["instance"]: float(row["cost"]) for row in csv.DictReader(table)}
    instance = load_instance(file)
    plan = solve(instance.scenario, engine="exact", time_limit=60)
    dump_solution(instance, plan, tmp_path / "best.json")
    cost = published_cost(instance, judged(instance, plan), plan)
    wrong, thrice = recount.hhcrsp(file.read_text(), (tmp_path / "best.json").read_text())
    assert (wrong, Fraction(thrice)) == ([], 3 * cost)
    assert float(cost) == pytest.approx(best[instance.name], abs=6e-4)
