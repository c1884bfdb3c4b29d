"""The places of values in a file, and how to refuse a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NoReturn, TypeAlias

from dispatch.errors import InputError, fault

Step: TypeAlias = str | int
"""A key of a mapping, or an index of a list."""

DEEPEST = 40
"""How deeply lists and mappings may be nested; a scenario needs ten levels."""


@dataclass(slots=True)
class Spot:
    """Where a value begins (counted from 1), and where the keys and values in it begin."""

    line: int
    column: int
    keys: dict[Step, tuple[int, int]] = field(default_factory=lambda: _NO_KEYS)
    inside: dict[Step, Spot] = field(default_factory=lambda: _NOTHING)


# Shared by all values that are no list or mapping, and never filled.
_NO_KEYS: dict[Step, tuple[int, int]] = {}
_NOTHING: dict[Step, Spot] = {}


def refuse(file: str, at: tuple[int, int], code: str, **fields: object) -> NoReturn:
    """Refuse a file for one reason, at a line and column (0 for the file as a whole).

    Raises
    ------
    InputError
        Always.
    """
    line, column = at
    raise InputError(replace(fault(code, **fields), file=file, line=line, column=column))
