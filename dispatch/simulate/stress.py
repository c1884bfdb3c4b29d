"""A finished plan under noise: how often each visit starts in time if nobody plans anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any, Final

import numpy as np

from dispatch.plan import Plan, crews
from dispatch.roads import TravelTimes
from dispatch.rules import allowed_starts, latest_return, soft_windows
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE, Moment
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.nature import Nature
from dispatch.simulate.truth import Truth

USUAL: Final = 15 * MILLISECONDS_A_MINUTE
"""How late a visit may start that nobody has told a time, in milliseconds."""
FRAGILE: Final = 0.9
"""Visits that start in time less often are fragile."""
_AFTER: Final = 6 * 60 * MILLISECONDS_A_MINUTE
"""How long after the last return everything is over, in milliseconds. Whatever has not begun then
counts as if it began then."""
_NOISE: Final = Assumptions(broken_off=0.0, not_home=0.0, absent=0.0, rush=0.0)


@dataclass(frozen=True)
class StressedVisit:
    """A visit under noise.

    Attributes
    ----------
    start : str
        The planned start.
    latest : str
        The latest start that is in time: by its hard windows, its promise, what was announced and
        the soft window that counts, or else a quarter of an hour after the planned one.
    in_time : float
        How often it starts in time, to the minute.
    late : float
        The mean lateness in whole minutes, 0 when in time.
    slack : float
        By how many more minutes it would have to be allowed to start later to be in time nine times
        in ten; 0 if it is.
    """

    start: Moment
    latest: Moment
    in_time: float
    late: float
    slack: float


@dataclass(frozen=True)
class Stress:
    """A plan under noise.

    Attributes
    ----------
    runs : int
        How often the day was lived.
    visits : Mapping of str to StressedVisit
        By the id of a planned visit, those that start in time least often first.
    in_time : float
        The share of starts that are in time.
    late : float
        The mean lateness of a visit in minutes.
    overtime : float
        The mean overtime of all caregivers together, in minutes.
    planned_overtime : float
        The same if everything takes as long as planned.
    """

    runs: int
    visits: Mapping[str, StressedVisit]
    in_time: float
    late: float
    overtime: float
    planned_overtime: float

    @property
    def fragile(self) -> tuple[str, ...]:
        """The visits that start in time less often than nine times in ten."""
        return tuple(name for name, each in self.visits.items() if each.in_time < FRAGILE)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        return asdict(self)


def stressed(
    scenario: Scenario,
    plan: Plan,
    travel: TravelTimes,
    runs: int = 1000,
    seed: int = 0,
    report: Callable[[int], None] = lambda _: None,
) -> Stress:
    """Live a planned day again and again, with other lengths of services and ways each time.

    Services vary by `Assumptions.service_variations` and ways by `Assumptions.travel_variation`;
    their means are as planned. Caregivers work by the plan, in its order, however late they are.

    Parameters
    ----------
    scenario, plan, travel
        The day.
    runs
        How often.
    seed
        The first of the seeds, one for each run.
    report
        Called with the number of runs that are done.
    """
    planned = {
        name: start
        for name, (_, start) in crews(scenario, plan).items()
        if not scenario.visit[name].has_begun
    }
    latest = {name: _latest(scenario, scenario.visit[name], at) for name, at in planned.items()}
    starts, end, overtime = np.empty((runs, len(planned))), _end(scenario), []
    for run in range(runs):
        truth = Truth(scenario, plan, travel, Nature(_NOISE, seed + run), 0)
        begun = {each.visit: each.at for each in truth.go_on(end) if not each.over}
        starts[run] = [begun.get(name, end) for name in planned]
        overtime.append(_overtime(truth.scenario))
        report(run + 1)
    late = np.maximum(0.0, starts - np.array([*latest.values()])) // MILLISECONDS_A_MINUTE
    visits = {
        name: StressedVisit(
            start=scenario.moment(planned[name]),
            latest=scenario.moment(latest[name]),
            in_time=float((mine == 0).mean()),
            late=float(mine.mean()),
            slack=float(np.quantile(mine, FRAGILE, method="inverted_cdf")),
        )
        for name, mine in zip(planned, late.T, strict=True)
    }
    return Stress(
        runs=runs,
        visits=dict(sorted(visits.items(), key=lambda each: (each[1].in_time, each[0]))),
        in_time=float((late == 0).mean()) if planned else 1.0,
        late=float(late.mean()) if planned else 0.0,
        overtime=fmean(overtime),
        planned_overtime=_planned_overtime(scenario, plan),
    )


def _latest(scenario: Scenario, visit: Visit, planned: int) -> int:
    """Return the latest start of a planned visit that is in time, in milliseconds."""
    bounds = [last for first, last in allowed_starts(scenario, visit) if first <= planned <= last]
    bounds += [due for opens, due in soft_windows(scenario, visit) if opens <= planned][-1:]
    for told in (visit.promise, visit.announced):
        if told is not None:
            bounds.append(scenario.at(told.start) + told.tolerance)
    found = min(bounds, default=scenario.horizon)
    return planned + USUAL if found >= scenario.horizon else max(found, planned)


def _end(scenario: Scenario) -> int:
    """Return when everything is over, in milliseconds."""
    returns = [
        latest_return(scenario, one, shift)
        for one in scenario.caregivers
        for shift in range(len(one.shifts))
    ]
    return max(returns, default=0) + _AFTER


def _overtime(scenario: Scenario) -> float:
    """Return the overtime of a day that is over, in minutes."""
    at = scenario.at
    shifts = (shift for one in scenario.caregivers for shift in one.shifts)
    beyond = (
        max(0, at(shift.under_way.returned or shift.under_way.free) - at(shift.end))
        for shift in shifts
        if shift.under_way is not None
    )
    return sum(beyond) / MILLISECONDS_A_MINUTE


def _planned_overtime(scenario: Scenario, plan: Plan) -> float:
    at = scenario.at
    shifts = {one.id: one.shifts for one in scenario.caregivers}
    beyond = (
        max(0, at(route.returned) - at(shifts[route.caregiver][route.shift].end))
        for route in plan.routes
    )
    return sum(beyond) / MILLISECONDS_A_MINUTE
