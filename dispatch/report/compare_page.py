"""The page of plans side by side: one HTML file that needs neither network nor server."""

from __future__ import annotations

from dispatch.messages import say
from dispatch.report.compared import Comparison
from dispatch.report.document import attribution, dates, embedded, rendered
from dispatch.report.map import day_map
from dispatch.report.shown import shown
from dispatch.report.timeline import Day
from dispatch.report.tips import Tips
from dispatch.roads import RoadGraph, TravelTimes


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
    scenario, tips = found.scenario, Tips()
    days = [Day.of(scenario, plan, travel) for plan, _ in found.plans]
    maps = [drawn for day in days if (drawn := day_map(day, roads, tips)) is not None]
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
        maps=maps,
        attribution=attribution(scenario) if roads is not None else "",
        places=days[0].place_of,
        numbers=days[0].number,
        data=embedded(shown(tips, days)),
    )
