"""What the library costs a backend that embeds it.

    python benchmarks/guest.py run [--repeats 30]
    python benchmarks/guest.py table

Five questions, each in processes of its own; nothing else may run on the machine:

- ``first``: seconds from the start of Python to the plan of ``scenarios/hello.yaml``, with a warmed
  cache whose files are read-only (root may write to them all the same), and without a home
- ``booking``: milliseconds to add one visit to a planned day, with a search of 0 seconds and no
  reasons; encoding and judging are also measured alone
- ``limit``: by how much a call is late for its deadline, and a search for its time limit
- ``memory``: what `memory_needed` says, and what `plan_day` takes
- ``broken``: seconds and memory to refuse broken input of up to 10 MB

Writes ``results/guest.csv``, a row for each measurement.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import broken_inputs
import click
import harness
from record import GENERATING, ROOT, Rows

if TYPE_CHECKING:
    from dispatch.plan import Plan
    from dispatch.scenario import Scenario

KEY = "question", "case", "seconds", "seed"
HELLO = ROOT / "scenarios" / "hello.yaml"
BOOKED = 300, 500
LIMITED = 1000
LIMITS = 0.0, 0.5, 1.0, 2.0, 5.0
DEADLINES = 1.0, 2.0, 5.0
SIZES = 300, 1000, 2000


@click.group()
def main() -> None:
    """What the library costs a backend that embeds it."""


def _rows() -> Rows:
    return Rows("guest", key=KEY, sources=GENERATING)


@main.command("run")
@click.option("--repeats", default=30, show_default=True, help="Of each short measurement.")
@click.option("--seeds", default=3, show_default=True, help="How many days of each size.")
def run_guest(repeats: int, seeds: int) -> None:
    """Measure everything that is not measured yet, one after the other."""
    days = range(1, seeds + 1)
    asked: list[tuple[str, str, float, int]] = [("first", "hello", 0.0, 0)]
    asked += [("booking", str(size), 5.0, seed) for size in BOOKED for seed in days]
    asked += [("limit", "search", each, seed) for each in LIMITS for seed in days]
    asked += [("limit", "deadline", each, seed) for each in DEADLINES for seed in days]
    asked += [("memory", str(size), 1.0, 1) for size in SIZES]
    asked += [("broken", name, 0.0, 0) for name in broken_inputs.KINDS]
    rows = _rows()
    tasks = [
        harness.Task(what, {"repeats": repeats})
        for each in asked
        if not rows.has(**(what := dict(zip(KEY, each, strict=True))))
    ]
    harness.measure(__file__, tasks, rows, processes=1)


@main.command(hidden=True)
@click.argument("task")
def one(task: str) -> None:
    """Measure one thing, in this process."""
    harness.one(task, lambda asked: _QUESTIONS[asked["question"]](asked))


def first(asked: dict[str, Any]) -> dict[str, object]:
    """Start processes without a home that solve a small scenario."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {"PATH": os.environ["PATH"], "DISPATCH_CACHE_DIR": cache}
        warm = "from dispatch import warm; warm()"
        subprocess.run([sys.executable, "-c", warm], env=environment, cwd=ROOT, check=True)
        for folder, _, files in os.walk(cache):
            for file in files:
                Path(folder, file).chmod(0o444)
            Path(folder).chmod(0o555)
        code = f"from dispatch import load_scenario, solve\nsolve(load_scenario({str(HELLO)!r}), "
        took = []
        for _ in range(asked["repeats"]):
            began = time.perf_counter()
            command = [sys.executable, "-c", code + "iterations=1000)"]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)
            took.append(time.perf_counter() - began)
        for folder, _, _ in os.walk(cache):
            Path(folder).chmod(0o755)
    return {"median s": f"{statistics.median(took):.3f}", "most s": f"{max(took):.3f}"}


def booking(asked: dict[str, Any]) -> dict[str, object]:
    """Add visits to a planned day, one at a time."""
    from dispatch.encoding import encode
    from dispatch.planner import plan_day
    from dispatch.referee import judge
    from dispatch.roads import travel_times

    day, plan = _planned(int(asked["case"]), asked["seed"], asked["seconds"])
    travel = travel_times(day)
    took: dict[str, list[float]] = {"call": [], "encoding": [], "judging": [], "with reasons": []}
    model = next(each for each in day.visits if not each.facts)
    for number in range(asked["repeats"]):
        new = {"id": f"booked-{number}", "client": model.client, "service": model.service}
        began = time.perf_counter()
        more = day.model_copy(update={"visits": (*day.visits, new)})
        outcome = plan_day(more, travel=travel, initial=plan, time_limit=0, reasons=False)
        took["call"].append(time.perf_counter() - began)
        _timed(took["encoding"], encode, more, travel)
        _timed(took["judging"], judge, more, travel, outcome.plan)
        _timed(took["with reasons"], plan_day, more, travel=travel, initial=plan, time_limit=0)
    return {f"{name} ms": f"{1000 * statistics.median(each):.0f}" for name, each in took.items()}


def limit(asked: dict[str, Any]) -> dict[str, object]:
    """Plan a large day within a limit, encoded and compiled before."""
    from dispatch.planner import plan_day
    from dispatch.roads import travel_times

    _planned(20, 1, 0)  # compiles or loads
    day = _day(LIMITED, asked["seed"])
    travel = travel_times(day)
    seconds = asked["seconds"]
    over = []
    for _ in range(3):
        began = time.perf_counter()
        if asked["case"] == "search":
            outcome = plan_day(day, travel=travel, time_limit=seconds, reasons=False)
            over.append(outcome.seconds - seconds)
        else:
            plan_day(day, travel=travel, deadline=seconds)
            over.append(time.perf_counter() - began - seconds)
    return {"late ms": f"{1000 * max(over):.0f}"}


def memory(asked: dict[str, Any]) -> dict[str, object]:
    """Compare the estimate with the peak."""
    import resource

    from dispatch import memory_needed
    from dispatch.planner import plan_day

    def peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    _planned(20, 1, 0)
    day = _day(int(asked["case"]), asked["seed"])
    before = peak()
    plan_day(day, time_limit=asked["seconds"])
    return {"said MB": round(memory_needed(day) / 1e6), "taken MB": round(peak() - before)}


def broken(asked: dict[str, Any]) -> dict[str, object]:
    """Refuse a broken input."""
    import resource

    from dispatch import InputError, loads_scenario

    text = broken_inputs.KINDS[asked["case"]]()
    began = time.perf_counter()
    try:
        loads_scenario(text)
    except InputError as error:
        told = len(str(error))
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "megabytes": f"{len(text) / 1e6:.1f}",
        "took s": f"{took:.2f}",
        "peak MB": round(peak),
        "characters told": told,
    }


_QUESTIONS = {each.__name__: each for each in (first, booking, limit, memory, broken)}


def _day(visits: int, seed: int) -> Scenario:
    from dispatch.generate import generate

    return generate(visits=visits, seed=seed)


def _planned(visits: int, seed: int, seconds: float) -> tuple[Scenario, Plan]:
    from dispatch.planner import solve

    day = _day(visits, seed)
    return day, solve(day, time_limit=seconds)


def _timed(took: list[float], call: Callable[..., object], *given: object, **named: object) -> None:
    began = time.perf_counter()
    call(*given, **named)
    took.append(time.perf_counter() - began)


@main.command()
@harness.of_machine
def table(machine: str | None) -> None:
    """Print the rows measured last."""
    harness.print_by_question(_rows(), KEY, _QUESTIONS, machine)


if __name__ == "__main__":
    main()
