"""Runs methods on scenarios, several runs in parallel, each in its own process and on its own core.

Only the seconds of the search count. Reading, travel times, encoding, compiling, building another
solver's model and the judgement of the plan do not count. The referee judges every plan.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import click
import peers
from record import OURS, Rows, print_table

if TYPE_CHECKING:
    from dispatch.plan import Plan
    from dispatch.referee import Judgement
    from dispatch.scenario import Scenario

METHODS = OURS, *peers.PACKAGES
CANNOT = "cannot"
NOTHING = "nothing is measured there with these seconds"
GRACE = 900.0
"""Seconds beyond its budget after which a run counts as failed."""


@dataclass(frozen=True)
class Task:
    """One run: the columns known in advance, and further data (`told`) for its process only."""

    columns: dict[str, object]
    told: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """The result of one method on one scenario.

    Attributes
    ----------
    plan, judgement
        The plan, and the referee's judgement of it.
    spent
        Seconds of search.
    """

    plan: Plan
    judgement: Judgement
    spent: float

    @property
    def columns(self) -> dict[str, object]:
        """The columns of every row: visits left out, kinds of broken rules, seconds of search."""
        kinds = {violation.kind for violation in self.judgement.violations}
        return {
            "unserved": len(self.plan.unserved),
            "broken": " ".join(sorted(kinds)),
            "spent": f"{self.spent:.2f}",
        }


def run(
    scenario: Scenario,
    method: str,
    *,
    seconds: float,
    seed: int,
    settle: Callable[[Plan], Plan] = lambda plan: plan,
) -> Run:
    """Let one method search, and judge its plan.

    Parameters
    ----------
    settle
        Changes the plan before it is judged.

    Raises
    ------
    peers.question.Inexpressible
        If the method cannot express a part of the scenario; the error names it.
    """
    from dispatch.encoding import decode, encode
    from dispatch.engine import Iterations, Seconds
    from dispatch.referee import judge
    from dispatch.roads import travel_times

    travel = travel_times(scenario)
    encoded = encode(scenario, travel)
    if method == OURS:
        from dispatch.engine.search import search

        search(encoded.problem, stop=Iterations(1))  # compile or load before the clock runs
        began = time.perf_counter()
        found = search(encoded.problem, seed=seed, stop=Seconds(seconds))
        spent = time.perf_counter() - began
        plan = decode(encoded, found)
    else:
        from peers.question import plan_of, question_of

        question = question_of(encoded)
        prepared = peers.adapter(method).prepare(question, seconds=seconds, seed=seed)
        began = time.perf_counter()
        routes = prepared()
        spent = time.perf_counter() - began
        plan = plan_of(encoded, question, routes)
    plan = settle(plan)
    return Run(plan, judge(scenario, travel, plan), spent)


def installed(methods: Sequence[str]) -> dict[str, str]:
    """Return the installed methods with their versions; report the others and leave them out."""
    found = {}
    for method in methods:
        stamp = "" if method == OURS else peers.stamp(method)
        if stamp is None:
            package = peers.PACKAGES[method]
            click.echo(f"{method}: {package} is not installed and left out; see the extra 'peers'")
        else:
            found[method] = stamp
    return found


def one(task: str, measured: Callable[[dict[str, Any]], dict[str, object]]) -> None:
    """Do one task in this process, on its core; print its row, or why the method cannot do it."""
    from peers.question import Inexpressible

    asked = json.loads(task)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {asked["core"]})  # also for every thread that it starts
    try:
        row = measured(asked)
    except Inexpressible as error:
        row = {CANNOT: str(error)}
    print(json.dumps(row))


def measure(
    script: str, tasks: Sequence[Task], rows: Rows, processes: int, grace: float = GRACE
) -> None:
    """Run ``script one TASK`` for each task, and write each row when it is done.

    Runs `processes` tasks in parallel, each on its own core as far as there are cores. Exits with 1
    if a run fails, such as by taking `grace` seconds more than it should. A scenario that a method
    cannot express is not a failure; it is reported once.
    """
    if not tasks:
        click.echo("every run is measured already", err=True)
    said: set[str] = set()
    failed = 0
    for number, (task, row) in enumerate(_side_by_side(script, tasks, processes, grace), 1):
        columns = task.columns
        what = " ".join(str(columns[name]) for name in rows.key)
        line = f"{number}/{len(tasks)} {what}"
        if isinstance(row, str):
            failed += 1
            click.echo(f"{line}: {row}", err=True)
        elif CANNOT in row:
            line = f"{columns['method']} cannot be asked for: {row[CANNOT]}"
            if line not in said:
                click.echo(line, err=True)
            said.add(line)
        else:
            rows.add(**columns, **row)
            click.echo(line, err=True)
    if failed:
        raise SystemExit(1)


def _side_by_side(
    script: str, tasks: Sequence[Task], processes: int, grace: float
) -> Iterator[tuple[Task, dict[str, object] | str]]:
    """Yield each task with its row, or with the reason of its failure."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    free: SimpleQueue[int] = SimpleQueue()
    for number in range(processes):
        free.put(cores[number % len(cores)])

    def in_a_process(task: Task) -> dict[str, object] | str:
        core = free.get()
        asked = json.dumps({**task.columns, **task.told, "core": core})
        try:
            done = subprocess.run(
                [sys.executable, script, "one", asked],
                capture_output=True,
                text=True,
                timeout=float(str(task.columns["seconds"])) + grace,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"not back {grace:g} s after its time"
        finally:
            free.put(core)
        if done.returncode:
            return (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        return json.loads(done.stdout.splitlines()[-1])

    with ThreadPoolExecutor(processes) as pool:
        waiting = {pool.submit(in_a_process, task): task for task in tasks}
        try:
            for each in as_completed(waiting):
                yield waiting[each], each.result()
        finally:
            pool.shutdown(cancel_futures=True)


def chosen(methods: str) -> tuple[str, ...]:
    """Split and check a list of methods."""
    names = tuple(name.strip() for name in methods.split(","))
    for name in names:
        if name not in METHODS:
            raise click.BadParameter(f"{name} is none of {', '.join(METHODS)}")
    return names


of_machine = click.option(
    "--machine",
    help="As its rows call it. [default: this one; if it has no rows, the last one that has]",
)


def of_budget(
    rows: Rows,
    seconds: float,
    machine: str | None,
    wanted: Callable[[dict[str, str]], bool] = bool,
) -> list[dict[str, str]]:
    """Return the rows of a table about one budget, by method.

    Raises
    ------
    click.ClickException
        If there are none.
    """
    found = rows.shown(machine, lambda row: float(row["seconds"]) == seconds and wanted(row))
    if not found:
        budgets = sorted({float(row["seconds"]) for row in rows.rows if wanted(row)})
        others = f"; there are rows of {', '.join(f'{each:g}' for each in budgets)} s"
        raise click.ClickException(NOTHING + (others if budgets else ""))
    return sorted(found, key=lambda row: METHODS.index(row["method"]))


def print_by_question(
    rows: Rows, key: Sequence[str], questions: Iterable[str], machine: str | None
) -> None:
    """Print the rows measured last, one table for each question with what it measured.

    Raises
    ------
    click.ClickException
        If there are none.
    """
    shown = rows.shown(machine)
    if not shown:
        raise click.ClickException(NOTHING)
    aside = {*key, "code", "machine", "versions"}
    for question in questions:
        own = [row for row in shown if row["question"] == question]
        if own:
            names = [name for name in own[0] if own[0][name] and name not in aside]
            print_table([*key, *names], own)
            print()
