"""The sentences for people. Each has a code and fields; the catalogue contains its words.

A code may have a companion ``<code>.todo`` with advice. ``{amount:time}`` tells a number of minutes
as a length of time.
"""

from __future__ import annotations

from string import Formatter
from typing import Any

from dispatch.messages.en import SENTENCES

__all__ = ["advise", "say"]


def say(code: str, /, **fields: object) -> str:
    """Return the sentence of a code.

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
    return _WORDS.vformat(SENTENCES[code], (), fields)


def advise(code: str, /, **fields: object) -> str:
    """Return advice about a fault: its field ``slip`` or ``near``, or the companion's sentence.

    The result is empty if there is no advice. Parameters and errors are those of `say`.
    """
    if fields.get("slip"):
        return str(fields["slip"])
    if fields.get("near"):
        return say("near", **fields)
    return _WORDS.vformat(SENTENCES.get(f"{code}.todo", ""), (), fields)


class _Words(Formatter):
    """Formats fields like `str.format`, and lengths of time in words."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return _time(value) if format_spec == "time" else format(value, format_spec)


_WORDS = _Words()


def _time(amount: float) -> str:
    """Tell a number of minutes: in seconds below a minute, or else in minutes and seconds."""
    minutes, milliseconds = divmod(round(amount * 60_000), 60_000)
    parts = {"minute": minutes, "second": milliseconds / 1000}
    told = {unit: count for unit, count in parts.items() if count} or {"minute": 0}
    return " ".join(
        say(f"time-{unit}" if count == 1 else f"time-{unit}s", count=f"{count:g}")
        for unit, count in told.items()
    )
