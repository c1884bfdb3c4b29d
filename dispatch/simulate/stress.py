"""A finished plan under noise: how often each visit starts in time, as it is or with repair."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import BrokenRule, fault
from dispatch.plan import Plan, crews
from dispatch.referee import broken
from dispatch.report.stress import FRAGILE, Stress, StressedVisit, Sums
from dispatch.roads import TravelTimes
from dispatch.rules import allowed_starts, latest_return, soft_windows
from dispatch.scenario import Duration, Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.lived import Day, live
from dispatch.simulate.nature import Nature
from dispatch.simulate.policies.optimising import WEIGHTS, Optimiser
from dispatch.simulate.processes import in_processes
from dispatch.simulate.truth import Truth

USUAL: Final = 15 * MILLISECONDS_A_MINUTE
"""How late a visit may start that nobody has told a time, in milliseconds."""
_PLAIN: Final = {**WEIGHTS, "unserved": 10_000.0, "tardiness": 1.0}
REPAIR: Final = Optimiser("repair", iterations=2000, weights=_PLAIN, booked=1.0)
"""Who repairs the plan: P1 of the response-time comparison with a smaller budget; all visits are
pre-booked."""
_AFTER: Final = 6 * 60 * MILLISECONDS_A_MINUTE
"""How long after the last return everything is over, in milliseconds."""
_HOUR: Final = 60 * MILLISECONDS_A_MINUTE
_NOISE: Final = Assumptions(broken_off=0.0, not_home=0.0, absent=0.0, rush=0.0)


@dataclass(frozen=True)
class Noise:
    """What noise makes of some visits.

    Attributes
    ----------
    late : array of shape (runs, visits)
        The lateness of each visit in whole minutes, 0 when in time; infinite if it is not given.
    overtime : array of shape (runs,)
        The overtime of all caregivers together, in minutes.
    """

    late: NDArray[np.float64]
    overtime: NDArray[np.float64]

    @property
    def in_time(self) -> NDArray[np.float64]:
        """How often each visit starts in time, (visits,)."""
        shares: NDArray[np.float64] = (self.late == 0).mean(axis=0)
        return shares

    @property
    def sums(self) -> Sums:
        """What all visits together bear."""
        return Sums(
            runs=len(self.late),
            in_time=float((self.late == 0).mean()) if self.late.size else 1.0,
            late=mean_late(self.late),
            missed=float(np.isinf(self.late).mean()) if self.late.size else 0.0,
            overtime=fmean(self.overtime),
        )


def mean_late(late: NDArray[np.float64]) -> float:
    """Return the mean lateness of visits that are given; 0 without any."""
    given = late[np.isfinite(late)]
    return float(given.mean()) if given.size else 0.0


def stressed(
    scenario: Scenario,
    plan: Plan,
    travel: TravelTimes,
    runs: int = 1000,
    seed: int = 0,
    report: Callable[[int, int], None] = lambda *_: None,
    *,
    repaired: int = 0,
    processes: int = 1,
) -> Stress:
    """Live a planned day again and again, with other lengths of services and ways each time.

    Services vary by `Assumptions.service_variations` and ways by `Assumptions.travel_variation`;
    their means are as planned. Caregivers work by the plan, in its order, however late they are;
    or the plan is repaired during the day, on what has happened until then, by `REPAIR`.

    Parameters
    ----------
    scenario, plan, travel
        The day. The plan must break no rule. Visits that it leaves out are not asked for.
    runs
        How often.
    seed
        The first of the seeds, one for each run.
    report
        Called with the number of runs that are done and that of all.
    repaired
        How many of the days to live once more with repair, which takes seconds each; at most
        `runs`.
    processes
        How many processes live the days with repair; the result does not depend on it.

    Raises
    ------
    BrokenRule
        If the plan breaks a rule.
    """
    if found := broken(scenario, travel, plan):
        raise BrokenRule(fault("stress-broken"), *(each.fault for each in found))
    latest, repaired = latest_starts(scenario, plan), min(runs, repaired)
    whole = runs + repaired
    seeds = range(seed, seed + runs)
    kept = noise(scenario, plan, travel, latest, seeds, lambda n: report(n, whole))
    seeds = range(seed, seed + repaired)
    others = _repaired(
        scenario, plan, travel, latest, seeds, processes, lambda n: report(runs + n, whole)
    )
    planned = {name: start for name, (_, start) in crews(scenario, plan).items()}
    visits = {
        name: StressedVisit(
            start=scenario.moment(planned[name]),
            latest=scenario.moment(latest[name]),
            **_kept_of(kept.late[:, k]),
            **({} if others is None else _repaired_of(others.late[:, k])),
        )
        for k, name in enumerate(latest)
    }
    return Stress(
        scenario=scenario.fingerprint,
        kept=kept.sums,
        repaired=None if others is None else others.sums,
        beside=None
        if others is None
        else Noise(kept.late[:repaired], kept.overtime[:repaired]).sums,
        planned_overtime=_planned_overtime(scenario, plan),
        visits=dict(sorted(visits.items(), key=lambda each: (each[1].in_time, each[0]))),
    )


def _kept_of(late: NDArray[np.float64]) -> dict[str, float | None]:
    """Return the figures of a visit, given its lateness in each run."""
    slack = float(np.quantile(late, FRAGILE, method="inverted_cdf"))
    return {
        "in_time": float((late == 0).mean()),
        "late": mean_late(late),
        "slack": slack if np.isfinite(slack) else None,
    }


def _repaired_of(late: NDArray[np.float64]) -> dict[str, float]:
    return {
        "repaired_in_time": float((late == 0).mean()),
        "repaired_late": mean_late(late),
        "repaired_missed": float(np.isinf(late).mean()),
    }


def noise(
    scenario: Scenario,
    plan: Plan,
    travel: TravelTimes,
    latest: Mapping[str, int],
    seeds: Sequence[int],
    report: Callable[[int], None] = lambda _: None,
) -> Noise:
    """Live a planned day under noise without planning anew, once for each seed.

    Parameters
    ----------
    scenario, plan, travel
        The day.
    latest
        By the id of a visit, the latest start that is in time, in milliseconds.
    seeds
        The seeds.
    report
        Called with the number of runs that are done.
    """
    end, starts, overtime = _end(scenario), [], []
    for done, seed in enumerate(seeds, 1):
        truth = Truth(scenario, plan, travel, Nature(_NOISE, seed), 0)
        begun = {each.visit: each.at for each in truth.go_on(end) if not each.over}
        starts.append([begun.get(name) for name in latest])
        overtime.append(_overtime(truth.scenario))
        report(done)
    return _noise(starts, overtime, latest)


def _noise(
    starts: list[list[int | None]], overtime: list[float], latest: Mapping[str, int]
) -> Noise:
    """Return what some runs make of visits, given when they start, if they do."""
    known = [[np.inf if at is None else at for at in row] for row in starts]
    at = np.array(known, dtype=np.float64).reshape(len(starts), len(latest))
    late = np.maximum(0.0, at - np.array([*latest.values()])) / MILLISECONDS_A_MINUTE
    return Noise(np.floor(late), np.array(overtime))


def _repaired(
    scenario: Scenario,
    plan: Plan,
    travel: TravelTimes,
    latest: Mapping[str, int],
    seeds: Sequence[int],
    processes: int,
    report: Callable[[int], None],
) -> Noise | None:
    """Live a planned day with repair, once for each seed; None without any."""
    if not seeds:
        return None
    asked = only_planned(scenario, plan)
    day = Day(0, asked, plan.model_copy(update={"unserved": ()}), travel, home={}, requests=())
    found: dict[int, tuple[list[int | None], float]] = {}
    calls = [(day, tuple(latest), seed) for seed in seeds]

    def tell(call: int, lived: tuple[list[int | None], float]) -> None:
        found[seeds[call]] = lived
        report(len(found))

    in_processes(_with_repair, calls, processes, tell)
    starts, overtime = zip(*(found[seed] for seed in seeds), strict=True)
    return _noise([*starts], [*overtime], latest)


def _with_repair(day: Day, visits: Sequence[str], seed: int) -> tuple[list[int | None], float]:
    """Live a day with repair; return when visits start, and the overtime in minutes."""
    lived = live(day, Nature(_hours_of(day.scenario, day.plan), seed), REPAIR)
    over = sum(each.overtime for each in lived.caregivers)
    return [lived.traces[name].started for name in visits], over / MILLISECONDS_A_MINUTE


def _hours_of(scenario: Scenario, plan: Plan) -> Assumptions:
    """Return the noise with the hours in which a plan is repaired."""
    sets_out = [scenario.at(route.departure) for route in plan.routes]
    starts = [start for _, start in crews(scenario, plan).values()]
    begun = (each.facts.started for each in scenario.visits if each.facts is not None)
    known = [scenario.at(moment) for moment in (scenario.now, *begun) if moment is not None]
    first = max([min(sets_out, default=0), *known])
    update = {
        "opens": min(23, first // _HOUR),
        "closes": min(24, max(starts, default=0) // _HOUR + 1),
        "absence_known": Duration(first),
    }
    return _NOISE.model_copy(update=update)


def only_planned(scenario: Scenario, plan: Plan) -> Scenario:
    """Return the day without the visits that the plan leaves out."""
    left_out = {each.visit for each in plan.unserved}
    visits = (
        visit.model_copy(
            update={"gaps": tuple(gap for gap in visit.gaps if gap.after not in left_out)}
        )
        for visit in scenario.visits
        if visit.id not in left_out
    )
    return scenario.unchecked(visits=tuple(visits))


def latest_starts(scenario: Scenario, plan: Plan) -> dict[str, int]:
    """Return the latest start of each planned visit that is in time, in milliseconds.

    Visits that have begun are left out.
    """
    return {
        name: _latest(scenario, scenario.visit[name], start)
        for name, (_, start) in crews(scenario, plan).items()
        if not scenario.visit[name].has_begun
    }


def _latest(scenario: Scenario, visit: Visit, planned: int) -> int:
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
