"""The run sheet of the desk: who goes where when, as a table and as a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

from dispatch.messages import listed, say
from dispatch.plan import Route, Stop
from dispatch.report.document import as_of
from dispatch.report.errands import Errand, errands
from dispatch.report.sheets.notes import familiar
from dispatch.report.sheets.people import People, crew_beside, date_of, hour
from dispatch.report.timeline import Day
from dispatch.report.tips import asked_for, clock, piece_name, service_name

Order: TypeAlias = Literal["time", "caregiver"]


class Table(NamedTuple):
    """A table for people; every cell is text."""

    name: str
    """What the sheet of a workbook is called, in at most 31 characters."""
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class _Row(NamedTuple):
    """A caregiver's stop, or a way of a courier."""

    start: int
    number: int
    cells: tuple[str, ...]


COLUMNS = (
    "date", "arrives", "starts", "ends", "who", "client", "service", "place", "with", "equipment",
    "remarks", "visit",
)  # fmt: skip
"""The columns of the run sheet."""


def run_sheet(day: Day, people: People, order: Order = "time") -> Table:
    """Tabulate every stop of a plan, and every way of a courier.

    Parameters
    ----------
    day
        The scenario with its plan.
    people
        How people are called. If their names are asked for, phone numbers stand beside them.
    order
        Whether the rows come in the order of time, or by caregiver with couriers last.
    """
    rows = [_of_stop(day, people, *each) for each in _stops(day)]
    rows += [_of_courier(day, people, each) for each in errands(day) if not each.who]
    if order == "time":
        rows.sort(key=lambda row: (row.start, row.number))
    else:
        rows.sort(key=lambda row: (row.number, row.start))
    dates = [str(each) for each in day.scenario.dates]
    return Table(
        name=say("sheet-run-name"),
        title=say(
            "sheet-run-title", name=day.scenario.name, dates=as_of(day.scenario, listed(dates))
        ),
        header=tuple(say(f"sheet-column-{name}") for name in COLUMNS),
        rows=tuple(row.cells for row in rows),
    )


def run_sheet_lines(day: Day, *, most: int) -> list[str]:
    """Write the first lines of the run sheet in the order of time, under a heading; ids only.

    Parameters
    ----------
    day
        The scenario with its plan.
    most
        The number of lines besides the heading.
    """
    scenario = day.scenario
    stops = sorted(_stops(day), key=lambda each: scenario.at(each[1].start))
    lines = [
        say(
            "sheet-line",
            start=clock(scenario, scenario.at(stop.start)), caregiver=route.caregiver,
            client=scenario.visit[stop.visit].client,
            service=service_name(scenario, scenario.visit[stop.visit]),
        )
        for route, stop in islice(stops, most)
    ]  # fmt: skip
    if len(stops) > len(lines):
        return [say("sheet-first-lines", count=len(lines), stops=len(stops)), *lines]
    return [say("sheet-all-lines"), *lines] if lines else []


def _stops(day: Day) -> Iterator[tuple[Route, Stop]]:
    for route in day.plan.routes:
        for stop in route.stops:
            yield route, stop


def _of_stop(day: Day, people: People, route: Route, stop: Stop) -> _Row:
    scenario, visit = day.scenario, day.scenario.visit[stop.visit]
    start, client = scenario.at(stop.start), scenario.client[visit.client]
    pieces = [
        piece_name(scenario, lane.route)
        for lane in day.lanes
        if any(use.use.visit == visit.id for use in lane.uses)
    ]
    beside = [people.caregiver(who) for who, _ in crew_beside(day, route.caregiver, stop)]
    remarks = [] if familiar(day, route, stop) else [say("sheet-new-face")]
    remarks += [asked_for(scenario, visit)]
    cells = (
        date_of(scenario, start),
        hour(scenario, scenario.at(stop.arrival)),
        hour(scenario, start),
        hour(scenario, scenario.at(stop.end)),
        people.with_phone(route.caregiver),
        listed(filter(None, [people.client(client.id), people.phone(client)])),
        service_name(scenario, visit),
        people.home(client.id),
        listed(beside),
        listed(pieces),
        listed(filter(None, remarks), "clause-separator"),
        visit.id,
    )
    return _Row(start, day.number[route.caregiver], cells)


def _of_courier(day: Day, people: People, errand: Errand) -> _Row:
    """Tell a courier's way as a row: when the piece is there, and by when it leaves for there."""
    scenario = day.scenario
    visit = scenario.visit[errand.visit] if errand.visit else None
    date, due = date_of(scenario, errand.due), hour(scenario, errand.due)
    same_date = date_of(scenario, errand.leaves) == date
    leaves = (hour if same_date else clock)(scenario, errand.leaves)
    cells = (
        date,
        due,
        due,
        "",
        say("errand-courier"),
        people.client(visit.client) if visit else "",
        say("sheet-courier-brings" if visit else "sheet-courier-fetches"),
        people.home(visit.client) if visit else errand.destination,
        "",
        errand.piece,
        say("sheet-courier-leaves", at=leaves, origin=errand.origin),
        errand.visit,
    )  # fmt: skip
    return _Row(errand.due, len(scenario.caregivers) + 1, cells)
