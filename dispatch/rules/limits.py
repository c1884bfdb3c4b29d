"""Limits over whole routes, dates and weeks, of caregivers and of entitled clients.

A week runs from Monday to Sunday. A route belongs to the date on which its shift starts, a visit to
the date of its first allowed start.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from dispatch.rules.amounts import paid_before, thousandths
from dispatch.rules.facts import NONE_BEGUN, BegunRoutes, resumes, visits_over
from dispatch.rules.starts import allowed_starts
from dispatch.scenario import Caregiver, Client, Scenario, Service, Visit
from dispatch.scenario.durations import duration_of

LimitCode: TypeAlias = Literal["paid_hours_cap", "weekly_cap", "probation_cap", "carrying_limit"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on the sum over some routes of one caregiver.

    Attributes
    ----------
    code : str
        ``paid_hours_cap``, ``weekly_cap``, ``probation_cap`` or ``carrying_limit``.
    caregiver : str
        The id of the caregiver.
    shifts : tuple of int
        The routes, by the indices of their shifts.
    most : int
        Milliseconds of paid time (less what was paid before, at least 0), a number of visits, or
        thousandths of load.
    """

    code: LimitCode
    caregiver: str
    shifts: tuple[int, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The rest of a client's entitlement for the visits of one week.

    Attributes
    ----------
    client : str
        The id of the client.
    visits : tuple of str
        The visits of the week that have not begun; each uses its `duration_of`.
    most : int
        Milliseconds, at least 0.
    """

    client: str
    visits: tuple[str, ...]
    most: int


def cargo(service: Service) -> int:
    """Return what `service` adds to the load of a route, in thousandths."""
    return thousandths(service.load)


def limits(
    scenario: Scenario, caregiver: Caregiver, begun: BegunRoutes = NONE_BEGUN
) -> tuple[Limit, ...]:
    """List the limits on the routes of `caregiver`, each no less than what has `begun` reaches.

    What the shifts of a running day have used before they go on is subtracted.
    """
    found = []
    for limit in _limits(scenario, caregiver):
        left = limit.most - _before(scenario, caregiver, limit, begun)
        found.append(replace(limit, most=max(0, left, _reached(limit, begun))))
    return tuple(found)


def _reached(limit: Limit, begun: BegunRoutes) -> int:
    """Return how much of a limit the visits that have begun reach alone."""
    keys = [(limit.caregiver, shift) for shift in limit.shifts]
    routes = [begun[key] for key in keys if key in begun]
    if limit.code == "probation_cap":
        return sum(len(route.parts) for route in routes)
    if limit.code == "carrying_limit":
        return sum(cargo(part.service) for route in routes for part in route.parts)
    return sum(route.returned - route.departure for route in routes)


def _before(scenario: Scenario, caregiver: Caregiver, limit: Limit, begun: BegunRoutes) -> int:
    """Return how much of a limit the shifts of a running day have used before they go on."""
    used = 0
    for index in limit.shifts:
        if limit.code in ("paid_hours_cap", "weekly_cap"):
            resumed = resumes(scenario, caregiver, index, begun)
            used += paid_before(scenario, caregiver.shifts[index], resumed)
        else:
            over = visits_over(scenario, caregiver, index)
            loads = (cargo(scenario.service[visit.service]) for visit in over)
            used += sum(loads) if limit.code == "carrying_limit" else len(over)
    return used


def _limits(scenario: Scenario, caregiver: Caregiver) -> Iterator[Limit]:
    name, most = caregiver.id, caregiver.paid_hours_cap
    if most is not None:
        for _, shifts in _grouped(scenario, caregiver, lambda day: day):
            yield Limit("paid_hours_cap", name, shifts, most)
    if caregiver.weekly_cap is not None:
        for week, shifts in _grouped(scenario, caregiver, _week):
            before = caregiver.so_far.paid if week == _week(scenario.dates[0]) else 0
            yield Limit("weekly_cap", name, shifts, max(0, caregiver.weekly_cap - before))
    if caregiver.probation_cap is not None:
        for _, shifts in _grouped(scenario, caregiver, lambda day: day):
            yield Limit("probation_cap", name, shifts, caregiver.probation_cap)
    if caregiver.carrying_limit is not None:
        for index in range(len(caregiver.shifts)):
            yield Limit("carrying_limit", name, (index,), thousandths(caregiver.carrying_limit))


def _grouped(
    scenario: Scenario, caregiver: Caregiver, by: Callable[[date], Hashable]
) -> list[tuple[Hashable, tuple[int, ...]]]:
    """Return the indices of the shifts that start on one date, or in one week."""
    groups: dict[Hashable, tuple[int, ...]] = {}
    for index, shift in enumerate(caregiver.shifts):
        key = by(scenario.date_at(scenario.at(shift.start)))
        groups[key] = (*groups.get(key, ()), index)
    return list(groups.items())


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def entitlements(scenario: Scenario) -> tuple[Entitlement, ...]:
    """List what clients are still entitled to, for each client and week with visits to come.

    Care given earlier in the week and visits that have begun are already subtracted.
    """
    asked: dict[str, list[Visit]] = {
        client.id: [] for client in scenario.clients if client.entitled_week is not None
    }
    for visit in scenario.visits:
        if visit.client in asked:
            asked[visit.client].append(visit)
    return tuple(
        each
        for name, visits in asked.items()
        for each in entitlements_of(scenario, scenario.client[name], visits)
    )


def entitlements_of(
    scenario: Scenario, client: Client, visits: Iterable[Visit]
) -> Iterator[Entitlement]:
    """Yield the weeks of an entitled client with these visits."""
    left: dict[tuple[int, int], int] = {_week(scenario.dates[0]): -client.received_week}
    planned: dict[tuple[int, int], list[str]] = {}
    for visit in visits:
        starts = allowed_starts(scenario, visit)
        if not starts:
            continue
        week = _week(scenario.date_at(starts[0][0]))
        if visit.facts is None or not (visit.facts.over or visit.facts.running):
            planned.setdefault(week, []).append(visit.id)
        elif visit.facts.started is not None:
            left[week] = left.get(week, 0) - duration_of(scenario, visit)
    for week, names in planned.items():
        most = (client.entitled_week or 0) + left.get(week, 0)
        yield Entitlement(client.id, tuple(names), max(0, most))
