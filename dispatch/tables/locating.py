"""Finds the cells that faults of a scenario come from."""

from __future__ import annotations

import re
from typing import Any

from dispatch.errors import Fault, fault
from dispatch.scenario.names import Paths, Wheres
from dispatch.scenario.references import UNKNOWN
from dispatch.tables.entries import UNREAD, Entries, Path, near_id
from dispatch.tables.headings import Spot

_LISTS = {code: name for name, code in UNKNOWN.items()}


class Locator:
    """Turns the `where` of faults into sheets, rows and columns.

    Parameters
    ----------
    entries
        What the tables say; it must not change meanwhile.
    """

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._paths = Paths(entries.data)
        self._wheres = Wheres(entries.data)

    def spot(self, where: str) -> Spot | None:
        """Return the cell of a field, or the row of what contains it; None if there is neither."""
        path = self._path(where)
        spots, headings = self._entries.spots, self._entries.headings
        entry = next((path[:n] for n in range(len(path), -1, -1) if path[:n] in headings), None)
        if entry is None:
            return None
        column = headings[entry].table.column.get(path[len(entry) :])
        if path not in spots and (*path, 0) in spots:  # a place in two columns
            return spots[*path, 0]
        if column is not None:
            return headings[entry].spot_of(spots[entry].row, column)
        return next(spots[path[:n]] for n in range(len(path), -1, -1) if path[:n] in spots)

    def placed(self, found: Fault) -> Fault:
        """Return a fault with its cell; one of another file, or of no table, stays as it is."""
        spot = None if found.file else self._said(found.where)
        return found if spot is None else spot.at(found)

    def told(self, where: str) -> str:
        """Return where people find a field: sheet (or file), row and heading, if there is one."""
        spot = self._said(where)
        return where if spot is None else spot.grid.told(spot.row, spot.heading)

    def is_noted(self, found: Fault) -> bool:
        """Whether a fault only follows from a cell that could not be read."""
        at: Any = self._entries.data
        path = self._paths(found.where)
        for step in path:
            at = at[step]
        if isinstance(at, dict):  # such as the close of a window whose opening is misread
            is_part = found.code == "field-missing" and path not in self._entries.headings
            return is_part and UNREAD in at.values()
        return at is UNREAD or (isinstance(at, list) and UNREAD in at)

    def nearer(self, found: Fault) -> Fault:
        """Return a fault of an unknown name with the name whose leading zeros were lost."""
        fields = dict(found.fields)
        listed = self._entries.data.get(_LISTS.get(found.code, ""))
        if fields.get("near") or not isinstance(listed, list):
            return found
        known = [each["id"] for each in listed if isinstance(each.get("id"), str)]
        near = near_id(str(fields["name"]), known)
        return fault(found.code, found.where, **{**fields, "near": near})

    def _said(self, where: str) -> Spot | None:
        """Return the place of a field, unless no table has anything of what it is a field of."""
        path = self._paths(where)
        is_said = any(path[:n] in self._entries.spots for n in range(1, len(path) + 1))
        return self.spot(where) if is_said else None

    def _path(self, where: str) -> Path:
        """Return the steps to a field, which may be absent."""
        path = self._paths(where)
        rest = where[len(self._wheres(path)) :]
        steps = filter(None, re.split(r"[.\[\]]", rest))
        return (*path, *(int(step) if step.isdigit() else step for step in steps))
