"""The commands of the running day."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.options import (
    existing_file,
    json_output,
    keep_inputs,
    moment,
    scenario_file,
    scenario_output,
    with_iterations,
    with_seed,
    with_threads,
)
from dispatch.cli.questions import day_of, nowhere, plan_of, warn, write_both
from dispatch.cli.terminal import interruptible, progress_shown
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.live.repair import Repair


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.option(
    "--now", required=True, metavar="TIME", callback=moment, help="The current time, such as 10:20."
)
@click.option("--events", type=existing_file, help="What has happened (YAML, JSON).")
@click.option("-o", "--output", type=json_output, required=True, help="The new plan.")
@click.option(
    "--scenario-out", type=scenario_output, required=True,
    help="The day as it is now (YAML, JSON).",
)  # fmt: skip
@click.option(
    "-l",
    "--time-limit",
    type=click.FloatRange(min=0),
    help="Seconds of search.  [default: 2, or none with -n]",
)
@with_iterations
@with_seed
@with_threads
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def replan(
    scenario: Path,
    plan: Path,
    now: str,
    events: Path | None,
    output: Path,
    scenario_out: Path,
    time_limit: float | None,
    iterations: int | None,
    seed: int,
    threads: int,
    as_json: bool,
) -> None:
    """Repair PLAN during the day of SCENARIO, after what has happened until now.

    It writes the new plan and the day as it is now, both or neither. The next `check`, `report`,
    `explain` and `replan` read these two. Ctrl-C ends the search and keeps the best plan.
    """
    import json

    from dispatch.live.reading import load_events
    from dispatch.live.repair import replan as repair

    if output.resolve() == scenario_out.resolve():
        raise click.UsageError(say("cli-same-output", file=output))
    keep_inputs(output, scenario, events)
    keep_inputs(scenario_out, plan, events)
    asked = day_of(scenario)
    told = () if events is None else load_events(events, asked)
    before = plan_of(asked, plan)
    with progress_shown() as (announce, show), interruptible() as interrupted:
        announce(say("cli-searching"))
        found = repair(
            asked.moved_to(scenario_out.parent),
            before,
            now,
            told,
            time_limit=time_limit,
            iterations=iterations,
            seed=seed,
            threads=threads,
            stop=interrupted,
            progress=show,
        )
    warn(found.scenario, nowhere)
    write_both(found.plan, output, found.scenario, scenario_out)
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=1, ensure_ascii=False))
        return
    _print(found)


def _print(found: Repair) -> None:
    """Print what is urgent, what changes, and the plan in a few lines."""
    from dispatch.live.account import account
    from dispatch.report import change_lines, summary_lines

    for line in summary_lines(found.scenario, found.plan, found.judgement):
        click.echo(line)
    click.echo(say("cli-account", **asdict(account(found.scenario, found.plan))))
    for each in found.released:
        click.echo(say("cli-released-now", told=each.what))
    for line in change_lines(found.scenario, found.difference):
        click.echo(line)
