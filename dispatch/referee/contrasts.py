"""How differently groups of clients are served, and who waits while milder cases are served."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from dispatch.referee.able import Able
from dispatch.referee.inequality import Decomposition, decomposed, kappa_of
from dispatch.referee.reading import Reading
from dispatch.referee.visits import Outcomes, Served, VisitMeasures, minutes, share
from dispatch.rules import by_trait
from dispatch.scenario import Scenario, Visit

COMPARED: Final[Mapping[str, bool]] = {
    "response_mean": False,
    "response_p90": False,
    "within_target": True,
    "on_time": True,
    "largest_tardiness": False,
    "unserved_share": False,
    "entitlement_met": True,
    "familiar": True,
}
"""The measures of visits by which groups are compared, and whether more of it is better."""


@dataclass(frozen=True)
class Contrast:
    """The worst and the best group by one measure; None if fewer than two groups have it."""

    worst: str | None
    """The value of the trait; of groups that are equally badly off, the first."""
    at_worst: float | None
    best: str | None
    at_best: float | None
    ratio: float | None
    """The largest measure of a group divided by the smallest; None if that is 0."""


@dataclass(frozen=True)
class TraitFairness:
    """How differently the groups of one trait are served.

    Attributes
    ----------
    contrasts : mapping of str to Contrast
        By each of the measures `COMPARED`.
    response, tardiness : Decomposition
        The inequality of response times (of served visits with a request) and of tardiness (of
        served visits with soft windows), in minutes, within and between the groups.
    """

    contrasts: Mapping[str, Contrast]
    response: Decomposition
    tardiness: Decomposition


@dataclass(frozen=True)
class Inversions:
    """Visits left out while visits of milder cases are served. Clients not assessed are no cases.

    Attributes
    ----------
    pairs : int
        Pairs of a visit that is left out and a served one of a client with a lower care level, of
        which some caregiver serves the one and could take a part in the other, by the rules of who
        may do what.
    inverted : int
        Visits left out that are in such a pair.
    left_out : int
        Visits of assessed clients that are left out.
    share : float or None
        Share of these that are in such a pair.
    """

    pairs: int
    inverted: int
    left_out: int
    share: float | None


def contrasts(
    scenario: Scenario,
    reading: Reading,
    groups: Mapping[str, Mapping[str, VisitMeasures]],
) -> dict[str, TraitFairness]:
    """Compare the groups of each trait; `groups` are their measures."""
    served = Outcomes(scenario, reading).served
    return {
        trait: TraitFairness(
            contrasts={name: _contrast(groups[trait], name) for name in COMPARED},
            response=_decomposed(served, members, attrgetter("response")),
            tardiness=_decomposed(served, members, attrgetter("tardiness")),
        )
        for trait, members in by_trait(scenario).items()
    }


def _contrast(groups: Mapping[str, VisitMeasures], name: str) -> Contrast:
    known = {value: getattr(group, name) for value, group in groups.items()}
    known = {value: amount for value, amount in known.items() if amount is not None}
    if len(known) < 2:
        return Contrast(None, None, None, None, None)
    least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    worst, best = (least, most) if COMPARED[name] else (most, least)
    return Contrast(worst, known[worst], best, known[best], ratio=share(known[most], known[least]))


def _decomposed(
    served: Mapping[str, Served],
    members: Mapping[str, Sequence[Visit]],
    time: Callable[[Served], int | None],
) -> Decomposition:
    groups = {
        value: [
            minutes(amount)
            for visit in visits
            if visit.id in served and (amount := time(served[visit.id])) is not None
        ]
        for value, visits in members.items()
    }
    return decomposed(groups, kappa_of([amount for group in groups.values() for amount in group]))


def inversions(scenario: Scenario, reading: Reading, able: Able) -> Inversions:
    """Find the visits that are left out while those of milder cases are served."""
    assessed = [visit for visit in scenario.open_visits if _level(scenario, visit)]
    left_out = [visit for visit in assessed if visit.id not in reading.starts]
    served = [visit for visit in assessed if visit.id in reading.starts]
    counts = [
        sum(
            _level(scenario, mild) < _level(scenario, severe)
            and _shares_a_caregiver(scenario, reading, able, mild, severe)
            for mild in served
        )
        for severe in left_out
    ]
    inverted = sum(map(bool, counts))
    return Inversions(sum(counts), inverted, len(left_out), share(inverted, len(left_out)))


def _level(scenario: Scenario, visit: Visit) -> int:
    return scenario.client[visit.client].care_level


def _shares_a_caregiver(
    scenario: Scenario, reading: Reading, able: Able, served: Visit, left_out: Visit
) -> bool:
    roles = range(len(scenario.service[left_out.service].crew))
    return any(
        able.could_take(left_out, role, call.caregiver)
        for call in reading.calls[served.id]
        for role in roles
    )
