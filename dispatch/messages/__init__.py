"""The sentences for people. Each has a code and fields; the catalogue contains its words.

A code may have a companion ``<code>.todo`` with advice.
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
    """Return advice about a fault: the name ``near`` if given, or else the companion's sentence.

    The result is empty if there is no advice. Parameters and errors are those of `say`.
    """
    if fields.get("near"):
        return say("near", **fields)
    return SENTENCES.get(f"{code}.todo", "").format_map(fields)
