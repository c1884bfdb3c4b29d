"""The sentences for people: each is a code with fields, worded in a catalogue.

A code may have a companion ``<code>.todo`` that says what to do about it.
"""

from __future__ import annotations

from dispatch.messages.en import SENTENCES

__all__ = ["advise", "say"]


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


def advise(code: str, /, **fields: object) -> str:
    """Word what to do about a fault: take what is ``near``, or else what its companion says.

    Parameters and errors are those of `say`; empty where there is no advice.
    """
    if fields.get("near"):
        return say("near", **fields)
    return SENTENCES.get(f"{code}.todo", "").format_map(fields)
