"""Whether it may be said that a policy cuts the mean response by more than 30 %."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dispatch.errors import Fault, fault
from dispatch.simulate.guards import GuardResult
from dispatch.simulate.statistics import LEAST, Estimate

LOADS: Final = ("low", "mid", "high")
THRESHOLD: Final = 0.30
TUNING: Final = range(51)
"""The seeds on which policies are tuned, so that they are no evidence."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A policy against the headline baseline at one load.

    Attributes
    ----------
    reduction : Estimate
        From `dispatch.simulate.statistics.reduction`.
    rails : sequence of GuardResult
        From `dispatch.simulate.guards.guarded`.
    tuning : int
        How many of the replications have a seed of `TUNING`.
    """

    reduction: Estimate
    rails: Sequence[GuardResult]
    tuning: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether it may be said, and what is in its way at each load.

    Attributes
    ----------
    failures : mapping of str to tuple of Fault
        For each load; all empty if it may be said.
    """

    failures: Mapping[str, tuple[Fault, ...]]

    @property
    def holds(self) -> bool:
        """Whether it may be said."""
        return not any(self.failures.values())


def claim(
    cells: Mapping[str, Cell],
    threshold: float = THRESHOLD,
    least: int = LEAST,
    loads: Iterable[str] = LOADS,
) -> Claim:
    """Decide whether "more than 30 %" may be said.

    At each load, the lower bound of the reduction must exceed the threshold, enough
    replications must have been made, none of them on a seed for tuning, and every guard rail must
    be kept.

    Parameters
    ----------
    cells
        By load.
    threshold
        The reduction to exceed.
    least
        The replications that are needed at each load.
    loads
        The loads that are needed; all others among the cells must hold as well.
    """
    every = dict.fromkeys((*loads, *cells))
    return Claim({load: tuple(_failures(load, cells, threshold, least)) for load in every})


def _failures(
    load: str, cells: Mapping[str, Cell], threshold: float, least: int
) -> Iterator[Fault]:
    cell = cells.get(load)
    if cell is None:
        yield fault("claim-load", load)
        return
    number, bound = cell.reduction.replications, cell.reduction.low
    if number < least:
        yield fault("claim-few", load, replications=number, least=least)
    if cell.tuning:
        yield fault("claim-tuning", load, replications=cell.tuning, last=TUNING[-1])
    if bound is None:
        yield fault("claim-no-bound", load)
    elif bound <= threshold:
        yield fault("claim-bound", load, bound=100 * bound, threshold=100 * threshold)
    if not cell.rails:
        yield fault("claim-no-rails", load)
    for rail in cell.rails:
        if rail.kept is None:
            yield fault("claim-rail-unknown", load, rail=rail.name)
        elif not rail.kept:
            yield fault("claim-rail", load, rail=rail.name)
