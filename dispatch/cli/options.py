"""Arguments and options that commands share: files to read and to write."""

from __future__ import annotations

import os
from collections.abc import Callable
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


_RESULTS: Final = {
    "study": "answer.json",
    "simulate": "replications.csv",
    "staffing": "staffing.json",
    "reach": "reach.json",
}
"""Commands whose results have a page and tables of the same names, and by what they are known."""


class _Written(click.Path):
    """A file to write, or a folder; refused at once if it will not do."""

    def __init__(
        self,
        unfit: Callable[[Path], Fault | None] | None = None,
        *,
        file: bool = True,
        folder: bool = False,
    ) -> None:
        super().__init__(file_okay=file, dir_okay=folder, writable=not folder)
        self._unfit, self._folder = unfit, folder

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        found = None if self._unfit is None else self._unfit(path)
        if found is None and not (self._folder or path.parent.is_dir()):
            found = fault("cli-no-folder", folder=path.parent)
        if found is not None:
            self.fail(str(found), param, ctx)
        return path


def _only(*known: str) -> Callable[[Path], Fault | None]:
    """Refuse names that say another format than one of these."""

    def refused(path: Path) -> Fault | None:
        says = path.suffix.lower() in _FORMATS and not path.name.lower().endswith(known)
        return fault("cli-ending", ending=path.suffix, known=known) if says else None

    return refused


def _of_scenario(path: Path) -> Fault | None:
    from dispatch.scenario.writing import ENDINGS

    known = path.suffix.lower() in ENDINGS
    return None if known else fault("file-ending", ending=path.suffix)


def _of_layers(path: Path) -> Fault | None:
    known = path.suffix.lower() == ".gpkg"
    return None if known else fault("layers-ending", ending=path.suffix)


def _of_form(path: Path) -> Fault | None:
    """Refuse what is no scenario file, workbook or folder, whose name may end as dates do."""
    from dispatch.scenario.writing import ENDINGS

    ending = path.suffix.lower()
    known = ending in (*ENDINGS, ".xlsx", "") or ending[1:].isdecimal() or path.is_dir()
    return None if known else fault("cli-form", ending=path.suffix)


def _of_results(path: Path) -> Fault | None:
    """Refuse a folder with the tables of a day: results would stand among them, or replace some."""
    from dispatch.tables import day_table

    name = day_table(path)
    return fault("tables-folder-full", name=name) if name else None


def results_of(command: str) -> click.Path:
    """Return the type of a folder for a command's results, which has those of no other command."""

    def refused(path: Path) -> Fault | None:
        found = (name for name, file in _RESULTS.items() if (path / file).exists())
        others = [name for name in found if name != command]
        return fault("cli-results", command=others[0]) if others else _of_results(path)

    return _Written(refused, file=False, folder=True)


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
output_file = _Written()
json_output = _Written(_only(".json"))
solution_output = _Written(_only(".json", ".txt"))
"""A plan, or a solution of a published instance: some are text."""
page_output = _Written(_only(".html", ".htm"))
roads_output = _Written(_only(".gpkg", ".graphml", ".graphml.gz"))
scenario_output = _Written(_of_scenario)
layers_output = _Written(_of_layers)
form_output = _Written(_of_form, folder=True)
output_folder = click.Path(file_okay=False, path_type=Path)
"""A folder that the command itself refuses if it is not new."""
results_folder = _Written(_of_results, file=False, folder=True)
published_format = click.option(
    "--format",
    "family",
    type=click.Choice(["hhcrsp", "uhhc", "vrptw"]),
    help="The format if SCENARIO is a published instance; if not given, it is read from the file.",
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
    "--processes",
    type=click.IntRange(1, 256),
    help="Number of processes; if not given, one for each core.",
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
