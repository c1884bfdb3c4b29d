"""The files of tables: which ones there are, what is in them, and which table each one is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from dispatch.errors import Fault, InputError, Nearest, fault
from dispatch.tables.columns import TABLES, by_title, is_ignored, key
from dispatch.tables.csv_files import read_csv
from dispatch.tables.grid import Grid
from dispatch.tables.workbooks import read_workbook

CSV: Final = (".csv", ".tsv")
WORKBOOKS: Final = (".xlsx", ".xlsm")
OTHERS: Final = (".xls", ".xlsb", ".ods", ".et", ".numbers")
"""Endings of spreadsheets that are not read."""


@dataclass
class Grids:
    """The tables of some files."""

    by_table: dict[str, Grid] = field(default_factory=dict)
    """By the name of the table."""
    broken: set[str] = field(default_factory=set)
    """The tables whose files cannot be read."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def notes(self) -> Sequence[Fault]:
        """What people should know that is not wrong."""
        return [
            grid.at(fault("tables-hidden", rows=_ranges(grid.hidden)))
            for grid in self.by_table.values()
            if grid.hidden
        ]


def folder_files(folder: str) -> tuple[list[str], list[str]]:
    """Return the files of CSV and the workbooks in a folder, without what programs keep there."""
    names = [each for each in sorted(Path(folder).iterdir()) if each.name[0] not in ".~"]
    files = [str(each) for each in names if each.suffix.lower() in CSV]
    return files, [str(each) for each in names if each.suffix.lower() in WORKBOOKS]


def day_table(folder: str | os.PathLike[str]) -> str:
    """Return the name of the file with the day that the tables in a folder are about, if any."""
    files = folder_files(os.fspath(folder))[0] if Path(folder).is_dir() else []
    titles = ((by_title().get(key(Path(each).stem)), Path(each).name) for each in files)
    return next((name for table, name in titles if table is not None and table.name == "day"), "")


def grids_of(contents: Mapping[str, bytes]) -> Grids:
    """Find the tables in the contents of files.

    Parameters
    ----------
    contents
        A workbook, or files of CSV, by their names.
    """
    found = Grids()
    for title, grid in _titled(contents, found):
        table = by_title().get(key(title))
        if table is None:
            if grid.rows and not is_ignored(title):
                found.faults.append(_unknown(title, grid.file))
        elif table.name in found.by_table:
            other = found.by_table[table.name]
            told = fault("tables-twice", other=other.title or Path(other.file).name)
            found.faults.append(grid.at(told))
        else:
            found.by_table[table.name] = grid
    return found


def _titled(contents: Mapping[str, bytes], found: Grids) -> Iterator[tuple[str, Grid]]:
    """Yield each sheet or file of CSV with its title."""
    for file, raw in contents.items():
        if Path(file).suffix.lower() not in CSV:
            yield from ((grid.title, grid) for grid in read_workbook(file, raw))
            continue
        title = Path(file).stem
        table = by_title().get(key(title))
        try:
            yield title, read_csv(file, raw, table or TABLES[0])
        except InputError as error:
            found.faults += error.faults
            if table is not None:
                found.broken.add(table.name)


def _unknown(title: str, file: str) -> Fault:
    titles = {key(word): word for table in TABLES for word in table.title}
    near = titles.get(Nearest()(key(title), titles), "")
    return replace(fault("tables-unknown", title=title, near=near), file=file)


def _ranges(rows: Sequence[int]) -> str:
    """Write numbers of rows in short: 3, 7-9."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
