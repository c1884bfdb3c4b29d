"""Eligibility and preference costs of stops and routes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.clients import Clients, client_place
from dispatch.encoding.fields import ints
from dispatch.encoding.staff import Staff
from dispatch.engine.problem import Ints
from dispatch.rules import (
    Between,
    begins,
    kits_brought,
    lacks_along,
    latest_return,
    pin_reasons,
    pool_reason,
    pool_way_reason,
    pools_apart,
    shift_of,
    way_reasons,
)
from dispatch.rules.starts import Interval
from dispatch.scenario import Scenario, Visit

Answers: TypeAlias = NDArray[np.bool_]
"""An answer for each route of a person."""


def pairs(
    ask: Questions,
    stops: tuple[tuple[str, int], ...],
    pieces: tuple[tuple[str, int], ...],
    clients: Clients,
    look: Callable[[], None],
) -> tuple[NDArray[np.uint8], Ints]:
    """Return which routes may serve which stops, and the preference costs, each (stops, routes).

    `look` is called for each stop.
    """
    scenario, routes = ask.scenario, ask.routes
    first_client = len(routes) + len(pieces)
    out = [
        k for k, (name, shift) in enumerate(routes) if scenario.caregiver[name].shifts[shift].out
    ]
    eligible = np.zeros((len(stops), first_client + len(clients.number)), dtype=np.uint8)
    pair_cost = np.zeros(eligible.shape, dtype=np.int64)
    for row, (visit_id, place) in enumerate(stops):
        look()
        visit = scenario.visit[visit_id]
        client, service = scenario.client[visit.client], scenario.service[visit.service]
        if place < len(service.crew):
            brought = kits_brought(scenario, visit, service.crew[place])
            if not any(pool_reason(scenario, client, pool) for pool in brought):
                eligible[row, : len(routes)] = ask.eligible(visit, place)
                for route in out if brought else ():
                    name, shift = routes[route]
                    of = scenario.caregiver[name].shifts[shift]
                    if lacks_along(scenario, visit, service.crew[place], of):
                        eligible[row, route] = 0
            pair_cost[row, : len(routes)] = ask.cost(visit)
        elif place == client_place(scenario, service):
            eligible[row, first_client + clients.number[clients.apart[visit_id]]] = 1
        else:
            pool = scenario.pool[pools_apart(scenario, service)[place - len(service.crew)]]
            running = visit.running  # the piece is there
            if running or pool_reason(scenario, client, pool) is None:
                eligible[row, len(routes) : first_client] = [
                    name == pool.id and (running or not pool.is_lost(number))
                    for name, number in pieces
                ]
    return eligible, pair_cost


def reached(
    scenario: Scenario,
    between: Between,
    stops: tuple[tuple[str, int], ...],
    routes: tuple[tuple[str, int], ...],
    pieces: tuple[tuple[str, int], ...],
) -> NDArray[np.bool_]:
    """Return which routes have a way to which stops and back, (stops, routes)."""
    rows: dict[tuple[object, ...], list[bool]] = {}
    found = np.empty((len(stops), len(routes) + len(pieces)), dtype=bool)
    for row, (visit_id, _) in enumerate(stops):
        visit = scenario.visit[visit_id]
        running = visit.running
        key = scenario.client[visit.client].place, visit.end_place, running
        if key not in rows:
            rows[key] = [
                not way_reasons(scenario, visit, scenario.caregiver[name], shift, between)
                for name, shift in routes
            ]
            rows[key] += [
                pool_way_reason(scenario, visit, scenario.pool[pool], between) is None
                for pool, _ in pieces
            ]
        found[row] = rows[key]
    return found


class Questions:
    """What the rules say of the routes of people.

    Parameters
    ----------
    scenario
        The scenario.
    routes
        The caregiver and the shift of each route.
    staff
        What they say of caregivers.
    starts
        The allowed starts of each visit that is not over, by its id.
    """

    def __init__(
        self,
        scenario: Scenario,
        routes: tuple[tuple[str, int], ...],
        staff: Staff,
        starts: Mapping[str, tuple[Interval, ...]],
    ) -> None:
        self.scenario, self.routes = scenario, routes
        self._staff, self._starts = staff, starts
        self._of_route = ints(staff.number[caregiver] for caregiver, _ in routes)
        shifts = [(scenario.caregiver[caregiver], shift) for caregiver, shift in routes]
        self._begins = ints(begins(scenario, each.shifts[shift]) for each, shift in shifts)
        self._returns = ints(latest_return(scenario, each, shift) for each, shift in shifts)
        self._midnights = ints(_midnights(scenario))

    def eligible(self, visit: Visit, role_index: int) -> Answers:
        """Return the routes that may take a role of a visit at any of its starts.

        For a running visit it is the route of the caregiver who is there.
        """
        if visit.running:
            return self._there(visit, role_index)
        scenario, staff = self.scenario, self._staff
        service, client = scenario.service[visit.service], scenario.client[visit.client]
        days = self._days(visit, max(role.offset for role in service.crew))
        may = np.zeros(len(self._of_route), dtype=bool)
        for begun in days.values():
            may |= begun
        may &= (staff.welcome(scenario, client, service) == 1)[self._of_route]
        for day, begun in days.items():
            on, asked = scenario.dates[0] + timedelta(days=day), self._of_route[may & begun]
            papers = staff.papers(scenario, service, role_index, on, asked.tolist())
            may &= ~begun | (papers == 1)[self._of_route]
        if visit.pinned_caregivers or any(_who_was_there(scenario, visit)):
            allowed = ints(
                not pin_reasons(scenario, visit, role_index, each) for each in scenario.caregivers
            )
            may &= (allowed == 1)[self._of_route]
        return may

    def _there(self, visit: Visit, role_index: int) -> Answers:
        """Return the route in which a running visit began."""
        scenario, name = self.scenario, visit.pinned_caregivers[role_index]
        offset = scenario.service[visit.service].crew[role_index].offset
        (start, _), *_ = self._starts[visit.id]
        shift = shift_of(scenario, scenario.caregiver[name], start + offset)
        return np.array([route == (name, shift) for route in self.routes], dtype=bool)

    def cost(self, visit: Visit) -> Ints:
        """Return the preference cost of each route for a visit."""
        return self._staff.cost(self.scenario, visit)[self._of_route]

    def _days(self, visit: Visit, largest_offset: int) -> dict[int, Answers]:
        """Return the routes on which a visit may start, by the number of days after the first date.

        Equals `dispatch.rules.dates_in_shift` for each route, computed for all routes at once.
        """
        found: dict[int, Answers] = {}
        for opens, closes in self._starts[visit.id]:
            first = np.maximum(opens, self._begins - largest_offset)
            last = np.minimum(closes, self._returns)
            fits = first <= last
            begun, ended = (
                np.searchsorted(self._midnights, at, "right") - 1 for at in (first, last)
            )
            for day in range(ended[fits].max(initial=-1) + 1):
                here = fits & (begun <= day) & (day <= ended)
                found[day] = found.get(day, False) | here
        return {day: here for day, here in found.items() if here.any()}


def _midnights(scenario: Scenario) -> Iterator[int]:
    """Yield the beginning of each day, from the first date to the horizon."""
    for days in range((scenario.date_at(scenario.horizon) - scenario.dates[0]).days + 1):
        yield scenario.clock.begins(scenario.dates[0] + timedelta(days=days))


def _who_was_there(scenario: Scenario, visit: Visit) -> Iterator[str]:
    """Yield the caregivers of visits that are over and connected with this one by a gap."""
    others = [scenario.visit[gap.after] for gap in visit.gaps]
    others += [other for other, _ in scenario.followers.get(visit.id, ())]
    for other in others:
        if other.over:
            yield from other.pinned_caregivers
