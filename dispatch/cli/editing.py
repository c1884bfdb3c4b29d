"""The commands that change a plan by hand, and set plans side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dispatch.cli.judging import once
from dispatch.cli.options import (
    existing_file,
    json_output,
    keep_inputs,
    moment,
    page_output,
    scenario_file,
    scenario_output,
)
from dispatch.cli.questions import day_of, plan_of, write, write_both
from dispatch.errors import BrokenRule
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.editing import Edited
    from dispatch.plan import Plan
    from dispatch.scenario import Scenario


@click.group()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.pass_context
def edit(ctx: click.Context, scenario: Path, plan: Path) -> None:
    """Change PLAN for SCENARIO by hand, and show what this breaks and costs.

    The changed plan has new times. It is written even if it breaks a rule: then the exit code is 5,
    as with check. --scenario-out writes the day with your decisions as pins, so that the next solve
    keeps them.
    """
    ctx.obj = scenario, plan


def _written(command: Callable[..., Edited]) -> Callable[..., None]:
    """Add the options for outputs to a command, and write and print what it returns."""

    @click.option("-o", "--output", type=json_output, required=True, help="The changed plan.")
    @click.option(
        "--scenario-out", type=scenario_output,
        help="The day with your decisions as pins (YAML, JSON).",
    )  # fmt: skip
    @click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
    @click.pass_obj
    def run(
        files: tuple[Path, Path],
        /,
        output: Path,
        scenario_out: Path | None,
        as_json: bool,
        **chosen: Any,
    ) -> None:
        if scenario_out is not None and output.resolve() == scenario_out.resolve():
            raise click.UsageError(say("cli-same-output", file=output))
        scenario, plan = files
        keep_inputs(output, scenario)
        keep_inputs(scenario_out, plan)
        asked = day_of(scenario)
        before = plan_of(asked, plan)
        if scenario_out is not None:
            asked = asked.moved_to(scenario_out.parent)
        found = command(asked, before, **chosen)
        if scenario_out is None:
            found = _by_the_file(asked, found)
            write(None, found.plan, output)
        else:
            write_both(found.plan, output, found.scenario, scenario_out)
        _print(before, found, as_json)

    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    return run


def _by_the_file(scenario: Scenario, found: Edited) -> Edited:
    """Return a change as one of the day in the file, whose pins hold: no other day is written."""
    from dispatch.referee import judge
    from dispatch.roads import travel_times

    mine = {"scenario": scenario.fingerprint, "scenario_name": scenario.name}
    plan = found.plan.model_copy(update=mine)
    pinned = (each for each in scenario.visits if each.pinned_caregivers or each.pinned_start)
    if all(found.scenario.visit[each.id] == each for each in pinned):
        return replace(found, plan=plan)
    judgement = judge(scenario, travel_times(scenario), plan)
    return replace(found, scenario=scenario, plan=plan, judgement=judgement)


def _print(before: Plan, found: Edited, as_json: bool) -> None:
    """Print what changes, what it costs, and who gains; tell what is broken."""
    import json

    from dispatch.report import edit_lines, gains

    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=1, ensure_ascii=False))
    else:
        day = found.scenario
        lines = edit_lines(day, found.difference, found.before, found.judgement)
        pair = (before, found.before), (found.plan, found.judgement)
        for line in (*lines, *gains(day, *pair).lines()):
            click.echo(line)
        for each in found.mended:
            click.echo(say("edit-mended", told=each))
    if found.judgement.violations:
        raise BrokenRule(*once(found.judgement.violations))


_at = click.option(
    "--at", metavar="TIME", callback=moment, help="When the visit starts, such as 9:30."
)


@edit.command("assign")
@click.argument("visit")
@click.argument("caregivers", nargs=-1, required=True, metavar="CAREGIVER...")
@_at
@_written
def _assign(
    scenario: Scenario, plan: Plan, visit: str, caregivers: tuple[str, ...], at: str | None
) -> Edited:
    """Give VISIT to a caregiver, or to one for each role of its crew.

    Without --at, the visit goes to the place in the route where it breaks the fewest rules and
    costs least.
    """
    from dispatch import editing

    return editing.assign(scenario, plan, visit, caregivers, at=at)


@edit.command("unassign")
@click.argument("visit")
@_written
def _unassign(scenario: Scenario, plan: Plan, visit: str) -> Edited:
    """Leave VISIT out, and release its pins."""
    from dispatch import editing

    return editing.unassign(scenario, plan, visit)


@edit.command("swap")
@click.argument("one")
@click.argument("other")
@_written
def _swap(scenario: Scenario, plan: Plan, one: str, other: str) -> Edited:
    """Let two visits exchange their caregivers, or two caregivers the visits of their day."""
    from dispatch import editing

    return editing.swap(scenario, plan, one, other)


@edit.command("pin")
@click.argument("visit")
@_at
@click.option(
    "--caregiver", "caregivers", multiple=True, help="Who comes; once for each role of the crew."
)
@_written
def _pin(
    scenario: Scenario, plan: Plan, visit: str, at: str | None, caregivers: tuple[str, ...]
) -> Edited:
    """Pin VISIT to a start, to caregivers or, with neither, as it is planned."""
    from dispatch import editing

    return editing.pin(scenario, plan, visit, caregivers=caregivers, at=at)


@edit.command("move-break")
@click.argument("caregiver")
@click.option(
    "--at", metavar="TIME", callback=moment, required=True,
    help="When the break begins, such as 12:30.",
)  # fmt: skip
@_written
def _move_break(scenario: Scenario, plan: Plan, caregiver: str, at: str) -> Edited:
    """Let the meal break of CAREGIVER begin at another time."""
    from dispatch import editing

    return editing.move_break(scenario, plan, caregiver, at)


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plans", type=existing_file, nargs=-1, required=True, metavar="PLAN PLAN...")
@click.option("-o", "--output", type=page_output, help="A page (HTML) with maps.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def compare(scenario: Path, plans: tuple[Path, ...], output: Path | None, as_json: bool) -> None:
    """Show two or more PLANs for SCENARIO side by side: figures, and who gains and who loses.

    Gains and losses are relative to the first plan. The plans may have been made for the day with
    other pins; what does not fit SCENARIO is shown as a broken rule.
    """
    import json

    from dispatch.plan import load_plan
    from dispatch.referee import judge
    from dispatch.report import Comparison, compare_page
    from dispatch.roads import travel_times
    from dispatch.scenario.writing import write_whole

    if len(plans) < 2:
        raise click.UsageError(say("compare-two"))
    keep_inputs(output, scenario, *plans)
    asked = day_of(scenario)
    travel = travel_times(asked)
    read = [load_plan(file) for file in plans]
    names = _names(plans)
    found = Comparison(asked, names, tuple((plan, judge(asked, travel, plan)) for plan in read))
    if output is not None:
        write_whole(output, compare_page(found, travel, roads=travel.graph))
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=1, ensure_ascii=False))
        return
    for line in found.lines():
        click.echo(line)


def _names(files: tuple[Path, ...]) -> tuple[str, ...]:
    """Call plans by the names of their files; where two are alike, number them."""
    stems = [file.stem for file in files]
    if len({*stems}) == len(stems):
        return tuple(stems)
    return tuple(f"{number} {stem}" for number, stem in enumerate(stems, 1))
