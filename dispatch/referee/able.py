"""Who could take a part in a visit, whatever else the plan has for her."""

from __future__ import annotations

from datetime import date
from functools import cache, partial

from dispatch.rules import (
    allowed_starts,
    begins,
    client_reasons,
    latest_return,
    pin_reasons,
    service_reasons,
)
from dispatch.rules.shifts import dates_within
from dispatch.scenario import Caregiver, Scenario, Visit


class Able:
    """Asks who may do what, when visits may start, and when shifts are; and remembers it.

    Neither ways, gaps, limits and breaks nor a caregiver's other visits are looked at.
    """

    def __init__(self, scenario: Scenario) -> None:
        # What is remembered refers to the scenario alone, never back to here: so both go at once.
        self._scenario = scenario
        self._by_client = cache(partial(_client_allows, scenario))
        self._by_service = cache(partial(_service_allows, scenario))
        self._shifts = cache(partial(_bounds, scenario))
        self._starts = cache(partial(_allowed, scenario))
        self._takes: dict[tuple[str, int, str], bool] = {}

    def could_take(self, visit: Visit, role: int, caregiver: Caregiver) -> bool:
        """Return whether she may take a role on a date on which the visit may start in a shift."""
        asked = visit.id, role, caregiver.id
        if asked not in self._takes:
            self._takes[asked] = self._could_take(*asked)
        return self._takes[asked]

    def _could_take(self, name: str, role: int, who: str) -> bool:
        visit, caregiver = self._scenario.visit[name], self._scenario.caregiver[who]
        if not self._by_client(visit.client, visit.service, who):
            return False
        return not pin_reasons(self._scenario, visit, role, caregiver) and any(
            self._by_service(visit.service, role, who, on)
            for first, last in self._shifts(who)
            for on in dates_within(self._scenario, self._starts(name), first, last)
        )


def _client_allows(scenario: Scenario, client: str, service: str, who: str) -> bool:
    return not client_reasons(
        scenario, scenario.client[client], scenario.service[service], scenario.caregiver[who]
    )


def _service_allows(scenario: Scenario, name: str, role: int, who: str, on: date) -> bool:
    service, caregiver = scenario.service[name], scenario.caregiver[who]
    return not service_reasons(scenario, service, service.crew[role], caregiver, on)


def _bounds(scenario: Scenario, who: str) -> tuple[tuple[int, int], ...]:
    caregiver = scenario.caregiver[who]
    return tuple(
        (begins(scenario, shift), latest_return(scenario, caregiver, number))
        for number, shift in enumerate(caregiver.shifts)
    )


def _allowed(scenario: Scenario, name: str) -> tuple[tuple[int, int], ...]:
    return tuple(allowed_starts(scenario, scenario.visit[name]))
