"""The cells of one table, from a file of CSV or a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from dispatch.errors import Fault
from dispatch.messages import say
from dispatch.tables.cells import Plain, trimmed
from dispatch.tables.columns import Table, key

Row: TypeAlias = Mapping[int, Plain | Fault]
"""The cells of a row that are not empty, by the number of their column from 1; a fault stands for
a cell that cannot be read."""

MOST_ROWS: Final = 200_000
"""How many rows a table may have that are not empty."""
_AT: Final = {
    (True, False, False): "tables-at-sheet",
    (False, True, False): "tables-at-row",
    (True, True, False): "tables-at-sheet-row",
    (False, True, True): "tables-at-row-heading",
    (True, True, True): "tables-at-sheet-row-heading",
}
"""How a place is told, by whether the sheet, the row and the heading are known."""
_HEADINGS_WITHIN: Final = 10
"""How many rows from the first one on may be above the headings, such as a title."""


@dataclass(frozen=True)
class Grid:
    """A table as it stands in a file."""

    file: str
    title: str
    """The title of the sheet; empty in a file of CSV."""
    rows: Mapping[int, Row]
    """The rows that are not empty, by their number from 1."""
    hidden: Sequence[int] = ()
    """The rows that a spreadsheet does not show."""

    def headings_in(self, table: Table) -> int:
        """Return the row of the headings: the first one with several, or else with one, if any.

        A title may read as the only heading of its table does; the heading is then the second.
        """
        first = [*self.rows][:_HEADINGS_WITHIN]
        best = max(first, key=lambda row: min(2, len(known(self.rows[row], table))))
        below = first[first.index(best) + 1 :][:1]
        return below[0] if below and self.rows[below[0]] == self.rows[best] else best

    def at(self, found: Fault, row: int = 0, heading: str = "") -> Fault:
        """Return a fault with its place: file, sheet, row and heading, as far as they are given."""
        where = _told(self.title, row, heading)
        return replace(found, file=self.file, line=0, column=0, where=where)

    def told(self, row: int, heading: str) -> str:
        """Return where a cell, or a row, is in its workbook or folder."""
        return _told(self.title or Path(self.file).name, row, heading)


def _told(sheet: str, row: int, heading: str) -> str:
    code = _AT.get((bool(sheet), bool(row), bool(heading)))
    return say(code, sheet=sheet, row=row, heading=heading) if code else ""


def known(row: Row, table: Table) -> list[int]:
    """Return the columns of a row that contain headings of a table."""
    return [
        at for at, value in row.items() if isinstance(value, str) and key(value) in table.by_heading
    ]


def grid_of(file: str, title: str, rows: Mapping[int, Row], hidden: Sequence[int] = ()) -> Grid:
    """Make a grid without its empty cells and rows."""
    filled: dict[int, Row] = {}
    for number in sorted(rows):
        row = {
            at: value
            for at, value in sorted(rows[number].items())
            if not isinstance(value, str) or trimmed(value.replace("\n", " "))
        }
        if row:
            filled[number] = row
    return Grid(file, title, filled, [row for row in hidden if row in filled])
