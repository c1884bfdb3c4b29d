"""The day page, and the summary of a plan in a few lines.

This package knows no engine. It imports Bokeh, Jinja and shapely only when it draws a page.
"""

from dispatch.report.page import day_page
from dispatch.report.summary import summary_lines

__all__ = ["day_page", "summary_lines"]
