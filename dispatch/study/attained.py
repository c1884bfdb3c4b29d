"""How much of the front of all plans the runs of a study attain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.study.exact import ExactFront, distance, extents, reached
from dispatch.study.fronts import MARGIN, hypervolume
from dispatch.study.rows import Run

Point = tuple[float, float]


@dataclass(frozen=True)
class Attained:
    """The runs of a scenario beside the front of all of its plans, in two measures.

    Attributes
    ----------
    scenario : str
    measures : tuple of (str, str)
    points : tuple of (float, float)
        The front of all plans that leave out as few visits as `ExactFront.counts` says.
    found : tuple of (float, float)
        Where the runs of all weightings and seeds are whose plans count; equal ones once.
    runs : int
        How many runs these are.
    reached : int
        How many points of the front are among them.
    distance : float or None
        How far their own best lie from the front, as a share of its extent
        (`dispatch.study.exact.distance`); None without a run.
    reference : tuple of (float, float)
        The point up to which hypervolumes are counted.
    share : float or None
        The hypervolume of the runs as a share of that of the front; None if that is 0.
    """

    scenario: str
    measures: tuple[str, str]
    points: tuple[Point, ...]
    found: tuple[Point, ...]
    runs: int
    reached: int
    distance: float | None
    reference: Point
    share: float | None


def attained(
    runs: Sequence[Run],
    exact: Mapping[tuple[str, str, str], ExactFront],
    reference: Mapping[str, float],
) -> Iterator[Attained]:
    """Yield how much of each front the runs of its scenario attain.

    Parameters
    ----------
    runs
        The runs of the study.
    exact
        By the names of a scenario and of two measures, the front of all plans.
    reference
        Coordinates of the reference point by measure. Of a measure without one it lies `MARGIN` of
        the front's extent beyond the worst value on the front, so it depends on no run.
    """
    for (scenario, first, second), front in exact.items():
        counted = [
            (each.measures[first] or 0.0, each.measures[second] or 0.0)
            for each in runs
            if each.scenario == scenario and front.counts(each.measures)
        ]
        worst = (max(axis) for axis in zip(*front.points, strict=True))
        x, y = (
            reference.get(name, end + MARGIN * size)
            for name, end, size in zip((first, second), worst, extents(front), strict=True)
        )
        whole = _volume(front.points, (x, y))
        yield Attained(
            scenario,
            (first, second),
            front.points,
            tuple(sorted({*counted})),
            runs=len(counted),
            reached=reached(front, counted),
            distance=distance(front, counted) if counted else None,
            reference=(x, y),
            share=_volume(counted, (x, y)) / whole if whole else None,
        )


def _volume(points: Iterable[Point], reference: Point) -> float:
    return hypervolume(np.array([*points]).reshape(-1, 2), np.array(reference))
