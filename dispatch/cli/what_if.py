"""The commands that ask what if: staffing, reach."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.door import keeps
from dispatch.cli.options import results_of, scenario_file, with_processes
from dispatch.cli.questions import day_of
from dispatch.cli.terminal import counted
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.scenario import Place
    from dispatch.whatif.staffing_answer import Of


def _share(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """Read a share such as 95% or 0.95: the option's callback."""
    try:
        share = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        from dispatch.errors import fault, shown

        raise click.BadParameter(str(fault("staffing-level", value=shown(value))), ctx, param)
    return share


def _places(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[Place, ...]:
    """Read places such as 121.23,31.02: the option's callback; other words name a matrix point."""
    return tuple(_place(ctx, param, value) for value in values)


def _place(ctx: click.Context, param: click.Parameter, value: str) -> Place:
    from dispatch.scenario.geography import place_of

    if "," not in value:  # points of a matrix may have numbers for names
        return value
    try:
        degrees = [float(part) for part in value.split(",")]
    except ValueError:
        return value
    try:
        place: Place = place_of(degrees)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error
    return place


@click.command()
@click.argument("scenario", type=scenario_file)
@click.option(
    "-o", "--output", type=results_of("staffing"),
    help="A folder for the page, the tables and the scenario with the mix; a run that was "
    "stopped goes on.",
)  # fmt: skip
@click.option("--served", callback=_share, default="95%", show_default=True,
              help="The share to be served, mandatory visits first.")  # fmt: skip
@click.option("--of", type=click.Choice(["visits", "hours"]), default="visits", show_default=True,
              help="Whether that is a share of visits or of their hours.")  # fmt: skip
@click.option("--seeds", type=click.IntRange(1, 1000), default=5, show_default=True)
@click.option("-n", "--iterations", type=click.IntRange(min=0), default=500_000, show_default=True,
              help="Moves of each search.")  # fmt: skip
@click.option("--most", type=click.IntRange(1, 1000), default=5, show_default=True,
              help="The largest number of added caregivers, of a kind and in all.")  # fmt: skip
@with_processes
@click.option("--json", "as_json", is_flag=True, help="Print curves and mix as JSON.")
def staffing(
    scenario: Path,
    output: Path | None,
    served: float,
    of: Of,
    seeds: int,
    iterations: int,
    most: int,
    processes: int | None,
    as_json: bool,
) -> None:
    """Show how many caregivers of which kind SCENARIO lacks, and what one more of each brings."""
    from dispatch.scenario.writing import json_text
    from dispatch.whatif import staffing as asked_for
    from dispatch.whatif.staffing_page import write_staffing
    from dispatch.whatif.staffing_words import lines

    asked = day_of(scenario)
    keeps(output)
    with counted() as show:
        found = asked_for(
            asked, level=served, of=of, seeds=seeds, iterations=iterations, most=most,
            processes=processes or os.cpu_count() or 1, report=show,
            folder=None if output is None else output / "runs",
        )  # fmt: skip
    if output is not None:
        write_staffing(output, asked, found)
    if as_json:
        click.echo(json_text(found.as_dict()), nl=False)
        return
    for line in lines(asked, found):
        click.echo(line)
    if output is not None:
        click.echo(say("staffing-files", folder=output))


@click.command()
@click.argument("scenario", type=scenario_file)
@click.option(
    "-o", "--output", type=results_of("reach"), help="A folder for the page, CSV and GeoJSON."
)
@click.option("--walk", type=click.FloatRange(min=0), default=15, show_default=True,
              help="Minutes on foot to a station.")  # fmt: skip
@click.option("--ride", type=click.FloatRange(min=0), default=15, show_default=True,
              help="Minutes from the start of a caregiver who qualifies.")  # fmt: skip
@click.option(
    "--station", "stations", multiple=True, callback=_places, metavar="LON,LAT",
    help="A place for one more station, in the scenario's system; may be repeated.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print clients and groups as JSON.")
def reach(
    scenario: Path,
    output: Path | None,
    walk: float,
    ride: float,
    stations: tuple[Place, ...],
    as_json: bool,
) -> None:
    """Show which clients of SCENARIO live within a walk of a station and within a ride of care."""
    from dispatch.roads import travel_times
    from dispatch.scenario import Matrix
    from dispatch.scenario.writing import json_text
    from dispatch.whatif import reach as asked_for
    from dispatch.whatif.reach_page import write_reach
    from dispatch.whatif.reach_words import lines

    asked = day_of(scenario)
    travel = travel_times(asked)
    found = asked_for(asked, walk=walk, ride=ride, candidates=stations, travel=travel)
    if output is not None:
        write_reach(output, asked, found, travel.graph)
    if as_json:
        click.echo(json_text(found.as_dict()), nl=False)
        return
    for line in lines(found):
        click.echo(line)
    if output is not None:
        if isinstance(asked.roads, Matrix):
            click.echo(say("reach-no-map"))
        click.echo(say("reach-files", folder=output))
