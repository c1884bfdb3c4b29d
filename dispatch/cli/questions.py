"""Reads and writes scenarios and plans, or published instances and their solutions."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from dispatch.cli.door import comes_from, tell
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.errors import Fault
    from dispatch.formats import Family, Instance
    from dispatch.plan import Plan
    from dispatch.scenario import Scenario
    from dispatch.tables import Tables


Locate: TypeAlias = "Callable[..., Sequence[Fault]]"
"""Gives faults of a scenario the places in its file that they come from."""


def read_day(file: Path) -> tuple[Scenario, Tables | None]:
    """Read a scenario: a file of YAML or JSON, or tables, a workbook or a folder of them.

    Every command reads scenarios here. What people should know of tables is told.
    """
    from dispatch.formats import Instance, load_question
    from dispatch.scenario.spot import refuse
    from dispatch.tables import is_tables, load_tables

    if not is_tables(file):
        asked = load_question(file)
        if isinstance(asked, Instance):
            refuse(os.fspath(file), (0, 0), "cli-published")
        return asked, None
    read = load_tables(file)
    comes_from(read.located)
    for each in read.notes:
        tell(say("cli-warning", told=each))
    return read.scenario, read


def day_of(file: Path) -> Scenario:
    """Read a scenario as `read_day` does."""
    return read_day(file)[0]


def question(file: Path, family: Family | None) -> tuple[Scenario, Instance | None, Locate]:
    """Read a scenario, or a published instance and its scenario; and what locates its warnings."""
    from dispatch.formats import Instance, load_question
    from dispatch.tables import is_tables

    if family is None and is_tables(file):
        scenario, read = read_day(file)
        return scenario, None, nowhere if read is None else read.located
    asked = load_question(file, family)
    return (
        (asked.scenario, asked, nowhere) if isinstance(asked, Instance) else (asked, None, nowhere)
    )


def nowhere(*faults: Fault) -> Sequence[Fault]:
    """Leave faults as they are: with the field that they are in, and no place in a file."""
    return faults


def answer(scenario: Scenario, instance: Instance | None, file: Path) -> Plan:
    """Read a plan, or a published solution as a plan."""
    from dispatch.formats import load_solution

    return plan_of(scenario, file) if instance is None else load_solution(instance, file)


def plan_of(scenario: Scenario, file: Path) -> Plan:
    """Read a plan; report it if the plan was made for another scenario."""
    from dispatch.plan import load_plan

    plan = load_plan(file)
    if plan.scenario != scenario.fingerprint:
        tell(
            say(
                "cli-other-scenario",
                file=file,
                name=plan.scenario_name,
                fingerprint=plan.scenario,
                asked=scenario.name,
                asked_fingerprint=scenario.fingerprint,
            )
        )
    return plan


def write(instance: Instance | None, plan: Plan, output: Path | None) -> None:
    """Write a plan, or the solution of an instance, to a file; print it if no file is given."""
    from dispatch.formats import dump_solution, solution_text
    from dispatch.plan import dump_plan, dumps_plan

    if instance is not None:
        if output is None:
            click.echo(solution_text(instance, plan), nl=False)
        else:
            dump_solution(instance, plan, output)
    elif output is None:
        click.echo(dumps_plan(plan), nl=False)
    else:
        dump_plan(plan, output)


def write_both(plan: Plan, output: Path | None, scenario: Scenario, scenario_out: Path) -> None:
    """Write a plan, if a file is given, and the scenario that it is for: both or neither."""
    from dispatch.plan import dumps_plan
    from dispatch.scenario.writing import scenario_text, write_together

    texts: dict[str | os.PathLike[str], str | bytes] = {}
    if output is not None:
        texts[output] = dumps_plan(plan)
    write_together({**texts, scenario_out: scenario_text(scenario, scenario_out)})


def warn(scenario: Scenario, located: Locate) -> None:
    """Before the search, report everything that is certain to leave visits out."""
    from dispatch.scenario.checks import warnings as warnings_of

    for found in located(*warnings_of(scenario)):
        tell(say("cli-warning", told=found))
