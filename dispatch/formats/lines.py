"""Text files by lines, with the faults found in them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario.reading import in_order
from dispatch.scenario.spot import refuse


@dataclass(frozen=True)
class Lines:
    """The lines of a file, and the faults found so far."""

    file: str
    lines: Sequence[str]
    faults: list[Fault] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Yield each line that is not empty, with its number from 1."""
        stripped = ((number, line.strip()) for number, line in enumerate(self.lines, 1))
        return (each for each in stripped if each[1])

    def note(self, line: int, code: str, **fields: object) -> None:
        """Note a fault in a line, or in the whole file (0)."""
        column = 1 if line else 0
        found = replace(fault(code, **fields), file=self.file, line=line, column=column)
        self.faults.append(found)

    def numbers(self, line: int, texts: Sequence[str]) -> tuple[Decimal, ...]:
        """Read the words of a line as finite numbers; a word that is none becomes 0."""
        return tuple(self._number(line, text) for text in texts)

    def amount(self, line: int, text: str) -> Decimal:
        """Read a number that is not negative and has at most three decimals."""
        (number,) = self.numbers(line, [text])
        self.check(line, number)
        return number

    def check(self, line: int, number: Decimal, scale: Fraction = Fraction(1)) -> None:
        """Note a number that is negative, or finer than a thousandth after scaling."""
        if number < 0:
            self.note(line, "formats-negative", value=number)
        elif (Fraction(number) * scale * 1000).denominator > 1:
            self.note(line, "formats-fine", value=number)

    def _number(self, line: int, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and abs(number) < 10**7:
            return number
        self.note(line, "formats-number", value=text)
        return Decimal(0)

    def done(self) -> None:
        """End reading.

        Raises
        ------
        InputError
            With everything that is wrong, in the order of its lines.
        """
        if self.faults:
            raise InputError(*in_order(self.faults))


def read_lines(file: str | os.PathLike[str]) -> Lines:
    """Read a text file in UTF-8.

    Raises
    ------
    InputError
        If the file does not exist or is no text.
    """
    name = os.fspath(file)
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        refuse(name, (0, 0), "file-missing")
    except IsADirectoryError:
        refuse(name, (0, 0), "file-folder")
    except UnicodeDecodeError:
        refuse(name, (0, 0), "file-not-text")
    except (OSError, ValueError) as reason:
        refuse(name, (0, 0), "file-unreadable", reason=getattr(reason, "strerror", reason))
    if not text.strip():
        refuse(name, (0, 0), "file-empty")
    return Lines(name, text.splitlines())
