"""The sentences for people: each is a code with fields, worded in a catalogue.

A code may have a companion ``<code>.todo`` that says what to do about it.
"""

from __future__ import annotations

import math

from dispatch.errors import Problem
from dispatch.messages.en import SENTENCES

__all__ = ["SENTENCES", "problem", "say", "shown"]


def say(code: str, /, **fields: object) -> str:
    """Word a code.

    Parameters
    ----------
    code
        An entry of the catalogue.
    **fields
        What the sentence speaks of.

    Raises
    ------
    KeyError
        When the catalogue has no such code, or its sentence needs another field.
    """
    return SENTENCES[code].format_map(fields)


def problem(code: str, where: str = "", /, **fields: object) -> Problem:
    """Word a code as a problem of an input, with its advice where the catalogue has some."""
    advice = f"{code}.todo"
    return Problem(
        what=say(code, **fields),
        todo=say(advice, **fields) if advice in SENTENCES else "",
        where=where,
    )


def shown(value: object) -> str:
    """A value as a person would write it, cut to a readable length."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value if len(value) <= 40 else value[:37] + '...'}'"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        text = f"[{', '.join(shown(item) for item in value[:4])}]"
        return text if len(value) <= 4 and len(text) <= 60 else "a list"
    if isinstance(value, float) and not math.isfinite(value):
        return {"inf": "infinity", "-inf": "-infinity"}.get(str(value), "NaN")
    if isinstance(value, int) and abs(value) >= 10**15:
        return f"{float(value):g}" if abs(value) < 10**300 else "a huge number"
    return str(value)
