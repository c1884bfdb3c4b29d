"""Tables as files of CSV, as programs and people write them."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Final, NoReturn

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario.spreadsheet import wild
from dispatch.tables.columns import Table
from dispatch.tables.grid import MOST_ROWS, Grid, Row, grid_of, known

SEPARATORS: Final = ",;\t，；"


def read_csv(file: str, raw: bytes, table: Table) -> Grid:
    """Read a table.

    Parameters
    ----------
    file
        The name of the file, for its faults.
    raw
        Its content in UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs between cells.
    table
        The table, whose headings tell what separates cells.

    Raises
    ------
    InputError
        If it is no text, or a quotation mark is not closed.
    """
    text = _decoded(file, raw)
    if match := re.match(r"sep=(.)\r?\n", text):  # some spreadsheets write and read this line
        rows = {0: {}, **_rows(file, text[match.end() :], match[1])}
        return grid_of(file, "", {number + 1: row for number, row in rows.items()})
    best = max(SEPARATORS, key=lambda each: _headings(text, each, table))
    return grid_of(file, "", _rows(file, text, best))


def _headings(text: str, separator: str, table: Table) -> int:
    """Return how many headings there are in the first lines, if a character separates cells."""
    lines = text.split("\n", 20)[:20]
    rows = (dict(enumerate(line.strip("\r").split(separator))) for line in lines)
    return max(len(known({at: cell.strip('"') for at, cell in row.items()}, table)) for row in rows)


def _rows(file: str, text: str, separator: str) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            rows[number] = {at: wild(cell) for at, cell in enumerate(cells, 1) if cell}
            if number > MOST_ROWS:
                _refuse(file, fault("tables-long", most=MOST_ROWS))
    except csv.Error:
        _refuse(file, fault("tables-quote"), len(rows) + 1)
    return rows


def _refuse(file: str, found: Fault, row: int = 0) -> NoReturn:
    raise InputError(Grid(file, "", {}).at(found, row))


def _decoded(file: str, raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\0" in raw[:2]:
        encoding = "utf-16-be" if raw[:1] == b"\0" else "utf-16-le"
    else:
        guess = raw.decode("utf-8", errors="replace")
        damaged = guess.count("\ufffd")
        rest = sum(letter > "\x7f" for letter in guess) - damaged
        # GB18030 is seldom UTF-8 by chance; a few bad bytes among many good ones are damage.
        encoding = "utf-8-sig" if damaged <= rest else "gb18030"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as broken:
        _refuse(file, fault("tables-encoding"), raw.count(b"\n", 0, broken.start) + 1)
    if "\0" in text:
        _refuse(file, fault("tables-encoding"), text[: text.index("\0")].count("\n") + 1)
    return text
