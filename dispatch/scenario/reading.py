"""Reading of scenario files, YAML or JSON; every problem of a file is reported at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dispatch.errors import InputError, Problem
from dispatch.messages import problem
from dispatch.scenario.checks import Unread
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.source import Document, read
from dispatch.scenario.spot import Step
from dispatch.scenario.wording import explain, path_of

# Replaces required fields while the rest of a broken file is checked.
_STAND_IN: dict[str, Any] = {
    "name": "?",
    "dates": ["2026-01-01"],
    "services": [],
    "caregivers": [],
    "clients": [],
    "visits": [],
}


def load_scenario(file: str | os.PathLike[str]) -> Scenario:
    """Read a scenario from a file of YAML 1.2 or JSON.

    Parameters
    ----------
    file
        The file; relative paths of road files in it start from its folder.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    return scenario_of(read(os.fspath(file)))


def scenario_of(document: Document) -> Scenario:
    """Make a scenario from a document that has been read.

    Raises
    ------
    InputError
        With everything that is wrong in it, in the order of its lines.
    """
    data = fields_of(document, "scenario", "name: Monday")
    if str(data.get("format", "")).startswith("caregiver-dispatch plan"):
        raise InputError([document.located(problem("plan-not-scenario", "format"))])
    found = [*document.problems]
    try:
        scenario = Scenario.model_validate(data)
    except InputError as error:
        found += map(document.located, error.problems)
    except ValidationError as error:
        found += explain(error, document, Scenario)
        found += map(document.located, _rest(data, error))
    if found:
        raise InputError(in_order(found))
    return scenario.beside(str(Path(document.file).parent))


def fields_of(document: Document, thing: str, example: str) -> dict[str, Any]:
    """Return the fields of a document.

    Raises
    ------
    InputError
        If it contains something else, such as a list.
    """
    if isinstance(document.data, dict):
        return document.data
    found = {list: "a list", type(None): "nothing"}.get(type(document.data), "a single value")
    told = problem("top-not-mapping", found=found, thing=thing, example=example)
    raise InputError([document.located(told)])


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """Sort problems by their lines."""
    return sorted(found, key=lambda one: (one.line, one.column))


def _rest(data: dict[str, Any], error: ValidationError) -> Sequence[Problem]:
    """List what is wrong with the well-formed rest of a scenario.

    Malformed fields are left out until the rest is well formed, so that a person reads about a
    mistyped number and an unknown client at the same time.
    """
    unread = Unread()
    while True:
        cuts = {_cut(data, path_of(detail, data), detail["type"]) for detail in error.errors()}
        for path in sorted(cuts, reverse=True):
            top = str(path[0])
            entry = data[top][path[1]] if len(path) > 1 and isinstance(path[1], int) else None
            unread.note(top, entry)
            data = _without(data, path)
        data = {**_STAND_IN, **data}
        try:
            Scenario.model_validate(data, context=unread)
        except ValidationError as again:
            error = again
        except InputError as found:
            return found.problems
        else:
            return ()


def _cut(data: Any, path: tuple[Step, ...], kind: str) -> tuple[Step, ...]:
    """Choose what to leave out: the field at fault, its entry in a list, or the list.

    Entries without ids are known by their number, so their whole list is left out.
    """
    if kind == "missing" and len(path) > 1:
        path = path[:-1]
    while isinstance(path[-1], int):
        item = data
        for step in path:
            item = item[step]
        if (len(path) == 2 and path[0] != "dates") or (isinstance(item, dict) and "id" in item):
            break
        path = path[:-1]
    return path


def _without(data: Any, path: tuple[Step, ...]) -> Any:
    step: Any = path[0]
    rest = path[1:]
    if isinstance(data, dict):
        if rest:
            return {**data, step: _without(data[step], rest)} if step in data else data
        return {key: value for key, value in data.items() if key != step}
    kept = [_without(data[step], rest)] if rest else []
    return [*data[:step], *kept, *data[step + 1 :]]
