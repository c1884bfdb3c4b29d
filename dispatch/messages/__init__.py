"""The sentences for people. Each has a code and fields; the catalogue contains its words.

A code may have a companion ``<code>.todo`` with advice. ``{amount:time}`` tells a number of minutes
as a length of time; a list or tuple is told with the language's separator. The language is
English, or another one within `speaking`.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import Any

from dispatch.messages.en import SENTENCES
from dispatch.messages.languages import Language, language, speaking, translated

__all__ = [
    "Language", "Purpose", "advise", "joined", "language", "listed", "say", "speaking",
    "translated",
]  # fmt: skip


class Purpose(str):
    """The English description of a field of a file; in a sentence it is in the language spoken."""

    __slots__ = ()


def say(code: str, /, **fields: object) -> str:
    """Return the sentence of a code, in the language spoken.

    Parameters
    ----------
    code
        An entry of the catalogue.
    **fields
        The values in the sentence.

    Raises
    ------
    KeyError
        If the catalogue has no such code, or its sentence needs another field.
    """
    return _WORDS.vformat(translated(SENTENCES[code], code), (), fields)


def advise(code: str, /, **fields: object) -> str:
    """Return advice about a fault: its field ``slip`` or ``near``, or the companion's sentence.

    The result is empty if there is no advice. Parameters and errors are those of `say`.
    """
    if fields.get("slip"):
        return str(fields["slip"])
    if fields.get("near"):
        return say("near", **fields)
    companion = f"{code}.todo"
    return say(companion, **fields) if companion in SENTENCES else ""


def listed(parts: Iterable[object], separator: str = "list-separator") -> str:
    """Return parts one after the other, as the language spoken separates them.

    Parameters
    ----------
    parts
        Words, phrases or clauses.
    separator
        ``list-separator`` or ``list-or`` for words, ``phrase-separator``, ``clause-separator``, or
        ``sentence-separator``.
    """
    return say(separator).join(map(str, parts))


def joined(parts: Iterable[str]) -> str:
    """Return sentences, or words, one after the other: in Chinese no blank is between them."""
    return say("joined", before="", after="").join(parts)


class _Words(Formatter):
    """Formats fields like `str.format`, and lengths of time, lists and choices in words."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "time":
            return _time(value)
        if isinstance(value, (list, tuple)):
            return listed(value, "list-or" if format_spec == "or" else "list-separator")
        if isinstance(value, Purpose):
            return translated(value, "field")
        return format(value, format_spec)


_WORDS = _Words()


def _time(amount: float) -> str:
    """Tell a number of minutes: in seconds below a minute, or else in minutes and seconds."""
    minutes, milliseconds = divmod(round(amount * 60_000), 60_000)
    parts = {"minute": minutes, "second": milliseconds / 1000}
    told = {unit: count for unit, count in parts.items() if count} or {"minute": 0}
    words = [
        say(f"time-{unit}" if count == 1 else f"time-{unit}s", count=f"{count:g}")
        for unit, count in told.items()
    ]
    return joined(words)
