"""What callers of the running day give: read as scenarios are, and refused in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

import dispatch
from dispatch import Desk, InputError, NoPlan, Scenario, replan, solve
from dispatch.live.events import Cancelled
from dispatch.plan import Offer
from dispatch.scenario import Duration, Visit

HOME = {"start": "D", "mode": "walk", "shifts": [{"start": "08:00", "end": "12:00"}]}
DAY = Scenario.from_dict(
    {
        "name": "small",
        "dates": "2026-11-23",
        "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
        "services": [{"id": "care", "duration": 30}],
        "clients": [{"id": "li", "place": "Z"}],
        "caregivers": [{"id": "ann", "gender": "woman", **HOME}],
        "visits": [{"id": "a", "client": "li", "service": "care", "exact_start": "08:30"}],
    }
)
PLAN = solve(DAY, engine="greedy")
ASKED = {
    "client": "li", "service": "care", "windows": [{"open": "09:00", "close": "11:00"}],
}  # fmt: skip


def refused(call: Any, *given: Any, **named: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as wrong:
        call(*given, **named)
    assert all(str(each) for each in wrong.value.faults)
    return [(each.where, each.code) for each in wrong.value.faults]


def asked(*given: Any, **named: Any) -> Any:
    return Desk(DAY, PLAN).offers(ASKED, *given, **named)


def repair(**named: Any) -> Any:
    return Desk(DAY, PLAN).replan(**named)


def again(**named: Any) -> Any:
    return replan(DAY, PLAN, "08:00", **named)


@pytest.mark.parametrize("call", [repair, again])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"iterations": -1}, "planner-iterations"),
        ({"iterations": 2.5}, "planner-iterations"),
        ({"iterations": "5"}, "planner-iterations"),
        ({"time_limit": math.inf}, "planner-time-limit"),
        ({"time_limit": math.nan}, "planner-time-limit"),
        ({"time_limit": -1}, "planner-time-limit"),
        ({"time_limit": "5"}, "planner-time-limit"),
        ({"time_limit": Decimal(1)}, "planner-time-limit"),
        ({"deadline": 0}, "planner-deadline"),
        ({"deadline": timedelta(seconds=1)}, "planner-deadline"),
        ({"seed": -1}, "planner-seed"),
        ({"seed": 1.5}, "planner-seed"),
        ({"threads": 0}, "planner-threads"),
        ({"threads": 1.5}, "planner-threads"),
    ],
)
def test_a_repair_refuses_what_no_search_can_use(call: Any, wrong: Any, code: str) -> None:
    assert refused(call, **wrong) == [(*wrong, code)]


def test_all_that_a_repair_cannot_use_is_told_at_once() -> None:
    wrong = {"iterations": -1, "seed": -1, "threads": 0}
    assert [where for where, _ in refused(again, **wrong)] == [*wrong]


@pytest.mark.parametrize("call", [repair, again])
def test_a_deadline_alone_ends_a_repair(call: Any) -> None:
    found = call(deadline=0.3)
    assert found.outcome.stopped_by == "deadline"
    assert found.judgement.ok


def test_a_deadline_that_passes_before_the_search_leaves_no_repair() -> None:
    with pytest.raises(NoPlan):
        again(deadline=1e-9)


@pytest.mark.parametrize("length", [20, 20.0, "20", "20 min", "PT20M", Duration.of_minutes(20)])
def test_a_length_of_time_is_read_as_in_scenarios(length: Any) -> None:
    """From 09:00 to 11:00 slots 20 minutes apart, each held for 20 minutes from 08:00."""
    found = asked(9, tolerance=length, apart=length, hold=length, now="08:00").offers
    starts = sorted(each.start[11:16] for each in found)
    assert starts == ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40", "11:00"]
    assert {each.tolerance for each in found} == {Duration.of_minutes(20)}
    assert {each.valid_until for each in found} == {"2026-11-23T08:20:00"}
    [middle] = [each for each in found if each.start[11:16] == "10:00"]
    assert (middle.earliest[11:16], middle.latest[11:16]) == ("09:40", "10:20")


def test_offers_without_a_desk_read_lengths_of_time_alike() -> None:
    found = dispatch.offers(DAY, PLAN, ASKED, 9, apart=60, tolerance="5 min")
    assert sorted(each.start[11:16] for each in found.offers) == ["09:00", "10:00", "11:00"]
    assert {each.tolerance.minutes for each in found.offers} == {5}


def test_all_that_an_offer_cannot_use_is_told_at_once() -> None:
    wrong: dict[str, Any] = {
        "count": -1, "blocked": 1.5, "tolerance": -1, "apart": "1:30", "now": "soon", "until": 9.5,
        "hold": True, "caregivers": "ann",
    }  # fmt: skip
    found = dict(refused(asked, **wrong))
    assert found == {
        "count": "below", "blocked": "not-whole", "tolerance": "duration-range",
        "apart": "duration-unclear", "now": "moment-form", "until": "moment-form",
        "hold": "duration-form", "caregivers": "not-list",
    }  # fmt: skip


def test_unknown_caregivers_are_told_in_order() -> None:
    names = [f"n{k}" for k in range(9)]
    with pytest.raises(InputError) as wrong:
        asked(caregivers={"ann", *names})
    assert [dict(each.fields)["name"] for each in wrong.value.faults] == names


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("25", "moment-form"),
        ("9:5", "moment-minutes"),
        (900, "moment-form"),
        ("2026-11-20T09:00", "time-early"),
        ("2026-12-20T09:00", "time-late"),
    ],
)
def test_a_time_that_is_none_is_refused(given: Any, code: str) -> None:
    desk = Desk(DAY, PLAN)
    offer = desk.offers(ASKED).offers[0]
    told = [("now", code)]
    assert refused(desk.offers, ASKED, now=given) == told
    assert refused(desk.offers, ASKED, until=given) == [("until", code)]
    assert refused(desk.accept, offer, now=given) == told
    assert refused(desk.tell, [], given) == told
    assert refused(replan, DAY, PLAN, given, iterations=0) == told
    assert (desk.scenario, desk.plan) == (DAY, PLAN)
    assert desk.accept(offer).offer == offer


def test_a_day_that_goes_on_needs_a_time() -> None:
    assert refused(Desk(DAY, PLAN).tell, [], None) == [("now", "moment-form")]
    assert refused(replan, DAY, PLAN, None) == [("now", "moment-form")]


def test_a_time_may_be_written_as_in_scenarios() -> None:
    desk = Desk(DAY, PLAN)
    assert min(each.start for each in desk.offers(ASKED, 9, now="9:30").offers)[11:16] == "09:30"
    desk.tell([], " 8:10")
    assert desk.scenario.now == "2026-11-23T08:10:00"


@pytest.mark.parametrize(
    ("futures", "where", "code"),
    [
        (5, "futures", "not-list"),
        (None, "futures", "field-empty"),
        ("ab", "futures", "not-list"),
        ([5], "futures[0]", "not-list"),
        ([[], ["a"]], "futures[1][0]", "not-mapping"),
        ([[None]], "futures[0][0]", "field-empty"),
    ],
)
def test_futures_are_lists_of_visits(futures: Any, where: str, code: str) -> None:
    assert refused(repair, iterations=0, futures=futures) == [(where, code)]


def test_what_is_refused_leaves_the_desk_as_it_was() -> None:
    desk = Desk(DAY, PLAN)
    assert refused(desk.replan, iterations=0, futures=[5])
    assert refused(desk.replan, threads=0)
    assert (desk.scenario, desk.plan) == (DAY, PLAN)


CANCELLED = Cancelled(at="07:50", visit="a")


@pytest.mark.parametrize("kind", [list, tuple, iter, set])
def test_events_come_from_any_iterable(kind: Callable[[list[Cancelled]], Any]) -> None:
    assert not replan(DAY, PLAN, "08:00", kind([CANCELLED]), iterations=0).plan.routes
    desk = Desk(DAY, PLAN)
    desk.tell(kind([CANCELLED]), "08:00")
    assert not desk.plan.routes


@pytest.mark.parametrize(
    ("events", "where", "code"),
    [
        (None, "events", "field-empty"),
        ("ab", "events", "not-list"),
        (5, "events", "not-list"),
        ([CANCELLED, None], "events[1]", "field-empty"),
        ([{"at": "7:50", "kind": "cancelled"}], "events[0].visit", "field-missing"),
    ],
)
def test_what_is_no_list_of_events_is_refused(events: Any, where: str, code: str) -> None:
    desk = Desk(DAY, PLAN)
    assert refused(desk.tell, events, "08:00") == [(where, code)]
    assert refused(replan, DAY, PLAN, "08:00", events, iterations=0) == [(where, code)]
    assert (desk.scenario, desk.plan) == (DAY, PLAN)


@pytest.mark.parametrize("apart", [0, 1 / 60_000])
def test_offers_that_are_hardly_apart_start_at_every_tick(apart: float) -> None:
    """A tick of this day is a minute."""
    starts = sorted(each.start[11:16] for each in asked(999, apart=apart).offers)
    assert starts == [f"{at // 60:02}:{at % 60:02}" for at in range(9 * 60, 11 * 60 + 1)]


@pytest.mark.parametrize(
    ("request_", "code"), [(None, "field-empty"), (5, "not-mapping"), ([ASKED], "not-mapping")]
)
def test_a_request_is_a_visit_or_its_fields(request_: Any, code: str) -> None:
    desk = Desk(DAY, PLAN)
    assert refused(desk.offers, request_) == [("", code)]
    assert refused(desk.offers_for, [request_]) == [("", code)]
    assert refused(desk.explain, request_) == [("", code)]


@pytest.mark.parametrize(
    ("client", "where"),
    [("li", "client"), (5, "client"), ({"id": "wu", "place": 5}, "client.place")],
)
def test_a_client_beside_a_request_is_a_client_or_her_fields(client: Any, where: str) -> None:
    visit = Visit(id="b", client="li", service="care")
    for each in (ASKED, visit):
        assert [place for place, _ in refused(Desk(DAY, PLAN).offers, each, client=client)] == [
            where
        ]


def test_an_offer_may_be_read_from_json() -> None:
    desk = Desk(DAY, PLAN)
    offer = desk.offers(ASKED).offers[0]
    assert refused(desk.accept, None) == [("", "field-empty")]
    assert refused(desk.accept, "soon") == [("", "not-mapping")]
    assert (desk.scenario, desk.plan) == (DAY, PLAN)
    assert desk.accept(Offer.model_validate_json(offer.model_dump_json())).offer == offer
