"""What slack in plans costs and brings: on a finished plan under noise, and over simulated weeks.

    python benchmarks/buffers.py plan [--shares 0,0.1,...] [--seeds 8] [--iterations 200000]
    python benchmarks/buffers.py weeks [--shares 0,0.2] [--seeds 8] [--days 3]

Prints a row for each share of `policy.buffers.service`, with the means over seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING

import click
from record import ROOT

if TYPE_CHECKING:
    from dispatch.scenario import Policy
    from dispatch.simulate.records import Arm

PLAN = (
    "in time, %", "late, min", "fragile visits", "overtime, min", "left out", "travel, h",
    "paid, h",
)  # fmt: skip
WEEKS = (
    "over 15 min late, %", "moved of 100", "not given of 100", "response, min", "overtime, min",
    "travel, min",
)  # fmt: skip


def _shares(context: click.Context, option: click.Parameter, value: str) -> list[float]:
    del context, option
    return [float(share) for share in value.split(",")]


@click.group()
def main() -> None:
    """What slack in plans costs and brings."""


@main.command()
@click.option("--shares", default="0,0.05,0.1,0.15,0.2,0.3", callback=_shares)
@click.option("--seeds", default=8)
@click.option("--iterations", default=200_000)
@click.option("--runs", default=50)
def plan(shares: list[float], seeds: int, iterations: int, runs: int) -> None:
    """Plans of the district day under noise, without planning anew."""
    _print(PLAN, shares, lambda share: plans(share, range(1, seeds + 1), iterations, runs))


def plans(
    share: float, seeds: Sequence[int], iterations: int, runs: int
) -> Iterator[tuple[float, ...]]:
    """Yield what plans with some slack bear and cost, one for each seed."""
    from dispatch import load_scenario, plan_day, travel_times
    from dispatch.simulate.stress import stressed

    day = load_scenario(ROOT / "scenarios" / "district-day.yaml")
    asked = day.model_copy(update={"policy": buffered(day.policy, share)})
    travel = travel_times(asked)
    for seed in seeds:
        found = plan_day(asked, travel=travel, iterations=iterations, seed=seed, reasons=False)
        bears = stressed(asked, found.plan, travel, runs)
        measures = found.judgement.measures
        paid = sum(each.paid for each in measures.caregivers.values())
        yield (
            100 * bears.kept.in_time, bears.kept.late, len(bears.fragile), bears.kept.overtime,
            len(found.plan.unserved), measures.travel / 60, paid / 60,
        )  # fmt: skip


@main.command()
@click.option("--shares", default="0,0.1,0.2", callback=_shares)
@click.option("--seeds", default=8)
@click.option("--days", default=3)
def weeks(shares: list[float], seeds: int, days: int) -> None:
    """Days of world S at middle load under P1, which plans anew with the same slack."""
    _print(WEEKS, shares, lambda share: lived(share, range(1, seeds + 1), days))


def lived(share: float, seeds: Sequence[int], days: int) -> Iterator[tuple[float, ...]]:
    """Yield what becomes of the days of some replications."""
    from dispatch.simulate.policies.named import policy_of
    from dispatch.simulate.replication import Week, replication
    from dispatch.simulate.week import Mornings, live_week
    from dispatch.simulate.world import load_world

    world = load_world("S").model_copy(update={"days": days})
    for seed in seeds:
        made = replication(world, "mid", seed)
        people = made.population.scenario
        people = people.model_copy(update={"policy": buffered(people.policy, share)})
        week = Week(world, "mid", seed, replace(made.population, scenario=people))
        yield figures(live_week(week, policy_of("P1"), Mornings(week)))


def figures(arm: Arm) -> tuple[float, ...]:
    """Return the figures of an arm."""
    a_minute, booked = 60_000, arm.booked
    late = [
        each.started - each.promised_start > 15 * a_minute
        for each in booked
        if each.started is not None and each.promised_start is not None
    ]
    urgent = [each for each in arm.requests if each.response_class != "short_notice"]
    response = [
        min(each.cap, each.cap if each.started is None else each.started - each.acceptable)
        for each in urgent
    ]
    moves = sum(each.moves for each in (*booked, *arm.requests))
    people = arm.caregivers
    return (
        100 * sum(late) / len(booked),
        100 * moves / (len(booked) + len(arm.requests)),
        100 * sum(each.started is None for each in booked) / len(booked),
        fmean(response) / a_minute if response else 0.0,
        sum(each.overtime for each in people) / len(people) / a_minute,
        sum(each.travel for each in people) / len(people) / a_minute,
    )


def buffered(policy: Policy, share: float) -> Policy:
    """Return a policy with slack."""
    buffers = policy.buffers.model_copy(update={"service": share})
    return policy.model_copy(update={"buffers": buffers})


def _print(
    names: Sequence[str],
    shares: Sequence[float],
    rows_of: Callable[[float], Iterable[tuple[float, ...]]],
) -> None:
    """Print the means of the rows of each share."""
    click.echo(" | ".join(("service", *names)))
    for share in shares:
        means = [fmean(each) for each in zip(*rows_of(share), strict=True)]
        click.echo(" | ".join((f"{share:g}", *(f"{mean:.1f}" for mean in means))))


if __name__ == "__main__":
    main()
