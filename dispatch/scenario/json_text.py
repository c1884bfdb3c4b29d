"""JSON text as plain values, and where the values stand.

The standard library reads the values. Places are computed only for what is wrong.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, NoReturn

from dispatch.errors import MOST_TOLD, Fault, InputError, fault
from dispatch.scenario.names import Tree
from dispatch.scenario.size import MOST_VALUES
from dispatch.scenario.slips import ascii_of, slip
from dispatch.scenario.spot import DEEPEST, Spot, Step, refuse
from dispatch.scenario.yaml12 import whole


def read_json(file: str, text: str) -> tuple[Any, bool]:
    """Read the values of a JSON text, and return whether some mapping repeats a key.

    Raises
    ------
    json.JSONDecodeError
        If the text is not JSON.
    InputError
        If it is nested too deeply, or too large.
    """
    repeated, values = False, 0

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated, values
        made = dict(pairs)
        repeated = repeated or len(made) < len(pairs)
        values += len(pairs)
        if values > MOST_VALUES:
            refuse(file, (0, 0), "values-many", most=MOST_VALUES)
        return made

    try:
        data = json.loads(text, object_pairs_hook=mapping, parse_int=whole)
    except RecursionError:
        refuse(file, (0, 0), "nesting", most=DEEPEST)
    return data, repeated


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_JSON_TOKEN = re.compile(
    rf"(?P<string>{_STRING})\s*+(?P<key>:)?|(?P<numbers>\[[-+.\deEnul,\s]*+\])"
    r"|[{}\[\]]|[^\s{}\[\],:\"]++"
)
_NUMBER = re.compile(r"[^\s\[\],]++")


class JsonPlaces:
    """Finds places in a valid JSON text."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _at(self, index: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def faults(self, repeated: bool) -> Iterator[Fault]:
        """Find repeated keys, and characters of which the text has only half.

        Parameters
        ----------
        repeated
            Whether there are repeated keys.
        """
        if not repeated and not _SURROGATE.search(self.text):
            return
        count = 0
        around: list[dict[str, re.Match[str]]] = []  # of what is open, the keys
        for token in _JSON_TOKEN.finditer(self.text):
            if token["string"]:
                text = self._string(token)
                if token["key"]:
                    first = around[-1].setdefault(text, token)
                    if first is not token:
                        count += 1
                        if count <= MOST_TOLD:
                            yield self._repeated(text, token, first)
            elif token[0] in ("{", "["):
                around.append({})
            elif token[0] in ("}", "]"):
                around.pop()
        if count > MOST_TOLD:
            yield fault("faults-more", more=count - MOST_TOLD)

    def _repeated(self, key: str, token: re.Match[str], first: re.Match[str]) -> Fault:
        found = fault("key-repeated", key=key, line=self._at(first.start())[0])
        line, column = self._at(token.start())
        return replace(found, file=self.file, line=line, column=column)

    def _string(self, token: re.Match[str]) -> str:
        if "\\" not in token["string"]:
            return token["string"][1:-1]
        text: str = json.loads(token["string"])
        half = next((letter for letter in text if 0xD800 <= ord(letter) < 0xE000), None)
        if half:
            refuse(self.file, self._at(token.start()), "surrogate", number=f"{ord(half):04x}")
        return text

    def spot(self, wanted: Tree) -> Spot:
        """Return the tree of the places of the wanted parts, of what contains them, and its keys.

        Of a repeated key, the last value counts.
        """
        tokens = _JSON_TOKEN.finditer(self.text)
        return self._spot(next(tokens), tokens, wanted)

    def _spot(self, token: re.Match[str], tokens: Iterator[re.Match[str]], wanted: Tree) -> Spot:
        spot = Spot(*self._at(token.start()), {}, {})
        if token["numbers"]:
            numbers = _NUMBER.finditer(self.text, *token.span())
            for index in range(max((int(step) + 1 for step in wanted), default=0)):
                spot.inside[index] = Spot(*self._at(next(numbers).start()))
        elif token[0] in ("{", "["):
            step: Step = -1
            while (token := next(tokens))[0] not in ("}", "]"):
                if token["key"]:
                    step = json.loads(token["string"])
                    at, token = token, next(tokens)
                    if step in wanted:
                        spot.keys[step] = self._at(at.start())
                else:
                    step = int(step) + 1
                if step in wanted:
                    spot.inside[step] = self._spot(token, tokens, wanted[step])
                elif token[0] in ("{", "["):
                    _pass_by(tokens)
        return spot


def _pass_by(tokens: Iterator[re.Match[str]]) -> None:
    """Take the tokens up to the end of the open mapping or list."""
    depth = 1
    while depth:
        text = next(tokens)[0]
        depth += (text in ("{", "[")) - (text in ("}", "]"))


def refuse_json(file: str, broken: json.JSONDecodeError) -> NoReturn:
    """Report in plain words why a text is not JSON.

    Raises
    ------
    InputError
        Always.
    """
    letter = broken.doc[broken.pos : broken.pos + 1]
    if meant := ascii_of(letter):
        found = slip(letter, broken.colno, meant)
        raise InputError(replace(found, file=file, line=broken.lineno, column=broken.colno))
    code = next((code for words, code in _CODES if words in broken.msg), "json-other")
    refuse(file, (broken.lineno, broken.colno), code, reason=broken.msg)


_CODES = (
    ("Expecting ','", "json-comma"),
    ("Expecting property name", "json-key"),
    ("Illegal trailing comma", "json-key"),
    ("Expecting value", "json-value"),
    ("Expecting ':'", "json-colon"),
    ("Extra data", "json-extra"),
    ("Unterminated string", "json-quote"),
    ("Invalid control character", "json-line-break"),
    ("escape", "json-escape"),
)
