"""Plan files in and out: JSON, the same bytes for the same plan."""

from __future__ import annotations

import os

from pydantic import ValidationError

from dispatch.errors import InputError
from dispatch.messages import problem
from dispatch.plan.plan import Plan
from dispatch.scenario.reading import fields_of, in_order
from dispatch.scenario.source import read
from dispatch.scenario.wording import explain
from dispatch.scenario.writing import json_text, write_whole


def load_plan(file: str | os.PathLike[str]) -> Plan:
    """Read a plan from a file of JSON (or YAML).

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    document = read(os.fspath(file))
    data = fields_of(document, "plan", '"scenario": "1a2b3c4d5e6f"')
    if "format" not in data and "visits" in data:
        raise InputError([document.located(problem("scenario-not-plan", "visits"))])
    found = [*document.problems]
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        found += explain(error, document, Plan)
    if found:
        raise InputError(in_order(found))
    return plan


def dump_plan(plan: Plan, file: str | os.PathLike[str]) -> None:
    """Write the `plan_text` of a plan, whole or not at all.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    write_whole(file, plan_text(plan))


def plan_text(plan: Plan) -> str:
    """A plan as JSON; what is as it is by default is left out, but never the format."""
    return json_text({"format": plan.format, **plan.model_dump(mode="json", exclude_defaults=True)})
