"""Answers of the rules about caregivers, whatever their shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from dispatch.encoding.fields import ints
from dispatch.engine.problem import Ints
from dispatch.rules import (
    area_reasons,
    personal_reasons,
    preference_misses,
    rating_cost,
    service_reasons,
    thousandths,
    told_caregivers,
)
from dispatch.scenario import Caregiver, Client, Scenario, Service, Visit
from dispatch.scenario.base import Model

_UNKNOWN = -1
"""Marks an answer that is not known yet; known ones are 0 or greater."""


class Staff:
    """Answers of the rules about caregivers; each distinct question is asked once.

    The key of a stored answer contains everything that the answer depends on, except the caregiver
    and what `holds_for` compares. No answer depends on shifts or on the moment, so nothing that
    happens on a running day changes one.

    Parameters
    ----------
    scenario
        The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._about = _lasting(scenario)
        self._caregivers, self._equipment = scenario.caregivers, scenario.equipment
        self.number = {caregiver.id: k for k, caregiver in enumerate(scenario.caregivers)}
        """The number of each caregiver, by id."""
        self._rated = ints(rating_cost(scenario, each) for each in scenario.caregivers)
        weights = scenario.policy.weights
        self._cost_of = {
            "gender_preference": thousandths(weights.gender_preference),
            "continuity": thousandths(weights.continuity),
            "exclusion": thousandths(weights.exclusion),
            "announced_caregiver": thousandths(weights.announced_caregiver),
        }
        self._papers: dict[tuple[str, int, date], Ints] = {}
        self._by_gender = _Kinds((each.gender,) for each in scenario.caregivers)
        self._by_area = _Kinds((each.areas, each.provider) for each in scenario.caregivers)
        self._classes: dict[tuple[object, ...], Ints] = {}

    def holds_for(self, scenario: Scenario) -> bool:
        """Return whether the answers are those about the caregivers of a scenario."""
        return (
            self._about == _lasting(scenario)
            and _alike(self._caregivers, scenario.caregivers, "shifts")
            and _alike(self._equipment, scenario.equipment, "pieces")
        )

    def welcome(self, scenario: Scenario, client: Client, service: Service) -> Ints:
        """Return 1 for each caregiver who may come to a client for a service, papers aside."""

        def is_welcome(caregiver: Caregiver) -> int:
            return not personal_reasons(scenario, client, service, caregiver)

        def serves_area(caregiver: Caregiver) -> int:
            return not area_reasons(scenario, client, caregiver)

        key = ("welcome", *_gender(client, service))
        welcome = self._of_class(scenario, self._by_gender, key, client.excluded, is_welcome)
        near = self._of_class(scenario, self._by_area, ("area", client.area), (), serves_area)
        return welcome & near

    def papers(
        self, scenario: Scenario, service: Service, role_index: int, on: date, asked: Iterable[int]
    ) -> Ints:
        """Return 1 for each caregiver, among those `asked`, who may take a role on a day."""
        caregivers, role = scenario.caregivers, service.crew[role_index]
        key = (service.id, role_index, on)
        known = self._papers.setdefault(key, np.full(len(caregivers), _UNKNOWN))
        for k in asked:
            if known[k] == _UNKNOWN:
                known[k] = not service_reasons(scenario, service, role, caregivers[k], on)
        return known

    def cost(self, scenario: Scenario, visit: Visit) -> Ints:
        """Return the preference cost of each caregiver for a visit."""
        service, client = scenario.service[visit.service], scenario.client[visit.client]
        familiar = (visit.promise and visit.promise.caregivers) or client.preferred
        told = told_caregivers(visit)

        def misses(caregiver: Caregiver) -> int:
            found = preference_misses(scenario, visit, caregiver)
            return sum(self._cost_of[miss] for miss in found)

        key = ("cost", *_gender(client, service), bool(familiar), bool(told))
        named = (*familiar, *told, *client.excluded)
        return self._rated + self._of_class(scenario, self._by_gender, key, named, misses)

    def _of_class(
        self,
        scenario: Scenario,
        kinds: _Kinds,
        key: tuple[object, ...],
        named: Iterable[str],
        ask: Callable[[Caregiver], int],
    ) -> Ints:
        """Return the answer to a question about each caregiver.

        The answer depends only on the key and the caregiver's kind, except for the few caregivers
        who are `named`.
        """
        own = {self.number[name]: ask(scenario.caregiver[name]) for name in named}
        known = self._classes.get(key)
        if known is None:
            known = self._classes.setdefault(key, np.full(len(kinds.members), _UNKNOWN))
        if (known == _UNKNOWN).any():
            for kind in np.flatnonzero(known == _UNKNOWN).tolist():
                other = next((k for k in kinds.members[kind] if k not in own), None)
                if other is not None:
                    known[kind] = ask(scenario.caregivers[other])
        answer = known[kinds.of_caregiver]
        if own:
            answer[[*own]] = [*own.values()]
        return answer


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


def _lasting(scenario: Scenario) -> tuple[object, ...]:
    """Return everything but caregivers and equipment that answers depend on."""
    return scenario.services, scenario.policy, scenario.providers, scenario.certificates


def _alike(ours: Sequence[Model], theirs: Sequence[Model], but: str) -> bool:
    """Return whether two lists are equal but for one field of each item."""
    if ours is theirs:
        return True

    def fields(item: Model) -> dict[str, Any]:
        return {**vars(item), but: None}

    return len(ours) == len(theirs) and all(
        one is other or fields(one) == fields(other)
        for one, other in zip(ours, theirs, strict=True)
    )


def _gender(client: Client, service: Service) -> tuple[object, ...]:
    """Return everything that the required or preferred gender depends on."""
    return (client.gender, client.gender_required, client.gender_preferred, service.intimate)
