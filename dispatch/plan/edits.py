"""Changes of a plan by hand: who comes, in which order, and when somebody rests.

These functions decide and time nothing. A stop that is new at its place, and a break that is moved,
have the moment that is asked for; all other times stay as they were, and routes that do not change
stay the same objects. `dispatch.editing` gives the changed routes their times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dispatch.errors import Fault, InputError, Nearest, fault
from dispatch.plan.pieces import with_pieces, without_uses
from dispatch.plan.plan import BreakTaken, Plan, Route, Stop, Unserved
from dispatch.plan.routes import position_of
from dispatch.scenario import Caregiver, MealBreak, Role, Scenario, Shift, Visit
from dispatch.scenario.base import Moment
from dispatch.scenario.clock_checks import moment_read
from dispatch.scenario.durations import role_duration


def assign(
    scenario: Scenario, plan: Plan, visit: str, caregivers: Sequence[str], at: Moment
) -> Plan:
    """Give a visit to some caregivers, behind their stops that begin no later than a moment.

    Parameters
    ----------
    scenario, plan
        The day and its plan; it may serve the visit already, or leave it out.
    visit
        The id of the visit.
    caregivers
        The ids of those who come, in the order of the crew's roles.
    at
        The moment; it also chooses the shift of who has several, and free pieces of equipment.

    Raises
    ------
    InputError
        If the visit or a caregiver is unknown, has begun, or has no shift, or if their number is
        not that of the crew; each is listed. Or if `at` is no clock time.
    """
    caregivers = tuple(caregivers)
    check(scenario, visit, caregivers)
    asked, moment = scenario.visit[visit], _instant(scenario, at)
    routes = [*_without(scenario, plan.routes, {visit})]
    for role, name in zip(scenario.service[asked.service].crew, caregivers, strict=True):
        stop = _stop(scenario, asked, role, moment + role.offset)
        routes = _put(scenario, routes, scenario.caregiver[name], stop)
    return plan.model_copy(
        update={
            "routes": tuple(routes),
            "equipment": with_pieces(scenario, plan.equipment, asked, moment),
            "unserved": tuple(each for each in plan.unserved if each.visit != visit),
        }
    )


def unassign(scenario: Scenario, plan: Plan, visit: str) -> Plan:
    """Leave a visit out of a plan.

    Raises
    ------
    InputError
        If the visit is unknown, has begun, or is left out already.
    """
    check(scenario, visit)
    if visit not in _starts(scenario, plan):
        raise InputError(fault("edit-left-out", visit=visit))
    number = {each.id: k for k, each in enumerate(scenario.visits)}
    before = sum(number.get(each.visit, -1) < number[visit] for each in plan.unserved)
    left_out = Unserved(visit=visit, mandatory=scenario.visit[visit].binding)
    return plan.model_copy(
        update={
            "routes": tuple(_without(scenario, plan.routes, {visit})),
            "equipment": tuple(without_uses(plan.equipment, {visit})),
            "unserved": (*plan.unserved[:before], left_out, *plan.unserved[before:]),
        }
    )


def swap(scenario: Scenario, plan: Plan, one: str, other: str) -> Plan:
    """Let two visits change places, or two caregivers the visits of their days.

    Of two visits each takes the other's place in the routes, with the other's caregivers. Of two
    caregivers each takes over the other's visits that have not begun, in their order.

    Raises
    ------
    InputError
        If the two are not two visits of the plan, with as many caregivers each, nor two caregivers.
    """
    if one in scenario.caregiver and other in scenario.caregiver and one not in scenario.visit:
        return _swap_days(scenario, plan, one, other)
    starts = _starts(scenario, plan)
    wrong = [*_of_visit(scenario, one), *_of_visit(scenario, other)]
    wrong = wrong or [fault("edit-not-served", visit=v) for v in (one, other) if v not in starts]
    _refuse(wrong or _of_swap(scenario, one, other))
    pair = scenario.visit[one], scenario.visit[other]
    crews = [scenario.service[each.service].crew for each in pair]
    places = {
        (here.id, mine.id): (there, theirs)
        for visits, roles in ((pair, crews), (pair[::-1], crews[::-1]))
        for here, there in [visits]
        for mine, theirs in zip(*roles, strict=True)
    }

    def turned(stop: Stop) -> Stop:
        if (stop.visit, stop.role) not in places:
            return stop
        visit, role = places[stop.visit, stop.role]
        return _stop(scenario, visit, role, scenario.at(stop.start))

    routes = (
        _with_stops(scenario, route, [turned(stop) for stop in route.stops])
        for route in plan.routes
    )
    equipment = tuple(without_uses(plan.equipment, {one, other}))
    for visit, place in ((pair[0], other), (pair[1], one)):
        equipment = with_pieces(scenario, equipment, visit, starts[place])
    return plan.model_copy(update={"routes": tuple(routes), "equipment": equipment})


def move_break(
    scenario: Scenario, plan: Plan, caregiver: str, at: Moment, *, shift: int | None = None
) -> Plan:
    """Let a caregiver rest at a moment, behind her stops that begin no later.

    Parameters
    ----------
    scenario, plan
        The day and its plan.
    caregiver
        The id of the caregiver.
    at
        The moment.
    shift
        The number of her shift; if not given, that in which the moment lies, or the nearest one.

    Raises
    ------
    InputError
        If the caregiver is unknown, there is no meal break in the shift, or the plan gives her no
        visits in it.
    """
    moment = _instant(scenario, at)
    number, rest = break_at(scenario, caregiver, at, shift)
    mine = [each for each in plan.routes if (each.caregiver, each.shift) == (caregiver, number)]
    if not any(each.stops for each in mine):
        raise InputError(fault("edit-idle", caregiver=caregiver))
    taken = BreakTaken(start=scenario.moment(moment), end=scenario.moment(moment + rest.duration))
    routes = (
        route.model_copy(update={"meal_break": _placed(scenario, taken, route.stops)})
        if route in mine
        else route
        for route in plan.routes
    )
    return plan.model_copy(update={"routes": tuple(routes)})


def break_at(
    scenario: Scenario, caregiver: str, at: Moment, shift: int | None = None
) -> tuple[int, MealBreak]:
    """Return the shift in which a moment lies, or the nearest one, and its meal break.

    Parameters
    ----------
    shift
        The number of the shift, if that is known.

    Raises
    ------
    InputError
        If the caregiver is unknown, or there is no meal break in the shift.
    """
    _refuse(_of_caregiver(scenario, caregiver))
    person = scenario.caregiver[caregiver]
    number = shift_at(scenario, person, _instant(scenario, at)) if shift is None else shift
    rest = person.shifts[number].meal_break
    if rest is None:
        raise InputError(fault("edit-no-break", caregiver=caregiver))
    return number, rest


def check(scenario: Scenario, visit: str, caregivers: Sequence[str] | None = None) -> None:
    """Refuse a visit that cannot change, and, if caregivers are given, who cannot be its crew.

    Raises
    ------
    InputError
        If the visit or a caregiver is unknown, has begun, or has no shift, or if their number is
        not that of the crew; each is listed.
    """
    _refuse(wrong(scenario, visit, caregivers))


def wrong(
    scenario: Scenario, visit: str, caregivers: Sequence[str] | None = None
) -> Iterator[Fault]:
    """Yield why a visit cannot change, and, if caregivers are given, who cannot be its crew."""
    yield from _of_visit(scenario, visit)
    if caregivers is not None:
        yield from _of_crew(scenario, visit, caregivers)


def _instant(scenario: Scenario, at: Moment) -> int:
    """Read a clock time; it may lie off the day, as those of a broken plan do."""
    return scenario.at(moment_read("at", at))


def shift_at(scenario: Scenario, caregiver: Caregiver, moment: int) -> int:
    """Return the shift of a caregiver that a moment lies in, or the nearest one."""

    def away(shift: Shift) -> int:
        return max(0, scenario.at(shift.start) - moment, moment - scenario.at(shift.end))

    return min(range(len(caregiver.shifts)), key=lambda k: away(caregiver.shifts[k]))


def _starts(scenario: Scenario, plan: Plan) -> dict[str, int]:
    """Return the visits that a plan serves, each with its start by the last of its stops."""
    found = {}
    for route in plan.routes:
        for stop in route.stops:
            visit = scenario.visit.get(stop.visit)
            crew = scenario.service[visit.service].crew if visit else ()
            offset = next((role.offset for role in crew if role.id == stop.role), 0)
            found[stop.visit] = scenario.at(stop.start) - offset
    return found


def _swap_days(scenario: Scenario, plan: Plan, one: str, other: str) -> Plan:
    wrong = [*_of_caregiver(scenario, one), *_of_caregiver(scenario, other)]
    _refuse(wrong or ([fault("edit-same", name=one)] if one == other else []))
    turned = {one: scenario.caregiver[other], other: scenario.caregiver[one]}
    moved = [
        (turned[route.caregiver], stop)
        for route in plan.routes
        for stop in route.stops
        if route.caregiver in turned and not _has_begun(scenario, stop.visit)
    ]
    mine = [each for each in plan.routes if each.caregiver in turned]
    routes = [each for each in plan.routes if each.caregiver not in turned]
    names = {stop.visit for _, stop in moved}
    for route in _without(scenario, mine, names):
        routes = _with_route(scenario, routes, route)
    for caregiver, stop in moved:
        routes = _put(scenario, routes, caregiver, stop)
    return plan.model_copy(update={"routes": tuple(routes)})


def _stop(scenario: Scenario, visit: Visit, role: Role, start: int) -> Stop:
    moment, end = scenario.moment(start), start + role_duration(scenario, visit, role)
    return Stop(
        visit=visit.id, role=role.id, arrival=moment, start=moment, end=scenario.moment(end)
    )


def _without(
    scenario: Scenario, routes: Sequence[Route], visits: Collection[str]
) -> Iterator[Route]:
    """Yield routes without some visits; those without stops only if the caregiver is out."""
    for route in routes:
        stops = [stop for stop in route.stops if stop.visit not in visits]
        if len(stops) == len(route.stops):
            yield route
        elif stops or _is_out(scenario, route):
            yield _with_stops(scenario, route, stops)


def _with_stops(scenario: Scenario, route: Route, stops: Sequence[Stop]) -> Route:
    """Return a route with other stops; its break lies between them by its time."""
    if [*stops] == [*route.stops]:
        return route
    rest = route.meal_break
    update = {
        "stops": tuple(stops),
        "meal_break": None if rest is None else _placed(scenario, rest, stops),
    }
    return route.model_copy(update=update)


def _placed(scenario: Scenario, rest: BreakTaken, stops: Sequence[Stop]) -> BreakTaken:
    return rest.model_copy(update={"position": position_of(rest, stops, scenario.at)})


def _put(
    scenario: Scenario, routes: Sequence[Route], caregiver: Caregiver, stop: Stop
) -> list[Route]:
    """Add a stop to the shift of a caregiver in which it starts, or the nearest one."""
    start = scenario.at(stop.start)
    number = shift_at(scenario, caregiver, start)
    for k, route in enumerate(routes):
        if (route.caregiver, route.shift) == (caregiver.id, number):
            place = sum(
                scenario.at(each.start) <= start or _has_begun(scenario, each.visit)
                for each in route.stops
            )
            stops = [*route.stops[:place], stop, *route.stops[place:]]
            return [*routes[:k], _with_stops(scenario, route, stops), *routes[k + 1 :]]
    made = Route(
        caregiver=caregiver.id, shift=number, departure=stop.start, stops=(stop,), returned=stop.end
    )
    return _with_route(scenario, routes, made)


def _with_route(scenario: Scenario, routes: Sequence[Route], route: Route) -> list[Route]:
    """Add a route in the order of the scenario's caregivers and their shifts."""
    order = {each.id: k for k, each in enumerate(scenario.caregivers)}

    def place(each: Route) -> tuple[int, int]:
        return order.get(each.caregiver, -1), each.shift

    before = sum(place(each) < place(route) for each in routes)
    return [*routes[:before], route, *routes[before:]]


def _is_out(scenario: Scenario, route: Route) -> bool:
    caregiver = scenario.caregiver.get(route.caregiver)
    known = caregiver is not None and 0 <= route.shift < len(caregiver.shifts)
    return caregiver is not None and known and caregiver.shifts[route.shift].out is not None


def _has_begun(scenario: Scenario, visit: str) -> bool:
    return visit in scenario.visit and scenario.visit[visit].has_begun


def _refuse(faults: Sequence[Fault] | Iterator[Fault]) -> None:
    if found := [*faults]:
        raise InputError(*found)


def _of_visit(scenario: Scenario, visit: str) -> Iterator[Fault]:
    if visit not in scenario.visit:
        near = Nearest()(visit, scenario.visit.keys())
        yield fault("edit-unknown-visit", name=visit, near=near)
    elif scenario.visit[visit].has_begun:
        yield fault("edit-begun", visit=visit)


def _of_caregiver(scenario: Scenario, name: str) -> Iterator[Fault]:
    if name not in scenario.caregiver:
        near = Nearest()(name, scenario.caregiver.keys())
        yield fault("edit-unknown-caregiver", name=name, near=near)
    elif not scenario.caregiver[name].shifts:
        yield fault("edit-off-duty", caregiver=name)


def _of_crew(scenario: Scenario, visit: str, caregivers: Sequence[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(caregivers):
        yield from _of_caregiver(scenario, name)
        if caregivers.count(name) > 1:
            yield fault("edit-caregiver-twice", caregiver=name, visit=visit)
    if visit in scenario.visit:
        crew = scenario.service[scenario.visit[visit].service].crew
        if len(crew) != len(caregivers):
            roles = tuple(role.id for role in crew)
            yield fault("edit-crew", visit=visit, count=len(crew), roles=roles)


def _of_swap(scenario: Scenario, one: str, other: str) -> Iterator[Fault]:
    sizes = [len(scenario.service[scenario.visit[each].service].crew) for each in (one, other)]
    if one == other:
        yield fault("edit-same", name=one)
    elif sizes[0] != sizes[1]:
        yield fault("edit-crews-differ", one=one, other=other)
