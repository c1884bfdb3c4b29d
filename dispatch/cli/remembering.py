"""The commands of the ledger: what people have had over the weeks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dispatch.cli.door import tell
from dispatch.cli.options import existing_file, output_file, results_folder, scenario_file
from dispatch.cli.questions import Locate, day_of, plan_of
from dispatch.errors import InputError, Nearest, fault
from dispatch.messages import listed, say

if TYPE_CHECKING:
    from dispatch.ledger import Entry
    from dispatch.scenario import Scenario


@click.group()
def ledger() -> None:
    """Remember what each caregiver and client has had, over weeks, in one small file."""


def _text(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Refuse bytes that are no text: a file cannot hold them."""
    if value is not None and not value.isprintable():
        raise click.BadParameter(say("ledger-desk"), context, option)
    return value


@ledger.command()
@click.argument("file", metavar="LEDGER", type=output_file)
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.option("--desk", callback=_text, help="The name of the desk, if several share the ledger.")
@click.option(
    "--replace", is_flag=True,
    help="Replace the day even if it comes from a scenario with another name.",
)  # fmt: skip
def add(file: Path, scenario: Path, plan: Path, desk: str | None, replace: bool) -> None:
    """Write the day of SCENARIO and PLAN into LEDGER. Exit with 5 if PLAN breaks a rule.

    Each day counts once; a corrected day replaces it. On a running day, facts count with their real
    times.
    """
    from dispatch.ledger import DESK, Ledger, entries_of, unknown_hours
    from dispatch.ledger.tables import GIVEN
    from dispatch.roads import travel_times

    asked = day_of(scenario)
    answered = plan_of(asked, plan)
    entries = entries_of(asked, answered, travel_times(asked), desk=desk or DESK)
    for found in unknown_hours(asked):
        tell(say("cli-warning", told=found))
    for entry, what in Ledger(file).add(entries, replace=replace):
        click.echo(
            say(
                "ledger-added",
                date=entry.date,
                what=say(f"ledger-added-{what}"),
                caregivers=len(entry.caregivers),
                served=sum(visit.kind in GIVEN for visit in entry.visits),
                visits=len(entry.visits),
            )
        )


@ledger.command()
@click.argument("file", metavar="LEDGER", type=existing_file)
@click.option(
    "--week", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]),
    help="Only the week of this date, Monday to Sunday.",
)  # fmt: skip
@click.option("--caregiver", metavar="ID", help="The days of one caregiver.")
@click.option("--client", metavar="ID", help="The visits of one client.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON; times are minutes.")
def show(
    file: Path,
    week: datetime | None,
    caregiver: str | None,
    client: str | None,
    as_json: bool,
) -> None:
    """Show what each caregiver and client has had."""
    from dispatch.ledger import Ledger
    from dispatch.ledger.tables import (
        caregiver_days,
        caregiver_sums,
        client_sums,
        client_visits,
        of_week,
    )

    if caregiver is not None and client is not None:
        raise click.UsageError(say("ledger-one"))
    every = Ledger(file).entries()
    entries = every if week is None else of_week(every, week.date())
    found: dict[str, list[dict[str, Any]]]
    if caregiver is not None:
        _known(caregiver, (row.caregiver for entry in every for row in entry.caregivers))
        of = [row for row in caregiver_days(entries) if row["caregiver"] == caregiver]
        found = {"days": of}
    elif client is not None:
        _known(client, (row.client for entry in every for row in entry.visits))
        found = {"visits": client_visits(entries, client)}
    else:
        found = {"caregivers": caregiver_sums(entries), "clients": client_sums(entries)}
    if as_json:
        click.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return
    click.echo(_span(entries))
    for rows in found.values():
        for line in _table(rows):
            click.echo(line)


@ledger.command()
@click.argument("file", metavar="LEDGER", type=existing_file)
@click.option(
    "-o", "--output", type=results_folder, required=True,
    help="A folder for caregivers.csv, clients.csv and stops.csv.",
)  # fmt: skip
def export(file: Path, output: Path) -> None:
    """Write LEDGER as tidy tables (CSV), with ids and without names; times are minutes."""
    from dispatch.ledger import Ledger
    from dispatch.ledger.tables import tables
    from dispatch.scenario.writing import write_together

    made = tables(Ledger(file).entries())
    output.mkdir(parents=True, exist_ok=True)
    write_together({output / name: text for name, text in made.items()})
    for name in made:
        click.echo(f"{output / name}")


def with_ledger(
    scenario: Scenario, located: Locate, file: Path, familiar: tuple[int, int] | None
) -> tuple[Scenario, list[str]]:
    """Return a scenario with what the ledger remembers of its people, and how much that is.

    `familiar` is how many visits in how many days make a familiar face, if not as many as usual.
    """
    from dispatch.ledger import Ledger, remembered
    from dispatch.ledger.memory import FAMILIAR_DAYS, FAMILIAR_VISITS

    visits, days = familiar or (FAMILIAR_VISITS, FAMILIAR_DAYS)
    try:
        found = remembered(scenario, Ledger(file), familiar_visits=visits, familiar_days=days)
    except InputError as error:
        raise InputError(*located(*error.faults)) from None
    people = [*zip(scenario.clients, found.clients, strict=True)]
    line = say(
        "ledger-remembered",
        caregivers=sum(map(_differ("so_far"), scenario.caregivers, found.caregivers)),
        clients=sum(_differ("received_week")(*pair) for pair in people),
        faces=sum(_differ("preferred")(*pair) for pair in people),
    )
    return found, [line]


def _differ(field: str) -> Callable[[object, object], bool]:
    return lambda one, other: getattr(one, field) != getattr(other, field)


def _known(name: str, names: Iterable[str]) -> None:
    """Refuse an id that the ledger lacks."""
    known = {*names}
    if name not in known:
        raise InputError(fault("ledger-nobody", name=name, near=Nearest()(name, known)))


def _span(entries: Sequence[Entry]) -> str:
    if not entries:
        return say("ledger-empty")
    days = len({entry.date for entry in entries})
    return say("ledger-days", days=days, first=entries[0].date, last=entries[-1].date)


def _table(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Lay rows out in columns: text to the left, numbers to the right, minutes as hours."""
    from dispatch.report.figures import hours
    from dispatch.scenario.spreadsheet import aligned

    def cell(name: str, value: object) -> str:
        if name == "kind":
            return say(f"ledger-kind-{value}")
        if isinstance(value, float):
            return hours(value)
        if isinstance(value, dict):
            return listed(f"{name} {count}" for name, count in value.items())
        if isinstance(value, list):
            return listed(value)
        return "–" if value is None else str(value)

    if not rows:
        return []
    heads = [say(f"ledger-column-{name}") for name in rows[0]]
    lines = [heads, *([*map(cell, row, row.values())] for row in rows)]
    numbers = [isinstance(value, (int, float)) for value in rows[0].values()]
    return [*aligned(lines, [at for at, number in enumerate(numbers) if not number])]
