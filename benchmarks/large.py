"""Vehicle routing with time windows for 1,000 customers: our search beside other solvers.

    python benchmarks/large.py run [--seconds 20] [--seeds 2] [--methods ours,pyvrp]
    python benchmarks/large.py table [--seconds 20]

The four problems are made here, in the manner of Gehring and Homberger (1999): customers anywhere
or in clusters, and short days with small vehicles (1) or long ones with large vehicles (2). All
numbers are whole; the same name gives the same problem on any machine. The distance of a plan is
that of straight lines, truncated to one decimal each. Writes ``results/large.csv``, a row for each
problem, method and seed.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from math import hypot
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import click
import harness
from published import readers_of
from record import ASKING, PLANNING, Rows, print_table

KEY = "problem", "method", "seconds", "seed"
CUSTOMERS = 1000
SIDE = 500
"""The length of the square."""
CLUSTERED = {"R1": 0.0, "R2": 0.0, "C1": 1.0, "RC2": 0.5}
"""The share of the customers who live in clusters, by problem."""
CLUSTERS = 60
DAYS = {"1": (200, 1925, 60), "2": (1000, 7700, 240)}
"""What a vehicle carries, how long the day is, and how long a window is, by the last digit."""
SERVICE = 10
WITH_WINDOW = 0.75


@click.group()
def main() -> None:
    """Vehicle routing with time windows for 1,000 customers."""


def made(name: str) -> str:
    """Return a problem in VRPLIB's form."""
    draw = Random(f"large {name}")
    capacity, end, length = DAYS[name[-1]]
    centre = SIDE // 2, SIDE // 2
    middles = [(draw.randrange(SIDE), draw.randrange(SIDE)) for _ in range(CLUSTERS)]
    places, windows = [centre], [(0, end)]
    for number in range(CUSTOMERS):
        if number < CLUSTERED[name] * CUSTOMERS:
            x, y = (round(draw.gauss(middle, 8)) for middle in draw.choice(middles))
            place = min(SIDE, max(0, x)), min(SIDE, max(0, y))
        else:
            place = draw.randrange(SIDE), draw.randrange(SIDE)
        way = int(hypot(place[0] - centre[0], place[1] - centre[1])) + 1
        last = end - way - SERVICE
        opens = draw.randrange(way, last - length)
        places.append(place)
        windows.append((opens, opens + length) if draw.random() < WITH_WINDOW else (0, last))
    loads = [0, *(draw.randrange(1, 36) for _ in range(CUSTOMERS))]
    services = [0, *[SERVICE] * CUSTOMERS]
    return "\n".join(
        [
            f"NAME : {name}", "TYPE : CVRPTW", f"DIMENSION : {CUSTOMERS + 1}",
            f"VEHICLES : {CUSTOMERS // 4}", f"CAPACITY : {capacity}",
            "EDGE_WEIGHT_TYPE : EUC_2D",
            "NODE_COORD_SECTION", *_numbered(places),
            "DEMAND_SECTION", *_numbered([(load,) for load in loads]),
            "TIME_WINDOW_SECTION", *_numbered(windows),
            "SERVICE_TIME_SECTION", *_numbered([(service,) for service in services]),
            "DEPOT_SECTION", "1", "-1", "EOF", "",
        ]
    )  # fmt: skip


def _numbered(rows: Sequence[tuple[int, ...]]) -> list[str]:
    return [" ".join(map(str, (number, *row))) for number, row in enumerate(rows, 1)]


@main.command(hidden=True)
@click.argument("task")
def one(task: str) -> None:
    """Measure one method on one problem, in this process."""
    harness.one(task, _measured)


def _measured(asked: dict[str, Any]) -> dict[str, object]:
    from dispatch.errors import NoPlan
    from dispatch.formats import load_instance, published_components

    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{asked['problem']}.vrp"
        file.write_text(made(asked["problem"]), encoding="utf-8")
        instance = load_instance(str(file))
    run = harness.run(
        instance.scenario, asked["method"], seconds=asked["seconds"], seed=asked["seed"]
    )
    try:
        cost = sum(published_components(instance, run.judgement, run.plan).values())
    except NoPlan:
        return {"cost": "", **run.columns}
    return {"cost": f"{float(cost):.1f}", **run.columns}


def _rows() -> Rows:
    readers = readers_of("vrptw")
    return Rows("large", key=KEY, sources=(*PLANNING, *readers), asking=(*ASKING, *readers))


@main.command("run")
@click.option("--seconds", default=20.0, show_default=True, help="Of search.")
@click.option("--seeds", default=2, show_default=True)
@click.option("--methods", default=f"{harness.OURS},pyvrp", show_default=True)
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def run_large(seconds: float, seeds: int, methods: str, processes: int) -> None:
    """Measure every method on every problem."""
    rows = _rows()
    tasks = []
    for seed in range(seeds):
        for problem in CLUSTERED:
            for method, version in harness.installed(harness.chosen(methods)).items():
                what = {"problem": problem, "method": method, "seconds": seconds, "seed": seed}
                if not rows.has(**what, version=version):
                    tasks.append(harness.Task({**what, "version": version}))
    harness.measure(__file__, tasks, rows, processes)


@main.command()
@click.option("--seconds", default=20.0, show_default=True)
@harness.of_machine
def table(seconds: float, machine: str | None) -> None:
    """Print mean distances, and how much longer they are than the shortest of all plans."""
    rows = harness.of_budget(_rows(), seconds, machine)
    by_problem = {name: [row for row in rows if row["problem"] == name] for name in CLUSTERED}
    lines = [line(name, found) for name, found in by_problem.items() if found]
    methods = dict.fromkeys(row["method"] for row in rows)
    print_table(("problem", "shortest", *methods), lines)


def line(problem: str, rows: Sequence[dict[str, str]]) -> dict[str, object]:
    """Return the line of a problem; the shortest plan is that of any method and seed."""
    best = min((float(row["cost"]) for row in rows if _is_whole(row)), default=None)
    shortest = "no plan" if best is None else f"{best:.1f}"
    found: dict[str, object] = {"problem": problem, "shortest": shortest}
    for method in dict.fromkeys(row["method"] for row in rows):
        own = [row for row in rows if row["method"] == method]
        if best is None or not all(map(_is_whole, own)):
            found[method] = "no plan"
            continue
        mean = statistics.mean(float(row["cost"]) for row in own)
        found[method] = f"{mean:.1f} ({100 * (mean / best - 1):+.2f} %)"
    return found


def _is_whole(row: dict[str, str]) -> bool:
    """Whether a plan keeps every rule and serves everybody."""
    return not row["broken"] and row["unserved"] == "0"


if __name__ == "__main__":
    main()
