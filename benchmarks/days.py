"""Days with skills, priorities and too few caregivers: our search and other solvers.

    python benchmarks/days.py run --set development|held-out [--seconds 10] [--methods ours,...]
    python benchmarks/days.py table --set development|held-out [--seconds 10]
    python benchmarks/days.py digests > benchmarks/days.sha256

Plans are compared by the sum of the priorities of the visits left out, then by minutes of travel.
Writes ``results/days.csv``, a row for each day and method.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import harness
import made_days
from record import ASKING, PLANNING, Rows, print_table

DIGESTS = Path(__file__).with_name("days.sha256")
KEY = "visits", "day", "method", "seconds"

_set = click.option("--set", "days", type=click.Choice(list(made_days.SETS)), required=True)


@click.group()
def main() -> None:
    """Days with skills, priorities and too few caregivers."""


@main.command()
def digests() -> None:
    """Print the digest of every day."""
    for size in made_days.SIZES:
        for number in made_days.NUMBERS:
            day = made_days.make_day(size, number)
            click.echo(f"{made_days.digest(day)}  {day['name']}")


def known_day(size: int, number: int) -> made_days.Day:
    """Make a day, and check its digest."""
    day = made_days.make_day(size, number)
    fixed = {name: code for code, name in map(str.split, DIGESTS.read_text().splitlines())}
    if made_days.digest(day) != fixed.get(day["name"]):
        raise click.ClickException(f"{day['name']} is not the day in {DIGESTS.name}")
    return day


@main.command(hidden=True)
@click.argument("task")
def one(task: str) -> None:
    """Measure one method on one day, in this process."""
    harness.one(task, _measured)


def _measured(asked: dict[str, Any]) -> dict[str, object]:
    scenario = made_days.scenario_of(known_day(asked["visits"], asked["day"]))
    run = harness.run(scenario, asked["method"], seconds=asked["seconds"], seed=asked["day"])
    left_out = (scenario.visit[each.visit].priority for each in run.plan.unserved)
    return {
        "unserved_priority": sum(left_out),
        "travel": f"{run.judgement.cost.components['travel']:.3f}",
        **run.columns,
    }


def _rows() -> Rows:
    return Rows("days", key=KEY, sources=PLANNING, asking=ASKING)


@main.command("run")
@_set
@click.option("--seconds", default=10.0, show_default=True, help="Of search.")
@click.option("--sizes", default="100,300,1000", show_default=True)
@click.option("--methods", default=",".join(harness.METHODS), show_default=True)
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def run_days(days: str, seconds: float, sizes: str, methods: str, processes: int) -> None:
    """Measure every method on every day of a set."""
    rows = _rows()
    versions = harness.installed(harness.chosen(methods))
    tasks = []
    for size in map(int, sizes.split(",")):
        for number in made_days.SETS[days]:
            for method, version in versions.items():
                what = {"visits": size, "day": number, "method": method, "seconds": seconds}
                if not rows.has(**what, version=version):
                    tasks.append(harness.Task({**what, "version": version}))
    harness.measure(__file__, tasks, rows, processes)


@main.command()
@_set
@click.option("--seconds", default=10.0, show_default=True)
@harness.of_machine
def table(days: str, seconds: float, machine: str | None) -> None:
    """Print a table of the rows measured last."""
    of_set = made_days.SETS[days]
    rows = harness.of_budget(_rows(), seconds, machine, lambda row: int(row["day"]) in of_set)
    lines = lines_of(rows)
    if not lines:
        raise click.ClickException(harness.NOTHING)
    print_table(list(lines[0]), lines)


def lines_of(rows: Sequence[dict[str, str]]) -> list[dict[str, object]]:
    """The lines of the table, over the days on which every method was measured.

    Means are over those of these days on which no plan is rejected: the same days for all methods.
    """
    lines = []
    for size in sorted({int(row["visits"]) for row in rows}):
        here = [row for row in rows if row["visits"] == str(size)]
        methods = dict.fromkeys(row["method"] for row in here)
        times = Counter(row["day"] for row in here)
        shared = [row for row in here if times[row["day"]] == len(methods)]
        rejected = {row["day"] for row in shared if row["broken"]}
        best = {}
        for row in shared:
            best[row["day"]] = min(_rank(row), best.get(row["day"], _rank(row)))
        for method in methods:
            own = [row for row in shared if row["method"] == method]
            kept = [row for row in own if row["day"] not in rejected]
            lines.append({"visits": size, **_line(method, own, kept, best)})
    return lines


def _rank(row: dict[str, str]) -> tuple[bool, float, float]:
    """The key that compares plans; a plan that breaks a rule comes last."""
    return bool(row["broken"]), float(row["unserved_priority"]), float(row["travel"])


def _line(
    method: str,
    rows: Sequence[dict[str, str]],
    kept: Sequence[dict[str, str]],
    best: dict[str, tuple[bool, float, float]],
) -> dict[str, object]:
    def mean(name: str, of: Sequence[dict[str, str]]) -> str:
        return f"{statistics.mean(float(row[name]) for row in of):.1f}" if of else "–"

    return {
        "method": method,
        "days": len(rows),
        "rejected": sum(bool(row["broken"]) for row in rows),
        "in the means": len(kept),
        "priority left out": mean("unserved_priority", kept),
        "visits left out": mean("unserved", kept),
        "travel, min": mean("travel", kept),
        "best on": sum(_rank(row) == best[row["day"]] for row in rows),
        "seconds": mean("spent", rows),
    }


if __name__ == "__main__":
    main()
