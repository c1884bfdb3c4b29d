"""Raw rows in files: a folder of tidy tables, as Parquet or as CSV.

There is one table of arms and one for each kind of record, with a row for each record and a column
for each of its fields, after the columns that name its arm. In CSV, what did not happen is an empty
cell, and a list is JSON.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from io import BytesIO, StringIO
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args, get_origin, get_type_hints

from dispatch.errors import Fault, InputError, fault, shown, told
from dispatch.scenario.writing import write_together
from dispatch.simulate.records import (
    Arm,
    BookedRecord,
    CaregiverRecord,
    DecisionRecord,
    RequestRecord,
)

Form: TypeAlias = Literal["parquet", "csv"]
Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[Any, ...]

RECORDS: Final[Mapping[str, type]] = {
    "requests": RequestRecord,
    "booked": BookedRecord,
    "caregivers": CaregiverRecord,
    "decisions": DecisionRecord,
}
"""The tables beside ``arms``, and what a row of each is."""


class Column(NamedTuple):
    """A column: its type, whether it may be empty, and its values if they are a closed list."""

    kind: type
    optional: bool = False
    known: tuple[str, ...] = ()


def _columns(record: type) -> dict[str, Column]:
    return {name: _column(hint) for name, hint in get_type_hints(record).items()}


def _column(hint: Any) -> Column:
    if get_origin(hint) is Literal:
        return Column(str, known=get_args(hint))
    if isinstance(hint, UnionType):
        return Column(get_args(hint)[0], optional=True)
    return Column(get_origin(hint) or hint)


_KEY: Final[Mapping[str, Column]] = {
    "world": Column(str),
    "load": Column(str),
    "seed": Column(int),
    "policy": Column(str),
}
_OF_ARMS: Final = {**_KEY, "fingerprint": Column(str), "versions": Column(str)}
TABLES: Final[Mapping[str, Mapping[str, Column]]] = {
    "arms": _OF_ARMS,
    **{name: {**_KEY, **_columns(record)} for name, record in RECORDS.items()},
}
"""The columns of every table, in order."""


def write_arms(folder: str | os.PathLike[str], arms: Sequence[Arm], form: Form = "parquet") -> None:
    """Write the rows of arms, all tables completely or none at all.

    Parameters
    ----------
    folder
        It is made if need be; tables of this form in it are replaced.
    arms
        No two of the same world, load, seed and policy.
    form
        ``parquet`` or ``csv``, which is also the ending of the files.

    Raises
    ------
    InputError
        If two arms have the same key, or a file cannot be written.
    """
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    keys = [tuple(getattr(arm, name) for name in _KEY) for arm in arms]
    if len(set(keys)) < len(keys):
        raise InputError(fault("rows-arm-twice"))
    for arm, key in zip(arms, keys, strict=True):
        named = dict(zip(_KEY, key, strict=True))
        rows["arms"].append({name: getattr(arm, name) for name in _OF_ARMS})
        for name in RECORDS:
            rows[name].extend({**named, **asdict(each)} for each in getattr(arm, name))
    write = _parquet if form == "parquet" else _csv
    place = Path(folder)
    contents: dict[str | os.PathLike[str], str | bytes] = {
        place / f"{name}.{form}": write(TABLES[name], each) for name, each in rows.items()
    }
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(_at(place, fault("file-unwritable", reason=error.strerror))) from error
    write_together(contents)


def read_arms(folder: str | os.PathLike[str], form: Form = "parquet") -> tuple[Arm, ...]:
    """Read the arms that `write_arms` wrote, equal to what was written.

    Raises
    ------
    InputError
        With everything that is wrong in the first table at fault: it is missing or damaged, has
        other columns, a value that its column cannot have, or rows of an arm that is not listed.
    """
    tables = {name: _read(Path(folder) / f"{name}.{form}", name, form) for name in TABLES}
    arms = {_key(row): row for row in tables["arms"]}
    records: dict[Key, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for name, record in RECORDS.items():
        for row in tables[name]:
            key = _key(row)
            if key not in arms:
                arm = "/".join(map(str, key))
                raise InputError(_at(Path(folder) / f"{name}.{form}", fault("rows-stray", arm=arm)))
            own = {field.name: row[field.name] for field in fields(record)}
            records[key][name].append(record(**own))
    return tuple(
        Arm(**{**row, **{name: tuple(records[key][name]) for name in RECORDS}})
        for key, row in arms.items()
    )


def _key(row: Row) -> Key:
    return tuple(row[name] for name in _KEY)


def _at(file: Path, found: Fault, line: int = 0) -> Fault:
    return Fault(found.code, found.fields, os.fspath(file), line, int(line > 0), found.where)


def _read(file: Path, name: str, form: Form) -> list[Row]:
    columns = TABLES[name]
    try:
        content = file.read_bytes()
        rows = (_parquet_rows if form == "parquet" else _csv_rows)(columns, content)
    except FileNotFoundError:
        raise InputError(_at(file, fault("file-missing"))) from None
    except KeyError as error:
        raise InputError(_at(file, fault("rows-columns", columns=error.args[0]))) from None
    except (OSError, ValueError, csv.Error) as error:  # pyarrow's errors are of these families
        raise InputError(_at(file, fault("file-unreadable", reason=error))) from error
    wrong = [
        _at(file, fault("rows-value", column, value=shown(row[column])), number)
        for number, row in enumerate(rows, 2)
        for column, kind in columns.items()
        if not _may_be(row[column], kind)
    ]
    if wrong:
        raise InputError(*told(wrong))
    return rows


def _may_be(value: Any, column: Column) -> bool:
    if value is None:
        return column.optional
    return type(value) is column.kind and (not column.known or value in column.known)


def _need(columns: Mapping[str, Column], found: Iterable[str]) -> None:
    missing = [name for name in columns if name not in set(found)]
    if missing:
        raise KeyError(", ".join(missing))


def _parquet(columns: Mapping[str, Column], rows: Sequence[Row]) -> bytes:
    from pyarrow import Table
    from pyarrow.parquet import write_table

    out = BytesIO()
    write_table(Table.from_pylist(rows, schema=_schema(columns)), out)
    return out.getvalue()


def _parquet_rows(columns: Mapping[str, Column], content: bytes) -> list[Row]:
    from pyarrow.parquet import read_table

    found = read_table(BytesIO(content))
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


def _csv(columns: Mapping[str, Column], rows: Iterable[Row]) -> bytes:
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | tuple):
        return json.dumps(value, ensure_ascii=False)
    return repr(value) if isinstance(value, float) else str(value)


def _csv_rows(columns: Mapping[str, Column], content: bytes) -> list[Row]:
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
