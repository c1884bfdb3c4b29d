"""Plans a scenario: the search and the judged plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import get_args

from dispatch.encoding import Encoded, decode, encode, without_slack
from dispatch.engine import Problem, Progress, Solution, Stop
from dispatch.errors import DispatchError, Fault, InputError, NoPlan, fault, shown
from dispatch.plan import Plan
from dispatch.planner.budget import Budget, StoppedBy, out_of_range
from dispatch.planner.engines import Engine, EngineName, run
from dispatch.planner.keeping import kept, with_room
from dispatch.reasons import why_left_out
from dispatch.referee import Judgement, judge
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import broken_pins
from dispatch.rules import release_pins as released
from dispatch.scenario import Scenario


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
        What ended it: ``iterations``, ``seconds`` or ``deadline``, the budgets; ``stop``, the
        caller's rule; ``proved``; or ``finished``, if the engine had nothing left to do.
    dropped : tuple of Fault
        What could not be kept of the initial plan, each with its reason. The search may have
        inserted these visits again.
    """

    plan: Plan
    judgement: Judgement
    proved: bool
    bound: float | None
    iterations: int
    seconds: float
    stopped_by: StoppedBy
    dropped: tuple[Fault, ...] = ()


def solve(
    scenario: Scenario,
    *,
    time_limit: float | None = None,
    iterations: int | None = None,
    deadline: float | None = None,
    seed: int = 0,
    threads: int = 1,
    initial: Plan | None = None,
    engine: EngineName = "search",
    strict: bool = False,
    release_pins: bool = False,
    reasons: bool = True,
    travel: TravelTimes | None = None,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Return the plan of `plan_day`; parameters and errors are the same."""
    return plan_day(
        scenario,
        time_limit=time_limit,
        iterations=iterations,
        deadline=deadline,
        seed=seed,
        threads=threads,
        initial=initial,
        engine=engine,
        strict=strict,
        release_pins=release_pins,
        reasons=reasons,
        travel=travel,
        stop=stop,
        progress=progress,
    ).plan


def plan_day(
    scenario: Scenario,
    *,
    time_limit: float | None = None,
    iterations: int | None = None,
    deadline: float | None = None,
    seed: int = 0,
    threads: int = 1,
    initial: Plan | None = None,
    engine: EngineName = "search",
    strict: bool = False,
    release_pins: bool = False,
    reasons: bool = True,
    travel: TravelTimes | None = None,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Plan a scenario; return the plan and its properties.

    Buffers are no reason to leave out what must be served: if a plan with them leaves out a
    mandatory visit, the day is planned once more without them, unless there is a deadline.

    Parameters
    ----------
    scenario
        The scenario.
    time_limit
        Seconds of search, 0 or more; 10 if no limit is given.
    iterations
        Moves of search, 0 or more, rounded up to a whole chunk. With only a budget of iterations
        the same seed and number of threads give the same plan, byte for byte.
    deadline
        Seconds of the whole call, above 0: of encoding, search, judging and reasons. The search
        ends early enough for the plan to be judged, and reasons that are not found in time are left
        out. The first search of a machine without a kernel in the cache also has to compile.
    seed
        Seed of the random numbers, from 0 to `LARGEST_SEED`.
    threads
        Number of parallel searches, 1 or more; the best plan is returned.
    initial
        A plan to start from. Of a plan that no longer fits, what fits is kept, and
        `Outcome.dropped` names the rest. The search starts from the visits that are kept, in their
        order and at the times that the solver gives them, and never ends worse. If the plan keeps
        every rule as it is and no other one found costs less, its own times are kept, too; with
        slack (``policy.buffers``), which has no cost, they are not.
    engine
        ``search``; ``greedy``, which is instant but simple; or ``exact``, which proves the optimum
        of small scenarios with CP-SAT.
    strict
        Whether to reject a plan that leaves out a mandatory visit.
    release_pins
        Whether to plan without the pins that break a hard rule; otherwise they raise an error.
    reasons
        Whether to find, for each visit that the plan leaves out, why nobody serves it.
    travel
        The scenario's travel times, if they are available; see `dispatch.roads.travel_times`.
    stop
        An additional stopping rule, called after every chunk; when it returns 1 or more, the search
        ends, and no more reasons are found. It is also called while the scenario is encoded and
        between reasons. It may raise an exception to end the call without a plan.
    progress
        Called after every chunk; costs are in the referee's units.

    Raises
    ------
    InputError
        If arguments are out of range, pins break a hard rule, or numbers are too large to be
        represented exactly; each is listed. No plan given as `initial` raises an error.
    RoadsError
        If travel times cannot be found.
    NoPlan
        If a mandatory meal break cannot be taken, or the deadline passes before the scenario is
        encoded; with `strict`, also if a mandatory visit is left out.
    """
    wrong = [*out_of_range(time_limit, iterations, deadline, seed, threads)]
    if wrong := [*wrong, *_unknown_engine(engine)]:
        raise InputError(*wrong)
    budget = Budget(time_limit, iterations, deadline, stop)
    asked = released(scenario) if release_pins else scenario
    if broken := broken_pins(asked):
        raise InputError(*broken)
    travel = travel_times(scenario) if travel is None else travel
    began = time.perf_counter()
    encoded = encode(asked, travel, look=budget.look)
    budget.leave_time_to_judge(encoded, time.perf_counter() - began)
    encoded = encoded if initial is None else with_room(encoded, initial)
    start, dropped = (None, ()) if initial is None else kept(encoded, initial)
    ask = partial(
        planned,
        given=initial,
        engine=engine,
        seed=seed,
        threads=threads,
        reasons=reasons,
        progress=progress,
    )
    if encoded.problem.slack.any() and deadline is None:
        outcome = ask(encoded, start, budget)
        if outcome.judgement.cost.mandatory_unserved:
            budget = Budget(time_limit, iterations, deadline, stop)
            tight = ask(without_slack(encoded), start, budget, strict=strict)
            outcome = min(outcome, tight, key=lambda each: each.judgement.cost.mandatory_unserved)
    else:
        outcome = ask(encoded, start, budget, strict=strict)
    plan = outcome.plan.model_copy(update={"scenario": scenario.fingerprint})
    return replace(outcome, plan=plan, dropped=dropped)


def planned(
    encoded: Encoded,
    start: Solution | None,
    budget: Budget,
    *,
    problem: Problem | None = None,
    given: Plan | None = None,
    engine: EngineName | Engine = "search",
    seed: int = 0,
    threads: int = 1,
    strict: bool = False,
    reasons: bool = True,
    progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Search, and return the judged plan.

    Parameters
    ----------
    encoded
        The scenario.
    start
        Decisions to start from.
    budget
        What ends the search.
    problem
        The problem of `encoded` with fewer choices; its solutions are judged by all rules of the
        scenario.
    given
        The plan of `start`, whose times may be better than those that the solver gives it.
    engine
        As for `plan_day`, or one of the caller's own.
    seed, threads, strict, reasons, progress
        As for `plan_day`.

    Raises
    ------
    NoPlan
        As for `plan_day`.
    """
    own = None if given is None else _as_given(encoded, given)
    began = time.perf_counter()
    asked = encoded if problem is None else replace(encoded, problem=problem)
    solution = run(
        asked, engine, initial=start, seed=seed, threads=threads, stop=budget, progress=progress
    )
    seconds = time.perf_counter() - began
    plan = decode(encoded, solution)
    judgement = judge(encoded.scenario, encoded.travel, plan)
    if judgement.violations:
        rules = tuple(sorted({violation.kind for violation in judgement.violations}))
        raise DispatchError(fault("engine-breaks-rules", engine=engine, rules=rules))
    if start is not None and own is not None and own[1].cost.rank < judgement.cost.rank:
        solution, (plan, judgement) = start, own
    if strict and judgement.cost.mandatory_unserved:
        left = tuple(each.visit for each in plan.unserved if each.mandatory)
        raise NoPlan(fault("mandatory-left-out", visits=left))
    if reasons:
        plan = _with_reasons(encoded, solution, plan, budget)
    return Outcome(
        plan=plan,
        judgement=judgement,
        proved=solution.proved,
        bound=None if solution.bound is None else solution.bound / encoded.cost_unit,
        iterations=budget.iterations,
        seconds=seconds,
        stopped_by="proved" if solution.proved else budget.ended_by,
    )


def _as_given(encoded: Encoded, plan: Plan) -> tuple[Plan, Judgement] | None:
    """Return a plan with its own times, judged; None if it breaks rules, or slack is asked for."""
    scenario = encoded.scenario
    if encoded.problem.slack.any() or not (found := judge(scenario, encoded.travel, plan)).ok:
        return None
    left_out = (
        each.model_copy(update={"mandatory": scenario.visit[each.visit].binding})
        for each in plan.unserved
    )
    now = {
        "scenario_name": scenario.name, "zone": scenario.zone, "unserved": tuple(left_out)
    }  # fmt: skip
    return plan.model_copy(update=now), found


def _unknown_engine(engine: str) -> Iterator[Fault]:
    known = get_args(EngineName)
    if engine not in known:
        yield fault("planner-engine", "engine", value=shown(engine), known=known)


def _with_reasons(encoded: Encoded, solution: Solution, plan: Plan, budget: Budget) -> Plan:
    """Add to the visits that the plan leaves out the reasons why, as long as there is time."""
    scenario = encoded.scenario
    visits = [scenario.visit[each.visit] for each in plan.unserved]
    reasons = why_left_out(scenario, encoded, solution, visits)
    unserved = list(plan.unserved)
    step = budget.to_judge  # the first reasons take longest: they need tables
    for number, each in enumerate(unserved):
        if budget.is_over(step):
            break
        began = time.perf_counter()
        unserved[number] = each.model_copy(update={"reasons": next(reasons)})
        step = time.perf_counter() - began
    return plan.model_copy(update={"unserved": tuple(unserved)})
