"""Finds the other faults of a scenario with malformed fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import ValidationError

from dispatch.errors import Fault
from dispatch.scenario.checks import Unread
from dispatch.scenario.field_faults import MOST_DETAILED, faults_between, path_of
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.spot import Step

_Cuts: TypeAlias = "dict[Step, _Cuts | None]"
"""What to leave out of a list or mapping: of each step, a part of its value or (None) all of it."""

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
    if error.error_count() > MOST_DETAILED or faults_between(error):
        return ()
    unread = Unread()
    while True:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        paths = [(path_of(detail, data), detail["type"]) for detail in details]
        if not all(path for path, _ in paths):
            return ()
        cuts = {_cut(data, path, kind) for path, kind in paths}
        for path in cuts:
            top = str(path[0])
            entry = data[top][path[1]] if len(path) > 1 and isinstance(path[1], int) else None
            unread.note(top, entry)
        data = {**_STAND_IN, **_without(data, _tree(cuts))}
        try:
            Scenario.__pydantic_validator__.validate_python(data, context=unread)
        except ValidationError as again:
            if found := faults_between(again):
                return found
            error = again
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
        if (len(path) == 2 and path[0] != "dates") or (isinstance(item, Mapping) and "id" in item):
            break
        path = path[:-1]
    return path


def _tree(paths: set[tuple[Step, ...]]) -> _Cuts:
    tree: _Cuts = {}
    for path in sorted(paths, key=len):
        at = tree
        for step in path[:-1]:
            inner = at.setdefault(step, {})
            if inner is None:
                break  # the path is in a part that is left out
            at = inner
        else:
            at[path[-1]] = None
    return tree


def _without(data: Any, cuts: _Cuts) -> Any:
    items = data.items() if isinstance(data, Mapping) else enumerate(data)
    kept = []
    for step, value in items:
        inner = cuts.get(step, {})
        if inner is not None:
            kept.append((step, _without(value, inner) if inner else value))
    return dict(kept) if isinstance(data, Mapping) else [value for _, value in kept]
