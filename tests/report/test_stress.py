"""What the page tells of a plan under noise: a figure, the fragile visits, and each visit's tip."""

from __future__ import annotations

from dispatch.plan import Plan, crews
from dispatch.referee import Judgement
from dispatch.report import Day, day_page
from dispatch.report.listings import fragile
from dispatch.report.stress import Remedy, Stress, StressedVisit, Sums
from dispatch.report.tips import stop_tip
from dispatch.roads import TravelTimes
from dispatch.scenario import Scenario

OTHER = Remedy(
    kind="other", caregivers=("chen",), start="2026-11-23T09:05", in_time=0.97, before=0.5,
    all_in_time=0.9, all_before=0.8,
)  # fmt: skip


def bears(scenario: Scenario, plan: Plan, *, repaired: bool) -> Stress:
    """The first visit is fragile; all others are in time."""
    planned = {name: scenario.moment(start) for name, (_, start) in crews(scenario, plan).items()}
    again = {"repaired_in_time": 0.75} if repaired else {}
    visits = {
        name: StressedVisit(start=at, latest=at, in_time=1.0, late=0.0, slack=0.0)
        for name, at in planned.items()
    }
    first = next(iter(planned))
    visits[first] = StressedVisit(
        start=planned[first], latest=planned[first], in_time=0.5, late=9.0, slack=20.0,
        remedies=(OTHER,), **again,
    )  # fmt: skip
    sums = Sums(runs=100, in_time=0.876, late=1.0, missed=0.0, overtime=0.0)
    return Stress(
        scenario=scenario.fingerprint, kept=sums, planned_overtime=0.0, visits=visits,
        repaired=sums.model_copy(update={"in_time": 0.951}) if repaired else None,
    )  # fmt: skip


def test_the_page_shows_the_fragile_visits_and_what_helps(
    scenario: Scenario, plan: Plan, travel: TravelTimes, judgement: Judgement
) -> None:
    stress = bears(scenario, plan, repaired=True)
    page = day_page(scenario, plan, travel, judgement, roads=None, stress=stress)
    shown = page.split("<script")[0]
    for words in (
        "In time under noise",
        "87\u00a0%",
        "with repair 95\u00a0%",
        "With repair",
        "75\u00a0%",
    ):
        assert words in shown
    assert "97\u00a0% instead of 50\u00a0% if chen comes instead, at 09:05" in shown
    assert "fewer than nine in ten of 100 days" in shown


def test_without_repair_the_page_has_no_column_for_it(
    scenario: Scenario, plan: Plan, travel: TravelTimes, judgement: Judgement
) -> None:
    stress = bears(scenario, plan, repaired=False)
    page = day_page(scenario, plan, travel, judgement, roads=None, stress=stress)
    assert "Often late" in page
    assert "With repair" not in page.split("<script")[0]


def test_without_a_result_the_page_tells_nothing_of_it(
    scenario: Scenario, plan: Plan, travel: TravelTimes, judgement: Judgement
) -> None:
    assert fragile(Day.of(scenario, plan, travel)) == []
    assert "Often late" not in day_page(scenario, plan, travel, judgement, roads=None)


def test_the_tip_of_a_visit_tells_how_often_it_is_in_time(
    scenario: Scenario, plan: Plan, travel: TravelTimes
) -> None:
    stress = bears(scenario, plan, repaired=True)
    day = Day.of(scenario, plan, travel, stress)
    [row] = fragile(day)
    tips = {
        stop.visit: stop_tip(day, route, index).body
        for route in day.plan.routes
        for index, stop in enumerate(route.stops)
    }
    assert tips[row.visit].endswith("in time on 50\u00a0% of the days\nwith repair on 75\u00a0%")
    assert all(
        body.endswith("in time on 100\u00a0% of the days")
        for visit, body in tips.items()
        if visit != row.visit
    )
