"""The commands that prepare plans: generate, schema, roads, warm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.options import (
    existing_file,
    keep_inputs,
    roads_output,
    scenario_file,
    scenario_output,
    with_seed,
)
from dispatch.cli.questions import day_of
from dispatch.messages import listed, say

if TYPE_CHECKING:
    from dispatch.roads import GraphSummary, RoadGraph
    from dispatch.roads.joining import Joint
    from dispatch.scenario import TravelMode


@click.command()
@click.option(
    "-o", "--output", type=scenario_output, required=True, help="The scenario (YAML, JSON)."
)
@click.option("--roads", type=existing_file, help="A road graph; if not given, straight lines.")
@click.option("--visits", type=click.IntRange(1, 15_000), default=120, show_default=True)
@click.option(
    "--caregivers", type=click.IntRange(1, 5_000), help="If not given, it depends on --visits."
)
@with_seed
@click.option("--name", default="", help="The scenario's name.")
def generate(
    output: Path, roads: Path | None, visits: int, caregivers: int | None, seed: int, name: str
) -> None:
    """Generate a plausible day for any road graph, size and seed."""
    from dispatch.generate import generate as make_day
    from dispatch.scenario import dump_scenario

    keep_inputs(output, roads)
    day = make_day(
        roads, visits=visits, caregivers=caregivers, seed=seed, name=name, folder=output.parent
    )
    dump_scenario(day, output)
    made, hired = len(day.visits), len(day.caregivers)
    click.echo(say("cli-generated", file=output, visits=made, caregivers=hired))


@click.command()
@click.option("--events", is_flag=True, help="Print the schema of files of events instead.")
def schema(events: bool) -> None:
    """Print the JSON Schema of scenario files."""
    import json

    from dispatch.live.reading import events_schema
    from dispatch.scenario import scenario_schema

    made = events_schema() if events else scenario_schema()
    click.echo(json.dumps(made, indent=1, ensure_ascii=False))


@click.command()
def warm() -> None:
    """Compile the search and keep it, so that later processes need not compile it."""
    from dispatch.engine.compiled import SUFFIX
    from dispatch.engine.warming import warm as compile_search

    folder = compile_search()
    taken = sum(file.stat().st_size for file in folder.glob(f"*{SUFFIX}"))
    click.echo(say("cli-warm", folder=folder, size=taken / 1e6))


@click.command()
@click.argument("graph", type=existing_file)
@click.option(
    "--scenario", type=scenario_file, help="Show which roads the places of this scenario join."
)
@click.option(
    "--around",
    type=click.FloatRange(0, 1000),
    metavar="KM",
    help="Write only the roads within this distance of the scenario's places.",
)
@click.option(
    "-o", "--output", type=roads_output, help="Write it as a GeoPackage (.gpkg) or compact GraphML."
)
def roads(graph: Path, scenario: Path | None, around: float | None, output: Path | None) -> None:
    """Describe a road GRAPH, convert it, cut it out, and store it in the cache."""
    from dispatch.roads import cut_out, load_graph
    from dispatch.roads.summary import joints, summarise
    from dispatch.scenario import Scenario

    if around is not None and (scenario is None or output is None):
        raise click.UsageError(say("cli-around"))
    keep_inputs(output, graph, scenario)
    streets = load_graph(graph)
    for line in _graph_lines(summarise(streets)):
        click.echo(line)
    modes: Sequence[TravelMode] = Scenario.model_fields["modes"].default
    if scenario is not None:
        asked = day_of(scenario)
        found, modes = joints(asked, streets), asked.modes
        click.echo(say("cli-on-map", file=scenario, places=len(found)))
        for field, by_mode in found.items():
            click.echo(say("cli-place-on-map", field=field, roads=_told(by_mode)))
        if around is not None:
            doors = [joint.door for by_mode in found.values() for joint in by_mode.values()]
            streets = cut_out(streets, doors, around)
    if output is not None:
        _write(streets, output, modes)
        click.echo(f"{output}")


def _write(graph: RoadGraph, output: Path, modes: Sequence[TravelMode]) -> None:
    from dispatch.roads import write_geopackage, write_graphml

    if output.suffix.lower() == ".gpkg":
        write_geopackage(graph, output, modes)
    else:
        write_graphml(graph, output)


def _told(by_mode: Mapping[str, Joint]) -> str:
    """Say how far each mode's road is, and its component."""
    return listed(
        say("cli-place-road", mode=mode, metres=joint.metres, component=joint.component + 1)
        for mode, joint in by_mode.items()
    )


def _graph_lines(summary: GraphSummary) -> Iterator[str]:
    from dispatch.report.figures import percent

    west, south, east, north = summary.bounds
    yield say("cli-graph-size", nodes=summary.nodes, edges=summary.edges, area=summary.area_km2)
    yield say("cli-graph-bounds", west=west, south=south, east=east, north=north)
    for kind, network in summary.networks.items():
        yield say(
            "cli-graph-network",
            kind=kind,
            nodes=network.nodes,
            edges=network.edges,
            share=percent(network.strong_share),
        )
