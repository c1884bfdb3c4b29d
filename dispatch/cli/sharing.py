"""The command for days that others may see: pseudonymise."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from dispatch.cli.options import existing_file, output_folder, scenario_file
from dispatch.cli.questions import plan_of, read_day
from dispatch.cli.tabling import in_language
from dispatch.errors import InputError, fault
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.privacy import Pseudonyms
    from dispatch.scenario import Scenario
    from dispatch.tables import Language

    Contents: TypeAlias = dict[str | os.PathLike[str], str | bytes]


@click.command()
@click.argument("scenario", type=scenario_file)
@click.option(
    "-o", "--output", type=output_folder, required=True,
    help="A new folder for what may be passed on.",
)  # fmt: skip
@click.option(
    "--plan", "plans", type=existing_file, multiple=True, help="A plan for SCENARIO, too.",
)  # fmt: skip
@click.option(
    "--events", type=existing_file, multiple=True, help="A file of events of the day, too.",
)  # fmt: skip
@click.option(
    "--key-file", type=existing_file,
    help="The key of earlier days, so that ids stay the same; if not given, a new one is made "
    "beside the folder.",
)  # fmt: skip
@in_language
def pseudonymise(
    scenario: Path,
    output: Path,
    plans: Sequence[Path],
    events: Sequence[Path],
    key_file: Path | None,
    language: Language,
) -> None:
    """Write SCENARIO without names, for others: with ids under a secret key and places moved.

    The folder then has SCENARIO in its own format, plan-1.json, events-1.json and so on. The
    command lists what could still identify somebody.
    """
    from dispatch.privacy import new_key, read_key, risk_lines

    made_at = _beside_folder(output) if key_file is None else None
    _refuse_places(output, made_at, key_file)
    asked = read_day(scenario)[0]
    key = new_key() if key_file is None else read_key(key_file)
    made, contents = _pseudonymous(key, asked, output)
    contents |= _files(scenario, output, made, language)
    contents |= _beside(output, made, asked, plans, events)
    _write(contents, output, made_at, key)
    for line in risk_lines(made.scenario, made.moves):
        click.echo(line)
    for file in contents:
        click.echo(f"{file}")
    if made_at is not None:
        click.echo(say("privacy-key-made", file=made_at))


def _beside_folder(output: Path) -> Path:
    """Return where a new key goes: never into the folder, also if that is ``.``."""
    return Path(os.path.normpath(output / os.pardir)) / f"{output.resolve().name}.key"


def _refuse_places(output: Path, made_at: Path | None, key_file: Path | None) -> None:
    """Refuse a folder with something in it, and a key that is there or would be passed on."""
    if output.is_dir() and any(output.iterdir()):
        raise InputError(fault("privacy-folder-full", str(output)))
    if made_at is not None and made_at.exists():
        raise InputError(fault("privacy-key-there", str(made_at)))
    if key_file is not None and output.resolve() in key_file.resolve().parents:
        raise InputError(fault("privacy-key-inside", str(key_file)))


def _pseudonymous(key: bytes, asked: Scenario, output: Path) -> tuple[Pseudonyms, Contents]:
    """Make the pseudonyms, and write the roads anew: their file may tell whose they are."""
    from dispatch.privacy import Pseudonyms
    from dispatch.roads import load_graph
    from dispatch.roads.graphml import graphml_bytes
    from dispatch.scenario import Graph

    if not isinstance(asked.roads, Graph):
        return Pseudonyms(key, asked), {}
    graph = load_graph(Path(asked.folder) / asked.roads.file)
    made = Pseudonyms(key, asked, graph)
    assert isinstance(made.scenario.roads, Graph)
    return made, {output / made.scenario.roads.file: graphml_bytes(graph, gzipped=True)}


def _files(scenario: Path, output: Path, made: Pseudonyms, language: Language) -> Contents:
    """Return the scenario in the kind of files that it was read from, under names of ours."""
    from dispatch.scenario.writing import ENDINGS, scenario_text
    from dispatch.tables import is_tables, table_files

    day = made.scenario.beside(str(output))
    if is_tables(scenario):
        target = output if scenario.is_dir() else output / "day.xlsx"
        files: Contents = dict(table_files(day, target, language).items())
        return files
    ending = scenario.suffix.lower()
    file = output / f"scenario{ending if ending in ENDINGS else '.yaml'}"
    return {file: scenario_text(day, file)}


def _beside(
    output: Path, made: Pseudonyms, asked: Scenario, plans: Sequence[Path], events: Sequence[Path]
) -> Contents:
    """Return plans and events under numbers: the names of files may tell whose they are."""
    from dispatch.live.reading import dumps_events, load_events
    from dispatch.plan import dumps_plan

    found: Contents = {}
    for number, file in enumerate(plans, 1):
        found[output / f"plan-{number}.json"] = dumps_plan(made.plan(plan_of(asked, file)))
    for number, file in enumerate(events, 1):
        of_day = made.events(load_events(file, asked))
        found[output / f"events-{number}.json"] = dumps_events(of_day)
    return found


def _write(contents: Contents, folder: Path, key_at: Path | None, key: bytes) -> None:
    """Write the folder, and a new key that only its owner can read: all or nothing."""
    from dispatch.scenario.writing import write_together

    folder.parent.mkdir(parents=True, exist_ok=True)
    if key_at is not None:
        key_at.touch(0o600, exist_ok=False)
    try:
        folder.mkdir(exist_ok=True)
        write_together(contents if key_at is None else {key_at: key + b"\n", **contents})
    except BaseException:
        if key_at is not None:
            key_at.unlink()
        raise
