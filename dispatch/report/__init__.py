"""The day page, and the summary of a plan in a few lines.

This package knows no engine. It imports Jinja and shapely only when it draws a page.
"""

from dispatch.report.changes import change_lines
from dispatch.report.compare_page import compare_page
from dispatch.report.compared import Comparison
from dispatch.report.edits import edit_lines
from dispatch.report.errands import errand_fields, errand_lines, errands
from dispatch.report.gains import gains
from dispatch.report.page import day_page
from dispatch.report.summary import summary_lines
from dispatch.report.timeline import Day

__all__ = [
    "Comparison", "Day", "change_lines", "compare_page", "day_page",
    "edit_lines", "errand_fields", "errand_lines", "errands", "gains", "summary_lines",
]  # fmt: skip
