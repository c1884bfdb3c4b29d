"""Looser scenarios: each function relaxes one rule for one visit.

Only wishes of clients, decisions of dispatchers and stock are relaxed. Papers, contracts, travel
times, legal rules and promises to other clients never are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, TypeAlias

from dispatch.explanations.more import fresh_id, with_copies, with_pieces
from dispatch.explanations.proposed import desk_hours
from dispatch.rules import (
    allowed_starts,
    binding_promise,
    client_reasons,
    dates_in_shift,
    duration_of,
    pool_reason,
    service_reasons,
)
from dispatch.scenario import Area, Caregiver, Client, EquipmentPool, Scenario, Visit
from dispatch.scenario.base import Duration

MORE_OVERTIME: Final = Duration.of_minutes(60)
"""Time by which the relaxation extends overtime limits."""

Whom: TypeAlias = Collection[tuple[str, int]]
"""Caregivers whose rules are relaxed, each as an id with the index of a shift."""

Loosen: TypeAlias = Callable[[Scenario, Visit, Whom], Scenario]


def without_window(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Replace hard windows and the exact start by desk hours; a promise keeps its caregivers."""
    del whom
    soft = (window for window in visit.windows if not window.hard)
    promise = visit.promise
    if promise is not None:
        promise = promise.model_copy(update={"tolerance": Duration(scenario.horizon)})
    windows = (*soft, *desk_hours(scenario, visit))
    return _with_visit(scenario, visit, windows=windows, exact_start=None, promise=promise)


def wanted_starts(
    scenario: Scenario, visit: Visit, codes: Collection[str]
) -> tuple[tuple[int, int], ...]:
    """List the starts that rules ask for, of those that the relaxations `codes` let give way.

    Returns
    -------
    tuple of (int, int)
        Intervals in milliseconds; none if no rule about the start gives way.
    """
    asked: dict[str, object] = {}
    client = scenario.client[visit.client]
    if "window" in codes:
        hard = tuple(window for window in visit.windows if window.hard)
        asked = {"windows": hard, "exact_start": visit.exact_start}
        asked["promise"] = binding_promise(scenario, visit)
    if "pin" in codes:
        asked["pinned_start"] = visit.pinned_start
    blackouts = client.blackouts if "nap" in codes else ()
    earliest = client.earliest if "earliest" in codes else None
    if not (any(asked.values()) or blackouts or earliest):
        return ()
    bare = Visit(id=visit.id, client=visit.client, service=visit.service, duration=visit.duration)
    free = client.model_copy(update={"blackouts": blackouts, "earliest": earliest})
    alone = scenario.unchecked(visits=(bare.model_copy(update=asked),), clients=(free,))
    return allowed_starts(alone, alone.visits[0])


def starts_by_gaps(
    scenario: Scenario, visit: Visit, spans: Mapping[str, tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Return the starts that gaps ask for, if other visits keep their times.

    Parameters
    ----------
    scenario, visit
        The scenario and the visit.
    spans
        By the id of other visits, their start and end, in milliseconds.

    Returns
    -------
    tuple of (int, int)
        One interval; none if no gap, or no common start, is asked for.
    """
    first, last, length = 0, scenario.horizon, duration_of(scenario, visit)
    for gap in visit.gaps:
        if gap.order == "after" and gap.after in spans:
            since = spans[gap.after][gap.measured_from == "end"]
            first = max(first, since + gap.minimum)
            last = last if gap.maximum is None else min(last, since + gap.maximum)
    for other, gap in scenario.followers.get(visit.id, ()):
        if gap.order == "after" and other.id in spans:
            until = spans[other.id][0] - (length if gap.measured_from == "end" else 0)
            last = min(last, until - gap.minimum)
            first = first if gap.maximum is None else max(first, until - gap.maximum)
    found = (first, last) != (0, scenario.horizon) and first <= last
    return ((first, last),) if found else ()


def more_overtime(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Extend the overtime limits of some caregivers; their next shifts still bound the return."""
    del visit
    names = {name for name, _ in whom}

    def change(caregiver: Caregiver) -> Caregiver:
        if caregiver.id not in names:
            return caregiver
        limit = Duration(caregiver.overtime_limit + MORE_OVERTIME)
        return caregiver.model_copy(update={"overtime_limit": limit})

    return _with_caregivers(scenario, change)


def without_break(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Drop the meal breaks of some shifts."""
    del visit

    def change(caregiver: Caregiver) -> Caregiver:
        shifts = tuple(
            shift.model_copy(update={"meal_break": None})
            if (caregiver.id, number) in whom
            else shift
            for number, shift in enumerate(caregiver.shifts)
        )
        return caregiver.model_copy(update={"shifts": shifts})

    return _with_caregivers(scenario, change)


def of_any_gender(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Allow caregivers of any gender, whatever the client or the service requires."""
    del whom
    return _with_client(scenario, visit, gender_required=None, gender=None)


def without_naps(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Allow the times that the client wants to avoid."""
    del whom
    return _with_client(scenario, visit, blackouts=())


def at_any_hour(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Drop the earliest hour of the client."""
    del whom
    return _with_client(scenario, visit, earliest=None)


def without_gaps(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Let other visits come as soon, and as late, before and after the visit as they like.

    Their order and what gaps say about caregivers are kept.
    """
    del whom

    def free(other: Visit) -> Visit:
        if other.id != visit.id and all(gap.after != visit.id for gap in other.gaps):
            return other
        gaps = (
            gap.model_copy(update={"minimum": Duration.zero(), "maximum": None})
            if visit.id in (other.id, gap.after)
            else gap
            for gap in other.gaps
        )
        return other.model_copy(update={"gaps": tuple(gaps)})

    return scenario.unchecked(visits=tuple(map(free, scenario.visits)))


def with_nobody_excluded(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Allow the caregivers whom the client excludes."""
    del whom
    return _with_client(scenario, visit, excluded=())


def from_any_area(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Move the client to a new area that everybody serves, with access to the same equipment."""
    del whom
    own = Area(id=fresh_id(visit.id, scenario.area))
    client = scenario.client[visit.client]

    def wider(areas: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return {"areas": (*areas, own.id) if areas else ()}

    changed = scenario.unchecked(
        areas=(*scenario.areas, own),
        caregivers=tuple(each.model_copy(update=wider(each.areas)) for each in scenario.caregivers),
        providers=tuple(each.model_copy(update=wider(each.areas)) for each in scenario.providers),
        equipment=tuple(
            pool.model_copy(update=wider(pool.areas)) if client.area in pool.areas else pool
            for pool in scenario.equipment
        ),
    )
    return _with_client(changed, visit, area=own.id)


def unpinned(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Drop the pinned caregivers and the pinned start; a visit without windows keeps desk hours."""
    del whom
    windows = visit.windows
    if visit.pinned_start is not None and not any(window.hard for window in windows):
        windows = (*windows, *desk_hours(scenario, visit))
    return _with_visit(scenario, visit, windows=windows, pinned_caregivers=(), pinned_start=None)


def with_one_more_piece(
    scenario: Scenario, visit: Visit, whom: Whom, pools: Collection[str] | None = None
) -> Scenario:
    """Add a piece to some pools (by default all of the service's), and allow the client's area."""
    names = scenario.service[visit.service].equipment if pools is None else pools
    return with_pieces(in_pools_areas(scenario, visit, whom, names), names)


def in_pools_areas(
    scenario: Scenario, visit: Visit, whom: Whom, pools: Collection[str]
) -> Scenario:
    """Let some pools serve the area of the client."""
    del whom
    area = scenario.client[visit.client].area

    def change(pool: EquipmentPool) -> EquipmentPool:
        areas = pool.areas
        if areas and area not in areas:
            areas = () if area is None else (*areas, area)
        return pool.model_copy(update={"areas": areas})

    wider = tuple(change(pool) if pool.id in pools else pool for pool in scenario.equipment)
    return scenario.unchecked(equipment=wider)


def is_short(scenario: Scenario, visit: Visit, pool: EquipmentPool) -> bool:
    """Return whether one more piece of `pool`, or one for the client's area, may help the visit."""
    asking = sum(
        pool.id in scenario.service[each.service].equipment for each in scenario.open_visits
    )
    reason = pool_reason(scenario, scenario.client[visit.client], pool)
    return pool.count < asking or reason is not None


def with_one_more(scenario: Scenario, visit: Visit, whom: Whom) -> Scenario:
    """Add a copy of each named caregiver who is able to serve the visit."""
    names = {name for name, _ in whom}
    return with_copies(
        scenario,
        {
            fresh_id(caregiver.id, scenario.caregiver): caregiver.id
            for caregiver in able(scenario, visit)
            if caregiver.id in names
        },
    )


def able(scenario: Scenario, visit: Visit) -> Iterator[Caregiver]:
    """Yield the caregivers of whom one more could serve the visit, apart from a pin."""
    client, service = scenario.client[visit.client], scenario.service[visit.service]
    for caregiver in scenario.caregivers:
        fresh = caregiver.another(caregiver.id)
        if not client_reasons(scenario, client, service, fresh) and any(
            not service_reasons(scenario, service, role, fresh, on)
            for shift in range(len(fresh.shifts))
            for on in dates_in_shift(scenario, visit, fresh, shift)
            for role in service.crew
        ):
            yield caregiver


def _with_visit(scenario: Scenario, visit: Visit, **changes: object) -> Scenario:
    changed = visit.model_copy(update=changes)
    return scenario.unchecked(
        visits=tuple(changed if v.id == visit.id else v for v in scenario.visits)
    )


def _with_caregivers(scenario: Scenario, change: Callable[[Caregiver], Caregiver]) -> Scenario:
    return scenario.unchecked(caregivers=tuple(map(change, scenario.caregivers)))


def _with_client(scenario: Scenario, visit: Visit, **changes: object) -> Scenario:
    """Give the visit a separate client, so that changes do not affect the client's other visits."""
    client = scenario.client[visit.client]
    own = client.model_copy(update={"id": fresh_id(client.id, scenario.client), **changes})
    clients: tuple[Client, ...] = (*scenario.clients, own)
    return _with_visit(scenario.unchecked(clients=clients), visit, client=own.id)
