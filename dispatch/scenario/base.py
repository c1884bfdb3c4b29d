"""The base of every model of the scenario: strictness, ids, clock times, durations.

A clock time stays as written (``Moment``). Only `Scenario.at` makes it a number, with the first
date and the zone, because a bare ``09:30`` is on the first date. A duration is exact to the
millisecond.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictFloat,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from dispatch.errors import Fault, InputError, fault, shown

MILLISECONDS_A_MINUTE = 60_000
_LONGEST = 400 * 86_400_000


def _described(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Describe each field by the string below it, when a JSON schema is made.

    ``use_attribute_docstrings`` would read the source at every import of the models.
    """
    (written,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(written, ast.ClassDef)
    for field, below in pairwise(written.body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ) if name in schema["properties"]:
                schema["properties"][name]["description"] = inspect.cleandoc(text)


class Model(BaseModel):
    """A frozen model that refuses unknown keys: a mistyped field is an error.

    Raises
    ------
    InputError
        With everything that is wrong in it and its parts; it replaces pydantic's error.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=False, json_schema_extra=_described
    )

    def __init__(self, /, **fields: Any) -> None:
        with _as_faults(type(self), fields):
            super().__init__(**fields)

    # Pydantic marks its own `__init__` like this. It then makes nested models without calling
    # `__init__`, and reports the errors of all of them at once.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Make the model from a mapping of its fields."""
        with _as_faults(cls, obj):
            return super().model_validate(obj, **options)

    @classmethod
    def _faults(cls, error: ValidationError, data: Any) -> Sequence[Fault]:
        """List the faults in data that pydantic's error describes."""
        from dispatch.scenario.field_faults import faults_of_fields

        return faults_of_fields(error, data, cls)


@contextmanager
def _as_faults(model: type[Model], data: Any) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise InputError(*model._faults(error, data)) from None


def refusal(code: str, **fields: object) -> PydanticCustomError:
    """Make a validator's error from a code of the catalogue."""
    return PydanticCustomError(code, "{fault}", {"fault": fault(code, **fields)})


def _whole_id(value: object) -> object:
    """Accept a bare number as an id, because people write ids such as 17 without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_ID = r"^[^\s/\\][^/\\\n\r\t]*$"
Id: TypeAlias = Annotated[
    str,
    BeforeValidator(_whole_id),
    Field(min_length=1, max_length=120, pattern=_ID),
    WithJsonSchema({"type": ["string", "integer"], "maxLength": 120, "pattern": _ID}),
]
"""A name that is unique in its list: no slashes, no line breaks, no leading space."""

Number: TypeAlias = Annotated[StrictFloat, Field(ge=0, le=1e7, allow_inf_nan=False)]
"""A finite number, not negative and not absurdly large."""


def _date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        raise refusal("date-form", value=shown(value))
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise refusal("date-none", value=shown(value)) from None


_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
Date: TypeAlias = Annotated[date, BeforeValidator(_date)]
"""A date, written 2026-11-23."""

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d)(\.\d{1,3})?)?", re.ASCII)
_DATED = re.compile(
    r"(19|20|21)\d\d-\d\d-\d\d[Tt ](?P<clock>\d\d:\d\d(:\d\d(\.\d{1,3}(000)?)?)?)"
    r" ?([Zz]|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


def _moment(value: object) -> str:
    text = value.isoformat() if isinstance(value, datetime) else value
    if not isinstance(text, str):
        raise refusal("moment-form", value=shown(value))
    text = text.strip()
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds, fraction = clock.groups()
        if int(hours) > 72:
            raise refusal("moment-hours", hours=hours)
        rest = f":{seconds}{fraction or ''}" if seconds else ""
        return f"{int(hours):02d}:{minutes}{'' if rest == ':00' else rest}"
    if not _DATED.fullmatch(text):
        raise refusal("moment-form", value=shown(value))
    try:
        read = datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        raise refusal("moment-none", value=shown(value)) from None
    return read.isoformat(timespec="milliseconds" if read.microsecond else "seconds")


Moment: TypeAlias = Annotated[
    str,
    BeforeValidator(_moment),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^\d{1,2}:[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$",
                    "description": "A clock time on the first date; '24:30' is after midnight.",
                },
                {
                    "type": "string",
                    "pattern": r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d",
                    "description": "ISO 8601, such as '2026-11-23T09:30'.",
                },
            ]
        }
    ),
]
"""An instant as written: ``09:30`` (on the scenario's first date) or ISO 8601."""

_FRACTION = re.compile(r"(?<=:\d\d)\.\d{1,9}", re.ASCII)


def _stamp(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return _FRACTION.sub("", value) if isinstance(value, str) else value


Stamp: TypeAlias = Annotated[Moment, BeforeValidator(_stamp)]
"""An instant recorded by a device: whole seconds, fractions are dropped.

A single stamp with milliseconds would make the tick of the whole day a millisecond.
"""

_ISO_DURATION = re.compile(
    r"P(?:(?P<days>\d{1,9})D)?(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:\.\d{1,9})?)S)?)?",
    re.ASCII,
)
_MINUTES = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


class Duration(int):
    """A time span in whole milliseconds; written in minutes (``90``) or ISO 8601 (``PT1H30M``).

    Raises
    ------
    ValueError
        If it is negative, longer than 400 days, or finer than a millisecond.
    """

    @classmethod
    def zero(cls) -> Self:
        """No time at all."""
        return cls(0)

    @classmethod
    def of_minutes(cls, minutes: float | Decimal) -> Self:
        """Make a duration from minutes."""
        return cls._read(minutes)

    @property
    def minutes(self) -> float:
        """The duration in minutes."""
        return self / MILLISECONDS_A_MINUTE

    @classmethod
    def _read(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, timedelta):
            milliseconds = Decimal(value // timedelta(microseconds=1)) / 1000
        elif isinstance(value, str):
            milliseconds = cls._of_text(value)
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            if not isinstance(value, int) and not math.isfinite(value):
                raise refusal("not-finite", value=shown(value))
            if not 0 <= value <= _LONGEST / MILLISECONDS_A_MINUTE:
                raise refusal("duration-range", value=shown(value))
            # Rounding makes a third of a minute 20 s, although no float is exactly a third.
            milliseconds = round(Decimal(str(value)) * MILLISECONDS_A_MINUTE, 4)
        else:
            raise refusal("duration-form", value=shown(value))
        if not 0 <= milliseconds <= _LONGEST:
            raise refusal("duration-range", value=shown(value))
        if milliseconds != milliseconds.to_integral_value():
            raise refusal("duration-fine", value=shown(value))
        return cls(int(milliseconds))

    @staticmethod
    def _of_text(text: str) -> Decimal:
        if _MINUTES.fullmatch(text.strip()):
            return Decimal(text.strip()) * MILLISECONDS_A_MINUTE
        match = _ISO_DURATION.fullmatch(text.strip())
        if match is None or not any(match.groups()) or text.strip().endswith("T"):
            raise refusal("duration-form", value=shown(text))
        parts = {name: Decimal(part or 0) for name, part in match.groupdict().items()}
        hours = parts["days"] * 24 + parts["hours"]
        return ((hours * 60 + parts["minutes"]) * 60 + parts["seconds"]) * 1000

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
            "anyOf": [
                {"type": "number", "minimum": 0, "description": "Minutes."},
                {"type": "string", "description": "ISO 8601, such as PT1H30M; or minutes."},
            ]
        }
