"""The command that lives a plan under noise."""

from __future__ import annotations

from pathlib import Path

import click

from dispatch.cli.options import existing_file
from dispatch.cli.questions import plan_of
from dispatch.cli.terminal import counted
from dispatch.messages import say


@click.command()
@click.argument("scenario", type=existing_file)
@click.argument("plan", type=existing_file)
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print every visit as JSON.")
def stress(scenario: Path, plan: Path, runs: int, seed: int, as_json: bool) -> None:
    """Live PLAN for SCENARIO under noise, and name the visits that are often late."""
    import json

    from dispatch.roads import travel_times
    from dispatch.scenario import load_scenario
    from dispatch.simulate.stress import stressed

    asked = load_scenario(scenario)
    with counted() as show:
        found = stressed(
            asked, plan_of(asked, plan), travel_times(asked), runs, seed, lambda n: show(n, runs)
        )
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=1, ensure_ascii=False))
        return
    click.echo(say("stress-all", runs=runs, in_time=found.in_time, late=found.late))
    click.echo(say("stress-overtime", overtime=found.overtime, planned=found.planned_overtime))
    hours = asked.clock.hours
    for name in found.fragile:
        each = found.visits[name]
        click.echo(
            say(
                "stress-visit",
                visit=name,
                start=hours(asked.at(each.start)),
                latest=hours(asked.at(each.latest)),
                in_time=each.in_time,
                slack=each.slack,
            )
        )
    if not found.fragile:
        click.echo(say("stress-none"))
