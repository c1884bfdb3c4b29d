"""What can go wrong, as one family of exceptions.

Each class carries the exit code that the command line ends with::

    DispatchError            1  internal
    ├── InputError           2  a file, an argument or a rule of the scenario
    ├── RoadsError           3  travel times could not be had
    ├── NoPlan               4  no plan keeps every hard rule (or `--strict` refused it)
    └── BrokenRule           5  `check` found a violation
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in an input, said so that a person can mend it.

    Attributes
    ----------
    what : str
        What is wrong, one sentence.
    todo : str
        What to do about it; may be empty.
    file : str
        The file it stands in; empty for objects built in Python.
    line, column : int
        Where in the file, counted from 1; 0 where unknown.
    where : str
        The object and field, such as ``visits[bath-3].windows[0].close``.
    """

    what: str
    todo: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    where: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}"
        parts = [part for part in (place, self.where, self.what) if part]
        text = ": ".join(parts)
        return f"{text}. {self.todo}" if self.todo else text


class DispatchError(Exception):
    """The head of the family; on its own it is a fault of the program."""

    exit_code = 1


class InputError(DispatchError):
    """The input cannot be used; `problems` lists every reason at once.

    Parameters
    ----------
    problems
        What is wrong; a bare string is one problem without a place.
    """

    exit_code = 2

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        listed = [Problem(problems)] if isinstance(problems, str) else list(problems)
        self.problems: tuple[Problem, ...] = tuple(listed)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RoadsError(DispatchError):
    """Travel times could not be had: a map, a matrix or a point is at fault."""

    exit_code = 3


class NoPlan(DispatchError):
    """No plan that keeps every hard rule was found."""

    exit_code = 4


class BrokenRule(DispatchError):
    """A plan breaks a hard rule."""

    exit_code = 5
