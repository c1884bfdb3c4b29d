"""The day page: one HTML file that needs neither network nor server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.messages import say
from dispatch.plan import Plan, difference
from dispatch.referee import Judgement
from dispatch.report import changes, fairness, listings
from dispatch.report.document import attribution, dates, embedded, rendered
from dispatch.report.errands import errands
from dispatch.report.figures import hours, key_figures, stress_figures
from dispatch.report.gantt import day_gantt
from dispatch.report.map import day_map
from dispatch.report.priorities import Priorities
from dispatch.report.shown import shown
from dispatch.report.stress import Stress
from dispatch.report.timeline import Day
from dispatch.report.tips import Tips, clock
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
    since: Plan | None = None,
    helps: Mapping[str, tuple[str, str]] | None = None,
) -> str:
    """Draw a plan as one HTML page with a map, a chart of hours and tables.

    The page is complete and loads nothing. The same input gives the same page, byte for byte.
    Without JavaScript the page still shows everything; a script lets the reader choose, filter and
    sort. Printed, it is the run sheet.

    Parameters
    ----------
    scenario, plan, travel, judgement
        The question, the answer, the travel times, and the result of `dispatch.referee.judge`. The
        page does not draw what the scenario lacks; the violations name it.
    roads
        Streets to draw under the routes; a plain ground if None.
    stress
        What the plan bears under noise, if that is known.
    since
        The plan before this one, to tell what changes.
    helps
        The cause why a visit is left out, and what would help it, by visit; None if that was not
        looked for.
    """
    day, tips = Day.of(scenario, plan, travel, stress), Tips()
    rows = listings.entries(day)
    drawn, chart = day_map(day, roads, tips), day_gantt(day, tips)
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
        entries=rows,
        names=[(name, name) for name in day.number],
        statuses=[(each, say(f"report-status-{each}")) for each in _distinct(rows, "status")],
        services=[(each, each) for each in _distinct(rows, "service")],
        areas=[(each, each) for each in _distinct(rows, "area")],
        unserved=listings.left_out(day, helps or {}),
        found=None if since is None else difference(scenario, since, plan),
        changes=changes,
        roster=listings.roster(day, judgement),
        hours=hours,
        run_sheet=listings.who_goes_where(day),
        fairness=fairness,
        judgement=judgement,
        running=any(day.running(day.scenario.visit[visit]) for visit in day.crew),
        equipment=listings.in_use(day),
        errands=errands(day),
        clock=lambda at: clock(scenario, at),
        due=due_lists(scenario, plan),
        places=day.place_of,
        map=drawn,
        chart=chart,
        ranges=[*Priorities(scenario).ranges()],
        attribution=attribution(scenario) if roads is not None else "",
        data=embedded(shown(tips, [day], rows)),
    )


def _distinct(rows: Sequence[listings.Entry], column: str) -> list[str]:
    """The values of a column that occur, in their order."""
    return sorted({getattr(row, column) for row in rows} - {""})
