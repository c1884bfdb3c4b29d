"""The guard rails: what a policy may not make worse while it shortens the response.

Their margins are fixed in `RAILS`, before any result is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final, Literal, TypeAlias

import numpy as np

from dispatch.simulate.measures import Measures
from dispatch.simulate.records import CLASSES
from dispatch.simulate.response import TRAITS
from dispatch.simulate.statistics import mean_estimate

Kind: TypeAlias = Literal["more", "share", "limit"]

CHARGED: Final = 5.0
"""Seconds that the clock charges for each decision, unless the world says otherwise."""


@dataclass(frozen=True, slots=True)
class Rail:
    """A guard rail of a measure, of which less is better.

    Attributes
    ----------
    measure : callable
        The value in one replication, or None.
    margin : float
        What the policy may have more than the baseline (`more`, in the measure's unit; `share`, as
        a share of the baseline's value), or at most, whatever the baseline has (`limit`).
    kind : {"more", "share", "limit"}
    """

    measure: Callable[[Measures], float | None]
    margin: float = 0.0
    kind: Kind = "more"

    def excess(self, policy: float, baseline: float) -> float:
        """Return by how much the policy exceeds what it may have in one replication."""
        if self.kind == "share":
            return policy - (1 + self.margin) * baseline
        return policy - self.margin - (baseline if self.kind == "more" else 0)


@dataclass(frozen=True, slots=True)
class GuardResult:
    """Whether a guard rail is kept.

    Attributes
    ----------
    name : str
        A key of `RAILS`.
    policy, baseline : float or None
        Means over the replications in which both have a value.
    margin : float
    kind : {"more", "share", "limit"}
        What the margin is, as in `Rail`.
    excess, bound : float or None
        What the policy has beyond its margin in the mean, and the upper one-sided 97.5 % bound of
        that: the rail is shown to be kept where the bound is not above 0.
    kept : bool or None
        None if the replications do not tell: one arm has a value where the other has none, or the
        rail has a margin and fewer than two replications.
    """

    name: str
    policy: float | None
    baseline: float | None
    margin: float
    kind: Kind
    excess: float | None
    bound: float | None
    kept: bool | None


def _rails() -> Iterator[tuple[str, Rail]]:
    yield "unserved_requests", Rail(attrgetter("unserved"))
    yield "booked_unserved", Rail(attrgetter("booked.unserved"))
    yield "booked_late", Rail(attrgetter("booked.late"), 0.01)
    yield "medication_misses", Rail(attrgetter("booked.medication_misses"))
    yield "violations", Rail(attrgetter("decisions.violations"), 0, "limit")
    yield "freeze_changes", Rail(attrgetter("decisions.freeze_changes"), 0, "limit")
    yield "decision_p99", Rail(attrgetter("decisions.p99"), CHARGED, "limit")
    yield "overtime_per_caregiver", Rail(attrgetter("work.overtime_per_caregiver"))
    yield "paid", Rail(attrgetter("work.paid"))
    yield "travel", Rail(attrgetter("work.travel"), 0.05, "share")
    yield "caregivers_per_client", Rail(attrgetter("work.caregivers_per_client"), 0.03, "share")
    yield "heavy_gini", Rail(attrgetter("work.heavy_gini"))
    yield "rural_ratio", Rail(attrgetter("rural_ratio"))
    for name in CLASSES:
        yield f"response.{name}", Rail(_of_class(name), 0.05, "share")
    for trait, values in TRAITS.items():
        for value in values:
            yield f"response.{trait}.{value}", Rail(_of_group(trait, value), 0.05, "share")


def _of_class(name: str) -> Callable[[Measures], float | None]:
    return lambda measures: measures.classes[name].mean


def _of_group(trait: str, value: str) -> Callable[[Measures], float | None]:
    return lambda measures: measures.groups[trait][value].mean


RAILS: Final[Mapping[str, Rail]] = dict(_rails())
"""Every guard rail by name. A class of requests is a group, too: no one pays for the headline."""


def guarded(
    policy: Sequence[Measures], baseline: Sequence[Measures], charged: float = CHARGED
) -> list[GuardResult]:
    """Judge every guard rail.

    The mean over the replications must keep the margin. Where the margin leaves room, it must also
    be shown to be kept, beyond noise: the one-sided 97.5 % bound keeps it, too. Where the margin is
    0, no number of replications could show that of an equal policy, so the mean alone decides,
    and noise excuses nothing: an equal policy fails every other time. As every rail must be
    kept, many rails need no correction (Berger 1982, 10.1080/00401706.1982.10487790).

    Parameters
    ----------
    policy, baseline
        The measures of each replication, paired, in the same order.
    charged
        Seconds that the clock charges for each decision.

    Returns
    -------
    list of GuardResult
        In the order of `RAILS`, without those that have no value in any replication, such as the
        response of a group that the world does not have.
    """
    rails = {**RAILS, "decision_p99": replace(RAILS["decision_p99"], margin=charged)}
    judged = (_judged(name, rail, policy, baseline) for name, rail in rails.items())
    return [each for each in judged if each is not None]


def _judged(
    name: str, rail: Rail, policy: Sequence[Measures], baseline: Sequence[Measures]
) -> GuardResult | None:
    values = [
        (rail.measure(one), rail.measure(beside))
        for one, beside in zip(policy, baseline, strict=True)
    ]
    pairs = [(mine, other) for mine, other in values if mine is not None and other is not None]
    one_sided = any((mine is None) != (other is None) for mine, other in values)
    if not pairs and not one_sided:
        return None
    excess = mean_estimate([rail.excess(*pair) for pair in pairs])
    mine, other = np.mean(pairs, axis=0).tolist() if pairs else (None, None)
    decisive = excess.high if rail.margin else excess.value
    kept = None if one_sided or decisive is None else decisive <= 0
    return GuardResult(name, mine, other, rail.margin, rail.kind, excess.value, excess.high, kept)
