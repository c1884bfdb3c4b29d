"""A file of YAML or JSON as plain values, with their places in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dispatch.errors import Fault, InputError, Nearest, shown
from dispatch.scenario.json_text import JsonPlaces, read_json, refuse_json
from dispatch.scenario.slips import slip, slip_in, slips
from dispatch.scenario.spot import Spot, Step, refuse
from dispatch.scenario.yaml12 import read_yaml

MEGABYTES = 100

_OF_FORMS = (
    "field-unknown", "not-", "moment-", "duration-", "date-", "place-", "unknown-", "id-form",
)  # fmt: skip
"""What the codes of faults begin with that another character in the value may explain."""


@dataclass(frozen=True)
class Document:
    """The values of a file, and the line of each value."""

    file: str
    text: str
    data: Any
    yaml_spot: Spot | None
    faults: Sequence[Fault]
    """Faults of a text whose values could be read, such as a repeated key."""

    @cached_property
    def spot(self) -> Spot:
        """The tree of places; for JSON it is made on first use."""
        if self.yaml_spot is not None:
            return self.yaml_spot
        return JsonPlaces(self.file, self.text).spot

    @property
    def slips(self) -> list[Fault]:
        """Characters of YAML lines that may explain the faults of its values."""
        return [] if self.yaml_spot is None else [*slips(self.file, self.text)]

    def position(self, path: Sequence[Step]) -> tuple[int, int]:
        """Return line and column of the value at `path`, or of what encloses it if it is absent.

        The place of a list or mapping is that of its key; a plain value has its own.
        """
        spot = self.spot
        at = (spot.line, spot.column)
        for step in path:
            inner = spot.inside.get(step)
            if inner is None:
                break
            at = (inner.line, inner.column)
            if inner.inside and isinstance(step, str):
                at = spot.keys[step]
            spot = inner
        return at

    def key_position(self, path: Sequence[Step]) -> tuple[int, int]:
        """Return line and column of the last key of `path`."""
        spot = self.spot
        for step in path[:-1]:
            spot = spot.inside[step]
        return spot.keys[str(path[-1])]

    @cached_property
    def _lines(self) -> Sequence[str]:
        return self.text.split("\n")

    @cached_property
    def _paths(self) -> dict[str, tuple[Step, ...]]:
        return {name: path for path, name in _walk(self.data, (), "")}

    def located(self, found: Fault) -> Fault:
        """Return the same fault with the file, and with the line of its `where`.

        An absent field has the line of what encloses it; an unknown field that of its key.
        """
        name = found.where
        while name not in self._paths:
            name = name[: max(name.rfind("."), name.rfind("["), 0)]
        path = self._paths[name]
        is_key = found.code == "field-unknown"
        line, column = self.key_position(path) if is_key else self.position(path)
        found = self._with_slip(found, path[-1] if is_key else self._value(path), line, column)
        return replace(found, file=self.file, line=line, column=column)

    def _value(self, path: Sequence[Step]) -> Any:
        data = self.data
        for step in path:
            data = data[step]
        return data

    def _with_slip(self, found: Fault, value: Any, line: int, column: int) -> Fault:
        """Add to a fault of a value (or key) its first character that stands for one of ASCII."""
        written = value if isinstance(value, str) else str(shown(value))
        if dict(found.fields).get("near") and found.code != "field-unknown":
            return found
        if slipped := slip_in(written) if found.code.startswith(_OF_FORMS) else None:
            index, meant = slipped
            at = self._lines[line - 1].find(written[index], column - 1) + 1
            told = slip(written[index], at, meant)
            return replace(found, fields=(*found.fields, ("slip", told))) if at else found
        return found


def labels(items: Sequence[Any]) -> list[str]:
    """Name the entries of a list by their ids, or by their index from 0 if they have none.

    The second entry with the id ``a`` is named ``a #2``.
    """
    seen: dict[str, int] = {}
    named = []
    for index, item in enumerate(items):
        name = item.get("id") if isinstance(item, dict) else getattr(item, "id", None)
        if isinstance(name, (str, int)) and not isinstance(name, bool):
            name = str(name)
            seen[name] = seen.get(name, 0) + 1
            named.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
        else:
            named.append(str(index))
    return named


class Wheres:
    """Writes paths in data as ``visits[bath-3].windows[0].close``.

    Parameters
    ----------
    data
        Lists and mappings, which must not change meanwhile.
    """

    def __init__(self, data: Any) -> None:
        self._data = data
        self._labels: dict[int, list[str]] = {}  # of each list, by its identity

    def __call__(self, path: Sequence[Step]) -> str:
        """Write the path of a value in the data."""
        text, data = "", self._data
        for step in path:
            if isinstance(step, int):
                if id(data) not in self._labels:
                    self._labels[id(data)] = labels(data)
                text += f"[{self._labels[id(data)][step]}]"
                data = data[step]
            else:
                text += f".{step}" if text else step
                data = data.get(step) if isinstance(data, dict) else None
        return text


def _walk(data: Any, path: tuple[Step, ...], name: str) -> Iterator[tuple[tuple[Step, ...], str]]:
    yield path, name
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _walk(value, (*path, key), f"{name}.{key}" if name else key)
    elif isinstance(data, list):
        for index, (label, value) in enumerate(zip(labels(data), data, strict=True)):
            yield from _walk(value, (*path, index), f"{name}[{label}]")


def read(file: str) -> Document:
    """Read a file of YAML 1.2 or JSON; the content decides which it is.

    Raises
    ------
    InputError
        If the file does not exist, is no text, or is broken.
    """
    return document_of(file, _text(file))


def document_of(file: str, text: str) -> Document:
    """Read the text of a file.

    Raises
    ------
    InputError
        If the text is broken.
    """
    if not text.strip():
        refuse(file, (0, 0), "file-empty")
    if text.lstrip()[0] in "{[":
        try:
            data, faults = read_json(file, text)
        except json.JSONDecodeError as broken:
            return _flow(file, text, broken)
        return Document(file, text, data, None, faults)
    return Document(file, text, *read_yaml(file, text))


def _flow(file: str, text: str, broken: json.JSONDecodeError) -> Document:
    """Read text that begins like JSON but is not: it may be YAML in flow style."""
    try:
        return Document(file, text, *read_yaml(file, text))
    except InputError:
        refuse_json(file, broken)


def _text(file: str) -> str:
    path = Path(file)
    try:
        size = path.stat().st_size
        if path.is_dir():
            refuse(file, (0, 0), "file-folder")
        if size > MEGABYTES * 1_000_000:
            refuse(file, (0, 0), "file-too-large", megabytes=round(size / 1e6), most=MEGABYTES)
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        refuse(file, (0, 0), "file-missing", near=Nearest()(path.name, names))
    except (OSError, ValueError) as reason:
        refuse(file, (0, 0), "file-unreadable", reason=getattr(reason, "strerror", reason))
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as broken:
        line = raw.count(b"\n", 0, broken.start) + 1
        column = broken.start - raw.rfind(b"\n", 0, broken.start)
        refuse(file, (line, column), "file-not-text")
    return text
