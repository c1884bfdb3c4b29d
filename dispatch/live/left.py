"""What is left of a day: the scenario and the plan as its course leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dispatch.live import steps
from dispatch.live.board import Known
from dispatch.live.course import Course
from dispatch.live.pieces import Carried
from dispatch.live.situation import Situation
from dispatch.live.walk import Inside, Walk, under_way
from dispatch.plan import BreakTaken, PieceRoute, Plan, Route, Stop, Unserved, Use
from dispatch.rules import duration_of, role_duration
from dispatch.scenario import Caregiver, EquipmentPool, Facts, Scenario, Shift, Visit


def scenario_left(course: Course, now: int) -> Scenario:
    """Return the scenario at a moment, up to which the course has gone."""
    situation = course.situation
    scenario, moment = situation.scenario, situation.scenario.moment(now)
    for name in situation.visits:
        situation.visits[name] = _visit(course, name)
    return scenario.unchecked(
        now=moment,
        visits=tuple(situation.visits.values()),
        clients=tuple(situation.clients.values()),
        caregivers=tuple(_caregiver(course, each) for each in scenario.caregivers),
        equipment=tuple(_pool(course, pool, now) for pool in situation.pools.values()),
        alarms=tuple(situation.alarms.values()),
        slower=situation.slower,
    )


def _visit(course: Course, name: str) -> Visit:
    visit, known = course.situation.visits[name], course.known.get(name)
    if name in course.started:
        facts, crew = _facts(course, name, known), course.crews[name]
        if (facts, crew) == (visit.facts, visit.pinned_caregivers):
            return visit
        return visit.model_copy(update={"facts": facts, "pinned_caregivers": crew})
    if visit.facts is not None and visit.facts.assumed and (visit.facts.running or known):
        return visit.model_copy(update={"facts": None, "pinned_caregivers": ()})
    return visit


def _facts(course: Course, name: str, known: Known | None) -> Facts:
    moment = course.situation.scenario.moment
    if known is not None and known.facts.not_home:
        return known.facts
    started = moment(course.started[name])
    ended = course.ended.get(name)
    if known is not None and known.is_told and (known.facts.over or ended is None):
        facts = known.facts
        return facts if facts.started else facts.model_copy(update={"started": started})
    return Facts(
        started=started,
        ended=None if ended is None else moment(ended),
        assumed=True,
        start_reported=known is not None and known.is_start_told,
    )


def _caregiver(course: Course, caregiver: Caregiver) -> Caregiver:
    shifts = tuple(_shift(course, caregiver.id, number) for number in range(len(caregiver.shifts)))
    if shifts == caregiver.shifts:
        return caregiver
    return caregiver.model_copy(update={"shifts": shifts})


def _shift(course: Course, name: str, number: int) -> Shift:
    shift, walk = course.situation.shifts[name, number], course.walks.get((name, number))
    if walk is None:
        return shift
    state = under_way(course.situation, walk)
    return shift if state == shift.under_way else shift.model_copy(update={"under_way": state})


def _pool(course: Course, pool: EquipmentPool, now: int) -> EquipmentPool:
    if pool.comes_with_crew:
        return pool
    of = [piece for piece in course.pieces.values() if piece.pool.id == pool.id]
    told = (piece.told(course.situation, now) for piece in of)
    pieces = sorted((each for each in told if each is not None), key=lambda each: each.number)
    same = tuple(pieces) == pool.pieces
    return pool if same else pool.model_copy(update={"pieces": tuple(pieces)})


def plan_left(course: Course, scenario: Scenario) -> Plan:
    """Return what is left of the plan for the scenario that is left."""
    place = {
        (caregiver.id, number): (index, number)
        for index, caregiver in enumerate(scenario.caregivers)
        for number in range(len(caregiver.shifts))
    }
    walking = sorted(course.walks.values(), key=lambda walk: place[walk.key])
    routes = tuple(_route(course, scenario, walk) for walk in walking if walk.stops or walk.inside)
    planned = {stop.visit for route in routes for stop in route.stops}
    known = {each.visit: each for each in course.plan.unserved}
    return Plan(
        scenario=scenario.fingerprint,
        scenario_name=scenario.name,
        zone=scenario.zone,
        routes=routes,
        equipment=tuple(_equipment(course, scenario, planned)),
        unserved=tuple(
            known.get(visit.id) or Unserved(visit=visit.id, mandatory=visit.binding)
            for visit in scenario.open_visits
            if visit.id not in planned
        ),
    )


def _route(course: Course, scenario: Scenario, walk: Walk) -> Route:
    situation, state = course.situation, walk.standing
    stops = (*(_begun(situation, scenario, each) for each in walk.inside), *walk.stops)
    leaves = steps.departure(situation, walk) if state.departed is None else state.departed
    planned = walk.route or steps.frame(situation, walk)
    found = Route(
        caregiver=walk.caregiver.id,
        shift=walk.number,
        departure=(
            planned.departure
            if scenario.at(planned.departure) == leaves
            else scenario.moment(leaves)
        ),
        stops=stops,
        meal_break=_break(walk),
        returned=planned.returned,
    )
    return planned if found == planned else found


def _begun(situation: Situation, scenario: Scenario, inside: Inside) -> Stop:
    """Return a stop that has begun, at its real start."""
    stop, part, moment = inside.stop, inside.part, scenario.moment
    visit = scenario.visit[stop.visit]
    role = next(each for each in scenario.service[visit.service].crew if each.id == stop.role)
    arrival = inside.start - part.set_up - situation.client(visit.id).access
    end = inside.start + role_duration(scenario, visit, role)
    return stop.model_copy(
        update={
            "arrival": moment(arrival),
            "start": moment(inside.start),
            "end": moment(end),
        }
    )


def _break(walk: Walk) -> BreakTaken | None:
    """Return the meal break as far as it lies behind how the shift stands."""
    if walk.rest is not None:
        position = len(walk.inside) + walk.position
        same = walk.rest.position == position
        return walk.rest if same else walk.rest.model_copy(update={"position": position})
    planned = walk.route and walk.route.meal_break
    if not planned or walk.standing.break_start is not None or not walk.inside:
        return None
    before = sum(each.before.break_start is None for each in walk.inside)
    return planned.model_copy(update={"position": before})


def _equipment(course: Course, scenario: Scenario, planned: Iterable[str]) -> Iterator[PieceRoute]:
    """Yield the uses that are left; who is with a running visit has its kit there already."""
    pieces = dict(course.pieces)
    for route in course.plan.equipment:
        if scenario.pool[route.equipment].comes_with_crew:
            uses = tuple(
                use
                for use in route.uses
                if use.visit in planned and use.visit not in course.started
            )
        else:
            piece = pieces.pop((route.equipment, route.piece), None)  # it may have two entries
            uses = () if piece is None else _uses(course, scenario, piece)
        if uses:
            yield route if uses == route.uses else route.model_copy(update={"uses": uses})
    for (pool, number), piece in pieces.items():
        if uses := _uses(course, scenario, piece):
            yield PieceRoute(equipment=pool, piece=number, uses=uses)


def _uses(course: Course, scenario: Scenario, piece: Carried) -> tuple[Use, ...]:
    begun = (_held(course, scenario, piece.pool, use) for use, _, _ in piece.inside)
    return (*begun, *piece.uses)


def _held(course: Course, scenario: Scenario, pool: EquipmentPool, use: Use) -> Use:
    start = course.started[use.visit]
    free = start + duration_of(scenario, scenario.visit[use.visit]) + pool.turn_round
    moments = {"taken": scenario.moment(start - pool.set_up), "free": scenario.moment(free)}
    return use.model_copy(update=moments)
