"""Text in the cells of tables: CSV of which no spreadsheet runs anything, and widths."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from unicodedata import east_asian_width

_RUNS = re.compile(r"'*[\t\r]|['\s\u200b]*[=+\-@＝＋－＠]")
"""Text that a spreadsheet would run, or that would be taken for such text after `_tame`."""


def csv_bytes(rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Return rows as CSV in UTF-8 with a mark at its start, by which spreadsheets know it.

    Text that `runs` gets a ' before it; `wild` takes it away.
    """
    out = StringIO(newline="")
    csv.writer(out).writerows([_tame(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def runs(text: str) -> bool:
    """Return whether a spreadsheet may take text for a formula: ``=1+1``, ``-2+3``, ``@sum``."""
    return _RUNS.match(text) is not None


def wild(cell: str) -> str:
    """Return the text of a cell as it was before `csv_bytes` wrote it."""
    return cell[1:] if cell.startswith("'") and runs(cell[1:]) else cell


def width(text: str) -> int:
    """Return how many columns a text takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _tame(cell: str | int | float | None) -> str | int | float | None:
    return f"'{cell}" if isinstance(cell, str) and runs(cell) else cell
