"""Checks that a mutated scenario is refused in order, or gets a plan that the referee accepts.

    python benchmarks/fuzz.py [--mutants N] [--seed S] [--processes P]

Each mutant is a valid scenario with one to four changes (`mutants.py`), given as a mapping, as text
or in parts. It must raise an `InputError`, a `RoadsError` or `NoPlan`, or be planned, within
`SECONDS` and without a warning; scenario and plan must survive being written and read. Writes
``results/fuzz.csv``, a row for each block of mutants, prints the findings, and exits with 1 if
there are any.
"""

from __future__ import annotations

import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import click
from mutants import Mutant, mutant
from record import EVERYTHING, Rows, print_table

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

SECONDS = 20
"""What a mutant may take."""


class Finding(Exception):
    """A promise that is broken."""


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


def try_mutant(seed: int) -> tuple[str, float, str]:
    """Try a mutant; return its outcome, the seconds, and what is found against the promise."""
    one = mutant(seed)
    began = time.perf_counter()
    outcome, found = "", ""
    try:
        with warnings.catch_warnings(), _watched():
            warnings.simplefilter("error")
            outcome = outcome_of(one)
    except Exception:
        found = traceback.format_exc(limit=-6)
    spent = time.perf_counter() - began
    if spent > SECONDS:
        found += f"{spent:.0f} seconds"
    return outcome, spent, f"mutant {one.story}\n{found}" if found else ""


@contextmanager
def _watched() -> Iterator[None]:
    """Raise an error in what takes much too long."""

    def late(*_: object) -> None:
        raise Finding(f"it takes more than {2 * SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(2 * SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def measure(number: int, start: int) -> tuple[dict[str, object], list[str]]:
    """Try some mutants from a seed on; return how many had which outcome, and the findings."""
    tried = [try_mutant(seed) for seed in range(start, start + number)]
    count = Counter(outcome for outcome, _, _ in tried)
    found = [finding for _, _, finding in tried if finding]
    return {
        "seed": start,
        "mutants": number,
        **{outcome: count[outcome] for outcome in OUTCOMES},
        "slowest": f"{max(spent for _, spent, _ in tried):.2f}",
        "findings": len(found),
    }, found


@click.command()
@click.option("--mutants", default=10_000, show_default=True, help="How many.")
@click.option("--seed", default=0, show_default=True, help="The seed of the first.")
@click.option("--processes", default=2, show_default=True, help="How many side by side.")
def main(mutants: int, seed: int, processes: int) -> None:
    """Try mutants and look for broken promises."""
    rows = Rows("fuzz", key=("seed", "mutants"), sources=EVERYTHING)
    wanted = {
        start: min(BLOCK, seed + mutants - start) for start in range(seed, seed + mutants, BLOCK)
    }
    todo = [
        start
        for start, number in wanted.items()
        if not rows.has(seed=start, mutants=number, findings=0)
    ]
    with ProcessPoolExecutor(processes) as pool:
        sizes = [wanted[start] for start in todo]
        for row, found in pool.map(measure, sizes, todo):
            rows.add(**row)
            print(*found, sep="\n", end="\n" if found else "", flush=True)
    measured = [
        row for row in rows.current() if wanted.get(int(row["seed"])) == int(row["mutants"])
    ]
    total = {
        name: sum(int(row[name]) for row in measured) for name in ("mutants", *OUTCOMES, "findings")
    }
    total["slowest, s"] = max(float(row["slowest"]) for row in measured)
    print_table(total, [total])
    sys.exit(total["findings"] > 0)


if __name__ == "__main__":
    main()
