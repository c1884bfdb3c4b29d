"""What prevents each caregiver from serving a visit, given the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from dispatch.engine.aims import Lifted
from dispatch.engine.problem import KITS
from dispatch.explain.attempt import Attempt, Day
from dispatch.plan import Reason
from dispatch.rules import duration_of, entitlements, kits, limits


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
        or all of them if only lifting all would.
    """
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


def _missing(attempt: Attempt, caregiver: str, bounds: Mapping[str, list[int]]) -> Iterator[Reason]:
    """Yield the caps, or busy equipment, without which a caregiver could come."""
    day = attempt.day
    pools = day.scenario.service[day.visit.service].equipment
    lifts = {code: Lifted(limits=numbers) for code, numbers in bounds.items()}
    if pools:
        lifts["equipment_busy"] = Lifted(_limits_on_kits(attempt, pools), pieces=True)
    enough = [code for code, lifted in lifts.items() if _fits(attempt, caregiver, lifted)]
    if not enough and len(lifts) > 1:
        everything = Lifted(
            limits=[number for each in lifts.values() for number in each.limits],
            pieces=bool(pools),
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


def _limits_on_kits(attempt: Attempt, pools: Collection[str]) -> list[int]:
    """Return the numbers of the limits on pieces that come with the crew."""
    p, brought = attempt.encoded.problem, kits(attempt.encoded.scenario)
    busy = [k for k, pool in enumerate(brought) if pool.id in pools]
    found: list[int] = np.flatnonzero((p.limit_what == KITS) & np.isin(p.limit_kit, busy)).tolist()
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
