"""What ends a search: budgets, a deadline, and the caller's own rule."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from numbers import Real
from typing import Final, Literal, SupportsIndex, TypeAlias

from dispatch.encoding import Encoded
from dispatch.engine import Iterations, Seconds, Stop
from dispatch.errors import Fault, NoPlan, fault, shown

StoppedBy: TypeAlias = Literal["iterations", "seconds", "deadline", "stop", "proved", "finished"]
"""What ended an engine's work: a budget, the caller's rule, a proof, or completion."""

DEFAULT_SECONDS: Final = 10.0
"""Default budget of a search."""

LARGEST_SEED: Final = 2**31 - 1
"""Largest seed that all engines accept."""


def out_of_range(
    time_limit: float | None,
    iterations: int | None,
    deadline: float | None,
    seed: int,
    threads: int,
) -> Iterator[Fault]:
    """Yield faults of arguments of `plan_day` that no engine can use."""
    if time_limit is not None and not (_is_real(time_limit) and 0 <= time_limit < math.inf):
        yield fault("planner-time-limit", "time_limit", value=shown(time_limit))
    if iterations is not None and not (_is_whole(iterations) and iterations >= 0):
        yield fault("planner-iterations", "iterations", value=iterations)
    if deadline is not None and not (_is_real(deadline) and 0 < deadline < math.inf):
        yield fault("planner-deadline", "deadline", value=shown(deadline))
    if not (_is_whole(seed) and 0 <= seed <= LARGEST_SEED):
        yield fault("planner-seed", "seed", value=seed, most=LARGEST_SEED)
    if not (_is_whole(threads) and threads >= 1):
        yield fault("planner-threads", "threads", value=threads)


def _is_whole(value: object) -> bool:
    """Return whether an argument is a whole number, also one of numpy."""
    return isinstance(value, SupportsIndex)


def _is_real(value: object) -> bool:
    """Return whether an argument is a number of seconds, also one of numpy."""
    return isinstance(value, Real)


class Budget:
    """The rules that may end a search, and which of them did."""

    def __init__(
        self,
        time_limit: float | None,
        iterations: int | None,
        deadline: float | None,
        stop: Stop | None,
    ) -> None:
        self._began = time.perf_counter()
        self._deadline = deadline
        self._stop = stop
        self._rules: dict[StoppedBy, Stop] = {}
        if stop is not None:
            self._rules["stop"] = stop
        if iterations is not None:
            self._rules["iterations"] = Iterations(iterations)
        if time_limit is not None or (iterations is None and deadline is None):
            self._rules["seconds"] = Seconds(DEFAULT_SECONDS if time_limit is None else time_limit)
        self.iterations = 0
        self.ended_by: StoppedBy = "finished"
        self.to_judge = 0.0
        """Seconds that judging the plan may take."""

    def _left(self) -> float:
        """Return the seconds to the deadline."""
        deadline = math.inf if self._deadline is None else self._deadline
        return self._began + deadline - time.perf_counter()

    def look(self) -> None:
        """Call the caller's rule, which may raise an error; raise one past the deadline.

        Raises
        ------
        NoPlan
            If the deadline has passed.
        """
        if self._left() <= 0:
            raise NoPlan(fault("deadline-passed", seconds=self._deadline))
        if self._stop is not None:
            self._stop(0)

    def leave_time_to_judge(self, encoded: Encoded, seconds: float) -> None:
        """Let the search end before the deadline, so that its plan can be judged in time.

        To judge a plan takes about as long as to encode its scenario, apart from travel times, of
        which `seconds` may consist for the most part.
        """
        self.to_judge = 1.2 * min(seconds, encoded.problem.n_stops / 1000)
        if self._deadline is not None:
            searching = Seconds(max(0.0, self._left() - self.to_judge))
            searching(0)  # its time begins now, not with the search
            self._rules["deadline"] = searching

    def is_over(self, seconds: float) -> bool:
        """Return whether the caller has stopped the work, or `seconds` more miss the deadline."""
        stopped = self._stop is not None and self._stop(self.iterations) >= 1
        return stopped or self._left() < seconds

    def __call__(self, iterations: int) -> float:
        """Return the largest fraction of all rules."""
        self.iterations = iterations
        spent = {name: rule(iterations) for name, rule in self._rules.items()}
        ended = [name for name, fraction in spent.items() if fraction >= 1]
        if ended and self.ended_by == "finished":
            self.ended_by = ended[0]
        return float(max(spent.values()))  # the search is compiled for this type
