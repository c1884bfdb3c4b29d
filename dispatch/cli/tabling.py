"""The commands about tables: init, convert."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.options import form_output, keep_inputs, output_folder, scenario_file
from dispatch.cli.questions import read_day
from dispatch.messages import language, say

if TYPE_CHECKING:
    from dispatch.tables import Language

in_language = click.option(
    "--language", type=click.Choice(["en", "zh"]), default=language,
    help="The language of titles and headings; if not given, that of dispatch --lang.",
)  # fmt: skip


@click.command()
@click.argument("folder", type=output_folder)
@in_language
def init(folder: Path, language: Language) -> None:
    """Write tables to fill in: a workbook, and the same as CSV, with a small day as an example."""
    from dispatch.tables import write_templates

    for file in write_templates(folder, language):
        click.echo(say("tables-written", file=file))


@click.command()
@click.argument("scenario", type=scenario_file)
@click.option(
    "-o", "--output", type=form_output, required=True,
    help="A workbook (XLSX), a new folder for tables (CSV), or a scenario file (YAML, JSON).",
)  # fmt: skip
@in_language
def convert(scenario: Path, output: Path, language: Language) -> None:
    """Write SCENARIO in another form: as tables, or as a file of YAML or JSON."""
    from dispatch.scenario import dump_scenario
    from dispatch.scenario.writing import ENDINGS
    from dispatch.tables import dump_tables

    keep_inputs(output, scenario)
    asked, read = read_day(scenario)
    if output.suffix.lower() in ENDINGS:
        dump_scenario(asked.moved_to(output.parent), output)
        files = [output]
    else:
        files = dump_tables(asked, output, language, {} if read is None else read.places)
    for file in files:
        click.echo(say("tables-written", file=file))
