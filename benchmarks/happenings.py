"""Happenings: random events of a running day, plausible or not, each by ids that the day has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from dispatch import Plan, Scenario, Visit

MINUTE = 60_000
EARLY, AHEAD = 90, 60
"""How many minutes before now events lie, and the few that lie after it."""


@dataclass(frozen=True)
class Happenings:
    """Draws events for a day at a moment.

    Attributes
    ----------
    draw : random.Random
        What is drawn from.
    day : Scenario
        The day.
    plan : Plan
        Its plan: visits are mostly told near their planned times.
    now : int
        Milliseconds after the first midnight.
    """

    draw: Random
    day: Scenario
    plan: Plan
    now: int

    def event(self, number: int) -> dict[str, Any]:
        """Draw an event, as in a file; what it makes is named by a number."""
        kinds = {
            **dict.fromkeys(
                ("started", "ended", "overrun", "not_home", "broken_off"), self._visited
            ),
            **dict.fromkeys(("changed", "cancelled", "promised", "announced"), self._wished),
            **dict.fromkeys(("requested", "accepted"), self._asked),
            **dict.fromkeys(("absent", "late", "gone", "back", "stands_by"), self._staffed),
            "travel_slower": self._slowed,
            "alarm": self._alarmed,
        }
        if self.day.equipment:
            kinds |= dict.fromkeys(("equipment_lost", "equipment_back"), self._equipped)
        if self.day.alarms:
            kinds["called_back"] = self._called_back
        kind = self.draw.choice([*kinds, "started", "started", "ended", "changed"])
        return {"kind": kind, "at": self._time(), **kinds[kind](kind, number)}

    def _chance(self, share: float) -> bool:
        return self.draw.random() < share

    def _time(self, at: int | None = None) -> str:
        """Return a moment near an instant or within the last hours; a few lie in the future."""
        if at is None:
            at = self.draw.randrange(max(self.now - EARLY * MINUTE, 0), self.now + 1)
        at = min(at, self.now)
        if self._chance(0.08):
            at = self.now + self.draw.randrange(AHEAD) * MINUTE
        return self._moment(at)

    def _moment(self, at: int) -> str:
        return self.day.moment(max(at, 0) // 1000 * 1000)

    def _later(self) -> str:
        return self._moment(self.now + self.draw.randrange(-30, 240) * MINUTE)

    def _id(self, each: Iterable[Any]) -> str:
        found: str = self.draw.choice([*each]).id
        return found

    def _caregivers(self, most: int) -> list[str]:
        people = [each.id for each in self.day.caregivers]
        return self.draw.sample(people, min(len(people), self.draw.randint(1, most)))

    def _near(self, visit: Visit, edge: str) -> str:
        """Return a moment near a visit's planned start or end."""
        times = [
            self.day.at(getattr(stop, edge))
            for route in self.plan.routes
            for stop in route.stops
            if stop.visit == visit.id
        ]
        return self._time(min(times) + self.draw.randrange(-10, 15) * MINUTE if times else None)

    def _visited(self, kind: str, number: int) -> dict[str, Any]:
        del number
        visit = self.draw.choice(self.day.visits)
        told = {
            "visit": visit.id,
            "at": self._near(visit, "start" if kind in ("started", "not_home") else "end"),
        }
        if kind == "started" and self._chance(0.4):
            told["caregivers"] = self._caregivers(3)
        return told | ({"until": self._later()} if kind == "overrun" else {})

    def _wished(self, kind: str, number: int) -> dict[str, Any]:
        del number
        visit = self._id(self.day.visits)
        if kind == "changed":
            return {"visit": visit, "to": self._fields()}
        if kind == "announced":
            return {"visits": [visit]} if self._chance(0.5) else {}
        told: dict[str, Any] = {"visit": visit}
        if kind == "promised" and self._chance(0.6):
            told["start"] = self._later()
        if kind == "promised" and self._chance(0.3):
            told["caregivers"] = self._caregivers(1)
        return told

    def _fields(self) -> dict[str, Any]:
        """Draw one to three fields of a visit."""
        visits, later = self.day.visits, self._later()
        closes = self._moment(self.day.at(later) + self.draw.randrange(-10, 120) * MINUTE)
        stations = [station.id for station in self.day.stations]
        fields: dict[str, list[Any]] = {
            "client": [self._id(self.day.clients)],
            "duration": [self.draw.randint(1, 90), None],
            "earliest_acceptable": [later],
            "end_place": [*stations, None],
            "exact_start": [later],
            "gaps": [[], [{"after": self._id(visits), "minimum": self.draw.randint(0, 60)}]],
            "group": [None, "new", self.draw.choice(visits).group],
            "mandatory": [True, False],
            "pinned_caregivers": [[], self._caregivers(2)],
            "pinned_start": [later, None],
            "preferred_start": [later, None],
            "priority": [0, 1, 5],
            "promise": [None, {"start": later}],
            "requested": [later],
            "response_class": ["urgent", None],
            "service": [self._id(self.day.services)],
            "windows": [[], [{"open": later, "close": closes}]],
        }
        chosen = self.draw.sample([*fields], self.draw.randint(1, 3))
        return {name: self.draw.choice(fields[name]) for name in chosen}

    def _new(self, number: int) -> dict[str, Any]:
        client, service = self._id(self.day.clients), self._id(self.day.services)
        more = self._fields() if self._chance(0.5) else {}
        return {**more, "id": f"n{number}", "client": client, "service": service}

    def _asked(self, kind: str, number: int) -> dict[str, Any]:
        told: dict[str, Any] = {"visit": self._new(number)}
        if self._chance(0.2):
            place = self.draw.choice(self.day.clients).model_dump(mode="json")["place"]
            told["client"] = {"id": f"c{number}", "place": place}
            told["visit"]["client"] = f"c{number}"
        if kind == "accepted":
            told["start"] = self._later()
            told["caregivers"] = self._caregivers(1) if self._chance(0.5) else []
        return told

    def _staffed(self, kind: str, number: int) -> dict[str, Any]:
        del number
        told = {"caregiver": self._id(self.day.caregivers)}
        if kind in ("late", "gone", "back"):
            told["time"] = self._later()
        if kind == "stands_by" and self.day.stations and self._chance(0.8):
            told["station"] = self._id(self.day.stations)
        return told

    def _equipped(self, kind: str, number: int) -> dict[str, Any]:
        del kind, number
        return {"equipment": self._id(self.day.equipment), "piece": self.draw.randint(1, 2)}

    def _slowed(self, kind: str, number: int) -> dict[str, Any]:
        del kind, number
        told: dict[str, Any] = {"factor": self.draw.choice((1, 1.5, 3.0)), "until": self._later()}
        if self._chance(0.5):
            told["mode"] = self._id(self.day.modes)
        if self.day.areas and self._chance(0.3):
            told["area"] = self._id(self.day.areas)
        return told

    def _alarmed(self, kind: str, number: int) -> dict[str, Any]:
        del kind
        return {"alarm": f"a{number}", "client": self._id(self.day.clients)}

    def _called_back(self, kind: str, number: int) -> dict[str, Any]:
        del kind
        outcome = self.draw.choice(("handed_over", "dispatched", "closed"))
        told = {"alarm": self._id(self.day.alarms), "outcome": outcome}
        return told | ({"visit": self._new(number)} if outcome == "dispatched" else {})
