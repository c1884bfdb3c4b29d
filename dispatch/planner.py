"""Planning from scenario to judged plan: roads, encode, engine, decode, referee."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

from dispatch.encoding import Encoded, decode, encode, encode_plan
from dispatch.engine import Iterations, Progress, Seconds, Solution, Stop
from dispatch.errors import DispatchError, Fault, InputError, NoPlan, fault, shown
from dispatch.plan import Plan
from dispatch.referee import Judgement, judge
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import broken_pins, why_unserved
from dispatch.rules import release_pins as released
from dispatch.scenario import Scenario

EngineName: TypeAlias = Literal["search", "greedy", "exact"]

StoppedBy: TypeAlias = Literal["iterations", "seconds", "stop", "proved", "finished"]
"""What ended an engine's work: a budget, the caller's rule, a proof, or completion."""

DEFAULT_SECONDS: Final = 10.0
"""Default budget of a search."""

LARGEST_SEED: Final = 2**31 - 1
"""Largest seed that all engines accept."""


@dataclass(frozen=True)
class Outcome:
    """A plan and its properties.

    Attributes
    ----------
    plan : Plan
        Has no violation, except by released pins.
    judgement : Judgement
        The referee's judgement of the scenario without the released pins.
    proved : bool
        Whether no plan leaves out fewer mandatory visits, or leaves out as many at less cost; only
        the exact engine proves this.
    bound : float or None
        Lower bound on the cost of plans that leave out as many mandatory visits, in the units of
        `judgement.cost.total`. Given only with a proof that no plan leaves out fewer.
    iterations : int
        Number of moves tried; improvements found for the exact engine.
    seconds : float
        Running time of the engine, including compilation.
    stopped_by : str
        What ended it: ``iterations`` or ``seconds``, the budgets; ``stop``, the caller's rule;
        ``proved``; or ``finished``, if the engine had nothing left to do.
    """

    plan: Plan
    judgement: Judgement
    proved: bool
    bound: float | None
    iterations: int
    seconds: float
    stopped_by: StoppedBy


def solve(
    scenario: Scenario,
    *,
    time_limit: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 1,
    initial: Plan | None = None,
    engine: EngineName = "search",
    strict: bool = False,
    release_pins: bool = False,
    travel: TravelTimes | None = None,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Return the plan of `plan_day`; parameters and errors are the same."""
    return plan_day(
        scenario,
        time_limit=time_limit,
        iterations=iterations,
        seed=seed,
        threads=threads,
        initial=initial,
        engine=engine,
        strict=strict,
        release_pins=release_pins,
        travel=travel,
        stop=stop,
        progress=progress,
    ).plan


def plan_day(
    scenario: Scenario,
    *,
    time_limit: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 1,
    initial: Plan | None = None,
    engine: EngineName = "search",
    strict: bool = False,
    release_pins: bool = False,
    travel: TravelTimes | None = None,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Plan a scenario; return the plan and its properties.

    Parameters
    ----------
    scenario
        The scenario.
    time_limit
        Seconds of search, 0 or more; 10 if neither it nor `iterations` is given.
    iterations
        Moves of search, 0 or more, rounded up to a whole chunk. With only a budget of iterations
        the same seed and number of threads give the same plan, byte for byte.
    seed
        Seed of the random numbers, from 0 to `LARGEST_SEED`.
    threads
        Number of parallel searches, 1 or more; the best plan is returned.
    initial
        A plan to start from; the result is never worse if this plan keeps the rules.
    engine
        ``search``; ``greedy``, which is instant but simple; or ``exact``, which proves the optimum
        of small scenarios with CP-SAT.
    strict
        Whether to reject a plan that leaves out a mandatory visit.
    release_pins
        Whether to plan without the pins that break a hard rule; otherwise they raise an error.
    travel
        The scenario's travel times, if they are available; see `dispatch.roads.travel_times`.
    stop
        An additional stopping rule, called after every chunk; the search ends when it returns 1 or
        more.
    progress
        Called after every chunk; costs are in the referee's units.

    Raises
    ------
    InputError
        If arguments are out of range, or pins break a hard rule; each is listed.
    RoadsError
        If travel times cannot be found.
    NoPlan
        If a mandatory meal break cannot be taken; with `strict`, also if a mandatory visit is left
        out.
    """
    if wrong := list(_out_of_range(time_limit, iterations, seed, threads, engine)):
        raise InputError(*wrong)
    asked = released(scenario) if release_pins else scenario
    if broken := broken_pins(asked):
        raise InputError(*broken)
    travel = travel_times(scenario) if travel is None else travel
    encoded = encode(asked, travel)
    start = None if initial is None else encode_plan(encoded, initial)
    budget = _Budget(time_limit, iterations, stop)
    began = time.perf_counter()
    solution = run(
        encoded, engine, initial=start, seed=seed, threads=threads, stop=budget, progress=progress
    )
    seconds = time.perf_counter() - began
    plan = decode(encoded, solution)
    judgement = judge(asked, travel, plan)
    if judgement.violations:
        rules = ", ".join(sorted({violation.kind for violation in judgement.violations}))
        raise DispatchError(fault("engine-breaks-rules", engine=engine, rules=rules))
    if strict and judgement.cost.mandatory_unserved:
        left = ", ".join(each.visit for each in plan.unserved if each.mandatory)
        raise NoPlan(fault("mandatory-left-out", visits=left))
    return Outcome(
        plan=_with_reasons(encoded, plan).model_copy(update={"scenario": scenario.fingerprint}),
        judgement=judgement,
        proved=solution.proved,
        bound=None if solution.bound is None else solution.bound / encoded.cost_unit,
        iterations=budget.iterations,
        seconds=seconds,
        stopped_by="proved" if solution.proved else budget.ended_by,
    )


def run(
    encoded: Encoded,
    engine: EngineName,
    *,
    initial: Solution | None,
    seed: int,
    threads: int,
    stop: Stop,
    progress: Callable[[Progress], None] | None,
) -> Solution:
    """Run an engine; imports it only here, as numba and OR-Tools are slow to import."""

    def tell(at: Progress) -> None:
        """Report progress with the cost in the referee's units."""
        if progress is not None:
            progress(replace(at, cost=at.cost / encoded.cost_unit))

    if engine == "exact":
        from dispatch.engine.exact import exact

        return exact(encoded.problem, initial=initial, seed=seed, stop=stop, progress=tell)
    from dispatch.engine.search import greedy, search

    if engine == "greedy":
        return greedy(encoded.problem, initial=initial, seed=seed, stop=stop, progress=tell)
    return search(
        encoded.problem, initial=initial, seed=seed, stop=stop, progress=tell, threads=threads
    )


def _out_of_range(
    time_limit: float | None, iterations: int | None, seed: int, threads: int, engine: str
) -> Iterator[Fault]:
    """Yield faults of arguments that no engine can use."""
    if time_limit is not None and not 0 <= time_limit < math.inf:
        yield fault("planner-time-limit", "time_limit", value=shown(time_limit))
    if iterations is not None and iterations < 0:
        yield fault("planner-iterations", "iterations", value=iterations)
    if not 0 <= seed <= LARGEST_SEED:
        yield fault("planner-seed", "seed", value=seed, most=LARGEST_SEED)
    if threads < 1:
        yield fault("planner-threads", "threads", value=threads)
    if engine not in get_args(EngineName):
        known = ", ".join(get_args(EngineName))
        yield fault("planner-engine", "engine", value=shown(engine), known=known)


class _Budget:
    """The rules that may end a search, and which of them did."""

    def __init__(self, time_limit: float | None, iterations: int | None, stop: Stop | None) -> None:
        self._rules: dict[StoppedBy, Stop] = {}
        if stop is not None:
            self._rules["stop"] = stop
        if iterations is not None:
            self._rules["iterations"] = Iterations(iterations)
        if time_limit is not None or iterations is None:
            self._rules["seconds"] = Seconds(DEFAULT_SECONDS if time_limit is None else time_limit)
        self.iterations = 0
        self.ended_by: StoppedBy = "finished"

    def __call__(self, iterations: int) -> float:
        """Return the largest fraction of all rules."""
        self.iterations = iterations
        spent = {name: rule(iterations) for name, rule in self._rules.items()}
        ended = [name for name, fraction in spent.items() if fraction >= 1]
        if ended and self.ended_by == "finished":
            self.ended_by = ended[0]
        return max(spent.values())


def _with_reasons(encoded: Encoded, plan: Plan) -> Plan:
    """Add to every visit that the plan leaves out the reasons why."""
    scenario = encoded.scenario
    travel = encoded.travel
    left_out = [scenario.visit[each.visit] for each in plan.unserved]
    reasons = why_unserved(scenario, left_out, travel.between if travel.gaps else None)
    unserved = tuple(
        each.model_copy(update={"reasons": why})
        for each, why in zip(plan.unserved, reasons, strict=True)
    )
    return plan.model_copy(update={"unserved": unserved})
