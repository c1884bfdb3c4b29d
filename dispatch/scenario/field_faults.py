"""Turns the errors that a model finds in its fields into faults with their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableSequence, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dispatch.errors import Fault, InputError, Nearest, fault, shown
from dispatch.messages import Purpose
from dispatch.scenario.names import Wheres
from dispatch.scenario.spot import Step

MOST_DETAILED = 10_000
"""How many errors are told in detail; each takes a kilobyte then, but little to be counted."""

_CODES = {
    "string_type": "not-text-kind",
    "float_type": "not-number",
    "float_parsing": "not-number",
    "int_type": "not-whole",
    "int_from_float": "not-whole",
    "int_parsing": "not-whole",
    "int_parsing_size": "not-finite",
    "bool_type": "not-flag",
    "bool_parsing": "not-flag",
    "model_type": "not-mapping",
    "model_attributes_type": "not-mapping",
    "dict_type": "not-mapping",
    "tuple_type": "not-list",
    "literal_error": "not-choice",
    "union_tag_invalid": "not-choice",
    "greater_than_equal": "below",
    "greater_than": "below-or-at",
    "less_than_equal": "above",
    "finite_number": "not-finite",
    "invalid_key": "key-not-text",
    "string_unicode": "text-broken",
    "string_too_short": "text-empty",
    "string_too_long": "text-long",
    "string_pattern_mismatch": "id-form",
    "too_short": "list-empty",
    "too_long": "list-long",
}


def faults_of_fields(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Fault]:
    """Turn every error that a model finds in `data` into a fault."""
    count = error.error_count()
    few: ValidationError | None = error
    if count > MOST_DETAILED:
        few, data = _shortened(data, model)
    if few is None:
        return [fault("faults-flood", count=count)]
    schema, where, nearest = _schema(model), Wheres(data), Nearest()
    found = [
        _fault(detail, path_of(detail, data), where, _Fields(schema, data), nearest)
        for detail in few.errors(include_url=False)
        if not _follows(detail)
    ]
    more = count - few.error_count()
    return [*found, *([fault("faults-more", more=more)] if more else [])]


def _shortened(data: dict[str, Any], model: type[BaseModel]) -> tuple[ValidationError | None, Any]:
    """Cut the lists of data to a length that has a few errors; return the errors and the rest.

    Returns None for the errors if one entry, or what is no list, has too many.
    """
    lists = {name: value for name, value in data.items() if isinstance(value, list)}
    low, high = 1, max(map(len, lists.values()), default=1)
    while low < high:
        middle = (low + high) // 2
        short = data | {name: value[:middle] for name, value in lists.items()}
        error = _error(short, model)
        if error is None:
            low = middle + 1
        elif error.error_count() > MOST_DETAILED:
            high = middle
        else:
            return error, short
    return None, data


def _error(data: Any, model: type[BaseModel]) -> ValidationError | None:
    try:
        model.__pydantic_validator__.validate_python(data)
    except ValidationError as error:
        return None if faults_between(error) else error
    return None


def faults_between(error: ValidationError) -> Sequence[Fault]:
    """Return the faults of well-formed fields that contradict each other, if that is the error."""
    if error.error_count() > 1:
        return ()
    (detail,) = error.errors(include_url=False)
    found = detail.get("ctx", {}).get("error")
    return found.faults if isinstance(found, InputError) else ()


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _follows(detail: ErrorDetails) -> bool:
    """Whether the error only says that a list is short because one of its entries is malformed."""
    return detail["type"] == "too_short" and len(detail["input"]) > 0


def path_of(detail: ErrorDetails, data: Any) -> tuple[Step, ...]:
    """Return the path of an error in the data, without pydantic's names of union branches."""
    path: list[Step] = []
    location = detail["loc"]
    branch = True  # whether the next step may name a branch of a union by its kind
    for number, step in enumerate(location):
        last = number == len(location) - 1
        if isinstance(data, Mapping) and isinstance(step, str):
            if branch and not last and step == data.get("kind"):
                branch = False
                continue
            if step in data:
                data = data[step]
            elif not (last and detail["type"] == "missing"):
                continue
        elif isinstance(data, (MutableSequence, tuple)) and isinstance(step, int):
            data = data[step]
        else:
            break
        path.append(step)
        branch = True
    return tuple(path)


def _fault(
    detail: ErrorDetails,
    path: tuple[Step, ...],
    where: Wheres,
    fields: _Fields,
    nearest: Nearest,
) -> Fault:
    place, kind = where(path), detail["type"]
    if path[-1:] != detail["loc"][-1:]:  # in what cannot be indexed, such as a view
        return _wrong_value(detail, place, nearest)
    if kind == "missing":
        return fault("field-missing", place, purpose=fields.purpose(path))
    if kind == "extra_forbidden":
        key, known = str(path[-1]), fields.known(path[:-1])
        near = nearest(key, known)
        return fault("field-unknown", place, key=key, known=tuple(known), near=near)
    if kind == "union_tag_not_found":
        return fault("kind-missing", place, choices=tuple(fields.kinds(path)))
    if kind == "union_tag_invalid":
        place = where((*path, "kind"))
    return _wrong_value(detail, place, nearest)


def _wrong_value(detail: ErrorDetails, place: str, nearest: Nearest) -> Fault:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    own: Fault | None = context.get("fault")  # from a validator of this program
    if own is not None:
        return replace(own, where=place)
    if value is None and kind != "invalid_key":
        return fault("field-empty", place)
    code = _CODES.get(kind, "unlike")
    if code == "not-text-kind" and isinstance(value, (bool, int, float)):
        code = "not-text"
    if code == "not-choice":
        return _wrong_choice(place, context.get("tag", value), context, nearest)
    bound = next((context[name] for name in ("ge", "gt", "le", "lt") if name in context), None)
    return fault(
        code,
        place,
        value=shown(value),
        bound=f"{bound:g}" if bound is not None else "",
        most=context.get("max_length"),
        length=len(value) if isinstance(value, str) else "",
        reason=detail["msg"],
    )


def _wrong_choice(place: str, value: object, context: dict[str, Any], nearest: Nearest) -> Fault:
    choices = re.findall("'([^']*)'", context.get("expected", context.get("expected_tags", "")))
    near = nearest(str(value), choices) if isinstance(value, str) else ""
    return fault("not-choice", place, value=shown(value), choices=tuple(choices), near=near)


def purpose_of(description: str) -> Purpose:
    """Return the first sentence of the description of a field, as a part of a sentence."""
    text = " ".join(description.split()).split(". ")[0].rstrip(".")
    return Purpose(text[:1].lower() + text[1:])


class _Fields:
    """Looks up in a JSON schema which fields data may have.

    Parameters
    ----------
    schema
        The schema of the model.
    data
        The data; their kinds choose between the alternatives of the schema.
    """

    def __init__(self, schema: dict[str, Any], data: Any) -> None:
        self._schema = schema
        self._data = data

    def known(self, path: Sequence[Step]) -> list[str]:
        """Return the names of the fields at a path."""
        nodes = self._at(path)
        return list(dict.fromkeys(key for node in nodes for key in node.get("properties", {})))

    def purpose(self, path: Sequence[Step]) -> Purpose:
        """Return the description of a field as a part of a sentence."""
        described = [
            node["properties"][path[-1]].get("description", "")
            for node in self._at(path[:-1])
            if path[-1] in node.get("properties", {})
        ]
        return purpose_of(described[0])

    def kinds(self, path: Sequence[Step]) -> list[str]:
        """Return the kinds among which the alternatives at a path are chosen."""
        found = [node["properties"]["kind"] for node in self._at(path)]
        return [kind["const"] for kind in found]

    def _at(self, path: Sequence[Step]) -> list[dict[str, Any]]:
        data = self._data
        nodes = self._variants(self._schema, data)
        for step in path:
            data = data.get(step) if isinstance(data, Mapping) else data[step]
            inner = []
            for node in nodes:
                child = (
                    node.get("items")
                    if isinstance(step, int)
                    else (node.get("properties", {}).get(step) or node.get("additionalProperties"))
                )
                if isinstance(child, dict):
                    inner += self._variants(child, data)
            nodes = inner
        return nodes

    def _variants(self, node: dict[str, Any], data: Any) -> list[dict[str, Any]]:
        """Return the plain schemas of a node: follow references, list alternatives."""
        if "$ref" in node:
            return self._variants(self._schema["$defs"][node["$ref"].rsplit("/", 1)[-1]], data)
        inner = node.get("anyOf") or node.get("oneOf")
        if inner is None:
            return [node]
        of_kind = node.get("discriminator", {}).get("mapping", {})
        kind = data.get("kind") if isinstance(data, Mapping) else None
        if isinstance(kind, str) and kind in of_kind:
            inner = [{"$ref": of_kind[kind]}]
        return [plain for option in inner for plain in self._variants(option, data)]
