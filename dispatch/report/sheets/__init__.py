"""What a day looks like on paper and in calendars: route sheets, and the run sheet of the desk.

A route sheet tells one caregiver her day: a page to print, in a PDF, as a calendar. The run sheet
tells the desk who goes where when: CSV and a workbook. All of them take their times from
`dispatch.report.timeline`. People appear by their ids; names, phone numbers and the clients' notes
only if asked for.
"""

from dispatch.report.sheets.calendar import is_calendar
from dispatch.report.sheets.files import sheet_files
from dispatch.report.sheets.pdf import not_in_pdf
from dispatch.report.sheets.people import People
from dispatch.report.sheets.route_sheet import RouteSheet, route_sheets
from dispatch.report.sheets.run_sheet import Order, run_sheet, run_sheet_lines

__all__ = [
    "Order", "People", "RouteSheet", "is_calendar", "not_in_pdf", "route_sheets", "run_sheet",
    "run_sheet_lines", "sheet_files",
]  # fmt: skip
