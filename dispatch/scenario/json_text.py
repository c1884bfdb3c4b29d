"""JSON text as plain values, and where the values stand.

The standard library reads the values. Their places are computed only if something is wrong.
"""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import replace
from typing import Any, NoReturn

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario.slips import ascii_of, slip
from dispatch.scenario.spot import DEEPEST, Spot, refuse
from dispatch.scenario.yaml12 import whole


def read_json(file: str, text: str) -> tuple[Any, list[Fault]]:
    """Read the values of a JSON text, and list repeated keys.

    Raises
    ------
    json.JSONDecodeError
        If the text is not JSON.
    InputError
        If it is JSON, but contains half a character or is nested too deeply.
    """
    repeated = False

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        made = dict(pairs)
        repeated = repeated or len(made) < len(pairs)
        return made

    try:
        data = json.loads(text, object_pairs_hook=mapping, parse_int=whole)
    except RecursionError:
        refuse(file, (0, 0), "nesting", most=DEEPEST)
    strange = repeated or _SURROGATE.search(text)
    return data, JsonPlaces(file, text).faults if strange else []


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+')


class JsonPlaces:
    """Find the places of the values of a valid JSON text, and what it should not contain."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.faults: list[Fault] = []
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.tokens = _JSON_TOKEN.finditer(text)
        self.spot = self._value(next(self.tokens), 0)

    def _at(self, token: re.Match[str]) -> tuple[int, int]:
        line = bisect.bisect_right(self.starts, token.start())
        return line, token.start() - self.starts[line - 1] + 1

    def _note_repeated(self, token: re.Match[str], key: str, first: int) -> None:
        line, column = self._at(token)
        found = fault("key-repeated", key=key, line=first)
        self.faults.append(replace(found, file=self.file, line=line, column=column))

    def _value(self, token: re.Match[str], depth: int) -> Spot:
        spot = Spot(*self._at(token))
        if depth > DEEPEST:
            refuse(self.file, (spot.line, spot.column), "nesting", most=DEEPEST)
        if token[0] == "[":
            while (token := next(self.tokens))[0] != "]":
                spot.inside[len(spot.inside)] = self._value(token, depth + 1)
        elif token[0] == "{":
            while (token := next(self.tokens))[0] != "}":
                key = self._string(token)
                if key in spot.keys:
                    self._note_repeated(token, key, spot.keys[key][0])
                spot.keys[key] = self._at(token)
                spot.inside[key] = self._value(next(self.tokens), depth + 1)
        elif token[0][0] == '"':
            self._string(token)
        return spot

    def _string(self, token: re.Match[str]) -> str:
        text: str = json.loads(token[0])
        half = next((letter for letter in text if 0xD800 <= ord(letter) < 0xE000), None)
        if half:
            refuse(self.file, self._at(token), "surrogate", number=f"{ord(half):04x}")
        return text


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
