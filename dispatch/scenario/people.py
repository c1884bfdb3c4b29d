"""Who gives care and who is cared for."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from dispatch.scenario.base import (
    Count,
    Date,
    Duration,
    Id,
    Ids,
    Model,
    Moment,
    Number,
    Stamp,
)
from dispatch.scenario.geography import Place

Gender: TypeAlias = Literal["woman", "man"]


class Certificate(Model):
    """A certificate that a caregiver holds, valid between two dates, both inclusive."""

    certificate: Id
    """The id of the kind of certificate."""
    grade: Id | None = None
    """The grade of the certificate."""
    issuer: str = ""
    """The issuing authority."""
    valid_from: Date | None = None
    """The first date on which it counts."""
    valid_until: Date | None = None
    """The last date on which it counts."""


class MealBreak(Model):
    """One unpaid rest that begins between ``earliest`` and ``latest``.

    It is not due in shifts shorter than the policy's ``break_due_from`` (6 h).
    """

    duration: Duration
    """How long the break lasts."""
    earliest: Moment
    """The earliest time it may begin."""
    latest: Moment
    """The latest time it may begin."""


class UnderWay(Model):
    """Where a shift stands on a running day: what is done of it, and where and when it goes on."""

    departed: Stamp
    """When the caregiver set out; paid time counts from here."""
    free: Stamp
    """When the caregiver is free for what the plan still contains: before a visit that is running,
    otherwise not before now."""
    place: Place
    """Where the caregiver is then."""
    returned: Stamp | None = None
    """When the caregiver came back to the end place; she may set out again."""
    client: Id | None = None
    """The client whom the caregiver is with there: no access minutes are due for her next visit."""
    break_start: Stamp | None = None
    """When the meal break began; none is due any more."""
    break_end: Stamp | None = None
    """When the meal break ended."""
    travelled: Duration = Duration.zero()
    """The travel time so far."""
    worked: Duration = Duration.zero()
    """Access, service, work with equipment and documentation so far."""
    kits: Ids = ()
    """The pools of which the caregiver has a piece along."""


class Shift(Model):
    """A period in which a caregiver may work."""

    start: Moment
    """When work may begin."""
    end: Moment
    """When work should end; a later return is overtime."""
    meal_break: MealBreak | None = None
    """The meal break of this shift."""
    start_place: Place | None = None
    """Where the shift begins; the caregiver's start if not given."""
    end_place: Place | None = None
    """Where the shift ends; if not given, where the caregiver ends, wherever this shift begins."""
    late: Moment | None = None
    """When a caregiver who is late begins."""
    gone: Moment | None = None
    """When a caregiver who leaves early, or is absent, has to be back."""
    stand_by: Id | None = None
    """The id of the station where the caregiver waits while nothing is planned for her."""
    under_way: UnderWay | None = None
    """Where the shift stands, if the caregiver has set out."""

    @property
    def out(self) -> UnderWay | None:
        """Where the shift stands, if the caregiver has set out and has not come back."""
        state = self.under_way
        return None if state is None or state.returned is not None else state

    def of_another(self) -> Shift:
        """Return the same shift of somebody to whom nothing of this day has happened."""
        return self.model_copy(update={"late": None, "gone": None, "under_way": None})


class Provider(Model):
    """A company or institution that employs caregivers, and what its contract covers.

    A caregiver's own `areas` and `services` restrict it further.
    """

    id: Id
    """The provider's id; caregivers refer to it."""
    name: str = ""
    """Its name for people."""
    areas: Ids = ()
    """Areas that the contract covers; all areas if empty."""
    services: Ids = ()
    """Services that the contract covers; all services if empty."""


class LoadSoFar(Model):
    """What a caregiver has worked this week before the scenario's first date."""

    paid: Duration = Duration.zero()
    """Paid time."""
    overtime: Duration = Duration.zero()
    """Overtime."""
    travel: Duration = Duration.zero()
    """Travel time."""
    heavy_points: Count = 0
    """Points of heavy and dirty work."""
    visits: Count = 0
    """Visits in which the caregiver had a part."""


class Caregiver(Model):
    """A person who gives care. Ids may be pseudonyms: solving needs no names."""

    id: Id
    """The caregiver's id, unique among the caregivers."""
    name: str = ""
    """A name for people; optional."""
    phone: str = ""
    """A phone number for people; optional."""
    type: Literal["employee", "agency", "time_bank_volunteer", "young_old_volunteer"] = "employee"
    """The kind of contract; volunteers give only services of low risk."""
    gender: Gender
    """The caregiver's gender."""
    certificates: tuple[Certificate, ...] = ()
    """The certificates that the caregiver holds."""
    courses: Ids = ()
    """The courses that the caregiver has taken."""
    examinations: Ids = ()
    """The services whose examination the caregiver has passed."""
    shifts: tuple[Shift, ...]
    """When the caregiver may work; empty if the caregiver is off duty on all of the dates."""
    start: Place
    """Where shifts start: a place, or the id of a station."""
    end: Place | None = None
    """Where shifts end: a place, or the id of a station; the start if not given."""
    mode: Id
    """The id of the caregiver's travel mode."""
    areas: Ids = ()
    """Areas that the caregiver's own contract covers; all areas if empty."""
    services: Ids = ()
    """Services that the caregiver's own contract covers; all services if empty."""
    provider: Id | None = None
    """The id of the employer, whose contract applies as well."""
    registered_institution: StrictBool = True
    """Whether that provider is a registered institution."""
    paid_hours_cap: Duration | None = None
    """The longest paid time on one date."""
    weekly_cap: Duration | None = None
    """The longest paid time in one week, Monday to Sunday."""
    overtime_limit: Duration = Duration.of_minutes(60)
    """How long after the end of a shift the return may be; a hard rule."""
    contracted_week: Duration = Duration.of_minutes(2400)
    """The working time of a week by contract; workloads are scaled by it."""
    carrying_limit: Number | None = None
    """The largest load of one route, in the units of the services."""
    cost_per_hour: Number = 0
    """What an hour of paid time costs, in any currency, and earns; reported, never weighed."""
    rating: Annotated[StrictFloat, Field(ge=0, le=5, allow_inf_nan=False)] | None = None
    """The mean rating by clients, 0 to 5."""
    reviews: Count = 0
    """The number of ratings behind that mean."""
    probation_cap: Count | None = None
    """The largest number of visits on one date during probation."""
    so_far: LoadSoFar = LoadSoFar()
    """What the caregiver has worked this week before the first date."""

    def another(self, name: Id) -> Caregiver:
        """Return one more caregiver like this one, with an id of her own.

        She has nothing that is this person's: name, phone, ratings, the hours of the week so far,
        and what became of a shift on a running day.
        """
        own = {
            "name": "", "phone": "", "rating": None, "reviews": 0, "so_far": LoadSoFar(),
            "shifts": tuple(shift.of_another() for shift in self.shifts),
        }  # fmt: skip
        return self.model_copy(update={"id": name, **own})


class Blackout(Model):
    """A period in which no part of a visit may lie, such as a nap."""

    start: Moment
    """When it begins."""
    end: Moment
    """When it ends."""
    reason: str = ""
    """The reason, for people."""


class Client(Model):
    """An elder who is cared for."""

    id: Id
    """The client's id; visits refer to it."""
    name: str = ""
    """A name for people; optional."""
    phone: str = ""
    """A phone number for people; optional."""
    place: Place
    """Where the client lives."""
    address: str = ""
    """The same in words: street, house, floor; optional, for route sheets."""
    note: str = ""
    """How to get in, or what else who comes has to know; optional, for route sheets."""
    area: Id | None = None
    """The id of the area of that place."""
    gender: Gender | None = None
    """The client's gender."""
    care_level: Annotated[StrictInt, Field(ge=0, le=6)] = 0
    """The assessment grade, 1 to 6; 0 if not assessed."""
    assessed_on: Date | None = None
    """The date of the latest assessment."""
    disabled: StrictBool = False
    """Whether the client is fully disabled."""
    solitary: StrictBool = False
    """Whether the client lives alone."""
    low_income: StrictBool = False
    """Whether the client is poor."""
    age: Annotated[StrictInt, Field(ge=0, le=130)] | None = None
    """The client's age in years."""
    gender_required: Gender | None = None
    """The gender that caregivers must have."""
    gender_preferred: Gender | None = None
    """The preferred gender of caregivers; the other one has a cost."""
    excluded: Ids = ()
    """Caregivers who must not come."""
    preferred: Ids = ()
    """Familiar caregivers; others have a cost, the weight `continuity`."""
    access: Duration = Duration.zero()
    """The time between arrival and the start of the service: gate, lift, stairs."""
    blackouts: tuple[Blackout, ...] = ()
    """Periods in which no part of a visit may lie, such as a nap."""
    earliest: Moment | None = None
    """No visit starts before this time."""
    channel: Literal["phone", "desk", "app", "alarm"] = "phone"
    """How the client asks for care; no channel ranks below another."""
    entitled_week: Duration | None = None
    """Insured care a week: the most that a plan may give, and what is due."""
    received_week: Duration = Duration.zero()
    """Insured care given this week before the scenario's first date."""
