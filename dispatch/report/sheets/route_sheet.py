"""A caregiver's day as steps in the order of time: ways, visits, the break, equipment to fetch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from dispatch.messages import listed, say
from dispatch.plan import Route, Stop
from dispatch.referee import Judgement
from dispatch.report.figures import Figure, hours
from dispatch.report.sheets.notes import Note, notes_of
from dispatch.report.sheets.people import People, date_of, hour
from dispatch.report.timeline import Day
from dispatch.report.tips import kit_name, minutes, place_name, service_name, station_name
from dispatch.rules import end_place, start_place

StepKind: TypeAlias = Literal["fetch", "break", "way", "visit", "return", "back"]
_ORDER: dict[StepKind, int] = {
    "fetch": 0, "way": 1, "visit": 2, "return": 3, "back": 4, "break": 5,
}  # fmt: skip
"""Which step comes first if two begin at the same time: a break takes time, the others may not."""


class Step(NamedTuple):
    """What a caregiver does at a time; times in milliseconds after the first midnight."""

    kind: StepKind
    start: int
    end: int
    clock: str
    """When it begins, in words."""
    title: str
    key: str
    """What it is, the same in every plan for the day that contains it."""
    until: str = ""
    """When it ends, in words."""
    arrival: str = ""
    """When she is at the door, in words."""
    who: str = ""
    """The client, with the phone number if asked for."""
    place: str = ""
    notes: tuple[Note, ...] = ()
    number: int = 0
    """The number of a visit on its route, counted from 1."""


class Part(NamedTuple):
    """A shift of a route sheet."""

    route: Route
    heading: str
    steps: tuple[Step, ...]


class RouteSheet(NamedTuple):
    """What a caregiver takes along."""

    number: int
    """The caregiver's number on the map and in the chart."""
    caregiver: str
    """Her id."""
    called: str
    """Her id, with the name if asked for."""
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]

    @property
    def steps(self) -> list[Step]:
        """The steps of all parts."""
        return [step for part in self.parts for step in part.steps]


def route_sheets(day: Day, judgement: Judgement, people: People) -> list[RouteSheet]:
    """Write a sheet for each caregiver with a route, in the scenario's order, by time.

    Parameters
    ----------
    day
        The scenario with its plan.
    judgement
        The judgement of the plan, for paid time and travel.
    people
        How people are called.
    """
    sheets = []
    for caregiver in day.scenario.caregivers:
        routes = [each for each in enumerate(day.plan.routes) if each[1].caregiver == caregiver.id]
        routes.sort(key=lambda each: day.scenario.at(each[1].departure))
        if routes:
            sheets.append(
                RouteSheet(
                    number=day.number[caregiver.id],
                    caregiver=caregiver.id,
                    called=people.caregiver(caregiver.id),
                    figures=_figures(judgement, caregiver.id),
                    parts=tuple(_part(day, people, index, route) for index, route in routes),
                )
            )
    return sheets


def _figures(judgement: Judgement, caregiver: str) -> tuple[Figure, ...]:
    measured = judgement.measures.caregivers[caregiver]
    figures = [
        Figure(say("sheet-visits"), str(measured.stops)),
        Figure(say("sheet-paid"), hours(measured.paid), say("unit-hours")),
        Figure(say("sheet-travel"), hours(measured.travel), say("unit-hours")),
    ]
    if measured.overtime:
        figures.append(Figure(say("sheet-overtime"), hours(measured.overtime), say("unit-hours")))
    return tuple(figures)


def _part(day: Day, people: People, index: int, route: Route) -> Part:
    scenario = day.scenario
    shift = scenario.caregiver[route.caregiver].shifts[route.shift]
    departure, back = scenario.at(route.departure), scenario.at(route.returned)
    start, end = scenario.at(shift.start), scenario.at(shift.end)
    heading = say(
        "sheet-shift",
        date=date_of(scenario, start), start=hour(scenario, start), end=hour(scenario, end),
        departure=hour(scenario, departure), back=hour(scenario, back),
    )  # fmt: skip
    steps = [
        *_ways_and_breaks(day, index, route),
        *(_visit(day, people, route, *each) for each in enumerate(route.stops, 1)),
        *_equipment(day, route),
        _back(day, route),
    ]
    ordered = sorted(steps, key=lambda step: (step.start, _ORDER[step.kind]))
    return Part(route, heading, tuple(ordered))


def _ways_and_breaks(day: Day, index: int, route: Route) -> Iterator[Step]:
    scenario = day.scenario
    key = f"{route.caregiver}/{route.shift}"
    caregiver = scenario.caregiver[route.caregiver]
    start = start_place(scenario, caregiver, caregiver.shifts[route.shift])
    first = True
    for piece in day.pieces[index]:
        clock, length = hour(scenario, piece.start), minutes(piece.end - piece.start)
        if piece.kind == "travel":
            if first:
                title = say("sheet-leave", place=place_name(scenario, start), minutes=length)
            else:
                title = say("sheet-way", minutes=length)
            first = False
            yield Step("way", piece.start, piece.end, clock, title, f"way/{key}/{piece.stop}")
        elif piece.kind == "break":
            rest = route.meal_break
            where = "" if rest is None or rest.place is None else place_name(scenario, rest.place)
            yield Step(
                "break", piece.start, piece.end, clock, say("sheet-break", minutes=length),
                f"break/{key}", until=hour(scenario, piece.end), place=where,
            )  # fmt: skip


def _visit(day: Day, people: People, route: Route, number: int, stop: Stop) -> Step:
    scenario, visit = day.scenario, day.scenario.visit[stop.visit]
    start, end = scenario.at(stop.start), scenario.at(stop.end)
    client = scenario.client[visit.client]
    who = [people.client(client.id), people.phone(client)]
    return Step(
        kind="visit",
        start=start,
        end=end,
        clock=hour(scenario, start),
        title=say(
            "sheet-service", service=service_name(scenario, visit), minutes=minutes(end - start)
        ),
        key=f"visit/{visit.id}/{stop.role}",
        until=hour(scenario, end),
        arrival=hour(scenario, scenario.at(stop.arrival)),
        who=listed(filter(None, who)),
        place=people.home(client.id),
        notes=tuple(notes_of(day, people, route, stop)),
        number=number,
    )


def _equipment(day: Day, route: Route) -> Iterator[Step]:
    scenario = day.scenario
    for each in day.fetched(route):
        named = {
            "piece": kit_name(day, route, each.pool),
            "station": station_name(scenario, each.pool),
        }
        key = f"{each.pool.id}/{route.caregiver}/{route.shift}"
        if (at := each.collected) is not None:
            title = say("sheet-fetch", **named)
            yield Step("fetch", at, at, hour(scenario, at), title, f"fetch/{key}")
        at = each.returned
        title = say("sheet-return", **named)
        yield Step("return", at, at, hour(scenario, at), title, f"return/{key}")


def _back(day: Day, route: Route) -> Step:
    scenario, at = day.scenario, day.scenario.at(route.returned)
    caregiver = scenario.caregiver[route.caregiver]
    place = place_name(scenario, end_place(scenario, caregiver, caregiver.shifts[route.shift]))
    key = f"back/{route.caregiver}/{route.shift}"
    return Step("back", at, at, hour(scenario, at), say("sheet-back", place=place), key)
