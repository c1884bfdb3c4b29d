"""The route sheets as one page to print, which needs neither network nor server."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from dispatch.messages import say
from dispatch.report.sheets.route_sheet import RouteSheet
from dispatch.scenario import Scenario


def page_of(scenario: Scenario, sheets: Sequence[RouteSheet]) -> str:
    """Write route sheets as HTML, each on its own sheet of paper."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("dispatch.report", "assets"), autoescape=True,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    style = files("dispatch.report").joinpath("assets", "sheets.css").read_text(encoding="utf-8")
    return environment.get_template("sheets.html").render(
        say=say, scenario=scenario, sheets=sheets, style=style
    )
