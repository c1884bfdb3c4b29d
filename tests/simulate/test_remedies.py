"""What would help fragile visits: each change is one that keeps the rules, and is tried."""

from __future__ import annotations

from typing import Any

from dispatch import Scenario, solve, travel_times
from dispatch.report.stress import Remedy
from dispatch.simulate.remedies import WORTH, with_remedies
from dispatch.simulate.stress import stressed

AMY = {
    "id": "amy", "gender": "woman", "start": "D", "mode": "walk",
    "shifts": [{"start": "08:00", "end": "14:00"}],
}  # fmt: skip
BO = AMY | {"id": "bo"}
EXACT = {"id": "one", "client": "li", "service": "care", "exact_start": "09:00"}
SECOND = {
    "id": "two", "client": "mei", "service": "care",
    "windows": [{"open": "10:00", "close": "10:05"}],
}  # fmt: skip


def helps(
    *visits: dict[str, Any], caregivers: list[dict[str, Any]], pins: dict[str, Any] | None = None
) -> dict[str, tuple[Remedy, ...]]:
    """What helps each visit of a plan that is made with some pins, which are then gone."""
    minutes = [[0, 10], [10, 0]]
    fields = {
        "name": "helps",
        "dates": ["2026-11-23"],
        "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": minutes},
        "services": [{"id": "care", "duration": 60}],
        "clients": [{"id": "li", "place": "Z"}, {"id": "mei", "place": "Z"}],
        "caregivers": caregivers,
    }
    pinned = Scenario.model_validate({**fields, "visits": [each | (pins or {}) for each in visits]})
    plan = solve(pinned, iterations=500)
    scenario = Scenario.model_validate({**fields, "visits": visits})
    plan = plan.model_copy(update={"scenario": scenario.fingerprint})
    travel = travel_times(scenario)
    found = with_remedies(
        scenario, plan, travel, stressed(scenario, plan, travel, runs=40), runs=40
    )
    return {name: each.remedies for name, each in found.visits.items()}


def test_who_sets_out_sooner_is_in_time_for_the_first_visit() -> None:
    found = helps(EXACT, caregivers=[AMY])
    [remedy] = found["one"]
    assert (remedy.kind, remedy.minutes, remedy.caregivers) == ("sooner", 10, ("amy",))
    assert remedy.before < 0.8
    assert remedy.in_time == 1.0


def test_somebody_else_helps_the_second_visit() -> None:
    found = helps(EXACT, SECOND, caregivers=[AMY, BO], pins={"pinned_caregivers": ["amy"]})
    best = found["two"][0]
    assert (best.kind, best.caregivers) == ("other", ("bo",))
    assert best.in_time == 1.0 > best.before
    assert best.all_in_time > best.all_before


def test_only_what_is_worth_it_is_told_and_the_best_first() -> None:
    found = helps(EXACT, SECOND, caregivers=[AMY, BO], pins={"pinned_caregivers": ["amy"]})
    for remedies in found.values():
        shares = [each.in_time for each in remedies]
        assert shares == sorted(shares, reverse=True)
        assert all(each.in_time >= each.before + WORTH for each in remedies)


def test_nobody_is_sent_at_a_time_of_which_the_client_was_not_told() -> None:
    told = SECOND | {"windows": [], "announced": {"start": "10:00", "tolerance": 10}}
    found = helps(EXACT, told, caregivers=[AMY, BO], pins={"pinned_caregivers": ["amy"]})
    assert found["two"]
    assert all("09:50" <= each.start[11:16] <= "10:10" for each in found["two"])
