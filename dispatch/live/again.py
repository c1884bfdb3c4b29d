"""What was assumed to be over, and turns out otherwise: shifts go back to before it."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.errors import Fault, fault
from dispatch.live.board import Known
from dispatch.live.course import Course
from dispatch.live.situation import Part, whole
from dispatch.live.walk import Walk
from dispatch.plan import BreakTaken, Stop
from dispatch.rules import shift_of
from dispatch.scenario import EquipmentPool, Visit


def again(course: Course, visit: Visit, where: str) -> Iterator[Fault]:
    """Take back the end of a visit that was only assumed.

    If its caregivers went on only after its real end, its times alone change. Otherwise the visit
    is the next one of theirs again, and what follows is derived anew; what was assumed of their
    later visits is taken back, too.
    """
    at, facts = course.situation.scenario.at, course.known[visit.id].facts
    later = next(iter(_later(course, visit)), None)
    over = facts.ended or facts.aborted
    if later is not None and facts.started and over and at(over) <= _began(course, later):
        _amend(course, visit, course.known[visit.id])
        return
    reported = _take_back(course, visit)
    if reported is not None:
        other, name = reported
        yield fault("live-assumed", where, visit=visit.id, name=name, other=other)


def _take_back(course: Course, visit: Visit) -> tuple[str, str] | None:
    """Take back a visit that was assumed to be over, and before it what its caregivers did later.

    Return a later visit of which somebody reported, if there is one, and who of the visit before it
    was in it; the course is of no use then.
    """
    for each in reversed(_later(course, visit)):
        later = course.situation.visits[each.id]
        if later.facts is None:
            continue  # it has been taken back with another one
        if not later.facts.assumed or later.facts.start_reported:
            both = (name for name in later.pinned_caregivers if name in visit.pinned_caregivers)
            return later.id, next(both)
        reported = _take_back(course, later)
        if reported is not None:
            return reported
    for walk, stop, part in _parts(course, visit):
        _go_back(course, walk, stop, part, visit)
    for pool in course.pools_without_crew(visit.id):
        _bring_back(course, pool, visit)
    taken_back = {"facts": None, "pinned_caregivers": ()}
    course.situation.visits[visit.id] = visit.model_copy(update=taken_back)
    return None


def _parts(course: Course, visit: Visit) -> Iterator[tuple[Walk, Stop, Part]]:
    situation = course.situation
    at, moment = situation.scenario.at, situation.scenario.moment
    assert visit.facts is not None
    begun = at(visit.facts.started or visit.facts.not_home or "")
    for role, name in zip(situation.crew(visit.id), visit.pinned_caregivers, strict=True):
        part = situation.part(visit.id, role)
        start, caregiver = begun + part.offset, situation.caregiver(name)
        stop = Stop(
            visit=visit.id,
            role=role,
            arrival=moment(start - part.set_up),
            start=moment(start),
            end=moment(start + part.length),
        )
        yield course.walk(name, shift_of(situation.scenario, caregiver, start)), stop, part


def _later(course: Course, visit: Visit) -> list[Visit]:
    """Return the visits that are over and that one of its caregivers was in later, in order."""
    since, crew = _began(course, visit), {*visit.pinned_caregivers}
    found = [
        other
        for other in course.situation.visits.values()
        if other.id != visit.id
        and other.facts is not None
        and other.facts.over
        and other.facts.started is not None
        and not crew.isdisjoint(other.pinned_caregivers)
        and _began(course, other) >= since
    ]
    return sorted(found, key=lambda each: _began(course, each))


def _began(course: Course, visit: Visit) -> int:
    assert visit.facts is not None
    return course.situation.scenario.at(visit.facts.started or "")


def _go_back(course: Course, walk: Walk, stop: Stop, part: Part, visit: Visit) -> None:
    situation, now = course.situation, walk.now
    at = situation.scenario.at
    assert visit.facts is not None
    start, ended = at(stop.start), at(visit.facts.ended or "")
    if part.early:
        ended = min(ended, at(stop.end))
    client = situation.client(visit.id)
    if now.client not in (None, client.id):
        now.worked -= situation.clients[str(now.client)].access
    now.worked -= whole(ended + part.after) - start + part.set_up
    now.travelled -= situation.way(walk.caregiver.mode, situation.end_place(visit.id), now.place)
    if now.break_start is not None and now.break_start >= ended:
        _put_back_break(course, walk)
    if now.returned is not None:
        now.kits = situation.kits(visit.id, stop.role)
    now.place, now.client, now.returned = situation.door(visit.id), client.id, None
    now.free = start - part.set_up
    course.stay(walk)
    course.put(visit.id, walk, stop)


def _bring_back(course: Course, pool: EquipmentPool, visit: Visit) -> None:
    """Give a visit a piece again: the one that still is where the visit left it, or another."""
    situation = course.situation
    at, facts = situation.scenario.at, visit.facts
    assert facts is not None
    start = at(facts.started or facts.not_home or "")
    left = whole(at(facts.ended or "") + pool.turn_round)
    moves = pool.comes_by_courier
    door, end = situation.door(visit.id), situation.end_place(visit.id)
    for piece in course.pieces_of_pool(pool):
        if piece.is_idle and piece.free == left and piece.place == (end if moves else None):
            piece.place, piece.free = door if moves else None, start - pool.set_up
            course.bring(piece, visit.id, start)
            return
    spare = course.spare(pool)
    if spare is not None:
        course.bring(spare, visit.id, start)


def _put_back_break(course: Course, walk: Walk) -> None:
    now, moment = walk.now, course.situation.scenario.moment
    assert now.break_start is not None
    assert now.break_end is not None
    walk.rest = BreakTaken(start=moment(now.break_start), end=moment(now.break_end))
    walk.position = 0
    now.break_start = now.break_end = None


def _amend(course: Course, visit: Visit, known: Known) -> None:
    """Change the times of a visit after which its caregivers have been in another one."""
    at = course.situation.scenario.at
    assert visit.facts is not None
    old, new = visit.facts, known.facts
    begun, over = at(new.started or ""), at(new.ended or new.aborted or "")
    longer = over - begun - (at(old.ended or "") - at(old.started or ""))
    for walk, _, part in _parts(course, visit):
        if not part.early:
            walk.now.worked += longer
    course.started[visit.id], course.ended[visit.id] = begun, over
    course.crews[visit.id] = visit.pinned_caregivers
