"""The whole sentence: roads, encode, engine, decode, referee."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from dispatch.encoding import Encoded, decode, encode, encode_plan
from dispatch.engine import AnyOf, Iterations, Progress, Seconds, Solution, Stop
from dispatch.errors import DispatchError, InputError, NoPlan, fault
from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import broken_pins
from dispatch.rules import release_pins as released
from dispatch.scenario import Scenario

EngineName: TypeAlias = Literal["search", "greedy", "exact"]

DEFAULT_SECONDS = 10.0
"""The budget of a search that is given none."""


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
    """Make a plan for a scenario.

    Parameters
    ----------
    scenario
        What is asked.
    time_limit
        Seconds of search; 10 where neither it nor `iterations` is given.
    iterations
        Moves of search, rounded up to a whole chunk. With a budget of iterations alone the same
        seed gives the same plan, byte for byte.
    seed
        Of the random numbers.
    threads
        How many searches run side by side; the best plan is returned.
    initial
        A plan to start from; the answer is never worse, where the plan keeps the rules.
    engine
        ``search``; ``greedy``, which is instant and plain; or ``exact``, which proves the optimum
        of small scenarios with CP-SAT.
    strict
        Whether to refuse a plan that leaves out a mandatory visit.
    release_pins
        Whether to plan without the pins that break a hard rule; else they are refused.
    travel
        The scenario's travel times, where they are at hand; see `dispatch.roads.travel_times`.
    stop
        A further stopping rule, asked after every chunk; the search ends when it answers 1 or more.
    progress
        Called after every chunk.

    Returns
    -------
    Plan
        Without a violation, but for pins that are released: the referee has judged it.

    Raises
    ------
    InputError
        Where pins break a hard rule; each is listed.
    RoadsError
        Where travel times cannot be had.
    NoPlan
        With `strict`, where a mandatory visit is left out.
    """
    asked = released(scenario) if release_pins else scenario
    if broken := broken_pins(asked):
        raise InputError(*broken)
    travel = travel_times(scenario) if travel is None else travel
    encoded = encode(asked, travel)
    solution = run(
        encoded,
        engine,
        initial=None if initial is None else encode_plan(encoded, initial),
        seed=seed,
        threads=threads,
        stop=_budget(time_limit, iterations, stop),
        progress=progress,
    )
    plan = decode(encoded, solution)
    judgement = judge(asked, travel, plan)
    if judgement.violations:
        rules = ", ".join(sorted({violation.kind for violation in judgement.violations}))
        raise DispatchError(fault("engine-breaks-rules", engine=engine, rules=rules))
    if strict and judgement.cost.mandatory_unserved:
        left = ", ".join(each.visit for each in plan.unserved if each.mandatory)
        raise NoPlan(fault("mandatory-left-out", visits=left))
    return plan.model_copy(update={"scenario": scenario.fingerprint})


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
    """Run one engine, imported only now: numba and OR-Tools are heavy."""
    if engine == "exact":
        from dispatch.engine.exact import exact

        return exact(encoded.problem, initial=initial, seed=seed, stop=stop, progress=progress)
    from dispatch.engine.search import greedy, search

    if engine == "greedy":
        return greedy(encoded.problem, initial=initial, seed=seed, stop=stop, progress=progress)
    return search(
        encoded.problem, initial=initial, seed=seed, stop=stop, progress=progress, threads=threads
    )


def _budget(time_limit: float | None, iterations: int | None, stop: Stop | None) -> Stop:
    rules: list[Stop] = [] if stop is None else [stop]
    if iterations is not None:
        rules.append(Iterations(iterations))
    if time_limit is not None or iterations is None:
        rules.append(Seconds(DEFAULT_SECONDS if time_limit is None else time_limit))
    return AnyOf(*rules)
