"""What all parts of a small scenario share: names, dates, hours and places."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from dispatch.generate.streams import Stream

Fields = dict[str, Any]

AREAS: Final = ("east", "west")
GRADES: Final = ("low", "middle", "high")
COURSES: Final = ("bath", "lift")

SPAN: Final = 7 * 60
"""The length in minutes of a stretch in which visits lie."""
_MORNING, _EVENING, _DAY = 8 * 60, 20 * 60, 24 * 60
_MONDAY: Final = date(2026, 11, 23)
_BEFORE_SUMMER, _BEFORE_WINTER = date(2026, 3, 28), date(2026, 10, 24)


class Setting:
    """An attempt at a small scenario.

    Attributes
    ----------
    zone : str
        The time zone.
    dates : list[date]
        One date, or two consecutive ones, sometimes from one week into the next, or into the day
        on which the clocks of the zone change.
    stretches : list[int]
        The mornings and possibly one night in which visits lie: the minutes after the first
        midnight at which they begin.
    running : bool
        Whether the first morning is under way.
    crew : dict[str, int]
        The services and the size of their crews.
    """

    def __init__(self, stream: Stream, visits: int, caregivers: int) -> None:
        self.stream = stream
        self.team = [f"g{number}" for number in range(caregivers)]
        self.clients = [f"c{number}" for number in range(max(1, visits * 3 // 4))]
        self.visits = [f"v{number}" for number in range(visits)]
        self.crew = {"plain": 1, "skilled": 1, "double": 2, "mixed": 2, "team": 2}
        if caregivers > 2:
            self.crew["team"] = stream.of("team").whole(3, caregivers)
        self.matrix = stream.of("roads").chance(0.7)
        self.points = ["hub", *self.team, *self.clients]
        self.running = stream.of("running").chance(0.25)
        self.dates, self.stretches = _calendar(stream.of("calendar"))
        self.zone, draw = "Asia/Shanghai", stream.of("zone")
        if draw.chance(0.2):
            self.zone = "Europe/Berlin"
            first = draw.pick((_BEFORE_SUMMER, _BEFORE_WINTER))
            self.dates = [first + timedelta(days=day) for day in range(len(self.dates))]

    def has(self, rules: str) -> bool:
        """Draw whether a group of rules is in it; with all of them few visits could be served."""
        return self.stream.of("has", rules).chance(0.5)

    def hour(self, draw: Stream, stretch: int | None = None) -> str:
        """Draw a clock time within a stretch, or within any."""
        begin = draw.pick(self.stretches) if stretch is None else stretch
        return clock(begin + draw.whole(0, SPAN // 5) * 5)

    def place(self, point: str) -> str | tuple[float, float]:
        """Return the place of a point: its name with a matrix, else coordinates."""
        if self.matrix:
            return point
        draw = self.stream.of("place", point)
        return round(121.2 + draw.between(0, 0.02), 4), round(31.0 + draw.between(0, 0.02), 4)

    def roads(self, *, whole: bool) -> Fields:
        """Draw the roads: straight lines, or a matrix that may differ by mode.

        Every leg of a `whole` one has a way: whoever is with a client has come and will leave.
        """
        if not self.matrix:
            return {"kind": "straight_line"}
        draw = self.stream.of("matrix")
        roads: Fields = {
            "kind": "matrix", "points": self.points, "minutes": self._minutes(draw, whole),
        }  # fmt: skip
        if draw.chance(0.3):
            roads["by_mode"] = {"bicycle": self._minutes(draw, whole)}
        return roads

    def _minutes(self, draw: Stream, whole: bool) -> list[list[float | None]]:
        """Draw a table; in one of eight, some legs have no way, unless it is to be whole."""
        fractions = (0.0, 0.0, 0.0, 0.5, 0.25)
        lost = draw.of("no way")
        share = 0.15 if lost.chance(1 / 8) and not whole else 0.0

        def leg() -> float | None:
            minutes = draw.whole(1, 15) + draw.pick(fractions)
            return None if lost.chance(share) else minutes

        return [[0 if a == b else leg() for b in self.points] for a in self.points]


def _calendar(draw: Stream) -> tuple[list[date], list[int]]:
    first = draw.pick((_MONDAY, _MONDAY, _MONDAY - timedelta(days=1)))
    days = draw.pick((1, 1, 2))
    stretches = [_MORNING + _DAY * day for day in range(days)]
    if draw.chance(0.25):
        stretches.append(_EVENING + _DAY * draw.whole(0, days - 1))
    return [first + timedelta(days=day) for day in range(days)], sorted(stretches)


def clock(minutes: int) -> str:
    """Write minutes after the first midnight; hours go on beyond 24."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
