"""Days that every solver can express: skills, priorities, hard windows, and too few caregivers.

A day consists of whole numbers, with times in seconds. The same size and number give the same bytes
on any machine; `digest` shows it. No real home, city or road is behind them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from math import isqrt
from random import Random
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from dispatch.scenario import Scenario

SIZES = 100, 300, 1000
SETS = {"development": range(1, 11), "held-out": range(11, 31)}
"""The numbers of the days that the search was tuned on, and of the days kept aside."""

NUMBERS = tuple(number for numbers in SETS.values() for number in numbers)
VISITS_PER_CAREGIVER = 8
"""About one more than fits into a shift."""

UNSERVED = 200.0
"""The minutes of travel that a visit of priority 1 is worth: more than any detour."""

_HOUR = 3600
_SHIFTS = (0.5, (8, 16)), (0.75, (7, 14)), (1.0, (13, 21))
_NEEDS = (
    (0.4, ()),
    (0.65, ("bath",)),
    (0.85, ("nurse",)),
    (0.95, ("rehab",)),
    (1.0, ("bath", "nurse")),
)
_HAVE = {"bath": 0.5, "nurse": 0.3, "rehab": 0.25}
_PRIORITIES = (0.4, 1), (0.65, 2), (0.85, 3), (0.95, 4), (1.0, 5)
_MINUTES = (0.25, 20), (0.5, 30), (0.75, 45), (0.95, 60), (1.0, 90)
_WINDOWS = (0.25, 1), (0.6, 2), (1.0, 4)
_METRES_PER_ROOT = 600
"""The side of the town in metres is this times the root of the number of visits."""
_SECONDS_PER_KILOMETRE = 300
_HANDLING = 120
_MOST_DETOUR = 0.5


class Visit(TypedDict):
    """A visit, with times in seconds after midnight, and the skills that it requires."""

    opens: int
    closes: int
    service: int
    priority: int
    skills: list[str]


class Caregiver(TypedDict):
    """A caregiver, who starts and ends at home."""

    begins: int
    ends: int
    skills: list[str]


class Day(TypedDict):
    """A day; the rows of `travel` are the visits' places, then the caregivers' homes."""

    name: str
    visits: list[Visit]
    caregivers: list[Caregiver]
    travel: list[list[int]]


def make_day(size: int, number: int) -> Day:
    """Make a day with `size` visits; it draws by `Random.random` only, which never changes."""
    draw = Random(f"day {size} {number}").random
    side = _METRES_PER_ROOT * isqrt(size)
    centres = [(draw() * side, draw() * side) for _ in range(max(3, size // 40))]
    places = [_place(draw, centres, side) for _ in range(size)]
    visits = [_visit(draw) for _ in range(size)]
    team = range(size // VISITS_PER_CAREGIVER)
    homes = [_place(draw, centres, side) for _ in team]
    return Day(
        name=f"day-{size}-{number}",
        visits=visits,
        caregivers=[_caregiver(draw) for _ in team],
        travel=_travel(draw, places + homes),
    )


def digest(day: Day) -> str:
    """SHA-256 of a day's bytes."""
    text = json.dumps(day, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def scenario_of(day: Day) -> Scenario:
    """Make a scenario of a day; only travel and visits left out have costs."""
    from dispatch import scenario as words

    size = len(day["visits"])
    points = [f"p{number}" for number in range(len(day["travel"]))]
    kinds = sorted({(visit["service"], *visit["skills"]) for visit in day["visits"]}, key=str)
    mode = words.TravelMode(id="given", network="e_bike", speed_kmh=12.0)
    nothing = dict.fromkeys(words.Weights.model_fields, 0.0)
    return words.Scenario(
        name=day["name"],
        zone="UTC",
        dates=("2000-01-03",),
        roads=words.Matrix(
            points=points, minutes=[[way / 60 for way in row] for row in day["travel"]]
        ),
        modes=(mode,),
        certificates=[words.CertificateKind(id=skill) for skill in _HAVE],
        services=[_service(seconds, skills) for seconds, *skills in kinds],
        caregivers=[
            words.Caregiver(
                id=f"cg{number + 1}",
                gender="woman",
                certificates=[words.Certificate(certificate=one) for one in caregiver["skills"]],
                shifts=(
                    words.Shift(start=_clock(caregiver["begins"]), end=_clock(caregiver["ends"])),
                ),
                start=points[size + number],
                mode=mode.id,
                overtime_limit=words.Duration(0),
            )
            for number, caregiver in enumerate(day["caregivers"])
        ],
        clients=[words.Client(id=f"c{n + 1}", place=points[n]) for n in range(size)],
        visits=[
            words.Visit(
                id=f"v{number + 1}",
                client=f"c{number + 1}",
                service=_service_name(visit["service"], visit["skills"]),
                windows=(words.Window(open=_clock(visit["opens"]), close=_clock(visit["closes"])),),
                priority=float(visit["priority"]),
                mandatory=False,
            )
            for number, visit in enumerate(day["visits"])
        ],
        policy=words.Policy(
            weights=words.Weights(**(nothing | {"travel": 1.0, "unserved": UNSERVED}))
        ),
    )


def _place(draw: Random.random, centres: Sequence[tuple[float, float]], side: int) -> list[int]:
    """Draw a place in metres, usually near one of the centres."""
    x, y = centres[int(draw() * len(centres))]
    spread = side / 12
    near = draw() < 0.7
    return [
        min(side, max(0, int(at + spread * (draw() + draw() + draw() - 1.5))))
        if near
        else int(draw() * side)
        for at in (x, y)
    ]


def _visit(draw: Random.random) -> Visit:
    service = 60 * _of(draw(), _MINUTES)
    width = _HOUR * _of(draw(), _WINDOWS)
    quarters = int(draw() * ((20 - 7) * 4 - width // 900))
    opens = 7 * _HOUR + 900 * quarters
    return Visit(
        opens=opens,
        closes=opens + width,
        service=service,
        priority=_of(draw(), _PRIORITIES),
        skills=list(_of(draw(), _NEEDS)),
    )


def _caregiver(draw: Random.random) -> Caregiver:
    begins, ends = _of(draw(), _SHIFTS)
    skills = [skill for skill, share in _HAVE.items() if draw() < share]
    return Caregiver(begins=begins * _HOUR, ends=ends * _HOUR, skills=skills)


def _of(share: float, among):
    """Return the entry whose interval of shares, from 0 to 1, contains `share`."""
    return next(what for upto, what in among if share < upto)


def _travel(draw: Random.random, places: Sequence[Sequence[int]]) -> list[list[int]]:
    """Seconds between places: a different detour in each direction, plus time to park and lock."""
    return [
        [
            0
            if here is there
            else _HANDLING
            + int(
                isqrt((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2)
                * _SECONDS_PER_KILOMETRE
                * (1.1 + _MOST_DETOUR * draw())
                / 1000
            )
            for there in places
        ]
        for here in places
    ]


def _service(seconds: int, skills: Sequence[str]):
    from dispatch import scenario as words

    needs = [[words.CertificateNeed(certificate=skill)] for skill in skills]
    return words.Service(
        id=_service_name(seconds, skills),
        duration=words.Duration(1000 * seconds),
        requires=words.Requirement(certificates=needs),
    )


def _service_name(seconds: int, skills: Sequence[str]) -> str:
    return " ".join([f"{seconds // 60} min", *skills])


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
