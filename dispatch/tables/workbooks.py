"""Tables as workbooks (XLSX): their cells as people see them, and faults where nothing is seen."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile, ZipFile

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario.spot import refuse
from dispatch.tables.cells import Plain
from dispatch.tables.grid import MOST_ROWS, Grid, grid_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_OLD: Final = b"\xd0\xcf\x11\xe0"
"""How an old workbook (.xls) begins, and one with a password."""
_MEGABYTES: Final = 500
"""How large the parts of a workbook may be once unpacked."""
_MOST_CELLS: Final = 3_000_000


def read_workbook(file: str, raw: bytes) -> list[Grid]:
    """Read every sheet of a workbook.

    Parameters
    ----------
    file
        The name of the file, for its faults.
    raw
        Its content. Of a formula the result counts that was stored with it.

    Raises
    ------
    InputError
        If it is no workbook, or damaged.
    """
    if raw.startswith(_OLD):
        refuse(file, (0, 0), "tables-old-workbook")
    _refuse_huge(file, raw)
    formulas = _opened(file, raw, results=False)
    has_formulas = any(cell.data_type == "f" for each in formulas for cell in _cells(each))
    seen = _opened(file, raw, results=True) if has_formulas else formulas
    return [_grid(file, sheet, seen[sheet.title], formulas) for sheet in formulas.worksheets]


def _refuse_huge(file: str, raw: bytes) -> None:
    try:
        with ZipFile(BytesIO(raw)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        refuse(file, (0, 0), "tables-not-workbook")
    if size > _MEGABYTES * 1_000_000:
        refuse(file, (0, 0), "file-too-large", megabytes=size / 1e6, most=_MEGABYTES)


def _opened(file: str, raw: bytes, *, results: bool) -> Workbook:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not read
            return load_workbook(BytesIO(raw), data_only=results)
    except Exception:  # a damaged part can raise anything
        refuse(file, (0, 0), "tables-not-workbook")


def _cells(sheet: Worksheet) -> Iterator[Any]:
    """Yield the cells that are stored; rows up to the last one could be millions of empty ones."""
    yield from sheet._cells.values()


def _grid(file: str, sheet: Worksheet, seen: Worksheet, book: Workbook) -> Grid:
    rows: dict[int, dict[int, Plain | Fault]] = {}
    if len(sheet._cells) > _MOST_CELLS or len({row for row, _ in sheet._cells}) > MOST_ROWS:
        raise InputError(Grid(file, sheet.title, {}).at(fault("tables-long", most=MOST_ROWS)))
    for cell in _cells(sheet):
        value = _value(cell, seen, book)
        if value is not None:
            rows.setdefault(cell.row, {})[cell.column] = value
    for merged in sheet.merged_cells.ranges:
        _fill(rows, merged.bounds, merged.coord)
    hidden = [row for row, shape in sheet.row_dimensions.items() if shape.hidden]
    return grid_of(file, sheet.title, rows, hidden)


def _value(cell: Any, seen: Worksheet, book: Workbook) -> Plain | Fault | None:
    """Return what a cell shows; a fault if it shows nothing that can be read."""
    value, kind = cell.value, cell.data_type
    if kind == "f":
        shown = seen[cell.coordinate]
        value, kind = shown.value, shown.data_type
        if value is None:  # an empty text has a kind, what was never computed has none
            return None if kind == "str" else fault("tables-formula", cell=cell.coordinate)
    if kind == "e":
        return fault("tables-error-value", value=str(value))
    if isinstance(value, float) and not math.isfinite(value):
        return fault("tables-error-value", value=str(value))
    if isinstance(value, datetime) and value.year < 1910:
        return _since_epoch(value, book.epoch)
    if isinstance(value, int) and re.fullmatch("0{2,}", cell.number_format) and value >= 0:
        return f"{value:0{len(cell.number_format)}d}"  # 7 is shown as 007
    if isinstance(value, (str, int, float, date, datetime, time, timedelta)):
        return value
    return None if value is None else fault("tables-error-value", value=str(value))


def _since_epoch(value: datetime, epoch: datetime) -> timedelta:
    """Return hours beyond 24 that were taken for a day at the beginning of the calendar."""
    if epoch.year == 1904:
        return value - epoch
    return value - datetime(1899, 12, 31)


def _fill(
    rows: dict[int, dict[int, Plain | Fault]], bounds: tuple[int, int, int, int], name: str
) -> None:
    """Give every row of merged cells in one column their value; refuse others below headings."""
    left, top, right, bottom = bounds
    value = rows.get(top, {}).get(left)
    if value is None or bottom - top > MOST_ROWS:
        return
    if left != right:
        rows[top][left] = fault("tables-merged", cells=name)
        return
    for row in range(top, bottom + 1):
        rows.setdefault(row, {})[left] = value
