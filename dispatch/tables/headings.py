"""The headings of a table as people write them, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.errors import Fault, Nearest, fault
from dispatch.messages import Language
from dispatch.tables.columns import TABLES, Column, Table, is_ignored, key
from dispatch.tables.grid import Grid


@dataclass(frozen=True)
class Spot:
    """A cell, a row or the whole of a table."""

    grid: Grid
    table: Table
    row: int = 0
    column: int = 0
    heading: str = ""

    def at(self, found: Fault) -> Fault:
        """Return a fault with this place."""
        return self.grid.at(found, self.row, self.heading)

    @property
    def order(self) -> tuple[int, int, int]:
        """By what faults are sorted."""
        return TABLES.index(self.table), self.row, self.column


@dataclass(frozen=True)
class Headings:
    """The headings of a table, and what is wrong with them."""

    grid: Grid
    table: Table
    row: int
    columns: Mapping[int, Column]
    """The columns of the table, by their number in the file."""
    written: Mapping[int, str]
    """The headings as they are written."""
    found: list[tuple[Spot, Fault]]

    def spot(self, row: int, at: int = 0) -> Spot:
        """Return the place of a row, or of the cell at a column."""
        return Spot(self.grid, self.table, row, at, self.written.get(at, ""))

    def spot_of(self, row: int, column: Column) -> Spot:
        """Return the place of a row's cell of a column, whether the file has the column or not."""
        for at, each in self.columns.items():
            if each is column:
                return self.spot(row, at)
        return Spot(self.grid, self.table, row, 0, column.title.of(self.language))

    @property
    def language(self) -> Language:
        """The language of the headings."""
        chinese = {key(column.title.zh) for column in self.table.columns}
        return "zh" if any(key(each) in chinese for each in self.written.values()) else "en"


def headings_of(grid: Grid, table: Table) -> Headings:
    """Find the headings of a table in a grid with at least one row."""
    row = grid.headings_in(table)
    columns: dict[int, Column] = {}
    written: dict[int, str] = {}
    found: list[tuple[Spot, Fault]] = []
    for at, value in grid.rows[row].items():
        spot = Spot(grid, table, row, at)
        if isinstance(value, Fault):
            found.append((spot, value))
            continue
        written[at] = " ".join(str(value).split())
        column = table.by_heading.get(key(written[at]))
        if column is None:
            if not is_ignored(written[at]):
                found.append((spot, _unknown(written[at], table)))
        elif column in columns.values():
            found.append((spot, fault("tables-heading-twice", heading=written[at])))
        else:
            columns[at] = column
    made = Headings(grid, table, row, columns, written, found)
    for column in table.columns:
        if column not in columns.values() and (column.needed or _half(column, made)):
            missing = fault("tables-column-missing", heading=_both(column))
            found.append((Spot(grid, table, row), missing))
    return made


def _unknown(heading: str, table: Table) -> Fault:
    """Name the heading that is most likely meant."""
    columns = table.columns
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in heading)
    titles = {key(each.title.zh if is_chinese else each.title.en): each for each in columns}
    near = titles.get(Nearest()(key(heading), titles))
    return fault(
        "tables-heading",
        heading=heading,
        known=tuple(each.title.zh if is_chinese else each.title.en for each in columns),
        near="" if near is None else near.title.zh if is_chinese else near.title.en,
    )


def _both(column: Column) -> str:
    return " / ".join(dict.fromkeys(column.title))


def _half(column: Column, headings: Headings) -> bool:
    """Whether a column is longitude or latitude, and only the other one is there."""
    other = {each.path for each in headings.columns.values()}
    return column.path in _HALVES and any(half in other for half in _HALVES)


_HALVES = ("place", 0), ("place", 1)
"""The fields of longitude and latitude, which belong together."""


def partner(column: Column) -> tuple[str, int] | None:
    """Return the field of the latitude of a longitude, or the other way round."""
    return _HALVES[1 - _HALVES.index(column.path)] if column.path in _HALVES else None
