"""What a running desk takes: offers, acceptance, many requests at once, and memory.

    python benchmarks/running.py run [--requests 2000] [--seeds 3]
    python benchmarks/running.py table

Generated days on a made-up map, planned for 10 seconds; each row is measured in a process of its
own, and nothing else may run on the machine. Requests are for services that the day knows: half of
them have a preferred start, and a quarter are of clients whom the scenario does not know yet.
Writes ``results/running.csv``, a row for each question, size and seed.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import click
import harness
from record import GENERATING, Rows, print_table

if TYPE_CHECKING:
    from dispatch import Desk, Scenario

KEY = "question", "visits", "seed", "seconds"
SIZES = {300: 60, 500: 90}
"""Caregivers by visits."""
FIRST = 200
"""Requests after which memory must not grow."""
BULK = 100


@click.group()
def main() -> None:
    """What a running desk takes."""


def _rows() -> Rows:
    return Rows("running", key=KEY, sources=(*GENERATING, "live/*.py", "explanations/*.py"))


@main.command("run")
@click.option("--requests", default=2000, show_default=True, help="For offers.")
@click.option("--seeds", default=3, show_default=True, help="How many days of each size.")
def run_running(requests: int, seeds: int) -> None:
    """Measure everything that is not measured yet, one after the other."""
    rows = _rows()
    asked = [
        dict(zip(KEY, (question, visits, seed, 10.0), strict=True))
        for question in QUESTIONS
        for visits in SIZES
        for seed in range(1, seeds + 1)
    ]
    told = {"requests": requests}
    tasks = [harness.Task(what, told) for what in asked if not rows.has(**what)]
    harness.measure(__file__, tasks, rows, processes=1)


@main.command(hidden=True)
@click.argument("task")
def one(task: str) -> None:
    """Measure one thing, in this process."""
    harness.one(task, lambda asked: QUESTIONS[asked["question"]](asked))


def offers(asked: dict[str, Any]) -> dict[str, object]:
    """Ask for one visit after another; the day stays as it is."""
    desk, built = _desk(asked)
    requests = _requests(desk.scenario, asked["seed"])
    took, before, none = [], 0.0, 0
    for number in range(asked["requests"]):
        request = next(requests)
        began = time.perf_counter()
        answer = desk.offers(request)
        took.append(time.perf_counter() - began)
        none += not answer.offers
        if number == FIRST:
            before = _memory()
    return {
        "built s": f"{built:.2f}",
        **_shares(took),
        "without offer": none,
        "grown MB": f"{_memory() - before:.1f}",
    }


def accept(asked: dict[str, Any]) -> dict[str, object]:
    """Accept the first offers of some requests; the day fills up."""
    desk, _ = _desk(asked)
    requests = _requests(desk.scenario, asked["seed"])
    took: list[float] = []
    while len(took) < min(60, asked["requests"]):
        answer = desk.offers(next(requests))
        for offer in answer.offers[:1]:
            began = time.perf_counter()
            desk.accept(offer)
            took.append(time.perf_counter() - began)
    return _shares(took)


def bulk(asked: dict[str, Any]) -> dict[str, object]:
    """Answer many requests at once."""
    desk, _ = _desk(asked)
    requests = _requests(desk.scenario, asked["seed"])
    many = [next(requests) for _ in range(min(BULK, asked["requests"]))]
    desk.offers_for(many[:1])
    began = time.perf_counter()
    desk.offers_for(many)
    return {"took s": f"{time.perf_counter() - began:.2f}"}


QUESTIONS: dict[str, Callable[[dict[str, Any]], dict[str, object]]] = {
    each.__name__: each for each in (offers, accept, bulk)
}


def _desk(asked: dict[str, Any]) -> tuple[Desk, float]:
    """Return a desk, and the seconds in which it is built once all is compiled."""
    from dispatch import Desk, solve, travel_times
    from dispatch.generate import generate, generate_roads
    from dispatch.roads import write_graphml

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "roads.graphml.gz")
        write_graphml(generate_roads(asked["seed"]), file)
        visits = int(asked["visits"])
        people = SIZES.get(visits, max(2, visits // 6))
        day = generate(file, visits=visits, caregivers=people, seed=asked["seed"])
        travel = travel_times(day)
        plan = solve(day, travel=travel, time_limit=asked["seconds"], reasons=False)
    desk = Desk(day, plan, travel)
    for request in [next(_requests(day, 0)) for _ in range(3)]:
        desk.offers(request)
    began = time.perf_counter()
    return Desk(day, plan, travel), time.perf_counter() - began


def _requests(day: Scenario, seed: int) -> Iterator[dict[str, Any]]:
    """Yield requests like the visits of a day, without end."""
    draw = Random(seed)
    number = 0
    while True:
        number += 1
        model = draw.choice(day.visits)
        client: Any = model.client
        if draw.random() < 0.25:
            known = day.client[model.client]
            near = draw.choice(day.clients).place
            fields = known.model_dump(exclude_defaults=True)
            client = {**fields, "id": f"new-{number}", "place": near}
        request = {"id": f"asked-{number}", "client": client, "service": model.service}
        if draw.random() < 0.5:
            hour, minute = draw.randrange(8, 18), draw.randrange(0, 60, 5)
            request["preferred_start"] = f"{hour:02d}:{minute:02d}"
        yield request


def _shares(took: list[float]) -> dict[str, object]:
    """Return how long the median, and all but one in 20 and in 100, take at most."""
    ordered = sorted(took)
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {
        f"{name} ms": f"{1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]:.1f}"
        for name, share in at.items()
    }


def _memory() -> float:
    """Return the megabytes of this process now."""
    import gc

    gc.collect()
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@main.command()
@harness.of_machine
def table(machine: str | None) -> None:
    """Print the rows of the present code."""
    rows = _rows().current(machine)
    if not rows:
        raise click.ClickException(harness.NOTHING)
    aside = {*KEY, "code", "machine", "versions", "requests"}
    for question in QUESTIONS:
        own = [row for row in rows if row["question"] == question]
        if own:
            names = [name for name in own[0] if own[0][name] and name not in aside]
            print_table([*KEY, *names], own)
            print()


if __name__ == "__main__":
    main()
