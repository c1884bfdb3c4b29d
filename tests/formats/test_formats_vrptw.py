"""VRPTW files in both forms, scenarios and solutions."""

from fractions import Fraction

import pytest

from dispatch import InputError, judge, solve, travel_times
from dispatch.formats import dump_solution, load_instance, load_solution, published_cost


def judged(instance, plan):
    return judge(instance.scenario, travel_times(instance.scenario), plan)


def told(file):
    with pytest.raises(InputError) as caught:
        load_instance(file)
    assert all(each.file == str(file) for each in caught.value.faults)
    return [(each.line, each.what) for each in caught.value.faults]


def test_both_forms_are_the_same_instance(vrplib, solomon, write):
    one, other = load_instance(write("a.vrp", vrplib)), load_instance(write("b.txt", solomon))
    assert one == other
    assert (one.name, one.family, one.unit) == ("OWN4", "vrptw", 1)


def test_the_scenario_says_what_the_file_says(vrplib, write):
    instance = load_instance(write("a.vrp", vrplib))
    scenario = instance.scenario
    assert [visit.id for visit in scenario.visits] == ["c1", "c2", "c3", "c4"]
    assert len(scenario.caregivers) == 3
    assert {caregiver.carrying_limit for caregiver in scenario.caregivers} == {20}
    assert {caregiver.overtime_limit for caregiver in scenario.caregivers} == {0}
    (shift,) = scenario.caregivers[0].shifts
    assert (shift.start, shift.end) == ("00:00", "03:20")
    visit = scenario.visit["c1"]
    assert [(window.open, window.close, window.hard) for window in visit.windows] == [
        ("00:50", "01:00", True)
    ]
    assert (visit.duration.minutes, scenario.service[visit.service].load) == (10, 8)
    assert instance.way("d0", "c1") == 14.1 * 60_000  # the root of 200 is 14.142
    assert instance.way("c1", "c3") == 1.4 * 60_000
    weights = scenario.policy.weights.model_dump()
    assert {name for name, weight in weights.items() if weight} == {"travel"}


@pytest.mark.parametrize(("closes", "unit"), [(1440, 1), (1441, 10), (14401, 100)])
def test_long_days_are_scaled_and_cost_the_same(vrplib, write, closes, unit):
    instance = load_instance(write("a.vrp", vrplib.replace("1 0 200", f"1 0 {closes}")))
    assert instance.unit == Fraction(1, unit)
    plan = load_solution(instance, write("a.sol", "Route #1: 4 2\nRoute #2: 3 1\nCost 0"))
    judgement = judged(instance, plan)
    assert judgement.violations == ()
    # 20.2 + 25.0 + 7.6 and 14.2 + 1.4 + 14.1
    assert published_cost(instance, judgement, plan) == Fraction("82.5")


def test_decimals_are_kept_and_distances_truncated(vrplib, write):
    text = vrplib.replace("2 10 10", "2 0.3 0.4").replace("2 50 60", "2 50.125 60")
    instance = load_instance(write("a.vrp", text))
    assert instance.way("d0", "c1") == 0.5 * 60_000
    assert instance.scenario.visit["c1"].windows[0].open == "00:50:07.500"


SOLUTION = "Route #1: 4 2\nRoute #2: 3 1\nCost 82.5\n"


def test_a_solution_is_read_judged_and_written(vrplib, write, recount, tmp_path):
    instance = load_instance(write("a.vrp", vrplib))
    plan = load_solution(instance, write("a.sol", SOLUTION))
    first = plan.routes[0].stops[0]
    assert (plan.routes[0].departure[11:], first.start[11:]) == ("00:09:48", "00:30:00")
    dump_solution(instance, plan, tmp_path / "again.sol")
    assert (tmp_path / "again.sol").read_text() == SOLUTION
    assert recount.vrptw(vrplib, SOLUTION) == ([], 825)


@pytest.mark.parametrize(
    ("solution", "kind", "fault"),
    [
        ("Route #1: 4 2\nRoute #2: 1 3 \nCost 0", None, None),
        ("Route #1: 2 1 3\nRoute #2: 4", "carrying_limit", "[2, 1, 3] capacity"),
        ("Route #1: 3 4\nRoute #2: 1 2", "window_missed", None),
        ("Route #1: 2 4\nRoute #2: 1 3", "window_missed", "4 late"),
        ("Route #1: 4 2\nRoute #2: 3", None, "customers"),
        ("Route #1: 4 2\nRoute #2: 3 1 1", "visit_twice", "customers"),
    ],
)
def test_faults_are_found_by_the_referee_and_by_the_count(
    vrplib, write, recount, solution, kind, fault
):
    text = vrplib.replace("5 30 45", "5 20 39")
    instance = load_instance(write("a.vrp", text))
    judgement = judged(instance, load_solution(instance, write("a.sol", solution)))
    wrong, _ = recount.vrptw(text, solution)
    if kind is None:
        assert judgement.violations == ()
        assert judgement.cost.mandatory_unserved == (fault == "customers")
        assert wrong == ([fault] if fault else [])
    else:
        assert kind in {violation.kind for violation in judgement.violations}
        assert fault is None or fault in wrong


def test_strange_solutions_are_refused(vrplib, write):
    instance = load_instance(write("a.vrp", vrplib))
    text = "Route #1: 1 9\nRoute #2: 2\nhello\nRoute #3: 3\nRoute #4: 4\n"
    with pytest.raises(InputError) as caught:
        load_solution(instance, write("a.sol", text))
    assert [(each.line, each.what) for each in caught.value.faults] == [
        (0, "the solution has 4 routes, the instance 3 vehicles"),
        (1, "the instance has no customer 9"),
        (3, "'hello' is not a line of a solution"),
    ]


def test_everything_that_is_wrong_in_vrplib_is_told(vrplib, write):
    text = (
        vrplib.replace("DIMENSION : 5", "DIMENSION : 6")
        .replace("EUC_2D", "EXPLICIT")
        .replace("VEHICLES : 3", "VEHICLES : 0")
        .replace("2 10 10", "2 ten 10")
        .replace("3 9\n", "3 9 9\n")
        .replace("4 0 90", "4 90 0")
        .replace("5 30 45", "6 30 45")
        .replace("DEPOT_SECTION", "BACKHAUL_SECTION\n2\nDEPOT_SECTION")
    )
    assert told(write("a.vrp", text)) == [
        (4, "DIMENSION is 6, but there are 5 nodes"),
        (5, "'0' is not a whole number of 1 or more"),
        (8, "EDGE_WEIGHT_TYPE is 'EXPLICIT', but only EUC_2D can be read"),
        (11, "'ten' is not a number"),
        (14, "the node 5 is not in TIME_WINDOW_SECTION"),
        (18, "there are 3 entries instead of 2"),
        (25, "the window closes at 0, before it opens at 90"),
        (26, "the node 6 is not in NODE_COORD_SECTION"),
        (27, "'BACKHAUL_SECTION' is not a part of a VRPTW file"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("CAPACITY : 20\n", "", 0, "there is no CAPACITY"),
        ("DEMAND_SECTION\n1 0\n2 8\n3 9\n4 7\n5 6\n", "", 0, "there is no DEMAND_SECTION"),
        ("DEPOT_SECTION\n1\n", "DEPOT_SECTION\n1\n2\n", 0, "2 depots are given; a VRPTW has one"),
        ("3 -7 3", "2 -7 3", 12, "the node 2 is given twice"),
        ("2 50 60", "2 50.1234 60", 23, "50.1234 has more decimals than can be kept exactly"),
        ("2 8", "2 -8", 17, "-8 is less than 0"),
        ("CAPACITY : 20", "CAPACITY : -1", 6, "-1 is less than 0"),
        ("SERVICE_TIME : 10", "SERVICE_TIME : x", 7, "'x' is not a number"),
        ("2 50 60", "2 201 260", 23, "the window opens at 201, after the depot closes at 200"),
        ("1 0 200", "1 0 144001", 22, "the depot is open until 144001, which is too long"),
        ("1 0 200", "1 0 inf", 22, "'inf' is not a number"),
    ],
)
def test_each_fault_of_vrplib_has_its_sentence(vrplib, write, old, new, line, sentence):
    assert old in vrplib
    assert (line, sentence) in told(write("a.vrp", vrplib.replace(old, new, 1)))


def test_everything_that_is_wrong_in_solomons_text_is_told(solomon, write):
    text = (
        solomon.replace("  3          20", "  3")
        .replace("    1     10   10    8", "    1     10   10")
        .replace("    3     11", "    2     x")
    )
    assert told(write("a.txt", text)) == [
        (0, "there is no VEHICLE"),
        (0, "the node 2 is given twice"),
        (5, "there are 1 entries instead of 2"),
        (11, "there are 6 entries instead of 7"),
        (13, "'x' is not a number"),
    ]


def test_the_optimum_is_counted_alike(vrplib, write, recount, tmp_path):
    instance = load_instance(write("a.vrp", vrplib))
    plan = solve(instance.scenario, engine="exact", time_limit=30)
    dump_solution(instance, plan, tmp_path / "best.sol")
    text = (tmp_path / "best.sol").read_text()
    cost = published_cost(instance, judged(instance, plan), plan)
    assert recount.vrptw(vrplib, text) == ([], 10 * cost)
    assert text.endswith(f"Cost {float(cost):g}\n")
    again = load_solution(instance, tmp_path / "best.sol")
    assert published_cost(instance, judged(instance, again), again) == cost


def test_published_instances_are_read(shared):
    units = {}
    for file in sorted((shared / "vrptw").glob("*.vrp")):
        instance = load_instance(file)
        assert instance.family == "vrptw"
        units[instance.name] = instance.unit
        assert len(instance.scenario.visits) in (100, 200, 400)
    assert len(units) == 8
    assert {name for name, unit in units.items() if unit != 1} == {"C201", "RC2_2_5", "RC2_4_1"}
