"""Who gives care and who is cared for."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from dispatch.scenario.base import Duration, Id, Model, Moment, Number
from dispatch.scenario.geography import Place

Gender: TypeAlias = Literal["woman", "man"]


class Certificate(Model):
    """A certificate that a caregiver holds, valid from one date to another, both inclusive."""

    certificate: Id
    grade: Id | None = None
    issuer: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class MealBreak(Model):
    """One unpaid piece of rest, begun between ``earliest`` and ``latest``.

    It is not due in shifts of less than the policy's ``break_due_from`` (6 h).
    """

    duration: Duration
    earliest: Moment
    latest: Moment


class Shift(Model):
    """A stretch of time in which a caregiver may work."""

    start: Moment
    end: Moment
    meal_break: MealBreak | None = None
    start_place: Place | None = None
    """Where it begins, if not at the caregiver's own start place."""
    end_place: Place | None = None


class LoadSoFar(Model):
    """What a caregiver has had this week before the scenario's first date."""

    paid: Duration = Duration.zero()
    overtime: Duration = Duration.zero()
    travel: Duration = Duration.zero()
    heavy_points: Annotated[int, Field(ge=0)] = 0


class Caregiver(Model):
    """A person who gives care. Ids are pseudonyms: solving needs no names."""

    id: Id
    name: str = ""
    type: Literal["employee", "agency", "time_bank_volunteer", "young_old_volunteer"] = "employee"
    gender: Gender
    certificates: tuple[Certificate, ...] = ()
    courses: tuple[Id, ...] = ()
    examinations: tuple[Id, ...] = ()
    """Services for which the examination is passed."""
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1)]
    start: Place | Id
    """A place, or the id of a station."""
    end: Place | Id | None = None
    """The start place where it is not given."""
    mode: Id
    areas: tuple[Id, ...] = ()
    """Areas that the contract serves; every area where empty."""
    services: tuple[Id, ...] = ()
    """Services that the contract covers; every service where empty."""
    provider: Id | None = None
    registered_institution: bool = True
    paid_hours_cap: Duration | None = None
    """A day's most paid time."""
    weekly_cap: Duration | None = None
    overtime_limit: Duration = Duration.of_minutes(60)
    """How long after a shift's end the return may be; a hard rule."""
    contracted_week: Duration = Duration.of_minutes(2400)
    carrying_limit: Number | None = None
    cost_per_hour: Number = 0
    rating: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)] | None = None
    reviews: Annotated[int, Field(ge=0)] = 0
    probation_cap: Annotated[int, Field(ge=0)] | None = None
    """The most visits a day while on probation."""
    so_far: LoadSoFar = LoadSoFar()


class Blackout(Model):
    """A time in which no part of a service may lie, such as a nap."""

    start: Moment
    end: Moment
    reason: str = ""


class Client(Model):
    """An elder who is cared for."""

    id: Id
    name: str = ""
    place: Place
    area: Id | None = None
    gender: Gender | None = None
    care_level: Annotated[int, Field(ge=0, le=6)] = 0
    """The assessment grade, 1 to 6; 0 where not assessed."""
    assessed_on: date | None = None
    disabled: bool = False
    solitary: bool = False
    low_income: bool = False
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    gender_required: Gender | None = None
    gender_preferred: Gender | None = None
    excluded: tuple[Id, ...] = ()
    """Caregivers who must not come."""
    preferred: tuple[Id, ...] = ()
    """Familiar caregivers; others cost the policy's continuity weight."""
    access: Duration = Duration.zero()
    """Between arrival and the start of service: stairs, gates, lifts."""
    blackouts: tuple[Blackout, ...] = ()
    earliest: Moment | None = None
    """No service begins before this hour."""
    channel: Literal["phone", "desk", "app", "alarm"] = "phone"
    entitled_week: Duration | None = None
    """Insured hours a week: a cap and a floor."""
