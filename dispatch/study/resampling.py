"""The figures of a study as a grid, and how sure they are: scenarios are drawn again, then seeds.

A run of one weighting and a run of another are a pair if they have the scenario and the seed in
common. A resample draws as many scenarios as there are, with replacement, and within each of them
as many of its seeds (the two-stage bootstrap of clusters: Davison and Hinkley 1997, section 3.8,
10.1017/CBO9780511802843). It errs towards intervals that are too wide. With one scenario only its
seeds are drawn, and nothing is said of other scenarios.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.simulate.statistics import RESAMPLES, Estimate, quantile_of_t
from dispatch.study.rows import Run

Numbers: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]

PERMUTATIONS: Final = 999
"""How many placebos, or random rankings, what is found is compared with."""

_EQUAL: Final = 1e-9
"""By how much resamples of equal values may differ: the errors of floating-point numbers."""

_KEPT: Final = 4
"""How many sets of draws are kept: most comparisons of a study have the same cells."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The runs of a study, side by side.

    Attributes
    ----------
    weightings, scenarios : tuple of str
        In the order in which the runs name them.
    seeds : tuple of int
        In ascending order.
    runs : sequence of Run
        What it is made from.
    """

    weightings: tuple[str, ...]
    scenarios: tuple[str, ...]
    seeds: tuple[int, ...]
    runs: Sequence[Run]

    def values(self, measure: str) -> Numbers:
        """Return a measure, (weightings, scenarios, seeds); NaN if undefined or not run."""
        found = np.full((len(self.weightings), len(self.scenarios), len(self.seeds)), np.nan)
        places = [
            {name: at for at, name in enumerate(axis)}
            for axis in (self.weightings, self.scenarios, self.seeds)
        ]
        for run in self.runs:
            value = run.measures.get(measure)
            if value is not None:
                keys = (run.weighting, run.scenario, run.seed)
                found[tuple(place[key] for place, key in zip(places, keys, strict=True))] = value
        return found

    def by_scenario(self, measure: str) -> Numbers:
        """Return the means over the seeds that have a value, (weightings, scenarios)."""
        return mean_of(self.values(measure))


def gridded(runs: Sequence[Run]) -> Grid:
    """Lay runs side by side; each weighting runs once on each scenario with each seed."""
    return Grid(
        weightings=tuple(dict.fromkeys(run.weighting for run in runs)),
        scenarios=tuple(dict.fromkeys(run.scenario for run in runs)),
        seeds=tuple(sorted({run.seed for run in runs})),
        runs=runs,
    )


def known(values: Numbers, *axes: int) -> Mask:
    """Return where there is a value, or where all along some axes are values."""
    return np.asarray(np.isfinite(values).all(axis=axes))


def mean_of(values: Numbers) -> Numbers:
    """Return the means along the last axis of what is not NaN; NaN where nothing is."""
    there = known(values)
    number = there.sum(axis=-1)
    total = np.where(there, values, 0.0).sum(axis=-1)
    means: Numbers = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    return means


def overall(by_scenario: Numbers) -> float | None:
    """Return the mean over scenarios, each of which weighs the same; None without one."""
    value = float(mean_of(by_scenario))
    return None if np.isnan(value) else value


def clusters(cells: Mask) -> int:
    """Count what is drawn first: the scenarios with a cell, or the seeds of the only one."""
    scenarios = int(cells.any(axis=1).sum())
    return scenarios if scenarios > 1 else int(cells.sum())


def resampled(values: Numbers, cells: Mask, seed: int) -> Numbers:
    """Return the means of each resample.

    Parameters
    ----------
    values
        Numbers, (..., scenarios, seeds), of which those outside `cells` do not matter. All leading
        axes are resampled alike, so that what is paired stays paired.
    cells
        Which scenarios and seeds there are, (scenarios, seeds).
    seed
        The seed of the draws.

    Returns
    -------
    array
        The means over scenarios of the means over seeds, (..., `RESAMPLES`).
    """
    flat = np.where(cells, values, 0.0).reshape(*values.shape[:-2], -1)
    means: Numbers = flat @ _weights(cells.tobytes(), cells.shape, seed).T
    return means


@lru_cache(maxsize=_KEPT)
def _weights(cells: bytes, shape: tuple[int, int], seed: int) -> Numbers:
    """How much each cell weighs in each resample: (`RESAMPLES`, scenarios × seeds)."""
    draws = np.random.default_rng(seed)
    there = np.frombuffer(cells, dtype=np.bool_).reshape(shape)
    some = np.flatnonzero(there.any(axis=1))
    weights = np.zeros((RESAMPLES, *shape))
    drawn = draws.integers(some.size, size=(RESAMPLES, some.size))
    for at, scenario in enumerate(some):
        seeds = np.flatnonzero(there[scenario])
        times = (drawn == at).sum(axis=1)  # each time, the seeds are drawn anew
        counts = draws.multinomial(times * seeds.size, np.full(seeds.size, 1 / seeds.size))
        weights[:, scenario, seeds] = counts / (seeds.size * some.size)
    return weights.reshape(RESAMPLES, -1)


def estimate(value: float, means: Numbers, number: int) -> Estimate:
    """Estimate with the resamples' standard error and Student's t.

    A percentile interval cannot leave the range of the resamples: of two to four scenarios it would
    cover far less than it says, however many resamples there are (Hesterberg 2015,
    10.1080/00031305.2015.1089789).

    Parameters
    ----------
    value
        The estimate.
    means
        The same of each resample.
    number
        What `clusters` counts. Fewer than two have no interval, nor have resamples that are all
        equal: what never varied does not tell how much it may vary.
    """
    if number < 2 or float(np.ptp(means)) <= _EQUAL * max(1.0, abs(value)):
        return Estimate(number, value)
    error = float(np.std(means)) * sqrt(number / (number - 1))
    half = quantile_of_t(number) * error
    return Estimate(number, value, value - half, value + half)


def mean_with_interval(values: Numbers, seed: int) -> Estimate:
    """Estimate the mean over scenarios of what is not NaN, (scenarios, seeds)."""
    cells = known(values)
    mean = overall(mean_of(values))
    if mean is None:
        return Estimate(0)
    return estimate(mean, resampled(values, cells, seed), clusters(cells))
