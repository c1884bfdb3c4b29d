"""How groups of clients fare under each weighting, beside one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch.simulate.statistics import Estimate
from dispatch.study.placebo import group_of
from dispatch.study.resampling import Grid, mean_with_interval
from dispatch.study.rows import Measure

_GROWING: Final = frozenset({"served", "unserved", "mandatory_unserved", "tardiness"})
"""Measures that grow with the group, which are told for each of its visits."""


@dataclass(frozen=True)
class Groups:
    """One measure of all groups of a trait.

    Attributes
    ----------
    trait, measure : str
    each : bool
        Whether it is told for each visit of a group, because it grows with the group.
    unit : str
        That of the measure.
    values : mapping of str to mapping of str to Estimate
        By value of the trait and by weighting.
    """

    trait: str
    measure: str
    each: bool
    unit: str
    values: Mapping[str, Mapping[str, Estimate]]


def groups(grid: Grid, measures: Sequence[Measure], seed: int) -> Iterator[Groups]:
    """Yield each trait and measure that a study asks about, for all groups of the trait.

    Parameters
    ----------
    measures
        The measures of the study; those of no group are passed over.
    seed
        The seed of the resamples.
    """
    asked: dict[tuple[str, str], Measure] = {}
    for measure in measures:
        found = group_of(measure.name)
        if found is not None:
            asked.setdefault((found[0], found[2]), measure)
    for (trait, name), measure in asked.items():
        each = name in _GROWING
        values = {}
        for value in _values(grid, trait, name):
            amounts = grid.values(f"groups.{trait}.{value}.{name}")
            if each:
                visits = grid.values(f"groups.{trait}.{value}.visits")
                amounts = np.divide(
                    amounts, visits, out=np.full(amounts.shape, np.nan), where=visits > 0
                )
            values[value] = {
                weighting: mean_with_interval(row, seed)
                for weighting, row in zip(grid.weightings, amounts, strict=True)
            }
        yield Groups(trait, name, each, measure.unit, values)


def _values(grid: Grid, trait: str, name: str) -> list[str]:
    """Return the values of a trait that any run measures."""
    found = {
        group[1]
        for run in grid.runs
        for group in [group_of(told) for told in run.measures]
        if group is not None and group[0] == trait and group[2] == name
    }
    return sorted(found)
