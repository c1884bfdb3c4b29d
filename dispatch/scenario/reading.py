"""Scenarios in, from files or text of YAML or JSON, with every fault told at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario.base import Model
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.source import Document, document_of, read

Whole = TypeVar("Whole", bound=Model)


def load_scenario(file: str | os.PathLike[str]) -> Scenario:
    """Read a scenario from a file of YAML 1.2 or JSON.

    Parameters
    ----------
    file
        The file; relative names of road files in it are looked up beside it.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    return scenario_of(read(os.fspath(file)))


def read_scenario(text: str, name: str = "scenario") -> Scenario:
    """Read a scenario from text of YAML 1.2 or JSON, such as the body of a request.

    Parameters
    ----------
    text
        What a file would hold; relative names of road files start from the working folder.
    name
        What faults call the text.

    Raises
    ------
    InputError
        With everything that is wrong in the text, in the order of its lines.
    """
    return scenario_of(document_of(name, text)).beside("")


def scenario_of(document: Document) -> Scenario:
    """Take a scenario from a document that has been read.

    Raises
    ------
    InputError
        With everything that is wrong in it, in the order of its lines.
    """
    data = fields_of(document, "thing-scenario", "name: Monday")
    if str(data.get("format", "")).startswith("caregiver-dispatch plan"):
        raise InputError(document.located(fault("plan-not-scenario", "format")))
    scenario = model_of(document, Scenario, data)
    return scenario.beside(str(Path(document.file).parent))


def fields_of(document: Document, thing: str, example: str) -> dict[str, Any]:
    """The fields that a document holds.

    Parameters
    ----------
    document
        What has been read.
    thing
        The code of what it should be.
    example
        A line that it could begin with.

    Raises
    ------
    InputError
        When it holds something else, such as a list.
    """
    if isinstance(document.data, dict):
        return document.data
    code = {list: "shown-list", type(None): "shown-nothing"}.get(type(document.data), "shown-value")
    told = fault("top-not-mapping", found=fault(code), thing=fault(thing), example=example)
    raise InputError(document.located(told))


def model_of(
    document: Document, model: type[Whole], data: dict[str, Any], further: Iterable[Fault] = ()
) -> Whole:
    """Make a model of the fields that a document holds.

    Parameters
    ----------
    document
        What has been read.
    model
        What is made.
    data
        The document's fields.
    further
        What else is wrong with them.

    Raises
    ------
    InputError
        With everything that is wrong, in the order of its lines.
    """
    found = [*document.faults]
    try:
        made = model.model_validate(data)
    except InputError as error:
        found += map(document.located, error.faults)
    found += map(document.located, further)
    if found:
        raise InputError(*in_order(found))
    return made


def in_order(found: Iterable[Fault]) -> list[Fault]:
    """Faults in the order of their lines."""
    return sorted(found, key=lambda one: (one.line, one.column))
