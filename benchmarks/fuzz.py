"""Checks that a mutated scenario is refused in order, or gets a plan that the referee accepts.

    python benchmarks/fuzz.py [--mutants N] [--seed S] [--processes P]

Each mutant is a valid scenario with one to four changes (`mutants.py`), given as a mapping, as text
or in parts. It must raise an `InputError`, a `RoadsError` or `NoPlan`, or be planned, within
`SECONDS` and without a warning; scenario and plan must survive being written and read. Writes
``results/fuzz.csv``, a row for each block of mutants, prints the findings, and exits with 1 if
there are any.
"""

from __future__ import annotations

from collections import Counter

import click
import fuzzing
from fuzzing import SECONDS, Finding
from mutants import Mutant, mutant

from dispatch import (
    InputError,
    NoPlan,
    RoadsError,
    Scenario,
    dumps_plan,
    dumps_scenario,
    judge,
    loads_plan,
    loads_scenario,
    plan_day,
    travel_times,
)

OUTCOMES = "refused", "roads", "no plan", "planned"

BLOCK = 500
"""Mutants of a row."""

ITERATIONS = 200
"""Moves of each search."""


def outcome_of(one: Mutant) -> str:
    """Make a mutant's scenario and plan it; tell what came of it.

    Raises
    ------
    Finding
        If the plan breaks a rule, or something is not read as it was written.
    """
    try:
        scenario = one.made()
    except InputError as error:
        str(error).encode()
        hash(error.faults)
        return "refused"
    try:
        plan = plan_day(scenario, iterations=ITERATIONS, deadline=SECONDS, reasons=one.reasons).plan
    except (InputError, RoadsError, NoPlan) as error:
        str(error).encode()
        return {InputError: "refused", RoadsError: "roads", NoPlan: "no plan"}[type(error)]
    finally:
        _survives(scenario)
    if loads_plan(dumps_plan(plan)) != plan:
        raise Finding("the plan is not read as it was written")
    if violations := judge(scenario, travel_times(scenario), plan).violations:
        raise Finding(f"the referee finds {violations}")
    return "planned"


def _survives(scenario: Scenario) -> None:
    if loads_scenario(dumps_scenario(scenario)) != scenario:
        raise Finding("the scenario is not read as it was written")


def measure(number: int, start: int) -> tuple[dict[str, object], list[str]]:
    """Try some mutants from a seed on; return how many had which outcome, and the findings."""
    return fuzzing.measure(
        "mutants",
        OUTCOMES,
        lambda seed: Counter([outcome_of(mutant(seed))]),
        lambda seed: f"mutant {mutant(seed).story}",
        number,
        start,
    )


@click.command()
@click.option("--mutants", default=10_000, show_default=True, help="How many.")
@click.option("--seed", default=0, show_default=True, help="The seed of the first.")
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def main(mutants: int, seed: int, processes: int) -> None:
    """Try mutants and look for broken promises."""
    fuzzing.run(
        "fuzz", "mutants", measure, number=mutants, seed=seed, block=BLOCK, processes=processes
    )


if __name__ == "__main__":
    main()
