"""The languages that the program speaks, and the one that is spoken just now.

English is written in the code. Another language is a catalogue of gettext in ``locale``: the
context of an entry (``msgctxt``) is a code, ``help`` for a text of the command line, ``field`` for
the description of a field of a file, or ``click`` for a word of that package, and its ``msgid`` is
the English text. So an English text that has changed has no translation, and stays English until
the catalogue follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

LOCALES: dict[Language, str] = {"en": "", "zh": "zh_CN"}
"""The locale of each language's catalogue; English needs none."""

_SPOKEN: ContextVar[Language] = ContextVar("dispatch_language", default="en")


def language() -> Language:
    """Return the language that is spoken in this thread or task: English, unless `speaking`."""
    return _SPOKEN.get()


@contextmanager
def speaking(wanted: Language) -> Iterator[None]:
    """Speak a language inside the block: sentences, reports and sheets made there are in it.

    The language belongs to the thread or the asynchronous task that enters the block. A fault is
    worded where it is shown, not where it was found.

    Parameters
    ----------
    wanted
        ``en`` for English, ``zh`` for Chinese.

    Raises
    ------
    KeyError
        If the program does not speak this language.
    """
    _catalogue(wanted)
    before = _SPOKEN.set(wanted)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def translated(text: str, context: str) -> str:
    """Return an English text in the language spoken, or as it is if there is no translation.

    Parameters
    ----------
    text
        The English text, as it is in the catalogue.
    context
        Its code, or the kind of texts that it is one of.
    """
    return _catalogue(_SPOKEN.get()).get((context, text), text)


@cache
def _catalogue(wanted: Language) -> dict[tuple[str, str], str]:
    """Read the catalogue of a language: from context and English text to translation."""
    if not LOCALES[wanted]:
        return {}
    from importlib.resources import files

    from babel.messages.pofile import read_po

    path = files(__package__) / "locale" / LOCALES[wanted] / "LC_MESSAGES" / "dispatch.po"
    with path.open("rb") as file:
        return {
            (str(entry.context), str(entry.id)): str(entry.string)
            for entry in read_po(file)
            if entry.id and entry.string and not entry.fuzzy
        }
