"""The ground that every model of the scenario stands on: strictness, ids, clock times, durations.

A clock time is kept as written (``Moment``) and becomes a number only with a scenario's first date
and zone (`Scenario.at`), because a bare ``09:30`` means on the first date. A duration is exact to
the millisecond.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

MILLISECONDS_A_MINUTE = 60_000


class Model(BaseModel):
    """Frozen, and deaf to unknown keys: a mistyped field is an error, never silence."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_default=False
    )


def _whole_id(value: object) -> object:
    """Take a bare number for an id, as people write ids such as 17 without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id: TypeAlias = Annotated[
    str,
    BeforeValidator(_whole_id),
    Field(min_length=1, max_length=120, pattern=r"^[^\s/\\][^/\\\n\r\t]*$"),
]
"""A name that is unique in its list: no slashes, no line breaks, no leading space."""

Number: TypeAlias = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)]
"""A finite number, not negative, and not absurdly large."""

_CLOCK = re.compile(r"^(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?$")
_DATED = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise ValueError("a clock time is written '09:30' or '2026-11-23T09:30'")
    text = value.strip()
    clock = _CLOCK.match(text)
    if clock:
        if int(clock[1]) > 72:
            raise ValueError("hours of a clock time run to 72 at most; write the date instead")
        return f"{int(clock[1]):02d}:{text.split(':', 1)[1]}"
    if _DATED.match(text):
        return datetime.fromisoformat(text).isoformat()
    raise ValueError("a clock time is written '09:30' or '2026-11-23T09:30'")


Moment: TypeAlias = Annotated[
    str,
    BeforeValidator(_moment),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A clock time: '09:30' (on the first date; '24:30' is after midnight) "
            "or ISO 8601 '2026-11-23T09:30'.",
        }
    ),
]
"""An instant as written: ``09:30`` (on the scenario's first date) or ISO 8601."""

_ISO_DURATION = re.compile(
    r"^P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d{1,3})?)S)?)?$"
)


class Duration(int):
    """A length of time in whole milliseconds; written as minutes (``90``) or ISO 8601 (``PT1H30M``).

    Raises
    ------
    ValueError
        When negative, longer than 400 days, or finer than a millisecond.
    """

    @classmethod
    def zero(cls) -> Self:
        """No time at all."""
        return cls(0)

    @classmethod
    def of_minutes(cls, minutes: float | Decimal) -> Self:
        """Make a duration of so many minutes."""
        return cls._read(minutes)

    @property
    def minutes(self) -> float:
        """The same in minutes."""
        return self / MILLISECONDS_A_MINUTE

    @classmethod
    def _read(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, timedelta):
            milliseconds = Decimal(round(value / timedelta(microseconds=1))) / 1000
        elif isinstance(value, str):
            milliseconds = cls._of_text(value.strip())
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            milliseconds = Decimal(str(value)) * MILLISECONDS_A_MINUTE
        else:
            raise ValueError("a duration is minutes (90) or ISO 8601 (PT1H30M)")
        if not milliseconds.is_finite() or not 0 <= milliseconds <= 400 * 86_400_000:
            raise ValueError("a duration lies between 0 and 400 days")
        if milliseconds != milliseconds.to_integral_value():
            raise ValueError("a duration is exact to the millisecond at most")
        return cls(int(milliseconds))

    @staticmethod
    def _of_text(text: str) -> Decimal:
        match = _ISO_DURATION.match(text)
        if match and text not in ("P", "PT") and not text.endswith("T"):
            parts = {name: Decimal(part or 0) for name, part in match.groupdict().items()}
            seconds = (
                (parts["days"] * 24 + parts["hours"]) * 60 + parts["minutes"]
            ) * 60 + parts["seconds"]
            return seconds * 1000
        try:
            return Decimal(text) * MILLISECONDS_A_MINUTE
        except InvalidOperation:
            raise ValueError("a duration is minutes (90) or ISO 8601 (PT1H30M)") from None

    def __str__(self) -> str:
        seconds, milliseconds = divmod(int(self), 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = f"{hours}H" if hours else ""
        text += f"{minutes}M" if minutes else ""
        if milliseconds:
            text += f"{seconds}.{milliseconds:03d}S"
        elif seconds:
            text += f"{seconds}S"
        return "PT" + (text or "0S")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}],
            "description": "Minutes (90) or ISO 8601 (PT1H30M).",
        }
