"""The people who give care on a generated day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from dispatch.generate.catalogue import BATH_COURSE, REHABILITATION
from dispatch.generate.dials import Dials
from dispatch.generate.sites import Sites
from dispatch.generate.streams import Stream, every
from dispatch.scenario import Caregiver, Certificate, Duration, MealBreak, Shift

_HALF_AN_HOUR: Final = Duration.of_minutes(30)
EARLY: Final = Shift(
    start="07:00",
    end="15:30",
    meal_break=MealBreak(duration=_HALF_AN_HOUR, earliest="11:00", latest="12:30"),
)
LATE: Final = Shift(
    start="10:30",
    end="19:00",
    meal_break=MealBreak(duration=_HALF_AN_HOUR, earliest="12:30", latest="14:00"),
)

_GRADES: Final = {"junior": 0.5, "middle": 0.35, "senior": 0.15}
_TRAINED_GRADES: Final = {"middle": 0.7, "senior": 0.3}
"""Rehabilitation asks for the middle grade at least, so who is trained for it has that."""
_VALID_DAYS: Final = 5 * 365


def team(
    sites: Sites, demand: Mapping[str, float], number: int, day: date, stream: Stream, dials: Dials
) -> tuple[Caregiver, ...]:
    """Hire so many caregivers; the first of a larger team are those of a smaller one.

    Parameters
    ----------
    demand
        Work per area; care workers are spread over the areas by it.
    """
    hired: list[Caregiver] = []
    nurses_from = stream.of("nurses").share()
    placed = {True: dict.fromkeys(demand, 0), False: dict.fromkeys(demand, 0)}
    for index in range(number):
        nurse = every(dials.nurses, index, nurses_from)
        peers = placed[nurse]
        number_of_kind = sum(peers.values())
        area = _most_wanting(demand, peers)
        peers[area] += 1
        own = stream.of(f"cg{index + 1:03d}")
        early = every(dials.early_shifts, number_of_kind, stream.of("shifts", int(nurse)).share())
        hired.append(_caregiver(sites, index, area, nurse, early, day, own, dials))
    return tuple(hired)


def is_nurse(caregiver: Caregiver) -> bool:
    """Whether somebody was hired as a nurse."""
    return caregiver.certificates[0].certificate == "nurse-licence"


def _most_wanting(demand: Mapping[str, float], placed: Mapping[str, int]) -> str:
    """Return the area that gets the next caregiver (the divisors of Sainte-Laguë)."""
    return max(demand, key=lambda area: demand[area] / (placed[area] + 0.5))


def _caregiver(
    sites: Sites, index: int, area: str, nurse: bool, early: bool, day: date, draw: Stream,
    dials: Dials,
) -> Caregiver:  # fmt: skip
    station = next(one.id for one in sites.stations if one.area == area)
    at_station = draw.of("station").chance(dials.start_at_station)
    rehabilitation = not nurse and draw.of("rehabilitation").chance(dials.rehabilitation_trained)
    bath = not nurse and draw.of("bath").chance(dials.bath_attendants)
    areas: tuple[str, ...] = (area,)
    if draw.of("second area").chance(dials.second_area):
        areas = tuple(dict.fromkeys((area, sites.nearest_area(area))))
    ride = draw.of("mode").share()
    return Caregiver(
        id=f"cg{index + 1:03d}",
        gender="woman" if draw.of("gender").chance(dials.women) else "man",
        certificates=(_certificate(nurse, rehabilitation, day, draw.of("certificate"), dials),),
        courses=(BATH_COURSE,) if bath else (),
        examinations=(REHABILITATION,) if rehabilitation else (),
        shifts=(EARLY if early else LATE,),
        start=station if at_station else sites.home(area, draw.of("home"), dials.off_the_road),
        mode=_mode(ride, dials),
        areas=() if nurse else areas,
    )


def _mode(share: float, dials: Dials) -> str:
    if share < dials.e_bikes:
        return "e_bike"
    return "bicycle" if share < dials.e_bikes + dials.bicycles else "walk"


def _certificate(nurse: bool, trained: bool, day: date, draw: Stream, dials: Dials) -> Certificate:
    """One certificate with its dates: expired, expiring soon, or good for a while."""
    state = draw.of("state").share()
    if state < dials.certificates_expired:
        left = -draw.of("days").whole(1, 60)
    elif state < dials.certificates_expired + dials.certificates_expiring:
        left = draw.of("days").whole(0, 30)
    else:
        left = draw.of("days").whole(31, _VALID_DAYS - 1)
    until = day + timedelta(days=left)
    medical = draw.of("kind").chance(dials.medical_care_workers)
    kind = "medical-care-worker" if medical else "elderly-care-worker"
    grade = draw.of("grade").weighted(_TRAINED_GRADES if trained else _GRADES)
    return Certificate(
        certificate="nurse-licence" if nurse else kind,
        grade=None if nurse else grade,
        valid_from=until - timedelta(days=_VALID_DAYS),
        valid_until=until,
    )
