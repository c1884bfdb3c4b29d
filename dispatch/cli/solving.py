"""The command that makes plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dispatch.cli.costs import cost_lines
from dispatch.cli.door import tell
from dispatch.cli.options import (
    existing_file,
    keep_inputs,
    published_format,
    scenario_file,
    scenario_output,
    solution_output,
    with_iterations,
    with_seed,
    with_threads,
)
from dispatch.cli.questions import answer, question, warn, write, write_both
from dispatch.cli.remembering import with_ledger
from dispatch.cli.terminal import interruptible, progress_shown
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.cli.questions import Locate
    from dispatch.formats import Family, Instance
    from dispatch.planner import EngineName, Outcome
    from dispatch.scenario import Scenario

_MOST_LINES: Final = 8
"""How many lines of the run sheet are shown at the end."""


def _weights(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> dict[str, float]:
    """Read weights; whether there are such weights is seen with the scenario."""
    found = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise click.BadParameter(say("cli-weight", given=text), context, option) from None
    return found


@click.command()
@click.argument("scenario", type=scenario_file)
@published_format
@click.option("-o", "--output", type=solution_output, help="The plan; if not given, it is printed.")
@click.option(
    "-l", "--time-limit", type=click.FloatRange(min=0), help="Seconds of search.  [default: 10]"
)
@with_iterations
@with_seed
@with_threads
@click.option(
    "--ledger", type=existing_file,
    help="What people have had before: hours, care and familiar faces come from it.",
)  # fmt: skip
@click.option(
    "--familiar", type=(click.IntRange(min=1), click.IntRange(1, 3650)), metavar="VISITS DAYS",
    help="With --ledger: who has come at least VISITS times in DAYS days is a familiar face.  "
    "[default: 2 28]",
)  # fmt: skip
@click.option(
    "--weight", "weights", metavar="NAME=NUMBER", multiple=True, callback=_weights,
    help="Another weight of `policy.weights` for this run, such as balance=1; may be repeated.",
)  # fmt: skip
@click.option(
    "--scenario-out", type=scenario_output,
    help="With --ledger or --weight, the day that the plan is for (YAML, JSON), for other "
    "commands.",
)  # fmt: skip
@click.option("-i", "--initial", type=existing_file, help="A plan to start from.")
@click.option(
    "--engine",
    type=click.Choice(["search", "greedy", "exact"]),
    default="search",
    show_default=True,
    help="exact proves the optimum of small scenarios.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Write no plan that leaves a mandatory visit out; exit with 4 instead.",
)
@click.option("--release-pins", is_flag=True, help="Plan without the pins that break a rule.")
def solve(
    scenario: Path,
    family: Family | None,
    output: Path | None,
    time_limit: float | None,
    iterations: int | None,
    seed: int,
    threads: int,
    ledger: Path | None,
    familiar: tuple[int, int] | None,
    weights: dict[str, float],
    scenario_out: Path | None,
    initial: Path | None,
    engine: EngineName,
    strict: bool,
    release_pins: bool,
) -> None:
    """Make a plan for SCENARIO. Ctrl-C ends the search and keeps the best plan.

    If SCENARIO is a published instance (HHCRSP, UHHC, VRPTW), the plan is written as a solution in
    its authors' format.
    """
    from dispatch.formats import settled
    from dispatch.planner import plan_day
    from dispatch.referee import judge
    from dispatch.report import Day, summary_lines
    from dispatch.report.sheets import run_sheet_lines
    from dispatch.roads import travel_times
    from dispatch.study.weightings import weighted

    keep_inputs(output, scenario, ledger)
    keep_inputs(scenario_out, ledger, initial)
    asked, instance, located = question(scenario, family)
    _refuse_options(ledger, familiar, weights, scenario_out, output, instance)
    if engine == "exact" and iterations is not None:
        raise click.UsageError(say("cli-exact-iterations"))
    told: list[str] = []
    if ledger is not None:
        asked, told = with_ledger(asked, located, ledger, familiar)
    if weights:
        asked = weighted(asked, {"weights": weights})
    if scenario_out is not None:
        asked = asked.moved_to(scenario_out.parent)
    start = None if initial is None else answer(asked, instance, initial)
    warn(asked, located)
    planned = _released(asked, located) if release_pins else asked
    with progress_shown() as (announce, show), interruptible() as interrupted:
        travel = travel_times(asked, progress=announce)
        for found in located(*travel.unreachable.values()):
            tell(say("cli-warning", told=found))
        announce(_what_is_next(engine))
        outcome = plan_day(
            asked,
            time_limit=time_limit,
            iterations=iterations,
            seed=seed,
            threads=threads,
            initial=start,
            engine=engine,
            strict=strict,
            release_pins=release_pins,
            travel=travel,
            stop=interrupted,
            progress=show,
        )
    for each in outcome.dropped:
        tell(say("cli-dropped", where=each.where, what=each.what))
    plan, judgement = outcome.plan, outcome.judgement
    if instance is not None:
        plan = settled(instance, plan)
        judgement = judge(planned, travel, plan)
    lines = summary_lines(planned, plan, judgement)
    if engine == "exact":
        lines.append(_proof(outcome))
    if instance is not None:
        lines += [*cost_lines(instance, judgement, plan)][-1:]
    lines += told
    if instance is None:
        lines += run_sheet_lines(Day.of(planned, plan, travel), most=_MOST_LINES)
    if scenario_out is not None:
        write_both(plan, output, asked, scenario_out)
    elif output is not None:
        write(instance, plan, output)
    for line in lines:
        click.echo(line, err=output is None)
    if output is None:
        write(instance, plan, output)


def _refuse_options(
    ledger: Path | None,
    familiar: tuple[int, int] | None,
    weights: dict[str, float],
    scenario_out: Path | None,
    output: Path | None,
    instance: Instance | None,
) -> None:
    """Refuse options that contradict one another, and a plan whose weights nothing would hold."""
    for option, given in (("--ledger", ledger is not None), ("--weight", bool(weights))):
        if instance is not None and given:
            raise click.UsageError(say("cli-instance", option=option))
    if familiar is not None and ledger is None:
        raise click.UsageError(say("cli-familiar"))
    if scenario_out is None:
        if weights:
            raise click.UsageError(say("cli-weight-scenario-out"))
        return
    if ledger is None and not weights:
        raise click.UsageError(say("cli-scenario-out"))
    if output is not None and output.resolve() == scenario_out.resolve():
        raise click.UsageError(say("cli-same-output", file=output))


def _proof(outcome: Outcome) -> str:
    """Say whether the plan is proved optimal, or which bound is known."""
    cost = outcome.judgement.cost.total
    if outcome.proved:
        return say("planner-proved", cost=cost)
    if outcome.bound is None:
        return say("planner-no-bound")
    return say("planner-bound", cost=cost, bound=outcome.bound)


def _released(scenario: Scenario, located: Locate) -> Scenario:
    """Remove the pins that break a rule, and report each."""
    from dispatch.rules import broken_pins, release_pins

    for broken in located(*broken_pins(scenario)):
        tell(say("cli-released", where=broken.place, what=broken.what))
    return release_pins(scenario)


def _what_is_next(engine: EngineName) -> str:
    if engine != "exact":
        from dispatch.engine.compiled import is_compiled

        if not is_compiled():
            return say("cli-compiling")
    return say("cli-searching")
