"""What is done: the catalogue of services, what each requires, and the equipment it needs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from dispatch.scenario.base import Duration, Id, Model, Number


class CertificateKind(Model):
    """A certificate that the catalogue knows, such as the nurse's licence.

    ``grades`` are listed from the lowest to the highest; a higher one covers a lower.
    """

    id: Id
    """The certificate's id, which services and caregivers name."""
    name: str = ""
    """Its name for people."""
    grades: tuple[Id, ...] = ()
    """Its grades from the lowest to the highest."""
    registered_institutions_only: StrictBool = False
    """Counts only for a caregiver whose provider is a registered institution."""


class CertificateNeed(Model):
    """A certificate of a kind, at a grade or above."""

    certificate: Id
    """The id of the certificate that is needed."""
    grade: Id | None = None
    """The lowest grade that is enough; any grade where not given."""


class Requirement(Model):
    """Who may do it: all of the any-of sets of certificates, and all of the courses."""

    certificates: tuple[tuple[CertificateNeed, ...], ...] = ()
    """Every inner list must be met, each by any one of its entries."""
    courses: tuple[Id, ...] = ()
    """Courses that must all have been taken."""


class Role(Model):
    """One place in a crew."""

    id: Id
    """The role's id, unique in its crew."""
    requires: Requirement = Requirement()
    """What this person must hold."""
    offset: Duration = Duration.zero()
    """How long after the visit's start this person begins."""
    duration: Duration | None = None
    """How long this person is needed, checks included; as long as the visit where not given."""


class Service(Model):
    """An item of the catalogue."""

    id: Id
    """The service's id, which visits name."""
    name: str = ""
    """Its name for people."""
    category: str = ""
    """The heading of the catalogue that it stands under."""
    duration: Duration
    """How long it takes with the client, the checks before and after aside."""
    documentation: Duration = Duration.zero()
    """After the service; needs the caregiver only."""
    pre_check: Duration = Duration.zero()
    """Vital signs before, with the client: the visit starts with the pre-check."""
    post_check: Duration = Duration.zero()
    """Vital signs after, with the client: the visit ends with the post-check."""
    crew: Annotated[tuple[Role, ...], Field(min_length=1, max_length=4)] = (Role(id="caregiver"),)
    """The people it takes, one role each."""
    requires: Requirement = Requirement()
    """Required of every member of the crew, on top of the role's own requirement."""
    examination: StrictBool = False
    """Whether each caregiver must have passed the examination for this service."""
    intimate: StrictBool = False
    """Bathing, toileting: defaults to a caregiver of the client's gender (a policy rule)."""
    heavy_points: Annotated[StrictInt, Field(ge=0, le=1000)] = 0
    """Heavy and dirty work, which is to be shared."""
    equipment: tuple[Id, ...] = ()
    """Pools from which one piece each is needed."""
    load: Number = 0
    """What it adds to the carrying limit, such as one meal."""
    low_risk: StrictBool = False
    """Whether volunteers may do it."""


class EquipmentPool(Model):
    """Pieces of one kind of equipment, kept at a station."""

    id: Id
    """The pool's id, which services name."""
    name: str = ""
    """Its name for people."""
    count: Annotated[StrictInt, Field(ge=0, le=10_000)]
    """How many pieces there are."""
    station: Id | None = None
    """The station they are kept at."""
    carried: StrictBool = False
    """Fetched from the station and returned to it; else it serves its areas where it stands."""
    mode: Id | None = None
    """The way a carried piece travels; the first of the scenario's modes where not given."""
    set_up: Duration = Duration.zero()
    """How long before the start of service a piece is taken."""
    turn_round: Duration = Duration.zero()
    """How long after the end of service a piece is not free yet."""
    areas: tuple[Id, ...] = ()
    """Areas it serves; every area where empty."""
