"""Where the values of a file stand, and how a file is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NoReturn, TypeAlias

from dispatch.errors import InputError, fault

Step: TypeAlias = str | int
"""A key of a mapping, or an index of a list."""

DEEPEST = 40
"""How deep lists and mappings may lie in one another; a scenario needs ten."""


@dataclass(slots=True)
class Spot:
    """Where a value begins (from 1), and where the keys and values inside it do."""

    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    inside: dict[Step, Spot] = field(default_factory=dict)


def refuse(file: str, at: tuple[int, int], code: str, **fields: object) -> NoReturn:
    """Refuse a file for one reason, at a line and column (0 for the file as a whole).

    Raises
    ------
    InputError
        Always.
    """
    line, column = at
    raise InputError(replace(fault(code, **fields), file=file, line=line, column=column))
