"""What prevents each caregiver from serving a visit, given the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dispatch.encoding import occupied
from dispatch.engine.aims import Lifted
from dispatch.explain.attempt import Attempt, Day, served_by
from dispatch.plan import Reason
from dispatch.rules import allowed_starts, duration_of, entitlements, limits, occupies


def missing_of(attempt: Attempt, given: tuple[Reason, ...]) -> Iterator[Reason]:
    """Refine reasons of time: find which other limits of the plan leave no room.

    Parameters
    ----------
    attempt
        The unrelaxed day, in which the visit does not fit without moving others.
    given
        The reasons of `dispatch.rules.why_unserved`.

    Yields
    ------
    Reason
        The given reasons, except that ``no_time_left`` is replaced by those caps of the caregiver
        and ``equipment_busy`` that prevent the visit: each that alone, if lifted, would make room,
        or all of them if only lifting all would. If the client's other visits in the plan leave no
        allowed start, ``client_elsewhere`` with their ids comes first, and nothing else of time.
    """
    others = _elsewhere(attempt.day)
    if others:
        yield Reason(code="client_elsewhere", detail=", ".join(others))
        given = tuple(reason for reason in given if reason.code != "no_time_left")
    numbers = _limits(attempt.day)
    for reason in given:
        found: tuple[Reason, ...] = ()
        if reason.code == "no_time_left" and reason.caregiver is not None:
            found = tuple(_missing(attempt, reason.caregiver, numbers.get(reason.caregiver, {})))
        yield from found or (reason,)


def is_used_up(day: Day) -> bool:
    """Return whether the plan's other visits leave too little of the client's entitlement."""
    served = {stop.visit for route in day.plan.routes for stop in route.stops}
    for entitled in entitlements(day.scenario):
        if day.visit.id in entitled.visits:
            counted = [day.visit.id, *(name for name in entitled.visits if name in served)]
            asked = sum(duration_of(day.scenario, day.scenario.visit[name]) for name in counted)
            return asked > entitled.most
    return False


def _elsewhere(day: Day) -> tuple[str, ...]:
    """Return the client's other visits that leave no allowed start; none if they leave one."""
    scenario, visit = day.scenario, day.visit
    length = occupied(scenario, day.travel, visit)
    around = {}
    for other in scenario.open_visits if occupies(scenario, visit) else ():
        _, start = served_by(scenario, day.plan, other.id)
        if start and other.client == visit.client and occupies(scenario, other):
            at = scenario.at(start)
            around[other.id] = at - length, at + occupied(scenario, day.travel, other)
    starts = allowed_starts(scenario, visit)
    if not around or allowed_starts(scenario, visit, around.values()):
        return ()
    return tuple(
        other
        for other, (before, after) in around.items()
        if any(first < after and before < last for first, last in starts)
    )


def _missing(attempt: Attempt, caregiver: str, bounds: Mapping[str, list[int]]) -> Iterator[Reason]:
    """Yield the caps, or busy equipment, without which a caregiver could come."""
    day = attempt.day
    pools = day.scenario.service[day.visit.service].equipment
    p, number = attempt.encoded.problem, attempt.number
    first = int(p.stops[number] + p.crew[number])
    equipment = range(first, first + len(pools))
    lifts = {code: Lifted(limits=numbers) for code, numbers in bounds.items()}
    if pools:
        lifts["equipment_busy"] = Lifted(stops=equipment)
    enough = [code for code, lifted in lifts.items() if _fits(attempt, caregiver, lifted)]
    if not enough and len(lifts) > 1:
        everything = Lifted(
            limits=[number for each in lifts.values() for number in each.limits],
            stops=equipment,
        )
        enough = [*lifts] if _fits(attempt, caregiver, everything) else []
    for code in enough:
        detail = ", ".join(pools) if code == "equipment_busy" else ""
        yield Reason(code=code, caregiver=caregiver, detail=detail)


def _limits(day: Day) -> dict[str, dict[str, list[int]]]:
    """Return the limits of each caregiver by code, as their numbers in the problem."""
    found: dict[str, dict[str, list[int]]] = {}
    listed = (limit for each in day.scenario.caregivers for limit in limits(day.scenario, each))
    for number, limit in enumerate(listed):
        found.setdefault(limit.caregiver, {}).setdefault(limit.code, []).append(number)
    return found


def _fits(attempt: Attempt, caregiver: str, lifted: Lifted) -> bool:
    """Return whether a caregiver could take some role of the visit."""
    p, encoded = attempt.encoded.problem, attempt.encoded
    routes = [route for route, (name, _) in enumerate(encoded.routes) if name == caregiver]
    first = int(p.stops[attempt.number])
    return any(
        p.eligible[stop, routes].any()
        and attempt.addition.fits(stop, range(routes[0], routes[-1] + 1), lifted)
        for stop in range(first, first + int(p.crew[attempt.number]))
    )
