"""The day page: one HTML file that needs neither network nor server."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import PurePath
from typing import Any, Final

from dispatch.messages import say
from dispatch.plan import Plan
from dispatch.referee import Judgement
from dispatch.report import fairness, listings, palette
from dispatch.report.errands import errands
from dispatch.report.figures import key_figures, stress_figures
from dispatch.report.gantt import day_gantt
from dispatch.report.map import day_map
from dispatch.report.stress import Stress
from dispatch.report.timeline import Day
from dispatch.report.tips import clock
from dispatch.roads import RoadGraph, TravelTimes
from dispatch.rules.alarms import calls_to_make
from dispatch.rules.due import due_lists
from dispatch.scenario import Graph, NamedPlace, Scenario

_DOCUMENT: Final = "day"


def day_page(
    scenario: Scenario,
    plan: Plan,
    travel: TravelTimes,
    judgement: Judgement,
    *,
    roads: RoadGraph | None,
    stress: Stress | None = None,
) -> str:
    """Draw a plan as one HTML page with a map, a chart of hours and tables.

    The page is complete and loads nothing. The same input gives the same page, byte for byte.
    Without JavaScript the page still shows figures and tables.

    Parameters
    ----------
    scenario, plan, travel, judgement
        The question, the answer, the travel times, and the result of `dispatch.referee.judge`. The
        page does not draw what the scenario lacks; the violations name it.
    roads
        Streets to draw under the routes; a plain ground if None.
    stress
        What the plan bears under noise, if that is known.
    """
    from jinja2 import Environment, PackageLoader

    day = Day.of(scenario, plan, travel, stress)
    drawings = {"map": day_map(day, roads), "gantt": day_gantt(day)}
    shown = {name: drawing for name, drawing in drawings.items() if drawing is not None}
    environment = Environment(
        loader=PackageLoader("dispatch.report", "assets"), autoescape=True,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("page.html").render(
        say=say,
        title=say("report-title", name=scenario.name, date=_dates(scenario)),
        scenario=scenario,
        plan=plan,
        calls=calls_to_make(scenario),
        violations=[str(violation) for violation in judgement.violations],
        figures=[*key_figures(judgement), *stress_figures(stress)],
        stress=stress,
        fragile=listings.fragile(day),
        unserved=listings.left_out(day),
        roster=listings.roster(day, judgement),
        fairness=fairness,
        judgement=judgement,
        running=any(day.running(day.scenario.visit[visit]) for visit in day.crew),
        equipment=listings.in_use(day),
        errands=errands(day),
        clock=lambda at: clock(scenario, at),
        due=due_lists(scenario, plan),
        drawings=shown,
        attribution=_attribution(scenario) if roads is not None else "",
        palette=palette,
        style=_asset("page.css"),
        script=_asset("page.js"),
        library=_bokeh(),
        documents=_embedded(shown),
    )


def _dates(scenario: Scenario) -> str:
    first, last = scenario.dates[0], scenario.dates[-1]
    return f"{first}" if first == last else f"{first}–{last}"


def _attribution(scenario: Scenario) -> str:
    """Return the source of the roads; a graph in a file may or may not be from OpenStreetMap."""
    if isinstance(scenario.roads, NamedPlace):
        return say("report-roads-place", name=scenario.roads.name)
    if isinstance(scenario.roads, Graph):
        return say("report-roads-file", file=PurePath(scenario.roads.file).name)
    return ""


def _asset(name: str) -> str:
    return files("dispatch.report").joinpath("assets", name).read_text(encoding="utf-8")


def _bokeh() -> str:
    """Return the core of BokehJS, without widgets, tables, WebGL and mathematics."""
    from bokeh.resources import Resources

    return "\n".join(Resources(mode="inline", components=["bokeh"], minified=True).js_raw)


def _embedded(drawings: dict[str, Any]) -> str:
    """Write the drawings as JSON for a script element.

    Bokeh numbers its models by a counter of the process. This function numbers them by document, so
    that a page depends only on its input.
    """
    from bokeh.document import Document

    document = Document()
    for drawing in drawings.values():
        document.add_root(drawing)
    numbers: dict[str, str] = {}
    content = _renumbered(document.to_json(deferred=False), numbers)
    roots = {numbers[drawing.id]: f"drawing-{name}" for name, drawing in drawings.items()}
    data = {
        "documents": {_DOCUMENT: content},
        "items": [{"docid": _DOCUMENT, "roots": roots, "root_ids": list(roots)}],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _renumbered(content: Any, numbers: dict[str, str]) -> Any:
    """Copy a document's JSON with the ids of models, and references to them, numbered from 1."""
    if isinstance(content, list | tuple):
        return [_renumbered(entry, numbers) for entry in content]
    if not isinstance(content, dict):
        return content
    return {
        key: numbers.setdefault(value, f"m{len(numbers) + 1}")
        if key == "id"
        else _renumbered(value, numbers)
        for key, value in content.items()
    }
