"""The whole Pareto front of two amounts, by the epsilon-constraint method.

Only solutions count that leave out as few mandatory visits as possible; unless the front is about
the visits that are left out, also as few visits as possible: otherwise those who do nothing would
be best. Of these, a solution is on the front if none has less of one amount and no more of the
other. The front is walked from one end to the other: the least of the first
amount, of these the least of the second; then the same with less of the second than before. All
amounts are whole numbers, so no point is stepped over, supported by a weighting or not.

References
----------
Y. Y. Haimes, L. S. Lasdon and D. A. Wismer, On a bicriterion formulation of the problems of
integrated system identification and system optimization, IEEE Transactions on Systems, Man, and
Cybernetics SMC-1 (3), 296-297 (1971). https://doi.org/10.1109/TSMC.1971.4308298

M. Laumanns, L. Thiele and E. Zitzler, An efficient, adaptive parameter variation scheme for
metaheuristics based on the epsilon-constraint method, European Journal of Operational Research
169 (3), 932-942 (2006). https://doi.org/10.1016/j.ejor.2004.08.029
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import mul
from typing import Final, Literal, TypeAlias

from ortools.sat.python import cp_model

from dispatch.engine.exact.costs import largest_workload, mandatory_unserved, overtime
from dispatch.engine.exact.differences import forbid_differences
from dispatch.engine.exact.fairness import largest_share
from dispatch.engine.exact.model import Model
from dispatch.engine.exact.solve import Search, ruled, start_of
from dispatch.engine.problem import (
    HEAVY_SHARE,
    NOBODY,
    PAID_SHARE,
    TRAVEL_SHARE,
    Problem,
    Solution,
)
from dispatch.engine.schedule import solution_of
from dispatch.engine.stop import Stop
from dispatch.engine.timetable import earliest_starts, paid, timetable

Amount: TypeAlias = Literal[
    "unserved", "travel", "overtime", "largest_workload", "largest_paid_time", "largest_travel",
    "largest_heavy_points",
]  # fmt: skip
"""What can be weighed: visits left out; the ticks of travel and of overtime of all caregivers; and
the largest scaled workload, paid time, travel or heavy work of any. All follow from who does what,
in which order."""

_AMOUNTS: Final[Mapping[Amount, Callable[[Model], cp_model.LinearExpr]]] = {
    "unserved": lambda model: cp_model.LinearExpr.sum([1 - served for served in model.served]),
    "travel": lambda model: cp_model.LinearExpr.sum([model.way(r) for r in model.staffed]),
    "overtime": lambda model: cp_model.LinearExpr.sum(overtime(model)),
    "largest_workload": lambda model: largest_workload(model, model.problem.workload_scale),
    "largest_paid_time": lambda model: largest_share(model, PAID_SHARE),
    "largest_travel": lambda model: largest_share(model, TRAVEL_SHARE),
    "largest_heavy_points": lambda model: largest_share(model, HEAVY_SHARE),
}
_PAID: Final = "largest_paid_time"
"""What depends on when routes set out, which the model would choose as it likes."""


def front(problem: Problem, first: Amount, second: Amount, *, stop: Stop) -> list[Solution] | None:
    """Return a solution for each point of the front, from the least of the first amount on.

    Intended for problems of up to some ten visits.

    Parameters
    ----------
    problem
        The problem.
    first, second
        The two amounts.
    stop
        Called some twenty times a second.

    Returns
    -------
    list of Solution or None
        None if the rule stops the work before the front is complete.

    Raises
    ------
    NoPlan
        As for `dispatch.engine.exact.exact`.
    """
    search = Search(problem, start_of(problem, None), 0, stop, None)
    if search.best.mandatory_unserved:
        model = ruled(problem)
        if not search.settle(model, mandatory_unserved(model), lambda x: x.mandatory_unserved):
            return None
    fewest = search.best.mandatory_unserved
    least = partial(_least, search, problem, fewest)
    bounds: dict[Amount, int] = {}
    if "unserved" not in (first, second):
        if (found := least("unserved", bounds)) is None:
            return None
        bounds["unserved"] = found[0]
    if (found := least(second, bounds)) is None:
        return None
    end, points = found[0], list[Solution]()
    while not points or found[0] > end:
        if (found := least(first, bounds)) is None:
            return None
        if (found := least(second, {**bounds, first: found[0]})) is None:
            return None
        points.append(found[1])
        bounds[second] = found[0] - 1
    return points


def _least(
    search: Search, problem: Problem, fewest: int, of: Amount, bounds: Mapping[Amount, int]
) -> tuple[int, Solution] | None:
    """Return the least of an amount within bounds on others, and a solution that has it.

    At most `fewest` mandatory visits are left out. None if the work was stopped.
    """
    model = ruled(problem)
    model.cp.add(mandatory_unserved(model) <= fewest)
    for other, most in bounds.items():
        model.cp.add(_AMOUNTS[other](model) <= most)
    amount = _AMOUNTS[of](model)
    while search.minimise(model, amount):
        routes, held = model.read(search.value)
        solution = solution_of(problem, routes, held)
        starts = earliest_starts(problem, routes, held) or {}
        most_paid = {**bounds, of: search.value(amount)}.get(_PAID)
        if (
            solution
            and all(search.value(model.start[v]) <= at for v, at in starts.items())
            and (most_paid is None or _largest_paid_time(problem, solution) <= most_paid)
        ):
            return search.value(amount), solution
        forbid_differences(model, search.value)
    return None


def _largest_paid_time(problem: Problem, solution: Solution) -> int:
    """Return the largest scaled paid time of any caregiver, as `largest_share` does."""
    times = timetable(problem, solution.routes, solution.held)
    assert times is not None  # a solution has one
    amounts = problem.shared_so_far[PAID_SHARE].tolist()
    for r, c in enumerate(problem.caregiver.tolist()):
        if c != NOBODY:
            amounts[c] += paid(problem, r, times)
    return max(map(mul, problem.workload_scale.tolist(), amounts), default=0)
