"""How hot a search is while its budget is spent: rounds of cooling, longer where there is more.

Kirkpatrick, Gelatt and Vecchi 1983, 10.1126/science.220.4598.671.
"""

from __future__ import annotations

from typing import NamedTuple

from dispatch.engine.problem import Ints, Problem
from dispatch.engine.state import START


class Pace(NamedTuple):
    """How a search spends its budget."""

    hot: float
    """Temperature at the start of a round, in costs of the way to a near stop."""
    cold: float
    """Temperature at its end."""
    heat: tuple[float, ...]
    """By how much hotter the rounds begin in turn, where there are several."""
    round: int
    """What a round takes at least, in iterations for each stop, times the root of their number."""
    ruin: float
    """How many moves in as many as there are stops ruin and recreate; they take long."""


EVERYBODY = Pace(hot=2.5, cold=0.1, heat=(1.0, 5.0, 1.0, 25.0), round=4800, ruin=0.05)
"""While every visit is served: the order and the times are what is left to search."""

SHORT = Pace(hot=6.0, cold=0.3, heat=(1.0, 6.0, 36.0), round=1000, ruin=0.3)
"""While visits are left out: which ones decides, and room for others must be made."""


SMALL = 30
"""Up to so many stops there is time for a great many rounds."""

SMALL_HEAT = (1.0, 5.0, 15.0, 50.0)
"""By how much hotter they then begin. Every other one does not ruin and stays hot to its end: a
visit that is served where it costs least leads to the same plans again and again, and the best plan
may be far from all of them."""


class Heat(NamedTuple):
    """What one chunk of iterations is told."""

    hot: float
    """Temperature at its start, in units of cost."""
    cold: float
    """Temperature at its end."""
    ruin: float
    """The share of moves that ruin and recreate."""


class Cooling:
    """Tells each chunk of iterations how hot it is.

    Parameters
    ----------
    problem
        What is solved.
    scale
        The cost of the way to a near stop.
    """

    def __init__(self, problem: Problem, scale: float) -> None:
        self._scale = scale
        self._stops = problem.n_stops
        self._leads = problem.stops[:-1]
        self._round = 0

    def __call__(self, best: Ints, iterations: int, spent: float, step: float) -> tuple[Heat, bool]:
        """Answer the heat of the next chunk, and whether a round begins with it.

        Parameters
        ----------
        best
            The table of the best state so far.
        iterations
            How many have been done.
        spent, step
            The fraction of the budget that they took, and that the next chunk is likely to take.
        """
        pace = SHORT if (best[self._leads, START] < 0).any() else EVERYBODY
        # As many rounds as the budget has room for, judged by what went so far.
        budget = iterations / spent if iterations else 0
        rounds = max(1, int(budget / (pace.round * self._stops**1.5)))
        number, fallen = divmod(spent * rounds, 1.0)
        begins = int(number) != self._round
        self._round = int(number)
        small = self._stops <= SMALL
        heats = SMALL_HEAT if small else pace.heat
        heat = heats[self._round % len(heats)]
        wild = small and self._round % 2 == 1
        top = pace.hot * heat
        fall = pace.cold * (heat if wild else 1.0) / top
        told = Heat(
            hot=self._scale * top * fall**fallen,
            cold=self._scale * top * fall ** min(1.0, fallen + step * rounds),
            ruin=0.0 if wild else min(0.05, pace.ruin / self._stops),
        )
        return told, begins
