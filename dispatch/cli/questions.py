"""Reads and writes scenarios and plans, or published instances and their solutions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.door import tell
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.formats import Family, Instance
    from dispatch.plan import Plan
    from dispatch.scenario import Scenario


def question(file: Path, family: Family | None) -> tuple[Scenario, Instance | None]:
    """Read a scenario, or a published instance and its scenario."""
    from dispatch.formats import Instance, load_question

    asked = load_question(file, family)
    return (asked.scenario, asked) if isinstance(asked, Instance) else (asked, None)


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


def warn(scenario: Scenario) -> None:
    """Before the search, report everything that is certain to leave visits out."""
    from dispatch.scenario.checks import warnings as warnings_of

    for found in warnings_of(scenario):
        tell(say("cli-warning", told=found))
