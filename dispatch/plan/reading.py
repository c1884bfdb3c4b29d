"""Reading and writing of plans as JSON; equal plans give equal bytes."""

from __future__ import annotations

import os

from dispatch.errors import InputError, fault
from dispatch.plan.plan import Plan
from dispatch.scenario.reading import fields_of, model_of
from dispatch.scenario.source import Document, document_of, read
from dispatch.scenario.writing import json_text, write_whole


def load_plan(file: str | os.PathLike[str]) -> Plan:
    """Read a plan from a file of JSON (or YAML).

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    return _plan_of(read(os.fspath(file)))


def loads_plan(text: str | bytes, name: str = "plan") -> Plan:
    """Read a plan from text of JSON (or YAML), such as the body of a request.

    Parameters
    ----------
    text
        The content of a file.
    name
        The name of the text in its faults.

    Raises
    ------
    InputError
        With everything that is wrong in the text, in the order of its lines.
    """
    return _plan_of(document_of(name, text))


def _plan_of(document: Document) -> Plan:
    data = fields_of(document, "thing-plan", '"scenario": "1a2b3c4d5e6f"')
    if "format" not in data and "visits" in data:
        raise InputError(*document.located(fault("scenario-not-plan", "visits")))
    return model_of(document, Plan, data)


def dump_plan(plan: Plan, file: str | os.PathLike[str]) -> None:
    """Write the `dumps_plan` of a plan to a file, completely or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_whole(file, dumps_plan(plan))


def dumps_plan(plan: Plan) -> str:
    """Return a plan as JSON, without fields that have their default values except the format."""
    return json_text({"format": plan.format, **plan.model_dump(mode="json", exclude_defaults=True)})
