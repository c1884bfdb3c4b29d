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
published_format = click.option(
    "--format",
    "family",
    type=click.Choice(["hhcrsp", "uhhc", "vrptw"]),
    help="The format if SCENARIO is a published instance; if not given, recognised from the file.",
)


def keep_inputs(output: Path | None, *inputs: Path | None) -> None:
    """Refuse to overwrite an input file."""
    from dispatch.tables import is_tables

    if output is None or not output.exists():
        return
    for file in inputs:
        if file is None or not file.exists():
            continue
        is_table = file.is_dir() and output.parent.samefile(file) and is_tables(output)
        if output.samefile(file) or is_table:
            raise InputError(fault("cli-overwrites", file=output))
