"""What pages consist of: templates, data for their script, dates and sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath

from dispatch.messages import say
from dispatch.report import palette
from dispatch.report.tips import clock
from dispatch.scenario import Graph, NamedPlace, Scenario


def rendered(template: str, *, rooms: Sequence[str] = (), **fields: object) -> str:
    """Fill in a template of this room, or of others that build on it.

    Templates always know `say` and the palette.
    A whole page extends ``document.html`` and includes its own style and script there.

    Parameters
    ----------
    template
        The name of the template.
    rooms
        Rooms whose assets are looked at before this one's, such as ``"study"``.
    **fields
        What the template shows.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader

    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader(f"dispatch.{room}", "assets") for room in (*rooms, "report")]
        ),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.globals |= {"say": say, "palette": palette}
    return environment.get_template(template).render(**fields)


def dates(scenario: Scenario) -> str:
    """Return the dates of a scenario, from the first to the last, and how far the day has run."""
    first, last = scenario.dates[0], scenario.dates[-1]
    return as_of(scenario, f"{first}" if first == last else f"{first}–{last}")


def as_of(scenario: Scenario, what: str) -> str:
    """Add to a text the moment that a running day has reached: papers of it follow one another."""
    if scenario.now is None:
        return what
    return say("report-as-of", what=what, now=clock(scenario, scenario.at(scenario.now)))


def attribution(scenario: Scenario) -> str:
    """Return the source of the roads; a graph in a file may or may not be from OpenStreetMap."""
    if isinstance(scenario.roads, NamedPlace):
        return say("report-roads-place", name=scenario.roads.name)
    if isinstance(scenario.roads, Graph):
        return say("report-roads-file", file=PurePath(scenario.roads.file).name)
    return ""


def embedded(data: object) -> str:
    """Write data as JSON for a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
