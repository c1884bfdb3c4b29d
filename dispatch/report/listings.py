"""The rows of the page's tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from dispatch.messages import listed, say
from dispatch.referee import Judgement
from dispatch.referee.amounts import tardiness
from dispatch.report.figures import percent, whole_minutes
from dispatch.report.priorities import by_importance, told
from dispatch.report.reasons import main_reasons
from dispatch.report.sheets.people import People
from dispatch.report.sheets.run_sheet import COLUMNS, run_sheet
from dispatch.report.stress import Remedy
from dispatch.report.timeline import Day
from dispatch.report.tips import (
    asked_for,
    clock,
    minutes,
    piece_name,
    service_name,
    station_name,
)
from dispatch.scenario import Scenario, Visit

Status: TypeAlias = Literal["served", "late", "left", "over"]

_WHO: Final = COLUMNS.index("who")


class LeftOut(NamedTuple):
    """A row of the table of visits left out."""

    visit: str
    service: str
    client: str
    asked: str
    reasons: str
    mandatory: bool
    place: int
    """Its place among the scenario's visits."""
    cause: str
    """Why it and others are left out, in short; empty if that was not looked for."""
    helps: str
    """What would make room for it or for others of this cause."""


class Entry(NamedTuple):
    """A row of the table of all visits."""

    place: int
    """Its place among the scenario's visits."""
    visit: str
    client: str
    service: str
    area: str
    caregivers: tuple[tuple[int, str], ...]
    """Numbers and ids."""
    start: str
    end: str
    minute: int | None
    """The start in minutes after the first midnight, to sort by."""
    asked: str
    priority: str
    status: Status

    @property
    def words(self) -> str:
        """What a search looks through, in small letters as the script of the page makes them."""
        people = [name for _, name in self.caregivers]
        return " ".join((self.visit, self.client, self.service, self.area, *people)).lower()


class OnDuty(NamedTuple):
    """A row of the list of caregivers; times in minutes."""

    number: int
    caregiver: str
    visits: int
    paid: int
    travel: int
    waiting: int
    overtime: int
    heavy: int


class InUse(NamedTuple):
    """A row of the table of equipment: the use of a piece by a visit."""

    piece: str
    station: str
    """The station of a carried piece; empty if it is not carried."""
    taken: str
    visit: str
    service: str
    client: str
    caregivers: str
    free: str
    """The time from which it is free again."""


class Fragile(NamedTuple):
    """A row of the table of visits that often start late under noise."""

    visit: str
    service: str
    client: str
    caregivers: str
    planned: str
    latest: str
    in_time: str
    repaired: str
    """How often it is in time with repair; empty if that was not lived."""
    helps: tuple[str, ...]


def fragile(day: Day) -> list[Fragile]:
    """List the visits that often start late under noise, the most fragile first."""
    if day.stress is None:
        return []
    scenario, rows = day.scenario, []
    for name, each in day.stress.fragile.items():
        visit, again = scenario.visit[name], each.repaired_in_time
        rows.append(
            Fragile(
                visit=name,
                service=service_name(scenario, visit),
                client=visit.client,
                caregivers=listed(who for who, _ in day.crew[name]),
                planned=clock(scenario, scenario.at(each.start)),
                latest=clock(scenario, scenario.at(each.latest)),
                in_time=percent(each.in_time),
                repaired="" if again is None else percent(again),
                helps=tuple(help_line(scenario, remedy) for remedy in each.remedies),
            )
        )
    return rows


def help_line(scenario: Scenario, remedy: Remedy) -> str:
    """Say what helps a fragile visit, and how much."""
    return say(
        f"stress-{remedy.kind}",
        caregivers=listed(remedy.caregivers),
        start=clock(scenario, scenario.at(remedy.start)),
        minutes=remedy.minutes,
        in_time=percent(remedy.in_time),
        before=percent(remedy.before),
    )


def left_out(day: Day, helps: Mapping[str, tuple[str, str]]) -> list[LeftOut]:
    """List the visits left out by importance, the mandatory ones first, and what would help."""
    rows = []
    for unserved in by_importance(day.scenario, day.plan):
        visit = day.scenario.visit[unserved.visit]
        cause, helped = helps.get(visit.id, ("", ""))
        rows.append(
            LeftOut(
                visit=visit.id,
                service=service_name(day.scenario, visit),
                client=visit.client,
                asked=asked_for(day.scenario, visit) or say("report-window-none"),
                reasons=listed(main_reasons(day.scenario, unserved), "phrase-separator"),
                mandatory=visit.binding,
                place=day.place_of[visit.id],
                cause=cause,
                helps=helped,
            )
        )
    return rows


def entries(day: Day) -> list[Entry]:
    """List all visits by their start, those that are not served last."""
    rows = [_entry(day, visit) for visit in day.scenario.visits]
    return sorted(rows, key=lambda row: (row.minute is None, row.minute, row.place))


def _entry(day: Day, visit: Visit) -> Entry:
    scenario, crew = day.scenario, day.crew.get(visit.id, [])
    starts = [scenario.at(stop.start) for _, stop in crew]
    ends = [scenario.at(stop.end) for _, stop in crew]
    area = scenario.client[visit.client].area or ""
    return Entry(
        place=day.place_of[visit.id],
        visit=visit.id,
        client=visit.client,
        service=service_name(scenario, visit),
        area=(scenario.area[area].name or area) if area else "",
        caregivers=tuple((day.number[name], name) for name, _ in crew),
        start=clock(scenario, min(starts)) if starts else "",
        end=clock(scenario, max(ends)) if ends else "",
        minute=minutes(min(starts)) if starts else None,
        asked=asked_for(scenario, visit) or say("report-window-none"),
        priority=told(scenario, visit),
        status=_status(day, visit),
    )


def _status(day: Day, visit: Visit) -> Status:
    if visit.over:
        return "over"
    if visit.id not in day.crew:
        return "left"
    start = min(day.visit_start(stop) for _, stop in day.crew[visit.id])
    return "late" if tardiness(day.scenario, visit, start) else "served"


def roster(day: Day, judgement: Judgement) -> list[OnDuty]:
    """List the caregivers."""
    return [
        OnDuty(
            number=day.number[caregiver],
            caregiver=caregiver,
            visits=measured.stops,
            paid=whole_minutes(measured.paid),
            travel=whole_minutes(measured.travel),
            waiting=whole_minutes(measured.waiting),
            overtime=whole_minutes(measured.overtime),
            heavy=measured.heavy_points,
        )
        for caregiver, measured in judgement.measures.caregivers.items()
    ]


def who_goes_where(day: Day) -> tuple[list[str], list[tuple[bool, list[str]]]]:
    """The run sheet to be printed: its heading, and its rows by caregiver.

    Each row says whether another caregiver begins with it. Columns without content are left out.
    """
    sheet = run_sheet(day, People(day.scenario), "caregiver")
    shown = [
        k
        for k in range(len(sheet.header))
        if len({row[k] for row in sheet.rows} - {""}) > (k == 0)  # the date, if there are several
    ]
    names = ["", *(row[_WHO] for row in sheet.rows)]
    rows = [
        (before != row[_WHO], [row[k] for k in shown])
        for before, row in zip(names, sheet.rows, strict=False)
    ]
    return [sheet.header[k] for k in shown], rows


def in_use(day: Day) -> list[InUse]:
    """List the uses of each piece of equipment, with visits and caregivers."""
    scenario = day.scenario
    rows = []
    for lane in day.lanes:
        pool = scenario.pool[lane.route.equipment]
        station = station_name(scenario, pool) if pool.carried else ""
        for each in lane.uses:
            visit = scenario.visit[each.use.visit]
            rows.append(
                InUse(
                    piece=piece_name(scenario, lane.route),
                    station=station,
                    taken=clock(scenario, each.taken),
                    visit=visit.id,
                    service=service_name(scenario, visit),
                    client=visit.client,
                    caregivers=listed(name for name, _ in day.crew[visit.id]),
                    free=clock(scenario, each.free),
                )
            )
    return rows
