"""The command that compares the response times of policies."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
from click.core import ParameterSource

from dispatch.cli.door import keeps
from dispatch.cli.options import results_of, with_processes
from dispatch.cli.terminal import counted
from dispatch.messages import listed, say

if TYPE_CHECKING:
    from dispatch.simulate.experiment import Experiment
    from dispatch.simulate.replication import Source
    from dispatch.simulate.statistics import Estimate
    from dispatch.simulate.summary import Line, Summary


def _names(context: click.Context, option: click.Parameter, value: str) -> tuple[str, ...]:
    del context, option
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if not names:
        raise click.BadParameter(say("simulate-no-name"))
    return names


@click.command()
@click.argument("world", required=False)
@click.option(
    "--replay", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Simulate recorded days instead: a folder with a scenario for each.",
)  # fmt: skip
@click.option(
    "--policies", default="BL1,BL2,BL3,BL5,P1", show_default=True, callback=_names,
    help="Names, or module:Class of your own; add H for the bound of hindsight.",
)  # fmt: skip
@click.option("--loads", default="mid", show_default=True, callback=_names, help="low, mid, high.")
@click.option("--weeks", type=click.IntRange(min=1), default=30, show_default=True)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1001, show_default=True,
    help="The seed of the first week or day; the others follow.",
)  # fmt: skip
@with_processes
@click.option(
    "-o", "--output", type=results_of("simulate"), required=True,
    help="A folder for rows and tables; a run that was stopped goes on.",
)  # fmt: skip
@click.pass_context
def simulate(
    context: click.Context,
    world: str | None,
    replay: Path | None,
    policies: tuple[str, ...],
    loads: tuple[str, ...],
    weeks: int,
    seed: int,
    processes: int | None,
    output: Path,
) -> None:
    """Compare the response times of policies in a WORLD: a file, or S, M or L.

    With --replay, it compares them over recorded days.
    """
    from dispatch.simulate.experiment import Experiment, run
    from dispatch.simulate.publication import publish
    from dispatch.simulate.summary import summarised

    if replay is not None and world is None:
        _for_worlds_only(context, "loads", "weeks")
        source, loads, seeds = _recorded(replay, seed)
    elif world is not None and replay is None:
        source, loads, seeds = _made_up(world, loads, range(seed, seed + weeks))
    else:
        raise click.UsageError(say("simulate-either"))
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))  # where a policy of one's own is, as for `python -m`
    asked = Experiment(source, loads, policies, seeds, output)
    keeps(output)
    with counted() as show:
        run(asked, processes or os.cpu_count() or 1, show)
    found = summarised(asked)
    lines = [*table(found)]
    publish(asked, found, "".join(f"{line}\n" for line in lines), _again(asked, world, replay))
    for line in lines:
        click.echo(line)


def _again(asked: Experiment, world: str | None, replay: Path | None) -> str:
    """Return the command that lives the same again, beside the copy of a world of one's own.

    It names no folder of this machine.
    """
    from dispatch.simulate.world import SHIPPED

    policies = ["--policies", ",".join(asked.policies)]
    if replay is not None:
        words = ["--replay", replay.resolve().name, *policies]
    else:
        words = [world if world in SHIPPED else "world.json", *policies]
        words += ["--loads", ",".join(asked.loads), "--weeks", str(len(asked.seeds))]
    words += ["--seed", str(asked.seeds.start), "-o", "result"]
    return shlex.join(["dispatch", "simulate", *words])


def _for_worlds_only(context: click.Context, *names: str) -> None:
    for name in names:
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(say("simulate-only-world", option=f"--{name}"))


def _recorded(folder: Path, seed: int) -> tuple[Source, tuple[str, ...], range]:
    from dispatch.simulate.recorded import RECORDED, load_recorded

    days = load_recorded(folder, seed)
    return days, (RECORDED,), days.seeds


def _made_up(
    world: str, loads: tuple[str, ...], seeds: range
) -> tuple[Source, tuple[str, ...], range]:
    from dispatch.simulate.replication import Weeks
    from dispatch.simulate.world import Load, load_world

    made = Weeks(load_world(world))
    known = get_args(Load)
    if wrong := [load for load in loads if load not in known]:
        told = say("simulate-no-load", wrong=wrong, known=[*known])
        raise click.BadParameter(told, param_hint="--loads")
    return made, tuple(load for load in known if load in loads), seeds


def table(found: Summary) -> Iterator[str]:
    """Yield the table of each load, and what pooling and optimisation explain."""
    from dispatch.scenario.spreadsheet import aligned
    from dispatch.simulate.figures import number, span
    from dispatch.simulate.recorded import RECORDED

    for load, lines in found.lines.items():
        if load == RECORDED:
            yield say("simulate-days", span=span(load, lines[0].weeks))
        else:
            told = say(f"comparison-load-{load}")
            yield say("simulate-load", load=told, span=span(load, lines[0].weeks))
        yield from aligned([[*_heads()], *([*_cells(line)] for line in lines)])
        square = found.square.get(load)
        if square is not None and square.pooling_share is not None:
            yield say(
                "simulate-square",
                pooling=number(square.pooling_share, "reduction", unit=True),
                optimisation=number(square.optimisation_share, "reduction", unit=True),
            )
    yield from _verdicts(found)


def _verdicts(found: Summary) -> Iterator[str]:
    """Yield what the guard rails say of each policy that is no baseline, and what it may claim."""
    from dispatch.simulate.figures import number
    from dispatch.simulate.verdicts import said

    for policy in found.candidates:
        beside = [(load, line) for load, line in found.of(policy).items() if "BL2" in line.rails]
        if not beside:
            continue
        for load, line in beside:
            told = say(f"comparison-load-{load}")
            p90, (median, most) = line.p90_against["BL2"].value, line.seconds
            if None not in (p90, median, most):
                less = number(p90, "reduction", unit=True)
                yield say("simulate-more", policy=policy, load=told, p90=less, p50=median, p99=most)
            yield from _needed(policy, load, line.headline.against["BL2"])
            yield from _rails(policy, told, line)
        yield said(found, policy)


def _needed(policy: str, load: str, found: Estimate) -> Iterator[str]:
    """Yield how many weeks or days the reduction needs, if there are too few."""
    from dispatch.simulate.figures import number, span
    from dispatch.simulate.statistics import needed

    asked = needed(found)
    if asked is not None and asked > found.replications:
        yield say(
            "simulate-needed",
            policy=policy,
            load=say(f"comparison-load-{load}"),
            half=say("comparison-points", number=number(found.half_width, "reduction")),
            span=span(load, found.replications),
            needed=span(load, asked),
        )


def _rails(policy: str, load: str, line: Line) -> Iterator[str]:
    """Yield which guard rails are not kept, and which only in the mean."""
    from dispatch.simulate.figures import measure_name

    broken: list[str] = []
    unsure: list[str] = []
    for rail in line.rails["BL2"]:
        if rail.kept is not True:
            in_the_mean = rail.excess is not None and rail.excess <= 0
            (unsure if in_the_mean else broken).append(measure_name(rail.name))
    if broken:
        rails = listed(broken, "clause-separator")
        yield say("simulate-rails", policy=policy, load=load, rails=rails)
    if unsure:
        rails = listed(unsure, "clause-separator")
        yield say("simulate-rails-unsure", policy=policy, load=load, rails=rails)
    if not broken and not unsure:
        yield say("simulate-rails-kept", policy=policy, load=load)


def _heads() -> Iterator[str]:
    from dispatch.simulate.summary import BASELINES

    for name in ("policy", "mean", "p90", "worst", "late", "busy", "moved"):
        yield say(f"simulate-column-{name}")
    for baseline in BASELINES:
        yield say("simulate-column-less", baseline=baseline)
    for name in ("mean", "late", "worst"):
        yield say("simulate-column-bound", measure=say(f"simulate-column-{name}"))


def _cells(line: Line) -> Iterator[str]:
    """Yield a policy's cells, in the order of `_heads`."""
    from dispatch.simulate.summary import BASELINES

    yield line.policy
    for minutes in (line.headline.mean, line.headline.p90, line.worst):
        yield _rounded(minutes.value)
    for share in (line.headline.late, line.utilisation):
        yield _rounded(None if share.value is None else 100 * share.value)
    yield _rounded(line.prices["moves"].value)
    for baseline in BASELINES:
        itself = baseline == line.policy
        yield _percent(None if itself else line.headline.against.get(baseline))
    beside = line.beside_bound
    ratios = (None, None, None) if beside is None else (beside.mean, beside.late, beside.worst)
    for ratio in ratios:
        yield _rounded(ratio, 2)


def _rounded(value: float | None, decimals: int = 1) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"


def _percent(estimate: Estimate | None) -> str:
    if estimate is None or estimate.value is None:
        return "-"
    told = f"{100 * estimate.value:.1f}"
    if estimate.low is None or estimate.high is None:
        return told
    low, high = (f"{100 * bound:.1f}" for bound in (estimate.low, estimate.high))
    return f"{told} ({say('comparison-interval', low=low, high=high)})"
