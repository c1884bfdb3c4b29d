"""Measures whether the search finds proved optima of small scenarios that use every rule.

    python benchmarks/rules.py [--scenarios N] [--processes P]

Each scenario has 2 to 8 visits and 1 to 4 caregivers. CP-SAT proves its optimum; the search must
reach it within 2 seconds and must not fall below it. The referee judges every plan, including the
greedy one, and its cost must equal the engine's. Writes ``results/rules.csv``, a row for each
scenario, prints a summary, and exits with 1 if any of this fails.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor

import click
from record import GENERATING, Rows, print_table

SECONDS = 2.0
"""The budget of the search."""

PROOF_SECONDS = 120.0
"""The budget of CP-SAT."""


def measure(seed: int) -> dict[str, object]:
    """Solve one scenario by all three engines."""
    from dispatch.encoding import decode, encode
    from dispatch.engine import AnyOf, Iterations, Seconds
    from dispatch.engine.exact import exact
    from dispatch.engine.search import greedy, search
    from dispatch.generate import generate_small
    from dispatch.referee import judge
    from dispatch.roads import travel_times

    visits, caregivers = 2 + seed % 7, 1 + seed // 7 % 4
    scenario = generate_small(seed, visits=visits, caregivers=caregivers)
    travel = travel_times(scenario)
    encoded = encode(scenario, travel)
    search(encoded.problem, stop=Iterations(1))  # compile or load before the clock runs
    began = time.perf_counter()
    best = exact(encoded.problem, stop=Seconds(PROOF_SECONDS))
    proof = time.perf_counter() - began
    reached = [False]

    def at_optimum(iterations: int) -> float:
        del iterations
        return float(reached[0])

    def watch(progress) -> None:
        reached[0] = best.proved and (progress.mandatory_unserved, progress.cost) == best.rank

    began = time.perf_counter()
    found = search(encoded.problem, stop=AnyOf(Seconds(SECONDS), at_optimum), progress=watch)
    spent = time.perf_counter() - began
    first = greedy(encoded.problem)
    judgements = [
        (solution, judge(scenario, travel, decode(encoded, solution)))
        for solution in (best, found, first)
    ]
    agreed = all(
        judgement.cost.mandatory_unserved == solution.mandatory_unserved
        and judgement.cost.exact == solution.cost * encoded.tick
        for solution, judgement in judgements
    )
    return {
        "seed": seed,
        "visits": visits,
        "caregivers": caregivers,
        "stops": len(encoded.stops),
        "routes": encoded.problem.n_routes,
        "proved": best.proved,
        "proof_seconds": f"{proof:.2f}",
        "reached": found.rank <= best.rank,
        "beaten": best.proved and found.rank < best.rank,
        "seconds": f"{spent:.2f}",
        "above": f"{100 * (found.cost / best.cost - 1) if best.cost else 0:.3f}",
        "rejected": sum(not judgement.ok for _, judgement in judgements),
        "agreed": agreed,
    }


@click.command()
@click.option("--scenarios", default=1000, show_default=True, help="How many.")
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def main(scenarios: int, processes: int) -> None:
    """Compare the search with proved optima, and both with the referee."""
    rows = Rows("rules", key=("seed",), sources=GENERATING)
    open_seeds = [seed for seed in range(scenarios) if not rows.has(seed=seed)]
    with ProcessPoolExecutor(processes) as pool:
        for row in pool.map(measure, open_seeds):
            rows.add(**row)
    measured = [row for row in rows.current() if int(row["seed"]) < scenarios]
    proved = [row for row in measured if row["proved"] == "True"]
    missed = [row["seed"] for row in proved if row["reached"] != "True"]
    beaten = [row["seed"] for row in proved if row["beaten"] != "False"]
    faults = [row["seed"] for row in measured if row["rejected"] != "0" or row["agreed"] != "True"]
    head = (
        "scenarios",
        "proved optimal",
        "reached in 2 s",
        "slowest, s",
        "proofs beaten",
        "rejected or at odds",
    )
    line = (
        len(measured),
        len(proved),
        len(proved) - len(missed),
        max(float(row["seconds"]) for row in proved),
        len(beaten),
        len(faults),
    )
    print_table(head, [dict(zip(head, line, strict=True))])
    for what, seeds in (("missed", missed), ("beaten", beaten), ("rejected or at odds", faults)):
        print(f"{what}: {seeds or 'none'}")
    sys.exit(bool(missed or beaten or faults))


if __name__ == "__main__":
    main()
