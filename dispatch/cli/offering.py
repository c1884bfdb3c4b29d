"""The command that offers slots for one more visit."""

from __future__ import annotations

from pathlib import Path

import click

from dispatch.cli.options import existing_file, moment, scenario_file
from dispatch.cli.questions import plan_of, read_day


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.argument("request", type=existing_file)
@click.option(
    "--count", type=click.IntRange(min=1), default=3, show_default=True,
    help="The largest number of offers.",
)  # fmt: skip
@click.option(
    "--blocked", type=click.IntRange(min=0), default=1, show_default=True,
    help="How many blocked starts to explain.",
)  # fmt: skip
@click.option(
    "--now", metavar="TIME", callback=moment,
    help="The time on the desk's clock: nothing starts earlier.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_context
def offer(
    ctx: click.Context,
    scenario: Path,
    plan: Path,
    request: Path,
    count: int,
    blocked: int,
    now: str | None,
    as_json: bool,
) -> None:
    """Offer slots in PLAN for the visit in REQUEST. Exit with 4 if there are none.

    REQUEST has the fields of a visit, in YAML or JSON; `client` may be the fields of a new client.
    """
    import json

    from dispatch.errors import NoPlan
    from dispatch.live.desk import Desk
    from dispatch.live.lines import answer_lines
    from dispatch.live.request import load_request

    asked, tables = read_day(scenario)
    fields = load_request(request, asked)
    desk = Desk(asked, plan_of(asked, plan))
    found = desk.offers(fields, count, blocked=blocked, now=now)
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=1, ensure_ascii=False))
    else:
        for line in answer_lines(asked, found):
            click.echo(line)
    if found.offers:
        return
    ways = None if as_json or found.missing else desk.explain(fields)
    for line in () if ways is None else ways.lines_of_ways(str if tables is None else tables.told):
        click.echo(line)
    ctx.exit(NoPlan.exit_code)
