"""The ledger as tables: sums for each person, and tidy CSV. Times are minutes, ids are no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeAlias

from dispatch.ledger.entry import Asked, Entry
from dispatch.scenario.base import MILLISECONDS_A_MINUTE
from dispatch.scenario.spreadsheet import csv_bytes

Row: TypeAlias = dict[str, Any]

GIVEN: Final = ("served", "running", "planned")
"""The kinds of visits that count as served."""

CAREGIVERS: Final = ("desk", "date", "caregiver", "stops", "paid", "overtime", "travel",
                     "heavy_points")  # fmt: skip
CLIENTS: Final = ("desk", "date", "client", "asked", "served", "received")
STOPS: Final = ("desk", "date", "client", "visit", "service", "kind", "role", "caregiver", "start")
"""The columns of each table of `tables`."""


def tables(entries: Iterable[Entry]) -> Mapping[str, bytes]:
    """Return the ledger as CSV by the name of a file: caregivers, clients and stops.

    A caregiver's row is a day with a shift, a client's row a date on which her visits count, a
    stop's row a caregiver who came to a visit. Minutes are exact.
    """
    days = [*entries]
    return {
        "caregivers.csv": _csv(CAREGIVERS, caregiver_days(days)),
        "clients.csv": _csv(CLIENTS, client_days(days)),
        "stops.csv": _csv(STOPS, stops(days)),
    }


def of_week(entries: Iterable[Entry], day: date) -> list[Entry]:
    """Return what counts in the week of a date, Monday to Sunday.

    What caregivers had counts by the day on which their shifts start, a visit by its own date: one
    after midnight on Sunday belongs to the week that begins. `remembered` counts in the same way.
    """
    found = []
    for entry in entries:
        visits = tuple(
            visit for visit in entry.visits if _same_week(date.fromisoformat(visit.counts_on), day)
        )
        caregivers = entry.caregivers if _same_week(entry.date, day) else ()
        if visits or caregivers:
            names = {visit.visit for visit in visits}
            came = tuple(stop for stop in entry.stops if stop.visit in names)
            found.append(replace(entry, caregivers=caregivers, visits=visits, stops=came))
    return found


def _same_week(one: date, other: date) -> bool:
    return one.isocalendar()[:2] == other.isocalendar()[:2]


def caregiver_days(entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield what each caregiver had on each day."""
    for entry in entries:
        for row in entry.caregivers:
            yield {
                **_day(entry),
                "caregiver": row.caregiver,
                "stops": row.stops,
                "paid": _minutes(row.paid),
                "overtime": _minutes(row.overtime),
                "travel": _minutes(row.travel),
                "heavy_points": row.heavy_points,
            }


def client_days(entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield what each client had on each date on which visits of hers count."""
    found: dict[tuple[str, str, str], list[Asked]] = {}
    for entry in entries:
        for visit in entry.visits:
            found.setdefault((entry.desk, visit.counts_on, visit.client), []).append(visit)
    for (desk, day, client), visits in found.items():
        yield {
            "desk": desk,
            "date": day,
            "client": client,
            "asked": len(visits),
            "served": sum(visit.kind in GIVEN for visit in visits),
            "received": _minutes(sum(visit.care for visit in visits)),
        }


def stops(entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield who came to each visit."""
    for entry in entries:
        visits = {visit.visit: visit for visit in entry.visits}
        for stop in entry.stops:
            visit = visits[stop.visit]
            yield {
                **_day(entry),
                "client": visit.client,
                "visit": visit.visit,
                "service": visit.service,
                "kind": visit.kind,
                "role": stop.role,
                "caregiver": stop.caregiver,
                "start": stop.start,
            }


def caregiver_sums(entries: Iterable[Entry]) -> list[Row]:
    """Sum up what each caregiver had, by id; ``days`` counts the dates with a shift."""
    return _sums(caregiver_days(entries), "caregiver", CAREGIVERS[3:])


def client_sums(entries: Sequence[Entry]) -> list[Row]:
    """Sum up what each client had, by id, and count the visits of each caregiver to her."""
    came: dict[str, Counter[str]] = {}
    for stop in stops(entries):
        came.setdefault(stop["client"], Counter())[stop["caregiver"]] += 1
    return [
        {**row, "caregivers": dict(came.get(row["client"], Counter()).most_common())}
        for row in _sums(client_days(entries), "client", CLIENTS[3:])
    ]


def client_visits(entries: Iterable[Entry], client: str) -> list[Row]:
    """List the visits of a client with those who came."""
    return [
        {
            **_day(entry),
            "visit": visit.visit,
            "service": visit.service,
            "kind": visit.kind,
            "start": visit.start,
            "received": _minutes(visit.care),
            "caregivers": [stop.caregiver for stop in entry.stops if stop.visit == visit.visit],
        }
        for entry in entries
        for visit in entry.visits
        if visit.client == client
    ]


def _sums(rows: Iterable[Row], person: str, amounts: Sequence[str]) -> list[Row]:
    """Sum up the rows of each person; a date counts once, however many desks it has."""
    of: dict[str, list[Row]] = {}
    for row in rows:
        of.setdefault(row[person], []).append(row)
    return [
        {
            person: name,
            "days": len({row["date"] for row in each}),
            **{amount: sum(row[amount] for row in each) for amount in amounts},
        }
        for name, each in sorted(of.items())
    ]


def _day(entry: Entry) -> Row:
    return {"desk": entry.desk, "date": entry.date.isoformat()}


def _minutes(milliseconds: int) -> float:
    return milliseconds / MILLISECONDS_A_MINUTE


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    return csv_bytes([columns, *([row[column] for column in columns] for row in rows)])
