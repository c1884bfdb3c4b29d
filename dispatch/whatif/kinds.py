"""The kinds of caregivers that a scenario has, and the scenario with more of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from dispatch.rules import Bars, valid_kinds
from dispatch.scenario import Caregiver, Scenario

Team: TypeAlias = tuple[tuple[str, int], ...]
"""How many more of which kinds: pairs of a kind's id and a number above 0, in the kinds' order."""


@dataclass(frozen=True)
class Kind:
    """Caregivers who hold the same certificates and have the same mode, shifts and area.

    Attributes
    ----------
    id : str
        The id of the caregiver who stands for the kind: of those in it, she may take a part in the
        most visits; of several such, the first.
    caregivers : tuple of str
        The ids of the caregivers of the kind.
    certificates : tuple of str
        The certificates that count on one of the dates, with their grades, in order.
    mode : str
        The id of the travel mode.
    shifts : tuple of (str, str)
        When each shift begins and ends, as clock times.
    areas : tuple of str
        The areas that the contracts cover, or else that of the station where she starts; empty
        without either.
    """

    id: str
    caregivers: tuple[str, ...]
    certificates: tuple[str, ...]
    mode: str
    shifts: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]


def kinds_of(scenario: Scenario) -> tuple[Kind, ...]:
    """List the kinds of the caregivers who have a shift, in the order of their first caregivers."""
    bars = Bars(scenario)
    parts = {caregiver.id: 0 for caregiver in scenario.caregivers}
    for visit in scenario.open_visits:
        if not bars.of_all(visit, ()):
            for name, of_roles in bars.of_each(visit).items():
                parts[name] += not all(of_roles)
    found: dict[tuple[object, ...], list[Caregiver]] = {}
    for caregiver in scenario.on_duty:
        found.setdefault(_likeness(scenario, caregiver), []).append(caregiver)
    return tuple(
        Kind(
            id=max(members, key=lambda each: parts[each.id]).id,
            caregivers=tuple(each.id for each in members),
            certificates=_certificates(scenario, members[0]),
            mode=members[0].mode,
            shifts=_shifts(scenario, members[0]),
            areas=_areas(scenario, members[0]),
        )
        for members in found.values()
    )


def _likeness(scenario: Scenario, caregiver: Caregiver) -> tuple[object, ...]:
    return (
        _certificates(scenario, caregiver),
        caregiver.mode,
        _shifts(scenario, caregiver),
        _areas(scenario, caregiver),
    )


def _certificates(scenario: Scenario, caregiver: Caregiver) -> tuple[str, ...]:
    valid = frozenset[str]().union(*(valid_kinds(scenario, caregiver, on) for on in scenario.dates))
    held = (
        f"{paper.certificate} {paper.grade or ''}".rstrip()
        for paper in caregiver.certificates
        if paper.certificate in valid
    )
    return tuple(sorted({*held}))


def _shifts(scenario: Scenario, caregiver: Caregiver) -> tuple[tuple[str, str], ...]:
    return tuple(
        (scenario.moment(scenario.at(shift.start)), scenario.moment(scenario.at(shift.end)))
        for shift in caregiver.shifts
    )


def _areas(scenario: Scenario, caregiver: Caregiver) -> tuple[str, ...]:
    """Return the areas of the contracts, in the scenario's order, or that of the station."""
    contracts = [caregiver.areas]
    if caregiver.provider is not None:
        contracts.append(scenario.provider[caregiver.provider].areas)
    if any(contracts):
        covered = (area.id for area in scenario.areas)
        return tuple(area for area in covered if all(area in areas for areas in contracts if areas))
    at = [
        station.area
        for station in scenario.stations
        if scenario.place_of(caregiver.start) == station.place and station.area is not None
    ]
    return tuple(at[:1])


def with_more(scenario: Scenario, team: Team) -> Scenario:
    """Return the scenario with more caregivers.

    Each is like the one who stands for the kind, without what is that person's own.

    Parameters
    ----------
    scenario
        The scenario.
    team
        How many more of which kinds.
    """
    taken = {caregiver.id for caregiver in scenario.caregivers}
    new = [
        scenario.caregiver[kind].another(name)
        for kind, number in team
        for name in _new_names(kind, number, taken)
    ]
    return scenario.model_copy(update={"caregivers": (*scenario.caregivers, *new)})


def _new_names(kind: str, number: int, taken: Collection[str]) -> Iterator[str]:
    """Yield ids such as ``ann+1``, the same ones for every number."""
    names = (f"{kind}+{k}" for k in range(1, number + len(taken) + 1))
    free = (name for name in names if name not in taken)
    return (name for name, _ in zip(free, range(number), strict=False))
