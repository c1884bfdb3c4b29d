"""What events tell about visits, and what of it cannot be true.

Whatever the order in which events are given, they are read in that of their times; at one instant,
in the order in which such things can happen, and then by their content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from dispatch.errors import Fault, InputError, fault
from dispatch.live.board import Known
from dispatch.live.events import (
    BrokenOff,
    Cancelled,
    Changed,
    Ended,
    Event,
    NotHome,
    Overrun,
    Promised,
    Started,
)
from dispatch.live.situation import SECOND, Situation
from dispatch.plan import Plan
from dispatch.scenario import Facts, Scenario, Visit

_ORDER: Final = (
    "alarm", "called_back", "requested", "accepted", "changed", "started", "overrun", "broken_off",
    "ended", "not_home", "cancelled", "late", "absent", "gone", "back", "stands_by",
    "equipment_lost", "equipment_back", "travel_slower", "promised", "announced",
)  # fmt: skip
"""The kinds of events in the order in which they can happen at one instant."""


@dataclass(frozen=True, slots=True)
class Report:
    """An event, and where it stands in what was given."""

    event: Event
    at: int
    """Milliseconds after the first midnight."""
    where: str


def in_order(scenario: Scenario, events: Sequence[Event]) -> list[Report]:
    """Return events in the order in which they happened."""
    reports = [
        Report(event, scenario.at(event.at), f"events[{index}]")
        for index, event in enumerate(events)
    ]

    def order(report: Report) -> tuple[int, int, str]:
        rank = _ORDER.index(report.event.kind)
        return report.at, rank, report.event.model_dump_json() if len(reports) > 1 else ""

    return sorted(reports, key=order)


class Telling:
    """What is told about visits.

    Attributes
    ----------
    known : dict of str to Known
        By the id of the visit; also what was told before these events.
    since : dict of str to str
        The first of the events about each visit.
    replaced : dict of str to Visit
        The visits whose service these events change, as it will be.
    """

    def __init__(self, situation: Situation, plan: Plan) -> None:
        self.situation = situation
        self.known: dict[str, Known] = {}
        self.since: dict[str, str] = {}
        self.replaced: dict[str, Visit] = {}
        now = situation.scenario.now
        self._since = 0 if now is None else situation.scenario.at(now)
        self._crews = _crews(situation, plan)
        for visit in situation.visits.values():
            if visit.facts is not None and visit.facts.running and not visit.facts.assumed:
                self.known[visit.id] = Known(visit.facts, visit.pinned_caregivers, True)

    @property
    def again(self) -> Iterator[Visit]:
        """The visits that were assumed to be over, and are told of now."""
        for name in self.since:
            facts = self.situation.visits[name].facts
            if facts is not None and facts.over:
                yield self.situation.visits[name]

    def read(self, reports: Iterable[Report]) -> list[Fault]:
        """Collect what events tell about visits; the visits that they ask for are known already.

        Returns
        -------
        list of Fault
            What cannot be true.
        """
        found = [each for report in reports for each in self._read(report)]
        return found or list(self._at_once())

    def _visit(self, name: str) -> Visit:
        return self.replaced.get(name) or self.situation.visits[name]

    def _read(self, report: Report) -> Iterator[Fault]:
        event, at = report.event, report.at
        if not isinstance(event, _ABOUT_VISITS):
            return
        visit = self._visit(event.visit)
        known = self.known.get(visit.id) or self._first(visit)
        wrong = self._wrong(report, visit, known)
        if wrong is not None:
            yield wrong
            return
        if isinstance(event, Promised):
            return
        self.known[visit.id] = known
        self.since.setdefault(visit.id, report.where)
        known.crew = known.crew or self._crews.get(visit.id, visit.pinned_caregivers)
        match event:
            case Started():
                known.crew = event.caregivers or known.crew
                known.is_start_told = True
                known.tell(started=event.at)
            case Overrun():
                known.by = max(known.by, at)
                known.tell(expected_end=event.until)
            case Ended():
                known.by = max(known.by, at)
                known.tell(ended=event.at, expected_end=None)
            case BrokenOff():
                known.tell(aborted=event.at, expected_end=None)
            case NotHome():
                known.tell(not_home=event.at, started=None, expected_end=None)
            case Cancelled() | Changed():
                known.cancelled |= isinstance(event, Cancelled)
                known.not_before = max(at, self._since) + SECOND
                known.tell(started=None)
                if isinstance(event, Changed):
                    self._replace(visit, event, known)

    def _replace(self, visit: Visit, event: Changed, known: Known) -> None:
        """Forget who was to give a visit if it becomes another service."""
        with suppress(InputError):  # told when the visit changes
            changed = visit.model_copy(update=event.to)
            if visit.id in self.replaced or changed.service != visit.service:
                self.replaced[visit.id] = changed
                self._crews.pop(visit.id, None)
                known.crew = changed.pinned_caregivers

    def _first(self, visit: Visit) -> Known:
        """Return what is known of a visit of which nothing is told: its start, if it is over."""
        if visit.facts is None or not visit.facts.over:
            return Known()
        started = Facts(started=visit.facts.started)
        return Known(started, visit.pinned_caregivers, visit.facts.start_reported)

    def _wrong(self, report: Report, visit: Visit, known: Known) -> Fault | None:
        """Return why an event cannot be true, by what was told before it."""
        event, where, started = report.event, report.where, known.facts.started
        told_before = visit.facts is not None and visit.facts.over and not visit.facts.assumed
        ended = known.facts.ended or known.facts.aborted
        if isinstance(event, Started) and ended and not known.is_start_told:
            return fault("live-reversed", where, visit=visit.id, ended=ended)
        if told_before or known.facts.over or known.cancelled:
            return fault("live-over", where, visit=visit.id)
        if isinstance(event, (Overrun, Ended, BrokenOff)):
            if started and self.situation.scenario.at(started) > report.at:
                return fault("live-reversed", where, visit=visit.id, ended=event.at)
            return None
        if known.is_start_told:
            return fault("live-begun", where, visit=visit.id, started=started)
        if known.by and not isinstance(event, Started):
            at = self.situation.scenario.moment(known.by)
            return fault("live-goes-on", where, visit=visit.id, at=at)
        if isinstance(event, Promised) and visit.facts is not None and visit.facts.over:
            return fault("live-over", where, visit=visit.id)
        if isinstance(event, Started):
            crew = known.crew or self._crews.get(visit.id, visit.pinned_caregivers)
            return self._wrong_crew(visit, event.caregivers or crew, where)
        return None

    def _wrong_crew(self, visit: Visit, crew: tuple[str, ...], where: str) -> Fault | None:
        roles = [*self.situation.crew_of(visit)]
        if not crew:
            return fault("live-nobody", where, visit=visit.id)
        if len(crew) != len(roles):
            return fault("live-crew", where, visit=visit.id, count=len(roles), roles=roles)
        return None

    def _at_once(self) -> Iterator[Fault]:
        """Find caregivers in two visits at once, one of which these events tell of."""
        there: dict[str, list[tuple[int, int, str]]] = {}
        told_of = {name for visit in self.since for name in self.known[visit].crew}
        for visit in map(self._visit, self.situation.visits):
            known = self.known.get(visit.id)
            if known is None and visit.facts is not None and visit.facts.over:
                known = Known(visit.facts, visit.pinned_caregivers)
            if known is None or told_of.isdisjoint(known.crew):
                continue
            if known.facts.started or known.facts.not_home:
                for name, start, end in self._parts(visit, known):
                    there.setdefault(name, []).append((start, end, visit.id))
        for name, parts in there.items():
            last: tuple[int, int, str] | None = None
            for part in sorted(parts):
                if last is not None and part[0] < last[1]:
                    yield from self._both(name, last[2], part[2])
                last = part if last is None or part[1] >= last[1] else last

    def _parts(self, visit: Visit, known: Known) -> Iterator[tuple[str, int, int]]:
        at, facts = self.situation.scenario.at, known.facts
        begun = at(facts.started or facts.not_home or "")
        until = at(known.end or "") if known.end else begun + self.situation.length_of(visit)
        for role, name in zip(self.situation.crew_of(visit), known.crew, strict=False):
            part = self.situation.part_of(visit, role)
            start = begun if facts.not_home else min(begun + part.offset, until)
            end = min(start + part.length, until) if part.early else until
            yield name, start, end

    def _both(self, name: str, one: str, other: str) -> Iterator[Fault]:
        """Report two visits at once, unless both were known before these events.

        A later one that was only assumed is taken back instead.
        """
        again = {visit.id for visit in self.again}
        for told, against in ((other, one), (one, other)):
            if told not in self.since:
                continue
            facts = self.situation.visits[against].facts or Facts()
            is_assumed = against not in self.since and facts.assumed
            if is_assumed and not facts.start_reported and told == one and told in again:
                return
            if is_assumed:
                yield fault("live-assumed", self.since[told], visit=told, name=name, other=against)
            else:
                yield fault("live-at-once", self.since[told], visit=told, name=name, other=against)
            return


_ABOUT_VISITS: Final = (
    Started, Overrun, Ended, BrokenOff, NotHome, Cancelled, Changed, Promised
)  # fmt: skip


def _crews(situation: Situation, plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return who is to give each visit of the plan, in the order of the roles."""
    by_role: dict[str, dict[str, str]] = {}
    for route in plan.routes:
        for stop in route.stops:
            by_role.setdefault(stop.visit, {})[stop.role] = route.caregiver
    return {
        visit: tuple(roles[role] for role in situation.crew(visit))
        for visit, roles in by_role.items()
        if visit in situation.visits and {*roles} == {*situation.crew(visit)}
    }
