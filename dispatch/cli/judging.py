"""The commands that examine plans: check, explain, report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.costs import cost_lines, published
from dispatch.cli.options import (
    existing_file,
    keep_inputs,
    page_output,
    published_format,
    scenario_file,
)
from dispatch.cli.questions import answer, day_of, plan_of, question, read_day, warn
from dispatch.errors import BrokenRule, Fault, InputError, fault
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.formats import Family
    from dispatch.plan import Plan
    from dispatch.referee import Violation
    from dispatch.roads import TravelTimes
    from dispatch.scenario import Scenario


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@published_format
@click.option("--json", "as_json", is_flag=True, help="Print the judgement as JSON.")
@click.option(
    "--errands", is_flag=True, help="Also list who takes which equipment where, and when."
)
def check(scenario: Path, plan: Path, family: Family | None, as_json: bool, errands: bool) -> None:
    """Judge any PLAN for SCENARIO: broken rules, cost, measures. Exit with 5 if a rule is broken.

    If SCENARIO is a published instance, PLAN is a solution in its authors' format, and the cost is
    computed as these authors do.
    """
    import json

    from dispatch.referee import judge
    from dispatch.report import Day, errand_fields, errand_lines, summary_lines
    from dispatch.roads import travel_times
    from dispatch.rules.alarms import call_backs
    from dispatch.rules.due import due_lists
    from dispatch.scenario.checks import warnings

    asked, instance, located = question(scenario, family)
    answered = answer(asked, instance, plan)
    warn(asked, located)
    travel = travel_times(asked)
    judgement = judge(asked, travel, answered)
    broken = once(judgement.violations)
    if instance is not None:
        broken += _lacking(answered)
    if as_json:
        verdict = {
            **judgement.as_dict(),
            **published(instance, judgement, answered),
            "call_backs": [each.as_dict() for each in call_backs(asked)],
            "warnings": [
                {"code": each.code, "where": each.where, "sentence": each.what}
                for each in located(*warnings(asked), *travel.unreachable.values())
            ],
        }
        if errands:
            verdict["errands"] = errand_fields(Day.of(asked, answered, travel))
        click.echo(json.dumps(verdict, indent=1, ensure_ascii=False))
    else:
        for line in summary_lines(asked, answered, judgement):
            click.echo(line)
        for line in errand_lines(Day.of(asked, answered, travel)) if errands else ():
            click.echo(line)
        for each in judgement.facts:
            click.echo(say("cli-fact", told=each))
        for line in cost_lines(instance, judgement, answered):
            click.echo(line)
        for line in due_lists(asked, answered).lines():
            click.echo(say("cli-due", told=line))
    if broken:
        raise BrokenRule(*broken)


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.argument("other", type=existing_file)
@click.option("--json", "as_json", is_flag=True, help="Print every change as JSON.")
@click.option("--names", is_flag=True, help="With clients' names and phone numbers.")
def diff(scenario: Path, plan: Path, other: Path, as_json: bool, names: bool) -> None:
    """Show what changes from PLAN to OTHER, and whom to call about it.

    SCENARIO is the day as it is now, for which OTHER was made.
    """
    import json

    from dispatch.plan import difference, load_plan
    from dispatch.report import change_lines

    asked = day_of(scenario)
    found = difference(asked, load_plan(plan), plan_of(asked, other))
    if as_json:
        told = found.as_dict()
        if names:
            called = (asked.client.get(each.client) for each in found.changes)
            told["clients"] = {
                each.id: {"name": each.name, "phone": each.phone} for each in called if each
            }
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
        return
    for line in change_lines(asked, found, names=names, most=None):
        click.echo(line)


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.argument("visit", required=False)
@click.option(
    "--instead-of", "other", metavar="OTHER",
    help="Show what serving VISIT instead of this visit would change.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain(
    scenario: Path, plan: Path, visit: str | None, other: str | None, as_json: bool
) -> None:
    """Explain why PLAN leaves VISIT out, and which changes would make room for it.

    Without VISIT, it shows all visits that are left out, grouped by cause, on one screen.
    """
    import json

    from dispatch.explanations import explain as find_out
    from dispatch.explanations import explain_all, instead_of
    from dispatch.report import change_lines

    if visit is None and other is not None:
        raise InputError(fault("explain-instead-without-visit"))
    asked, tables = read_day(scenario)
    answered = plan_of(asked, plan)
    if visit is not None and other is not None:
        instead = instead_of(asked, answered, visit, other)
        found, lines = instead.as_dict(), [*instead.lines()]
        if instead.difference is not None:
            lines += change_lines(asked, instead.difference)
    elif visit is not None:
        why = find_out(asked, answered, visit)
        found, lines = why.as_dict(), [*why.lines(str if tables is None else tables.told)]
    else:
        overview = explain_all(asked, answered)
        found, lines = overview.as_dict(), [*overview.lines()]
    click.echo(json.dumps(found, indent=1, ensure_ascii=False) if as_json else "\n".join(lines))


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.option(
    "--stress", "stressed", type=existing_file,
    help="The result of dispatch stress -o for PLAN: the page shows it, too.",
)  # fmt: skip
@click.option(
    "--since", type=existing_file, help="The plan before PLAN: the page shows what changes."
)
@click.option(
    "--no-helps", is_flag=True,
    help="Do not look for what would help the visits left out: on a large day that takes a minute.",
)  # fmt: skip
@click.option("-o", "--output", type=page_output, required=True, help="The page (HTML).")
def report(
    scenario: Path,
    plan: Path,
    stressed: Path | None,
    since: Path | None,
    no_helps: bool,
    output: Path,
) -> None:
    """Draw PLAN as a page with a map, a chart and tables of the day, complete in one file.

    Printed from a browser, the page is the run sheet.
    """
    from dispatch.plan import load_plan
    from dispatch.referee import judge
    from dispatch.report import day_page
    from dispatch.report.stress import load_stress
    from dispatch.roads import travel_times
    from dispatch.scenario.writing import write_whole

    keep_inputs(output, scenario, plan, stressed, since)
    asked = day_of(scenario)
    answered = plan_of(asked, plan)
    travel = travel_times(asked)
    judgement = judge(asked, travel, answered)
    bears = None if stressed is None else load_stress(stressed, asked, answered)
    page = day_page(
        asked, answered, travel, judgement, roads=travel.graph, stress=bears,
        since=None if since is None else load_plan(since),
        helps=None if no_helps or judgement.violations else _what_helps(asked, answered, travel),
    )  # fmt: skip
    write_whole(output, page)
    click.echo(f"{output}")


def _what_helps(
    scenario: Scenario, plan: Plan, travel: TravelTimes
) -> Mapping[str, tuple[str, str]]:
    """Say of each visit left out its cause, and what would help the most of that cause, or it."""
    from dispatch.explanations import explain_all

    return {
        each.visit: (group.told, group.help_of(each.visit))
        for group in explain_all(scenario, plan, travel=travel).groups
        for each in group.visits
    }


def once(violations: Iterable[Violation]) -> list[Fault]:
    """List broken rules; those with the same sentence are listed once, with their number."""
    counted = Counter((each.kind, str(each)) for each in violations)
    return [
        fault("cli-broken-several", rule=kind, told=told, count=count)
        if count > 1
        else fault("cli-broken", rule=kind, told=told)
        for (kind, told), count in counted.items()
    ]


def _lacking(plan: Plan) -> list[Fault]:
    """List the visits that a published solution must serve and the plan leaves out."""
    lacking = (
        fault("formats-lacking-visit", visit=each.visit) for each in plan.unserved if each.mandatory
    )
    return [fault("cli-broken", rule="visit_left_out", told=each) for each in lacking]
