"""What people type into cells, and the plain values that a scenario is made of.

Each function takes the value of a cell: text, or the number, date or time that a spreadsheet has
made of what was typed. A form with several meanings is refused, and the refusal names them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeAlias, TypeVar

from pydantic_core import PydanticCustomError

from dispatch.errors import Fault, fault, shown
from dispatch.scenario import Duration
from dispatch.scenario.forms import date_of, length_of, moment_of

Plain: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""The value of a cell that is not empty."""

T = TypeVar("T")

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_FRACTION = re.compile(r"0?\.\d+", re.ASCII)
_SEPARATOR = re.compile("[,，;；、\n]")
_BLANKS: Final = " \t\u3000\xa0\ufeff\u200b"
_DAY: Final = timedelta(days=1)

_NUMERAL = re.compile(r"[零一二两三四五六七八九十]+(?=[点时分刻个小秒]|$)")
_SPAN = re.compile(
    r"(.*[ 日号])?(?P<start>\d\d?:\d\d)(:\d\d)? ?(?P<mark>[-~—–至到])"
    r" ?(?P<end>\d\d?:?\d\d)(:\d\d)?",
    re.ASCII,
)
_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2}
_PARTS: Mapping[str, tuple[int, int]] = {
    "凌晨": (0, 6), "清晨": (4, 8), "早上": (4, 11), "早晨": (4, 11), "上午": (6, 11),
    "中午": (11, 14), "下午": (12, 18), "傍晚": (16, 20), "晚上": (17, 23), "夜里": (18, 23),
}  # fmt: skip
"""The hours, the first and the last, of each part of the day."""
_CLOCK = re.compile(
    rf"(?P<part>{'|'.join(_PARTS)})?(?P<hour>\d\d?)"
    r"(?:(?P<point>[点时])(?:[钟整]|(?P<half>半)|(?P<quarter>[13])刻|(?P<minute>\d\d?)分?)?"
    r"|:(?P<colon>\d\d?)(?::(?P<second>\d\d))?)",
    re.ASCII,
)
_AM_PM = re.compile(r"(\d\d?)(?::(\d\d))?(?::(\d\d))? ?([ap])\.?m\.?", re.ASCII | re.IGNORECASE)
_DATED = re.compile(r"(\d{4}年\d\d?月\d\d?[日号]) ?(.+)", re.ASCII)
_CHINESE_DATE = re.compile(r"(\d{4})年(\d\d?)月(\d\d?)[日号]", re.ASCII)
_NO_YEAR = re.compile(r"\d\d?月\d\d?[日号]", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.0+)?", re.ASCII)
_LENGTH_WORDS = (
    ("个半小时", "半h"), ("个小时|小时|个?钟头|时", "h"), ("刻钟", "刻"), ("分钟|分", "m"),
    ("秒钟|秒", "s"),
)  # fmt: skip
_HOURS = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_COORDINATES = re.compile(
    r"[\[(]?\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*[\])]?", re.ASCII
)
_SPOILT = re.compile(r"\d(\.\d+)?E\+\d+|#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|#+)", re.ASCII)
"""What spreadsheets write into CSV for a long number, an error, or a column that is too narrow."""
_GRADE = re.compile(r"(.+?)\s*[(（](.+)[)）]")

YES: Final = frozenset({"yes", "y", "true", "是", "有", "√", "✓", "1"})
NO: Final = frozenset({"no", "n", "false", "否", "无", "没有", "0"})


class Misread(Exception):
    """A cell that cannot be read.

    Attributes
    ----------
    fault : Fault
        What is wrong, without the place.
    """

    def __init__(self, found: Fault) -> None:
        super().__init__(found)
        self.fault = found


def folded(text: str) -> str:
    """Return text with full-width characters and odd spaces as ASCII has them."""
    return unicodedata.normalize("NFKC", text).strip(f"{_BLANKS}\r\n")


def trimmed(text: str) -> str:
    """Return text without blanks around it, as written otherwise."""
    return text.strip(_BLANKS)


def text(value: Plain) -> str:
    """Read text; a number is written out, as 17 in an id.

    A telephone number that a spreadsheet has saved as 1.38E+10 is lost: it is refused.
    """
    if isinstance(value, str):
        if _SPOILT.fullmatch(written := trimmed(value)):
            raise Misread(fault("tables-not-text", value=written))
        return written
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Misread(fault("tables-not-text", value=_told(value)))
    return f"{value:.0f}" if value == int(value) else repr(value)


def ids(value: Plain) -> list[str]:
    """Read a list: ``chen, lin``, also with 、 or ; between its entries."""
    return [part for part in map(trimmed, _SEPARATOR.split(text(value))) if part]


def number(value: Plain) -> int | float:
    """Read a number with a decimal point, whole or not."""
    if isinstance(value, str):
        written = folded(value)
        if "," in written and _NUMBER.fullmatch(written.replace(",", "")):
            point, plain = written.replace(",", "."), written.replace(",", "")
            raise Misread(fault("tables-comma", value=shown(value), point=point, plain=plain))
        if not _NUMBER.fullmatch(written) or len(written) > 30:
            raise Misread(fault("not-number", value=shown(value)))
        value = float(written)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Misread(fault("not-number", value=_told(value)))
    return int(value) if value == int(value) else value


def flag(value: Plain) -> bool:
    """Read yes or no: also y, n, true, false, 是, 否, 有, 无, √, 1, 0."""
    written = str(int(value)) if isinstance(value, (bool, float)) else str(value)
    word = folded(written).casefold()
    if word not in YES | NO or (isinstance(value, float) and value not in (0, 1)):
        raise Misread(fault("tables-not-flag", value=_told(value)))
    return word in YES


def day(value: Plain) -> str:
    """Read a date with the year first, also ``2026年11月23日``, or the days of spreadsheets."""
    if isinstance(value, datetime):
        if value.time() != time():
            raise Misread(fault("tables-not-date", value=_told(value)))
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bool, time, timedelta)):
        raise Misread(fault("date-form", value=_told(value)))
    written = folded(text(value))
    if _SERIAL.fullmatch(written):
        return (date(1899, 12, 30) + int(float(written)) * _DAY).isoformat()
    if _NO_YEAR.fullmatch(written):
        raise Misread(fault("tables-no-year", value=shown(value)))
    if match := _CHINESE_DATE.fullmatch(written):
        written = "-".join(match.groups())
    return _by(date_of, written, value).isoformat()


def days(value: Plain) -> list[str]:
    """Read one date or several."""
    if not isinstance(value, str):
        return [day(value)]
    return [day(part) for part in _SEPARATOR.split(value) if trimmed(part)]


def moment(value: Plain) -> str:
    """Read a clock time: ``9:00``, ``上午9点半``, ``2026-11-23 9:00``, a spreadsheet's time."""
    if isinstance(value, datetime):
        past_half = timedelta(seconds=value.microsecond >= 500_000)  # 9:30 may be 9:29:59.999
        return moment_of(value.replace(microsecond=0) + past_half)
    if isinstance(value, time):
        value = _since_midnight(value)
    if isinstance(value, float) and 0 < value < 1:
        value = _part_of_day(value)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        clock = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        return _by(moment_of, clock, value)
    if not isinstance(value, str):
        raise Misread(fault("moment-form", value=_told(value)))
    written = " ".join(folded(value).split())
    if match := _SPAN.fullmatch(written):
        start, end = (int(match[each].replace(":", "")) for each in ("start", "end"))
        is_span = match["mark"] != "-" or start < end
        raise Misread(fault("tables-span" if is_span else "tables-offset", value=shown(value)))
    if _FRACTION.fullmatch(written):
        return moment(float(written))
    if match := _DATED.fullmatch(written):
        clock = _clock(match[2], value)
        if not re.match(r"\d\d?:", clock):
            raise Misread(fault("moment-form", value=shown(value)))
        return _by(moment_of, f"{day(match[1])}T{_by(moment_of, clock, value)}", value)
    return _by(moment_of, _clock(written, value), value)


def _clock(written: str, value: str) -> str:
    """Return a clock time of 24 hours; text that is none in words stays as it is."""
    if match := _AM_PM.fullmatch(written):
        hour, minute, second, half = match.groups(default="00")
        if not 1 <= int(hour) <= 12:
            raise Misread(fault("moment-form", value=shown(value)))
        return f"{int(hour) % 12 + 12 * (half in 'pP')}:{minute}:{second}"
    match = _CLOCK.fullmatch(_counted(written.replace(" ", "")))
    if match is None or not (match["part"] or match["point"]):
        return written
    _by(moment_of, f"{match['hour']}:00", value)  # an hour that no clock has is not asked back
    minute = match["minute"] or match["colon"] or "0"
    if match["half"] or match["quarter"]:
        minute = "30" if match["half"] else str(15 * int(match["quarter"]))
    if match["minute"]:  # people say 9点5分
        minute = f"{minute:0>2}"
    rest = f":{minute}:{match['second'] or '00'}"
    return f"{_hour(match['part'], int(match['hour']), shown(value))}{rest}"


def _hour(part: str | None, hour: int, value: object) -> int:
    """Return the hour of 24 that is meant in a part of the day; without a part, from 7 on."""
    if part is None and not 1 <= hour <= 6:
        return hour
    choices: set[int] = {hour, *({hour + 12} if hour <= 12 else ()), *({0} if hour == 12 else ())}
    first, last = _PARTS[part] if part else (24, 0)
    found = [each for each in choices if first <= each <= last]
    if len(found) == 1:
        return found[0]
    told = tuple(f"{each:02d}:00" for each in sorted(choices))
    raise Misread(fault("tables-hour-unclear", value=value, choices=told))


def length(value: Plain) -> str:
    """Read a length of time: minutes, ``1h30m``, ``1.5小时``, ``1:30:00``, a spreadsheet's time."""
    if isinstance(value, time):
        value = _since_midnight(value)
    if isinstance(value, timedelta):
        value = timedelta(seconds=round(value.total_seconds()))
    if isinstance(value, float) and 0 < value < 1:
        of_day = str(_part_of_day(value))
        raise Misread(fault("tables-fraction", value=_told(value), clock=of_day))
    if isinstance(value, (bool, date)):
        raise Misread(fault("duration-form", value=_told(value)))
    read = _length_words(folded(value)) if isinstance(value, str) else value
    return str(Duration(_by(length_of, read, value)))


def _length_words(written: str) -> str:
    if match := _HOURS.fullmatch(written):
        return "PT{}H{}M{}S".format(*match.groups())
    if re.fullmatch("[ -~]*", written):
        return written
    short = _counted(written.replace(" ", ""))
    for words, unit in _LENGTH_WORDS:
        short = re.sub(words, unit, short)
    short = re.sub(r"(\d+)刻", lambda found: f"{15 * int(found[1])}m", short)
    if match := re.fullmatch(r"(\d*)半h", short):
        return f"{int(match[1] or 0)}h30m"
    return re.sub(r"h半$", "h30m", short)


def place(value: Plain) -> str | list[float]:
    """Read the name of a place, or longitude and latitude: ``121.229, 31.033``."""
    if not isinstance(value, str):
        raise Misread(fault("tables-not-place", value=_told(value)))
    if match := _COORDINATES.fullmatch(folded(value)):
        return [float(match[1]), float(match[2])]
    return trimmed(value)


def certificates(value: Plain) -> list[list[dict[str, str]]]:
    """Read needed certificates: ``nurse, basic / care (junior)``, of which / is a choice."""
    needed = []
    for all_of in ids(value):
        any_of = [trimmed(part) for part in re.split("[/／]", all_of)]
        if not all(any_of):
            raise Misread(fault("tables-choice-empty", value=shown(value)))
        needed.append([_certificate(part) for part in any_of])
    return needed


def _certificate(written: str) -> dict[str, str]:
    match = _GRADE.fullmatch(written)
    if match is None:
        return {"certificate": written}
    return {"certificate": trimmed(match[1]), "grade": trimmed(match[2])}


def _by(read: Callable[[Any], T], value: object, cell: Plain) -> T:
    """Read with a function of the scenario; what it refuses is a `Misread` that quotes the cell."""
    try:
        return read(value)
    except PydanticCustomError as error:
        refused: Fault = (error.context or {})["fault"]
        fields = dict(refused.fields)
        if "value" in fields:
            fields["value"] = _told(cell)
        raise Misread(fault(refused.code, **fields)) from None


def _counted(written: str) -> str:
    """Write Chinese numerals before a unit as digits: 十二点 is 12点."""

    def digits(found: re.Match[str]) -> str:
        tens, ten, ones = found[0].rpartition("十")
        if not ten:
            return "".join(str(_DIGITS[each]) for each in ones)
        known = {"": 0, **_DIGITS}
        if tens not in known or ones not in known:
            return found[0]
        return str(10 * (known[tens] or 1) + known[ones])

    return _NUMERAL.sub(digits, written)


def _since_midnight(value: time) -> timedelta:
    return datetime.combine(date.min, value) - datetime.min


def _part_of_day(value: float) -> timedelta:
    return timedelta(seconds=round(value * 86_400))


def _told(value: object) -> object:
    """Show a value as a spreadsheet does."""
    if isinstance(value, datetime):
        return f"'{value.isoformat(' ')}'"
    if isinstance(value, (time, timedelta)):
        return f"'{value}'"
    return shown(value)
