"""The command that writes what people take along."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.cli.door import tell
from dispatch.cli.options import existing_file, keep_inputs, results_folder, scenario_file
from dispatch.cli.questions import day_of, plan_of
from dispatch.messages import say

if TYPE_CHECKING:
    from dispatch.report import Day
    from dispatch.report.sheets import Order

_MAP = "map.geojson"


@click.command()
@click.argument("scenario", type=scenario_file)
@click.argument("plan", type=existing_file)
@click.option(
    "-o", "--output", type=results_folder, required=True,
    help="A folder for the sheets.",
)  # fmt: skip
@click.option("--names", is_flag=True, help="With names, phones, addresses and notes.")
@click.option(
    "--by", "order", type=click.Choice(["time", "caregiver"]), default="time", show_default=True,
    help="The order of the run sheet.",
)  # fmt: skip
def sheets(scenario: Path, plan: Path, output: Path, names: bool, order: Order) -> None:
    """Write PLAN as sheets: one to print and a calendar for each caregiver, and one for the desk.

    The folder then contains route-sheets.html and .pdf, run-sheet.csv and .xlsx, map.geojson and
    calendars/*.ics. The command removes calendars of an earlier plan there if their caregivers now
    have no route.
    """
    from datetime import UTC, datetime

    from dispatch.referee import judge
    from dispatch.report import Day
    from dispatch.report.sheets import People, not_in_pdf, route_sheets, sheet_files
    from dispatch.roads import travel_times
    from dispatch.scenario.writing import write_together

    asked = day_of(scenario)
    answered, travel = plan_of(asked, plan), travel_times(asked)
    judgement = judge(asked, travel, answered)
    if judgement.violations:
        tell(say("cli-warning", told=say("sheet-broken", count=len(judgement.violations))))
    day, people = Day.of(asked, answered, travel), People(asked, names)
    made = route_sheets(day, judgement, people)
    files = sheet_files(day, made, people, order=order, made=datetime.now(UTC))
    contents: dict[str | os.PathLike[str], str | bytes] = {
        output / name: content for name, content in {**files, **_map(day)}.items()
    }
    for file in contents:
        keep_inputs(Path(file), scenario, plan)
    if lacking := not_in_pdf(asked, made):
        told = say("sheet-not-in-pdf", letters=lacking, page="route-sheets.html")
        tell(say("cli-warning", told=told))
    (output / "calendars").mkdir(parents=True, exist_ok=True)
    write_together(contents)
    _remove_others(output, {*map(Path, contents)})
    for file in contents:
        click.echo(f"{file}")


def _map(day: Day) -> dict[str, str]:
    """Draw the map, if places have coordinates."""
    from dispatch.layers import geojson
    from dispatch.scenario import Matrix

    if isinstance(day.scenario.roads, Matrix):
        tell(say("sheet-no-map"))
        return {}
    return {_MAP: geojson(day)}


def _remove_others(output: Path, written: set[Path]) -> None:
    """Remove the map and the calendars of an earlier plan: nobody must follow an old one.

    Files that this program has not written stay.
    """
    from dispatch.report.sheets import is_calendar

    if output / _MAP not in written:
        (output / _MAP).unlink(missing_ok=True)
    for file in (output / "calendars").glob("*.ics"):
        if file not in written and is_calendar(file.read_text(encoding="utf-8", errors="replace")):
            file.unlink()
