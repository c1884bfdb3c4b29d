"""How large a scenario or a plan may be; a larger one is refused before it is read in full."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from dispatch.errors import InputError, fault, shown
from dispatch.scenario.names import Wheres
from dispatch.scenario.spot import DEEPEST, Step

MOST_ENTRIES: Final = 20_000
"""How many entries a list or a mapping may have."""

MOST_VALUES: Final = 600_000
"""How many values the whole may have; outside YAML, a table's row of numbers counts as one."""

LONGEST_KEY: Final = 120
"""How many characters a key may have."""

_MANY = (dict, list, tuple)
_NUMBERS = {int, float, type(None)}


def refuse_huge(
    data: Any, most_entries: int = MOST_ENTRIES, most_values: int = MOST_VALUES
) -> None:
    """Refuse lists and mappings with too many entries, too many values, or too deep nesting.

    The errors of broken data take much more memory than the data. These bounds, which no day of
    care comes near, keep both its time and its memory small.

    Parameters
    ----------
    data
        Lists, mappings and other values.
    most_entries, most_values
        How many entries a list or mapping may have, and how many values the whole may have.

    Raises
    ------
    InputError
        With the first of them.
    """
    level, depth, values = [data] if isinstance(data, _MANY) else [], 0, 0
    while level:
        below: list[Any] = []
        for value in level:
            if len(value) > most_entries:
                _refuse(data, value, "huge", entries=len(value), most=most_entries)
            values += len(value)
            if isinstance(value, dict):
                texts = (key for key in value if isinstance(key, str))
                long = next((key for key in texts if len(key) > LONGEST_KEY), None)
                if long is not None:
                    _refuse(data, value, "key-long", key=shown(long), most=LONGEST_KEY)
                below += [each for each in value.values() if isinstance(each, _MANY)]
            else:
                below += [
                    each
                    for each in value
                    if isinstance(each, _MANY) and not _is_row(each, most_entries)
                ]
        if values > most_values:
            raise InputError(fault("values-many", most=most_values))
        if below and depth == DEEPEST:
            _refuse(data, below[0], "nesting", most=DEEPEST)
        level, depth = below, depth + 1


def _is_row(value: Any, most: int) -> bool:
    numbers = not isinstance(value, dict) and _NUMBERS.issuperset(map(type, value))
    return numbers and len(value) <= most


def _refuse(data: Any, culprit: Any, code: str, **fields: object) -> NoReturn:
    """Refuse data for a list or mapping in it, which is named by the first steps to it."""
    ahead: list[tuple[Any, tuple[Step, ...]]] = [(data, ())]
    value, path = ahead.pop()
    known = {id(data)}  # data made in Python may contain themselves
    while value is not culprit:
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, each in steps:
            if isinstance(each, _MANY) and id(each) not in known:
                known.add(id(each))
                ahead.append((each, (*path, step)))
        value, path = ahead.pop()
    raise InputError(fault(code, Wheres(data)(path[:5]), **fields))
