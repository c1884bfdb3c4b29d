"""The sentences for people. Each has a code and fields; the catalogue holds its words.

A code may have a companion ``<code>.todo`` that says what to do about it.
"""

from __future__ import annotations

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
    return SENTENCES[code].format_map(fields)


def advise(code: str, /, **fields: object) -> str:
    """Return what to do about a fault: use the name ``near``, or else what the companion says.

    Parameters and errors are those of `say`; empty if there is no advice.
    """
    if fields.get("near"):
        return say("near", **fields)
    return SENTENCES.get(f"{code}.todo", "").format_map(fields)
