"""Planning from scenario to judged plan: roads, encode, engine, decode, referee."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal, Protocol, TypeAlias, get_args

from dispatch.encoding import Encoded, decode, encode, fit_plan, without_slack
from dispatch.engine import Iterations, Problem, Progress, Seconds, Solution, Stop
from dispatch.errors import DispatchError, Fault, InputError, NoPlan, fault, shown
from dispatch.plan import Plan, crews
from dispatch.reasons import why_left_out
from dispatch.referee import Judgement, judge
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import broken_pins
from dispatch.rules import release_pins as released
from dispatch.scenario import Scenario

EngineName: TypeAlias = Literal["search", "greedy", "exact"]

StoppedBy: TypeAlias = Literal["iterations", "seconds", "deadline", "stop", "proved", "finished"]
"""What ended an engine's work: a budget, the caller's rule, a proof, or completion."""


class Engine(Protocol):
    """Searches as `dispatch.engine.search.search` does."""

    def __call__(
        self,
        problem: Problem,
        /,
        *,
        initial: Solution | None,
        seed: int,
        stop: Stop,
        progress: Callable[[Progress], None] | None,
        threads: int,
    ) -> Solution:
        """Return a solution."""
        ...


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
    if wrong := list(_out_of_range(time_limit, iterations, deadline, seed, threads, engine)):
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


def kept(encoded: Encoded, initial: Plan) -> tuple[Solution, tuple[Fault, ...]]:
    """Return what can be kept of a plan, with its times, and what cannot, each with its reason."""
    from dispatch.engine.mending import mended

    solution, dropped = fit_plan(encoded, initial)
    visits = encoded.scenario.open_visits
    solution, gone = mended(encoded.problem, solution)
    places = (f"visits[{visits[visit].id}]" for visit in gone)
    return solution, (*dropped, *(fault("initial-no-room", where) for where in places))


def with_room(encoded: Encoded, plan: Plan) -> Encoded:
    """Return an encoded scenario without the slack for which a plan has no room.

    Where visits of the plan fit only without slack, their caregivers do without it, in all of their
    visits.

    Parameters
    ----------
    encoded
        The encoded scenario.
    plan
        Its plan, or one that no longer fits.
    """
    if not encoded.problem.slack.any():
        return encoded
    crew = {name: {*people} for name, (people, _) in crews(encoded.scenario, plan).items()}
    never = _crowded_out(without_slack(encoded), plan)
    tight: set[str] = set()
    while lost := _crowded_out(encoded, plan) - never:
        more = {one for name in lost for one in crew.get(name, ())} - tight
        if not more:  # the slack of others is in the way
            return without_slack(encoded)
        tight |= more
        encoded = without_slack(encoded, {name for name, who in crew.items() if who & tight})
    return encoded


def _crowded_out(encoded: Encoded, plan: Plan) -> set[str]:
    """Return the visits of a plan for which there is no room."""
    from dispatch.engine.mending import mended

    _, gone = mended(encoded.problem, fit_plan(encoded, plan)[0])
    return {encoded.scenario.open_visits[visit].id for visit in gone}


MOST_READINGS: Final = 5
"""How often a plan is read again before it is taken as it is."""


def settled(encoded: Encoded, initial: Plan) -> tuple[Solution, Plan, tuple[Fault, ...]]:
    """Return what can be kept of a plan, as a plan that says all that matters.

    Decisions that no plan contains, such as for which time a visit is held, follow from its times.
    So the plan is read again until nothing changes: a day that goes on in memory is then the same
    as one that goes on from its files.

    Returns
    -------
    Solution, Plan, tuple of Fault
        The decisions, their plan, and what cannot be kept, each with its reason.
    """
    solution, dropped = kept(encoded, initial)
    plan = decode(encoded, solution)
    for _ in range(MOST_READINGS):
        before, (solution, _) = solution, kept(encoded, plan)
        if solution == before:
            break
        read, plan = plan, decode(encoded, solution)
        if plan == read:
            break
    return solution, plan, dropped


def run(
    encoded: Encoded,
    engine: EngineName | Engine,
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
    own = search if engine == "search" else engine
    return own(
        encoded.problem, initial=initial, seed=seed, stop=stop, progress=tell, threads=threads
    )


def _out_of_range(
    time_limit: float | None,
    iterations: int | None,
    deadline: float | None,
    seed: int,
    threads: int,
    engine: str,
) -> Iterator[Fault]:
    """Yield faults of arguments that no engine can use."""
    if time_limit is not None and not 0 <= time_limit < math.inf:
        yield fault("planner-time-limit", "time_limit", value=shown(time_limit))
    if iterations is not None and iterations < 0:
        yield fault("planner-iterations", "iterations", value=iterations)
    if deadline is not None and not 0 < deadline < math.inf:
        yield fault("planner-deadline", "deadline", value=shown(deadline))
    if not 0 <= seed <= LARGEST_SEED:
        yield fault("planner-seed", "seed", value=seed, most=LARGEST_SEED)
    if threads < 1:
        yield fault("planner-threads", "threads", value=threads)
    if engine not in get_args(EngineName):
        known = tuple(get_args(EngineName))
        yield fault("planner-engine", "engine", value=shown(engine), known=known)


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
        return max(spent.values())


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
