"""Traits of clients and visits, by which groups of visits are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Final

from dispatch.scenario import Client, Scenario, Service, Visit
from dispatch.scenario.policy import Trait

AGE_BANDS: Final = ((60, "0-59"), (70, "60-69"), (80, "70-79"), (90, "80-89"))
"""The bands of age, each with the age at which the next one begins; then 90+."""


def by_trait(scenario: Scenario) -> dict[Trait, dict[str, list[Visit]]]:
    """Divide the visits that are not over by each trait of clients and visits."""
    found: dict[Trait, dict[str, list[Visit]]] = defaultdict(lambda: defaultdict(list))
    for visit in scenario.open_visits:
        for trait, value in _traits(scenario, visit):
            found[trait][value].append(visit)
    return {trait: dict(sorted(values.items())) for trait, values in found.items()}


def _traits(scenario: Scenario, visit: Visit) -> Iterator[tuple[Trait, str]]:
    client, service = scenario.client[visit.client], scenario.service[visit.service]
    area = None if client.area is None else scenario.area[client.area]
    yield "disabled", _yes(client.disabled)
    yield "solitary", _yes(client.solitary)
    yield "low_income", _yes(client.low_income)
    yield "two_caregivers", _yes(len(service.crew) > 1)
    yield "needs_nurse", _yes(needs_nurse(service, scenario.policy.nurse_certificates))
    yield "care_level", str(client.care_level)
    yield "age_band", age_band(client)
    yield "area_kind", "unknown" if area is None else area.kind
    yield "channel", client.channel


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def age_band(client: Client) -> str:
    """Return the band of a client's age; ``unknown`` if the age is not known."""
    if client.age is None:
        return "unknown"
    return next((band for above, band in AGE_BANDS if client.age < above), "90+")


def needs_nurse(service: Service, nurses: Collection[str]) -> bool:
    """Return whether some any-of set of a service can be met by these kinds of nurses only."""
    return any(all(need.certificate in nurses for need in needs) for needs in service.any_ofs)
