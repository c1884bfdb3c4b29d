"""Checks that events fit the day on which they happen: its ids, its clock, its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from dispatch.errors import Fault, Nearest, fault
from dispatch.live.events import (
    Absent,
    AlarmRaised,
    Back,
    CalledBack,
    Changed,
    EquipmentBack,
    EquipmentLost,
    Event,
    Gone,
    Late,
    Overrun,
    StandsBy,
    Started,
    TravelSlower,
)
from dispatch.scenario import Alarm, Client, Scenario, Visit
from dispatch.scenario.checks import faults_of
from dispatch.scenario.clock_checks import time_faults
from dispatch.scenario.references import UNKNOWN

_LISTS: Final = {
    "client": "clients",
    "visit": "visits",
    "visits": "visits",
    "caregiver": "caregivers",
    "caregivers": "caregivers",
    "station": "stations",
    "equipment": "equipment",
    "mode": "modes",
    "area": "areas",
    "alarm": "alarms",
}
"""Of each field with ids, the scenario's list that should contain them; clients come first, because
a new visit may be for a client of the same event."""

_AT_WORK: Final = (Started, Absent, Late, Gone, Back, StandsBy)
"""What caregivers can only do in a shift."""

_TIMES: Final = ("at", "until", "time", "start")


def faults_of_events(scenario: Scenario, events: Sequence[Event]) -> list[Fault]:
    """List what keeps events from happening on a day.

    Every id must be known to the scenario, or made by an earlier event; what is new must have a new
    id. Times, new and changed visits, new clients, and alarms with their call-backs must be such as
    a scenario may contain.

    Parameters
    ----------
    scenario
        The day before the events.
    events
        The events, in order.

    Returns
    -------
    list of Fault
        Each with its place, such as ``events[3].visit.client``; empty if all fit.
    """
    if not events:
        return []
    made = _Made(scenario)
    for index, event in enumerate(events):
        made.add(event, f"events[{index}]")
    found = [*_names(scenario, events), *_times(scenario, events), *made.faults()]
    return [*{(each.where, each.what): each for each in found}.values()]


def _names(scenario: Scenario, events: Sequence[Event]) -> Iterator[Fault]:
    """Find ids that are unknown at their event, and ids of new things that are taken."""
    known = {of: {each.id for each in getattr(scenario, of)} for of in {*_LISTS.values()}}
    nearest = Nearest()
    for index, event in enumerate(events):
        for where, of, name, new in _mentions(event, f"events[{index}]"):
            if new and name in known[of]:
                yield fault("id-taken", where, name=name)
            elif not new and name not in known[of]:
                yield fault(UNKNOWN[of], where, name=name, near=nearest(name, known[of]))
            elif isinstance(event, _AT_WORK) and of == "caregivers" and not _works(scenario, name):
                yield fault("event-off-duty", where, name=name)
            if new:
                known[of].add(name)
        if isinstance(event, EquipmentLost | EquipmentBack) and event.equipment in scenario.pool:
            yield from _piece(scenario, event, f"events[{index}].piece")


def _works(scenario: Scenario, name: str) -> bool:
    return bool(scenario.caregiver[name].shifts)


def _mentions(event: Event, at: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield each id in an event: where it stands, its list, the id, and whether it is new."""
    for field, of in _LISTS.items():
        where, value = f"{at}.{field}", getattr(event, field, None)
        if isinstance(value, Client | Visit):
            yield f"{where}.id", of, value.id, True
        if isinstance(value, Visit):
            yield f"{where}.client", "clients", value.client, False
        elif isinstance(value, str):
            yield where, of, value, isinstance(event, AlarmRaised) and field == "alarm"
        elif isinstance(value, tuple):
            yield from ((f"{where}[{k}]", of, name, False) for k, name in enumerate(value))


def _piece(scenario: Scenario, event: EquipmentLost | EquipmentBack, where: str) -> Iterator[Fault]:
    count = scenario.pool[event.equipment].count
    if event.piece > count:
        pool, number = event.equipment, event.piece
        yield fault("unknown-piece", where, pool=pool, count=count, number=number)


def _times(scenario: Scenario, events: Sequence[Event]) -> Iterator[Fault]:
    for index, event in enumerate(events):
        at = f"events[{index}]"
        given = {field: getattr(event, field, None) for field in _TIMES}
        wrong = [
            each
            for field, moment in given.items()
            if moment is not None
            for each in time_faults(scenario, f"{at}.{field}", moment)
        ]
        yield from wrong
        if wrong or not isinstance(event, Overrun | TravelSlower):
            continue
        if scenario.at(event.until) < scenario.at(event.at):
            yield fault("event-until", f"{at}.until", until=event.until, at=event.at)


def _without_assumed(visit: Visit) -> Visit:
    """Return a visit as it is if what is only assumed of it is taken back."""
    if visit.facts is None or not visit.facts.assumed or visit.facts.start_reported:
        return visit
    return visit.model_copy(update={"facts": None, "pinned_caregivers": ()})


class _Made:
    """A scenario with what is new and changed by events, and where in the events it stands.

    Parameters
    ----------
    scenario
        The day before the events.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._clients = dict(scenario.client)
        self._visits = dict(scenario.visit)
        self._alarms = {alarm.id: alarm for alarm in scenario.alarms}
        self._places: dict[str, str] = {}
        self._is_changed = False

    def add(self, event: Event, at: str) -> None:
        """Add what an event makes or changes; it stands at `at`."""
        visit, client = getattr(event, "visit", None), getattr(event, "client", None)
        if isinstance(client, Client) and client.id not in self._clients:
            self._clients[client.id] = client
            self._places[f"clients[{client.id}]"] = f"{at}.client"
        if isinstance(visit, Visit) and visit.id not in self._visits:
            self._visits[visit.id] = visit
            self._places[f"visits[{visit.id}]"] = f"{at}.visit"
        if isinstance(event, Changed) and event.visit in self._visits:
            before, where = self._visits[event.visit], f"visits[{event.visit}]"
            self._visits[event.visit] = _without_assumed(before).model_copy(update=event.to)
            self._places.setdefault(where, f"{at}.to")
            self._places |= {f"{where}.{field}": f"{at}.to.{field}" for field in event.to}
            self._is_changed = True
        if isinstance(event, AlarmRaised) and event.alarm not in self._alarms:
            self._alarms[event.alarm] = Alarm(id=event.alarm, client=event.client, at=event.at)
            self._places[f"alarms[{event.alarm}]"] = at
        if isinstance(event, CalledBack) and event.alarm in self._alarms:
            named = event.visit and event.visit.id
            answer = {"answered": event.at, "outcome": event.outcome, "visit": named}
            self._alarms[event.alarm] = self._alarms[event.alarm].model_copy(update=answer)
            self._places[f"alarms[{event.alarm}].answered"] = f"{at}.at"
            self._places[f"alarms[{event.alarm}].visit"] = f"{at}.visit"

    def faults(self) -> Iterator[Fault]:
        """Find what no scenario may contain."""
        if not self._places:
            return
        visits, clients, alarms = self._asked()
        changed = self._scenario.unchecked(visits=visits, clients=clients, alarms=alarms, now=None)
        for found in faults_of(changed):
            yield replace(found, where=self._place(found.where))

    def _asked(self) -> tuple[tuple[Visit, ...], tuple[Client, ...], tuple[Alarm, ...]]:
        """Return what has to be checked: everything once a visit has changed.

        Otherwise what is new, and what it names; the scenario itself has been checked.
        """
        visits, clients = tuple(self._visits.values()), tuple(self._clients.values())
        alarms = tuple(self._alarms.values())
        if self._is_changed:
            return tuple(map(_without_assumed, visits)), clients, alarms
        new = {where.partition(".")[0] for where in self._places}
        heard = tuple(each for each in alarms if f"alarms[{each.id}]" in new)
        made = [each for each in visits if f"visits[{each.id}]" in new]
        named = {each.id for each in made} | {each.visit for each in heard}
        named |= {gap.after for each in made for gap in each.gaps}
        groups = {each.group for each in made} - {None}
        few = tuple(each for each in visits if each.id in named or each.group in groups)
        shifts = [shift for one in self._scenario.caregivers for shift in one.shifts]
        whose = {shift.under_way.client for shift in shifts if shift.under_way}
        whose |= {each.client for each in few} | {each.client for each in heard}
        people = tuple(each for each in clients if each.id in whose or f"clients[{each.id}]" in new)
        return few, people, heard

    def _place(self, where: str) -> str:
        """Return where in the events a part of the scenario stands, if it does."""
        ends = [k for k in range(len(where), 0, -1) if where[k : k + 1] in ("", ".", "[")]
        for end in ends:
            if where[:end] in self._places:
                return self._places[where[:end]] + where[end:]
        return where
