"""The choice of P1: what a lived week becomes with another budget, and other weights.

    python benchmarks/tuning.py run [--days 4] [--seeds 3] [--loads low,mid,high]
    python benchmarks/tuning.py table

Lives weeks of world M under BL2 and under P1 with one of its settings changed, on seeds from 1 on,
which are for tuning and nothing else. The first day of each week is to warm up. Writes
``results/tuning.csv``, a row for each load, variant and seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, Final

import click
from dials import lived_by, measured
from record import Rows, print_table

if TYPE_CHECKING:
    from dispatch.plan import Plan
    from dispatch.scenario import Scenario
    from dispatch.simulate.policies.policy import Policy

KEY = "world", "days", "load", "variant", "seed"
WORLD = "M"
BASELINE: Final = "BL2"
OWN_PRIORITY: Final = "own priorities"
VARIANTS: Final[Mapping[str, Mapping[str, int]]] = {
    BASELINE: {},
    "P1": {},
    "20,000 moves": {"iterations": 20_000},
    "10 min of margin": {"margin": 600_000},
    "no margin": {"margin": 0},
    OWN_PRIORITY: {},
}
"""By name, the settings of P1 that are not those of `Optimiser`."""
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
    "caregivers_per_client": "caregivers per client",
    "travel": "travel",
    "paid": "paid",
}
"""The measures of `dispatch.simulate.tidy` that a row has, and their heads in the table."""


@click.group()
def main() -> None:
    """The choice of P1."""


def _rows() -> Rows:
    return Rows("tuning", key=KEY, sources=lived_by())


@main.command()
@click.option("--days", default=4, show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--loads", default="low,mid,high", show_default=True)
@click.option("--processes", default=2, show_default=True)
def run(days: int, seeds: int, loads: str, processes: int) -> None:
    """Live every variant that has not been lived yet."""
    from dispatch.simulate.processes import in_processes

    rows = _rows()
    asked = [
        (WORLD, days, load, variant, seed)
        for seed in range(1, seeds + 1)
        for load in loads.split(",")
        for variant in VARIANTS
    ]
    calls = [each for each in asked if not rows.has(**dict(zip(KEY, each, strict=True)))]

    def write(call: int, row: dict[str, str]) -> None:
        rows.add(**dict(zip(KEY, calls[call], strict=True)), **row)
        click.echo(" ".join(map(str, calls[call])), err=True)

    in_processes(lived, calls, processes, write)


def lived(world: str, days: int, load: str, variant: str, seed: int) -> dict[str, str]:
    """Return the measures of a week under a variant."""
    from dispatch.simulate.replication import Weeks
    from dispatch.simulate.week import Mornings, live_week
    from dispatch.simulate.world import load_world

    source = Weeks(load_world(world).model_copy(update={"days": days}))
    week = source.replication(load, seed)
    arm = live_week(week, policy(variant), Mornings(week))
    [found] = measured([arm], source.first_day).values()
    return {name: found[name] for name in MEASURES}


def policy(variant: str) -> Policy:
    """Return BL2, or P1 with the settings of a variant."""
    from dispatch.simulate.policies.named import policy_of
    from dispatch.simulate.policies.optimising import Optimiser

    class OwnPriority(Optimiser):
        """Leaves pre-booked visits out as requests: each by its own priority."""

        def opened(self, scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
            made = super().opened(scenario, plan, home)
            weights = made.policy.weights.model_copy(
                update={"unserved": 10_000.0, "tardiness": 1.0}
            )
            visits = tuple(
                visit.model_copy(update={"priority": scenario.visit[visit.id].priority})
                for visit in made.visits
            )
            policy = made.policy.model_copy(update={"weights": weights})
            return made.unchecked(policy=policy, visits=visits)

    if variant == BASELINE:
        return policy_of(BASELINE)
    if variant == OWN_PRIORITY:
        return OwnPriority()
    made = policy_of("P1")
    assert isinstance(made, Optimiser)
    return replace(made, **VARIANTS[variant])


@main.command()
def table() -> None:
    """Print the means over the seeds, for each load and variant."""
    print_table(("load", "variant", "weeks", *MEASURES.values()), lines(_rows().current()))


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
    return f"{fmean(float(row[name]) for row in rows):.3g}"


if __name__ == "__main__":
    main()
