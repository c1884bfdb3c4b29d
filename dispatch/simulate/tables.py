"""Tables in Parquet and CSV: rows with typed columns.

In CSV, None is an empty cell, and a flag or a list is JSON.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, NamedTuple, TypeAlias

Row: TypeAlias = dict[str, Any]


class Column(NamedTuple):
    """A column: its type, whether it may be empty, and its values if they are a closed list."""

    kind: type
    optional: bool = False
    known: tuple[str, ...] = ()


def may_be(value: Any, column: Column) -> bool:
    """Return whether a column can have a value."""
    if value is None:
        return column.optional
    return type(value) is column.kind and (not column.known or value in column.known)


def _need(columns: Mapping[str, Column], found: Iterable[str]) -> None:
    missing = [name for name in columns if name not in set(found)]
    if missing:
        raise KeyError(", ".join(missing))


def parquet_of(columns: Mapping[str, Column], rows: Sequence[Row]) -> bytes:
    """Return rows as a file of Parquet."""
    from pyarrow import Table
    from pyarrow.parquet import write_table

    out = BytesIO()
    write_table(Table.from_pylist(rows, schema=_schema(columns)), out)
    return out.getvalue()


def parquet_rows(columns: Mapping[str, Column], content: bytes) -> list[Row]:
    """Return the rows of a file of Parquet.

    Raises
    ------
    KeyError
        With the columns that it lacks.
    ValueError, OSError
        If it is damaged; pyarrow's errors are of these families.
    """
    from pyarrow.parquet import read_table

    found = read_table(BytesIO(content), use_threads=False)  # the files are small
    _need(columns, found.column_names)
    table = found.select(list(columns)).cast(_schema(columns))
    lists = [name for name, column in columns.items() if column.kind is tuple]
    rows: list[Row] = table.to_pylist()
    for row in rows:
        row.update({name: tuple(row[name]) for name in lists if row[name] is not None})
    return rows


def _schema(columns: Mapping[str, Column]) -> Any:
    import pyarrow

    types = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
        tuple: pyarrow.list_(pyarrow.string()),
    }
    return pyarrow.schema([(name, types[column.kind]) for name, column in columns.items()])


def csv_of(columns: Mapping[str, Column], rows: Iterable[Row]) -> bytes:
    """Return rows as a file of CSV."""
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue().encode()


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows of plain values as CSV with Unix line ends; None is an empty cell."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | tuple):
        return json.dumps(value, ensure_ascii=False)
    return repr(value) if isinstance(value, float) else str(value)


def csv_rows(columns: Mapping[str, Column], content: bytes) -> list[Row]:
    """Return the rows of a file of CSV; a cell that is no value of its column stays text.

    Raises
    ------
    KeyError
        With the columns that it lacks.
    ValueError, csv.Error
        If it is damaged.
    """
    table = csv.DictReader(StringIO(content.decode(), newline=""), strict=True)
    _need(columns, table.fieldnames or ())
    return [
        {name: _value(row[name], column.kind) for name, column in columns.items()} for row in table
    ]


def _value(cell: str | None, kind: type) -> Any:
    """Return the value of a cell; the cell itself if it is none of this kind."""
    if kind is str or cell is None:
        return cell
    if cell == "":
        return None
    try:
        value = json.loads(cell) if kind in (bool, tuple) else kind(cell)
    except ValueError:
        return cell
    return tuple(value) if isinstance(value, list) else value
