"""Eligibility and preference costs of stops and routes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.clients import Clients, client_place
from dispatch.encoding.fields import ints
from dispatch.engine.problem import Ints
from dispatch.rules import (
    Between,
    allowed_starts,
    area_reasons,
    begins,
    kits_brought,
    lacks_along,
    latest_return,
    personal_reasons,
    pin_reasons,
    pool_reason,
    pool_way_reason,
    pools_apart,
    preference_misses,
    rating_cost,
    service_reasons,
    shift_of,
    thousandths,
    told_caregivers,
    way_reasons,
)
from dispatch.scenario import Caregiver, Client, Scenario, Service, Visit

Answers: TypeAlias = NDArray[np.bool_]
"""An answer for each route of a person."""

_UNKNOWN = -1
"""Marks an answer that is not known yet; known ones are 0 or greater."""


def pairs(
    scenario: Scenario,
    stops: tuple[tuple[str, int], ...],
    routes: tuple[tuple[str, int], ...],
    pieces: tuple[tuple[str, int], ...],
    clients: Clients,
    look: Callable[[], None],
) -> tuple[NDArray[np.uint8], Ints]:
    """Return which routes may serve which stops, and the preference costs, each (stops, routes).

    `look` is called for each stop.
    """
    ask = _Questions(scenario, routes)
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
            running = visit.facts is not None and visit.facts.running  # the piece is there
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
        running = visit.facts is not None and visit.facts.running
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


class _Kinds:
    """Caregivers grouped by some of their properties."""

    def __init__(self, told: Iterable[tuple[object, ...]]) -> None:
        kinds: dict[tuple[object, ...], list[int]] = {}
        for k, each in enumerate(told):
            kinds.setdefault(each, []).append(k)
        self.members = [*kinds.values()]
        size = sum(map(len, self.members))
        self.of_caregiver = np.zeros(size, dtype=np.int64)
        for kind, members in enumerate(self.members):
            self.of_caregiver[members] = kind


class _Questions:
    """Answers of the rules about people; each distinct question is asked once.

    The key of a stored answer contains everything that the answer depends on, except the caregiver
    and the policy.
    """

    def __init__(self, scenario: Scenario, routes: tuple[tuple[str, int], ...]) -> None:
        self._scenario, self._routes = scenario, routes
        self._number = {caregiver.id: k for k, caregiver in enumerate(scenario.caregivers)}
        self._of_route = ints(self._number[caregiver] for caregiver, _ in routes)
        shifts = [(scenario.caregiver[caregiver], shift) for caregiver, shift in routes]
        self._begins = ints(begins(scenario, each.shifts[shift]) for each, shift in shifts)
        self._returns = ints(latest_return(scenario, each, shift) for each, shift in shifts)
        self._midnights = ints(_midnights(scenario))
        self._rated = ints(rating_cost(scenario, each) for each in scenario.caregivers)
        weights = scenario.policy.weights
        self._cost_of = {
            "gender_preference": thousandths(weights.gender_preference),
            "continuity": thousandths(weights.continuity),
            "exclusion": thousandths(weights.exclusion),
            "announced_caregiver": thousandths(weights.announced_caregiver),
        }
        self._papers: dict[tuple[str, int, int], Ints] = {}
        self._by_gender = _Kinds((each.gender,) for each in scenario.caregivers)
        self._by_area = _Kinds((each.areas, each.provider) for each in scenario.caregivers)
        self._all_alike = _Kinds(() for _ in scenario.caregivers)
        self._classes: dict[tuple[object, ...], Ints] = {}

    def eligible(self, visit: Visit, role_index: int) -> Answers:
        """Return the routes that may take a role of a visit at any of its starts.

        For a running visit it is the route of the caregiver who is there.
        """
        if visit.facts is not None and visit.facts.running:
            return self._there(visit, role_index)
        service, client = self._scenario.service[visit.service], self._scenario.client[visit.client]
        days = self._days(visit, max(role.offset for role in service.crew))
        may = np.zeros(len(self._of_route), dtype=bool)
        for begun in days.values():
            may |= begun
        may &= self._welcomed(client, service)
        for day, begun in days.items():
            may &= ~begun | self._with_papers(service, role_index, day, may & begun)
        there = [*visit.pinned_caregivers, *_who_was_there(self._scenario, visit)]
        if there:

            def may_come(caregiver: Caregiver) -> int:
                return not pin_reasons(self._scenario, visit, role_index, caregiver)

            key = ("pin", visit.id, role_index)
            answers = self._of_class(self._all_alike, key, there, may_come)
            may &= answers[self._of_route] == 1
        return may

    def _there(self, visit: Visit, role_index: int) -> Answers:
        """Return the route in which a running visit began."""
        scenario, name = self._scenario, visit.pinned_caregivers[role_index]
        offset = scenario.service[visit.service].crew[role_index].offset
        (start, _), *_ = allowed_starts(scenario, visit)
        shift = shift_of(scenario, scenario.caregiver[name], start + offset)
        return np.array([route == (name, shift) for route in self._routes], dtype=bool)

    def cost(self, visit: Visit) -> Ints:
        """Return the preference cost of each route for a visit."""
        service, client = self._scenario.service[visit.service], self._scenario.client[visit.client]
        familiar = (visit.promise and visit.promise.caregivers) or client.preferred
        told = told_caregivers(visit)

        def misses(caregiver: Caregiver) -> int:
            found = preference_misses(self._scenario, visit, caregiver)
            return sum(self._cost_of[miss] for miss in found)

        key = ("cost", *_gender(client, service), bool(familiar), bool(told))
        named = (*familiar, *told, *client.excluded)
        cost = self._rated + self._of_class(self._by_gender, key, named, misses)
        return cost[self._of_route]

    def _welcomed(self, client: Client, service: Service) -> Answers:
        def is_welcome(caregiver: Caregiver) -> int:
            return not personal_reasons(self._scenario, client, service, caregiver)

        def serves_area(caregiver: Caregiver) -> int:
            return not area_reasons(self._scenario, client, caregiver)

        key = ("welcome", *_gender(client, service))
        welcome = self._of_class(self._by_gender, key, client.excluded, is_welcome)
        near = self._of_class(self._by_area, ("area", client.area), (), serves_area)
        may: Answers = (welcome & near) == 1
        return may[self._of_route]

    def _of_class(
        self,
        kinds: _Kinds,
        key: tuple[object, ...],
        named: Iterable[str],
        ask: Callable[[Caregiver], int],
    ) -> Ints:
        """Return the answer to a question about each caregiver.

        The answer depends only on the key and the caregiver's kind, except for the few caregivers
        who are `named`.
        """
        caregivers = self._scenario.caregivers
        own = {self._number[name]: ask(self._scenario.caregiver[name]) for name in named}
        known = self._classes.setdefault(key, np.full(len(kinds.members), _UNKNOWN))
        for kind in np.flatnonzero(known == _UNKNOWN).tolist():
            other = next((k for k in kinds.members[kind] if k not in own), None)
            if other is not None:
                known[kind] = ask(caregivers[other])
        answer = known[kinds.of_caregiver]
        answer[[*own]] = [*own.values()]
        return answer

    def _with_papers(self, service: Service, role_index: int, day: int, asked: Answers) -> Answers:
        """Return the routes, among those `asked`, whose caregivers may take a role on a day."""
        caregivers, role = self._scenario.caregivers, service.crew[role_index]
        on = self._scenario.dates[0] + timedelta(days=day)
        key = (service.id, role_index, day)
        known = self._papers.setdefault(key, np.full(len(caregivers), _UNKNOWN))
        for k in np.unique(self._of_route[asked & (known == _UNKNOWN)[self._of_route]]):
            known[k] = not service_reasons(self._scenario, service, role, caregivers[k], on)
        may: Answers = (known == 1)[self._of_route]
        return may

    def _days(self, visit: Visit, largest_offset: int) -> dict[int, Answers]:
        """Return the routes on which a visit may start, by the number of days after the first date.

        Equals `dispatch.rules.dates_in_shift` for each route, computed for all routes at once.
        """
        found: dict[int, Answers] = {}
        for opens, closes in allowed_starts(self._scenario, visit):
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


def _gender(client: Client, service: Service) -> tuple[object, ...]:
    """Return everything that the required or preferred gender depends on."""
    return (client.gender, client.gender_required, client.gender_preferred, service.intimate)


def _who_was_there(scenario: Scenario, visit: Visit) -> Iterator[str]:
    """Yield the caregivers of visits that are over and connected with this one by a gap."""
    others = [scenario.visit[gap.after] for gap in visit.gaps]
    others += [other for other, _ in scenario.followers.get(visit.id, ())]
    for other in others:
        if other.facts is not None and other.facts.over:
            yield from other.pinned_caregivers
