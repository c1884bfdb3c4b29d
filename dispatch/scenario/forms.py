"""The forms in which people write clock times, dates and lengths of time.

Each form that is read has one meaning. A form with several is refused, and the refusal names them.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pydantic_core import PydanticCustomError

from dispatch.errors import fault, shown

LONGEST: Final = 400 * 86_400_000
"""The longest length of time, in milliseconds."""
_MINUTE: Final = 60_000

_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_DATE = re.compile(
    rf"{_YEAR}(?:(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)|(?P<rest>\d{{4}}))",
    re.ASCII,
)
_OFFSET = r"(?:[Zz]|[+-]\d\d:?\d\d(?::\d\d)?)"
_CLOCK = re.compile(rf"(\d\d?):([0-5]?\d)(?::([0-5]\d)(\.\d{{1,3}})?)? ?({_OFFSET})?", re.ASCII)
_DATED = re.compile(
    rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)[T ] ?(?P<hour>\d\d?)"
    rf"(?P<rest>:\d\d(?::\d\d(?:\.\d{{1,3}}(?:000)?)?)?) ?(?P<offset>{_OFFSET})?",
    re.ASCII,
)
_FRACTION = re.compile(r"(?<=:\d\d)\.\d{1,9}", re.ASCII)
_TWO_NUMBERS = re.compile(r"(\d{1,3}):(\d\d?)", re.ASCII)
_DAY_AND_MONTH = re.compile(r"(\d\d?)[-/.](\d\d?)(?:[-/.]((?:19|20|21)\d\d))?", re.ASCII)
_MINUTES = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_UNITS = re.compile(
    rf"(?:(?P<hours>{_NUMBER}) ?h(?:ours?)?)? ?(?:(?P<minutes>{_NUMBER}) ?m(?:in(?:utes?)?)?)? ?"
    rf"(?:(?P<seconds>{_NUMBER}) ?s(?:ec(?:onds?)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_ISO_LENGTH = re.compile(
    r"P(?:(?P<days>\d{1,9})D)?(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:\.\d{1,9})?)S)?)?",
    re.ASCII,
)


def refusal(code: str, **fields: object) -> PydanticCustomError:
    """Make a validator's error from a code of the catalogue."""
    return PydanticCustomError(code, "{fault}", {"fault": fault(code, **fields)})


def moment_of(value: object) -> str:
    """Read a clock time: ``09:30``, or ISO 8601 with a date; both may have an offset from UTC."""
    text = value.isoformat() if isinstance(value, datetime) else value
    if not isinstance(text, str):
        raise refusal("moment-form", value=shown(value))
    return _moment_of_text(text.strip())


@lru_cache(maxsize=10_000)
def _moment_of_text(text: str) -> str:
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return _dated(text.upper(), text)
    hours, minutes, seconds, fraction, offset = clock.groups()
    if int(hours) > 72:
        raise refusal("moment-hours", hours=hours)
    if len(minutes) == 1 and minutes != "0":
        choices = (f"'{hours}:0{minutes}'", f"'{hours}:{minutes}0'")[: 1 + (minutes < "6")]
        raise refusal("moment-minutes", value=shown(text), choices=choices)
    rest = f":{seconds}{fraction or ''}" if seconds else ""
    read = f"{hours:0>2}:{minutes:0>2}{'' if rest == ':00' else rest}"
    return read + _dated(f"2000-01-01T00:00{offset.upper()}", text)[19:] if offset else read


def _dated(text: str, written: str) -> str:
    match = _DATED.fullmatch(text)
    if match is None:
        raise refusal("moment-form", value=shown(written))
    year, month, day, hour, rest, offset = match.group(
        "year", "month", "day", "hour", "rest", "offset"
    )
    try:
        read = datetime.fromisoformat(
            f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}{rest}{offset or ''}"
        )
    except ValueError:
        raise refusal("moment-none", value=shown(written)) from None
    return read.isoformat(timespec="milliseconds" if read.microsecond else "seconds")


def stamp_of(value: object) -> object:
    """Drop the fraction of a second from a clock time."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return _FRACTION.sub("", value) if isinstance(value, str) else value


def date_of(value: object) -> date:
    """Read a date: the year comes first, as in ``2026-11-23``, ``2026/11/23`` or ``20261123``."""
    is_form = isinstance(value, (str, int, date)) and not isinstance(value, (bool, datetime))
    text = str(value).strip() if is_form else ""
    match = _DATE.fullmatch(text)
    if match is None:
        raise _no_date(text, value)
    year, month, day, rest = match.group("year", "month", "day", "rest")
    try:
        return date(int(year), int(month or rest[:2]), int(day or rest[2:]))
    except ValueError:
        raise refusal("date-none", value=shown(value)) from None


def _no_date(text: str, value: object) -> PydanticCustomError:
    """Refuse what is no date; if it is day and month or month and day, name both readings."""
    match = _DAY_AND_MONTH.fullmatch(text)
    if match is None:
        return refusal("date-form", value=shown(value))
    one, other, year = match.groups()
    dates = []
    for month, day in ((one, other), (other, one)):
        try:  # a leap year has every day
            date(int(year or 2024), int(month), int(day))
        except ValueError:
            continue
        dates.append(f"{year or 'YYYY'}-{month:0>2}-{day:0>2}")
    if not dates:
        return refusal("date-none", value=shown(value))
    return refusal("date-unclear", value=shown(value), choices=tuple(dict.fromkeys(dates)))


def length_of(value: object) -> int:
    """Read a length of time: a number of minutes, ``1h30m``, ``90 min``, or ISO 8601.

    Returns
    -------
    int
        Whole milliseconds.
    """
    if isinstance(value, timedelta):
        milliseconds = Decimal(value // timedelta(microseconds=1)) / 1000
    elif isinstance(value, str):
        milliseconds = _length_of_text(value.strip())
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if not isinstance(value, int) and not math.isfinite(value):
            raise refusal("not-finite", value=shown(value))
        if not 0 <= value <= LONGEST / _MINUTE:
            raise refusal("duration-range", value=shown(value))
        # Rounding makes a third of a minute 20 s, although no float is exactly a third.
        milliseconds = round(Decimal(str(value)) * _MINUTE, 4)
    else:
        raise refusal("duration-form", value=shown(value))
    if not 0 <= milliseconds <= LONGEST:
        raise refusal("duration-range", value=shown(value))
    if milliseconds != milliseconds.to_integral_value():
        raise refusal("duration-fine", value=shown(value))
    return int(milliseconds)


@lru_cache(maxsize=1000)
def _length_of_text(text: str) -> Decimal:
    if _MINUTES.fullmatch(text):
        return Decimal(text) * _MINUTE
    if unclear := _TWO_NUMBERS.fullmatch(text):
        one, other = (int(part) for part in unclear.groups())
        choices = f"{one}h{other}m", f"{one}m{other}s"
        raise refusal("duration-unclear", value=shown(text), choices=choices)
    match = _ISO_LENGTH.fullmatch(text) or _UNITS.fullmatch(text)
    if match is None or not any(match.groups()) or text.endswith("T"):
        raise refusal("duration-form", value=shown(text))
    parts = {name: Decimal(part or 0) for name, part in match.groupdict().items()}
    hours = parts.get("days", 0) * 24 + parts["hours"]
    return ((hours * 60 + parts["minutes"]) * 60 + parts["seconds"]) * 1000
