"""Raw rows in files: a folder of tidy tables, as Parquet or as CSV.

There is one table of arms and one for each kind of record, with a row for each record and a column
for each of its fields, after the columns that name its arm. In CSV, what did not happen is an empty
cell, and a list is JSON.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin, get_type_hints

from dispatch.errors import Fault, InputError, fault, shown, told
from dispatch.scenario.writing import write_together
from dispatch.simulate.records import (
    Arm,
    BookedRecord,
    CaregiverRecord,
    DecisionRecord,
    RequestRecord,
)
from dispatch.simulate.tables import (
    Column,
    Row,
    csv_of,
    csv_rows,
    may_be,
    parquet_of,
    parquet_rows,
)

Form: TypeAlias = Literal["parquet", "csv"]
Key: TypeAlias = tuple[Any, ...]

RECORDS: Final[Mapping[str, type]] = {
    "requests": RequestRecord,
    "booked": BookedRecord,
    "caregivers": CaregiverRecord,
    "decisions": DecisionRecord,
}
"""The tables beside ``arms``, and what a row of each is."""


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
    write = parquet_of if form == "parquet" else csv_of
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
        rows = (parquet_rows if form == "parquet" else csv_rows)(columns, content)
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
        if not may_be(row[column], kind)
    ]
    if wrong:
        raise InputError(*told(wrong))
    return rows
