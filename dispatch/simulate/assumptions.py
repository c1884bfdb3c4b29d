"""Every assumption of a simulated world, by name; no value is a measured fact."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Field, StrictFloat, StrictInt

from dispatch.generate.shifts import EARLY, LATE
from dispatch.scenario import Duration, Shift
from dispatch.scenario.base import Model, Number
from dispatch.scenario.forms import refusal
from dispatch.simulate.records import CLASSES, ResponseClass

Share: TypeAlias = Annotated[StrictFloat, Field(ge=0, le=1, allow_inf_nan=False)]
Variation: TypeAlias = Annotated[StrictFloat, Field(ge=0, le=2, allow_inf_nan=False)]
"""A coefficient of variation: the standard deviation as a multiple of the mean."""
Hour: TypeAlias = Annotated[StrictInt, Field(ge=0, le=24)]


SERVICE_VARIATIONS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "medication": 0.25, "injection": 0.25, "vital-signs": 0.25, "meal": 0.25, "turning": 0.25,
        "rehabilitation": 0.25, "cleaning": 0.3, "home-care": 0.35, "companionship": 0.35,
        "assisted-bathing": 0.35, "bed-bathing": 0.35, "tube-care": 0.35, "tube-change": 0.4,
        "wound-care": 0.4, "hospital-escort": 0.5, "fall": 0.5, "fall-lift": 0.5,
    }
)  # fmt: skip
"""Variations of the length of services, from what is done alike every time to what is not."""


def _positive(weights: tuple[float, ...]) -> tuple[float, ...]:
    if not sum(weights) > 0:
        raise refusal("world-no-weight")
    return weights


Weights: TypeAlias = Annotated[tuple[Number, ...], AfterValidator(_positive)]


def _minutes(minutes: float) -> Duration:
    return Duration.of_minutes(minutes)


class ByClass(Model):
    """A number for each class of requests."""

    urgent: Number
    """For urgent requests (E1)."""
    same_day: Number
    """For requests of the same day (E2)."""
    short_notice: Number
    """For requests at short notice (E3)."""


class Times(Model):
    """A length of time for each class of requests."""

    urgent: Duration
    """For urgent requests (E1)."""
    same_day: Duration
    """For requests of the same day (E2)."""
    short_notice: Duration
    """For requests at short notice (E3)."""


class Targets(Model):
    """The response times to aim for; at short notice that is the end of the next day."""

    urgent: Duration = _minutes(60)
    """For urgent requests (E1)."""
    same_day: Duration = _minutes(240)
    """For requests of the same day (E2)."""


class Assumptions(Model):
    """The dials of a world. Each has a default, and each default is an assumption of ours."""

    # The day
    opens: Hour = 7
    """The hour from which visits begin."""
    closes: Hour = 19
    """The hour at which visits have ended."""
    shifts: Annotated[tuple[Shift, ...], Field(min_length=2, max_length=2)] = (EARLY, LATE)
    """The two shift patterns."""
    early: Share = 0.55
    """Share of caregivers with the first pattern."""

    # Requests
    urgent: Share = 0.15
    """Share of requests that are urgent (E1)."""
    short_notice: Share = 0.30
    """Share of requests at short notice (E3); the others are for the same day (E2)."""
    by_hour: Annotated[Weights, Field(min_length=24, max_length=24)] = (
        0, 0, 0, 0, 0, 0, 0, 0.8, 1.4, 1.5, 1.3, 1.0,
        0.6, 0.8, 1.0, 0.8, 0.5, 0.2, 0, 0, 0, 0, 0, 0,
    )  # fmt: skip
    """Weights of the hours of the day in which requests come in. A request that no longer
    fits into its day waits for the next one, whoever dispatches."""
    by_weekday: Annotated[Weights, Field(min_length=7, max_length=7)] = (
        1.15, 1.05, 1.0, 1.0, 1.05, 0.9, 0.85,
    )  # fmt: skip
    """Weights of the weekdays, Monday first."""
    overdispersion: Variation = 0.25
    """Variation of the gamma factor by which the requests of a class on a day exceed their mean."""
    targets: Targets = Targets()
    """The response times to aim for."""
    caps: Times = Times(
        urgent=_minutes(6 * 60), same_day=_minutes(12 * 60), short_notice=_minutes(72 * 60)
    )
    """The response time that counts for a request that is served later, or never."""
    priorities: ByClass = ByClass(urgent=12, same_day=6, short_notice=3)
    """The priorities of requests."""
    notice: Duration = _minutes(120)
    """How long after a request at short notice the client accepts a visit."""

    # Clients
    disabled: Share = 0.35
    """Share of clients who are fully disabled."""
    solitary: Share = 0.30
    """Share of clients who live alone."""
    low_income: Share = 0.15
    """Share of clients who are poor."""
    by_phone: Share = 0.50
    """Share of clients who ask by phone."""
    woman_required: Share = 0.30
    """Share of clients who accept only women."""
    nurse_needed: Share = 0.15
    """Share of clients, and of requests, who need a nurse."""
    two_caregivers: Share = 0.08
    """Share who need two caregivers at once: for a bath in bed, a change of tubes, after a fall."""
    equipment_needed: Share = 0.06
    """Share who need equipment: a bath in bed with a portable kit, by two caregivers."""
    escorted: Share = 0.06
    """Share who need an escort to the hospital and back."""
    without_series: Number = 0.5
    """Clients on the roll without pre-booked visits, as a multiple of those who have some."""

    # Caregivers and equipment
    nurses: Share = 0.18
    """Share of caregivers who are nurses."""
    women: Share = 0.88
    """Share of caregivers who are women."""
    visits_per_kit: Annotated[StrictFloat, Field(gt=0, le=10_000, allow_inf_nan=False)] = 30.0
    """Pre-booked visits a day for each portable bath kit."""

    # Promises
    tolerance: Duration = _minutes(30)
    """How much earlier or later than promised a visit may start: a hard rule."""
    on_time: Duration = _minutes(15)
    """How much earlier or later than promised a pre-booked visit may start at no cost. The
    comparison always counts 15 minutes as on time."""
    borrowing_delay: Duration = _minutes(20)
    """How long a street waits before it asks the other streets."""
    decision: Duration = Duration(5000)
    """What each decision costs on the clock."""

    # What nobody knows beforehand
    service_variations: dict[str, Variation] = Field(default=dict(SERVICE_VARIATIONS))
    """Variation of the length of each service, by id."""
    broken_off: Share = 0.03
    """Share of visits that end with the check before the service."""
    check: Duration = _minutes(10)
    """The length of a check after which the visit is broken off."""
    not_home: Share = 0.01
    """Share of visits at which nobody is at home."""
    door_wait: Duration = _minutes(5)
    """How long caregivers wait at a closed door."""
    absent: Share = 0.03
    """Share of caregivers who are absent on a day."""
    absence_known: Duration = _minutes(6.5 * 60)
    """When absences become known: the time after midnight."""
    travel_variation: Variation = 0.2
    """Variation of the travel time of a leg around the mean of its hour."""
    rush: Number = 0.2
    """By how much the mean travel time of the rush hours exceeds that of the other hours."""
    rush_hours: tuple[Hour, ...] = (7, 8, 17, 18)
    """The hours in which travel takes longer."""
    access_least: Duration = _minutes(3)
    """The shortest time between arrival and the client's door."""
    access_most: Duration = _minutes(8)
    """The longest time between arrival and the client's door."""

    @property
    def shares(self) -> dict[ResponseClass, float]:
        """The share of each class among the requests."""
        same_day = max(0.0, 1 - self.urgent - self.short_notice)
        return {"urgent": self.urgent, "same_day": same_day, "short_notice": self.short_notice}

    @property
    def restricted(self) -> Mapping[ResponseClass, int]:
        """By class, the response time that counts for later visits and unserved requests, in ms."""
        return {kind: int(getattr(self.caps, kind)) for kind in CLASSES}

    @property
    def access(self) -> Duration:
        """The mean time between arrival and the client's door."""
        return Duration((self.access_least + self.access_most) // 2)
