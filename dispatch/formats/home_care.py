"""Common parts of the home care formats: services by ability, solutions by patient and service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel, Field, ValidationError

from dispatch.errors import InputError, Problem
from dispatch.formats.instance import Instance
from dispatch.messages import problem
from dispatch.scenario import CertificateNeed, Duration, Requirement, Role, Service
from dispatch.scenario.base import Id
from dispatch.scenario.reading import fields_of, in_order
from dispatch.scenario.source import Document
from dispatch.scenario.wording import explain

Name: TypeAlias = Annotated[Id, Field(max_length=30)]
"""An id; ids of the scenario combine up to three of them."""

Part: TypeAlias = tuple[str, str]
"""A visit and a role in its crew."""

Whole = TypeVar("Whole", bound=BaseModel)
Entry = TypeVar("Entry", bound=BaseModel)


class _Needed(Protocol):
    @property
    def service(self) -> str: ...

    @property
    def duration(self) -> int: ...


class _Stop(Protocol):
    @property
    def patient(self) -> str: ...

    @property
    def service(self) -> str: ...


class _Route(Protocol):
    @property
    def caregiver_id(self) -> str: ...

    @property
    def locations(self) -> Sequence[_Stop]: ...


def validated(
    document: Document,
    model: type[Whole],
    thing: str,
    example: str,
    cross_references: Callable[[dict[str, Any]], Iterator[Problem]] = lambda _: iter(()),
) -> Whole:
    """Read a document that consists of one model, whose parts refer to each other.

    Raises
    ------
    InputError
        With everything that is wrong in the document, in the order of its lines.
    """
    data = fields_of(document, thing, example)
    found = [*document.problems]
    try:
        read = model.model_validate(data)
    except ValidationError as error:
        found += explain(error, document, model)
    found += [document.located(each) for each in cross_references(data)]
    if found:
        raise InputError(in_order(found))
    return read


def sound(model: type[Entry], entries: Any) -> tuple[Entry, ...]:
    """Return the readable entries of a list."""
    read = []
    for entry in entries if isinstance(entries, list) else ():
        try:
            read.append(model.model_validate(entry))
        except ValidationError:
            continue
    return tuple(read)


def repeated(names: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Find repeated ids; the keys are the fields whose lists contain the ids."""
    for field, listed in names.items():
        for index, name in enumerate(listed, 1):
            times = listed[:index].count(name)
            if times > 1:
                yield problem("id-repeated", f"{field}[{name} #{times}].id", name=name)


def role(service: str, duration: int | None = None) -> Role:
    """Make the role of a caregiver who can give a published service."""
    return Role(
        id=service,
        requires=Requirement(certificates=((CertificateNeed(certificate=service),),)),
        duration=None if duration is None else Duration(duration),
    )


def service_of(role: Role) -> str:
    """Return the published service of a role: what the role requires."""
    return role.requires.certificates[0][0].certificate


def alone(service: str, duration: int) -> Service:
    """Make the service of a single published service."""
    return Service(id=service, duration=Duration(duration), crew=(role(service),))


def together(patient: str, needed: Sequence[_Needed]) -> Service:
    """Make the service of published services that start together, each with its own duration."""
    return Service(
        id=name_of(patient, needed),
        duration=Duration(max(each.duration for each in needed)),
        crew=tuple(role(each.service, each.duration) for each in needed),
    )


def name_of(patient: str, needed: Sequence[_Needed]) -> str:
    """Name the service of published services that start together."""
    return "+".join(each.service for each in needed) + f" for {patient}"


def parts(instance: Instance) -> dict[tuple[str, str], Part]:
    """Map each patient and service to its visit and role."""
    scenario = instance.scenario
    return {
        (visit.client, service_of(each)): (visit.id, each.id)
        for visit in scenario.visits
        for each in scenario.service[visit.service].crew
    }


def published_part(instance: Instance, part: Part) -> dict[str, str]:
    """Return the patient and the service of a visit and a role."""
    visit = instance.scenario.visit[part[0]]
    crew = instance.scenario.service[visit.service].crew
    service = next(service_of(each) for each in crew if each.id == part[1])
    return {"patient": visit.client, "service": service}


def strangers(
    instance: Instance, routes: Sequence[_Route], besides: Sequence[str] = ()
) -> Iterator[Problem]:
    """Find patients, services and caregivers of a solution that the instance lacks.

    Parameters
    ----------
    instance
        The instance.
    routes
        The routes of the solution.
    besides
        Entries that are no services, such as lunches.
    """
    known = parts(instance)
    for number, route in enumerate(routes):
        at = f"routes[{number}]"
        if route.caregiver_id not in instance.scenario.caregiver:
            yield problem("formats-no-caregiver", f"{at}.caregiver_id", name=route.caregiver_id)
        for place, each in enumerate(route.locations):
            where = f"{at}.locations[{place}]"
            if each.service in besides:
                continue
            if each.patient not in instance.scenario.client:
                yield problem("formats-no-patient", f"{where}.patient", name=each.patient)
            elif (each.patient, each.service) not in known:
                yield problem(
                    "formats-no-service",
                    f"{where}.service",
                    patient=each.patient,
                    name=each.service,
                )
