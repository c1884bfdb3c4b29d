"""The command that lives a plan under noise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.options import (
    existing_file,
    json_output,
    keep_inputs,
    scenario_file,
    with_processes,
    with_seed,
)
from dispatch.cli.questions import day_of, plan_of
from dispatch.cli.terminal import counted
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.report.stress import Stress
    from dispatch.scenario import Scenario


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=1000, show_default=True)
@click.option(
    "--repair", type=click.IntRange(min=0), default=0, metavar="DAYS",
    help="Simulate this number of the days again with repair; each takes seconds.",
)  # fmt: skip
@click.option(
    "--remedies", type=click.IntRange(min=0), default=0, metavar="VISITS",
    help="Try what would help this number of the fragile visits.",
)  # fmt: skip
@with_seed
@with_processes
@click.option("-o", "--output", type=json_output, help="A file (JSON) with every visit.")
@click.option("--json", "as_json", is_flag=True, help="Print every visit as JSON.")
def stress(
    scenario: Path,
    plan: Path,
    runs: int,
    repair: int,
    remedies: int,
    seed: int,
    processes: int | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Simulate PLAN for SCENARIO under noise, and name the visits that are often late."""
    from dispatch.report.stress import dump_stress, dumps_stress
    from dispatch.roads import travel_times
    from dispatch.simulate.remedies import TRIALS, with_remedies
    from dispatch.simulate.stress import stressed

    keep_inputs(output, scenario, plan)
    asked = day_of(scenario)
    answered, travel = plan_of(asked, plan), travel_times(asked)
    with counted() as show:
        found = stressed(
            asked, answered, travel, runs, seed, show,
            repaired=repair, processes=processes or os.cpu_count() or 1,
        )  # fmt: skip
    if remedies:
        trials = min(runs, TRIALS)
        found = with_remedies(asked, answered, travel, found, remedies, trials, seed)
    if output is not None:
        dump_stress(found, output)
    if as_json:
        click.echo(dumps_stress(found), nl=False)
        return
    for line in _lines(asked, found):
        click.echo(line)


def _lines(scenario: Scenario, found: Stress) -> Iterator[str]:
    """Yield what all visits bear, and the fragile ones with what helps them."""
    from dispatch.report.figures import percent
    from dispatch.report.listings import help_line
    from dispatch.report.tips import called
    from dispatch.rules.told import clock_to_the_second

    if not found.visits:
        yield say("stress-nothing")
        return
    kept = found.kept
    yield say("stress-all", runs=kept.runs, in_time=percent(kept.in_time), late=kept.late)
    yield say("stress-overtime", overtime=kept.overtime, planned=found.planned_overtime)
    if found.repaired is not None and found.beside is not None:
        sums, before = found.repaired, found.beside
        yield say(
            "stress-repaired", runs=sums.runs, in_time=percent(sums.in_time),
            before=percent(before.in_time), late=sums.late, late_before=before.late,
            missed=percent(sums.missed), overtime=sums.overtime, overtime_before=before.overtime,
        )  # fmt: skip
    for name, each in found.fragile.items():
        start, latest = (
            clock_to_the_second(scenario, scenario.at(at)) for at in (each.start, each.latest)
        )
        share = percent(each.in_time)
        visit = called(scenario, scenario.visit[name])
        line = say("stress-visit", visit=visit, start=start, latest=latest, in_time=share)
        if each.repaired_in_time is not None:
            line += say("stress-visit-repaired", in_time=percent(each.repaired_in_time))
        if each.slack is not None:
            line += say("stress-visit-slack", slack=each.slack)
        yield line
        yield from (f"  {help_line(scenario, remedy)}" for remedy in each.remedies)
    if not found.fragile:
        yield say("stress-none")
