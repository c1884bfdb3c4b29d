"""Stopping rules: small callables that the search asks after each chunk of iterations."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Progress:
    """Progress of a search.

    Attributes
    ----------
    iterations : int
        Number of moves tried so far.
    seconds : float
        Seconds since the search began.
    cost : float
        Cost of the best solution so far: in the problem's unit from an engine, in the referee's
        from the planner.
    mandatory_unserved : int
        Number of mandatory visits that the best solution so far leaves out.
    fraction : float
        Fraction of the budget spent, 0 to 1.
    """

    iterations: int
    seconds: float
    cost: float
    mandatory_unserved: int
    fraction: float


class Stop(Protocol):
    """A stopping rule: returns the fraction of its budget that is spent; at 1 the search ends."""

    def __call__(self, iterations: int, /) -> float:
        """Return the fraction of the budget spent after `iterations` (and some time)."""
        ...


class Iterations:
    """Stop after a number of iterations; the only rule whose results are equal on any machine."""

    def __init__(self, iterations: int) -> None:
        self.iterations = iterations

    def __call__(self, iterations: int) -> float:
        """Return the iterations done divided by those allowed."""
        return iterations / self.iterations if self.iterations else 1.0


class Seconds:
    """Stop after a number of seconds from the first call of the rule."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._began: float | None = None

    def __call__(self, iterations: int) -> float:
        """Return the seconds passed divided by those allowed."""
        del iterations
        now = time.perf_counter()
        if self._began is None:
            self._began = now
        return (now - self._began) / self.seconds if self.seconds > 0 else 1.0


class AnyOf:
    """Stop as soon as one of several rules does."""

    def __init__(self, *rules: Stop) -> None:
        self.rules = rules

    def __call__(self, iterations: int) -> float:
        """Return the largest fraction of all rules."""
        return max(rule(iterations) for rule in self.rules)
