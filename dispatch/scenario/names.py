"""Names of the values in data, such as ``visits[bath-3].windows[0].close``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from dispatch.scenario.spot import Step

Tree: TypeAlias = "dict[Step, Tree]"
"""Parts of data: the steps to them, and the further steps from there."""


LONGEST_ID: Final = 120
"""How many characters an id may have."""


def id_of(value: object) -> str | None:
    """Return the id that text or a bare number stands for; None if it can be no id."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST_ID:
        value = str(value)
    return value if isinstance(value, str) and len(value) <= LONGEST_ID else None


def labels(items: Sequence[Any]) -> list[str]:
    """Name the entries of a list by their ids, or by their index from 0 if they have none.

    The second entry with the id ``a`` is named ``a #2``.
    """
    seen: dict[str, int] = {}
    named = []
    for index, item in enumerate(items):
        name = id_of(item.get("id") if isinstance(item, Mapping) else getattr(item, "id", None))
        if name is not None:
            seen[name] = seen.get(name, 0) + 1
            named.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
        else:
            named.append(str(index))
    return named


class Wheres:
    """Writes paths in data as names.

    Parameters
    ----------
    data
        Lists and mappings, which must not change meanwhile.
    """

    def __init__(self, data: Any) -> None:
        self._data = data
        self._labels: dict[int, list[str]] = {}  # of each list, by its identity

    def __call__(self, path: Sequence[Step]) -> str:
        """Return the name of the value at a path."""
        text, data = "", self._data
        for step in path:
            if isinstance(step, int):
                if id(data) not in self._labels:
                    self._labels[id(data)] = labels(data)
                text += f"[{self._labels[id(data)][step]}]"
                data = data[step]
            else:
                text += f".{step}" if text else step
                data = data.get(step) if isinstance(data, Mapping) else None
        return text


class Paths:
    """Finds the paths of names in data.

    Parameters
    ----------
    data
        Lists and mappings, which must not change meanwhile.
    """

    def __init__(self, data: Any) -> None:
        self._data = data
        self._steps: dict[int, dict[str, Step]] = {}  # of each list or mapping, by its identity

    def __call__(self, name: str) -> tuple[Step, ...]:
        """Return the path of a value, or of what contains it if it is absent."""
        path: list[Step] = []
        data, rest = self._data, name
        while rest and isinstance(data, (dict, list)):
            steps = self._known(data)
            ends = [at for at, letter in enumerate(rest) if at and letter in ".["] + [len(rest)]
            end = next((end for end in reversed(ends) if rest[:end] in steps), None)
            if end is None:
                break
            step: Any = steps[rest[:end]]
            path.append(step)
            data, rest = data[step], rest[end:]
        return tuple(path)

    def _known(self, data: dict[str, Any] | list[Any]) -> dict[str, Step]:
        """Return what the name goes on with for each value in a list or mapping."""
        if id(data) not in self._steps:
            known: dict[str, Step] = {}
            if isinstance(data, list):
                known |= {f"[{label}]": index for index, label in enumerate(labels(data))}
            else:
                known |= {key if data is self._data else f".{key}": key for key in data}
            self._steps[id(data)] = known
        return self._steps[id(data)]


def tree(paths: Iterable[Sequence[Step]]) -> Tree:
    """Return the tree of the parts at some paths."""
    whole: Tree = {}
    for path in paths:
        at = whole
        for step in path:
            at = at.setdefault(step, {})
    return whole
