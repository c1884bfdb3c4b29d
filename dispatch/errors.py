"""Faults, and one family of exceptions that contain them.

Each class carries the exit code with which the command line ends::

    DispatchError            1  internal
    ├── InputError           2  a file, an argument or a rule of the scenario
    │   └── OfferGone        2  an offer that cannot be accepted any more
    ├── RoadsError           3  travel times are not available
    ├── NoPlan               4  no plan keeps every hard rule (or `--strict` refused it)
    └── BrokenRule           5  `check` found a violation

An exception contains faults. A fault has a code with fields and becomes a sentence, in the language
of the catalogue, when it is shown.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from numbers import Number

from dispatch.messages import Purpose, advise, say


@dataclass(frozen=True, slots=True)
class Fault:
    """One error in the input, with the information to correct it. Made by `fault`.

    Attributes
    ----------
    code : str
        An entry of the catalogue in `dispatch.messages`.
    fields : tuple of (str, object)
        The values in its sentence, by name: plain values, tuples of them, or faults whose sentences
        it contains.
    file : str
        The file that contains it; empty for objects built in Python.
    line, column : int
        Its place in the file, counted from 1; 0 if unknown.
    where : str
        The object and field, such as ``visits[bath-3].windows[0].close``.

    Halves of characters, which no file and no response can contain, are written as escapes in
    `fields` and `where`.
    """

    code: str
    fields: tuple[tuple[str, object], ...] = ()
    file: str = ""
    line: int = 0
    column: int = 0
    where: str = ""

    def __post_init__(self) -> None:
        fields = tuple((name, _whole(value)) for name, value in self.fields)
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "where", _whole(self.where))

    @property
    def what(self) -> str:
        """What is wrong: one sentence without a full stop."""
        return say(self.code, **dict(self.fields))

    @property
    def todo(self) -> str:
        """What to do about it: a complete sentence, or empty."""
        return advise(self.code, **dict(self.fields))

    @property
    def place(self) -> str:
        """Where it is: the file, the line and the column, and the field, as far as known."""
        file = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return ": ".join(part for part in (file, _on_one_line(self.where)) if part)

    def __str__(self) -> str:
        what = say("fault-told", what=self.what, todo=self.todo) if self.todo else self.what
        return f"{self.place}: {what}" if self.place else what


def _whole(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return tuple(map(_whole, value))
    if not isinstance(value, str) or isinstance(value, Purpose):
        return value
    return value.encode(errors="backslashreplace").decode()


def _on_one_line(text: str) -> str:
    """Write line breaks and other control characters as escapes."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def fault(code: str, where: str = "", /, **fields: object) -> Fault:
    """Make a fault.

    Parameters
    ----------
    code
        An entry of the catalogue.
    where
        The object and field at fault.
    **fields
        The values in its sentence. If a field ``near`` is not empty, the fault asks whether that
        name was meant.
    """
    return Fault(code, tuple(fields.items()), where=where)


class Nearest:
    """Finds the known name most like an unknown one, for a field ``near``.

    Each call compares the name with all known ones. One finder makes at most `MOST` comparisons, so
    the first names at fault have a guess, and thousands of them cost no more than that.
    """

    MOST = 50_000

    def __init__(self) -> None:
        self._left = self.MOST

    def __call__(self, name: str, known: Collection[str]) -> str:
        """Return the known name; empty if none is similar."""
        self._left -= max(len(known), 50)  # a call takes as long as 50 comparisons
        if self._left < 0 or not isinstance(name, str) or len(name) > 120:
            return ""
        return "".join(difflib.get_close_matches(name, sorted(known), 1, 0.6))


MOST_TOLD = 1000
"""How many faults one error lists."""


def told(faults: Sequence[Fault]) -> Sequence[Fault]:
    """Return the first faults of many; the last one tells how many more there are."""
    listed = [one for one in faults if one.code != "faults-more"]
    counted = [one for one in faults if one.code == "faults-more"]
    more = len(listed[MOST_TOLD:]) + sum(int(str(dict(one.fields)["more"])) for one in counted)
    return [*listed[:MOST_TOLD], *([fault("faults-more", more=more)] if more else [])]


def shown(value: object, levels: int = 2) -> str | Fault:
    """Return a value for a fault's field, as a person writes it and cut to a readable length.

    Of lists in lists, `levels` are written out. Of what only Python has, the type is shown.
    """
    if value is None:
        return fault("shown-nothing")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{_on_one_line(value if len(value) <= 40 else value[:37] + '...')}'"
    if isinstance(value, dict):
        return fault("shown-mapping")
    if isinstance(value, (list, tuple)):
        if len(value) > 4 or not levels:
            return fault("shown-list")
        text = f"[{', '.join(str(shown(item, levels - 1)) for item in value)}]"
        return text if len(text) <= 60 else fault("shown-list")
    if isinstance(value, float) and not math.isfinite(value):
        return {"inf": "infinity", "-inf": "-infinity"}.get(str(value), "NaN")
    if isinstance(value, int) and abs(value) >= 10**15:
        return f"{float(value):g}" if abs(value) < 10**300 else fault("shown-huge")
    if isinstance(value, (Number, date, timedelta)):
        return str(value)
    return fault("shown-type", type=type(value).__name__)


class DispatchError(Exception):
    """The base class of the family; raised itself, it reports a bug.

    Parameters
    ----------
    *faults
        Everything that is wrong, at once.
    """

    exit_code = 1

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class InputError(DispatchError, ValueError):
    """The input cannot be used.

    It is a `ValueError`, so that a pydantic model or a web framework that validates one of this
    program's models reports it like its own errors.
    """

    exit_code = 2


class OfferGone(InputError):
    """An offer cannot be accepted any more: the day has changed since it was made."""


class RoadsError(DispatchError):
    """Travel times are not available: a map, a matrix or a point is at fault."""

    exit_code = 3


class NoPlan(DispatchError):
    """No plan that keeps every hard rule was found."""

    exit_code = 4


class BrokenRule(DispatchError):
    """A plan breaks a hard rule."""

    exit_code = 5
