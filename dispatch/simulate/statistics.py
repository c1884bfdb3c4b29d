"""How sure the comparison is: the unit is the replication, never the request.

Replications are paired: number i of the policy and number i of the baseline are of the same seed.
A replication without a value in one of them, or with a mean of 0, tells no ratio and is left out.
Fewer than two that are left give no interval: its ends are None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEVEL: Final = 0.975
"""The level of a one-sided bound; two of them make an interval of 95 %."""

RESAMPLES: Final = 4000
LEAST: Final = 30
MOST: Final = 200
"""How many replications a comparison needs, at least and at most."""

HALF_WIDTH: Final = 0.03
"""The half-width of the interval at which it has enough of them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate from replications.

    Attributes
    ----------
    replications : int
        How many it is made from.
    value : float or None
        None without any.
    low, high : float or None
        The ends of its 95 % interval, each of which is the one-sided bound at 97.5 %.
    """

    replications: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def mean_estimate(values: Sequence[float]) -> Estimate:
    """Estimate a mean by Student's t."""
    if not values:
        return Estimate(0)
    number, mean = len(values), float(np.mean(values))
    if number < 2:
        return Estimate(number, mean)
    half = quantile_of_t(number) * float(np.std(values, ddof=1)) / sqrt(number)
    return Estimate(number, mean, mean - half, mean + half)


def quantile_of_t(number: int) -> float:
    """Return the quantile of Student's t at `LEVEL` for a mean of so many values."""
    from scipy.special import stdtrit

    return float(stdtrit(number - 1, LEVEL))


def reductions(
    policy: Sequence[float | None], baseline: Sequence[float | None]
) -> list[float | None]:
    """Return 1 − policy / baseline of each replication.

    Parameters
    ----------
    policy, baseline
        A mean of each replication, such as the headline's, in the same order.

    Returns
    -------
    list of float or None
        None where a value is None or not above 0.
    """
    return [
        None if not (mine and other) else 1 - mine / other
        for mine, other in zip(policy, baseline, strict=True)
    ]


def reduction(each: Sequence[float | None]) -> Estimate:
    """Estimate a reduction from those of the replications, by a paired t on the log ratio.

    The value is 1 less the geometric mean of the ratios policy / baseline.
    """
    return _as_reduction(mean_estimate([log(1 - one) for one in each if one is not None]))


def bootstrapped(each: Sequence[float | None], seed: int = 0) -> Estimate:
    """Estimate the same as `reduction` by resampling the replications.

    The interval is the percentile one, expanded to the width of Student's t, without which it is
    too narrow for a few dozen replications (Hesterberg 2015, 10.1080/00031305.2015.1089789).
    """
    logs = np.array([log(1 - one) for one in each if one is not None])
    if logs.size < 2:
        return reduction(each)
    resampled = 1 - np.exp(_resamples(logs.size, seed) @ logs / logs.size)
    return _percentiles(1 - exp(float(np.mean(logs))), resampled, logs.size)


def p90_reduction(
    policy: Sequence[Sequence[float]], baseline: Sequence[Sequence[float]], seed: int = 0
) -> Estimate:
    """Estimate by how much the P90 is reduced, by resampling the replications as in `bootstrapped`.

    Parameters
    ----------
    policy, baseline
        The response times of each replication. The P90 (nearest rank) is that of all of them.
    seed
        The seed of the resamples; those of both arms are the same.
    """
    pairs = [pair for pair in zip(policy, baseline, strict=True) if all(map(len, pair))]
    if not pairs:
        return Estimate(0)
    as_it_is = np.ones((1, len(pairs)), dtype=np.int64)
    counts = np.vstack([as_it_is, _resamples(len(pairs), seed)])
    mine, other = (_p90(times, counts) for times in zip(*pairs, strict=True))
    if not other.all():
        return Estimate(len(pairs))
    value, *resampled = (1 - mine / other).tolist()
    if len(pairs) < 2:
        return Estimate(len(pairs), value)
    return _percentiles(value, np.array(resampled), len(pairs))


def needed(estimate: Estimate) -> int | None:
    """Return about how many replications a reduction needs, at least `LEAST` and at most `MOST`.

    Its interval is then `HALF_WIDTH` on either side. Stopping at a width keeps the level of the
    interval, nearly, if the first look is not too early (Chow and Robbins 1965,
    10.1214/aoms/1177700156).

    Parameters
    ----------
    estimate
        The reduction, from the replications so far; the width falls with the root of their number.

    Returns
    -------
    int or None
        None as long as there is no interval.
    """
    if estimate.half_width is None:
        return None
    asked = round(estimate.replications * (estimate.half_width / HALF_WIDTH) ** 2)
    return min(max(asked, LEAST), MOST)


@dataclass(frozen=True, slots=True)
class Decomposition:
    """How much of a reduction is due to pooling, and how much to optimisation.

    Attributes
    ----------
    total, pooling, optimisation : Estimate
        Reductions of the logarithm of the mean response. The values of the latter two add up to the
        first.
    """

    total: Estimate
    pooling: Estimate
    optimisation: Estimate

    @property
    def reductions(self) -> Mapping[str, Estimate]:
        """The total and both parts as reductions of the mean response itself."""
        logs = {"total": self.total, "pooling": self.pooling, "optimisation": self.optimisation}
        return {name: _as_reduction(_negative(each)) for name, each in logs.items()}

    @property
    def pooling_share(self) -> float | None:
        """The part of pooling in the total; None if there is no reduction to explain."""
        return _part(self.pooling, self.total)

    @property
    def optimisation_share(self) -> float | None:
        """The part of optimisation in the total; None if there is no reduction to explain."""
        return _part(self.optimisation, self.total)


def decomposed(
    silo_first: Sequence[float | None],
    pool_first: Sequence[float | None],
    silo_optimised: Sequence[float | None],
    pool_optimised: Sequence[float | None],
) -> Decomposition:
    """Decompose the reduction from the first arm to the last one.

    The effect of each of the two is averaged over both orders in which they may come: the Shapley
    value (Shorrocks 2013, 10.1007/s10888-011-9214-z). In logarithms, the parts add up to the whole.

    Parameters
    ----------
    silo_first, pool_first, silo_optimised, pool_optimised
        The mean response of each replication under {silo, pool} × {first come, optimiser}.
    """
    arms = zip(silo_first, pool_first, silo_optimised, pool_optimised, strict=True)
    logs = [[log(mean) for mean in means if mean] for means in arms]
    pooling, optimisation = [], []
    for one in logs:
        if len(one) == 4:
            silo, pool, best_silo, best_pool = one
            pooling.append(((silo - pool) + (best_silo - best_pool)) / 2)
            optimisation.append(((silo - best_silo) + (pool - best_pool)) / 2)
    return Decomposition(
        total=mean_estimate([sum(parts) for parts in zip(pooling, optimisation, strict=True)]),
        pooling=mean_estimate(pooling),
        optimisation=mean_estimate(optimisation),
    )


def _part(part: Estimate, whole: Estimate) -> float | None:
    if part.value is None or whole.value is None or whole.value <= 0:
        return None
    return part.value / whole.value


def _negative(estimate: Estimate) -> Estimate:
    def of(end: float | None) -> float | None:
        return None if end is None else -end

    return Estimate(estimate.replications, of(estimate.value), of(estimate.high), of(estimate.low))


def _as_reduction(ratio: Estimate) -> Estimate:
    """Turn an estimate of a log ratio into one of a reduction, which is larger if it is smaller."""

    def of(end: float | None) -> float | None:
        return None if end is None else 1 - exp(end)

    return Estimate(ratio.replications, of(ratio.value), of(ratio.high), of(ratio.low))


def _resamples(number: int, seed: int) -> NDArray[np.int64]:
    """How often each resample has each replication: (`RESAMPLES`, replications)."""
    draws = np.random.default_rng(seed)
    return draws.multinomial(number, [1 / number] * number, size=RESAMPLES)


def _percentiles(value: float, resampled: NDArray[np.float64], number: int) -> Estimate:
    from scipy.special import ndtr

    tail = float(ndtr(-sqrt(number / (number - 1)) * quantile_of_t(number)))
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Estimate(number, value, float(low), float(high))


def _p90(times: Sequence[Sequence[float]], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The P90 of each resample, from how often it has each replication."""
    pooled = np.concatenate([np.asarray(each, dtype=np.float64) for each in times])
    order = np.argsort(pooled, kind="stable")
    origin = np.repeat(np.arange(len(times)), [len(each) for each in times])[order]
    found = np.empty(len(counts))
    for row, count in enumerate(counts):
        upto = np.cumsum(count[origin])
        found[row] = pooled[order[np.searchsorted(upto, -(-upto[-1] * 9 // 10))]]
    return found
