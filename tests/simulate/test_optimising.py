"""What P1 makes of the day that it is told: pre-booked visits, promises, and requests that wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch import Desk, load_scenario, solve
from dispatch.live.events import Requested
from dispatch.rules import priority
from dispatch.scenario import Promise, Scenario, Visit
from dispatch.simulate.policies.optimising import Optimiser

HELLO = Path(__file__).parents[2] / "scenarios" / "hello.yaml"
P1 = Optimiser()


@pytest.fixture(scope="module")
def day() -> Scenario:
    return load_scenario(HELLO)


def test_pre_booked_visits_rank_higher_and_keep_five_minutes_of_their_promise(
    day: Scenario,
) -> None:
    first, *others = day.visits
    promised = first.model_copy(update={"promise": Promise(start="10:00", tolerance="30 min")})
    opened = P1.opened(day.unchecked(visits=(promised, *others)), solve(day, iterations=0), {})
    for before, visit in zip(day.visits, opened.visits, strict=True):
        assert priority(opened, visit) == 4 * priority(day, before)
    assert opened.visits[0].promise is not None
    assert opened.visits[0].promise.tolerance.minutes == 25


def test_a_request_that_has_waited_for_days_is_not_left_out_for_it(day: Scenario) -> None:
    """At the age of two and a half days, to serve it would cost more than to leave it out."""
    plan = solve(day, iterations=200)
    opened = P1.opened(day, plan, {})
    request = Visit(
        id="late", client="wu", service="injection", priority=3, requested="2026-11-20T20:00",
        response_class="short_notice",
    )  # fmt: skip

    def served(event: object) -> bool:
        desk = Desk(opened, plan.model_copy(update={"scenario": opened.fingerprint}))
        desk.tell([event], "07:30")
        found = desk.replan(iterations=2000)
        return any(stop.visit == "late" for route in found.plan.routes for stop in route.stops)

    assert not served(Requested(at="07:30", visit=request))
    assert served(P1.heard(request, "07:30"))


def test_notice_that_a_client_asked_for_is_kept(day: Scenario) -> None:
    request = Visit(
        id="r", client="wu", service="injection", requested="08:00", earliest_acceptable="10:00"
    )
    event = P1.heard(request, "08:00")
    assert isinstance(event, Requested)
    assert event.visit.earliest_acceptable == "10:00"
