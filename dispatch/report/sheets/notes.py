"""What a caregiver has to know about a visit, beside when and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dispatch.messages import listed, say
from dispatch.plan import Route, Stop
from dispatch.report.sheets.people import People, crew_beside, date_of, hour
from dispatch.report.timeline import Day, Lane, Taken
from dispatch.report.tips import asked_for, minutes, piece_name, place_name, service_name, span
from dispatch.rules import kits_brought
from dispatch.rules.clients import is_new_face
from dispatch.scenario import Visit


class Note(NamedTuple):
    """A line of a visit on a route sheet."""

    label: str
    text: str
    urgent: bool = False
    """Whether it must not be overlooked."""


def notes_of(day: Day, people: People, route: Route, stop: Stop) -> list[Note]:
    """List what a caregiver has to know about a stop, what is most urgent first."""
    visit = day.scenario.visit[stop.visit]
    return [
        *_times(day, people, visit),
        *_new_face(day, people, route, stop),
        *_crew(day, people, route, stop),
        *_equipment(day, people, stop),
        *_door(day, people, visit),
        *_afterwards(day, visit, stop),
    ]


def familiar(day: Day, route: Route, stop: Stop) -> bool:
    """Return whether a client knows who comes, or it is not known whom she knows."""
    client = day.scenario.visit[stop.visit].client
    earlier = [
        each
        for other in day.plan.routes
        if other.caregiver == route.caregiver
        for each in other.stops
        if day.scenario.visit[each.visit].client == client
        and day.scenario.at(each.start) < day.scenario.at(stop.start)
    ]
    return bool(earlier) or not is_new_face(day.scenario, client, route.caregiver)


def _times(day: Day, people: People, visit: Visit) -> Iterator[Note]:
    scenario = day.scenario
    client = scenario.client[visit.client]
    if visit.facts is not None and visit.facts.started is not None:
        since = hour(scenario, scenario.at(visit.facts.started))
        yield Note(say("sheet-running"), say("sheet-running-since", since=since))
        return
    if visit.exact_start is not None:
        at = hour(scenario, scenario.at(visit.exact_start))
        yield Note(say("sheet-exact"), say("sheet-exact-at", at=at), urgent=True)
    elif asked := asked_for(scenario, visit):
        yield Note(say("sheet-asked"), asked)
    if visit.announced is not None:
        told = visit.announced
        yield Note(
            say("sheet-told"),
            say(
                "sheet-told-at",
                at=hour(scenario, scenario.at(told.start)), tolerance=minutes(told.tolerance),
            ),
        )  # fmt: skip
    if visit.pinned_start is not None:
        at = hour(scenario, scenario.at(visit.pinned_start))
        yield Note(say("sheet-agreed"), say("sheet-agreed-at", at=at))
    for period in client.blackouts:
        start, end = scenario.at(period.start), scenario.at(period.end)
        if date_of(scenario, start) == date_of(scenario, _planned(day, visit)):
            when, reason = span(scenario, start, end), people.blackout(period)
            yield Note(say("sheet-avoid"), say("sheet-avoid-when", when=when, reason=reason))


def _planned(day: Day, visit: Visit) -> int:
    return min(day.visit_start(stop) for _, stop in day.crew[visit.id])


def _new_face(day: Day, people: People, route: Route, stop: Stop) -> Iterator[Note]:
    if familiar(day, route, stop):
        return
    scenario, visit = day.scenario, day.scenario.visit[stop.visit]
    caregiver = scenario.caregiver[route.caregiver]
    provider = scenario.provider.get(caregiver.provider or "")
    usual = scenario.client[visit.client].preferred
    yield Note(
        say("sheet-new-face"),
        say(
            "sheet-new-face-say",
            usual=listed(map(people.caregiver, usual)),
            sender=(provider.name or provider.id) if provider else say("sheet-new-face-desk"),
            service=service_name(scenario, visit),
            minutes=_length(day, stop),
        ),
        urgent=True,
    )


def _length(day: Day, stop: Stop) -> int:
    return minutes(day.scenario.at(stop.end) - day.scenario.at(stop.start))


def _crew(day: Day, people: People, route: Route, stop: Stop) -> Iterator[Note]:
    for who, other in crew_beside(day, route.caregiver, stop):
        begins = hour(day.scenario, day.scenario.at(other.start))
        told = say(
            "sheet-meet-who", who=people.with_phone(who), role=other.role, begins=begins,
            ends=hour(day.scenario, day.scenario.at(other.end)),
        )  # fmt: skip
        yield Note(say("sheet-meet"), told)


def _equipment(day: Day, people: People, stop: Stop) -> Iterator[Note]:
    scenario, visit, role = day.scenario, day.scenario.visit[stop.visit], day.role(stop)
    brought = () if role is None else kits_brought(scenario, visit, role)
    for lane, taken in _uses(day, visit):
        pool, piece = scenario.pool[lane.route.equipment], piece_name(scenario, lane.route)
        if pool in brought:
            yield Note(say("sheet-bring"), _prepared(day, piece, taken))
        elif pool.comes_by_courier:
            at = hour(scenario, taken.taken)
            yield Note(say("sheet-equipment"), say("sheet-courier", piece=piece, at=at))
        elif lane.route.caregiver:
            who = people.caregiver(lane.route.caregiver)
            yield Note(say("sheet-equipment"), say("sheet-brought-by", piece=piece, who=who))
        else:
            yield Note(say("sheet-equipment"), piece)


def _prepared(day: Day, piece: str, taken: Taken) -> str:
    if taken.taken == taken.start:
        return piece
    return say("sheet-set-up", piece=piece, at=hour(day.scenario, taken.taken))


def _uses(day: Day, visit: Visit) -> list[tuple[Lane, Taken]]:
    return [(lane, use) for lane in day.lanes for use in lane.uses if use.use.visit == visit.id]


def _door(day: Day, people: People, visit: Visit) -> Iterator[Note]:
    client = day.scenario.client[visit.client]
    told = [say("sheet-access-minutes", minutes=minutes(client.access))] if client.access else []
    told += [note] if (note := people.note(client)) else []
    if told:
        yield Note(say("sheet-access"), listed(told, "sentence-separator"))


def _afterwards(day: Day, visit: Visit, stop: Stop) -> Iterator[Note]:
    scenario = day.scenario
    service = scenario.service[visit.service]
    if service.pre_check or service.post_check:
        before, after = minutes(service.pre_check), minutes(service.post_check)
        yield Note(say("sheet-checks"), say("sheet-checks-of", before=before, after=after))
    if visit.end_place is not None:
        place = place_name(scenario, day.left_at(visit))
        yield Note(say("sheet-ends"), say("sheet-ends-at", place=place))
    if (left := day.left(stop)) > scenario.at(stop.end):
        yield Note(say("sheet-after"), say("sheet-after-until", until=hour(scenario, left)))
