"""A published experiment repeated: whose interests a plan serves that is made for one group alone.

    python benchmarks/interests.py run [--instances DIR] [--only i-116,i-235]
        [--iterations 2000000] [--seeds 5] [--processes 2]
    python benchmarks/interests.py table [--instances DIR] [--iterations 2000000] [--each]

The authors of UHHC (10.1111/itor.70140) sort the components of the cost by stakeholder and by goal.
They optimise one group at a time, with weight 0 for all other components, and measure every group
by the instance's own weights. Here `plan_day` does the same. Budgets are in moves, so other work on
the machine does not change the plans. Writes ``results/interests.csv``, a row for each instance,
group and seed.
"""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click
import harness
from published import readers_of
from record import PLANNING, SHARED, Rows, print_table

if TYPE_CHECKING:
    from dispatch.formats import Instance
    from dispatch.roads import TravelTimes
    from dispatch.scenario import Scenario

KEY = "instance", "optimised_for", "iterations", "seed"
ITERATIONS = 2_000_000
PUBLISHED = "uhhc_interests_published.csv"
ALL, TOTAL = "all", "total"

WEIGHTS = {
    "travel_time": "travel",
    "total_tardiness": "tardiness",
    "highest_tardiness": "largest_tardiness",
    "total_waiting_time": "waiting",
    "total_extra_time": "overtime",
    "max_idle_time": "largest_idle",
    "workload_balance": "workload_spread",
    "preferences": "continuity",
    "unscheduled": "unserved",
    "missed_lunch_break": "missed_break",
}
"""The weight of each component in `policy.weights`."""

_TARDINESS = "total_tardiness", "highest_tardiness"
STAKEHOLDERS = {
    "patients": ("preferences", "unscheduled", *_TARDINESS),
    "caregivers": ("total_extra_time", "missed_lunch_break", "workload_balance"),
    "organisation": ("travel_time", "total_waiting_time", "max_idle_time"),
}
"""The components of each stakeholder; every component has one."""

GOALS = {
    "efficiency": (
        "travel_time", "total_extra_time", "total_waiting_time", "max_idle_time", "unscheduled",
    ),
    "fairness": (*_TARDINESS, "max_idle_time", "workload_balance"),
    "wellbeing": (
        "total_extra_time", *_TARDINESS, "unscheduled", "preferences", "missed_lunch_break",
    ),
}  # fmt: skip
"""The components of each goal, which overlap on purpose."""

GROUPS = {**STAKEHOLDERS, **GOALS, ALL: tuple(WEIGHTS)}

Costs: TypeAlias = dict[str, float]
"""Costs by group and in total, or by component."""

_iterations = click.option(
    "--iterations", default=ITERATIONS, show_default=True, help="Moves of a search."
)

_instances = click.option(
    "--instances",
    type=click.Path(file_okay=False, path_type=Path),
    default=SHARED / "instances",
    help="Folder with `uhhc` and the published costs. [default: beside the checkout]",
)


@click.group()
def main() -> None:
    """Whose interests a plan serves that is made for one group alone."""


@lru_cache(1)
def _opened(file: str) -> tuple[Instance, TravelTimes]:
    from dispatch.formats import load_instance
    from dispatch.planner import plan_day
    from dispatch.roads import travel_times

    instance = load_instance(file)
    travel = travel_times(instance.scenario)
    plan_day(instance.scenario, iterations=1, reasons=False, travel=travel)  # compiles or loads
    return instance, travel


def made_for(scenario: Scenario, group: str) -> Scenario:
    """Return a scenario in which the components outside a group cost nothing."""
    policy = scenario.policy
    others = {weight: 0.0 for name, weight in WEIGHTS.items() if name not in GROUPS[group]}
    weights = policy.weights.model_copy(update=others)
    return scenario.model_copy(update={"policy": policy.model_copy(update={"weights": weights})})


def measured(asked: Mapping[str, Any]) -> dict[str, object]:
    """Plan an instance for one group, and measure every component by the instance's weights."""
    from dispatch.errors import NoPlan
    from dispatch.formats import published_components, settled
    from dispatch.planner import plan_day
    from dispatch.referee import judge

    instance, travel = _opened(asked["file"])
    began = time.process_time()
    plan = plan_day(
        made_for(instance.scenario, asked["optimised_for"]),
        iterations=asked["iterations"],
        seed=asked["seed"],
        reasons=False,
        travel=travel,
    ).plan
    spent = time.process_time() - began
    plan = settled(instance, plan)
    judgement = judge(instance.scenario, travel, plan)
    assert not judgement.violations
    try:
        components = published_components(instance, judgement, plan)
    except NoPlan:
        components = {}
    return {
        **{name: asked[name] for name in KEY},
        "size": len(instance.scenario.clients),
        "components": _written({name: float(components[name]) for name in WEIGHTS if components}),
        "unserved": len(plan.unserved),
        "published": asked["published"],
        "cpu_seconds": f"{spent:.2f}",
    }


def _written(costs: Mapping[str, float]) -> str:
    return " ".join(f"{name} {cost:.3f}" for name, cost in costs.items())


def _read(text: str) -> Costs:
    words = text.split()
    return {name: float(cost) for name, cost in zip(words[::2], words[1::2], strict=True)}


def published_costs(file: Path) -> dict[str, dict[str, Costs]]:
    """Read the authors' mean costs by instance, group optimised and group measured."""
    found: dict[str, dict[str, Costs]] = {}
    with file.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            focus, measured = (
                row[name].replace("organization", "organisation")
                for name in ("optimised_for", "measured")
            )
            costs = found.setdefault(row["instance"], {}).setdefault(focus, {})
            costs[measured] = float(row["mean_cost"])
    return found


def _rows() -> Rows:
    return Rows("interests", key=KEY, sources=(*PLANNING, *readers_of("uhhc")))


@main.command("run")
@_instances
@click.option("--only", help="Names of instances, separated by commas. [default: all published]")
@_iterations
@click.option("--seeds", default=5, show_default=True)
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def run_interests(
    instances: Path, only: str | None, iterations: int, seeds: int, processes: int
) -> None:
    """Plan every instance with published figures for every group."""
    file = instances / PUBLISHED
    if not file.exists():
        click.echo(f"nothing is measured: {file} is not there")
        return
    known = published_costs(file)
    names = sorted(known) if only is None else only.split(",")
    if unknown := sorted({*names} - {*known}):
        raise click.BadParameter(f"no published figures of {', '.join(unknown)}")
    rows = _rows()
    tasks = []
    for name in names:
        for group in GROUPS:
            for seed in range(seeds):
                what = dict(zip(KEY, (name, group, iterations, seed), strict=True))
                if not rows.has(**what):
                    where = str((instances / "uhhc" / "validation" / f"{name}.json").resolve())
                    tasks.append({**what, "file": where, "published": _written(known[name][group])})
    with ProcessPoolExecutor(processes) as pool:
        for number, row in enumerate(pool.map(measured, tasks), 1):
            rows.add(**row)
            told = " ".join(str(row[name]) for name in (*KEY, "cpu_seconds"))
            click.echo(f"{number}/{len(tasks)} {told}", err=True)


@dataclass(frozen=True)
class Figures:
    """What one instance's plans cost, by group optimised and group measured.

    Attributes
    ----------
    size
        The number of patients.
    ours, published
        Means over the seeds, and the authors' means over their runs. Without runs of ours, the size
        is 0 and `ours` is empty.
    """

    instance: str
    size: int
    ours: dict[str, Costs]
    published: dict[str, Costs]


def by_group(components: Costs) -> Costs:
    """Return the cost of each group, and the total."""
    sums = {
        group: sum(components[name] for name in names)
        for group, names in GROUPS.items()
        if group != ALL
    }
    return {TOTAL: sum(components.values()), **sums}


def figures_of(rows: Iterable[Mapping[str, str]]) -> list[Figures]:
    """Gather the rows of the instances that have a plan in every run and for every group."""
    runs: dict[str, dict[str, list[Mapping[str, str]]]] = {}
    for row in rows:
        runs.setdefault(row["instance"], {}).setdefault(row["optimised_for"], []).append(row)
    found = []
    for name, of in runs.items():
        if {*of} == {*GROUPS} and all(row["components"] for own in of.values() for row in own):
            ours, published = {}, {}
            for group, own in of.items():
                costs = [by_group(_read(row["components"])) for row in own]
                ours[group] = {
                    each: statistics.mean(cost[each] for cost in costs) for each in costs[0]
                }
                published[group] = _read(own[0]["published"])
            found.append(Figures(name, int(of[ALL][0]["size"]), ours, published))
    return sorted(found, key=lambda each: (each.size, each.instance))


def gap_of_means(plans: Sequence[dict[str, Costs]], focus: str, group: str) -> str:
    """Return how much more plans for one group cost another than plans for all, in percent.

    As in the authors' figure, the costs are means over the instances; large costs weigh most.
    """
    own, base = (sum(each[which][group] for each in plans) for which in (focus, ALL))
    return f"{100 * (own / base - 1):+,.0f}" if base else "–"


def median_gap(plans: Sequence[dict[str, Costs]], focus: str, group: str) -> str:
    """Return the median gap of the instances whose plans for all cost the group anything."""
    gaps = [each[focus][group] / each[ALL][group] - 1 for each in plans if each[ALL][group]]
    return f"{100 * statistics.median(gaps):+,.0f}" if gaps else "–"


def lines_of_gaps(figures: Sequence[Figures], view: Iterable[str]) -> list[dict[str, object]]:
    """Lines for each group optimised: both gaps of every group, the authors' and ours, if any."""
    view = tuple(view)
    published, ours = [each.published for each in figures], [each.ours for each in figures]
    return [
        {
            "optimised for": focus,
            "gap, %": f"{kind}, {whose}",
            **{group: gap(plans, focus, group) for group in (TOTAL, *view)},
        }
        for focus in view
        for kind, gap in (("of means", gap_of_means), ("median", median_gap))
        for whose, plans in (("authors", published), *([("ours", ours)] if all(ours) else []))
    ]


def lines_of_orders(figures: Sequence[Figures], view: Iterable[str]) -> list[dict[str, object]]:
    """A line for each group measured: where its own plans are best, and how alike the orders are.

    A pair consists of two of an instance's four plans (for a group of the view or for all) of which
    the authors' cost the group measured differently.
    """
    view = tuple(view)
    lines = []
    for group in view:
        pairs = [
            each.ours[less][group] < each.ours[more][group]
            for each in figures
            for less, more in permutations((*view, ALL), 2)
            if each.published[less][group] < each.published[more][group]
        ]
        best = {
            whose: sum(
                plans[group][group] <= min(plans[other][group] for other in (*view, ALL))
                for plans in (getattr(each, whose) for each in figures)
            )
            for whose in ("published", "ours")
        }
        lines.append(
            {
                "measured": group,
                "cheapest in its own plans, authors": f"{best['published']} of {len(figures)}",
                "ours": f"{best['ours']} of {len(figures)}",
                "pairs in the same order": f"{sum(pairs)} of {len(pairs)}",
            }
        )
    return lines


def lines_of_each(figures: Sequence[Figures], view: Iterable[str]) -> list[dict[str, object]]:
    """A line for each instance and group optimised, with our cost and the authors' in brackets."""
    view = tuple(view)
    return [
        {
            "instance": each.instance,
            "size": each.size,
            "optimised for": focus,
            **{
                group: f"{each.ours[focus][group]:,.0f} ({each.published[focus][group]:,.0f})"
                for group in (TOTAL, *view)
            },
        }
        for each in figures
        for focus in (*view, ALL)
    ]


@main.command()
@_instances
@_iterations
@harness.of_machine
@click.option("--each", is_flag=True, help="The costs on every instance.")
def table(instances: Path, iterations: int, machine: str | None, each: bool) -> None:
    """Print the rows measured last beside the published figures.

    Without rows, print the authors' lines, say so and fail.
    """
    rows = _rows().shown(machine, lambda row: row["iterations"] == str(iterations))
    figures, file = figures_of(rows), instances / PUBLISHED
    kinds = (lines_of_each,) if each else (lines_of_gaps, lines_of_orders)
    measured = bool(figures)
    if measured:
        lost = sum(not row["components"] for row in rows)
        cpu = sum(float(row["cpu_seconds"]) for row in rows)
        told = f"{len(rows)} runs, {lost} without a plan, {cpu:.0f} s"
        click.echo(f"{len(figures)} instances, {told}\n")
    elif file.exists() and not each:
        figures = [Figures(name, 0, {}, costs) for name, costs in published_costs(file).items()]
        kinds = (lines_of_gaps,)
    for view in (STAKEHOLDERS, GOALS) if figures else ():
        for lines_of in kinds:
            lines = lines_of(figures, view)
            print_table(list(lines[0]), lines)
            click.echo()
    if not measured:
        why = "no instance is measured for all groups with these moves"
        raise click.ClickException(f"{why}: give run first")


if __name__ == "__main__":
    main()
