"""Common parts of the home care formats: services by ability, solutions by patient and service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Protocol, TypeAlias, TypeVar

from pydantic import Field

from dispatch.errors import Fault, InputError, fault
from dispatch.formats.instance import Instance
from dispatch.formats.values import Minutes
from dispatch.scenario import CertificateNeed, Duration, Requirement, Role, Service
from dispatch.scenario.base import Id, Model
from dispatch.scenario.forms import refusal
from dispatch.scenario.reading import fields_of, model_of
from dispatch.scenario.source import Document

Name: TypeAlias = Annotated[Id, Field(max_length=30)]
"""An id; ids of the scenario combine up to three of them."""

Part: TypeAlias = tuple[str, str]
"""A visit and a role in its crew."""

Whole = TypeVar("Whole", bound=Model)
Entry = TypeVar("Entry", bound=Model)


class Needed(Model):
    """A service that a patient requires."""

    service: Name
    """The id of a service."""
    duration: Minutes
    """Its duration."""


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
    cross_references: Callable[[dict[str, Any]], Iterator[Fault]] = lambda _: iter(()),
) -> Whole:
    """Read a document that consists of one model, whose parts refer to each other.

    Raises
    ------
    InputError
        With everything that is wrong in the document, in the order of its lines.
    """
    data = fields_of(document, thing, example)
    return model_of(document, model, data, cross_references(data))


def sound(model: type[Entry], entries: Any) -> tuple[Entry, ...]:
    """Return the readable entries of a list."""
    read = []
    for entry in entries if isinstance(entries, list) else ():
        try:
            read.append(model.model_validate(entry))
        except InputError:
            continue
    return tuple(read)


def refuse_unlinked(needed: Sequence[Needed], *, linked: bool) -> None:
    """Refuse two services of a patient that are not linked or the same, and a link of one."""
    services = [each.service for each in needed]
    if len(services) == 1 and linked:
        raise refusal("formats-synchronized")
    if len(services) == 2 and not linked:
        raise refusal("formats-not-synchronized")
    if len(set(services)) < len(services):
        raise refusal("formats-service-twice", name=services[0])


def repeated(names: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Find repeated ids; the keys are the fields whose lists contain the ids."""
    for field, listed in names.items():
        for index, name in enumerate(listed, 1):
            times = listed[:index].count(name)
            if times > 1:
                yield fault("id-repeated", f"{field}[{name} #{times}].id", name=name)


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


def together(patient: str, needed: Sequence[Needed]) -> Service:
    """Make the service of published services that start together, each with its own duration."""
    return Service(
        id=name_of(patient, needed),
        duration=Duration(max(each.duration for each in needed)),
        crew=tuple(role(each.service, each.duration) for each in needed),
    )


def name_of(patient: str, needed: Sequence[Needed]) -> str:
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
) -> Iterator[Fault]:
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
            yield fault("formats-no-caregiver", f"{at}.caregiver_id", name=route.caregiver_id)
        for place, each in enumerate(route.locations):
            where = f"{at}.locations[{place}]"
            if each.service in besides:
                continue
            if each.patient not in instance.scenario.client:
                yield fault("formats-no-patient", f"{where}.patient", name=each.patient)
            elif (each.patient, each.service) not in known:
                yield fault(
                    "formats-no-service",
                    f"{where}.service",
                    patient=each.patient,
                    name=each.service,
                )
