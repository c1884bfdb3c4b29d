"""Files of events, in YAML 1.2 or JSON: reading, writing, and the schema that describes them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Literal

from dispatch.errors import InputError, fault, told
from dispatch.live.event_checks import faults_of_events
from dispatch.live.events import Event
from dispatch.scenario import Scenario
from dispatch.scenario.base import Model
from dispatch.scenario.reading import fields_of, in_order, model_of
from dispatch.scenario.source import Document, document_of, read
from dispatch.scenario.trust import refuse_large, refuse_long
from dispatch.scenario.writing import dump_fields, json_text, schema_of


class EventFile(Model):
    """What happens on a running day, in the order in which it was reported."""

    format: Literal["caregiver-dispatch events 1"] = "caregiver-dispatch events 1"
    """The format of the file, with its version."""
    events: tuple[Event, ...]
    """The events, in order."""


def load_events(
    file: str | os.PathLike[str], scenario: Scenario | None = None
) -> tuple[Event, ...]:
    """Read events from a file of YAML 1.2 or JSON.

    Parameters
    ----------
    file
        The file: a mapping with the list ``events``.
    scenario
        The day on which they happen; if given, every id in the events must be known to it, or made
        by an earlier event, and every time must fit its clock and dates.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines: in the fields, or if
        they are right, between them and the scenario.
    """
    return _events_of(read(os.fspath(file)), scenario)


def loads_events(
    text: str | bytes,
    scenario: Scenario | None = None,
    *,
    name: str = "events",
    trusted: bool = True,
) -> tuple[Event, ...]:
    """Read events from text of JSON or YAML 1.2, such as the body of a request.

    Parameters
    ----------
    text
        The content of a file.
    scenario
        The day on which they happen, as for `load_events`.
    name
        The name of the text in its faults.
    trusted
        False refuses texts longer and lists larger than `dispatch.scenario.trust` allows.

    Raises
    ------
    InputError
        With everything that is wrong in the text, in the order of its lines.
    """
    if not trusted:
        refuse_long(name, text)
    document = document_of(name, text)
    if not trusted:
        refuse_large(document.data)
    return _events_of(document, scenario)


def _events_of(document: Document, scenario: Scenario | None) -> tuple[Event, ...]:
    data = fields_of(document, "thing-events", "events:")
    if str(data.get("format", "")).startswith("caregiver-dispatch plan"):
        raise InputError(*document.located(fault("plan-not-events", "format")))
    if "events" not in data and "visits" in data:
        raise InputError(*document.located(fault("scenario-not-events", "visits")))
    events = model_of(document, EventFile, data).events
    if scenario is not None and (found := faults_of_events(scenario, events)):
        raise InputError(*told(in_order(document.located(*found))))
    return events


def dumps_events(events: Iterable[Event]) -> str:
    """Return events as JSON, without the fields that have their default values."""
    return json_text(_fields(events))


def dump_events(events: Iterable[Event], file: str | os.PathLike[str]) -> None:
    """Write events without the fields that have their default values.

    Parameters
    ----------
    events
        The events to write.
    file
        A name that ends in ``.yaml``, ``.yml`` or ``.json``. The file is written completely or not
        at all.

    Raises
    ------
    InputError
        If the name ends differently or the file cannot be written.
    """
    dump_fields(_fields(events), file)


def _fields(events: Iterable[Event]) -> dict[str, Any]:
    listed = []
    for event in events:
        fields = event.model_dump(mode="json", exclude_defaults=True)
        listed.append({"at": fields.pop("at"), "kind": event.kind, **fields})
    return {"format": EventFile.model_fields["format"].default, "events": listed}


def events_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of files of events; it describes each field."""
    return schema_of(EventFile)
