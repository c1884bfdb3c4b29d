"""Rows of tables as the fields of a scenario, with the cell that each field comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, TypeAlias

from dispatch.errors import Fault, Nearest, fault
from dispatch.messages import language
from dispatch.scenario.references import UNKNOWN
from dispatch.scenario.spot import Step
from dispatch.tables.cells import Misread, Plain
from dispatch.tables.columns import Column, Table
from dispatch.tables.grid import Row
from dispatch.tables.headings import Headings, Spot, partner
from dispatch.tables.kinds import KINDS

Path: TypeAlias = tuple[Step, ...]

UNREAD: Final = object()
"""Stands in the data for what could not be read: no model accepts it, and all else is checked."""


@dataclass
class Entries:
    """What the tables say as plain values, where they say it, and what is wrong with it."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    """The places that the tables name."""
    unread: set[object] = field(default_factory=set)
    """The names of places of which something could not be read; `UNREAD` if a name could not."""
    spots: dict[Path, Spot] = field(default_factory=dict)
    """Where the value at each path stands."""
    headings: dict[Path, Headings] = field(default_factory=dict)
    """The headings above the row of each entry."""
    named: list[Path] = field(default_factory=list)
    """Where places are named."""
    modes: list[Path] = field(default_factory=list)
    """Where modes of travel are named."""
    found: list[tuple[Spot, Fault]] = field(default_factory=list)

    def note(self, spot: Spot, found: Fault) -> None:
        """Note what is wrong at a place."""
        self.found.append((spot, found))

    def add(self, headings: Headings) -> None:
        """Add the rows of a table; those of the table that they belong to must be there."""
        self.found += headings.found
        for row, cells in headings.grid.rows.items():
            if row > headings.row:
                _Row(self, headings, row, cells).read()


@dataclass(frozen=True)
class _Row:
    """A row that is being read."""

    entries: Entries
    headings: Headings
    row: int
    cells: Row

    def read(self) -> None:
        """Add what the row says to the entries."""
        headings, filled = self.headings, self.cells.keys() & self.headings.columns.keys()
        for at in self.cells.keys() - headings.written.keys():
            self.note(at, fault("tables-no-heading", column=at))
        if not filled:
            return
        found = self._target()
        if found is None:
            return
        path, into = found
        self.entries.spots[path] = headings.spot(self.row)
        self.entries.headings[path] = headings
        given = {headings.columns[at].path for at in filled}
        for column in headings.table.columns:
            if column.path and (column.path in given or column.needed or partner(column) in given):
                self._read(column, path, into)
        if headings.table.name == "places":
            self._keep_place(into)

    def note(self, at: int, found: Fault) -> None:
        """Note what is wrong at a column."""
        self.entries.note(self.headings.spot(self.row, at), found)

    def _read(self, column: Column, path: Path, into: dict[str, Any]) -> None:
        """Read the cell of a column; one that is needed may be empty, or lack its column."""
        spot = self.headings.spot_of(self.row, column)
        self.entries.spots[(*path, *column.path)] = spot
        value = self._value(column) if spot.column else UNREAD
        if not _put(into, column.path, value):
            self.entries.note(spot, fault("tables-place-twice"))
        elif column.kind is KINDS["place"] and isinstance(value, str):
            self.entries.named.append((*path, *column.path))
        elif column.of == "modes" and value is not UNREAD:
            self.entries.modes.append((*path, *column.path))

    def _value(self, column: Column) -> Any:
        """Return what the cell of a column says; note what is wrong with it."""
        spot = self.headings.spot_of(self.row, column)
        cell = self.cells.get(spot.column)
        if isinstance(cell, Fault):
            self.entries.note(spot, cell)
        elif cell is None:
            told = column.help.of(language()).rstrip(".。")
            self.entries.note(spot, fault("tables-cell-empty", help=told[:1].lower() + told[1:]))
        else:
            return self._plain(column, spot, cell)
        return UNREAD

    def _plain(self, column: Column, spot: Spot, cell: Plain) -> Any:
        try:
            return column.kind.read(cell)
        except Misread as error:
            self.entries.note(spot, error.fault)
            return UNREAD

    def _target(self) -> tuple[Path, dict[str, Any]] | None:
        """Return what the row is about: its path in the data, and the fields that it fills."""
        table, data = self.headings.table, self.entries.data
        if table.name == "places":
            return (table.name, self.row), {}
        if table.single:
            path: Path = () if table.name == "day" else (table.name,)
            if path in self.entries.spots:
                self.note(0, fault("tables-one-row"))
                return None
            return path, data.setdefault(table.name, {}) if path else data
        parent: Path = ()
        name = table.name
        if table.inside[0]:
            owner = self._owner(table)
            if owner is None:
                return None
            parent, data = owner
            name = table.inside[1]
        listed = data.setdefault(name, [])
        listed.append({})
        return (*parent, name, len(listed) - 1), listed[-1]

    def _owner(self, table: Table) -> tuple[Path, dict[str, Any]] | None:
        """Find the entry of another table that the row belongs to."""
        column, name = table.columns[0], table.inside[0]
        if column not in self.headings.columns.values():
            return None  # the missing heading has been noted
        written, owners = self._value(column), self.entries.data.get(name, [])
        if written is UNREAD or owners is UNREAD:
            return None
        for index, owner in enumerate(owners):
            if owner.get("id") == written:
                return (name, index), owner
        known = [owner.get("id") for owner in owners]
        if UNREAD not in known:
            told = fault(UNKNOWN[name], name=written, near=near_id(written, known))
            self.entries.note(self.headings.spot_of(self.row, column), told)
        return None

    def _keep_place(self, row: dict[str, Any]) -> None:
        name, place = row["id"], row["place"]
        if name in self.entries.places:
            self.note(0, fault("id-repeated", name=name))
        if name is UNREAD or UNREAD in place:
            self.entries.unread.add(name)
        else:
            self.entries.places[name] = (float(place[0]), float(place[1]))


def near_id(name: str, known: list[str]) -> str:
    """Return the id that is most likely meant: also one whose leading zeros are lost."""
    for each in known:
        if name.isdigit() and each.isdigit() and each.lstrip("0") == name.lstrip("0"):
            return each
    return Nearest()(name, known)


def _put(into: dict[str, Any], path: Path, value: Any) -> bool:
    """Put a value at a path; return whether nothing else was there."""
    at: Any = into
    for step, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, str):
            at = at.setdefault(step, empty)
        elif step < len(at):
            at = at[step]
        else:
            at.append(empty)
            at = empty
        if not isinstance(at, (dict, list)):
            return False
    last = path[-1]
    if isinstance(last, str):
        return at.setdefault(last, value) is value
    if len(at) != last:  # a place of the same row, in another column
        return False
    at.append(value)
    return True
