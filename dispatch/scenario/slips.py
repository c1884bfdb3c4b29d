"""Characters of a Chinese keyboard, or of a word processor, where a file needs those of ASCII."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dispatch.errors import Fault, fault

_ASCII = {
    "、": ",", "。": ".", "【": "[", "】": "]", "–": "-", "—": "-",
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'",
}  # fmt: skip
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_KEY = r"[A-Za-z_][A-Za-z_0-9]*"
_LINES = (
    (re.compile(rf"[ -]*([^\S ])\s*(?:- |{_KEY} *[:：])"), " "),
    (re.compile(rf"[ -]*{_KEY}:([^\S \t])"), " "),
    (re.compile(rf"[ -]*{_KEY} *([^\s!-~])"), ":"),
    (re.compile(rf" *([^\s!-~])\s*{_KEY} *[:：]"), "-"),
)
"""How lines begin that YAML takes for something else, and the character of ASCII that is meant."""


def ascii_of(character: str) -> str:
    """Return the ASCII character that is meant by another one; empty if there is none."""
    meant = _ASCII.get(character) or unicodedata.normalize("NFKC", character)
    return meant if len(meant) == 1 and meant.isascii() and meant != character else ""


def slip_in(text: str) -> tuple[int, str] | None:
    """Return the index of the first character of a text that stands for one of ASCII, and that."""
    found = ((index, ascii_of(letter)) for index, letter in enumerate(text) if letter > "~")
    return next(((index, meant) for index, meant in found if meant), None)


def slip(character: str, column: int, meant: str) -> Fault:
    """Name a character, its column counted from 1, and what to type instead."""
    if character == "\t":
        return fault("yaml-tab")
    name = f"{unicodedata.name(character, '').lower()}, U+{ord(character):04X}"
    return fault("slip", character=character, name=name, column=column, meant=meant)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as YAML's parser counts them."""
    return _BREAK.split(text)


def slips(file: str, text: str) -> Iterator[Fault]:
    """Find lines of YAML with another space, colon or hyphen where their key or entry begins."""
    for number, line in enumerate(lines_of(text), 1):
        for pattern, character in _LINES:
            match = pattern.match(line)
            if match and (match[1] == "\t" or ascii_of(match[1]) == character):
                column = match.start(1) + 1
                apart = character != " " and not line[column:].startswith(" ")
                meant = f"{character} " if apart else character
                found = slip(match[1], column, meant)
                yield replace(found, file=file, line=number, column=column)
                break


def is_layout(found: Fault) -> bool:
    """Whether a slip is a space, a tab or a hyphen."""
    return found.code == "yaml-tab" or str(dict(found.fields)["meant"]).strip() in ("", "-")


def slip_at(file: str, text: str, line: int) -> Iterator[Fault]:
    """Find the first such character in a line with brackets, or at the start of its value."""
    written = dict(enumerate(lines_of(text), 1)).get(line, "")
    begins = re.match(rf"[ -]*(?:{_KEY}: +)?(?=\S)", written)
    start = begins.end() if begins else len(written)
    flow = re.search(r"[\[{]", written)
    found = slip_in(written[flow.start() :]) if flow else slip_in(written[start : start + 1])
    if found:
        index, meant = found
        column = index + (flow.start() if flow else start) + 1
        yield replace(slip(written[column - 1], column, meant), file=file, line=line, column=column)


def without(slips: Iterable[Fault], text: str) -> str:
    """Return a text with the characters of ASCII in the lines of some slips."""
    lines = lines_of(text)
    for each in slips:
        line, column = lines[each.line - 1], each.column
        meant = dict(each.fields).get("meant", " ")
        line = f"{line[: column - 1]}{meant}{line[column:]}"
        lines[each.line - 1] = "".join(ascii_of(letter) or letter for letter in line)
    return "\n".join(lines)
