"""Writing of scenarios as tables: files of CSV, or a workbook; only what tables can say."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dispatch.errors import Fault, InputError, fault, told
from dispatch.scenario import Matrix, Scenario
from dispatch.scenario.names import Wheres
from dispatch.scenario.spot import Step, refuse
from dispatch.scenario.spreadsheet import csv_bytes
from dispatch.scenario.writing import write_together
from dispatch.tables.columns import key
from dispatch.tables.example import example_day, example_places
from dispatch.tables.kinds import Language
from dispatch.tables.reading import is_tables, tables_of
from dispatch.tables.sheets import Places, Sheet, sheets_of
from dispatch.tables.sources import folder_files
from dispatch.tables.workbook_file import workbook_bytes


def dump_tables(
    scenario: Scenario,
    target: str | os.PathLike[str],
    language: Language = "en",
    places: Places | None = None,
) -> list[Path]:
    """Write a scenario as tables that `load_tables` reads as the same scenario.

    Parameters
    ----------
    scenario
        The scenario. A road file is named as it is from where the tables are.
    target
        A workbook (``.xlsx``), or a folder without tables in it, for files of CSV. All are written,
        or none.
    language
        The language of titles and headings.
    places
        Longitude and latitude of places that the tables name, as `Tables.places`.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    InputError
        With everything in the scenario that tables cannot say; or if it cannot be written, also if
        the name ends like that of another spreadsheet (``.csv``, ``.xls``, ``.ods``).
    """
    return _write(table_files(scenario, target, language, places))


def table_files(
    scenario: Scenario,
    target: str | os.PathLike[str],
    language: Language = "en",
    places: Places | None = None,
) -> Mapping[Path, bytes]:
    """Return the contents of the files that `dump_tables` would write, by their names."""
    path = Path(target)
    is_book = path.suffix.lower() == ".xlsx" and not path.is_dir()
    if is_tables(path) and not is_book and not path.is_dir():
        refuse(str(path), (0, 0), "tables-ending", ending=path.suffix)
    seen = scenario.moved_to(path.parent if is_book else path)
    sheets = sheets_of(seen, language, places)
    files = _book(sheets, path, language) if is_book else _csv(sheets, path)
    if not is_book and path.is_dir():
        _refuse_full(path)
    _refuse_losses(seen, path, files)
    return files


def write_templates(folder: str | os.PathLike[str], language: Language = "en") -> list[Path]:
    """Write all tables with their usual columns, filled with a small day: CSV, and a workbook.

    Parameters
    ----------
    folder
        A folder without tables in it; it is made if there is none.
    language
        The language of titles, headings and example.

    Returns
    -------
    list of Path
        The files. All are written, or none.

    Raises
    ------
    InputError
        If there are tables in the folder, or it cannot be written.
    """
    path = Path(folder)
    if path.is_dir():
        _refuse_full(path)
    places = example_places(language)
    sheets = sheets_of(example_day(language), language, places, template=True)
    return _write({**_csv(sheets, path), **_book(sheets, path / "day.xlsx", language)})


def _refuse_full(folder: Path) -> None:
    """Refuse a folder that has tables in it."""
    if found := [name for names in folder_files(str(folder)) for name in names]:
        refuse(str(folder), (0, 0), "tables-folder-full", name=Path(found[0]).name)


def _write(files: Mapping[Path, bytes]) -> list[Path]:
    """Write files, all or none, in folders that are made for them."""
    for each in {file.parent for file in files}:
        try:
            each.mkdir(parents=True, exist_ok=True)
        except OSError as reason:
            refuse(str(each), (0, 0), "file-unwritable", reason=reason.strerror)
    contents: dict[str | os.PathLike[str], str | bytes] = dict(files.items())
    write_together(contents)
    return [*files]


def _csv(sheets: list[Sheet], folder: Path) -> dict[Path, bytes]:
    return {
        folder / f"{key(sheet.title).replace(' ', '-')}.csv": csv_bytes(
            [sheet.headings, *sheet.rows]
        )
        for sheet in sheets
    }


def _book(sheets: list[Sheet], file: Path, language: Language) -> dict[Path, bytes]:
    return {file: workbook_bytes(sheets, language)}


def _refuse_losses(scenario: Scenario, target: Path, files: Mapping[Path, bytes]) -> None:
    """Read what is going to be written, and refuse it if that is not the same scenario."""
    if isinstance(scenario.roads, Matrix):  # its points are unknown names of places
        raise InputError(fault("tables-loss", "roads"))
    try:
        read = tables_of(str(target), {str(file): raw for file, raw in files.items()}).scenario
    except InputError as error:
        unlike = [fault("tables-not-read-back", told=str(each)) for each in error.faults]
        raise InputError(*told(unlike)) from None
    if read != scenario:
        raise InputError(*told([*_losses(_fields(scenario), _fields(read))]))


def _fields(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json", exclude_defaults=True)


def _losses(asked: dict[str, Any], read: dict[str, Any]) -> Iterator[Fault]:
    """Yield one fault for each kind of field that differs, at the first of them."""
    wheres = Wheres(asked)
    found: dict[tuple[Step, ...], list[tuple[Step, ...]]] = {}
    for path in _differences(asked, read):
        kind = tuple("" if isinstance(step, int) else step for step in path)
        found.setdefault(kind, []).append(path)
    for paths in found.values():
        where, more = wheres(paths[0]), len(paths) - 1
        yield fault("tables-losses", where, more=more) if more else fault("tables-loss", where)


def _differences(one: Any, other: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Yield the path of each value that differs."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            yield from _differences(one.get(name), other.get(name), (*path, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from _differences(*pair, (*path, index))
    elif one != other:
        yield path
