"""The measures of visits, for all of them and by traits of clients and visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from dispatch.referee.amounts import response, tardiness
from dispatch.referee.reading import Reading
from dispatch.rules import duration_of, entitlements, soft_windows
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE


@dataclass(frozen=True)
class VisitMeasures:
    """The measures of a group of visits."""

    visits: int
    served: int
    mandatory_unserved: int
    unserved_share: float | None
    """Share of the visits that the plan leaves out."""
    response_mean: float | None
    """Minutes, over served visits with a request."""
    response_p90: float | None
    """Minutes that nine in ten of these visits do not exceed: the nearest rank, definition 1 of
    Hyndman and Fan (1996, 10.1080/00031305.1996.10473566)."""
    within_target: float | None
    """Share of visits with request and target that start within it; unserved ones do not."""
    on_time: float | None
    """Share of served visits with soft windows that are not tardy: 1 less the mean unit penalty of
    Graham and others (1979, 10.1016/S0167-5060(08)70356-X)."""
    tardiness: float
    """Minutes, the sum over the visits."""
    largest_tardiness: float | None
    familiar: float | None
    """Share of stops, at clients with familiar caregivers, that one of these makes; the usual
    provider continuity of Breslau and Reeb (1975, Journal of Medical Education 50, 965-969)."""
    entitled: float
    """Minutes of insured care a week to which the clients of these visits are entitled."""
    given: float
    """Minutes of it that they have received or receive by the plan."""
    entitlement_met: float | None
    """Share of the minutes to which the clients are entitled that are given."""

    @property
    def unserved(self) -> int:
        """Visits that the plan leaves out."""
        return self.visits - self.served


class Served(NamedTuple):
    """A visit that is served; times in milliseconds."""

    response: int | None
    tardiness: int | None
    """None for a visit without soft windows."""
    familiar: tuple[bool, ...]
    """Whether each stop is made by a familiar caregiver; empty if the client knows nobody."""


class Outcomes:
    """What becomes of the visits by a plan, from which groups of visits are measured."""

    def __init__(self, scenario: Scenario, reading: Reading) -> None:
        self.served = served_visits(scenario, reading)
        self._care = _insured_care(scenario, reading)

    def of(self, visits: Sequence[Visit]) -> VisitMeasures:
        """Measure a group of visits; a client with several of them is entitled once."""
        served = [(visit, self.served[visit.id]) for visit in visits if visit.id in self.served]
        responses = sorted(
            minutes(each.response) for _, each in served if each.response is not None
        )
        late = [each.tardiness for _, each in served if each.tardiness is not None]
        known = [familiar for _, each in served for familiar in each.familiar]
        care = [self._care[name] for name in {visit.client for visit in visits} & self._care.keys()]
        entitled = minutes(sum(due for due, _ in care))
        given = minutes(sum(had for _, had in care))
        timely = sum(
            each.response is not None
            and visit.response_target is not None
            and each.response <= visit.response_target
            for visit, each in served
        )
        targets = sum(
            visit.requested is not None and visit.response_target is not None for visit in visits
        )
        return VisitMeasures(
            visits=len(visits),
            served=len(served),
            mandatory_unserved=sum(
                visit.binding and visit.id not in self.served for visit in visits
            ),
            unserved_share=share(len(visits) - len(served), len(visits)),
            response_mean=share(sum(responses), len(responses)),
            response_p90=responses[ceil(len(responses) * 9 / 10) - 1] if responses else None,
            within_target=share(timely, targets),
            on_time=share(sum(amount == 0 for amount in late), len(late)),
            tardiness=minutes(sum(late)),
            largest_tardiness=minutes(max(late)) if late else None,
            familiar=share(sum(known), len(known)),
            entitled=entitled,
            given=given,
            entitlement_met=share(given, entitled),
        )


def served_visits(scenario: Scenario, reading: Reading) -> dict[str, Served]:
    """Return what becomes of each visit that is served, by its id."""
    return {
        name: _served(scenario, reading, scenario.visit[name], start)
        for name, start in reading.starts.items()
    }


def _served(scenario: Scenario, reading: Reading, visit: Visit, start: int) -> Served:
    preferred = scenario.client[visit.client].preferred
    calls = reading.calls[visit.id] if preferred else ()
    return Served(
        response=response(scenario, visit, start),
        tardiness=tardiness(scenario, visit, start) if soft_windows(scenario, visit) else None,
        familiar=tuple(call.caregiver.id in preferred for call in calls),
    )


def _insured_care(scenario: Scenario, reading: Reading) -> Mapping[str, tuple[int, int]]:
    """Return the milliseconds that clients with visits to come are entitled to, and are given."""
    found: dict[str, tuple[int, int]] = {}
    for entitled in entitlements(scenario):
        due = scenario.client[entitled.client].entitled_week or 0
        visits = (scenario.visit[name] for name in entitled.visits if name in reading.starts)
        planned = sum(duration_of(scenario, visit) for visit in visits)
        before, had = found.get(entitled.client, (0, 0))
        found[entitled.client] = before + due, had + due - entitled.most + planned
    return found


def minutes(milliseconds: int) -> float:
    """Convert milliseconds."""
    return milliseconds / MILLISECONDS_A_MINUTE


def share(part: float, whole: float) -> float | None:
    """Return a part of a whole; None of nothing."""
    return part / whole if whole else None
