"""The commands about maps: areas, export."""

from __future__ import annotations

from pathlib import Path

import click

from dispatch.cli.door import tell
from dispatch.cli.options import (
    existing_file,
    keep_inputs,
    layers_output,
    scenario_file,
    scenario_output,
)
from dispatch.cli.questions import day_of, plan_of


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("borders", type=existing_file)
@click.option("--id", "column", required=True, help="The column of BORDERS with the areas' ids.")
@click.option("--layer", help="The layer of BORDERS, if it has several.")
@click.option(
    "-o", "--output", type=scenario_output, required=True, help="The scenario (YAML, JSON)."
)
def areas(scenario: Path, borders: Path, column: str, layer: str | None, output: Path) -> None:
    """Fill in the area of each client and station of SCENARIO, from the map BORDERS.

    BORDERS is a GeoPackage, a GeoJSON or a Shapefile (also zipped). Areas already named do not
    change.
    """
    from dispatch.layers import areas_within, read_borders
    from dispatch.messages import say
    from dispatch.scenario import dump_scenario

    keep_inputs(output, scenario, borders)
    asked, faults = areas_within(day_of(scenario), read_borders(borders, column, layer))
    for each in faults:
        tell(say("cli-warning", told=each))
    dump_scenario(asked.moved_to(output.parent), output)
    named = [client.area is not None for client in asked.clients]
    named += [station.area is not None for station in asked.stations]
    click.echo(say("areas-filled", file=output, within=sum(named), places=len(named)))


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.option("-o", "--output", type=layers_output, required=True, help="The layers (GeoPackage).")
def export(scenario: Path, plan: Path, output: Path) -> None:
    """Write PLAN as map layers, for QGIS: stops, routes on the roads, visits left out, stations."""
    from dispatch.layers import geopackage
    from dispatch.roads import travel_times
    from dispatch.scenario.writing import write_whole

    keep_inputs(output, scenario, plan)
    asked = day_of(scenario)
    write_whole(output, geopackage(asked, plan_of(asked, plan), travel_times(asked)))
    click.echo(f"{output}")
