"""Who may serve what, and what it costs that they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.fields import ints
from dispatch.engine.problem import Ints
from dispatch.rules import (
    allowed_starts,
    client_reasons,
    latest_return,
    pin_reasons,
    pool_reason,
    preference_misses,
    rating_cost,
    service_reasons,
    thousandths,
)
from dispatch.scenario import Caregiver, Client, Scenario, Service, Visit

Answers: TypeAlias = NDArray[np.bool_]
"""Of people's routes."""

_UNKNOWN = -1
"""An answer, else 0 or 1, to what nobody has asked."""


def pairs(
    scenario: Scenario,
    stops: tuple[tuple[str, int], ...],
    routes: tuple[tuple[str, int], ...],
    pieces: tuple[tuple[str, int], ...],
) -> tuple[NDArray[np.uint8], Ints]:
    """Who may serve what, and what it costs that they do."""
    ask = _Questions(scenario, routes)
    eligible = np.zeros((len(stops), len(routes) + len(pieces)), dtype=np.uint8)
    pair_cost = np.zeros(eligible.shape, dtype=np.int64)
    for row, (visit_id, place) in enumerate(stops):
        visit = scenario.visit[visit_id]
        client, service = scenario.client[visit.client], scenario.service[visit.service]
        if place < len(service.crew):
            eligible[row, : len(routes)] = ask.eligible(visit, place)
            pair_cost[row, : len(routes)] = ask.cost(visit)
        else:
            pool = service.equipment[place - len(service.crew)]
            if pool_reason(scenario, client, scenario.pool[pool]) is None:
                eligible[row, len(routes) :] = [each == pool for each, _ in pieces]
    return eligible, pair_cost


class _Questions:
    """What the rules are asked about people; each distinct question once.

    The key of an answer that is kept has everything in it that the answer depends on, besides the
    caregiver and the policy.
    """

    def __init__(self, scenario: Scenario, routes: tuple[tuple[str, int], ...]) -> None:
        self._scenario = scenario
        number = {caregiver.id: k for k, caregiver in enumerate(scenario.caregivers)}
        self._of_route = ints(number[caregiver] for caregiver, _ in routes)
        shifts = [(scenario.caregiver[caregiver], shift) for caregiver, shift in routes]
        self._begins = ints(scenario.at(each.shifts[shift].start) for each, shift in shifts)
        self._returns = ints(latest_return(scenario, each, shift) for each, shift in shifts)
        self._midnights = ints(_midnights(scenario))
        self._rated = ints(rating_cost(scenario, each) for each in scenario.caregivers)
        weights = scenario.policy.weights
        self._cost_of = {
            "gender_preference": thousandths(weights.gender_preference),
            "continuity": thousandths(weights.continuity),
            "exclusion": thousandths(weights.exclusion),
        }
        self._papers: dict[tuple[str, int, int], Ints] = {}
        self._welcome: dict[tuple[object, ...], Answers] = {}
        self._liked: dict[tuple[object, ...], Ints] = {}

    def eligible(self, visit: Visit, role_index: int) -> Answers:
        """On which routes a role of a visit may be, whichever of the visit's starts it is."""
        service, client = self._scenario.service[visit.service], self._scenario.client[visit.client]
        days = self._days(visit, max(role.offset for role in service.crew))
        may = np.zeros(len(self._of_route), dtype=bool)
        for begun in days.values():
            may |= begun
        if visit.facts is None or not visit.facts.running:
            may &= self._welcomed(client, service)
            for day, begun in days.items():
                may &= ~begun | self._with_papers(service, role_index, day, may & begun)
        if visit.pinned_caregivers or _is_linked_to_what_is_over(self._scenario, visit):
            may &= self._all(lambda each: pin_reasons(self._scenario, visit, role_index, each))
        return may

    def cost(self, visit: Visit) -> Ints:
        """What it costs that a route serves a visit."""
        service, client = self._scenario.service[visit.service], self._scenario.client[visit.client]
        promised = () if visit.promise is None else visit.promise.caregivers
        key = (*_gender(client, service), client.preferred, client.excluded, promised)
        if key not in self._liked:
            misses = (
                preference_misses(self._scenario, client, service, each, promised)
                for each in self._scenario.caregivers
            )
            cost = self._rated + ints(sum(self._cost_of[miss] for miss in row) for row in misses)
            self._liked[key] = cost[self._of_route]
        return self._liked[key]

    def _all(self, reasons: Callable[[Caregiver], tuple[str, ...]]) -> Answers:
        """The routes of those against whom there is no reason."""
        may: Answers = np.array(
            [not reasons(each) for each in self._scenario.caregivers], dtype=bool
        )
        return may[self._of_route]

    def _welcomed(self, client: Client, service: Service) -> Answers:
        key = (*_gender(client, service), client.area, client.excluded)
        if key not in self._welcome:
            self._welcome[key] = self._all(
                lambda each: client_reasons(self._scenario, client, service, each)
            )
        return self._welcome[key]

    def _with_papers(self, service: Service, role_index: int, day: int, asked: Answers) -> Answers:
        """The routes of those who may have a role on a day; of those that are asked for only."""
        caregivers, role = self._scenario.caregivers, service.crew[role_index]
        on = self._scenario.dates[0] + timedelta(days=day)
        key = (service.id, role_index, day)
        known = self._papers.setdefault(key, np.full(len(caregivers), _UNKNOWN))
        for k in np.unique(self._of_route[asked & (known == _UNKNOWN)[self._of_route]]):
            known[k] = not service_reasons(self._scenario, service, role, caregivers[k], on)
        may: Answers = (known == 1)[self._of_route]
        return may

    def _days(self, visit: Visit, largest_offset: int) -> dict[int, Answers]:
        """On which routes a visit may start on which day after the first, for all at once.

        The same as `dispatch.rules.dates_in_shift` says for each.
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
    """When each day begins, from the first date to the horizon."""
    for days in range((scenario.date_at(scenario.horizon) - scenario.dates[0]).days + 1):
        yield scenario.at(f"{scenario.dates[0] + timedelta(days=days)}T00:00:00")


def _gender(client: Client, service: Service) -> tuple[object, ...]:
    """What the gender that should come depends on."""
    return (client.gender, client.gender_required, client.gender_preferred, service.intimate)


def _is_linked_to_what_is_over(scenario: Scenario, visit: Visit) -> bool:
    others = [scenario.visit[gap.after] for gap in visit.gaps]
    others += [other for other, _ in scenario.followers.get(visit.id, ())]
    return any(other.facts is not None and other.facts.over for other in others)
