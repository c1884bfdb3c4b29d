"""The recipes for backends: a public route with a pool of processes, and a task of a queue."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dispatch import (
    DispatchError,
    NoPlan,
    Plan,
    RoadsError,
    Scenario,
    dumps_scenario,
    judge,
    load_scenario,
    loads_plan,
    travel_times,
)
from dispatch.errors import fault
from dispatch.generate import generate

ROOT = Path(__file__).parents[1]
RECIPES = ROOT / "docs" / "recipes"
SCENARIOS = ROOT / "scenarios"
HELLO = SCENARIOS / "hello.yaml"
DISTRICT = SCENARIOS / "district-day.yaml"
EXAMPLE = SCENARIOS / "example-day.yaml"
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def hello() -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(dumps_scenario(load_scenario(HELLO)))
    return fields


def recipe(name: str) -> ModuleType:
    sys.path.insert(0, str(RECIPES))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(RECIPES))


@pytest.fixture(scope="module")
def service() -> ModuleType:
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    return recipe("service")


def client_of(app: Any) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Using `httpx` with `starlette.testclient` is deprecated")
        from fastapi.testclient import TestClient
    return TestClient(app)


@pytest.fixture(scope="module")
def client(service: ModuleType) -> Iterator[Any]:
    kept = sys.path[:]
    sys.path.insert(0, str(RECIPES))  # the processes of the pool import the recipe by its name
    try:
        with client_of(service.app) as client:
            yield client
    finally:
        sys.path[:] = kept


def faults_in(answer: Any) -> list[tuple[str, str]]:
    faults = answer.json()["faults"]
    assert all(each["message"] for each in faults)
    return [(each["code"], each["where"]) for each in faults]


def test_a_day_gets_a_plan_that_the_referee_accepts(client: Any) -> None:
    day = load_scenario(HELLO)
    for body in (HELLO.read_bytes(), dumps_scenario(day).encode()):
        answer = client.post("/plans", content=body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        plan = loads_plan(answer.content)
        judged = judge(day, travel_times(day), plan)
        assert judged.ok
        assert judged.cost.total == 54.053


def test_a_request_is_told_everything_that_is_wrong_with_it(client: Any) -> None:
    wrong = hello()
    wrong["visits"][0]["colour"] = "red"
    wrong["visits"][1]["client"] = "nobody"
    answer = client.post("/plans", json=wrong)
    assert answer.status_code == 422
    assert faults_in(answer) == [
        ("field-unknown", "visits[wang-injection].colour"),
        ("unknown-client", "visits[wu-care].client"),
    ]
    assert client.post("/plans", content=b"").status_code == 422
    assert client.post("/plans", content=b"\xff\x00").status_code == 422


def test_a_stranger_opens_no_file_and_sends_no_flood(client: Any) -> None:
    day = json.loads(dumps_scenario(load_scenario(DISTRICT)))
    for roads, where in (
        ({"kind": "graph", "file": "/etc/passwd"}, "roads.file"),
        ({"kind": "place", "name": "Songjiang"}, "roads.name"),
    ):
        answer = client.post("/plans", json=day | {"roads": roads})
        assert (answer.status_code, faults_in(answer)) == (422, [("stranger-roads", where)])
    began = time.monotonic()
    flood = client.post("/plans", content=b"x" * 3_000_000)
    assert time.monotonic() - began < 2
    assert (flood.status_code, faults_in(flood)) == (422, [("file-too-large", "")])


def test_each_kind_of_refusal_has_its_status(client: Any, service: ModuleType) -> None:
    lost = hello()
    lost["roads"] = lost["roads"] | {"minutes": [[0, 1], [1, 0]]}
    assert client.post("/plans", json=lost).status_code == 422
    for error, status in ((RoadsError, 422), (NoPlan, 409), (DispatchError, 500)):
        answer = asyncio.run(service.refuse(None, error(fault("deadline-passed", seconds=5))))
        assert answer.status_code == status
        assert json.loads(answer.body)["faults"][0]["code"] == "deadline-passed"


def test_a_full_pool_asks_to_come_again(
    client: Any, service: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_AT_ONCE", 0)
    answer = client.post("/plans", content=HELLO.read_bytes())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_pool_that_breaks_is_replaced(client: Any, service: ModuleType) -> None:
    pool = client.app.state.planners._pool
    for process in pool._processes.values():
        process.kill()
    answers = [client.post("/plans", content=HELLO.read_bytes()).status_code for _ in range(2)]
    assert answers[-1] == 200
    assert set(answers) <= {200, 503}
    assert client.app.state.planners._pool is not pool


def test_a_client_who_leaves_is_not_waited_for(client: Any, service: ModuleType) -> None:
    class Left:
        async def is_disconnected(self) -> bool:
            return True

    large = dumps_scenario(generate(None, visits=800)).encode()

    async def leave() -> None:
        with pytest.raises(service.HTTPException) as told:
            await client.app.state.planners.plan(Left(), large)
        assert told.value.status_code == 499

    asyncio.run(leave())
    assert client.post("/plans", content=HELLO.read_bytes()).status_code == 200


def test_a_typed_route_never_fails_by_itself() -> None:
    fastapi = pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    app = fastapi.FastAPI()

    @app.post("/names")
    def name(day: Scenario) -> str:
        return day.name

    client = client_of(app)
    assert client.post("/names", json=hello()).json() == "Hello"
    for changes in ({"colour": "red"}, {"client": "nobody"}, {"colour": "red", "client": "nobody"}):
        wrong = hello()
        wrong["visits"][0] |= changes
        answer = client.post("/names", json=wrong)
        assert answer.status_code == 422, answer.text
        assert answer.json()["detail"]
    assert client.get("/openapi.json").status_code == 200


@pytest.fixture(scope="module")
def worker() -> ModuleType:
    return recipe("worker")


def test_a_task_tried_again_gives_the_same_bytes(worker: ModuleType) -> None:
    day = load_scenario(EXAMPLE)
    task = {"day": day.model_dump(mode="json"), "seed": 7, "iterations": 10_000}
    task = json.loads(json.dumps(task))
    one, other = (json.dumps(worker.plan_task(task)) for _ in range(2))
    assert one == other
    plan = Plan.model_validate(json.loads(one)["plan"])
    assert judge(day, travel_times(day), plan).ok
    again = worker.plan_task({**task, "initial": json.loads(one)["plan"], "deadline": 60})
    assert again["cost"] <= json.loads(one)["cost"]


def test_a_task_that_is_revoked_answers_with_the_best_so_far(worker: ModuleType) -> None:
    day = load_scenario(EXAMPLE)
    task = {"day": day.model_dump(mode="json"), "seed": 7, "iterations": 10**9}
    answer = worker.plan_task(task, lambda: True)
    assert answer["ended_by"] == "stop"
    assert judge(day, travel_times(day), Plan.model_validate(answer["plan"])).ok


def test_a_task_that_cannot_be_done_is_an_answer(worker: ModuleType) -> None:
    wrong = hello() | {"visits": [{"id": "a", "client": "nobody", "service": "meal"}]}
    answer = worker.plan_task({"day": wrong, "seed": 0, "iterations": 0})
    assert [each["code"] for each in json.loads(json.dumps(answer))["faults"]] == ["unknown-client"]


def run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{RECIPES}"},
        capture_output=True,
        text=True,
        timeout=WATCHDOG,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_worker_plans_files_in_two_processes() -> None:
    told = run("docs/recipes/worker.py", "scenarios/hello.yaml", "scenarios/example-day.yaml")
    assert sorted(told.split()) == sorted(
        ["scenarios/hello.yaml", "54.053", "scenarios/example-day.yaml", "408.1225"]
    )


PREFORKED = f"""
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from dispatch import load_scenario
from worker import plan_task

day = load_scenario({str(EXAMPLE)!r}).model_dump(mode="json")
task = {{"day": day, "seed": 7, "iterations": 10_000}}
here = plan_task(task)
for start in {{"fork", "forkserver", "spawn"}} & {{*get_all_start_methods()}}:
    with ProcessPoolExecutor(2, get_context(start)) as pool:
        assert [*pool.map(plan_task, [task, task])] == [here, here], start
"""


def test_a_task_is_the_same_in_every_kind_of_worker() -> None:
    assert run("-W", "ignore", "-c", PREFORKED) == ""
