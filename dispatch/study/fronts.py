"""What cannot be had without paying for it: fronts of weightings in two or three measures.

All functions on points minimise; a measure of which more is better is turned round before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.simulate.statistics import Estimate, mean_estimate
from dispatch.study.resampling import Grid, Mask, Numbers, clusters, known, mean_of, resampled
from dispatch.study.rows import Measure

MARGIN: Final = 0.1
"""How far the reference point lies beyond the worst value, in ranges from the best to the worst."""

_EQUAL: Final = 1e-9
"""What differs by less, after scaling to ranges, is equal."""

_AT_ONCE: Final = 2_000_000
"""How many pairs of weightings are compared at once, over the resamples."""


@dataclass(frozen=True)
class Point:
    """A weighting in a set of measures.

    Attributes
    ----------
    weighting : str
    values : tuple of float
        One for each measure, in its own unit.
    on_front : bool
        Whether no other weighting is as good in all measures and better in one.
    contribution : float or None
        What the share of the hypervolume loses without it.
    """

    weighting: str
    values: tuple[float, ...]
    on_front: bool
    contribution: float | None


@dataclass(frozen=True)
class Frontier:
    """Weightings in a set of measures, on one scenario or on the mean of all.

    Attributes
    ----------
    points : tuple of Point
    reference : tuple of float
        The point that bounds the hypervolume, in the units of the measures.
    hypervolume : float or None
        In the product of the units.
    share, plain_share : float or None
        The hypervolume as a share of the box between the best values and the reference point: that
        of all weightings, and that of the plain one alone. None if the box has no volume, because
        all weightings are equal in a measure.
    knee : str or None
    runs : tuple of (str, int)
        The runs, by weighting and seed, that no other run of the scenario dominates.
    """

    points: tuple[Point, ...]
    reference: tuple[float, ...]
    hypervolume: float | None
    share: float | None
    plain_share: float | None
    knee: str | None
    runs: tuple[tuple[str, int], ...] = ()

    @property
    def front(self) -> tuple[str, ...]:
        """The weightings on the front."""
        return tuple(point.weighting for point in self.points if point.on_front)


@dataclass(frozen=True)
class Front:
    """What weightings trade between two or three measures.

    Attributes
    ----------
    measures : tuple of str
        The first is the one that pays.
    overall : Frontier or None
        The means over all scenarios, each weighing the same; None if no weighting has them.
    scenarios : mapping of str to Frontier
        The means over the seeds of each scenario on which a weighting has all measures.
    share, plain_share : Estimate
        The scenarios' means of `Frontier.share` and `Frontier.plain_share`, by Student's t, within
        0 and 1.
    often : mapping of str to float
        In which share of the resamples each weighting is on the overall front; empty if there is
        nothing to resample.
    number : int
        How many scenarios are resampled for `often`, or seeds of the only one.
    left_out : tuple of str
        Weightings without a value in a measure on a scenario on which others have one; they are not
        in `overall`.
    given : tuple of str
        The measures whose reference was given, not derived from the values.
    """

    measures: tuple[str, ...]
    overall: Frontier | None
    scenarios: Mapping[str, Frontier]
    share: Estimate
    plain_share: Estimate
    often: Mapping[str, float]
    number: int
    left_out: tuple[str, ...]
    given: tuple[str, ...]

    def held(self, weighting: str) -> int:
        """Count the scenarios on whose front a weighting is."""
        return sum(weighting in each.front for each in self.scenarios.values())


def nondominated(points: Numbers) -> Mask:
    """Return which points no other one dominates.

    Parameters
    ----------
    points
        (..., points, measures), less being better. Equal points do not dominate each other.
    """
    one, other = points[..., :, None, :], points[..., None, :, :]
    dominated = (other <= one).all(axis=-1) & (other < one).any(axis=-1)
    return np.asarray(~dominated.any(axis=-1), dtype=np.bool_)


def hypervolume(points: Numbers, reference: Numbers) -> float:
    """Return the exact volume of what some point dominates and that dominates the reference.

    The measure of Zitzler and Thiele 1999 (10.1109/4235.797969), by sweeping the last coordinate.

    Parameters
    ----------
    points
        (points, measures), less being better, with any number of measures.
    reference
        (measures,). Points that are not better in each measure contribute nothing.
    """
    inside = points[(points < reference).all(axis=1)]
    if not len(inside):
        return 0.0
    if inside.shape[1] == 1:
        return float(reference[0] - inside.min())
    inside = inside[np.argsort(inside[:, -1], kind="stable")]
    heights = np.diff(np.append(inside[:, -1], reference[-1]))
    return sum(
        float(height) * hypervolume(inside[: upto + 1, :-1], reference[:-1])
        for upto, height in enumerate(heights)
        if height > 0
    )


def knee(points: Numbers) -> int | None:
    """Return the point from which any step costs more than it brings, if there is one.

    Measures are scaled to the front's own range. The knee is the point of the front with the
    smallest sum, if that is smaller than those of the best points of each measure. In two measures,
    it is the point farthest below the chord between the extreme points (Das 1999,
    10.1007/BF01195985), which can be seen in the picture and checked with a ruler. The utility of
    Branke and others 2004 (10.1007/978-3-540-30217-9_73) depends on how weights are drawn, and
    angles with neighbours depend on how densely weightings were chosen.

    Parameters
    ----------
    points
        (points, measures), less being better.

    Returns
    -------
    int or None
        Its index, the first of equals.
    """
    front = np.flatnonzero(nondominated(points))
    best, worst = points[front].min(axis=0), points[front].max(axis=0)
    if len(front) < 3 or (worst <= best).any():
        return None
    scaled = (points[front] - best) / (worst - best)
    sums = scaled.sum(axis=1)
    extremes = min(sums[scaled[:, k] == 0].min() for k in range(points.shape[1]))
    lowest = int(np.argmin(sums))
    return int(front[lowest]) if sums[lowest] < extremes - _EQUAL else None


def front_of(
    grid: Grid,
    measures: Sequence[Measure],
    plain: str,
    reference: Mapping[str, float],
    seed: int,
) -> Front:
    """Find the front of a study's weightings in two or three measures.

    Parameters
    ----------
    plain
        The weighting whose hypervolume is told beside that of all.
    reference
        Coordinates of the reference point by measure. Of a measure without one it lies `MARGIN` of
        the range from the best to the worst mean of all weightings beyond the worst one.
    seed
        The seed of the resamples.
    """
    turned = np.array([1.0 if measure.better == "less" else -1.0 for measure in measures])
    names = tuple(measure.name for measure in measures)
    given = np.array([reference.get(name, np.nan) for name in names]) * turned
    values = np.stack([grid.values(name) for name in names], axis=-1) * turned
    # A run without one of the measures tells nothing of what is traded between them.
    values[np.isnan(values).any(axis=-1)] = np.nan
    means = np.moveaxis(mean_of(np.moveaxis(values, 2, -1)), -1, 1)  # measures before scenarios
    there = known(means, 1)  # (weightings, scenarios)
    asked = np.asarray(there.any(axis=0))
    whole = np.asarray(there[:, asked].all(axis=1)) & asked.any()
    frontiers = {
        scenario: _frontier(
            grid.weightings, means[:, :, at], plain, given, turned,
            _best_runs(grid, values[:, at]),
        )
        for at, scenario in enumerate(grid.scenarios)
        if asked[at]
    }  # fmt: skip
    often, number = _often(grid, values, whole, seed)
    return Front(
        measures=names,
        overall=_frontier(
            grid.weightings, np.where(whole[:, None], mean_of(means[:, :, asked]), np.nan),
            plain, given, turned,
        ) if whole.any() else None,
        scenarios=frontiers,
        share=_mean_share(each.share for each in frontiers.values()),
        plain_share=_mean_share(each.plain_share for each in frontiers.values()),
        often=often,
        number=number,
        left_out=tuple(name for name, has in zip(grid.weightings, whole, strict=True)
                       if not has),
        given=tuple(name for name in names if name in reference),
    )  # fmt: skip


def _frontier(
    names: Sequence[str],
    means: Numbers,
    plain: str,
    given: Numbers,
    turned: Numbers,
    runs: tuple[tuple[str, int], ...] = (),
) -> Frontier:
    """Make the frontier of the weightings whose means, (weightings, measures), are known."""
    there = known(means, 1)
    points = means[there]
    kept = [name for name, has in zip(names, there, strict=True) if has]
    best, worst = points.min(axis=0), points.max(axis=0)
    bound = np.where(np.isnan(given), worst + MARGIN * (worst - best), given)
    box = float(np.prod(bound - best)) if (bound > best).all() else None

    def share(some: Numbers) -> float | None:
        return None if box is None else hypervolume(some, bound) / box

    front, sharpest = nondominated(points), knee(points)
    every = share(points[front])
    told = zip(kept, points * turned, front, _lost(points, front, share), strict=True)
    return Frontier(
        points=tuple(
            Point(name, tuple(map(float, values)), bool(on), cut) for name, values, on, cut in told
        ),
        reference=tuple(map(float, bound * turned)),
        hypervolume=None if box is None else hypervolume(points[front], bound),
        share=every,
        plain_share=share(points[[kept.index(plain)]]) if plain in kept else None,
        knee=None if sharpest is None else kept[sharpest],
        runs=runs,
    )


def _mean_share(shares: Iterable[float | None]) -> Estimate:
    """Estimate a mean share: no share is below 0 or above 1, and equal ones have no interval."""
    found = mean_estimate([share for share in shares if share is not None])
    if found.low is None or found.high is None or found.high - found.low <= _EQUAL:
        return Estimate(found.replications, found.value)
    return Estimate(found.replications, found.value, max(found.low, 0.0), min(found.high, 1.0))


def _lost(
    points: Numbers, front: Mask, share: Callable[[Numbers], float | None]
) -> Iterator[float | None]:
    """Yield what the share of the hypervolume loses without each point: nothing off the front."""
    every = share(points[front])
    for at, on in enumerate(front):
        if every is None:
            yield None
            continue
        others = front.copy()
        others[at] = False
        yield max(every - (share(points[others]) or 0.0), 0.0) if on else 0.0


def _best_runs(grid: Grid, values: Numbers) -> tuple[tuple[str, int], ...]:
    """Name the runs of a scenario, (weightings, seeds, measures), that none dominates."""
    run = np.argwhere(known(values, -1))
    best = nondominated(values[tuple(run.T)])
    return tuple((grid.weightings[one], grid.seeds[seed]) for one, seed in run[best].tolist())


def _often(grid: Grid, values: Numbers, whole: Mask, seed: int) -> tuple[dict[str, float], int]:
    """In which share of the resamples each weighting is on the front, and of how many clusters.

    Only pairs of scenario and seed that all weightings have are resampled.
    """
    every = np.moveaxis(values[whole], -1, 1)  # (weightings, measures, scenarios, seeds)
    cells = known(every, 0, 1)
    if not whole.any() or cells.sum() < 2:
        return {}, 0
    means = resampled(every, cells, seed)  # (weightings, measures, resamples)
    draws = np.moveaxis(means, -1, 0)
    parts = np.array_split(draws, max(1, draws.shape[0] * draws.shape[1] ** 2 // _AT_ONCE))
    on = np.concatenate([nondominated(part) for part in parts]).mean(axis=0)
    kept = (name for name, has in zip(grid.weightings, whole, strict=True) if has)
    return dict(zip(kept, on.tolist(), strict=True)), clusters(cells)
