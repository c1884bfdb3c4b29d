"""The rows of the page's tables."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.messages import listed, say
from dispatch.referee import Judgement
from dispatch.report import palette
from dispatch.report.figures import percent
from dispatch.report.reasons import main_reasons
from dispatch.report.stress import Remedy
from dispatch.report.timeline import Day
from dispatch.report.tips import asked_for, clock, piece_name, service_name, station_name
from dispatch.scenario import Scenario


class LeftOut(NamedTuple):
    """A row of the table of visits left out."""

    visit: str
    service: str
    client: str
    asked: str
    reasons: str
    mandatory: bool


class OnDuty(NamedTuple):
    """A row of the list of caregivers; times in minutes."""

    number: int
    colour: str
    caregiver: str
    visits: int
    travel: int
    waiting: int
    overtime: int


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
        in_time=remedy.in_time,
        before=remedy.before,
    )


def left_out(day: Day) -> list[LeftOut]:
    """List the visits left out, the mandatory ones first."""
    rows = []
    for unserved in day.plan.unserved:
        visit = day.scenario.visit[unserved.visit]
        rows.append(
            LeftOut(
                visit=visit.id,
                service=service_name(day.scenario, visit),
                client=visit.client,
                asked=asked_for(day.scenario, visit) or say("report-window-none"),
                reasons=listed(main_reasons(day.scenario, unserved), "phrase-separator"),
                mandatory=visit.binding,
            )
        )
    return sorted(rows, key=lambda row: not row.mandatory)


def roster(day: Day, judgement: Judgement) -> list[OnDuty]:
    """List the caregivers."""
    rows = []
    for caregiver, measured in judgement.measures.caregivers.items():
        number = day.number[caregiver]
        rows.append(
            OnDuty(
                number=number,
                colour=palette.route_colour(number),
                caregiver=caregiver,
                visits=measured.stops,
                travel=round(measured.travel),
                waiting=round(measured.waiting),
                overtime=round(measured.overtime),
            )
        )
    return rows


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
