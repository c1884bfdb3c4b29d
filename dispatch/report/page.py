"""The day page: one HTML file that needs neither network nor server."""

from __future__ import annotations

from dispatch.messages import say
from dispatch.plan import Plan
from dispatch.referee import Judgement
from dispatch.report import fairness, listings, palette
from dispatch.report.document import asset, attribution, bokeh, dates, embedded, rendered
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
from dispatch.scenario import Scenario


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
    day = Day.of(scenario, plan, travel, stress)
    drawings = {"map": day_map(day, roads), "gantt": day_gantt(day)}
    shown = {name: drawing for name, drawing in drawings.items() if drawing is not None}
    return rendered(
        "page.html",
        title=say("report-title", name=scenario.name, date=dates(scenario)),
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
        attribution=attribution(scenario) if roads is not None else "",
        palette=palette,
        script=asset("page.js"),
        library=bokeh(),
        documents=embedded(shown),
    )
