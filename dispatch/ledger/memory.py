"""What a scenario remembers of the weeks before it, from the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from dispatch.errors import Fault, InputError, fault, told
from dispatch.ledger.entry import Entry
from dispatch.ledger.file import Ledger
from dispatch.scenario import Client, Duration, LoadSoFar, Scenario

FAMILIAR_DAYS: Final = 28
"""How many days before a scenario's first date make a caregiver familiar; an assumption."""
FAMILIAR_VISITS: Final = 2
"""How many visits in these days make her familiar; an assumption."""

_WEEK: Final = timedelta(days=7)


class _Had(NamedTuple):
    """What people have had, by their ids."""

    caregivers: Mapping[str, LoadSoFar]
    clients: Mapping[str, Duration]
    faces: Mapping[str, Sequence[str]]
    """The familiar caregivers of each client, the most frequent first."""


def remembered(
    scenario: Scenario,
    ledger: Ledger,
    *,
    familiar_days: int = FAMILIAR_DAYS,
    familiar_visits: int = FAMILIAR_VISITS,
) -> Scenario:
    """Return the scenario with what its people have had by the days before its first date.

    ``so_far`` of each caregiver and ``received_week`` of each client come from the days of the same
    week, Monday to Sunday, of all desks. Caregivers who have come to a client often are her
    ``preferred`` ones, behind those that the scenario names; never those whom she excludes.

    Parameters
    ----------
    scenario
        The day.
    ledger
        The ledger; ids mean the same people in it and in the scenario.
    familiar_days, familiar_visits
        A caregiver is familiar who has come to that many visits in that many days before.

    Raises
    ------
    InputError
        If the ledger cannot be read, or if the scenario gives a value other than the ledger's; each
        is listed. Where the ledger knows nothing of a person, the scenario's value holds.
    """
    first = scenario.dates[0]
    days = min(familiar_days, (first - date.min).days)
    since = min(first - timedelta(days=days), first - _WEEK)
    had = _had(ledger.entries(since, first), first, days, familiar_visits)
    if faults := [*_contradictions(scenario, had)]:
        raise InputError(*told(faults))
    return scenario.unchecked(
        caregivers=tuple(
            _changed(each, so_far=had.caregivers.get(each.id, each.so_far))
            for each in scenario.caregivers
        ),
        clients=tuple(
            _changed(
                each,
                received_week=had.clients.get(each.id, each.received_week),
                preferred=_familiar(scenario, each, had.faces.get(each.id, ())),
            )
            for each in scenario.clients
        ),
    )


def _changed(person: Any, **fields: object) -> Any:
    same = all(getattr(person, name) == value for name, value in fields.items())
    return person if same else person.model_copy(update=fields)


def _familiar(scenario: Scenario, client: Client, faces: Sequence[str]) -> tuple[str, ...]:
    found = (name for name in faces if name in scenario.caregiver and name not in client.excluded)
    return tuple(dict.fromkeys((*client.preferred, *found)))


def _had(entries: Sequence[Entry], first: date, days: int, visits: int) -> _Had:
    week, clients = first.isocalendar()[:2], Counter[str]()
    caregivers: dict[str, LoadSoFar] = {}
    for entry in entries:
        for row in entry.caregivers if entry.date.isocalendar()[:2] == week else ():
            load = caregivers.get(row.caregiver, LoadSoFar())
            caregivers[row.caregiver] = LoadSoFar(
                paid=Duration(load.paid + row.paid),
                overtime=Duration(load.overtime + row.overtime),
                travel=Duration(load.travel + row.travel),
                heavy_points=load.heavy_points + row.heavy_points,
                visits=load.visits + row.stops,
            )
        for visit in entry.visits:
            if date.fromisoformat(visit.counts_on).isocalendar()[:2] == week:
                clients[visit.client] += visit.care
    received = {client: Duration(care) for client, care in clients.items()}
    return _Had(caregivers, received, _faces(entries, first - timedelta(days=days), visits))


def _faces(entries: Sequence[Entry], since: date, visits: int) -> Mapping[str, Sequence[str]]:
    came: dict[str, Counter[str]] = {}
    for entry in entries:
        client = {visit.visit: visit.client for visit in entry.visits}
        for stop in entry.stops if entry.date >= since else ():
            came.setdefault(client[stop.visit], Counter())[stop.caregiver] += 1
    return {
        client: [name for name, times in sorted(of.items(), key=_rank) if times >= visits]
        for client, of in came.items()
    }


def _rank(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _contradictions(scenario: Scenario, had: _Had) -> Iterator[Fault]:
    """Find values of the scenario that are not the ledger's: one of the two is out of date."""
    for caregiver in scenario.caregivers:
        load = had.caregivers.get(caregiver.id)
        for field in LoadSoFar.model_fields if load else ():
            where = f"caregivers[{caregiver.id}].so_far.{field}"
            yield from _differs(where, getattr(caregiver.so_far, field), getattr(load, field))
    for client in scenario.clients:
        if client.id in had.clients:
            where = f"clients[{client.id}].received_week"
            yield from _differs(where, client.received_week, had.clients[client.id])


def _differs(where: str, given: int, known: int) -> Iterator[Fault]:
    if given in (0, known):
        return
    if isinstance(given, Duration) and isinstance(known, Duration):
        yield fault("ledger-differs-time", where, given=given.minutes, known=known.minutes)
    else:
        yield fault("ledger-differs", where, given=given, known=known)
