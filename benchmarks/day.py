"""Time and memory of a day besides the search: reading, travel times, encoding, judging, kernel.

    python benchmarks/day.py [--roads FILE] [--repeat N]

Makes a day of 300 visits and 60 caregivers on a road graph, solves it, and measures each phase in a
separate process, with cold and with warm caches. Replanning is also measured with 1,000 visits and
200 caregivers. Writes ``results/day.csv`` and prints medians.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from record import EVERYTHING, ROOT, SHARED, Rows, print_table

CENTRE = SHARED / "roads" / "shanghai-centre-79km2.graphml.gz"
LIMITS = {
    "besides search, cold": 10.0,
    "besides search, warm": 3.0,
    "encode": 0.2,
    "join a point": 0.005,
    "first plan": 1.0,
    "replan": 1.0,
    "replan 1,000": 3.0,
    "peak memory MB": 700.0,
    "compile": 30.0,
    "load compiled": 1.0,
    "dispatch --help": 0.3,
    "dispatch explain": 2.0,
}


def besides_search(scenario: str) -> dict[str, float]:
    """Read, travel times, encode, decode, judge, write: all of `solve` except the search."""
    import resource

    began = time.perf_counter()
    from dispatch.encoding import decode, encode
    from dispatch.engine.schedule import solution_of
    from dispatch.plan import dump_plan
    from dispatch.referee import judge
    from dispatch.report import summary_lines
    from dispatch.roads import travel_times
    from dispatch.scenario import load_scenario

    asked = load_scenario(scenario)
    travel = travel_times(asked)
    before = time.perf_counter()
    encoded = encode(asked, travel)  # this call computes the travel times
    again = time.perf_counter()
    encode(asked, travel)
    done = time.perf_counter()
    known = json.loads(Path(scenario).with_suffix(".solution.json").read_text())
    read = time.perf_counter()
    solution = solution_of(encoded.problem, known["routes"], known["held"])
    assert solution is not None
    found = time.perf_counter()
    plan = decode(encoded, solution)
    judgement = judge(asked, travel, plan)
    assert judgement.ok
    summary_lines(asked, plan, judgement)
    dump_plan(plan, Path(scenario).with_suffix(".again.json"))
    end = time.perf_counter()
    return {
        "besides search": (before - began) + (again - before) + (end - found),
        "encode": done - again,
        "peak memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "_": read - done,
    }


def join_a_point(scenario: str) -> dict[str, float]:
    """Add the place of a new client to travel times in use."""
    from dispatch.encoding import encode
    from dispatch.roads import travel_times
    from dispatch.scenario import load_scenario

    asked = load_scenario(scenario)
    travel = travel_times(asked)
    encode(asked, travel)
    here = [client.place for client in asked.clients]
    took = []
    for a, b in zip(here[:20], here[20:40], strict=True):
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        began = time.perf_counter()
        travel.joined(middle)
        took.append(time.perf_counter() - began)
    return {"join a point": statistics.median(took)}


def search_once(scenario: str) -> dict[str, float]:
    """Search: compile or load the kernel, make the first plan, and search for five seconds."""
    import resource

    from dispatch.encoding import encode
    from dispatch.engine import Seconds
    from dispatch.engine.search import greedy, search
    from dispatch.roads import travel_times
    from dispatch.scenario import load_scenario

    asked = load_scenario(scenario)
    encoded = encode(asked, travel_times(asked))
    tiny = encode(small := load_scenario(ROOT / "scenarios" / "hello.yaml"), travel_times(small))
    began = time.perf_counter()
    search(tiny.problem, stop=Seconds(0.001))
    compiled = time.perf_counter()
    first = greedy(encoded.problem)
    planned = time.perf_counter()
    found = search(encoded.problem, initial=first, stop=Seconds(5))
    Path(scenario).with_suffix(".solution.json").write_text(
        json.dumps({"routes": found.routes, "held": found.held})
    )
    return {
        "kernel": compiled - began,
        "first plan": planned - compiled,
        "peak memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def replan(scenario: str) -> dict[str, float]:
    """Plan the same day again from its plan, without a move of the search, as after a request."""
    from dispatch import load_scenario, solve

    asked = load_scenario(scenario)
    plan = solve(asked, time_limit=1)
    began = time.perf_counter()
    solve(asked, iterations=0, initial=plan)
    return {"replan": time.perf_counter() - began}


PHASES = {each.__name__: each for each in (besides_search, join_a_point, search_once, replan)}


def run(phase: str, scenario: Path, cache: Path) -> dict[str, float]:
    """Run a phase in a separate process."""
    done = subprocess.run(
        [sys.executable, __file__, "--phase", phase, "--scenario", str(scenario)],
        env=_caching_in(cache),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def explain(scenario: Path, cache: Path) -> float:
    """Explain the first five visits left out, with warm caches; return the longest time."""
    plan = scenario.with_suffix(".again.json")
    took = []
    for left_out in json.loads(plan.read_text())["unserved"][:5]:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "dispatch", "explain", scenario, plan, left_out["visit"]],
            env=_caching_in(cache),
            check=True,
            capture_output=True,
        )
        took.append(time.perf_counter() - began)
    return max(took)


def _caching_in(cache: Path) -> dict[str, str]:
    """Return an environment with another cache folder and with bytecode, as if installed."""
    environment = os.environ | {"DISPATCH_CACHE_DIR": str(cache), "XDG_CACHE_HOME": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def measure(roads: Path, rows: Rows, repeat: int) -> None:
    """Measure every phase `repeat` times."""
    from dispatch.generate import generate
    from dispatch.scenario import dump_scenario

    with tempfile.TemporaryDirectory() as folder:
        scenario, large = Path(folder) / "day.yaml", Path(folder) / "large.yaml"
        for file, visits in (scenario, 300), (large, 1000):
            made = generate(roads, visits=visits, caregivers=visits // 5, seed=4, folder=folder)
            dump_scenario(made, file)
        warm = Path(folder) / "warm"
        for number in range(repeat):
            if rows.has(run=number, roads=roads.name):
                continue
            cold = Path(folder) / f"cold{number}"
            figures = {"compile": run("search_once", scenario, cold)["kernel"]}
            run("search_once", scenario, warm)
            search = run("search_once", scenario, warm)
            figures["load compiled"] = search["kernel"]
            figures["first plan"] = search["first plan"]
            fresh = Path(folder) / f"fresh{number}"
            figures["besides search, cold"] = run("besides_search", scenario, fresh)[
                "besides search"
            ]
            besides = run("besides_search", scenario, fresh)
            figures["besides search, warm"] = besides["besides search"]
            figures["encode"] = besides["encode"]
            figures["peak memory MB"] = max(search["peak memory MB"], besides["peak memory MB"])
            figures["replan"] = run("replan", scenario, warm)["replan"]
            figures["replan 1,000"] = run("replan", large, warm)["replan"]
            figures["join a point"] = run("join_a_point", scenario, warm)["join a point"]
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "dispatch", "--help"], check=True, capture_output=True
            )
            figures["dispatch --help"] = time.perf_counter() - began
            figures["dispatch explain"] = explain(scenario, warm)
            rows.add(run=number, roads=roads.name, **figures)


@click.command()
@click.option("--roads", type=click.Path(path_type=Path), default=CENTRE)
@click.option("--repeat", default=5, show_default=True)
@click.option("--phase", type=click.Choice(sorted(PHASES)), hidden=True)
@click.option("--scenario", hidden=True)
def main(roads: Path, repeat: int, phase: str | None, scenario: str) -> None:
    """Measure a day of 300 visits and 60 caregivers."""
    if phase is not None:
        print(json.dumps(PHASES[phase](scenario)))
        return
    if not roads.exists():
        raise click.BadParameter(f"{roads} is not there; --roads names another road graph")
    rows = Rows("day", key=("run", "roads"), sources=EVERYTHING)
    measure(roads, rows, repeat)
    measured = [row for row in rows.current() if row["roads"] == roads.name]
    print_table(
        ("figure", "median", "limit"),
        (
            {
                "figure": name,
                "median": f"{statistics.median(float(row[name]) for row in measured):.3f}",
                "limit": limit,
            }
            for name, limit in LIMITS.items()
        ),
    )


if __name__ == "__main__":
    main()
