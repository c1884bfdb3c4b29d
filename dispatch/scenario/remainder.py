"""Finds the other faults of a scenario with malformed fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from dispatch.errors import Fault, InputError
from dispatch.scenario.checks import Unread
from dispatch.scenario.field_faults import path_of
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.spot import Step

# Replaces required fields while the rest of a broken scenario is checked.
_STAND_IN: dict[str, Any] = {
    "name": "?",
    "dates": ["2026-01-01"],
    "services": [],
    "caregivers": [],
    "clients": [],
    "visits": [],
}


def faults_of_remainder(error: ValidationError, data: Any) -> Sequence[Fault]:
    """List the faults in the well-formed rest of a scenario.

    Malformed fields are left out until the rest is well formed. So a mistyped number and an unknown
    client are reported together.
    """
    unread = Unread()
    while True:
        paths = [(path_of(detail, data), detail["type"]) for detail in error.errors()]
        if not all(path for path, _ in paths):
            return ()
        cuts = {_cut(data, path, kind) for path, kind in paths}
        for path in sorted(cuts, reverse=True):
            top = str(path[0])
            entry = data[top][path[1]] if len(path) > 1 and isinstance(path[1], int) else None
            unread.note(top, entry)
            data = _without(data, path)
        data = {**_STAND_IN, **data}
        try:
            Scenario.__pydantic_validator__.validate_python(data, context=unread)
        except ValidationError as again:
            error = again
        except InputError as found:
            return found.faults
        else:
            return ()


def _cut(data: Any, path: tuple[Step, ...], kind: str) -> tuple[Step, ...]:
    """Choose the part to leave out: the field at fault, its entry in a list, or the list.

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
