"""HHCRSP files as their authors define them; every fault is reported at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dispatch.errors import Fault, fault
from dispatch.formats.home_care import Name, Needed, refuse_unlinked, repeated, sound, validated
from dispatch.formats.values import LATEST, Minutes, Row, Span
from dispatch.scenario.base import Model
from dispatch.scenario.forms import refusal
from dispatch.scenario.source import Document


class Synchronization(Model):
    """The link between the two services of a patient."""

    type: Literal["simultaneous", "sequential"]
    """Whether both start together or the second after the first."""
    distance: Span | None = None
    """The shortest and the longest time from the start of the first to that of the second."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.type == "sequential" and self.distance is None:
            raise refusal("formats-no-distance")
        if self.type == "simultaneous" and self.distance is not None:
            raise refusal("formats-distance")
        return self


class Patient(Model):
    """A patient, with one service or two."""

    id: Name
    """The patient's id."""
    location: Any = None
    """A point on the map; the file gives the distances."""
    time_window: Span
    """When a service may start, and when it becomes tardy."""
    required_caregivers: Annotated[tuple[Needed, ...], Field(min_length=1, max_length=2)]
    """The required services."""
    synchronization: Synchronization | None = None
    """The link between two services."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        closes = self.time_window[1]
        if closes > LATEST:
            raise refusal("formats-late", value=closes / 60_000)
        refuse_unlinked(self.required_caregivers, linked=self.synchronization is not None)
        return self


class Offered(Model):
    """A service of the catalogue."""

    id: Name
    """The service's id."""
    default_duration: Minutes
    """Its default duration; every patient repeats it."""


class Person(Model):
    """A caregiver."""

    id: Name
    """The caregiver's id."""
    abilities: tuple[Name, ...]
    """The services that the caregiver can give."""


class Office(Model):
    """The depot; its place on the map does not matter."""

    model_config = ConfigDict(extra="ignore")


class Published(Model):
    """A file. Other fields, such as names and areas, are ignored."""

    model_config = ConfigDict(extra="ignore")

    patients: Annotated[tuple[Patient, ...], Field(min_length=1)]
    """The patients."""
    services: tuple[Offered, ...]
    """The catalogue of services."""
    caregivers: Annotated[tuple[Person, ...], Field(min_length=1)]
    """The caregivers."""
    central_offices: Annotated[tuple[Office, ...], Field(min_length=1, max_length=1)]
    """The depot; there must be exactly one."""
    distances: tuple[Row, ...]
    """Minutes of travel; the depot first, then the patients in order."""


def published(document: Document) -> Published:
    """Read a file.

    Raises
    ------
    InputError
        With everything that is wrong in the file, in the order of its lines.
    """
    example = '"patients": []'
    return validated(document, Published, "thing-instance", example, _cross_references)


def _cross_references(data: dict[str, Any]) -> Iterator[Fault]:
    patients = sound(Patient, data.get("patients"))
    services = sound(Offered, data.get("services"))
    people = sound(Person, data.get("caregivers"))
    names = {
        "patients": [patient.id for patient in patients],
        "services": [service.id for service in services],
        "caregivers": [person.id for person in people],
    }
    yield from repeated(names)
    given = data.get("services")
    if isinstance(given, list) and len(services) == len(given):
        for where, name in _named_services(patients, people):
            if name not in names["services"]:
                yield fault("unknown-service", where, name=name)
    yield from _shape(data)


def _named_services(
    patients: Sequence[Patient], people: Sequence[Person]
) -> Iterator[tuple[str, str]]:
    for patient in patients:
        for index, needed in enumerate(patient.required_caregivers):
            yield f"patients[{patient.id}].required_caregivers[{index}].service", needed.service
    for person in people:
        for index, ability in enumerate(person.abilities):
            yield f"caregivers[{person.id}].abilities[{index}]", ability


def _shape(data: dict[str, Any]) -> Iterator[Fault]:
    patients, rows = data.get("patients"), data.get("distances")
    if not isinstance(patients, list) or not isinstance(rows, list):
        return
    size = len(patients) + 1
    if len(rows) != size:
        yield fault("matrix-rows", "distances", rows=len(rows), size=size)
    for index, row in enumerate(rows):
        if isinstance(row, list) and len(row) != size:
            yield fault("matrix-columns", f"distances[{index}]", columns=len(row), size=size)
