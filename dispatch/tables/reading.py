"""Reading of tables: a folder of CSV files, or a workbook, as a scenario."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dispatch.errors import Fault, InputError, Nearest, fault, told
from dispatch.scenario import Scenario
from dispatch.scenario.source import content
from dispatch.scenario.spot import refuse
from dispatch.tables.cells import Misread
from dispatch.tables.columns import TABLES, Table
from dispatch.tables.entries import UNREAD, Entries
from dispatch.tables.example import is_example
from dispatch.tables.grid import Grid
from dispatch.tables.headings import Spot, headings_of
from dispatch.tables.kinds import KINDS
from dispatch.tables.locating import Locator
from dispatch.tables.sources import CSV, OTHERS, WORKBOOKS, Grids, folder_files, grids_of


@dataclass(frozen=True)
class Tables:
    """A scenario that was read from tables, and where the tables say what."""

    scenario: Scenario
    places: Mapping[str, tuple[float, float]]
    """The places that the tables name: longitude and latitude."""
    notes: Sequence[Fault]
    """What people should know that is not wrong, such as hidden rows."""
    _entries: Entries

    def located(self, *faults: Fault) -> list[Fault]:
        """Return faults and warnings of the scenario with their sheet, row and column."""
        locator = Locator(self._entries)
        return [locator.placed(each) for each in faults]

    def told(self, where: str) -> str:
        """Return where people find a field: sheet (or file), row and heading, if there is one."""
        return Locator(self._entries).told(where)


def is_tables(file: str | os.PathLike[str]) -> bool:
    """Whether a name is that of tables: a folder, or a file with an ending of spreadsheets."""
    endings = (*WORKBOOKS, *CSV, *OTHERS)
    return Path(file).is_dir() or Path(file).suffix.lower() in endings


def load_tables(file: str | os.PathLike[str]) -> Tables:
    """Read a scenario from a workbook, or from a folder of CSV files.

    Parameters
    ----------
    file
        A workbook (``.xlsx``), or a folder with a file of CSV for each table. If the folder has a
        workbook as well, the one that is not the untouched example counts.

    Raises
    ------
    InputError
        With everything that is wrong in the tables, by sheet, row and column; or if the files and
        the workbook of a folder contradict each other.
    """
    name, ending = os.fspath(file), Path(file).suffix.lower()
    if not Path(file).is_dir():
        book = content(name)
        if ending in CSV:
            refuse(name, (0, 0), "tables-one-file")
        if ending not in WORKBOOKS:
            refuse(name, (0, 0), "tables-other-workbook" if ending in OTHERS else "tables-none")
        return tables_of(name, {name: book})
    files, books = folder_files(name)
    if not files and not books:
        refuse(name, (0, 0), "tables-nothing")
    if len(books) > 1:
        refuse(name, (0, 0), "tables-many-books", names=tuple(Path(each).name for each in books))
    sources = [{each: content(each) for each in some} for some in (files, books) if some]
    made = [_tried(name, source) for source in sources]
    filled = [
        each for each in made if isinstance(each, InputError) or not is_example(each.scenario)
    ]
    if len(filled) == 2 and not _agree(*filled):
        refuse(name, (0, 0), "tables-two-days", book=Path(books[0]).name)
    chosen = (filled or made)[0]
    if isinstance(chosen, InputError):
        raise chosen
    return chosen


def _tried(name: str, source: Mapping[str, bytes]) -> Tables | InputError:
    try:
        return tables_of(name, source)
    except InputError as error:
        return error


def _agree(one: Tables | InputError, other: Tables | InputError) -> bool:
    if isinstance(one, InputError) or isinstance(other, InputError):
        return False
    return one.scenario == other.scenario


def tables_of(name: str, contents: Mapping[str, bytes]) -> Tables:
    """Read tables from the contents of their files.

    Parameters
    ----------
    name
        The workbook or the folder; relative names of road files start from where it is.
    contents
        The workbook, or the files of CSV, by their names.

    Raises
    ------
    InputError
        With everything that is wrong in the tables, by sheet, row and column.
    """
    grids = grids_of(contents)
    entries = Entries()
    for table in sorted(TABLES, key=lambda each: bool(each.inside[0])):
        _add(entries, table, grids, name)
    _complete(entries)
    folder = name if Path(name).is_dir() else str(Path(name).parent)
    scenario = _scenario(entries, grids.faults).beside(folder)
    return Tables(scenario, entries.places, grids.notes, entries)


def _add(entries: Entries, table: Table, grids: Grids, name: str) -> None:
    """Add a table to the entries; note it if it is needed and not there."""
    grid = grids.by_table.get(table.name)
    is_day, is_broken = table.name == "day", table.name in grids.broken
    is_list = not table.single and table.name in Scenario.model_fields
    if grid is not None and grid.rows:
        entries.add(headings_of(grid, table))
        if is_list and table.needed:
            entries.data.setdefault(table.name, [])
        if not is_day or () in entries.spots:
            return
    if table.needed and not is_broken:
        missing = fault("tables-table-missing", title=" / ".join(table.title))
        entries.note(Spot(grid or Grid(name, "", {}), table), missing)
    if is_day:
        entries.data |= {str(each.path[0]): UNREAD for each in table.columns if each.needed}
    elif is_list and (table.needed or is_broken):
        entries.data[table.name] = UNREAD
    elif table.name == "places" and is_broken:
        entries.unread.add(UNREAD)


def _complete(entries: Entries) -> None:
    """Fill in what the tables mean: roads, places by name, who is off duty, modes in words."""
    data = entries.data
    if "roads" in data:
        ways: dict[str, Any] = data["roads"]
        data["roads"] = {"kind": _KINDS[next(iter(ways))], **ways}
        for field in [*ways][1:]:
            entries.note(entries.spots["roads", field], fault("tables-roads-twice"))
            del data["roads"][field]
    caregivers = data.get("caregivers")
    for each in caregivers if isinstance(caregivers, list) else ():
        each.setdefault("shifts", [])
    for path in sorted(entries.named, key=lambda each: each[0] != "stations"):
        _resolve(entries, path)
    for path in () if "modes" in data else entries.modes:
        _take_word(entries, path)


_KINDS: Final = {"file": "graph", "name": "place", "detour": "straight_line"}
"""The kind of roads for each field that the tables can give."""


def _resolve(entries: Entries, path: tuple[str | int, ...]) -> None:
    """Replace the name of a place by its longitude and latitude; a station stays named.

    Where a client has no address, the name is one: a sheet would have numbers there.
    """
    holder, last = _holder(entries, path)
    name, listed = holder[last], entries.data.get("stations", [])
    if listed is UNREAD:
        holder[last] = UNREAD
        return
    stations = {} if path[0] == "stations" else {each.get("id"): each for each in listed}
    here, station = entries.places.get(name), stations.get(name)
    if station is None and here is None:
        holder[last] = UNREAD
        if not {name, UNREAD}.isdisjoint({*entries.unread, *stations}):
            return  # a place that could not be read may be meant
        near = Nearest()(name, [*stations, *entries.places])
        entries.note(entries.spots[path], fault("tables-place-unknown", name=name, near=near))
    elif station is None:
        holder[last] = [*here] if here is not None else UNREAD
        if path[0] == "clients":
            holder.setdefault("address", name)
    elif here is not None and station.get("place") != [*here]:
        entries.note(entries.spots[path], fault("tables-place-station", name=name))


def _holder(entries: Entries, path: tuple[str | int, ...]) -> tuple[Any, str | int]:
    """Return what holds a value, and under which key."""
    *steps, last = path
    holder: Any = entries.data
    for step in steps:
        holder = holder[step]
    return holder, last


def _take_word(entries: Entries, path: tuple[str | int, ...]) -> None:
    """Replace words for modes of travel by those that every scenario has."""
    holder, last = _holder(entries, path)
    written = holder[last]
    holder[last] = (
        [_mode(each) for each in written] if isinstance(written, list) else _mode(written)
    )


def _mode(written: str) -> str:
    try:
        return str(KINDS["network"].read(written))
    except Misread:
        return written


def _scenario(entries: Entries, faults: Sequence[Fault]) -> Scenario:
    """Make the scenario; refuse it with everything that is wrong."""
    locator = Locator(entries)
    loose = [*faults]
    scenario = None
    try:
        scenario = Scenario.model_validate(entries.data)
    except InputError as error:
        others = [each for each in error.faults if not locator.is_noted(each)]
        for each in others if others or entries.found or faults else error.faults:
            spot = locator.spot(each.where)
            if spot is None:
                loose.append(each)
            else:
                entries.note(spot, locator.nearer(each))
    if scenario is None or entries.found or loose:
        found = sorted(entries.found, key=lambda each: each[0].order)
        raise InputError(*told([*loose, *(spot.at(each) for spot, each in found)]))
    return scenario
