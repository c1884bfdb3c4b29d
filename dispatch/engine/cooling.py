"""The temperature over the budget: rounds of cooling, more of them if the budget allows.

Kirkpatrick, Gelatt and Vecchi 1983, 10.1126/science.220.4598.671.
"""

from __future__ import annotations

from typing import NamedTuple

from dispatch.engine.problem import Ints, Problem
from dispatch.engine.state import LEARNED, START, UPHILL


class Pace(NamedTuple):
    """How a search spends its budget."""

    hot: float
    """Temperature at the start of a round, in costs of the way to a near stop."""
    cold: float
    """Temperature at the end of a round, in the same unit."""
    heat: tuple[float, ...]
    """Factors on `hot` for successive rounds, if there are several."""
    round: int
    """Least iterations of a round: this many times the number of stops to the power 1.5."""
    ruin: float
    """Expected ruins in as many moves as there are stops; few, because a ruin is slow."""


EVERYBODY = Pace(hot=2.5, cold=0.1, heat=(1.0, 5.0, 1.0, 25.0), round=4800, ruin=0.05)
"""While every visit is served: only order and times remain to be searched."""

SHORT = Pace(hot=18.0, cold=0.3, heat=(1.0,), round=1000, ruin=1.0)
"""While visits are left out: the choice of these visits matters most, and they need room."""

FEW = Pace(hot=6.0, cold=0.3, heat=(1.0, 6.0, 36.0), round=1000, ruin=0.3)
"""While few visits are left out of a plan that is made from nothing: most of them find room."""

FEW_SHARE, FEW_VISITS = 0.05, 10
"""The largest share of the visits that is few, and the largest number."""

SMALL = 30
"""Number of stops up to which the budget allows very many rounds."""

SMALL_HEAT = (1.0, 5.0, 15.0, 50.0)
"""Factors on `hot` for small problems. Every second round does not ruin and stays hot to its end:
inserting visits at the cheapest places leads to the same plans again and again, and the best plan
may be far from all of them."""


UPHILL_SHARE = 0.3
"""Least scale while every visit is served, as a share of what the cheapest uphill moves cost: where
waiting or a maximum decides, they cost far more than a way."""

ENOUGH = 64
"""Number of moves from which those costs have to be learned, unless no other scale is known."""


class Heat(NamedTuple):
    """Temperatures and share of ruins of one chunk of iterations."""

    hot: float
    """Temperature at the start of the chunk, in units of cost."""
    cold: float
    """Temperature at the end of the chunk."""
    ruin: float
    """Share of moves that ruin and recreate."""


class Cooling:
    """Sets the temperature of each chunk of iterations.

    Parameters
    ----------
    problem
        The problem to solve.
    scale
        Cost of the way to a near stop.
    goes_on
        Whether the search begins with a good solution. A budget that is shorter than a round then
        has only the cold end of one: heat would destroy more than the budget can mend.
    """

    def __init__(self, problem: Problem, scale: float, goes_on: bool = False) -> None:
        self._scale = scale
        self._goes_on = goes_on
        self._skipped = 1.0 if goes_on else 0.0
        self._stops = problem.n_stops
        self._leads = problem.stops[:-1]
        self._round = 0
        self._began, self._ends = 0.0, 1.0
        self._is_sized = False

    def __call__(
        self, best: Ints, tally: Ints, iterations: int, spent: float, step: float
    ) -> tuple[Heat, bool]:
        """Return the heat of the next chunk, and whether a round begins with it.

        Parameters
        ----------
        best
            Table of the best state so far.
        tally
            Tally of a state that has learned what uphill moves cost.
        iterations
            Number of iterations done.
        spent, step
            Fractions of the budget: spent so far, and expected for the next chunk.
        """
        pace = self._pace(int((best[self._leads, START] < 0).sum()))
        begins = spent >= self._ends
        if begins:
            self._round += 1
            self._began = self._ends
        if begins or not self._is_sized:
            # As many rounds as the rest of the budget has room for at the speed so far.
            left = 1.0 - self._began
            budget = left * iterations / spent if iterations else 0.0
            rounds = budget / (pace.round * self._stops**1.5)
            self._ends = self._began + max(left / max(1, int(rounds)), step)
            self._is_sized = iterations > 0
            self._skipped = max(0.0, 1.0 - rounds) if self._skipped else 0.0
        falls = (1.0 - self._skipped) / (self._ends - self._began)
        fallen = min(1.0, self._skipped + falls * (spent - self._began))
        small = self._stops <= SMALL
        heats = SMALL_HEAT if small else pace.heat
        heat = heats[self._round % len(heats)]
        wild = small and self._round % 2 == 1
        scale = self._scale
        if scale == 0 or (pace is EVERYBODY and tally[LEARNED] >= ENOUGH):
            scale = max(scale, UPHILL_SHARE * float(tally[UPHILL]), 1.0)
        top = pace.hot * heat
        fall = pace.cold * (heat if wild else 1.0) / top
        told = Heat(
            hot=scale * top * fall**fallen,
            cold=scale * top * fall ** min(1.0, fallen + falls * step),
            ruin=0.0 if wild else min(0.05, pace.ruin / self._stops),
        )
        return told, begins

    def _pace(self, left_out: int) -> Pace:
        """Return the pace while a number of visits is left out."""
        if not left_out:
            return EVERYBODY
        few = min(FEW_VISITS, FEW_SHARE * len(self._leads))
        return FEW if left_out <= few and not self._goes_on else SHORT
