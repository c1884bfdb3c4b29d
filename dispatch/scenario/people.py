"""Who gives care and who is cared for."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from dispatch.scenario.base import Date, Duration, Id, Model, Moment, Number
from dispatch.scenario.geography import Place

Gender: TypeAlias = Literal["woman", "man"]


class Certificate(Model):
    """A certificate that a caregiver holds, valid from one date to another, both inclusive."""

    certificate: Id
    """The id of the certificate that is held."""
    grade: Id | None = None
    """The grade that is held."""
    issuer: str = ""
    """Who issued it."""
    valid_from: Date | None = None
    """The first day on which it counts."""
    valid_until: Date | None = None
    """The last day on which it counts."""


class MealBreak(Model):
    """One unpaid piece of rest, begun between ``earliest`` and ``latest``.

    It is not due in shifts of less than the policy's ``break_due_from`` (6 h).
    """

    duration: Duration
    """How long it is."""
    earliest: Moment
    """The earliest time it may begin."""
    latest: Moment
    """The latest time it may begin."""


class Shift(Model):
    """A stretch of time in which a caregiver may work."""

    start: Moment
    """When work may begin."""
    end: Moment
    """When work should end; later is overtime."""
    meal_break: MealBreak | None = None
    """The meal break that is due in it."""
    start_place: Place | None = None
    """Where it begins, if not at the caregiver's own start place."""
    end_place: Place | None = None
    """Where it ends, if not at the caregiver's own end place."""


class Provider(Model):
    """A company or institution that employs caregivers, and what its contract with the city covers.

    A caregiver's own `areas` and `services` narrow it further.
    """

    id: Id
    """The provider's id, which caregivers name."""
    name: str = ""
    """Its name for people."""
    areas: tuple[Id, ...] = ()
    """Areas that the contract serves; every area where empty."""
    services: tuple[Id, ...] = ()
    """Services that the contract covers; every service where empty."""


class LoadSoFar(Model):
    """What a caregiver has had this week before the scenario's first date."""

    paid: Duration = Duration.zero()
    """Paid time."""
    overtime: Duration = Duration.zero()
    """Overtime."""
    travel: Duration = Duration.zero()
    """Time on the way."""
    heavy_points: Annotated[StrictInt, Field(ge=0)] = 0
    """Points of heavy and dirty work."""


class Caregiver(Model):
    """A person who gives care. Ids are pseudonyms: solving needs no names."""

    id: Id
    """The caregiver's id, unique among the caregivers."""
    name: str = ""
    """A name for people; not needed."""
    type: Literal["employee", "agency", "time_bank_volunteer", "young_old_volunteer"] = "employee"
    """The kind of contract; volunteers do services of low risk only."""
    gender: Gender
    """The caregiver's gender."""
    certificates: tuple[Certificate, ...] = ()
    """The certificates that are held."""
    courses: tuple[Id, ...] = ()
    """Courses that have been taken."""
    examinations: tuple[Id, ...] = ()
    """Services for which the examination is passed."""
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1)]
    """When the caregiver may work."""
    start: Place
    """A place, or the id of a station."""
    end: Place | None = None
    """The start place where it is not given."""
    mode: Id
    """The id of the mode that the caregiver travels by."""
    areas: tuple[Id, ...] = ()
    """Areas that the contract serves; every area where empty."""
    services: tuple[Id, ...] = ()
    """Services that the contract covers; every service where empty."""
    provider: Id | None = None
    """The company or institution that employs the caregiver; its contract counts, too."""
    registered_institution: StrictBool = True
    """Whether that provider is a registered institution."""
    paid_hours_cap: Duration | None = None
    """A day's most paid time."""
    weekly_cap: Duration | None = None
    """A week's most paid time."""
    overtime_limit: Duration = Duration.of_minutes(60)
    """How long after a shift's end the return may be; a hard rule."""
    contracted_week: Duration = Duration.of_minutes(2400)
    """The contract's working time of a week."""
    carrying_limit: Number | None = None
    """The most load between departure and return, in the services' units."""
    cost_per_hour: Number = 0
    """What an hour costs, in any currency; reported, never weighed."""
    rating: Annotated[StrictFloat, Field(ge=0, le=5, allow_inf_nan=False)] | None = None
    """The mean rating by clients, 0 to 5."""
    reviews: Annotated[StrictInt, Field(ge=0)] = 0
    """How many ratings that is the mean of."""
    probation_cap: Annotated[StrictInt, Field(ge=0)] | None = None
    """The most visits a day while on probation."""
    so_far: LoadSoFar = LoadSoFar()
    """What the week has brought already."""


class Blackout(Model):
    """A time in which no part of a service may lie, such as a nap."""

    start: Moment
    """When it begins."""
    end: Moment
    """When it ends."""
    reason: str = ""
    """Why, for people."""


class Client(Model):
    """An elder who is cared for."""

    id: Id
    """The client's id, which visits name."""
    name: str = ""
    """A name for people; not needed."""
    place: Place
    """Where the client lives."""
    area: Id | None = None
    """The area it lies in."""
    gender: Gender | None = None
    """The client's gender."""
    care_level: Annotated[StrictInt, Field(ge=0, le=6)] = 0
    """The assessment grade, 1 to 6; 0 where not assessed."""
    assessed_on: Date | None = None
    """The date of the assessment."""
    disabled: StrictBool = False
    """Whether the client is fully disabled."""
    solitary: StrictBool = False
    """Whether the client lives alone."""
    low_income: StrictBool = False
    """Whether the client is poor."""
    age: Annotated[StrictInt, Field(ge=0, le=130)] | None = None
    """In years."""
    gender_required: Gender | None = None
    """The only gender that may come."""
    gender_preferred: Gender | None = None
    """The gender that is preferred; the other costs the policy's weight."""
    excluded: tuple[Id, ...] = ()
    """Caregivers who must not come."""
    preferred: tuple[Id, ...] = ()
    """Familiar caregivers; others cost the policy's continuity weight."""
    access: Duration = Duration.zero()
    """Between arrival and the start of service: stairs, gates, lifts."""
    blackouts: tuple[Blackout, ...] = ()
    """Times in which no service may be, such as a nap."""
    earliest: Moment | None = None
    """No service begins before this hour."""
    channel: Literal["phone", "desk", "app", "alarm"] = "phone"
    """How the client asks for care; none is ranked below another."""
    entitled_week: Duration | None = None
    """Insured hours a week: a cap and a floor."""
    received_week: Duration = Duration.zero()
    """Insured hours that the week has brought before the scenario's first date."""
