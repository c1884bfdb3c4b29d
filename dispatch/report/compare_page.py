"""The page of plans side by side: one HTML file that needs neither network nor server."""

from __future__ import annotations

from dispatch.messages import say
from dispatch.report.compared import Comparison
from dispatch.report.document import asset, attribution, bokeh, dates, embedded, rendered
from dispatch.report.map import day_map
from dispatch.report.timeline import Day
from dispatch.roads import RoadGraph, TravelTimes

_HEIGHT = 400
"""Of a map, in pixels."""


def compare_page(found: Comparison, travel: TravelTimes, *, roads: RoadGraph | None) -> str:
    """Draw plans side by side: figures, maps, and sortable lists of who gains and who loses.

    Parameters
    ----------
    found
        The plans.
    travel
        The travel times of their scenario.
    roads
        Streets to draw under the routes; a plain ground if None.
    """
    scenario = found.scenario
    drawings = {}
    for number, (plan, _) in enumerate(found.plans):
        drawing = day_map(Day.of(scenario, plan, travel), roads)
        if drawing is not None:
            drawing.height = _HEIGHT
            drawings[f"map-{number}"] = drawing
    return rendered(
        "compare.html",
        title=say("compare-title", name=scenario.name, date=dates(scenario)),
        names=found.names,
        rows=found.rows,
        broken=[
            (name, [str(each) for each in judgement.violations])
            for name, (_, judgement) in zip(found.names, found.plans, strict=True)
            if judgement.violations
        ],
        against=[*zip(found.names[1:], found.gains, strict=True)],
        drawings=drawings,
        attribution=attribution(scenario) if roads is not None else "",
        script=asset("compare.js"),
        library=bokeh() if drawings else "",
        documents=embedded(drawings) if drawings else "",
    )
