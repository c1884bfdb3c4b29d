"""What the comparison says: each policy at each load, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from dispatch.simulate.claim import Cell, Claim, claim
from dispatch.simulate.compared import compared
from dispatch.simulate.experiment import Experiment
from dispatch.simulate.guards import GuardResult, guarded
from dispatch.simulate.hindsight import HINDSIGHT
from dispatch.simulate.measures import Measures, measured
from dispatch.simulate.records import Arm
from dispatch.simulate.statistics import (
    Decomposition,
    Estimate,
    decomposed,
    mean_estimate,
    p90_reduction,
    reduction,
    reductions,
)

BASELINES: Final = ("BL2", "BL3")
"""Today as it is guessed, and like for like: the first come, all pooled."""
SQUARE: Final = ("BL1", "BL3", "BL5", "P1")
"""Streets apart or pooled, first come or optimised."""


@dataclass(frozen=True)
class Beside:
    """How many times as much as the bound a policy has, over the same replications.

    Attributes
    ----------
    mean, late, worst : float or None
        The ratios of the restricted mean response, of the share beyond the target, and of the mean
        of the worst group, which may be another one; None if the bound has 0.
    """

    mean: float | None
    late: float | None
    worst: float | None


@dataclass(frozen=True)
class Line:
    """A policy at a load.

    Attributes
    ----------
    policy : str
    weeks : int
        The replications.
    mean : Estimate
        The restricted mean response of the headline, in minutes.
    p90, late, worst : float or None
        Means over the replications: nine in ten, the share beyond the target, the worst group.
    utilisation : float or None
        Work and travel as a share of the offered time.
    against : Mapping of str to Estimate
        The reduction of the mean beside each baseline that was lived.
    p90_against : Mapping of str to Estimate
        The same for the times that nine in ten do not exceed.
    rails : Mapping of str to sequence of GuardResult
        The guard rails beside each of them.
    moves : float or None
        Promised starts that were moved after notice, for each 100 promises.
    seconds : tuple of float or None
        The median and the 99th of 100 of the seconds per decision.
    beside_bound : Beside or None
        How far from hindsight it is, if that was lived.
    """

    policy: str
    weeks: int
    mean: Estimate
    p90: float | None
    late: float | None
    worst: float | None
    utilisation: float | None
    against: Mapping[str, Estimate]
    p90_against: Mapping[str, Estimate]
    rails: Mapping[str, Sequence[GuardResult]]
    moves: float | None
    seconds: tuple[float | None, float | None]
    beside_bound: Beside | None


@dataclass(frozen=True)
class Summary:
    """The comparison.

    Attributes
    ----------
    lines : Mapping of str to tuple of Line
        By load.
    square : Mapping of str to Decomposition
        By load, what of the reduction pooling and optimisation explain; empty if some of the four
        policies was not lived.
    """

    lines: Mapping[str, tuple[Line, ...]]
    square: Mapping[str, Decomposition]

    def claim(self, policy: str, baseline: str = "BL2") -> Claim:
        """Decide whether "more than 30 %" may be said of a policy."""
        return claim(
            {
                load: Cell(line.against[baseline], line.rails[baseline])
                for load, lines in self.lines.items()
                for line in lines
                if line.policy == policy and baseline in line.against
            }
        )


def summarised(experiment: Experiment) -> Summary:
    """Summarise the replications that all policies have lived.

    Raises
    ------
    InputError
        If arms may not be compared; everything that is wrong in them is named.
    """
    found: dict[str, dict[str, list[Measures]]] = {}
    loads: dict[str, dict[str, list[float]]] = {}
    for load, _, arms in experiment.arms():
        compared(arms)
        for name, arm in zip(experiment.policies, arms, strict=True):
            found.setdefault(load, {}).setdefault(name, []).append(measured(arm))
            loads.setdefault(load, {}).setdefault(name, []).append(_utilisation(arm))
    lines = {load: tuple(_lines(by_policy, loads[load])) for load, by_policy in found.items()}
    square = {
        load: decomposed(*([_mean(each) for each in by_policy[name]] for name in SQUARE))
        for load, by_policy in found.items()
        if by_policy.keys() >= {*SQUARE}
    }
    return Summary(lines, square)


def _lines(
    found: Mapping[str, Sequence[Measures]], loads: Mapping[str, Sequence[float]]
) -> Iterator[Line]:
    baselines = {name: found[name] for name in BASELINES if name in found}
    for policy, each in found.items():
        means = [_mean(one) for one in each]
        yield Line(
            policy=policy,
            weeks=len(each),
            mean=mean_estimate([mean for mean in means if mean is not None]),
            p90=_over(one.headline.p90 for one in each),
            late=_over(one.headline.late for one in each),
            worst=_over(_worst(one) for one in each),
            utilisation=_over(loads[policy]),
            against={
                name: reduction(reductions(means, [_mean(one) for one in other]))
                for name, other in baselines.items()
            },
            p90_against={
                name: p90_reduction(
                    [one.responses for one in each], [one.responses for one in other]
                )
                for name, other in baselines.items()
            },
            rails={name: guarded(each, other) for name, other in baselines.items()},
            moves=_over(one.stability.moves_per_hundred for one in each),
            seconds=(
                _over(one.decisions.p50 for one in each),
                max(
                    (one.decisions.p99 for one in each if one.decisions.p99 is not None),
                    default=None,
                ),
            ),
            beside_bound=_beside(each, found[HINDSIGHT]) if HINDSIGHT in found else None,
        )


def _beside(policy: Sequence[Measures], bound: Sequence[Measures]) -> Beside:
    return Beside(
        mean=_ratio(map(_mean, policy), map(_mean, bound)),
        late=_ratio((one.headline.late for one in policy), (one.headline.late for one in bound)),
        worst=_ratio(map(_worst, policy), map(_worst, bound)),
    )


def _ratio(policy: Iterable[float | None], bound: Iterable[float | None]) -> float | None:
    """Return the ratio of two means over the replications."""
    mine, best = _over(policy), _over(bound)
    return mine / best if mine is not None and best else None


def _mean(measures: Measures) -> float | None:
    return measures.headline.mean


def _worst(measures: Measures) -> float | None:
    if measures.worst is None:
        return None
    return measures.groups[measures.worst.trait][measures.worst.value].mean


def _over(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _utilisation(arm: Arm) -> float:
    """Return work and travel as a share of the offered time, over the whole week."""
    offered = sum(each.offered for each in arm.caregivers)
    return sum(each.busy for each in arm.caregivers) / offered if offered else 0.0
