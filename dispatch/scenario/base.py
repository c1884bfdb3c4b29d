"""The base of every model of the scenario: strictness, ids, clock times, durations.

A clock time stays as written (``Moment``). Only `Scenario.at` makes it a number, with the first
date and the zone, because a bare ``09:30`` is on the first date. A duration is exact to the
millisecond.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping, Sequence
from datetime import date
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
    StrictInt,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from dispatch.errors import Fault, InputError, shown, told
from dispatch.scenario.forms import LONGEST, date_of, length_of, moment_of, refusal, stamp_of
from dispatch.scenario.names import LONGEST_ID, id_of
from dispatch.scenario.size import refuse_huge

MILLISECONDS_A_MINUTE = 60_000


def described(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Describe each field by the string below it, when a JSON schema is made.

    ``use_attribute_docstrings`` would read the source at every import of the models.
    """
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            _described_in(schema, each)


def _described_in(schema: dict[str, Any], model: type[BaseModel]) -> None:
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
        frozen=True,
        extra="forbid",
        validate_default=False,
        str_max_length=1_000_000,  # pydantic refuses half characters only in text with bounds
        json_schema_extra=described,
    )

    def __init__(self, /, **fields: Any) -> None:
        if any(isinstance(value, (list, dict)) for value in fields.values()):
            refuse_huge(fields)
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise InputError(*told(self._faults(error, fields))) from None

    # Pydantic marks its own `__init__` like this. It then makes nested models without calling
    # `__init__`, and reports the errors of all of them at once.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Make the model from a mapping of its fields."""
        refuse_huge(obj)
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise InputError(*told(cls._faults(error, obj))) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Make the model from text of JSON."""
        from dispatch.scenario.reading import model_of
        from dispatch.scenario.source import document_of

        document = document_of("", json_data)
        return model_of(document, cls, document.data, **options)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the model; with `update`, the new fields are checked like any others."""
        if not update:
            return super().model_copy(deep=deep)
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**fields, **update})

    @classmethod
    def _faults(cls, error: ValidationError, data: Any) -> Sequence[Fault]:
        """List the faults in data that pydantic's error describes."""
        from dispatch.scenario.field_faults import faults_between, faults_of_fields

        return faults_between(error) or faults_of_fields(error, data, cls)


def _whole_id(value: object) -> object:
    """Accept a bare number as an id, because people write ids such as 17 without quotes."""
    return value if (name := id_of(value)) is None else name


def _listed(value: object) -> object:
    """Accept one entry instead of a list."""
    alone = isinstance(value, (str, int, date)) and not isinstance(value, bool)
    return (value,) if alone else value


def _listed_id(value: object) -> object:
    if isinstance(value, str) and (parts := _SEPARATOR.split(value, 4))[1:]:
        choices = shown([part.strip() for part in parts]), shown([value])
        raise refusal("ids-unclear", value=shown(value), choices=choices)
    return _listed(value)


_SEPARATOR = re.compile("[,;，；、]")
_ID = r"^[^\s/\\][^/\\\n\r\t]*$"
_ID_SCHEMA = {"type": ["string", "integer"], "maxLength": LONGEST_ID, "pattern": _ID}
Id: TypeAlias = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_ID, pattern=_ID),
    BeforeValidator(_whole_id),
    WithJsonSchema(_ID_SCHEMA),
]
"""A name that is unique in its list: no slashes, no line breaks, no leading space."""

Ids: TypeAlias = Annotated[
    tuple[Id, ...],
    BeforeValidator(_listed_id),
    WithJsonSchema({"anyOf": [{"type": "array", "items": _ID_SCHEMA}, _ID_SCHEMA]}),
]
"""A list of ids; one alone needs no list. It is written out as a list."""

Number: TypeAlias = Annotated[StrictFloat, Field(ge=0, le=1e7, allow_inf_nan=False)]
"""A finite number, not negative and not absurdly large."""

Count: TypeAlias = Annotated[StrictInt, Field(ge=0, le=10_000_000)]
"""A whole number, not negative and not absurdly large."""

_DATE_SCHEMA = {
    "type": ["string", "integer"],
    "description": "A date with the year first; written out as 2026-11-23.",
    "examples": ["2026-11-23", "2026/11/23", 20261123],
}
Date: TypeAlias = Annotated[date, BeforeValidator(date_of), WithJsonSchema(_DATE_SCHEMA)]
"""A date, written 2026-11-23."""

Dates: TypeAlias = Annotated[
    tuple[Date, ...],
    Field(min_length=1, max_length=31),
    BeforeValidator(_listed),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": _DATE_SCHEMA, "minItems": 1, "maxItems": 31},
                _DATE_SCHEMA,
            ]
        }
    ),
]
"""A list of dates; one alone needs no list. It is written out as a list."""

_OFFSET = r" ?([Zz]|[+-]\d\d:?\d\d(:\d\d)?)? *$"
Moment: TypeAlias = Annotated[
    str,
    BeforeValidator(moment_of),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^ *\d\d?:(0|[0-5]\d)(:[0-5]\d(\.\d{1,3})?)?" + _OFFSET,
                    "description": "A clock time on the first date, written out as '09:30'; "
                    "'24:30' is after midnight.",
                },
                {
                    "type": "string",
                    "pattern": r"^ *\d{4}[-/.]\d\d?[-/.]\d\d?[Tt ] ?\d\d?:[0-5]\d"
                    r"(:[0-5]\d(\.\d{1,6})?)?" + _OFFSET,
                    "description": "ISO 8601, written out as '2026-11-23T09:30:00'; with an offset"
                    " ('+02:00') where the clock shows a time twice.",
                },
            ]
        }
    ),
]
"""An instant as written: ``09:30`` (on the scenario's first date) or ISO 8601."""

Stamp: TypeAlias = Annotated[Moment, BeforeValidator(stamp_of)]
"""An instant recorded by a device: whole seconds, fractions are dropped.

A single stamp with milliseconds would make the tick of the whole day a millisecond.
"""


class Duration(int):
    """A time span in whole milliseconds; written as ``90`` minutes, ``1h30m`` or ``PT1H30M``.

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
        if isinstance(value, cls) and 0 <= value <= LONGEST:
            return value
        return cls(length_of(value))

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
                {
                    "type": "string",
                    "description": "ISO 8601, as it is written out (PT1H30M), or hours, minutes "
                    "and seconds (1h30m, 90 min, 1.5h), or minutes.",
                },
            ]
        }
