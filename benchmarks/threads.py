"""One thread and two: mean cost of the plans at equal time.

    python benchmarks/threads.py [--seconds S] [--seeds N]

Days of 50, 120, 300 and 1,000 visits with straight lines; ratios are within one run. Writes
``results/threads.csv`` and prints means over the seeds.
"""

from __future__ import annotations

import statistics

import click
from record import GENERATING, Rows, print_table

SIZES = 50, 120, 300, 1000


@click.command()
@click.option("--seconds", default=5.0, show_default=True)
@click.option("--seeds", default=5, show_default=True)
def main(seconds: float, seeds: int) -> None:
    """Compare one thread with two."""
    from dispatch.encoding import encode
    from dispatch.engine import Iterations, Seconds
    from dispatch.engine.search import search
    from dispatch.generate import generate
    from dispatch.roads import travel_times

    rows = Rows("threads", key=("visits", "seed", "threads", "seconds"), sources=GENERATING)
    for visits in SIZES:
        scenario = generate(visits=visits, seed=1)
        encoded = encode(scenario, travel_times(scenario))
        search(encoded.problem, stop=Iterations(1))  # compile or load before the clock runs
        for seed in range(seeds):
            for threads in 1, 2:
                what = {"visits": visits, "seed": seed, "threads": threads, "seconds": seconds}
                if rows.has(**what):
                    continue
                found = search(encoded.problem, seed=seed, stop=Seconds(seconds), threads=threads)
                rows.add(
                    **what,
                    mandatory_unserved=found.mandatory_unserved,
                    cost=found.cost / encoded.cost_unit,
                )
    lines = []
    for visits in SIZES:
        of = {
            threads: [
                row
                for row in rows.current()
                if (row["visits"], row["threads"]) == (str(visits), str(threads))
                and float(row["seconds"]) == seconds
            ]
            for threads in (1, 2)
        }
        cost = {t: statistics.mean(float(row["cost"]) for row in of[t]) for t in of}
        left = {t: statistics.mean(int(row["mandatory_unserved"]) for row in of[t]) for t in of}
        lines.append(
            {
                "visits": visits,
                "mandatory left out, 1 and 2 threads": f"{left[1]:g} {left[2]:g}",
                "mean cost, 1 thread": f"{cost[1]:.1f}",
                "2 threads": f"{cost[2]:.1f}",
                "ratio": f"{cost[2] / cost[1]:.4f}",
            }
        )
    print_table(list(lines[0]), lines)


if __name__ == "__main__":
    main()
