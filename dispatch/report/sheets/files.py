"""All sheets of a day, by the names of their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dispatch.report.sheets.calendar import calendar_of, events
from dispatch.report.sheets.page import page_of
from dispatch.report.sheets.pdf import pdf_of
from dispatch.report.sheets.people import People
from dispatch.report.sheets.route_sheet import RouteSheet
from dispatch.report.sheets.run_sheet import Order, run_sheet
from dispatch.report.sheets.tables import csv_of, workbook_of
from dispatch.report.timeline import Day

_LONGEST: Final = 40
"""The most characters of an id in the name of a file."""


def sheet_files(
    day: Day, sheets: Sequence[RouteSheet], people: People, *, order: Order, made: datetime
) -> dict[str, str | bytes]:
    """Return the contents of the files by their names, with ``/`` for a folder.

    Parameters
    ----------
    day
        The scenario with its plan.
    sheets
        Its route sheets.
    people
        How people are called.
    order
        The order of the run sheet.
    made
        When the calendars are written, with a time zone.
    """
    table = run_sheet(day, people, order)
    return {
        "route-sheets.html": page_of(day.scenario, sheets),
        "route-sheets.pdf": pdf_of(day.scenario, sheets),
        "run-sheet.csv": csv_of(table),
        "run-sheet.xlsx": workbook_of(table),
        **{
            _calendar(sheet): calendar_of(day.scenario, sheet, made)
            for sheet in sheets
            if events(sheet)  # a caregiver on her way home has none
        },
    }


def _calendar(sheet: RouteSheet) -> str:
    """Name a calendar: its number keeps apart what ids alone may not, such as ``Ann`` and ``ann``.

    Letters that some systems do not allow in names of files become underscores.
    """
    name = "".join(letter if letter.isalnum() else "_" for letter in sheet.caregiver[:_LONGEST])
    return f"calendars/{sheet.number:02d}-{name}.ics"
