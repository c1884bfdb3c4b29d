"""The referee's cost against a count from the files alone, on plans that engines made."""

import random
from fractions import Fraction

import pytest

from dispatch import judge, solve, travel_times
from dispatch.formats import dump_solution, load_instance, load_solution, published_cost


def random_home_care(seed):
    draw = random.Random(seed)
    services = ["s1", "s2", "s3"]

    def minutes(most):
        return draw.choice([draw.randint(0, most), round(draw.uniform(0, most), 3)])

    def patient(name):
        opens, kind = minutes(120), draw.choice([None, None, "simultaneous", "sequential"])
        needed = draw.sample(services, 2 if kind else 1)
        least = minutes(40)
        together = {"type": kind} if kind else None
        if kind == "sequential":
            together["distance"] = [least, least + draw.randint(0, 20)]
        return {
            "id": name,
            "time_window": [opens, opens + draw.randint(0, 30)],
            "required_caregivers": [{"service": s, "duration": minutes(30)} for s in needed],
            **({"synchronization": together} if together else {}),
        }

    size = 5
    return {
        "patients": [patient(f"p{number}") for number in range(1, size)],
        "services": [{"id": service, "default_duration": 10} for service in services],
        "caregivers": [
            {"id": "c1", "abilities": services},
            {"id": "c2", "abilities": services},
            {"id": "c3", "abilities": draw.sample(services, 1)},
        ],
        "central_offices": [{"id": "d"}],
        "distances": [[0 if i == j else minutes(30) for j in range(size)] for i in range(size)],
    }


def random_vrplib(seed):
    draw = random.Random(seed)
    size, closes = 6, draw.choice([240, 2400])
    opens = [draw.randint(0, closes // 2) for _ in range(size)]
    sections = {
        "NODE_COORD_SECTION": [[draw.randint(-30, 30), draw.randint(-30, 30)] for _ in opens],
        "DEMAND_SECTION": [[draw.randint(1, 9) if number else 0] for number in range(size)],
        "TIME_WINDOW_SECTION": [[0, closes]]
        + [[at, min(closes, at + draw.randint(0, closes // 2))] for at in opens[1:]],
    }
    heads = ["NAME : R", "TYPE : VRPTW", "CAPACITY : 12", f"VEHICLES : {size - 1}"]
    lines = [*heads, "SERVICE_TIME : 5", "EDGE_WEIGHT_TYPE : EUC_2D"]
    for section, rows in sections.items():
        lines += [section, *(" ".join(map(str, [k, *row])) for k, row in enumerate(rows, 1))]
    return "\n".join([*lines, "DEPOT_SECTION", "1", "-1", "EOF", ""])


def assert_counted_alike(file, solution, count, engine):
    """What an engine makes is right and costs the same; returns whether all are served."""
    instance = load_instance(file)
    plan = solve(instance.scenario, engine=engine, time_limit=30)
    if plan.unserved:
        return False
    travel = travel_times(instance.scenario)
    cost = published_cost(instance, judge(instance.scenario, travel, plan), plan)
    dump_solution(instance, plan, solution)
    wrong, times = count(file.read_text(), solution.read_text())
    terms = {"hhcrsp": 3, "vrptw": 10}[instance.family]
    assert (wrong, Fraction(times)) == ([], terms * cost)
    back = load_solution(instance, solution)
    again = judge(instance.scenario, travel, back)
    assert (again.violations, published_cost(instance, again, back)) == ((), cost)
    return True


def test_random_home_care_is_counted_alike(write, recount, tmp_path):
    files = [write(f"{seed}.json", random_home_care(seed)) for seed in range(12)]
    served = [
        assert_counted_alike(file, tmp_path / "best.json", recount.hhcrsp, "exact")
        for file in files
    ]
    assert sum(served) >= 10


def test_random_vrptw_is_counted_alike(write, recount, tmp_path):
    files = [write(f"{seed}.vrp", random_vrplib(seed)) for seed in range(12)]
    served = [
        assert_counted_alike(file, tmp_path / "best.sol", recount.vrptw, "exact") for file in files
    ]
    assert sum(served) >= 8


@pytest.mark.parametrize(
    "name",
    [
        "hhcrsp/kummer/HHCRSP_25_5_22_1.0_C_C.json",
        "hhcrsp/italian/instance_003-rome-r19-p44-s4-sim22.3-seq22.9.json",
        "hhcrsp/mankowska/InstanzVNS_HCSRP_300_1.json",
        "vrptw/R101.vrp",
        "vrptw/C201.vrp",
        "vrptw/RC2_4_1.vrp",
    ],
)
def test_published_instances_are_counted_alike(shared, recount, tmp_path, name):
    count = recount.hhcrsp if name.startswith("hhcrsp") else recount.vrptw
    solution = tmp_path / "greedy"
    assert assert_counted_alike(shared / name, solution, count, "greedy")


def test_no_family_keeps_the_visits_of_a_client_apart(write, home_care, unified):
    """UHHC has services that one patient gets at the same time."""
    files = [
        write("home_care.json", home_care),
        write("unified.json", unified),
        write("r.vrp", random_vrplib(0)),
    ]
    instances = [load_instance(file) for file in files]
    assert [each.family for each in instances] == ["hhcrsp", "uhhc", "vrptw"]
    for instance in instances:
        assert instance.scenario.policy.rules.client_overlap == "off"
