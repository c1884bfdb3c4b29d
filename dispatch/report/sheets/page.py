"""The route sheets as one page to print, which needs neither network nor server."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.messages import say
from dispatch.report.document import as_of, rendered
from dispatch.report.sheets.route_sheet import RouteSheet
from dispatch.scenario import Scenario


def page_of(scenario: Scenario, sheets: Sequence[RouteSheet]) -> str:
    """Write route sheets as HTML, each on its own sheet of paper."""
    title = say("sheet-title", name=scenario.name)
    return rendered("sheets.html", title=title, day=as_of(scenario, scenario.name), sheets=sheets)
