"""The tooltips of the day page, and how it writes times and names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from dispatch.messages import listed, say
from dispatch.plan import PieceRoute, Route, Unserved
from dispatch.referee.amounts import tardiness
from dispatch.report.figures import percent
from dispatch.report.reasons import main_reasons
from dispatch.report.timeline import Day, Lane, Piece, Taken
from dispatch.scenario import EquipmentPool, Place, Scenario, Visit, Window

MINUTE: Final = 60_000


class Tip(NamedTuple):
    """A heading and a few lines."""

    head: str
    body: str


class Tips:
    """The tips of a page, each once; what is drawn refers to them by number."""

    def __init__(self) -> None:
        self._numbers: dict[Tip, int] = {}

    def __iter__(self) -> Iterator[Tip]:
        return iter(self._numbers)

    def number(self, tip: Tip) -> int:
        """The number of a tip, counted from 0."""
        return self._numbers.setdefault(tip, len(self._numbers))


def clock(scenario: Scenario, at: int) -> str:
    """Write milliseconds after the first midnight as ``09:30``, or ``24:30`` after midnight.

    If the scenario has several dates, the time has its date: ``2026-11-24 00:30``. A time that the
    clock shows twice has its offset from UTC: ``26:30+01:00``.
    """
    if len(scenario.dates) > 1:
        moment = scenario.moment(minutes(at) * MINUTE)
        return f"{moment[:10]} {moment[11:16]}{moment[19:]}"
    return scenario.clock.hours(minutes(at) * MINUTE)


def minutes(milliseconds: int) -> int:
    """Round milliseconds to whole minutes, half up."""
    return (milliseconds + MINUTE // 2) // MINUTE


def span(scenario: Scenario, start: int, end: int) -> str:
    """Write a time span; the second date is left out if it equals the first."""
    first, last = clock(scenario, start), clock(scenario, end)
    date, space, hour = last.rpartition(" ")
    return f"{first}–{hour if space and first.startswith(date) else last}"


def service_name(scenario: Scenario, visit: Visit) -> str:
    """The name of a visit's service, or its id if it has no name."""
    return scenario.service[visit.service].name or visit.service


def called(scenario: Scenario, visit: Visit) -> str:
    """The id of a visit, with its client and service unless the client's id is a part of it.

    People who number their visits know nobody by 3.
    """
    if visit.client in visit.id:
        return visit.id
    service = service_name(scenario, visit)
    return say("report-visit-called", visit=visit.id, client=visit.client, service=service)


def piece_name(scenario: Scenario, route: PieceRoute) -> str:
    """The name of a piece of equipment: its pool's, with its number if there are several."""
    pool = scenario.pool[route.equipment]
    name = pool.name or pool.id
    return f"{name} {route.piece}" if pool.count > 1 else name


def kit_name(day: Day, route: Route, pool: EquipmentPool) -> str:
    """The name of a piece that a caregiver brings; its pool's, if the plan does not number it."""
    for entry in day.plan.equipment:
        if (entry.equipment, entry.caregiver, entry.shift) == (
            pool.id, route.caregiver, route.shift,
        ):  # fmt: skip
            return piece_name(day.scenario, entry)
    return pool.name or pool.id


def station_name(scenario: Scenario, pool: EquipmentPool) -> str:
    """The name of a pool's station, or its id; empty if it has none."""
    station = scenario.station.get(pool.station or "")
    return "" if station is None else station.name or station.id


def place_name(scenario: Scenario, place: Place) -> str:
    """Name a place: a station, a point of a matrix, or longitude and latitude to some 10 m."""
    for station in scenario.stations:
        if place in (station.id, station.place):
            return station.name or station.id
    if isinstance(place, str):
        return place
    return f"{place[0]:.4f}, {place[1]:.4f}"


def asked_for(scenario: Scenario, visit: Visit) -> str:
    """The requested and promised times of a visit, in words; empty if any time is allowed."""
    at = scenario.at
    told = [_window(scenario, window) for window in visit.windows]
    if visit.exact_start is not None:
        told.insert(0, say("report-window-exact", at=clock(scenario, at(visit.exact_start))))
    promise = visit.promise
    if promise is not None:
        told.append(
            say(
                "report-promise",
                at=clock(scenario, at(promise.start)), tolerance=minutes(promise.tolerance),
            )
        )  # fmt: skip
        if promise.caregivers:
            told[-1] += say("report-promise-by", caregivers=listed(promise.caregivers))
    return listed(told)


def _window(scenario: Scenario, window: Window) -> str:
    times = span(scenario, scenario.at(window.open), scenario.at(window.close))
    asked = say(f"report-window-{window.applies_to}", span=times)
    return asked if window.hard else say("report-window-soft", asked=asked)


def _visit_head(day: Day, visit: Visit) -> str:
    return f"{visit.id} · {service_name(day.scenario, visit)}"


def stop_tip(day: Day, route: Route, index: int) -> Tip:
    """Describe a caregiver's stop."""
    scenario, stop = day.scenario, route.stops[index]
    visit = scenario.visit[stop.visit]
    lines = [
        say(
            "report-tip-stop",
            number=day.number[route.caregiver], caregiver=route.caregiver, client=visit.client,
            order=index + 1, span=span(scenario, scenario.at(stop.start), scenario.at(stop.end)),
            arrival=clock(scenario, scenario.at(stop.arrival)),
        ),
    ]  # fmt: skip
    if visit.facts is not None and visit.facts.started is not None:
        since = clock(scenario, scenario.at(visit.facts.started))
        lines.append(say("report-tip-running", since=since))
    else:
        lines.append(asked_for(scenario, visit) or say("report-window-none"))
    others = [other for other, _ in day.crew[stop.visit] if other != route.caregiver]
    if others:
        lines.append(say("report-tip-with", others=listed(others)))
    pieces = [
        piece_name(scenario, lane.route)
        for lane in day.lanes
        for each in lane.uses
        if each.use.visit == visit.id
    ]
    if pieces:
        lines.append(say("report-tip-equipment", pieces=listed(pieces)))
    lines += _fetches(day, route, index)
    late = tardiness(scenario, visit, day.visit_start(stop))
    if late:
        lines.append(say("report-tip-late", minutes=minutes(late)))
    lines += _bears(day, visit)
    return Tip(_visit_head(day, visit), "\n".join(lines))


def _bears(day: Day, visit: Visit) -> Iterator[str]:
    """Say how often a visit starts in time under noise, if that is known."""
    known = {} if day.stress is None else day.stress.visits
    if visit.id in known:
        each = known[visit.id]
        yield say("report-tip-stress", in_time=percent(each.in_time))
        if each.repaired_in_time is not None:
            yield say("report-tip-repaired", in_time=percent(each.repaired_in_time))


def _fetches(day: Day, route: Route, index: int) -> Iterator[str]:
    """Say at the first stop what is collected before it, at the last what is taken back."""
    for each in day.fetched(route):
        fields = {
            "piece": kit_name(day, route, each.pool),
            "station": station_name(day.scenario, each.pool),
        }
        if index == 0 and each.collected is not None:
            yield say("report-tip-collect", at=clock(day.scenario, each.collected), **fields)
        if index == len(route.stops) - 1:
            yield say("report-tip-return", at=clock(day.scenario, each.returned), **fields)


def piece_tip(day: Day, route: Route, piece: Piece) -> Tip:
    """Describe a piece of a route."""
    if piece.kind == "service":
        return stop_tip(day, route, piece.stop)
    return Tip(
        say(f"report-piece-{piece.kind}"),
        say(
            "report-tip-piece",
            number=day.number[route.caregiver], caregiver=route.caregiver,
            span=span(day.scenario, piece.start, piece.end),
            minutes=minutes(piece.end - piece.start),
        ),
    )  # fmt: skip


def use_tip(day: Day, lane: Lane, each: Taken) -> Tip:
    """Describe the use of a piece of equipment by a visit."""
    scenario, visit = day.scenario, day.scenario.visit[each.use.visit]
    who = listed(f"{day.number[name]} {name}" for name, _ in day.crew[visit.id])
    told = say(
        "report-tip-use",
        span=span(scenario, each.taken, each.free), visit=_visit_head(day, visit),
        client=visit.client, caregivers=who,
    )  # fmt: skip
    return Tip(piece_name(scenario, lane.route), told)


def unserved_tip(day: Day, left_out: Unserved) -> Tip:
    """Describe a visit that is left out, with the reasons."""
    visit = day.scenario.visit[left_out.visit]
    standing = "report-tip-mandatory" if visit.binding else "report-tip-unserved"
    lines = [
        say(standing, client=visit.client),
        asked_for(day.scenario, visit) or say("report-window-none"),
        *main_reasons(day.scenario, left_out),
    ]
    return Tip(_visit_head(day, visit), "\n".join(lines))
