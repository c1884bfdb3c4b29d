"""Finds what bars caregivers from a role of a visit, before any search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

from dispatch.rules.amounts import begins
from dispatch.rules.eligibility import client_reasons, pin_reasons, service_reasons
from dispatch.rules.equipment import along_reasons, clearing, kits_brought, set_up
from dispatch.rules.shifts import dates_within, latest_return
from dispatch.rules.starts import Interval
from dispatch.scenario import Caregiver, Client, Scenario, Service, Visit
from dispatch.scenario.durations import role_duration

Codes: TypeAlias = tuple[str, ...]
"""Codes of reasons; if empty, nothing bars."""

Hours: TypeAlias = tuple[Interval, ...]
"""The start and the latest return of each shift."""


class _Outside(dict[str, Codes]):
    """The codes of all caregivers whose shifts are at other times; it keeps nobody's name."""

    def __missing__(self, name: str) -> Codes:
        return ("shift_outside_window",)


_OUTSIDE: Final = _Outside()


class _Answers(dict[str, Codes]):
    """The codes of each caregiver by id; computed at the first look-up."""

    def __init__(self, scenario: Scenario, ask: Callable[[Caregiver], Codes]) -> None:
        super().__init__()
        self._caregiver, self._ask = scenario.caregiver, ask

    def __missing__(self, name: str) -> Codes:
        answer = self[name] = self._ask(self._caregiver[name])
        return answer


class People:
    """The caregivers of a scenario, with the answers that many visits share."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._papers: dict[tuple[str, int, date], _Answers] = {}
        self._welcome: dict[tuple[object, ...], _Answers] = {}

    @cached_property
    def at_home_with(self) -> frozenset[str]:
        """The ids of clients with whom a caregiver is who is out."""
        shifts = (shift for caregiver in self.scenario.caregivers for shift in caregiver.shifts)
        return frozenset(shift.out.client for shift in shifts if shift.out and shift.out.client)

    @cached_property
    def of_hours(self) -> Mapping[Hours, list[str]]:
        """The ids of caregivers, by their hours."""
        found: dict[Hours, list[str]] = {}
        for caregiver in self.scenario.caregivers:
            found.setdefault(self.hours(caregiver), []).append(caregiver.id)
        return found

    def hours(self, caregiver: Caregiver) -> Hours:
        """The hours of a caregiver."""
        return tuple(
            (begins(self.scenario, shift), latest_return(self.scenario, caregiver, index))
            for index, shift in enumerate(caregiver.shifts)
        )

    def papers(self, service: Service, role_index: int, on: date) -> Mapping[str, Codes]:
        """The `service_reasons` of all caregivers, for a role on a date."""
        scenario, role, key = self.scenario, service.crew[role_index], (service.id, role_index, on)
        if key not in self._papers:
            self._papers[key] = _Answers(
                scenario, lambda each: service_reasons(scenario, service, role, each, on)
            )
        return self._papers[key]

    def welcome(self, client: Client, service: Service) -> Mapping[str, Codes]:
        """The `client_reasons` of all caregivers; the key is everything that they depend on."""
        scenario, key = self.scenario, (
            client.gender, client.gender_required, client.gender_preferred, client.excluded,
            client.area, service.intimate,
        )  # fmt: skip
        if key not in self._welcome:
            self._welcome[key] = _Answers(
                scenario, lambda each: client_reasons(scenario, client, service, each)
            )
        return self._welcome[key]

    def pins(self, visit: Visit, role_index: int) -> Mapping[str, Codes]:
        """The `pin_reasons` of all caregivers; no other visit shares them."""
        scenario = self.scenario
        return _Answers(scenario, lambda each: pin_reasons(scenario, visit, role_index, each))


class Part:
    """A role of a visit, with the starts of the visit that are allowed.

    Parameters
    ----------
    people
        The caregivers.
    visit, role_index
        The visit, and the index of the role in its crew.
    starts
        The allowed starts of the visit, in order; at least one interval.
    """

    def __init__(
        self, people: People, visit: Visit, role_index: int, starts: tuple[Interval, ...]
    ) -> None:
        self._people, self._scenario = people, people.scenario
        self._visit, self._role_index, self._starts = visit, role_index, starts
        self._service = self._scenario.service[visit.service]
        self._client = self._scenario.client[visit.client]
        self._has_begun = visit.running
        self._of_visit = [] if self._has_begun else [people.welcome(self._client, self._service)]
        role = self._service.crew[role_index]
        if kits_brought(self._scenario, visit, role):
            scenario = people.scenario  # not `self`: what is kept here must not lead back here
            self._of_visit.append(
                _Answers(scenario, lambda each: along_reasons(scenario, visit, role, each))
            )
        if visit.pinned_caregivers or visit.gaps or self._scenario.followers.get(visit.id):
            self._of_visit.append(people.pins(visit, role_index))

    def barred(self, hours: Hours, names: Iterable[str]) -> Iterator[Codes]:
        """Find what bars caregivers with the same hours from the role in all of their shifts.

        Yields
        ------
        tuple of str
            For each of `names`: ``shift_outside_window`` and the codes of `eligibility`; no code if
            nothing bars the caregiver in one of the shifts.
        """
        shifts = list(self._fitting(hours))
        if not shifts:
            on = self._scenario.date_at(self._starts[0][0])
            shifts = [[_OUTSIDE, *self._eligibility(on)]]
        for name in names:
            found = [sum((answers[name] for answers in asked), ()) for asked in shifts]
            yield tuple(dict.fromkeys(sum(found, ()))) if all(found) else ()

    def _eligibility(self, on: date) -> list[Mapping[str, Codes]]:
        """The codes of `dispatch.rules.eligibility` for all caregivers on a date."""
        if self._has_begun:
            return self._of_visit
        return [self._people.papers(self._service, self._role_index, on), *self._of_visit]

    def _fitting(self, hours: Hours) -> Iterator[list[Mapping[str, Codes]]]:
        """For each shift that the role fits into, the codes on their dates.

        Access, documentation and the work with kits must fit into the shift too. The dates are
        those on which a member of the crew may begin.
        """
        scenario, crew = self._scenario, self._service.crew
        role = crew[self._role_index]
        access = 0 if self._client.id in self._people.at_home_with else self._client.access
        before = access + set_up(scenario, self._visit, role) - role.offset
        after = role.offset + role_duration(scenario, self._visit, role)
        after += clearing(scenario, self._visit, role) + self._service.documentation
        for start, returns in hours:
            if any(
                max(first, start + before) <= min(last, returns - after)
                for first, last in self._starts
            ):
                earliest = start - max(each.offset for each in crew)
                dates = dates_within(scenario, self._starts, earliest, returns)
                yield [each for on in dates for each in self._eligibility(on)]
