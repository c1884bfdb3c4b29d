"""Small scenarios that draw on every rule that is kept, for comparing engines with the referee.

They are odd rather than plausible: weights may be zero, windows may exclude each other, travel
times may break the triangle inequality, and some visits can be served by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from dispatch.errors import InputError
from dispatch.generate.streams import Stream
from dispatch.scenario import Scenario, Weights

MOST_VISITS: Final = 10
MOST_CAREGIVERS: Final = 4

_DAY: Final = date(2026, 11, 23)
_GRADES: Final = ("low", "middle", "high")
_COURSES: Final = ("bath", "lift")
_AREAS: Final = ("east", "west")
_FIRST, _LAST = 8 * 60, 15 * 60
"""Minutes between which things happen."""

Fields = dict[str, Any]


def generate_small(seed: int, *, visits: int = 6, caregivers: int = 3) -> Scenario:
    """Make up a small scenario; every rule that is kept has a chance to be in it.

    Parameters
    ----------
    seed
        The same seed (and sizes) gives the same scenario.
    visits, caregivers
        At most 10 and 4.

    Raises
    ------
    InputError
        When a size is out of range.
    """
    if not (1 <= visits <= MOST_VISITS and 1 <= caregivers <= MOST_CAREGIVERS):
        raise InputError(
            f"a small scenario has 1 to {MOST_VISITS} visits and 1 to {MOST_CAREGIVERS} caregivers"
        )
    for attempt in count():
        fields = _Drawing(Stream(seed, "small", attempt), visits, caregivers).scenario()
        fields["name"] = f"Small {seed}"
        try:
            return Scenario.model_validate(fields)
        except InputError:
            continue  # two drawn times contradict each other in a way that a scenario refuses
    raise AssertionError


class _Drawing:
    """One attempt."""

    def __init__(self, stream: Stream, visits: int, caregivers: int) -> None:
        self.stream = stream
        self.team = [f"g{number}" for number in range(caregivers)]
        self.clients = [f"c{number}" for number in range(max(1, visits * 3 // 4))]
        self.visits = [f"v{number}" for number in range(visits)]
        self.crew = {"plain": 1, "skilled": 1, "double": 2, "mixed": 2, "team": max(3, caregivers)}
        self.services = {name: self._service(name) for name in self.crew}
        self.matrix = stream.of("roads").chance(0.7)
        self.points = ["hub", *self.team, *self.clients]

    def scenario(self) -> Fields:
        """All fields of it."""
        return {
            "description": "Drawn at random for tests.",
            "source": "made for this project",
            "dates": [_DAY],
            "roads": self._roads(self.stream.of("roads")),
            "areas": [{"id": area} for area in _AREAS],
            "stations": [{"id": "station", "place": self._place("hub")}],
            "certificates": [
                {
                    "id": "licence",
                    "registered_institutions_only": self.stream.of("kind").chance(0.4),
                },
                {"id": "care", "grades": _GRADES},
            ],
            "services": list(self.services.values()),
            "caregivers": [self._caregiver(name) for name in self.team],
            "clients": [self._client(name) for name in self.clients],
            "visits": [self._visit(index) for index in range(len(self.visits))],
            "policy": self._policy(self.stream.of("policy")),
        }

    def _roads(self, draw: Stream) -> Fields:
        if not self.matrix:
            return {"kind": "straight_line"}
        roads: Fields = {"kind": "matrix", "points": self.points, "minutes": self._minutes(draw)}
        if draw.chance(0.3):
            roads["by_mode"] = {"bicycle": self._minutes(draw)}
        return roads

    def _minutes(self, draw: Stream) -> list[list[float]]:
        fractions = (0.0, 0.0, 0.0, 0.5, 0.25)
        return [
            [0 if a == b else draw.whole(1, 15) + draw.pick(fractions) for b in self.points]
            for a in self.points
        ]

    def _place(self, point: str) -> str | tuple[float, float]:
        if self.matrix:
            return point
        draw = self.stream.of("place", point)
        return round(121.2 + draw.between(0, 0.02), 4), round(31.0 + draw.between(0, 0.02), 4)

    def _needs(self, draw: Stream) -> Fields:
        """A requirement: perhaps a certificate of one or either kind, perhaps courses."""
        licence, care = {"certificate": "licence"}, {"certificate": "care"}
        graded = {"certificate": "care", "grade": draw.pick(_GRADES)}
        choices: Sequence[list[list[Fields]]] = (
            [[licence]],
            [[graded]],
            [[licence, graded]],
            [[care], [licence]],
            [],
            [],
        )
        return {
            "certificates": draw.pick(choices),
            "courses": draw.some(_COURSES, draw.pick((0, 0, 0, 1, 2))),
        }

    def _service(self, name: str) -> Fields:
        draw = self.stream.of("service", name)
        fields: Fields = {
            "id": name,
            "duration": draw.whole(2, 12) * 5,
            "documentation": draw.pick((0, 0, 5)),
            "heavy_points": draw.whole(0, 5),
            "low_risk": draw.of("risk").chance(0.6),
            "intimate": draw.of("intimate").chance(0.3),
        }
        if name == "skilled":
            fields |= {"requires": self._needs(draw), "examination": draw.chance(0.4)}
        if self.crew[name] > 1:
            roles = ("one", "two", "three", "four")[: self.crew[name]]
            fields["crew"] = [{"id": role} for role in roles]
        if name == "mixed":
            fields["crew"][draw.whole(0, 1)]["requires"] = self._needs(draw)
        if name in ("mixed", "team"):
            for role in fields["crew"]:
                role |= self._own_times(draw.of("role", role["id"]))
        return fields | {
            check: draw.of(check).pick((0, 0, 0, 5, 10)) for check in ("pre_check", "post_check")
        }

    def _own_times(self, draw: Stream) -> Fields:
        """Perhaps a role that begins later, perhaps one with a duration of its own."""
        later = {"offset": draw.pick((5, 15, 40))} if draw.chance(0.3) else {}
        return later | ({"duration": draw.whole(1, 10) * 5} if draw.chance(0.3) else {})

    def _length(self, service: str, duration: int) -> int:
        """Minutes from a visit's start until the last of its crew ends."""
        asked = self.services[service]
        usual: int = asked["pre_check"] + duration + asked["post_check"]
        crew: list[dict[str, int]] = asked.get("crew", [{}])
        return max(role.get("offset", 0) + role.get("duration", usual) for role in crew)

    def _caregiver(self, name: str) -> Fields:
        draw = self.stream.of("caregiver", name)
        start = _FIRST + draw.pick((0, 0, 0, 30, 90))
        end = start + draw.pick((180, 360, 420, 480))
        shift: Fields = {"start": _clock(start), "end": _clock(end)}
        if draw.chance(0.6):
            opens = start + draw.whole(12, 24) * 5
            shift["meal_break"] = {
                "duration": draw.pick((20, 30)),
                "earliest": _clock(opens),
                "latest": _clock(opens + draw.pick((0, 15, 60))),
            }
        if draw.chance(0.15):
            shift["start_place"] = self._place("hub")
        if draw.chance(0.15):
            shift["end_place"] = "station"
        fields: Fields = {
            "id": name,
            "gender": draw.pick(("woman", "man")),
            "certificates": self._certificates(draw),
            "courses": draw.some(_COURSES, draw.pick((0, 1, 2, 2))),
            "examinations": draw.some(["skilled"], draw.pick((0, 1, 1, 1))),
            "shifts": [shift],
            "start": draw.pick((self._place(name), "station")),
            "mode": draw.pick(("walk", "bicycle", "e_bike")),
            "areas": draw.some(_AREAS, draw.pick((0, 0, 1, 2))),
            "overtime_limit": draw.pick((0, 10, 60)),
            "contracted_week": draw.pick((2400, 2400, 1200, 1750, 0)),
            **self._contract(draw.of("contract")),
        }
        if draw.chance(0.2):
            fields["end"] = "station"
        return fields

    def _contract(self, draw: Stream) -> Fields:
        """Perhaps a volunteer, perhaps some services only; a rating of many reviews or of few."""
        some: Sequence[Sequence[str]] = (("plain", "mixed"), ("skilled", "plain", "double"))
        return {
            "type": "time_bank_volunteer" if draw.chance(0.1) else "employee",
            "services": draw.pick(some) if draw.chance(0.2) else (),
            "registered_institution": draw.chance(0.8),
            "rating": draw.pick((None, 3.0, 3.9, 4.25, 4.87, 5.0)),
            "reviews": draw.pick((0, 1, 7, 30, 200)),
        }

    def _certificates(self, draw: Stream) -> list[Fields]:
        held: list[Fields] = []
        for kind in draw.some(("licence", "care"), draw.pick((0, 1, 2, 2, 2, 2))):
            until = _DAY + timedelta(days=draw.pick((-1, 0, 30, 700, 700, 700)))
            paper: Fields = {"certificate": kind, "valid_until": until}
            if kind == "care" and draw.chance(0.8):
                paper["grade"] = draw.pick(_GRADES)
            held.append(paper)
        return held

    def _client(self, name: str) -> Fields:
        draw = self.stream.of("client", name)
        wish = draw.pick((None, None, None, "gender_required", "gender_preferred"))
        strangers = draw.some(self.team, len(self.team))
        fields: Fields = {
            "id": name,
            "place": self._place(name),
            "area": draw.pick((*_AREAS, *_AREAS, None)),
            "care_level": draw.whole(0, 6),
            "disabled": draw.chance(0.3),
            "solitary": draw.chance(0.3),
            "low_income": draw.chance(0.2),
            "age": draw.pick((None, 70, 79, 80, 91)),
            "access": draw.pick((0, 0, 3, 5)),
            "gender": draw.of("gender").pick((None, "woman", "man")),
            "excluded": strangers[:1] if draw.chance(0.1) else [],
            "preferred": strangers[1 : 1 + draw.pick((0, 0, 1, 2))],
            "earliest": _clock(_FIRST + draw.whole(1, 20) * 10) if draw.chance(0.15) else None,
            "blackouts": self._naps(draw.of("naps")),
        }
        return fields | ({wish: draw.pick(("woman", "man"))} if wish else {})

    def _naps(self, draw: Stream) -> list[Fields]:
        """Perhaps a blackout or two."""
        naps = []
        for _ in range(draw.pick((0, 0, 0, 0, 0, 1, 2))):
            start = _FIRST + draw.whole(3, 36) * 10
            end = start + draw.pick((5, 30, 90))
            naps.append({"start": _clock(start), "end": _clock(end)})
        return naps

    def _visit(self, index: int) -> Fields:
        draw = self.stream.of("visit", index)
        service = draw.pick(("plain", "plain", "plain", "plain", "skilled", *self.crew))
        length = draw.whole(2, 12) * 5
        fields: Fields = {
            "id": self.visits[index],
            "client": draw.pick(self.clients),
            "service": service,
            "duration": length,
            "windows": self._windows(draw, self._length(service, length)),
            "mandatory": draw.chance(0.15),
            "priority": draw.pick((None, None, None, 0, 0.333, 1, 2.5)),
            "gaps": self._gaps(draw, index),
        }
        if draw.chance(0.3):
            fields["preferred_start"] = self._time(draw)
        if draw.chance(0.25):
            fields["requested"] = _clock(_FIRST + draw.whole(-6, 20) * 10)
            if draw.chance(0.4):
                fields["earliest_acceptable"] = self._time(draw)
        if draw.chance(0.05):
            fields["pinned_start"] = self._time(draw)
        if draw.chance(0.06):
            fields["pinned_caregivers"] = draw.some(self.team, self.crew[service])
        return fields | self._medication(draw.of("exact"), fields) | self._escort(draw.of("escort"))

    def _medication(self, draw: Stream, visit: Fields) -> Fields:
        """Perhaps an exact start, which takes the place of hard windows."""
        if not draw.chance(0.08):
            return {}
        soft = [window for window in visit["windows"] if not window["hard"]]
        return {"exact_start": self._time(draw), "windows": soft}

    def _escort(self, draw: Stream) -> Fields:
        """Perhaps another place where the visit ends."""
        if not draw.chance(0.12):
            return {}
        return {"end_place": draw.pick(("station", self._place(draw.pick(self.clients))))}

    def _time(self, draw: Stream) -> str:
        return _clock(draw.whole(_FIRST // 5, _LAST // 5) * 5)

    def _windows(self, draw: Stream, length: int) -> list[Fields]:
        """None, one, or a few that do not overlap, hard or soft, sometimes both."""
        windows = []
        hard_share = draw.pick((0.0, 1.0, 1.0, 0.5))
        opens = _FIRST + draw.whole(0, 24) * 10
        for _ in range(draw.pick((0, 0, 1, 1, 1, 2, 3))):
            applies_to = draw.pick(("start", "start", "end", "whole"))
            closes = opens + draw.whole(0, 18) * 10 + (length if applies_to == "whole" else 0)
            windows.append(
                {
                    "open": _clock(opens),
                    "close": _clock(closes),
                    "applies_to": applies_to,
                    "hard": draw.chance(hard_share),
                }
            )
            opens = closes + draw.whole(0, 12) * 10
        return windows

    def _gaps(self, draw: Stream, index: int) -> list[Fields]:
        """Perhaps a gap to an earlier visit of the list, so that there are no circles."""
        if index == 0 or not draw.chance(0.3):
            return []
        least = draw.pick((0, 0, 15, 60, 120))
        gap: Fields = {
            "after": draw.pick(self.visits[:index]),
            "minimum": least,
            "measured_from": draw.pick(("start", "end")),
            "caregiver": draw.pick(("any", "any", "same", "different")),
        }
        if draw.chance(0.6):
            gap["maximum"] = least + draw.pick((0, 10, 45, 120))
        return [gap]

    def _policy(self, draw: Stream) -> Fields:
        """Weights that are sometimes as they are by default and sometimes anything."""
        some: Sequence[float] = (0, 0.1, 0.333, 1, 2, 5)
        names = [name for name in Weights.model_fields if name != "unserved"]
        weights = {name: draw.pick(some) for name in names if draw.chance(0.4)}
        weights["unserved"] = draw.pick((20, 100, 200, 200, 1000))
        return {
            "weights": weights,
            "rules": {
                "areas": draw.pick(("hard", "off", "off")),
                "continuity": draw.pick(("soft", "soft", "off")),
                "gender_preference": draw.pick(("soft", "soft", "off")),
                "intimate_gender": draw.of("intimate").pick(("hard", "soft", "off")),
                "rating_floor": draw.of("floor").pick((None, None, None, 3.5, 3.95)),
            },
            "break_due_from": draw.pick((360, 240, 0)),
        }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
