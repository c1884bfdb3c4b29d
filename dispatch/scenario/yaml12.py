"""YAML 1.2 text as plain values with their places.

libyaml delivers the events; this module makes the values by the rules of the core schema: ``off``
and ``no`` are text, ``9:30`` is no number of base sixty, and a repeated key is an error. There is
one deviation: a number with a leading zero stays text, because ``007`` is an id.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Any

import yaml

from dispatch.errors import MOST_TOLD, Fault, InputError, fault, shown
from dispatch.scenario.size import MOST_VALUES
from dispatch.scenario.slips import is_layout, lines_of, slip_at, slips, without
from dispatch.scenario.spot import DEEPEST, Spot, refuse

MOST_UNFOLDED = 200_000
"""How many values aliases may add to those that are written."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_yaml(file: str, text: str) -> tuple[Any, Spot, list[Fault]]:
    """Read the single document of a text.

    Returns
    -------
    tuple
        The values, their places, and the faults that do not prevent reading: repeated keys,
        unknown tags, a second document.

    Raises
    ------
    InputError
        If the text is broken or its aliases unfold beyond all bounds.
    """
    strange = _NOT_TEXT.search(text)
    if strange:
        before = lines_of(text[: strange.start()])
        at = (len(before), len(before[-1]) + 1)
        refuse(file, at, "file-control-character", number=ord(strange[0]))
    reader = _Reader(file, text)
    return *reader.read(), reader.faults


# The core schema of YAML 1.2.2, section 10.3.2.
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)", re.ASCII)
_REAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_OTHER_BASE = re.compile(r"0o[0-7]{1,60}|0x[0-9a-fA-F]{1,60}", re.ASCII)
_CORE_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float")}


def whole(text: str) -> int | float:
    """Read a whole number; one of absurd length becomes a float, which is refused as too large."""
    return int(text) if len(text) <= 300 else float(text)


def plain(text: str) -> Any:
    """Return the value of a scalar without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _WHOLE.fullmatch(text):
        return whole(text)
    if _REAL.fullmatch(text):
        return float(text)
    return int(text, 0) if _OTHER_BASE.fullmatch(text) else text


def _spot(event: yaml.Event) -> Spot:
    mark: Any = event.start_mark
    return Spot(mark.line + 1, mark.column + 1)


class _Reader:
    """A document of YAML 1.2, made from the events of libyaml."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.faults: list[Fault] = []
        self.noted = 0
        self.anchors: dict[str, tuple[Any, Spot, int] | None] = {}
        self.values = 0
        self.unfolded = 0
        self.events: Iterator[yaml.Event] = iter(())

    def read(self) -> tuple[Any, Spot]:
        try:
            self.events = yaml.parse(self.text, Loader=_LOADER)
            next(self.events)
            event = next(self.events)
            if isinstance(event, yaml.StreamEndEvent):
                refuse(self.file, (0, 0), "file-empty")
            made = self._value(next(self.events), 0)
            next(self.events)
            event = next(self.events)
        except yaml.MarkedYAMLError as broken:
            raise InputError(*self.faults, *self._syntax(broken)) from None
        if not isinstance(event, yaml.StreamEndEvent):
            self._note(event, "second-document")
        if self.noted > MOST_TOLD:
            self.faults.append(fault("faults-more", more=self.noted - MOST_TOLD))
        return made

    def _note(self, event: yaml.Event, code: str, **fields: object) -> None:
        self.noted += 1
        if self.noted <= MOST_TOLD:
            spot = _spot(event)
            found = fault(code, **fields)
            self.faults.append(replace(found, file=self.file, line=spot.line, column=spot.column))

    def _value(self, event: yaml.Event, depth: int) -> tuple[Any, Spot]:
        self.values += 1
        spot = _spot(event)
        if self.values - self.unfolded > MOST_VALUES:
            refuse(self.file, (spot.line, spot.column), "yaml-long", most=MOST_VALUES)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, spot)
        anchor: str | None = event.anchor  # type: ignore[attr-defined]
        before = self.values
        if anchor is not None:
            self.anchors[anchor] = None
        data: Any
        if isinstance(event, yaml.ScalarEvent):
            data = self._scalar(event)
        elif depth >= DEEPEST:
            refuse(self.file, (spot.line, spot.column), "nesting", most=DEEPEST)
        elif isinstance(event, yaml.SequenceStartEvent):
            data = self._list(spot, depth)
        else:
            data = self._mapping(spot, depth)
        if anchor is not None:
            self.anchors[anchor] = (data, spot, self.values - before)
        return data, spot

    def _alias(self, event: yaml.AliasEvent, spot: Spot) -> tuple[Any, Spot]:
        name = str(event.anchor)
        known = self.anchors.get(name)
        if known is None:
            code = "alias-loop" if name in self.anchors else "alias-unknown"
            refuse(self.file, (spot.line, spot.column), code, name=name)
        data, inner, size = known
        self.values += size
        self.unfolded += size
        if self.unfolded > MOST_UNFOLDED:
            refuse(self.file, (spot.line, spot.column), "unfolds", most=MOST_UNFOLDED)
        return data, Spot(spot.line, spot.column, inner.keys, inner.inside)

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        tag = event.tag
        if tag in _CORE_TAGS or (tag is None and event.implicit[0]):
            return plain(event.value)
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            self._note(event, "tag-unknown", tag=shown(tag))
        return event.value

    def _list(self, spot: Spot, depth: int) -> list[Any]:
        data: list[Any] = []
        spot.inside = {}
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            value, spot.inside[len(data)] = self._value(event, depth + 1)
            data.append(value)
        return data

    def _mapping(self, spot: Spot, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        spot.keys, spot.inside = {}, {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            at = _spot(event)
            if not isinstance(event, yaml.ScalarEvent):
                refuse(self.file, (at.line, at.column), "key-not-text")
            key = event.value
            if key in data:
                self._note(event, "key-repeated", key=key, line=spot.keys[key][0])
            spot.keys[key] = (at.line, at.column)
            data[key], spot.inside[key] = self._value(next(self.events), depth + 1)
        return data

    def _slips(self, line: int) -> list[Fault]:
        """Return the characters that explain a syntax error in a line.

        These are all without which the error is gone or comes later. If there are none, spaces and
        hyphens explain it, one of which is in the line or right before it: each may stand for
        several of ASCII.
        """
        found = [*takewhile(lambda each: each.line <= line, slips(self.file, self.text))]
        if not any(each.line == line for each in found):
            found += slip_at(self.file, self.text, line)
        try:
            for _ in yaml.parse(without(found, self.text), Loader=_LOADER):
                pass
        except yaml.MarkedYAMLError as other:
            if other.problem_mark is None or other.problem_mark.line < line:
                layout = [each for each in found if is_layout(each)]
                return layout if layout and layout[-1].line >= line - 1 else []
        return found

    def _syntax(self, broken: yaml.MarkedYAMLError) -> list[Fault]:
        """Return the characters that explain a syntax error, or what libyaml says about it."""
        reason = f"{broken.context or ''} {broken.problem or ''}".strip()
        code = next((code for words, code in _YAML_CODES if words in reason), "yaml-other")
        mark = broken.context_mark if code in _BEGUN_BEFORE else broken.problem_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        if explained := self._slips(line + 1):
            return explained
        lines = lines_of(self.text)
        character = lines[line][column : column + 1] if line < len(lines) else ""
        if code == "yaml-first-character" and character == "\t":
            code = "yaml-tab"
        found = fault(code, character=character, reason=reason, most=DEEPEST)
        return [replace(found, file=self.file, line=line + 1, column=column + 1)]


# Phrases of libyaml (and of PyYAML's own parser), in the order in which they are searched.
_YAML_CODES = (
    ("mapping values are not allowed", "yaml-colon"),
    ("cannot start any token", "yaml-first-character"),
    ("violates indentation", "yaml-tab"),
    ("nesting", "nesting"),
    ("escape", "yaml-escape"),
    ("quoted scalar", "yaml-quote"),
    ("flow", "yaml-bracket"),
    ("could not find expected ':'", "yaml-no-colon"),
    ("block", "yaml-indentation"),
)
_BEGUN_BEFORE = ("yaml-quote", "yaml-bracket", "yaml-no-colon")
