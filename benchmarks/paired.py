"""Search speed of two checkouts, measured alternately on the same problems.

    python benchmarks/paired.py OTHER [--seconds 2] [--iterations 200000] [--pairs 3] [--sets ...]

For each problem and checkout, a process with that checkout first on its path counts the moves of a
search of ``--seconds``. It then makes ``--iterations`` moves and reports the cost and the digest of
the plan. The two checkouts take turns in running first. Prints a line for each set, with this
checkout relative to the other one. An unchanged search makes equal plans.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
from record import ROOT, SHARED, print_table

PROBLEMS = {
    "hhcrsp": ("kummer/HHCRSP_100_20_23_1.2_R_C.json", "mankowska/InstanzVNS_HCSRP_300_1.json"),
    "uhhc": ("validation/i-083.json", "validation/i-360.json"),
    "vrptw": ("R101.vrp", "RC2_2_5.vrp"),
    "days": ("100 1", "300 1", "1000 1"),
}
"""The files of each set; for made days, size and number."""


def measured(side: Path, problem: str, seconds: float, iterations: int) -> dict[str, Any]:
    """Measure the search of the package in this process, and check that it is from `side`."""
    import dispatch
    from dispatch.encoding import encode
    from dispatch.engine import Iterations, Progress, Seconds
    from dispatch.engine.search import search
    from dispatch.roads import travel_times

    assert Path(dispatch.__file__).is_relative_to(side), dispatch.__file__
    scenario = _scenario(problem)
    encoded = encode(scenario, travel_times(scenario))
    search(encoded.problem, stop=Iterations(1))  # compile or load before the clock runs
    seen: list[Progress] = []
    search(encoded.problem, stop=Seconds(seconds), progress=seen.append)
    found = search(encoded.problem, stop=Iterations(iterations))
    plan = repr((found.routes, found.held, found.start, found.break_start))
    return {
        "speed": (seen[-1].iterations - seen[0].iterations) / (seen[-1].seconds - seen[0].seconds),
        "mandatory": found.mandatory_unserved,
        "cost": found.cost,
        "plan": hashlib.sha256(plan.encode()).hexdigest(),
    }


def _scenario(problem: str):
    if Path(problem).suffix:
        from dispatch.formats import load_instance

        return load_instance(problem).scenario
    import made_days

    return made_days.scenario_of(made_days.make_day(*map(int, problem.split())))


def _line(name: str, told: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, object]:
    """Summarise the pairs of a set: this checkout's measurements divided by the other's."""
    speed = [here["speed"] / there["speed"] for here, there in told]
    cost = [here["cost"] / there["cost"] for here, there in told]
    left_out = (sum(pair[side]["mandatory"] for pair in told) for side in (0, 1))
    return {
        "set": name,
        "pairs": len(told),
        "speed, median": f"{statistics.median(speed):.3f}",
        "least": f"{min(speed):.3f}",
        "most": f"{max(speed):.3f}",
        "equal plans": sum(here["plan"] == there["plan"] for here, there in told),
        "cost, mean": f"{statistics.mean(cost):.4f}",
        "mandatory left out": " ".join(map(str, left_out)),
    }


@click.command()
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seconds", default=2.0, show_default=True, help="In which moves are counted.")
@click.option("--iterations", default=200_000, show_default=True, help="Whose plan is compared.")
@click.option("--pairs", default=3, show_default=True, help="How often, for each problem.")
@click.option("--sets", default=",".join(PROBLEMS), show_default=True)
@click.option("--instances", default=SHARED / "instances", type=click.Path(path_type=Path))
@click.option("--problem", hidden=True)
def main(
    other: Path, seconds: float, iterations: int, pairs: int, sets: str, instances: Path,
    problem: str | None,
) -> None:  # fmt: skip
    """Compare this checkout's search with another's; nothing else may run on the machine."""
    if problem is not None:
        print(json.dumps(measured(other, problem, seconds, iterations)))
        return
    sides = ROOT, other.resolve()
    budget = f"--seconds={seconds}", f"--iterations={iterations}"
    lines = []
    for name in sets.split(","):
        told = []
        for each in PROBLEMS[name]:
            place = each if name == "days" else str((instances / name / each).resolve())
            for number in range(pairs):
                order = sides if number % 2 else sides[::-1]
                of = {side: _in_a_process(side, f"--problem={place}", *budget) for side in order}
                told.append((of[sides[0]], of[sides[1]]))
        lines.append(_line(name, told))
        click.echo(f"{name}: {lines[-1]['speed, median']}", err=True)
    print_table(list(lines[0]), lines)


def _in_a_process(side: Path, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, str(side), *options],
        env=os.environ | {"PYTHONPATH": str(side)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
