"""Public instances with published results: the gaps of our plans to the best published costs.

    python benchmarks/published.py run --set hhcrsp|uhhc|vrptw [--instances DIR] [--seconds 10]
        [--seeds 3] [--methods ours,pyvrp,ortools,vroom,vrp-cli] [--tenth] [--processes 2]
    python benchmarks/published.py table --set hhcrsp [--seconds 10] [--each]
    python benchmarks/published.py plot --set hhcrsp [--seconds 10]

Writes ``results/published-SET.csv``, a row for each instance, method and seed.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
import gaps
import harness
from record import ASKING, PLANNING, RESULTS, SHARED, Rows, print_table
from validator import validated

SETS = "hhcrsp", "uhhc", "vrptw"
KEY = "instance", "method", "seconds", "seed"
TENTH = (
    "InstanzCPLEX_HCSRP_50_3",
    "InstanzCPLEX_HCSRP_75_2",
    "InstanzVNS_HCSRP_100_1",
    "InstanzVNS_HCSRP_200_2",
    "InstanzVNS_HCSRP_300_1",
    "HHCRSP_50_10_26_1.0_C_RC",
    "HHCRSP_100_20_23_1.2_R_C",
    "HHCRSP_200_40_17_1.6_R_C",
    "HHCRSP_300_60_34_1.2_R_C",
    "HHCRSP_400_80_20_0.4_C_RC",
    "instance_001-florence-r19-p165-s3-sim20.3-seq22.1",
    "instance_007-venice-r29-p297-s3-sim2.9-seq7.1",
)
"""About a tenth of the work on HHCRSP; the search was tuned on these instances."""

TENTH_SEEDS, TENTH_SECONDS = 2, 5.0

_set = click.option("--set", "family", type=click.Choice(SETS), required=True)
_seconds = click.option("--seconds", default=10.0, show_default=True, help="Of search.")
_tenth = click.option(
    "--tenth", is_flag=True, help=f"Twelve HHCRSP instances, {TENTH_SEEDS} seeds, 5 s."
)


@click.group()
def main() -> None:
    """Public instances with published results."""


@main.command(hidden=True)
@click.argument("task")
def one(task: str) -> None:
    """Measure one method on one instance, in this process."""
    harness.one(task, _measured)


def _measured(asked: dict[str, Any]) -> dict[str, object]:
    from dispatch.errors import NoPlan
    from dispatch.formats import load_instance, published_components, settled, solution_text

    instance = load_instance(asked["file"])
    run = harness.run(
        instance.scenario,
        asked["method"],
        seconds=asked["seconds"],
        seed=asked["seed"],
        settle=partial(settled, instance),
    )
    try:
        components = published_components(instance, run.judgement, run.plan)
    except NoPlan:
        components = {}
    by_authors = {}
    if instance.family == "uhhc":
        text = solution_text(instance, run.plan) if components else ""
        by_authors["validated"] = text and validated(Path(asked["file"]), text)
    return {
        "size": len(instance.scenario.clients),
        "cost": f"{float(sum(components.values())):.6f}" if components else "",
        "components": " ".join(
            f"{name} {float(cost):.3f}" for name, cost in components.items() if cost
        ),
        **by_authors,
        **run.columns,
    }


def readers_of(family: str) -> tuple[str, ...]:
    """The source files that read a family: its own reader and those that all families share."""
    return "formats/*.py", f"formats/{family}/*.py"


def _rows(family: str) -> Rows:
    readers = readers_of(family)
    return Rows(
        f"published-{family}",
        key=KEY,
        sources=(*PLANNING, *readers),
        asking=(*ASKING, *readers),
    )


@main.command("run")
@_set
@click.option(
    "--instances",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHARED / "instances",
    help="Folder of the sets, with the files of published costs. [default: beside the checkout]",
)
@_seconds
@click.option("--seeds", default=3, show_default=True)
@click.option("--methods", help="[default: ours; for vrptw all]")
@_tenth
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def run_set(
    family: str,
    instances: Path,
    seconds: float,
    seeds: int,
    methods: str | None,
    tenth: bool,
    processes: int,
) -> None:
    """Measure every method on every instance."""
    files = sorted(
        file for file in (instances / family).rglob("*") if file.suffix in (".json", ".vrp", ".txt")
    )
    if tenth:
        seeds, seconds = TENTH_SEEDS, TENTH_SECONDS
        files = [file for file in files if file.stem in TENTH]
        if len(files) < len(TENTH):
            raise click.ClickException("the tenth is of HHCRSP, and all twelve must be there")
    if not files:
        raise click.ClickException(f"no instances in {instances / family}")
    names = methods or (",".join(harness.METHODS) if family == "vrptw" else harness.OURS)
    versions = harness.installed(harness.chosen(names))
    rows = _rows(family)
    known = gaps.published(family, instances)
    tasks = []
    for file in files:
        costs = known.get(file.stem, gaps.UNKNOWN)
        for seed in range(seeds):
            for method, version in versions.items():
                what = {"instance": file.stem, "method": method, "seconds": seconds, "seed": seed}
                if not rows.has(**what, version=version):
                    columns = {**what, "family": file.parent.name, "version": version}
                    told = {"file": str(file.resolve())}
                    tasks.append(harness.Task({**columns, **costs.columns}, told))
    harness.measure(__file__, tasks, rows, processes)


@main.command()
@_set
@_seconds
@_tenth
@harness.of_machine
@click.option("--each", is_flag=True, help="A line for every instance.")
def table(family: str, seconds: float, tenth: bool, machine: str | None, each: bool) -> None:
    """Print a table of the rows measured last."""
    means = _means(family, seconds, tenth, machine)
    lines = gaps.lines_of_each(means) if each else gaps.lines_of_classes(means)
    print_table(list(lines[0]), lines)


@main.command()
@_set
@_seconds
@_tenth
@harness.of_machine
def plot(family: str, seconds: float, tenth: bool, machine: str | None) -> None:
    """Draw the mean gap against the size; needs matplotlib, which the extra `peers` installs."""
    means = [mean for mean in _means(family, seconds, tenth, machine) if mean.gap is not None]
    file = RESULTS / f"published-{family}.svg"
    gaps.draw(means, file, f"{family}, {TENTH_SECONDS if tenth else seconds:g} s of search")
    click.echo(file.name)


def _means(family: str, seconds: float, tenth: bool, machine: str | None) -> list[gaps.Mean]:
    if tenth:
        seconds = TENTH_SECONDS
    rows = harness.of_budget(
        _rows(family), seconds, machine, lambda row: not tenth or _is_of_tenth(row)
    )
    return gaps.means_of(rows)


def _is_of_tenth(row: dict[str, str]) -> bool:
    return row["instance"] in TENTH and int(row["seed"]) < TENTH_SEEDS


if __name__ == "__main__":
    main()
