"""Arguments and options that commands share: files to read and to write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from dispatch.errors import Fault, InputError, fault

_FORMATS: Final = frozenset({
    ".bz2", ".csv", ".docx", ".geojson", ".gpkg", ".graphml", ".gz", ".htm", ".html", ".json",
    ".md", ".ods", ".osm", ".pbf", ".pdf", ".png", ".svg", ".txt", ".xls", ".xlsx", ".xml", ".yaml",
    ".yml", ".zip",
})  # fmt: skip
"""Endings that say a format; any other is a part of the name."""


class _Written(click.Path):
    """A file or a folder to write; refused at once if something is wrong with its name."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if (found := self.wrong(path)) is not None:
            self.fail(str(found), param, ctx)
        return path

    def wrong(self, path: Path) -> Fault | None:
        """Return what is wrong with a name."""
        raise NotImplementedError


class _Output(_Written):
    """A file, in a folder that exists; with endings, its name says no other format than these."""

    def __init__(self, *endings: str) -> None:
        super().__init__(dir_okay=False, writable=True)
        self._endings = endings

    def wrong(self, path: Path) -> Fault | None:
        says = path.suffix.lower() in _FORMATS and not path.name.lower().endswith(self._endings)
        if self._endings and says:
            return fault("cli-ending", ending=path.suffix, known=self._endings)
        return None if path.parent.is_dir() else fault("cli-no-folder", folder=path.parent)


class _ScenarioOutput(_Output):
    """A scenario file."""

    def wrong(self, path: Path) -> Fault | None:
        from dispatch.scenario.writing import ENDINGS

        if path.suffix.lower() not in ENDINGS:
            return fault("file-ending", ending=path.suffix)
        return super().wrong(path)


class _LayersOutput(_Output):
    """A GeoPackage."""

    def wrong(self, path: Path) -> Fault | None:
        if path.suffix.lower() != ".gpkg":
            return fault("layers-ending", ending=path.suffix)
        return super().wrong(path)


class _FormOutput(_Written):
    """A scenario in any form: a file, or a folder of tables, whose name may end as dates do."""

    def wrong(self, path: Path) -> Fault | None:
        from dispatch.scenario.writing import ENDINGS

        ending = path.suffix.lower()
        if ending in (*ENDINGS, ".xlsx", "") or ending[1:].isdecimal() or path.is_dir():
            return None
        return fault("cli-form", ending=path.suffix)


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
output_file = _Output()
json_output = _Output(".json")
solution_output = _Output(".json", ".txt")
"""A plan, or a solution of a published instance: some are text."""
page_output = _Output(".html", ".htm")
roads_output = _Output(".gpkg", ".graphml", ".graphml.gz")
scenario_output = _ScenarioOutput()
layers_output = _LayersOutput()
form_output = _FormOutput()
output_folder = click.Path(file_okay=False, path_type=Path)
published_format = click.option(
    "--format",
    "family",
    type=click.Choice(["hhcrsp", "uhhc", "vrptw"]),
    help="The format if SCENARIO is a published instance; if not given, recognised from the file.",
)
with_iterations = click.option(
    "-n",
    "--iterations",
    type=click.IntRange(min=0),
    help="Number of moves of the search; the same seed gives the same plan on any machine.",
)
with_seed = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
with_threads = click.option(
    "-t", "--threads", type=click.IntRange(1, 64), default=1, show_default=True,
    help="Number of parallel searches; the best plan is kept.",
)  # fmt: skip
with_processes = click.option(
    "--processes", type=click.IntRange(1, 256), help="If not given, one for each core."
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
