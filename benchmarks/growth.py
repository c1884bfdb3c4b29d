"""How costs grow from 50 to 2,000 visits: a move, the first plan, encoding and memory.

    python benchmarks/growth.py run [--days made,generated] [--seeds 3] [--sizes 50,100,...]
    python benchmarks/growth.py table

There is one caregiver for eight visits. Made days have skills, windows and priorities, with travel
times from a matrix; generated days use every rule, with straight lines. Each row is measured in a
separate process. Writes ``results/growth.csv``, a row for each kind of day, size and seed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
import harness
import made_days
from record import GENERATING, ROOT, Rows, print_table

if TYPE_CHECKING:
    from dispatch.scenario import Scenario

KEY = "days", "visits", "seed", "seconds"
SIZES = 50, 100, 200, 500, 1000, 2000
KINDS = "made", "generated"


@click.group()
def main() -> None:
    """How costs grow from 50 to 2,000 visits."""


def a_day(days: str, visits: int, seed: int) -> Scenario:
    """Make a day of one kind, with one caregiver for eight visits."""
    if days == "made":
        return made_days.scenario_of(made_days.make_day(visits, seed))
    from dispatch.generate import generate

    return generate(visits=visits, caregivers=visits // made_days.VISITS_PER_CAREGIVER, seed=seed)


@main.command(hidden=True)
@click.argument("task")
def one(task: str) -> None:
    """Measure one day, in this process."""
    harness.one(task, measured)


def measured(asked: dict[str, Any]) -> dict[str, object]:
    """Plan a day as `solve` does, and return time and memory of the steps."""
    import resource

    from dispatch.encoding import decode, encode
    from dispatch.engine import Iterations, Progress, Seconds
    from dispatch.engine.search import greedy, search
    from dispatch.referee import judge
    from dispatch.roads import travel_times
    from dispatch.scenario import load_scenario

    scenario = a_day(asked["days"], asked["visits"], asked["seed"])
    travel = travel_times(scenario)
    encode(scenario, travel)  # this call computes the travel times
    began = time.perf_counter()
    encoded = encode(scenario, travel)
    took = time.perf_counter() - began
    tiny = load_scenario(ROOT / "scenarios" / "hello.yaml")
    search(encode(tiny, travel_times(tiny)).problem, stop=Iterations(1))  # compile or load
    began = time.perf_counter()
    first = greedy(encoded.problem)
    planned = time.perf_counter() - began
    seen: list[Progress] = []
    found = search(
        encoded.problem,
        initial=first,
        seed=asked["seed"],
        stop=Seconds(asked["seconds"]),
        progress=seen.append,
    )
    for solution in (first, found):
        assert judge(scenario, travel, decode(encoded, solution)).ok
    moves = seen[-1].iterations - seen[0].iterations
    return {
        "caregivers": len(scenario.caregivers),
        "stops": encoded.problem.n_stops,
        "moves a second": round(moves / (seen[-1].seconds - seen[0].seconds)),
        "first plan": f"{planned:.3f}",
        "mandatory left out": first.mandatory_unserved,
        "encode": f"{took:.3f}",
        "peak memory MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _rows() -> Rows:
    return Rows("growth", key=KEY, sources=GENERATING)


@main.command("run")
@click.option("--days", default=",".join(KINDS), show_default=True)
@click.option("--seeds", default=3, show_default=True, help="How many days of each size.")
@click.option("--sizes", default=",".join(map(str, SIZES)), show_default=True)
@click.option("--seconds", default=5.0, show_default=True, help="Of search.")
def run_growth(days: str, seeds: int, sizes: str, seconds: float) -> None:
    """Measure every day, one after the other; nothing else may run on the machine."""
    rows = _rows()
    tasks = [
        harness.Task(what)
        for kind in days.split(",")
        for size in map(int, sizes.split(","))
        for seed in range(1, seeds + 1)
        if not rows.has(**(what := dict(zip(KEY, (kind, size, seed, seconds), strict=True))))
    ]
    harness.measure(__file__, tasks, rows, processes=1)


@main.command()
@click.option("--seconds", default=5.0, show_default=True)
@harness.of_machine
def table(seconds: float, machine: str | None) -> None:
    """Print medians over the seeds, from the rows measured last."""
    rows = _rows().shown(machine, lambda row: float(row["seconds"]) == seconds)
    lines = lines_of(rows)
    if not lines:
        raise click.ClickException(harness.NOTHING)
    print_table(list(lines[0]), lines)


def lines_of(rows: Sequence[dict[str, str]]) -> list[dict[str, object]]:
    """The lines of the table; the time of a move is also given relative to the smallest day."""
    lines = []
    for kind in KINDS:
        of = {
            size: [row for row in rows if (row["days"], row["visits"]) == (kind, str(size))]
            for size in sorted({int(row["visits"]) for row in rows if row["days"] == kind})
        }
        least = None
        for size, own in of.items():
            move = 1e6 / _median(own, "moves a second")
            least = least or move
            lines.append(
                {
                    "days": kind,
                    "visits": size,
                    "caregivers": own[0]["caregivers"],
                    "seeds": len(own),
                    "a move, µs": f"{move:.2f}",
                    "to the smallest": f"{move / least:.2f}",
                    "first plan, s": f"{_median(own, 'first plan'):.2f}",
                    "encode, s": f"{_median(own, 'encode'):.2f}",
                    "peak memory, MB": f"{_median(own, 'peak memory MB'):.0f}",
                }
            )
    return lines


def _median(rows: Sequence[dict[str, str]], name: str) -> float:
    return statistics.median(float(row[name]) for row in rows)


if __name__ == "__main__":
    main()
