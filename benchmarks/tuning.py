"""The choice of P1: what a lived week becomes with another budget, and other weights.

    python benchmarks/tuning.py run [--days 4] [--seeds 2] [--loads low,mid,high]
    python benchmarks/tuning.py table

Lives weeks of world M under BL2 and under P1 with one of its settings changed, on seeds from 1 on,
which are for tuning and nothing else. The first day of each week is to warm up. Writes
``results/tuning.csv``, a row for each load, variant and seed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

import click
from dials import lived_by, measured
from record import Rows, print_table

if TYPE_CHECKING:
    from dispatch.simulate.policies.policy import Policy

KEY = "world", "days", "load", "variant", "settings", "seed"
WORLD = "M"
BASELINE: Final = "BL2"
VARIANTS: Final[Mapping[str, Mapping[str, Any]]] = {
    BASELINE: {},
    "P1": {},
    "20,000 moves": {"iterations": 20_000},
    "10 min of margin": {"margin": 600_000},
    "no margin": {"margin": 0},
    "own priorities": {"booked": 1.0, "weights": {"unserved": 10_000.0, "tardiness": 1.0}},
    "dear swaps": {"weights": {"announced_caregiver": 1000.0}},
}
"""By name, the settings that are not those of P1; of its weights, those that differ."""
MEASURES: Final = {
    "mean": "mean",
    "p90": "P90",
    "late": "beyond target",
    "worst": "worst group",
    "unserved_requests": "requests not served",
    "booked_unserved": "pre-booked not given",
    "booked_late": "pre-booked late",
    "medication_misses": "medication missed",
    "moves": "moved of 100",
    "swaps": "caregivers replaced",
    "caregivers_per_client": "caregivers per client",
    "travel": "travel, h",
    "paid": "paid, h",
}
"""The measures of `dispatch.simulate.tidy` that a row has, and their heads in the table."""
IN_MINUTES: Final = "travel", "paid"
"""Measures whose rows are minutes and whose table is hours."""


@click.group()
def main() -> None:
    """The choice of P1."""


def _rows() -> Rows:
    return Rows("tuning", key=KEY, sources=lived_by())


@main.command()
@click.option("--days", default=4, show_default=True)
@click.option("--seeds", default=2, show_default=True)
@click.option("--loads", default="low,mid,high", show_default=True)
@click.option("--processes", default=2, show_default=True)
def run(days: int, seeds: int, loads: str, processes: int) -> None:
    """Live every variant that has not been lived yet."""
    from dispatch.simulate.processes import in_processes

    rows = _rows()
    asked = [
        (WORLD, days, load, variant, json.dumps(settings), seed)
        for seed in range(1, seeds + 1)
        for load in loads.split(",")
        for variant, settings in VARIANTS.items()
    ]
    calls = [each for each in asked if not rows.has(**dict(zip(KEY, each, strict=True)))]

    def write(call: int, row: dict[str, str]) -> None:
        rows.add(**dict(zip(KEY, calls[call], strict=True)), **row)
        click.echo(" ".join(map(str, calls[call])), err=True)

    in_processes(lived, calls, processes, write)


def lived(
    world: str, days: int, load: str, variant: str, settings: str, seed: int
) -> dict[str, str]:
    """Return the measures of a week under a variant."""
    from dispatch.simulate.replication import Weeks
    from dispatch.simulate.week import Mornings, live_week
    from dispatch.simulate.world import load_world

    source = Weeks(load_world(world).model_copy(update={"days": days}))
    week = source.replication(load, seed)
    arm = live_week(week, policy(variant, json.loads(settings)), Mornings(week))
    [found] = measured([arm], source.first_day).values()
    return {name: found[name] for name in MEASURES}


def policy(variant: str, settings: Mapping[str, Any]) -> Policy:
    """Return BL2, or P1 with the settings of a variant."""
    from dispatch.simulate.policies.named import policy_of
    from dispatch.simulate.policies.optimising import Optimiser

    if variant == BASELINE:
        return policy_of(BASELINE)
    made = policy_of("P1")
    assert isinstance(made, Optimiser)
    weights = {**made.weights, **settings.get("weights", {})}
    return replace(made, **{**settings, "weights": weights})


@main.command()
def table() -> None:
    """Print the means over the seeds, for each load and variant."""
    print_table(("load", "variant", "weeks", *MEASURES.values()), lines(_rows().shown()))


def lines(rows: Iterable[Mapping[str, str]]) -> list[dict[str, object]]:
    """Return the lines of the table."""
    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["load"], row["variant"]), []).append(row)
    return [
        {
            "load": load,
            "variant": variant,
            "weeks": len(own),
            **{head: _mean(own, name) for name, head in MEASURES.items()},
        }
        for (load, variant), own in groups.items()
    ]


def _mean(rows: Iterable[Mapping[str, str]], name: str) -> str:
    mean = fmean(float(row[name]) for row in rows)
    return f"{mean / 60:.0f}" if name in IN_MINUTES else f"{mean:.3g}"


if __name__ == "__main__":
    main()
