"""A long-lived host: processes, strict warnings, flat memory, and copies that stay the same."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from weakref import ReferenceType, ref

import pytest

from dispatch import (
    Scenario,
    dump_scenario,
    dumps_plan,
    dumps_scenario,
    explain,
    judge,
    load_scenario,
    loads_plan,
    loads_scenario,
    solve,
    travel_times,
)
from dispatch.scenario import clock

ROOT = Path(__file__).parents[1]
HELLO = ROOT / "scenarios" / "hello.yaml"
EXAMPLE = ROOT / "scenarios" / "example-day.yaml"
DISTRICT = ROOT / "scenarios" / "district-day.yaml"
SHORT = ROOT / "scenarios" / "rules" / "overtime-limit.yaml"
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def output_of(code: str, *options: str, **environment: str) -> str:
    """What a process of its own prints."""
    done = subprocess.run(
        [sys.executable, *options, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=WATCHDOG,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


PROCESSES = f"""
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from dispatch import dumps_plan, load_scenario, solve

budget = {{"iterations": 10_000, "seed": 5, "threads": 2}}
for file in {str(EXAMPLE)!r}, {str(DISTRICT)!r}:
    day = load_scenario(file)
    plan = solve(day, **budget)
    print(dumps_plan(plan), dumps_plan(solve(day, initial=plan, **budget)))
    for start in {{"fork", "spawn"}} & {{*get_all_start_methods()}}:
        with ProcessPoolExecutor(1, get_context(start)) as pool:
            there = pool.submit(solve, day, **budget).result()
            better = pool.submit(solve, day, initial=there, **budget).result()
        assert (there, better) == (plan, solve(day, initial=plan, **budget)), start
"""


def test_processes_with_any_hash_seed_and_start_give_the_same_bytes() -> None:
    one, *others = (
        output_of(PROCESSES, "-W", "ignore", PYTHONHASHSEED=seed) for seed in ("0", "1", "4242")
    )
    assert len(one) > 10_000
    assert others == [one, one]


STRICT = f"""
from dispatch import *
from dispatch.scenario.trust import MOST_BYTES
import dispatch
dispatch.warm()
with open({str(HELLO)!r}, "rb") as file:
    days = [loads_scenario(file.read(), trusted=False), load_scenario({str(DISTRICT)!r})]
for day in days:
    memory_needed(day)
    travel = travel_times(day)
    for engine in "greedy", "search", "exact":
        if engine != "exact" or day is days[0]:
            plan = solve(day, engine=engine, iterations=1000, travel=travel)
            assert judge(day, travel, plan).ok
    day_page(day, plan, travel, judge(day, travel, plan), roads=travel.graph)
    assert loads_plan(dumps_plan(plan)) == plan
explain(day, plan, plan.unserved[0].visit)
try:
    loads_scenario("x" * (MOST_BYTES + 1), trusted=False)
except InputError as error:
    print(error.faults[0].code, len(plan.unserved) > 0)
"""


def test_a_host_that_makes_warnings_errors_has_none() -> None:
    assert output_of(STRICT, "-W", "error") == "file-too-large True\n"


def test_eight_solves_side_by_side_find_what_each_finds_alone() -> None:
    days = [load_scenario(file) for file in (HELLO, EXAMPLE) for _ in range(4)]
    together = Barrier(len(days))

    def plan_of(number: int, wait: bool) -> str:
        if wait:
            together.wait()
        return dumps_plan(solve(days[number], iterations=10_000, seed=number))

    alone = [plan_of(number, wait=False) for number in range(len(days))]
    with ThreadPoolExecutor(len(days)) as pool:
        at_once = pool.map(lambda number: plan_of(number, wait=True), range(len(days)))
        assert list(at_once) == alone


def test_one_scenario_serves_several_threads_at_once() -> None:
    """Its tables are made while other threads use them and send it to other processes."""
    plan = dumps_plan(solve(load_scenario(EXAMPLE), iterations=1000))
    for _ in range(3):
        day, together = load_scenario(EXAMPLE), Barrier(8)

        def use(number: int, day: Scenario = day, together: Barrier = together) -> str:
            together.wait()
            if number % 2:
                assert pickle.loads(pickle.dumps(day)) == day
            return dumps_plan(solve(day, iterations=1000))

        with ThreadPoolExecutor(8) as pool:
            assert {*pool.map(use, range(8))} == {plan}


MEMORY = f"""
import gc, tracemalloc
from pathlib import Path
from dispatch import load_scenario, loads_plan, dumps_plan, judge, solve, travel_times

day = load_scenario({str(HELLO)!r})
travel = travel_times(day)
statm = Path("/proc/self/statm")


def resident():
    return int(statm.read_text().split()[1]) * 4096 if statm.exists() else 0


def rounds(number):
    plan = None
    for seed in range(number):
        plan = solve(day, iterations=100, seed=seed, initial=plan, travel=travel)
        judge(day, travel, loads_plan(dumps_plan(plan)))
        load_scenario({str(HELLO)!r})
    gc.collect()


tracemalloc.start()
rounds(30)
traced, _ = tracemalloc.get_traced_memory()
before = resident()
rounds(200)
print(resident() - before, tracemalloc.get_traced_memory()[0] - traced)
"""


def test_two_hundred_solves_leave_no_memory_behind() -> None:
    resident, traced = map(int, output_of(MEMORY).split())
    assert resident < 4_000_000
    assert traced < 200_000


def tables(day: Scenario) -> dict[str, int]:
    """What a scenario holds besides its fields, with the number of entries."""
    held = {name: value for name, value in vars(day).items() if name not in Scenario.model_fields}
    return {
        name: len(vars(value)["_known"] if name == "clock" else value)
        for name, value in held.items()
        if name == "clock" or hasattr(value, "__len__")
    }


def use(day: Scenario) -> None:
    travel = travel_times(day)
    plan = solve(day, iterations=100, travel=travel)
    judge(day, travel, plan)
    explain(day, plan, plan.unserved[0].visit, travel=travel)
    dumps_scenario(day)
    pickle.dumps(day)
    for hour in range(24):
        moment = day.moment(hour * 3_600_000)
        assert day.at(moment) == hour * 3_600_000
        assert str(day.date_at(hour * 3_600_000)) == moment[:10]


def test_a_scenario_keeps_nothing_that_grows_with_use() -> None:
    day = load_scenario(SHORT)
    use(day)
    first = tables(day)
    assert first.keys() >= {"clock", "visit", "fingerprint"}
    for _ in range(16):
        use(day)
    assert tables(day) == first


@pytest.mark.parametrize("file", [EXAMPLE, DISTRICT, SHORT], ids=lambda file: file.stem)
def test_a_day_is_gone_with_its_last_reference(file: Path) -> None:
    """No cycle keeps it until garbage is collected, which a busy host may do rarely."""

    def lived() -> list[ReferenceType[object]]:
        day = load_scenario(file)
        travel = travel_times(day)
        plan = solve(day, iterations=100, travel=travel)
        judgement = judge(day, travel, plan)
        judgement.as_dict()
        explain(day, plan, plan.unserved[0].visit, travel=travel)
        return [ref(each) for each in (day, travel, plan, judgement)]

    lived()  # the kernel is loaded
    gc.collect()
    gc.disable()
    try:
        assert [each() for each in lived()] == [None] * 4
    finally:
        gc.enable()


def test_a_clock_forgets_when_it_has_seen_many_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans from outside, which are judged against one scenario for weeks, have any times."""
    monkeypatch.setattr(clock, "_MOST_KNOWN", 100)
    day = load_scenario(HELLO)
    for second in range(1000):
        assert day.at(f"2026-11-23T08:{second // 60:02d}:{second % 60:02d}") == 28_800_000 + (
            second * 1000
        )
        assert tables(day)["clock"] <= 100


@pytest.mark.parametrize("file", [HELLO, EXAMPLE, DISTRICT], ids=lambda file: file.stem)
def test_what_goes_through_any_form_comes_back_the_same(file: Path, tmp_path: Path) -> None:
    day = load_scenario(file)
    sent = pickle.dumps(day)
    plan = solve(day, iterations=1000)
    dump_scenario(day, tmp_path / "day.yaml")
    for again in (
        Scenario.from_dict(day.model_dump()),
        Scenario.from_dict(day.model_dump(mode="json")),
        loads_scenario(dumps_scenario(day)),
        loads_scenario(day.model_dump_json().encode()),
        Scenario.model_validate_json(day.model_dump_json()),
        load_scenario(tmp_path / "day.yaml"),
        pickle.loads(sent),
        copy.copy(day),
        copy.deepcopy(day),
        day.model_copy(),
    ):
        assert again == day.beside(again.folder)
        assert again.fingerprint == day.fingerprint
    for kept in (pickle.loads(sent), copy.deepcopy(day)):
        assert kept.folder == day.folder
        assert solve(kept, iterations=1000) == plan
    assert pickle.dumps(day) == sent  # no table that was made meanwhile is sent along
    for back in (loads_plan(dumps_plan(plan)), pickle.loads(pickle.dumps(plan))):
        assert back == plan
        assert dumps_plan(back) == dumps_plan(plan)


@pytest.mark.parametrize("file", [HELLO, EXAMPLE, DISTRICT], ids=lambda file: file.stem)
def test_travel_times_and_outcomes_go_to_other_processes(file: Path) -> None:
    day = load_scenario(file)
    travel = travel_times(day)
    plan = solve(day, iterations=1000, travel=travel)
    assert solve(day, iterations=1000, travel=pickle.loads(pickle.dumps(travel))) == plan
    judged = judge(day, travel, plan)
    assert pickle.loads(pickle.dumps(judged)) == judged
