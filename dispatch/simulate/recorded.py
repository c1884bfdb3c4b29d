"""Recorded days, to be lived again: a replication each.

A record is a scenario of one date. A visit that was requested on that date is a request: it is
revealed when it came in. The others are pre-booked. What the record tells of what happened, the
simulation keeps from whoever decides: the lengths and the outcomes of visits (`facts`) and who was
absent (`gone`). What it does not tell is drawn: the lengths of visits that nobody gave or reported,
the ways, and access at the door. Nobody's absence and no closed door is made up.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dispatch.errors import Fault, InputError, fault, told
from dispatch.messages import say
from dispatch.rules import duration_of
from dispatch.scenario import Caregiver, Duration, Scenario, Visit, Window
from dispatch.scenario.reading import scenario_of
from dispatch.scenario.source import read
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.demand import Asked, target
from dispatch.simulate.recorded_checks import faults_of_record, home_of, is_left_out, is_request
from dispatch.simulate.recorded_nature import RecordedNature, nature_of
from dispatch.simulate.replication import Morning

RECORDED: Final = "recorded"
"""The load of recorded days: as many requests as came in."""

_ENDINGS: Final = (".yaml", ".yml", ".json")
_HOUR: Final = 3_600_000


@dataclass(frozen=True)
class RecordedDay:
    """A replication that is a recorded day.

    Attributes
    ----------
    name : str
        The name of the day.
    seed : int
        On which depends what the record does not tell.
    fingerprint : str
        That of the record.
    people : Scenario
        The day with all its visits, without anything that happened.
    home : Mapping of str to str
        By the id of a caregiver who is on duty, the street that she works in.
    asked : tuple of Asked
        The requests in the order in which they came in.
    nature : RecordedNature
        What happened.
    """

    name: str
    seed: int
    fingerprint: str
    people: Scenario
    home: Mapping[str, str]
    asked: tuple[Asked, ...]
    nature: RecordedNature
    load: str = RECORDED
    days: int = 1

    def morning(self, day: int) -> Morning:
        """Return the day with its pre-booked visits, before it begins."""
        asked = {each.visit.id for each in self.asked}
        booked = tuple(visit for visit in self.people.visits if visit.id not in asked)
        return Morning(day, self.people.unchecked(visits=booked), self.home, self.asked, {})


@dataclass(frozen=True)
class RecordedDays:
    """Recorded days, of which no two are of the same date.

    Attributes
    ----------
    records : tuple of Scenario
        The days as they were recorded.
    seed : int
        The seed of the first one; the others follow.
    """

    records: tuple[Scenario, ...]
    seed: int
    first_day: int = 0

    @property
    def name(self) -> str:
        """How many days there are, and of which dates."""
        dates = [record.dates[0] for record in self.records]
        return say("replay-name", days=len(dates), first=min(dates), last=max(dates))

    @property
    def world(self) -> Assumptions:
        """What is assumed beside the records."""
        return Assumptions()

    @property
    def fingerprint(self) -> str:
        """A hash of all records."""
        told = ",".join(record.fingerprint for record in self.records)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def seeds(self) -> range:
        """The seeds of the days."""
        return range(self.seed, self.seed + len(self.records))

    def fingerprint_of(self, seed: int) -> str:
        """Return the fingerprint of the record with a seed."""
        return self.records[seed - self.seed].fingerprint

    def replication(self, load: str, seed: int) -> RecordedDay:
        """Make the day with a seed; there is only one load."""
        del load
        return recorded_day(self.records[seed - self.seed], seed)


def load_recorded(folder: str | os.PathLike[str], seed: int) -> RecordedDays:
    """Read the recorded days of a folder: each file of YAML or JSON in it, by name.

    Parameters
    ----------
    folder
        The folder; others within it are not read.
    seed
        The seed of the first day.

    Raises
    ------
    InputError
        With everything that is wrong in any of the files: what a scenario may not be, and what a
        record lacks. Or if there are no files, or no requests in them.
    """
    files = sorted(file for file in Path(folder).iterdir() if file.suffix in _ENDINGS)
    if not files:
        raise InputError(fault("replay-empty", os.fspath(folder)))
    faults: list[Fault] = []
    records: dict[Path, Scenario] = {}
    for file in files:
        try:
            document = read(os.fspath(file))
            records[file] = scenario_of(document)
            faults += document.located(*faults_of_record(records[file]))
        except InputError as error:
            faults += error.faults
    faults += _same_dates(records)
    if faults:
        raise InputError(*told(faults))
    days = tuple(records.values())
    if not any(is_request(day, visit) for day in days for visit in day.visits):
        raise InputError(fault("replay-no-requests", os.fspath(folder)))
    return RecordedDays(days, seed)


def _same_dates(records: Mapping[Path, Scenario]) -> Iterator[Fault]:
    """Find records of a date that another one has: to count a day twice would be no evidence."""
    first: dict[Any, Path] = {}
    for file, record in records.items():
        other = first.setdefault(record.dates[0], file)
        if other is not file:
            found = fault("replay-same-date", "dates", date=record.dates[0], other=other.name)
            yield Fault(found.code, found.fields, os.fspath(file), where=found.where)


def recorded_day(record: Scenario, seed: int) -> RecordedDay:
    """Make a replication of a record.

    Parameters
    ----------
    record
        A day, of which `dispatch.simulate.recorded_checks.faults_of_record` finds no faults.
    seed
        The seed of what the record does not tell.
    """
    world = _assumptions(record)
    left_out = {visit.id for visit in record.visits if is_left_out(visit)}
    visits = tuple(
        _asked_for(record, world, each) if is_request(record, each) else _booked(each)
        for visit in record.visits
        if visit.id not in left_out
        for each in (_clean(record, world, visit, left_out),)
    )
    people = record.unchecked(
        visits=visits,
        caregivers=tuple(map(_unhindered, record.caregivers)),
        equipment=tuple(pool.model_copy(update={"pieces": ()}) for pool in record.equipment),
        now=None,
        slower=(),
        alarms=(),
    )
    asked = [_asked(people, visit) for visit in visits if is_request(record, visit)]
    return RecordedDay(
        name=record.name,
        seed=seed,
        fingerprint=record.fingerprint,
        people=people,
        home={each.id: home_of(record, each) for each in record.on_duty},
        asked=tuple(sorted(asked, key=lambda each: (each.at, each.visit.id))),
        nature=nature_of(record, people, world, seed),
    )


def _assumptions(record: Scenario) -> Assumptions:
    """Return the assumptions, with the hours in which there are shifts; absences are known then."""
    spans = [
        (record.at(shift.start), record.at(shift.end))
        for each in record.caregivers
        for shift in each.shifts
    ]
    if not spans:
        return Assumptions()
    opens = max(0, min(start for start, _ in spans) // _HOUR)
    closes = -(-max(end for _, end in spans) // _HOUR)
    return Assumptions(
        opens=opens,
        closes=min(24, closes),
        absence_known=Duration(min(Assumptions().absence_known, opens * _HOUR)),
    )


def _unhindered(caregiver: Caregiver) -> Caregiver:
    """Return a caregiver as she was expected in the morning; who would begin late is known then."""
    shifts = tuple(
        shift.model_copy(update={"gone": None, "under_way": None}) for shift in caregiver.shifts
    )
    return caregiver.model_copy(update={"shifts": shifts})


def _clean(record: Scenario, world: Assumptions, visit: Visit, left_out: Collection[str]) -> Visit:
    """Return a visit without what happened to it, and without gaps to visits that are left out."""
    gaps = tuple(gap for gap in visit.gaps if gap.after not in left_out)
    update: dict[str, Any] = {"facts": None, "gaps": gaps}
    if visit.facts is not None:  # a visit that began is pinned to those who came
        update |= {"pinned_caregivers": (), "pinned_start": None}
    if visit.earliest_acceptable is not None:
        update["windows"] = _suiting(record, world, visit)
    return visit.model_copy(update=update)


def _booked(visit: Visit) -> Visit:
    """Return a pre-booked visit as its client expects it, whenever she asked for it."""
    update = {
        "promise": visit.promise or visit.announced,
        "announced": None,
        "requested": None,
        "earliest_acceptable": None,
        "response_class": None,
        "response_target": None,
    }
    return visit.model_copy(update=update)


def _asked_for(record: Scenario, world: Assumptions, visit: Visit) -> Visit:
    """Return a request as it came in."""
    kind = visit.response_class
    assert kind is not None
    since = _since(record, visit)
    update = {
        "promise": None,
        "announced": None,
        "pinned_caregivers": (),
        "pinned_start": None,
        "priority": getattr(world.priorities, kind) if visit.priority is None else visit.priority,
        "response_target": visit.response_target or target(world, kind, since),
    }
    return visit.model_copy(update=update)


def _suiting(record: Scenario, world: Assumptions, visit: Visit) -> tuple[Window, ...]:
    """Return the windows of a visit from when it suits the client on.

    Elsewhere that is no rule. Here nobody may win by coming before the response time begins.
    """
    found, since = [], record.at(visit.earliest_acceptable or "")
    for window in visit.windows:
        length = duration_of(record, visit) if window.applies_to == "end" else 0
        opens = max(record.at(window.open), since + length)
        if opens == record.at(window.open):
            found.append(window)
        elif opens <= record.at(window.close):
            found.append(window.model_copy(update={"open": record.moment(opens)}))
    closes = max(since, world.closes * _HOUR)
    rest = Window(open=record.moment(since), close=record.moment(closes))
    return tuple(found) or (rest,)


def _since(scenario: Scenario, visit: Visit) -> int:
    """Return when the response time of a request begins."""
    asked = scenario.at(visit.requested or "")
    if visit.earliest_acceptable is None:
        return asked
    return max(asked, scenario.at(visit.earliest_acceptable))


def _asked(scenario: Scenario, visit: Visit) -> Asked:
    return Asked(0, scenario.at(visit.requested or ""), _since(scenario, visit), visit)
