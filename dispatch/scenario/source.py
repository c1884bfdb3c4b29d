"""A file of YAML or JSON as plain values, with their places in the file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dispatch.errors import Fault, InputError, Nearest, shown
from dispatch.scenario.json_text import JsonPlaces, read_json, refuse_json
from dispatch.scenario.names import Paths, tree
from dispatch.scenario.size import refuse_huge
from dispatch.scenario.slips import lines_of, slip, slip_in, slips
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

    @property
    def slips(self) -> list[Fault]:
        """Characters of YAML lines that may explain the faults of its values."""
        return [] if self.yaml_spot is None else [*slips(self.file, self.text)]

    @cached_property
    def _lines(self) -> Sequence[str]:
        return lines_of(self.text) if self.yaml_spot else self.text.split("\n")

    def located(self, *faults: Fault) -> list[Fault]:
        """Return the same faults with the file, and with the line of their `where`.

        An absent field has the line of what contains it; an unknown field that of its key. The
        place of a list or mapping is that of its key; a plain value has its own.
        """
        named = Paths(self.data)
        paths = [named(found.where) for found in faults]
        whole = self.yaml_spot or JsonPlaces(self.file, self.text).spot(tree({*paths}))
        return [self._placed(*each, whole) for each in zip(faults, paths, strict=True)]

    def _placed(self, found: Fault, path: tuple[Step, ...], spot: Spot) -> Fault:
        at, value = (spot.line, spot.column), self.data
        is_key = found.code == "field-unknown"
        for step in path:
            value, around, spot = value[step], spot, spot.inside[step]
            filled = isinstance(value, (dict, list)) and value
            of_key = isinstance(step, str) and (is_key or filled)
            at = around.keys[step] if of_key else (spot.line, spot.column)
        found = self._with_slip(found, path[-1] if is_key else value, *at)
        return replace(found, file=self.file, line=at[0], column=at[1])

    def _with_slip(self, found: Fault, value: Any, line: int, column: int) -> Fault:
        """Add to a fault of a value (or key) its first character that stands for one of ASCII."""
        written = value if isinstance(value, str) else str(shown(value))
        if dict(found.fields).get("near") and found.code != "field-unknown":
            return found
        if slipped := slip_in(written[:1000]) if found.code.startswith(_OF_FORMS) else None:
            index, meant = slipped
            at = self._lines[line - 1].find(written[index], column - 1) + 1
            told = slip(written[index], at, meant)
            return replace(found, fields=(*found.fields, ("slip", told))) if at else found
        return found


def read(file: str) -> Document:
    """Read a file of YAML 1.2 or JSON; the content decides which it is.

    Raises
    ------
    InputError
        If the file does not exist, is no text, or is broken.
    """
    return document_of(file, content(file))


def document_of(file: str, raw: str | bytes | bytearray) -> Document:
    """Read the content of a file.

    Raises
    ------
    InputError
        If it is no text, or broken.
    """
    if not isinstance(raw, (str, bytes, bytearray)):
        refuse(file, (0, 0), "not-text-kind", value=shown(raw))
    text = raw if isinstance(raw, str) else _text(file, raw)
    if not text.strip():
        refuse(file, (0, 0), "file-empty")
    if text.lstrip()[0] in "{[":
        try:
            data, repeated = read_json(file, text)
        except json.JSONDecodeError as broken:
            return _flow(file, text, broken)
        refuse_huge(data)
        return Document(file, text, data, None, [*JsonPlaces(file, text).faults(repeated)])
    return Document(file, text, *read_yaml(file, text))


def _flow(file: str, text: str, broken: json.JSONDecodeError) -> Document:
    """Read text that begins like JSON but is not: it may be YAML in flow style."""
    try:
        return Document(file, text, *read_yaml(file, text))
    except InputError:
        refuse_json(file, broken)


def content(file: str) -> bytes:
    """Return the content of a file.

    Raises
    ------
    InputError
        If it cannot be read, is a folder, or is larger than `MEGABYTES`.
    """
    path = Path(file)
    try:
        size, is_folder = path.stat().st_size, path.is_dir()
        raw = b"" if is_folder or size > MEGABYTES * 1_000_000 else path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        refuse(file, (0, 0), "file-missing", near=Nearest()(path.name, names))
    except (OSError, ValueError) as reason:
        refuse(file, (0, 0), "file-unreadable", reason=getattr(reason, "strerror", reason))
    if is_folder:
        refuse(file, (0, 0), "file-folder")
    if size > MEGABYTES * 1_000_000:
        refuse(file, (0, 0), "file-too-large", megabytes=size / 1e6, most=MEGABYTES)
    return raw


def _text(file: str, raw: bytes | bytearray) -> str:
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as broken:
        line = raw.count(b"\n", 0, broken.start) + 1
        column = broken.start - raw.rfind(b"\n", 0, broken.start)
        refuse(file, (line, column), "file-not-text")
