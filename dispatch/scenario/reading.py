"""Reading of scenarios from files or text, YAML or JSON; every fault is reported at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from dispatch.errors import Fault, InputError, fault, told
from dispatch.scenario.base import Model
from dispatch.scenario.scenario import Scenario
from dispatch.scenario.source import Document, document_of, read
from dispatch.scenario.trust import not_for_strangers, refuse_large, refuse_long

Whole = TypeVar("Whole", bound=Model)
Made = TypeVar("Made")


def load_scenario(file: str | os.PathLike[str]) -> Scenario:
    """Read a scenario from a file of YAML 1.2 or JSON.

    Parameters
    ----------
    file
        The file; relative paths of road files in it start from its folder. Tables are read by
        `dispatch.tables.load_tables`.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    return scenario_of(read(os.fspath(file)))


def loads_scenario(text: str | bytes, name: str = "scenario", *, trusted: bool = True) -> Scenario:
    """Read a scenario from text of JSON or YAML 1.2, such as the body of a request.

    Parameters
    ----------
    text
        The content of a file; relative names of road files start from the working folder.
    name
        The name of the text in its faults.
    trusted
        False refuses what strangers should not ask of a server; see `dispatch.scenario.trust`.

    Raises
    ------
    InputError
        With everything that is wrong in the text, in the order of its lines.
    """
    if trusted:
        return scenario_of(document_of(name, text)).beside("")
    refuse_long(name, text)
    document = document_of(name, text)
    refuse_large(document.data)
    scenario = scenario_of(document).beside("")
    if found := [*not_for_strangers(scenario)]:
        raise InputError(*document.located(*found))
    return scenario


def scenario_of(document: Document) -> Scenario:
    """Make a scenario from a document that has been read.

    Raises
    ------
    InputError
        With everything that is wrong in it, in the order of its lines.
    """
    data = fields_of(document, "thing-scenario", "name: Monday")
    written = str(data.get("format", ""))
    if written.startswith("caregiver-dispatch plan"):
        raise InputError(*document.located(fault("plan-not-scenario", "format")))
    if written.startswith("caregiver-dispatch events"):
        raise InputError(*document.located(fault("events-not-scenario", "format")))
    scenario = model_of(document, Scenario, data)
    return scenario.beside(str(Path(document.file).parent))


def fields_of(document: Document, thing: str, example: str) -> dict[str, Any]:
    """Return the fields of a document.

    Parameters
    ----------
    document
        The document.
    thing
        The code of what the document should be.
    example
        A line with which it could begin.

    Raises
    ------
    InputError
        If it contains something else, such as a list.
    """
    if isinstance(document.data, dict):
        return document.data
    code = {list: "shown-list", type(None): "shown-nothing"}.get(type(document.data), "shown-value")
    told = fault("top-not-mapping", found=fault(code), thing=fault(thing), example=example)
    raise InputError(*document.located(told))


def model_of(
    document: Document,
    model: type[Whole],
    data: Any,
    further: Iterable[Fault] = (),
    **options: Any,
) -> Whole:
    """Make a model from a document's fields.

    Parameters
    ----------
    document
        The document.
    model
        The class of the model.
    data
        The document's fields.
    further
        Other faults of the fields.
    **options
        Options of pydantic's `model_validate`.

    Raises
    ------
    InputError
        With everything that is wrong, in the order of its lines.
    """
    return made_of(document, lambda: model.model_validate(data, **options), further)


def made_of(document: Document, make: Callable[[], Made], further: Iterable[Fault] = ()) -> Made:
    """Return what is made of a document's fields.

    Parameters
    ----------
    document
        The document.
    make
        Makes it, or raises `InputError`; places in its faults start from the document's fields.
    further
        Other faults of the fields.

    Raises
    ------
    InputError
        With everything that is wrong, in the order of its lines.
    """
    found = [*document.faults]
    try:
        made = make()
    except InputError as error:
        found += document.located(*error.faults)
    found += document.located(*further)
    if found:
        lines = {one.line for one in found}
        found += (one for one in document.slips if one.line not in lines)
        raise InputError(*told(in_order(found)))
    return made


def in_order(found: Iterable[Fault]) -> list[Fault]:
    """Sort faults by their lines."""
    return sorted(found, key=lambda one: (one.line, one.column))
