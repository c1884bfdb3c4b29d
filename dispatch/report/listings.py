"""The rows of the page's tables."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.messages import say
from dispatch.referee import Judgement
from dispatch.report import palette
from dispatch.report.reasons import main_reasons
from dispatch.report.timeline import Day
from dispatch.report.tips import asked_for, clock, piece_name, service_name, station_name


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
                reasons=", ".join(main_reasons(day.scenario, unserved)),
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
                    caregivers=", ".join(name for name, _ in day.crew[visit.id]),
                    free=clock(scenario, each.free),
                )
            )
    return rows
