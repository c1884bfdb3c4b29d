"""Whether what holds on some scenarios holds on others: how the weightings rank on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.study.resampling import PERMUTATIONS, Grid, Numbers, known
from dispatch.study.rows import Measure

Lack: TypeAlias = Literal["one-scenario", "one-weighting", "all-equal"]
"""Why there is no agreement to measure."""


@dataclass(frozen=True)
class Stability:
    """How far scenarios agree on the order of the weightings in one measure.

    Attributes
    ----------
    measure : str
    ranks : mapping of str to mapping of str to float
        By scenario, the rank of each weighting, the best one first; equals share the mean rank.
    concordance : float or None
        Kendall's W, corrected for equals: 1 if all scenarios rank alike, near 0 if at random
        (Kendall and Babington Smith 1939, 10.1214/aoms/1177732186).
    share : float or None
        The share of random rankings that agree at least as much, this one being one of them.
    first : mapping of str to int
        On how many scenarios each weighting is the best, alone or with others.
    best : tuple of str
        The best in the mean over all scenarios; several if equal.
    without : mapping of str to tuple of str
        The best in the mean over all scenarios but this one.
    left_out : tuple of str
        Weightings without a value on a scenario on which others have one; they have no rank.
    lack : str or None
        Why there is no concordance.
    """

    measure: str
    ranks: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    concordance: float | None = None
    share: float | None = None
    first: Mapping[str, int] = field(default_factory=dict)
    best: tuple[str, ...] = ()
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    lack: Lack | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the best one stays the best whichever scenario is left out; None if unknown."""
        return all(each == self.best for each in self.without.values()) if self.without else None


def stability(grid: Grid, measure: Measure, seed: int) -> Stability:
    """Rank the weightings on each scenario, by their means over seeds, and compare the rankings.

    Parameters
    ----------
    seed
        The seed of the random rankings.
    """
    from scipy.stats import rankdata

    means = grid.by_scenario(measure.name) * (1 if measure.better == "less" else -1)
    asked = np.asarray(known(means).any(axis=0))
    whole = known(means[:, asked], 1) & asked.any()
    names = [name for name, there in zip(grid.weightings, whole, strict=True) if there]
    scenarios = [name for name, there in zip(grid.scenarios, asked, strict=True) if there]
    left_out = tuple(name for name in grid.weightings if name not in names)
    values = means[whole][:, asked].T  # (scenarios, weightings)
    if not names:
        return Stability(measure.name, left_out=left_out, lack="one-weighting")
    ranks: NDArray[np.float64] = rankdata(np.round(values, 9), axis=1)
    lack = _lack(ranks)
    agreement, share = (None, None) if lack else _agreement(ranks, seed)
    return Stability(
        measure=measure.name,
        ranks={
            scenario: dict(zip(names, row, strict=True))
            for scenario, row in zip(scenarios, ranks.tolist(), strict=True)
        },
        concordance=agreement,
        share=share,
        first={
            name: int(number)
            for name, number in zip(
                names, (ranks == ranks.min(axis=1, keepdims=True)).sum(axis=0), strict=True
            )
        },
        best=_best(names, values),
        without={
            scenario: _best(names, np.delete(values, at, axis=0))
            for at, scenario in enumerate(scenarios)
        }
        if len(scenarios) > 1
        else {},
        left_out=left_out,
        lack=lack,
    )


def _lack(ranks: Numbers) -> Lack | None:
    if ranks.shape[1] < 2:
        return "one-weighting"
    if ranks.shape[0] < 2:
        return "one-scenario"
    return "all-equal" if (ranks == ranks[:, :1]).all() else None


def _best(names: Sequence[str], values: Numbers) -> tuple[str, ...]:
    means = np.round(values.mean(axis=0), 9)
    return tuple(name for name, mean in zip(names, means, strict=True) if mean == means.min())


def _agreement(ranks: Numbers, seed: int) -> tuple[float, float]:
    """Return Kendall's W and the share of random rankings with at least as much."""
    draws = np.random.default_rng(seed)
    dealt = draws.permuted(np.tile(ranks, (PERMUTATIONS, 1, 1)), axis=2)
    real, *others = _concordance(np.concatenate([ranks[None], dealt])).tolist()
    larger = sum(each >= real - 1e-9 for each in others)
    return real, (1 + larger) / (1 + PERMUTATIONS)


def _concordance(ranks: Numbers) -> Numbers:
    """Return W of rankings, (..., scenarios, weightings): the part of the spread that is common.

    The spread of the mean ranks over the largest that these ranks could have, which is that of all
    scenarios ranking alike; with equals this is the usual correction.
    """
    middle = (ranks.shape[-1] + 1) / 2
    common = ((ranks.mean(axis=-2) - middle) ** 2).sum(axis=-1)
    spread = ((ranks - middle) ** 2).sum(axis=-1).mean(axis=-1)
    found: Numbers = common / spread
    return found
