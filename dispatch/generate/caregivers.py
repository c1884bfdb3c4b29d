"""The caregivers of a generated day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dispatch.generate.catalogue import BATH_COURSE, ESCORT_COURSE, REHABILITATION
from dispatch.generate.contracts import ASSOCIATION, HEALTH_CENTRE, company_of
from dispatch.generate.dials import Dials
from dispatch.generate.shifts import NIGHT, VOLUNTEERED, day_shifts, late_shifts
from dispatch.generate.sites import Sites
from dispatch.generate.streams import Stream, every, of_the_rest
from dispatch.scenario import Caregiver, Certificate, Duration, LoadSoFar, Shift

_GRADES: Final = {"junior": 0.5, "middle": 0.35, "senior": 0.15}
_TRAINED_GRADES: Final = {"middle": 0.7, "senior": 0.3}
"""The grades of those trained for rehabilitation, which requires the middle grade at least."""
_VALID_DAYS: Final = 5 * 365
_DAY_CAP: Final = Duration.of_minutes(8 * 60)
_WEEK_CAP: Final = Duration.of_minutes(40 * 60)
_WORKING_DAYS: Final = 5
_MEALS: Final = {"e_bike": 3, "bicycle": 2, "walk": 2}
"""How many insulated meal boxes fit, by travel mode."""
_MEDICAL_ELSEWHERE: Final = 0.1
"""Share of company care workers whose certificate counts only with a registered institution."""


@dataclass(frozen=True, slots=True)
class Post:
    """The kind of work that a caregiver is hired for, and the area where she starts."""

    area: str
    nurse: bool = False
    volunteer: bool = False
    number: int = 0
    """How many of the same kind were hired earlier."""


def team(
    sites: Sites, demand: Mapping[str, float], number: int, day: date, stream: Stream, dials: Dials
) -> tuple[Caregiver, ...]:
    """Hire caregivers; a larger team begins with the caregivers of a smaller one.

    Parameters
    ----------
    demand
        Work per area; caregivers of each kind are distributed over the areas by it.
    """
    wanted = posts(demand, number, stream, dials)
    return tuple(hired(sites, index, post, day, stream, dials) for index, post in enumerate(wanted))


def posts(demand: Mapping[str, float], number: int, stream: Stream, dials: Dials) -> list[Post]:
    """List what caregivers are hired for, in the order of `team`."""
    nurses_from = stream.of("nurses").share()
    volunteers_from = stream.of("volunteers").share()
    placed = {kind: dict.fromkeys(demand, 0) for kind in ("nurse", "volunteer", "worker")}
    listed: list[Post] = []
    for index in range(number):
        nurse = every(dials.nurses, index, nurses_from)
        others = index - int(dials.nurses * index + nurses_from)
        share = of_the_rest(dials.volunteers, dials.nurses)
        volunteer = not nurse and every(share, others, volunteers_from)
        peers = placed["nurse" if nurse else "volunteer" if volunteer else "worker"]
        area = _most_wanting(demand, peers)
        listed.append(Post(area, nurse, volunteer, sum(peers.values())))
        peers[area] += 1
    return listed


def is_nurse(caregiver: Caregiver) -> bool:
    """Whether a caregiver was hired as a nurse."""
    return any(paper.certificate == "nurse-licence" for paper in caregiver.certificates)


def is_volunteer(caregiver: Caregiver) -> bool:
    """Whether a caregiver was hired as a volunteer."""
    return caregiver.provider == ASSOCIATION


def _most_wanting(demand: Mapping[str, float], placed: Mapping[str, int]) -> str:
    """Return the area that gets the next caregiver (the divisors of Sainte-Laguë)."""
    return max(demand, key=lambda area: demand[area] / (placed[area] + 0.5))


def hired(
    sites: Sites, index: int, post: Post, day: date, stream: Stream, dials: Dials
) -> Caregiver:
    """Make up the caregiver with this index of a team."""
    draw = stream.of(f"cg{index + 1:03d}")
    area = post.area
    station = next(one.id for one in sites.stations if one.area == area)
    at_station = draw.of("station").chance(dials.start_at_station)
    mode = _mode(draw.of("mode").share(), dials)
    woman = draw.of("gender").chance(dials.women)
    everybody = {
        "id": f"cg{index + 1:03d}",
        "gender": "woman" if woman else "man",
        "start": station if at_station else sites.home(area, draw.of("home"), dials.off_the_road),
        "mode": mode,
        "carrying_limit": _MEALS[mode],
    }
    if post.volunteer:
        return Caregiver.model_validate(everybody | _volunteer(post, draw))
    shifts = _shifts(post, stream, dials)
    everywhere = post.nurse or shifts == (NIGHT,)
    registered = everywhere or draw.of("registered").chance(dials.registered)
    areas: tuple[str, ...] = (area,)
    if registered or draw.of("second area").chance(dials.second_area):
        areas = tuple(dict.fromkeys((area, sites.nearest_area(area))))
    contract = {
        "provider": HEALTH_CENTRE if registered else company_of(sites, area),
        "registered_institution": registered,
        "areas": () if everywhere else areas,
        "shifts": shifts,
        "paid_hours_cap": _DAY_CAP,
        "weekly_cap": _WEEK_CAP,
        "so_far": _so_far(day, draw.of("so far")),
    }
    papers = _papers(post, registered, day, draw, dials)
    return Caregiver.model_validate(everybody | contract | _standing(draw, dials) | papers)


def _volunteer(post: Post, draw: Stream) -> dict[str, object]:
    """Make a volunteer for a few hours: of the time bank, or young-old for company and meals."""
    young_old = draw.of("young old").chance(0.4)
    return {
        "type": "young_old_volunteer" if young_old else "time_bank_volunteer",
        "provider": ASSOCIATION,
        "registered_institution": False,
        "areas": (post.area,),
        "services": ("companionship", "meal") if young_old else (),
        "shifts": (VOLUNTEERED[post.number % len(VOLUNTEERED)],),
        "overtime_limit": 0,
        "contracted_week": 0,
    }


def _shifts(post: Post, stream: Stream, dials: Dials) -> tuple[Shift, ...]:
    kind = int(post.nurse)
    late = dials.evening_nurses if post.nurse else dials.night_workers
    late_from = stream.of("late", kind).share()
    if every(late, post.number, late_from):
        return late_shifts(post.nurse)
    rest = post.number - int(late * post.number + late_from)
    return day_shifts(rest, stream.of("shifts", kind), dials)


def _so_far(day: date, draw: Stream) -> LoadSoFar:
    """Draw what the caregiver worked on the earlier days of this week."""
    days = min(day.weekday(), _WORKING_DAYS)
    paid = [draw.whole(84, 101) * 5 for _ in range(days)]
    return LoadSoFar(
        paid=Duration.of_minutes(sum(paid)),
        overtime=Duration.of_minutes(sum(max(0, minutes - 480) for minutes in paid)),
        travel=Duration.of_minutes(sum(draw.whole(8, 18) * 5 for _ in range(days))),
        heavy_points=sum(draw.whole(2, 14) for _ in range(days)),
    )


def _standing(draw: Stream, dials: Dials) -> dict[str, object]:
    """Draw reviews; newcomers are on probation and have few."""
    if draw.of("newcomer").chance(dials.newcomers):
        return {"probation_cap": 4}
    stars = draw.of("rating")
    rating = max(stars.whole(68, 100), stars.whole(68, 100)) / 20  # mostly good ones
    return {"rating": rating, "reviews": draw.of("reviews").whole(5, 200)}


def _papers(
    post: Post, registered: bool, day: date, draw: Stream, dials: Dials
) -> dict[str, object]:
    """Draw certificate, courses and examinations."""
    rehabilitation = not post.nurse and draw.of("rehabilitation").chance(
        dials.rehabilitation_trained
    )
    bath = not post.nurse and draw.of("bath").chance(dials.bath_attendants)
    escort = not post.nurse and draw.of("escort").chance(dials.escort_trained)
    medical = dials.medical_care_workers if registered else _MEDICAL_ELSEWHERE
    certificate = _certificate(
        post.nurse, rehabilitation, medical, day, draw.of("certificate"), dials
    )
    courses = [name for name, has in ((BATH_COURSE, bath), (ESCORT_COURSE, escort)) if has]
    return {
        "certificates": (certificate,),
        "courses": courses,
        "examinations": (REHABILITATION,) if rehabilitation else (),
    }


def _mode(share: float, dials: Dials) -> str:
    if share < dials.e_bikes:
        return "e_bike"
    return "bicycle" if share < dials.e_bikes + dials.bicycles else "walk"


def _certificate(
    nurse: bool, trained: bool, medical: float, day: date, draw: Stream, dials: Dials
) -> Certificate:
    """Draw a certificate with its dates: expired, expiring soon, or valid for longer."""
    state = draw.of("state").share()
    if state < dials.certificates_expired:
        left = -draw.of("days").whole(1, 60)
    elif state < dials.certificates_expired + dials.certificates_expiring:
        left = draw.of("days").whole(0, 30)
    else:
        left = draw.of("days").whole(31, _VALID_DAYS - 1)
    until = day + timedelta(days=left)
    kind = "medical-care-worker" if draw.of("kind").chance(medical) else "elderly-care-worker"
    grade = draw.of("grade").weighted(_TRAINED_GRADES if trained else _GRADES)
    return Certificate(
        certificate="nurse-licence" if nurse else kind,
        grade=None if nurse else grade,
        valid_from=until - timedelta(days=_VALID_DAYS),
        valid_until=until,
    )
