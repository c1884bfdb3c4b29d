"""Draws what it is handed: the day page, and a plan's summary in a few lines.

It knows no engine; Bokeh, Jinja and shapely are only imported when a page is drawn.
"""

from dispatch.report.page import day_page
from dispatch.report.summary import summary_lines

__all__ = ["day_page", "summary_lines"]
