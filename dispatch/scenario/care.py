"""What is done: the catalogue of services, what each requires, and the equipment it needs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dispatch.scenario.base import Duration, Id, Model, Number


class CertificateKind(Model):
    """A certificate that the catalogue knows, such as the nurse's licence.

    ``grades`` are listed from the lowest to the highest; a higher one covers a lower.
    """

    id: Id
    name: str = ""
    grades: tuple[Id, ...] = ()
    registered_institutions_only: bool = False
    """Counts only for a caregiver whose provider is a registered institution."""


class CertificateNeed(Model):
    """A certificate of a kind, at a grade or above."""

    certificate: Id
    grade: Id | None = None


class Requirement(Model):
    """Who may do it: all of the any-of sets of certificates, and all of the courses."""

    certificates: tuple[tuple[CertificateNeed, ...], ...] = ()
    """Every inner list must be met, each by any one of its entries."""
    courses: tuple[Id, ...] = ()


class Role(Model):
    """One place in a crew. ``offset`` is when this person begins, after the visit's start."""

    id: Id
    requires: Requirement = Requirement()
    offset: Duration = Duration.zero()
    duration: Duration | None = None
    """How long this person is needed; the service's duration where it is not given."""


class Service(Model):
    """An item of the catalogue."""

    id: Id
    name: str = ""
    category: str = ""
    duration: Duration
    """With the client, from the start of service to its end."""
    documentation: Duration = Duration.zero()
    """After the service; needs the caregiver only."""
    pre_check: Duration = Duration.zero()
    """Vital signs before; the first part of ``duration``'s start is the pre-check's begin."""
    post_check: Duration = Duration.zero()
    crew: Annotated[tuple[Role, ...], Field(min_length=1, max_length=4)] = (Role(id="caregiver"),)
    requires: Requirement = Requirement()
    """Required of every member of the crew, on top of the role's own requirement."""
    examination: bool = False
    """Whether each caregiver must have passed the examination for this service."""
    intimate: bool = False
    """Bathing, toileting: defaults to a caregiver of the client's gender (a policy rule)."""
    heavy_points: Annotated[int, Field(ge=0, le=1000)] = 0
    """Heavy and dirty work, which is to be shared."""
    equipment: tuple[Id, ...] = ()
    """Pools from which one piece each is needed."""
    load: Number = 0
    """What it adds to the carrying limit, such as one meal."""
    low_risk: bool = False
    """Whether volunteers may do it."""


class EquipmentPool(Model):
    """Pieces of one kind of equipment, kept at a station."""

    id: Id
    name: str = ""
    count: Annotated[int, Field(ge=0, le=10_000)]
    station: Id | None = None
    carried: bool = False
    """Fetched from the station and returned to it; otherwise it serves its areas where it stands."""
    set_up: Duration = Duration.zero()
    turn_round: Duration = Duration.zero()
    areas: tuple[Id, ...] = ()
    """Areas it serves; every area where empty."""
