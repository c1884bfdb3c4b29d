"""What a weighting costs beside the plain one, and what the plain one costs beside it.

The price of fairness is the share of the utility that the fair solution loses (Bertsimas, Farias
and Trichakis 2011, 10.1287/opre.1100.0865); the price of efficiency is the share of the fairness
that the efficient solution loses (Bertsimas, Farias and Trichakis 2012, 10.1287/mnsc.1120.1549). A
measure of which less is better is a cost: its loss is the relative increase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.simulate.statistics import Estimate
from dispatch.study.resampling import (
    Grid,
    Numbers,
    clusters,
    estimate,
    known,
    mean_of,
    overall,
    resampled,
)
from dispatch.study.rows import Measure

Gap: TypeAlias = Literal["no-pairs", "plain-zero", "fair-zero"]
"""Why something is undefined: no pair has a value under both, or the base of a share is not above
0 under the plain weighting, or under the other one."""


@dataclass(frozen=True)
class Price:
    """A weighting beside the plain one, in one measure, paired by scenario and seed.

    Attributes
    ----------
    weighting, measure : str
    pairs, left_out : int
        The pairs with a value under both weightings, and those without.
    plain, fair : float or None
        Means over these pairs, each scenario weighing the same.
    difference : Estimate
        `fair` less `plain`, in the unit of the measure.
    price : Estimate
        The share by which the measure is worse than under the plain weighting; negative if better.
    inverse : Estimate
        The share by which it is worse under the plain weighting than under this one.
    undefined : tuple of str
        Why `price` or `inverse` has no value.
    """

    weighting: str
    measure: str
    pairs: int
    left_out: int
    plain: float | None
    fair: float | None
    difference: Estimate
    price: Estimate
    inverse: Estimate
    undefined: tuple[Gap, ...] = ()


def prices(grid: Grid, measures: Sequence[Measure], plain: str, seed: int) -> Iterator[Price]:
    """Yield the price of each other weighting in each measure.

    All shares are ratios of means, not means of ratios: a day on which nobody is left out has no
    ratio, and would be lost, or decide alone, in a geometric mean; and what a planner pays is paid
    for all days together. So days with large values weigh more.

    Parameters
    ----------
    plain
        The weighting that all others are compared with; without a run of it there is no price.
    seed
        The seed of the resamples.
    """
    if plain not in grid.weightings:
        return
    at = grid.weightings.index(plain)
    for measure in measures:
        values = grid.values(measure.name)
        for weighting, fair in zip(grid.weightings, values, strict=True):
            if weighting != plain:
                yield _price(weighting, measure, np.stack([values[at], fair]), seed)


def _price(weighting: str, measure: Measure, both: Numbers, seed: int) -> Price:
    """Compare the values of the plain and the other weighting, (2, scenarios, seeds)."""
    cells = known(both, 0)
    pairs, number = int(cells.sum()), clusters(cells)
    left_out = cells.size - pairs
    if not pairs:
        none = Estimate(0)
        return Price(
            weighting, measure.name, 0, left_out, None, None, none, none, none, ("no-pairs",)
        )
    plain, fair = (overall(mean_of(np.where(cells, each, np.nan))) for each in both)
    assert plain is not None
    assert fair is not None
    means = resampled(both, cells, seed)
    worse = 1 if measure.better == "less" else -1
    gaps: dict[Gap, float] = {"plain-zero": plain, "fair-zero": fair}
    return Price(
        weighting, measure.name, pairs, left_out, plain, fair,
        difference=estimate(fair - plain, means[1] - means[0], number),
        price=_loss(fair, plain, means[1], means[0], worse, number),
        inverse=_loss(plain, fair, means[0], means[1], worse, number),
        undefined=tuple(gap for gap, base in gaps.items() if base <= 0),
    )  # fmt: skip


def _loss(
    value: float,
    base: float,
    values: NDArray[np.float64],
    bases: NDArray[np.float64],
    worse: int,
    number: int,
) -> Estimate:
    """Estimate by which share a value is worse than its base, from those of the resamples."""
    if base <= 0:
        return Estimate(number)
    share = worse * (value / base - 1)
    if not (bases > 0).all():  # a few days without any of it: there is no saying how large it is
        return Estimate(number, share)
    found = estimate(share, worse * (values / bases - 1), number)
    if found.low is None or found.high is None or (values < 0).any():
        return found
    # Nothing that is never negative falls by more than all of it.
    low = max(found.low, -1.0) if worse > 0 else found.low
    return Estimate(number, share, low, found.high if worse > 0 else min(found.high, 1.0))
