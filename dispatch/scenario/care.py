"""The catalogue of services, what each one requires, and the equipment it needs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from dispatch.scenario.base import Duration, Id, Ids, Model, Number, Stamp
from dispatch.scenario.geography import Place


class CertificateKind(Model):
    """A kind of certificate, such as the nurse's licence.

    ``grades`` go from the lowest to the highest; a higher grade covers a lower one.
    """

    id: Id
    """The certificate's id; services and caregivers refer to it."""
    name: str = ""
    """Its name for people."""
    grades: Ids = ()
    """Its grades from the lowest to the highest."""
    registered_institutions_only: StrictBool = False
    """Whether it counts only for caregivers of a registered institution."""


class CertificateNeed(Model):
    """A certificate that is needed, at a grade or above."""

    certificate: Id
    """The id of the kind of certificate."""
    grade: Id | None = None
    """The lowest sufficient grade; any grade if not given."""


class Requirement(Model):
    """What a caregiver must have: every any-of set of certificates, and every course."""

    certificates: tuple[tuple[CertificateNeed, ...], ...] = ()
    """Each inner list must be met by any one of its entries."""
    courses: Ids = ()
    """Courses, all of which the caregiver must have taken."""


class Role(Model):
    """One place in a crew."""

    id: Id
    """The role's id, unique in its crew."""
    requires: Requirement = Requirement()
    """What this crew member must hold."""
    offset: Duration = Duration.zero()
    """How long after the visit's start this crew member begins."""
    duration: Duration | None = None
    """How long this crew member stays, checks included; the whole visit if not given."""
    brings_equipment: StrictBool = False
    """Whether this crew member brings the equipment that crews carry; the first role of a crew does
    if no role says so."""


class Service(Model):
    """An item of the catalogue."""

    id: Id
    """The service's id; visits refer to it."""
    name: str = ""
    """Its name for people."""
    category: str = ""
    """Its heading in the catalogue."""
    duration: Duration
    """The time with the client, without the checks before and after."""
    documentation: Duration = Duration.zero()
    """The time for notes after the service; it keeps only the caregiver."""
    pre_check: Duration = Duration.zero()
    """Vital signs before the service, with the client; the visit starts with this check."""
    post_check: Duration = Duration.zero()
    """Vital signs after the service, with the client; the visit ends with this check."""
    crew: Annotated[tuple[Role, ...], Field(min_length=1, max_length=4)] = (Role(id="caregiver"),)
    """The roles of the crew; one caregiver takes each."""
    requires: Requirement = Requirement()
    """What every member of the crew must hold, besides the requirement of the role."""
    examination: StrictBool = False
    """Whether caregivers must have passed the examination for this service."""
    intimate: StrictBool = False
    """Whether it is bathing, toileting or the like: by default, for caregivers of the client's
    own gender (a rule of the policy)."""
    needs_client: StrictBool = True
    """Whether the client takes part; if not, as for cleaning, another visit may be at the same
    time."""
    heavy_points: Annotated[StrictInt, Field(ge=0, le=1000)] = 0
    """Points of heavy and dirty work, reported for each caregiver."""
    equipment: Ids = ()
    """The pools of equipment; the service needs one piece from each."""
    load: Number = 0
    """What it adds to the load of a route, such as one meal."""
    low_risk: StrictBool = False
    """Whether volunteers may give it."""

    @property
    def bringer(self) -> Role:
        """The role that brings equipment."""
        return next((role for role in self.crew if role.brings_equipment), self.crew[0])

    @property
    def any_ofs(self) -> tuple[tuple[CertificateNeed, ...], ...]:
        """The any-of sets of certificates that the service and the roles of its crew require."""
        each = (self.requires, *(role.requires for role in self.crew))
        return tuple(needs for requirement in each for needs in requirement.certificates)


class PieceNow(Model):
    """Where a piece of equipment is on a running day."""

    number: Annotated[StrictInt, Field(ge=1, le=10_000)]
    """The number of the piece in its pool, counted from 1."""
    lost: StrictBool = False
    """Whether it cannot be used until it is back."""
    free: Stamp | None = None
    """When it is free; before a visit that is running, or for which it is being set up, since when
    it has been there; now if not given."""
    place: Place | None = None
    """Where a courier's piece is then; its station if not given."""


class EquipmentPool(Model):
    """Pieces of one kind of equipment."""

    id: Id
    """The pool's id; services refer to it."""
    name: str = ""
    """Its name for people."""
    count: Annotated[StrictInt, Field(ge=0, le=10_000)]
    """The number of pieces."""
    station: Id | None = None
    """The station where carried pieces are kept."""
    carried: StrictBool = False
    """Whether pieces travel from their station to visits and back; if not, they serve their areas
    without travel."""
    carried_by: Literal["crew", "courier"] = "crew"
    """Who carries them: a member of the crew, who fetches a piece for her whole shift, or a
    courier, who brings a piece from visit to visit."""
    mode: Id | None = None
    """The courier's travel mode; the first of the scenario's modes if not given."""
    modes: tuple[Id, ...] = ()
    """The travel modes of caregivers who may carry a piece; all modes if empty."""
    set_up: Duration = Duration.zero()
    """How long before the visit's start a piece is in use; work of the crew member who brings
    it."""
    turn_round: Duration = Duration.zero()
    """How long after the visit's end a piece is still in use; work of the crew member who brings
    it."""
    areas: Ids = ()
    """The areas that it serves; all areas if empty."""
    pieces: tuple[PieceNow, ...] = ()
    """Where pieces are on a running day; the others are at their station."""

    @property
    def usable(self) -> int:
        """The number of pieces that are not lost."""
        return self.count - len({piece.number for piece in self.pieces if piece.lost})

    def is_lost(self, number: int) -> bool:
        """Whether the piece with a number cannot be used."""
        known = self.piece(number)
        return known is not None and known.lost

    def piece(self, number: int) -> PieceNow | None:
        """What is known of the piece with a number, counted from 1; None at its station."""
        return next((piece for piece in self.pieces if piece.number == number), None)

    @property
    def comes_with_crew(self) -> bool:
        """Whether a member of the crew brings a piece."""
        return self.carried and self.carried_by == "crew"

    @property
    def comes_by_courier(self) -> bool:
        """Whether a courier brings a piece."""
        return self.carried and self.carried_by == "courier"
