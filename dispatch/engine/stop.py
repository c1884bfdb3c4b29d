"""When to stop a search: small callables that are asked after each chunk of iterations."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Progress:
    """How far a search is.

    Attributes
    ----------
    iterations : int
        Moves tried so far.
    seconds : float
        Since the search began.
    cost : float
        Of the best solution so far: from an engine in the problem's unit, from the planner in the
        referee's.
    mandatory_unserved : int
        Of the best solution so far.
    fraction : float
        How much of the budget is spent, 0 to 1.
    """

    iterations: int
    seconds: float
    cost: float
    mandatory_unserved: int
    fraction: float


class Stop(Protocol):
    """A stopping rule: says how much of its budget is spent; at 1 the search ends."""

    def __call__(self, iterations: int) -> float:
        """Return the fraction of the budget that `iterations` (and time) have spent."""
        ...


class Iterations:
    """Stop after so many iterations; the only rule that gives the same bytes on any machine."""

    def __init__(self, iterations: int) -> None:
        self.iterations = iterations

    def __call__(self, iterations: int) -> float:
        """Return iterations done over iterations allowed."""
        return iterations / self.iterations if self.iterations else 1.0


class Seconds:
    """Stop after so many seconds from when the rule is first asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._began: float | None = None

    def __call__(self, iterations: int) -> float:
        """Return seconds gone over seconds allowed."""
        del iterations
        now = time.perf_counter()
        if self._began is None:
            self._began = now
        return (now - self._began) / self.seconds if self.seconds > 0 else 1.0


class AnyOf:
    """Stop as soon as one of several rules says so."""

    def __init__(self, *rules: Stop) -> None:
        self.rules = rules

    def __call__(self, iterations: int) -> float:
        """Return the largest fraction of any rule."""
        return max(rule(iterations) for rule in self.rules)
