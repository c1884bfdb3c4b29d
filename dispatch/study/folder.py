"""The folder of a study: what it was begun with, and the tables of its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from dispatch.errors import Fault, InputError, fault, told
from dispatch.scenario.writing import json_text, write_together, write_whole
from dispatch.simulate.tables import Column, csv_of, parquet_of
from dispatch.study.exact import ExactFront
from dispatch.study.reading import Asked
from dispatch.study.runs import Row, Runs, versions

_BEGUN: Final = "study.json"
"""The study as it was asked last, and what its runs depend on."""
_OF_RUNS: Final = {
    "scenario": Column(str),
    "weighting": Column(str),
    "seed": Column(int),
    "iterations": Column(int),
    "fingerprint": Column(str),
    "versions": Column(str),
    "machine": Column(str),
}
_OF_POINTS: Final = {
    "scenario": Column(str),
    "first": Column(str),
    "second": Column(str),
    "first_value": Column(float),
    "second_value": Column(float),
}


def begin(runs: Runs, *, resume: bool, add: bool) -> None:
    """Begin a study in its folder, or go on with the one that is there.

    Parameters
    ----------
    runs
        The runs of the study.
    resume
        Whether there has to be a study to go on with.
    add
        The same; it may have grown since by scenarios, weightings or seeds.

    Raises
    ------
    InputError
        With everything in which the study differs from the one that is there, or because there is
        none, a row that is there is damaged or of other code, or the folder cannot be written.
    """
    file, now = runs.folder / _BEGUN, _depends(runs.asked)
    try:
        before = json.loads(file.read_text("utf-8"))["runs"]
        differences = [*_lost(before, now)]
    except FileNotFoundError:
        if resume or add:
            raise InputError(fault("study-none", str(runs.folder))) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(replace(fault("file-unreadable", reason=error), file=str(file))) from error
    else:
        if before != now and not (differences or add):
            differences = [fault("study-grown")]
        if differences:
            raise InputError(*told([replace(each, file=str(file)) for each in differences]))
    runs.rows()  # what is refused there leaves the folder as it is
    try:
        runs.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = fault("file-unwritable", reason=error.strerror)
        raise InputError(replace(why, file=str(runs.folder))) from error
    asked = runs.asked.study.model_dump(mode="json", exclude_defaults=True)
    write_whole(file, json_text({"study": asked, "versions": versions(), "runs": now}))


def _depends(asked: Asked) -> dict[str, Any]:
    """Return what the runs of a study are, and what they depend on."""
    scenarios: dict[str, dict[str, str]] = {}
    for (name, weighting), scenario in asked.scenarios.items():
        scenarios.setdefault(name, {})[weighting] = scenario.fingerprint
    study = asked.study
    return {"iterations": study.iterations, "seeds": sorted(study.seeds), "scenarios": scenarios}


def _lost(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield for what of a study there is no place any more."""
    if before["iterations"] != now["iterations"]:
        yield fault("study-iterations", before=before["iterations"], now=now["iterations"])
    for seed in sorted({*before["seeds"]} - {*now["seeds"]}):
        yield fault("study-lost", "seeds", what=seed)
    for name, weightings in before["scenarios"].items():
        found = now["scenarios"].get(name)
        if found is None:
            yield fault("study-lost", "scenarios", what=name)
            continue
        for weighting, fingerprint in weightings.items():
            if weighting not in found:
                yield fault("study-lost", "weightings", what=weighting)
            elif found[weighting] != fingerprint:
                yield fault("study-changed", scenario=name, weighting=weighting)


def write_rows(runs: Runs, rows: Sequence[Row]) -> None:
    """Write ``rows.csv`` and ``rows.parquet``, with a row for each run, both or neither.

    The columns of measures are all that any run has, in the order in which they first appear; what
    is undefined, or what a scenario does not have, is empty.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    names = dict.fromkeys(name for row in rows for name in row.measures)
    columns = {**_OF_RUNS, **dict.fromkeys(names, Column(float, optional=True))}
    nothing = dict.fromkeys(names)
    table = [{**nothing, **_cells(row), **row.measures} for row in rows]
    write_together(
        {
            runs.folder / "rows.csv": csv_of(columns, table),
            runs.folder / "rows.parquet": parquet_of(columns, table),
        }
    )


def _cells(row: Row) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name in _OF_RUNS}


def write_fronts(runs: Runs, fronts: Mapping[tuple[str, str, str], ExactFront]) -> None:
    """Write ``exact.csv``, with a row for each point of each front.

    Parameters
    ----------
    runs
        The runs.
    fronts
        By the names of a scenario and of two measures, the front of all plans.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    rows = [
        dict(zip(_OF_POINTS, (*key, *point), strict=True))
        for key, front in fronts.items()
        for point in front.points
    ]
    write_whole(runs.folder / "exact.csv", csv_of(_OF_POINTS, rows))
