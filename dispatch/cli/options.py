"""Arguments and options that commands share: files to read and to write."""

from __future__ import annotations

import os
from pathlib import Path

import click

from dispatch.errors import InputError, fault


class _Output(click.Path):
    """A file to write; refused at once if its folder does not exist."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(str(fault("cli-no-folder", folder=path.parent)), param, ctx)
        return path


class _ScenarioOutput(_Output):
    """A scenario file to write; refused at once if its name ends differently."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        from dispatch.scenario.writing import ENDINGS

        path = super().convert(value, param, ctx)
        if path.suffix.lower() not in ENDINGS:
            self.fail(str(fault("file-ending", ending=path.suffix)), param, ctx)
        return path


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the clock time of an option as scenarios write it: the option's callback."""
    from dispatch.scenario.forms import moment_of

    try:
        return None if value is None else moment_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error


existing_file = click.Path(dir_okay=False, path_type=Path)
scenario_file = click.Path(path_type=Path)
"""A scenario: a file of YAML or JSON, a workbook, or a folder of tables."""
output_file = _Output(dir_okay=False, writable=True)
scenario_output = _ScenarioOutput(dir_okay=False, writable=True)
published_format = click.option(
    "--format",
    "family",
    type=click.Choice(["hhcrsp", "uhhc", "vrptw"]),
    help="The format if SCENARIO is a published instance; if not given, recognised from the file.",
)


def keep_inputs(output: Path | None, *inputs: Path | None) -> None:
    """Refuse to overwrite an input file, or to write a table among those of an input folder."""
    from dispatch.tables import is_tables

    if output is None:
        return
    for file in inputs:
        if file is None or not file.exists():
            continue
        beside = file.is_dir() and output.parent.is_dir() and output.parent.samefile(file)
        is_table = beside and is_tables(output)
        if output.exists() and (is_table or output.samefile(file)):
            raise InputError(fault("cli-overwrites", file=output))
        if is_table:
            raise InputError(fault("cli-among-tables", file=output, folder=file))
