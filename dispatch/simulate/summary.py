"""What the comparison says: each policy at each load, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from dispatch.simulate.claim import LOADS, TUNING, Cell, Claim, claim
from dispatch.simulate.compared import compared
from dispatch.simulate.experiment import Experiment
from dispatch.simulate.guards import CHARGED, RAILS, GuardResult, guarded
from dispatch.simulate.hindsight import BOUND
from dispatch.simulate.measures import Measures, measured
from dispatch.simulate.parts import Part, over, part, parts
from dispatch.simulate.recorded import RECORDED
from dispatch.simulate.records import Arm
from dispatch.simulate.response import TRAITS, Group, Response, rank, share
from dispatch.simulate.statistics import (
    Decomposition,
    Estimate,
    bootstrapped,
    decomposed,
    p90_reduction,
    reductions,
)

BASELINES: Final = ("BL2", "BL3")
"""Today as it is guessed, the baseline of the headline; and like for like: the first come, all
pooled."""
SQUARE: Final = ("BL1", "BL3", "BL5", "P1")
"""Streets apart or pooled, first come or optimised."""
PRICES: Final[Mapping[str, Callable[[Measures], float | None]]] = {
    name: rail.measure for name, rail in RAILS.items() if not name.startswith("response.")
} | {
    "moves": attrgetter("stability.moves_per_hundred"),
    "moved": attrgetter("stability.moved"),
    "swaps": attrgetter("stability.swaps"),
    "decision_p50": attrgetter("decisions.p50"),
    "promised_in_time": attrgetter("stability.promised_in_time"),
}
"""What a policy may pay with for its response, by name: the guard rails, the stability, and
the time of decisions."""


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
    headline : Part
        The response of the headline's requests.
    classes : Mapping of str to Part
        The response of each class of requests.
    groups : Mapping of str to Mapping of str to Part
        The headline's requests by trait and value.
    hours : Mapping of int to Part
        The headline's requests by the hour of the day in which the client asked.
    spread : tuple of float
        The restricted response in minutes that 1, 2, … 100 percent of the headline's requests of
        all replications do not exceed (nearest rank); empty without any.
    resampled_against : Mapping of str to Estimate
        The reduction of the headline's mean beside each baseline, by resampling the replications.
    p90_against : Mapping of str to Estimate
        The reduction of the times that nine in ten do not exceed, beside each baseline.
    worst : Estimate
        The mean of the worst group of each replication, in minutes.
    worst_group : Group or None
        The group that is the worst most often; of equals the first.
    utilisation : Estimate
        Work and travel as a share of the offered time.
    prices : Mapping of str to Estimate
        The mean of each of `PRICES`.
    rails : Mapping of str to sequence of GuardResult
        The guard rails beside each baseline that was lived.
    seconds : tuple of float or None
        The median and the 99th of 100 of the seconds per decision.
    beside_bound : Beside or None
        How far from hindsight it is, if that was lived.
    """

    policy: str
    weeks: int
    headline: Part
    classes: Mapping[str, Part]
    groups: Mapping[str, Mapping[str, Part]]
    hours: Mapping[int, Part]
    spread: tuple[float, ...]
    resampled_against: Mapping[str, Estimate]
    p90_against: Mapping[str, Estimate]
    worst: Estimate
    worst_group: Group | None
    utilisation: Estimate
    prices: Mapping[str, Estimate]
    rails: Mapping[str, Sequence[GuardResult]]
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
    tuning : Mapping of str to int
        By load, how many replications of a world have a seed for tuning.
    """

    lines: Mapping[str, tuple[Line, ...]]
    square: Mapping[str, Decomposition]
    tuning: Mapping[str, int]

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies, in the order in which they were named."""
        return tuple({line.policy: None for lines in self.lines.values() for line in lines})

    @property
    def candidates(self) -> tuple[str, ...]:
        """The policies of which something may be claimed: neither a baseline nor the bound."""
        return tuple(name for name in self.policies if not name.startswith("BL") and name != BOUND)

    def of(self, policy: str) -> Mapping[str, Line]:
        """Return the lines of a policy by load."""
        return {
            load: line for load, lines in self.lines.items() for line in lines
            if line.policy == policy
        }  # fmt: skip

    def claim(self, policy: str, baseline: str = "BL2") -> Claim:
        """Decide whether "more than 30 %" may be said of a policy."""
        cells = {
            load: Cell(line.headline.against[baseline], line.rails[baseline], self.tuning[load])
            for load, line in self.of(policy).items()
            if baseline in line.rails
        }
        return claim(cells, loads=(RECORDED,) if RECORDED in self.lines else LOADS)


def summarised(experiment: Experiment) -> Summary:
    """Summarise the replications that all policies have lived.

    Raises
    ------
    InputError
        If arms may not be compared; everything that is wrong in them is named.
    """
    names = experiment.policies
    replications = (
        (load, dict(zip(names, arms, strict=True))) for load, _, arms in experiment.arms()
    )
    charged = experiment.source.world.decision / 1000
    return summary_of(replications, experiment.source.first_day, charged)


def summary_of(
    replications: Iterable[tuple[str, Mapping[str, Arm]]],
    first_day: int = 1,
    charged: float = CHARGED,
) -> Summary:
    """Summarise replications.

    Parameters
    ----------
    replications
        The load of each and its arms by policy, always the same policies.
    first_day
        The first day that counts.
    charged
        Seconds that the clock charges for each decision.

    Raises
    ------
    InputError
        If arms may not be compared; everything that is wrong in them is named.
    """
    found: dict[str, dict[str, list[Measures]]] = {}
    busy: dict[str, dict[str, list[float | None]]] = {}
    tuning: Counter[str] = Counter()
    for load, arms in replications:
        compared([*arms.values()])
        tuning[load] += load != RECORDED and next(iter(arms.values())).seed in TUNING
        for name, arm in arms.items():
            found.setdefault(load, {}).setdefault(name, []).append(measured(arm, first_day))
            busy.setdefault(load, {}).setdefault(name, []).append(_utilisation(arm))
    lines = {
        load: tuple(_lines(by_policy, busy[load], charged)) for load, by_policy in found.items()
    }
    square = {
        load: decomposed(*([one.headline.mean for one in by_policy[name]] for name in SQUARE))
        for load, by_policy in found.items()
        if by_policy.keys() >= {*SQUARE}
    }
    return Summary(lines, square, tuning)


def _lines(
    found: Mapping[str, Sequence[Measures]],
    busy: Mapping[str, Sequence[float | None]],
    charged: float,
) -> Iterator[Line]:
    baselines = {name: found[name] for name in BASELINES if name in found}
    for policy, each in found.items():
        responses = [one.responses for one in each]
        means = [one.headline.mean for one in each]
        yield Line(
            policy=policy,
            weeks=len(each),
            headline=part(attrgetter("headline"), each, baselines),
            classes=parts(attrgetter("classes"), each, baselines),
            groups={trait: parts(_by(trait), each, baselines) for trait in TRAITS},
            hours=parts(attrgetter("hours"), each, baselines),
            spread=_spread(responses),
            resampled_against={
                name: bootstrapped(reductions(means, [one.headline.mean for one in other]))
                for name, other in baselines.items()
            },
            p90_against={
                name: p90_reduction(responses, [one.responses for one in other])
                for name, other in baselines.items()
            },
            worst=over([worst_mean(one) for one in each]),
            worst_group=_most_often([one.worst for one in each]),
            utilisation=over(busy[policy]),
            prices={name: over([price(one) for one in each]) for name, price in PRICES.items()},
            rails={name: guarded(each, other, charged) for name, other in baselines.items()},
            seconds=(
                over([one.decisions.p50 for one in each]).value,
                max(
                    (one.decisions.p99 for one in each if one.decisions.p99 is not None),
                    default=None,
                ),
            ),
            beside_bound=_beside(each, found[BOUND]) if BOUND in found else None,
        )


def _beside(policy: Sequence[Measures], bound: Sequence[Measures]) -> Beside:
    mean, late, worst = (
        _ratio([measure(one) for one in policy], [measure(one) for one in bound])
        for measure in (attrgetter("headline.mean"), attrgetter("headline.late"), worst_mean)
    )
    return Beside(mean, late, worst)


def _ratio(policy: Sequence[float | None], bound: Sequence[float | None]) -> float | None:
    """Return the ratio of two means over the replications."""
    mine, best = over(policy).value, over(bound).value
    return None if mine is None or best is None else share(mine, best)


def _by(trait: str) -> Callable[[Measures], Mapping[str, Response]]:
    return lambda measures: measures.groups[trait]


def _spread(responses: Iterable[Sequence[float]]) -> tuple[float, ...]:
    pooled = sorted(time for each in responses for time in each)
    ranks = (rank(pooled, percent) for percent in range(1, 101))
    return tuple(time for time in ranks if time is not None)


def worst_mean(measures: Measures) -> float | None:
    """Return the mean response of the group that waits longest, in minutes."""
    if measures.worst is None:
        return None
    return measures.groups[measures.worst.trait][measures.worst.value].mean


def _most_often(worst: Sequence[Group | None]) -> Group | None:
    [(group, _), *_] = [*Counter(filter(None, worst)).most_common(1), (None, 0)]
    return group


def _utilisation(arm: Arm) -> float | None:
    """Return work and travel as a share of the offered time, over the whole week."""
    return share(
        sum(each.busy for each in arm.caregivers), sum(each.offered for each in arm.caregivers)
    )
