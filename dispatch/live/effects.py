"""What events change at their time: requests, promises, people, equipment and travel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dispatch.errors import Fault, InputError, fault
from dispatch.live import steps
from dispatch.live.course import Course
from dispatch.live.events import (
    Absent,
    Accepted,
    AlarmRaised,
    Announced,
    Back,
    CalledBack,
    Cancelled,
    Changed,
    EquipmentBack,
    EquipmentLost,
    Gone,
    Late,
    Promised,
    Requested,
    StandsBy,
    TravelSlower,
)
from dispatch.live.pieces import Carried
from dispatch.live.situation import SECOND, Situation
from dispatch.live.told import Report
from dispatch.live.walk import Walk
from dispatch.plan import Use
from dispatch.rules import shift_of, start_place
from dispatch.scenario import Alarm, Client, Facts, PieceNow, Promise, SlowerTravel, Visit


def join(situation: Situation, reports: Iterable[Report]) -> Iterator[Fault]:
    """Add the alarms and the visits that are asked for; no plan contains these yet."""
    for report in reports:
        event = report.event
        match event:
            case AlarmRaised():
                situation.alarms[event.alarm] = Alarm(
                    id=event.alarm, client=event.client, at=event.at, note=event.note
                )
            case CalledBack():
                yield from _call_back(situation, event, report.where)
            case Requested():
                _ask(situation, event.visit, event.client, event.at)
            case Accepted():
                promise = Promise(
                    start=event.start, tolerance=event.tolerance, caregivers=event.caregivers
                )
                visit = event.visit.model_copy(update={"promise": promise})
                _ask(situation, visit, event.client, event.at)


def _ask(situation: Situation, visit: Visit, client: Client | None, at: str) -> None:
    if client is not None:
        situation.clients[client.id] = client
    if visit.requested is None:
        visit = visit.model_copy(update={"requested": at})
    situation.visits[visit.id] = visit


def _call_back(situation: Situation, event: CalledBack, where: str) -> Iterator[Fault]:
    alarm = situation.alarms[event.alarm]
    if alarm.outcome is not None:
        yield fault("live-answered", where, alarm=alarm.id, answered=alarm.answered)
        return
    sent = event.visit
    situation.alarms[alarm.id] = alarm.model_copy(
        update={
            "answered": event.at,
            "outcome": event.outcome,
            "visit": None if sent is None else sent.id,
        }
    )
    if sent is not None:
        urgent = {} if sent.response_class else {"response_class": "urgent"}
        _ask(situation, sent.model_copy(update=urgent), None, alarm.at)


def put_off(situation: Situation, reports: Iterable[Report]) -> Iterator[Fault]:
    """Let caregivers who are late begin later, if it is not told that they have begun."""
    for report in reports:
        event = report.event
        if not isinstance(event, Late):
            continue
        key = _shift(situation, event.caregiver, event.time)
        shift = situation.shifts[key]
        begun = next(_begun(situation, key), None)
        if shift.under_way is not None and begun is not None:
            yield fault("live-begun-shift", report.where, name=event.caregiver, visit=begun)
        situation.shifts[key] = shift.model_copy(update={"late": event.time, "under_way": None})


def _begun(situation: Situation, key: tuple[str, int]) -> Iterator[str]:
    """Yield the visits of a shift that are over, or told to be running."""
    scenario, (name, number) = situation.scenario, key
    for visit in situation.visits.values():
        facts = visit.facts
        if facts is None or facts.started is None or (facts.running and facts.assumed):
            continue
        at = scenario.at(facts.started)
        if name in visit.pinned_caregivers and number == shift_of(
            scenario, situation.caregiver(name), at
        ):
            yield visit.id


def _shift(situation: Situation, name: str, moment: str) -> tuple[str, int]:
    scenario = situation.scenario
    return name, shift_of(scenario, situation.caregiver(name), scenario.at(moment))


def _present(course: Course, name: str, moment: str, at: int) -> Walk:
    """Return the first shift of a caregiver that is not over, settled; the last one if all are.

    A shift is over after its end once she is back.
    """
    scenario, shifts = course.situation.scenario, course.situation.caregiver(name).shifts
    for number in sorted(range(len(shifts)), key=lambda k: scenario.at(shifts[k].start)):
        walk = course.walk(name, number)
        course.settle(walk, at)
        if walk.is_out or scenario.at(walk.shift.end) > scenario.at(moment):
            break
    return walk


def apply(course: Course, report: Report, at: int) -> Iterator[Fault]:
    """Change the day by an event, at its time or when it becomes known."""
    event, situation = report.event, course.situation
    match event:
        case Cancelled():
            visit = situation.visits[event.visit]
            course.drop(event.visit, at)
            cancelled = {"facts": Facts(cancelled=event.at)}
            situation.visits[event.visit] = visit.model_copy(update=cancelled)
        case Changed():
            yield from _change(course, event, report.where, at)
        case Promised():
            yield from _promise(course, event, report.where)
        case Announced():
            yield from _announce(course, event, report.where)
        case Absent():
            _send_home(course, event, at)
        case Late():
            course.change_shift(_shift(situation, event.caregiver, event.time), late=event.time)
        case Gone():
            key = _shift(situation, event.caregiver, event.time)
            course.settle(course.walk(*key), at)
            course.change_shift(key, gone=event.time)
        case Back():
            _bring_back(course, event, at)
        case StandsBy():
            _stand_by(course, event, at)
        case EquipmentLost():
            _lose(course, event, at)
        case EquipmentBack():
            _restore(course, event, at)
        case TravelSlower():
            _slow(situation, event)
        case _:
            pass


def _change(course: Course, event: Changed, where: str, at: int) -> Iterator[Fault]:
    situation = course.situation
    before = situation.visits[event.visit]
    try:
        visit = before.model_copy(update=event.to)
    except InputError as wrong:
        yield from (replace(each, where=f"{where}.to.{each.where}") for each in wrong.faults)
        return
    if visit.service != before.service:
        course.drop(event.visit, at)
    situation.change(visit)
    known = course.known[event.visit]
    if known.not_before == at + SECOND:
        known.not_before = at
    course.gather([event.visit])


def _promise(course: Course, event: Promised, where: str) -> Iterator[Fault]:
    start = event.start
    if start is None and (planned := course.announced(event.visit)) is not None:
        start = course.situation.scenario.moment(planned[0])
    if start is None:
        yield fault("live-not-planned", where, visit=event.visit)
        return
    promise = Promise(start=start, tolerance=event.tolerance, caregivers=event.caregivers)
    visit = course.situation.visits[event.visit]
    course.situation.change(visit.model_copy(update={"promise": promise}))


def _announce(course: Course, event: Announced, where: str) -> Iterator[Fault]:
    situation = course.situation
    for name in event.visits or tuple(situation.visits):
        planned = course.announced(name)
        if planned is None:
            if event.visits:
                yield fault("live-not-planned", where, visit=name)
            continue
        start, people = planned
        announced = Promise(
            start=situation.scenario.moment(start), tolerance=event.tolerance, caregivers=people
        )
        visit = situation.visits[name]
        situation.change(visit.model_copy(update={"announced": announced}))


def _send_home(course: Course, event: Absent, at: int) -> None:
    """Leave the rest of a shift; a visit that has begun is finished before."""
    walk = _present(course, event.caregiver, event.at, at)
    set_out = walk.now.departed is not None or steps.sets_out(course.situation, walk, at)
    course.change_shift(walk.key, gone=event.at if set_out else walk.shift.start)
    course.send_home(walk, at)


def _bring_back(course: Course, event: Back, at: int) -> None:
    """Begin again from the start place: at the time, and not before she can be there from home."""
    situation = course.situation
    scenario = situation.scenario
    key = _shift(situation, event.caregiver, event.time)
    course.change_shift(key, late=event.time, gone=None)
    walk = course.walk(*key)
    if walk.now.departed is None or walk.stops or walk.inside:
        return
    course.settle(walk, at)
    steps.go(situation, walk)
    now, start = walk.now, start_place(scenario, walk.caregiver, walk.shift)
    there = now.free + situation.way(walk.caregiver.mode, now.place, start)
    now.place, now.free = start, max(there, scenario.at(event.time))


def _stand_by(course: Course, event: StandsBy, at: int) -> None:
    """Let a caregiver wait elsewhere; one who is on her way arrives before."""
    walk = _present(course, event.caregiver, event.at, at)
    if walk.now.departed is None:
        walk.now.free = max(walk.now.free, at)
    course.change_shift(walk.key, stand_by=event.station)


def _lose(course: Course, event: EquipmentLost, at: int) -> None:
    """Give up the visits that wait for a piece; one that has begun goes on."""
    situation, key = course.situation, (event.equipment, event.piece)
    pool = situation.pools[event.equipment]
    if not pool.comes_with_crew:
        piece = course.pieces.setdefault(key, Carried(pool, event.piece, [], None, 0))
        piece.lost = True
        _give_up(course, piece.uses, at)
        return
    others = (each for each in pool.pieces if each.number != event.piece)
    lost = PieceNow(number=event.piece, lost=True)
    situation.pools[pool.id] = pool.model_copy(update={"pieces": (*others, lost)})
    for route in course.plan.equipment:
        if (route.equipment, route.piece) != key:
            continue
        _give_up(course, route.uses, at)
        now = course.walk(route.caregiver or "", route.shift).now
        now.kits = tuple(kit for kit in now.kits if kit != pool.id)


def _give_up(course: Course, uses: Iterable[Use], at: int) -> None:
    for use in tuple(uses):
        if course.told_start(use.visit) is None:
            course.drop(use.visit, at)


def _restore(course: Course, event: EquipmentBack, at: int) -> None:
    situation, key = course.situation, (event.equipment, event.piece)
    pool = situation.pools[event.equipment]
    if not pool.comes_with_crew:
        if key in course.pieces:
            piece = course.pieces[key]
            piece.lost, piece.place, piece.free = False, None, at
        return
    others = tuple(each for each in pool.pieces if each.number != event.piece)
    situation.pools[pool.id] = pool.model_copy(update={"pieces": others})


def _slow(situation: Situation, event: TravelSlower) -> None:
    told = SlowerTravel(factor=event.factor, until=event.until, mode=event.mode, area=event.area)
    same = (event.mode, event.area)
    others = (each for each in situation.slower if (each.mode, each.area) != same)
    situation.slower = (*others, told)
