"""Offers at a desk, on days small enough to compute them by hand."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dispatch import InputError, OfferGone, judge, travel_times
from dispatch.errors import BrokenRule
from dispatch.live.desk import Desk, offers
from dispatch.live.lines import answer_lines
from dispatch.live.request import load_request
from dispatch.plan import Plan
from dispatch.planner import solve
from dispatch.scenario import Duration, Promise, Scenario, Visit, load_scenario

DeskOf = Callable[..., Desk]
RULES = Path(__file__).parents[2] / "scenarios" / "rules"

CARE = {"id": "v", "client": "li", "service": "care"}
INJECTION = {"id": "v", "client": "li", "service": "injection"}


def day_of(visits: list[dict[str, Any]], **changes: Any) -> Scenario:
    """Make a day from 08:00 to 12:00; li lives at Z, wu at Y, both 10 minutes from everywhere.

    Nothing is shared, unless `changes` have a policy of their own.
    """
    shift = {"shifts": [{"start": "08:00", "end": "12:00"}], "start": "D", "mode": "walk"}
    nurse = {"certificates": [{"certificate": "nurse"}]}
    ann = {"id": "ann", "gender": "woman", "overtime_limit": 0, **shift, **nurse}
    bo = {"id": "bo", "gender": "man", "overtime_limit": 0, **shift}
    ways = [[0, 10, 10], [10, 0, 10], [10, 10, 0]]
    return Scenario.model_validate(
        {
            "name": "small",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D", "Z", "Y"], "minutes": ways},
            "modes": [{"id": "walk", "network": "walk", "speed_kmh": 4.0}],
            "certificates": [{"id": "nurse"}],
            "services": [
                {"id": "care", "duration": 30},
                {
                    "id": "injection",
                    "duration": 20,
                    "requires": {"certificates": [[{"certificate": "nurse"}]]},
                },
                {"id": "lift", "duration": 30, "crew": [{"id": "one"}, {"id": "two"}]},
            ],
            "clients": [
                {"id": "li", "place": "Z", "preferred": ["bo"]},
                {"id": "wu", "place": "Y"},
            ],
            "caregivers": [ann, bo],
            "visits": visits,
            "policy": {"weights": {"shared_paid_time": 0, "shared_heavy_points": 0}},
            **changes,
        }
    )


@pytest.fixture
def desk_of() -> DeskOf:
    """Return `desk_of(*visits, **changes)`, which plans a day and opens its desk."""

    def made(*visits: dict[str, Any], **changes: Any) -> Desk:
        day = day_of([*visits], **changes)
        return Desk(day, solve(day, engine="greedy"))

    return made


def busy(name: str, who: str, opens: str, minutes: int) -> dict[str, Any]:
    """Make a visit to wu that keeps one caregiver from a time on."""
    window = {"open": opens, "close": opens}
    return {
        "id": name, "client": "wu", "service": "care", "duration": minutes,
        "windows": [window], "pinned_caregivers": [who],
    }  # fmt: skip


def starts(answer: Any) -> list[str]:
    return [offer.start[11:16] for offer in answer.offers]


def window(opens: str, closes: str) -> dict[str, Any]:
    return {"windows": [{"open": opens, "close": closes}]}


def test_an_offer_says_who_comes_when_and_for_how_much(desk_of: DeskOf) -> None:
    answer = desk_of().offers(CARE | window("09:00", "10:00"), count=1)
    [offer] = answer.offers
    assert [(each.role, each.caregiver, each.familiar) for each in offer.people] == [
        ("caregiver", "bo", True)
    ]
    assert offer.start == "2026-11-23T09:00:00"
    # half an hour either way, as far as the window goes
    assert (offer.earliest, offer.latest) == ("2026-11-23T09:00:00", "2026-11-23T09:30:00")
    assert offer.date.isoformat() == "2026-11-23"
    assert offer.cost == 20.0  # there and back
    assert offer.moves == ()
    assert (answer.missing, answer.reasons, answer.blocked) == ((), (), ())


def test_offers_are_far_enough_from_each_other(desk_of: DeskOf) -> None:
    asked = CARE | window("09:00", "10:59")
    assert starts(desk_of().offers(asked, count=9)) == ["09:00", "09:30", "10:00", "10:30"]
    hourly = desk_of().offers(asked, count=9, apart=Duration.of_minutes(60))
    assert starts(hourly) == ["09:00", "10:00"]
    assert starts(desk_of().offers(asked, count=0)) == []


@pytest.mark.parametrize("name", ["waiting", "two-dates", "group-left-out"])
@pytest.mark.parametrize("open_", [None, "08:30", "09:00"])
@pytest.mark.parametrize("apart", [0, 30])
def test_no_start_is_offered_twice_and_each_is_the_plans_own(
    name: str, open_: str | None, apart: int
) -> None:
    """A later departure moves starts towards one another: to 10:00 on the waiting day."""
    day = load_scenario(RULES / f"{name}.yaml")
    visit = day.visits[0]
    asked = {"id": "v", "client": visit.client, "service": visit.service}
    asked |= {"preferred_start": "10:30"} if open_ is None else window(open_, "10:30")
    plan = solve(day, iterations=300)
    found = Desk(day, plan).offers(asked, count=9, apart=apart).offers
    at = sorted(day.at(offer.start) for offer in found)
    assert all(later - one >= max(1, apart * 60_000) for one, later in pairwise(at))
    assert found
    for offer in found:
        desk = Desk(day, plan)
        desk.accept(offer)
        [start] = {s.start for r in desk.plan.routes for s in r.stops if s.visit == "v"}
        assert start == offer.start


def test_the_preferred_start_comes_first(desk_of: DeskOf) -> None:
    asked = CARE | window("09:00", "11:00") | {"preferred_start": "09:50"}
    answer = desk_of().offers(asked, count=2)
    assert starts(answer)[0] == "09:50"
    assert [offer.cost for offer in answer.offers] == [20.0, 20.0 + 0.1 * 40]  # at 10:30


def test_familiar_people_come_as_far_as_continuity_weighs(desk_of: DeskOf) -> None:
    # From 08:00 to 10:30 bo is with wu: he can be at li's at 10:40, ann for 10 more at any time.
    answer = desk_of(busy("long", "bo", "08:10", 140)).offers(CARE | window("10:00", "11:00"))
    told = {offer.start[11:16]: (offer.caregivers, offer.cost) for offer in answer.offers}
    assert told == {
        "10:40": (("bo",), 10.0),
        "10:00": (("ann",), 30.0),
    }


def test_starts_between_visits_are_found_and_say_what_they_move(desk_of: DeskOf) -> None:
    wide = {
        "id": "w",
        "client": "wu",
        "service": "care",
        "windows": [{"open": "09:00", "close": "11:00"}],
    }
    desk = desk_of(wide | {"pinned_caregivers": ["ann"]})
    [offer] = desk.offers(INJECTION | window("09:00", "09:00"), count=1).offers
    [moved] = offer.moves
    # 20 minutes of injection and 10 of the way later
    assert (moved.visit, moved.minutes) == ("w", 30.0)
    assert (moved.start[11:16], moved.to[11:16]) == ("09:00", "09:30")
    assert offer.cost == 10.0 + 10.0  # on the way, but unfamiliar


def test_a_clerk_hears_why_not_at_nine(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    answer = desk.offers(
        INJECTION | window("09:00", "11:00") | {"preferred_start": "09:00"}, blocked=5
    )
    assert starts(answer)[0] == "09:40"
    [blocked] = answer.blocked
    assert (blocked.opens[11:16], blocked.closes[11:16]) == ("09:00", "09:29")
    codes = {(reason.caregiver, reason.code) for reason in blocked.reasons}
    assert codes == {("ann", "no_time_left"), ("bo", "certificate_missing")}
    assert "ann has no time for v beside the other visits of the plan" in blocked.told
    assert desk.offers(INJECTION | window("09:00", "11:00")).blocked == ()


def test_without_an_offer_the_answer_is_why(desk_of: DeskOf) -> None:
    answer = desk_of().offers(INJECTION | window("13:00", "14:00"))
    assert answer.offers == ()
    assert {reason.code for reason in answer.reasons} == {
        "shift_outside_window",
        "certificate_missing",
    }
    assert answer.told
    assert [
        each.code for each in desk_of().offers(CARE | {"exact_start": "09:00"}, now="10:00").reasons
    ]


@pytest.mark.parametrize(
    ("request_", "client", "missing"),
    [
        ({}, None, ("service", "client")),
        ({"service": "care"}, None, ("client",)),
        ({"client": "li"}, None, ("service",)),
        ({"service": "care"}, {"id": "new"}, ("client.place",)),
        ({"service": "care", "client": {"place": "Z"}}, None, ("client.id",)),
    ],
)
def test_what_is_missing_is_an_answer(
    desk_of: DeskOf, request_: dict[str, Any], client: Any, missing: tuple[str, ...]
) -> None:
    assert desk_of().offers(request_, client=client).missing == missing


def test_what_is_wrong_is_an_error(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    for request, code in (
        (CARE | {"service": "bath"}, "unknown-service"),
        (CARE | {"client": "lee"}, "unknown-client"),
        (CARE | {"id": "long"}, "id-repeated"),
        (CARE | {"colour": "red"}, "field-unknown"),
        (CARE | {"pinned_caregivers": ["cy"]}, "unknown-caregiver"),
        (CARE | {"gaps": [{"after": "nothing"}]}, "unknown-visit"),
        (CARE | {"facts": {"started": "09:00"}}, "request-begun"),
    ):
        with pytest.raises(InputError) as told:
            desk.offers(request)
        assert code in {fault.code for fault in told.value.faults}
    with pytest.raises(InputError, match=r"^client\.place: .*no point or station 'nowhere'"):
        desk.offers(CARE | {"client": {"id": "new", "place": "nowhere"}})


def test_what_is_wrong_is_told_even_while_something_is_missing(desk_of: DeskOf) -> None:
    with pytest.raises(InputError) as told:
        desk_of().offers({"colour": "red", "client": {"id": "new", "gender": "f"}})
    assert [fault.where for fault in told.value.faults] == ["colour", "client.gender"]


def test_everything_wrong_in_a_file_is_told_with_its_line(desk_of: DeskOf, tmp_path: Path) -> None:
    file = tmp_path / "request.yaml"
    file.write_text(
        "service: care\nservice: care\nclient:\n  id: new\n  plase: Y\n  name: A\n   area：w\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as told:
        load_request(file, desk_of().scenario)
    assert [(fault.line, fault.code) for fault in told.value.faults] == [
        (2, "key-repeated"), (5, "field-unknown"), (7, "slip"),
    ]  # fmt: skip


def test_a_new_client_comes_with_the_request(desk_of: DeskOf) -> None:
    desk = desk_of()
    asked = {"service": "care", "client": {"id": "new", "place": "Y"}, **window("09:00", "09:10")}
    [offer] = desk.offers(asked).offers
    assert (offer.visit.id, offer.client and offer.client.place) == ("new-care", "Y")
    done = desk.accept(offer)
    assert "new" in done.scenario.client
    [again] = desk.offers({"service": "care", "client": "new", **window("11:00", "11:00")}).offers
    assert (again.visit.id, again.client) == ("new-care-2", None)


def test_a_client_beside_a_visit_is_the_one_it_names(desk_of: DeskOf) -> None:
    desk, other = desk_of(), {"id": "new", "place": "Y"}
    for request in (
        {"client": "li", "service": "care"},
        Visit(id="v", client="li", service="care"),
    ):
        with pytest.raises(InputError, match="client: it is not new") as refused:
            desk.offers(request, client=other)
        assert [each.where for each in refused.value.faults] == ["client"]


def test_nothing_is_promised_whose_latest_start_is_past(desk_of: DeskOf) -> None:
    desk = desk_of()
    [offer] = desk.offers({**CARE, **window("09:00", "09:10")}, tolerance=10).offers
    before = desk.plan
    with pytest.raises(OfferGone, match=f"had to start by .*{offer.latest[-5:]}"):
        desk.accept(offer, now="09:30")
    assert desk.plan == before
    assert desk.accept(offer, now=offer.latest).offer == offer


def test_an_offer_is_priced_again_by_a_desk_made_anew(desk_of: DeskOf) -> None:
    desk = desk_of()
    [first] = desk.offers({**CARE, **window("09:00", "09:00")}).offers
    other = {**CARE, "id": "w", "client": "wu", **window("09:00", "10:00")}
    desk.accept(desk.offers(other).offers[0])
    anew = Desk(desk.scenario, desk.plan)
    assert anew.accept(first).offer == desk.accept(first).offer != first


def test_accepting_promises_what_was_offered(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    before = judge(desk.scenario, travel_times(desk.scenario), desk.plan)
    offer = desk.offers(CARE | window("09:00", "10:00")).offers[0]
    done = desk.accept(offer)
    assert (desk.scenario, desk.plan, done.offer) == (done.scenario, done.plan, offer)
    assert done.scenario.visit["v"].promise == Promise(start=offer.start, caregivers=("bo",))
    after = judge(done.scenario, travel_times(done.scenario), done.plan)
    assert after.ok
    assert after.cost.total - before.cost.total == pytest.approx(offer.cost)
    assert done.plan.scenario == done.scenario.fingerprint


def test_an_accepted_visit_stays_at_its_start(desk_of: DeskOf) -> None:
    desk = desk_of(policy={"weights": {"waiting": 0}})
    found = desk.offers(CARE | window("08:00", "10:00"), count=9).offers
    [nine] = [offer for offer in found if offer.start.endswith("09:00:00")]
    desk.accept(nine)
    other = {"id": "u", "client": "wu", "service": "care", **window("10:20", "10:20")}
    [offer] = desk.offers(other, count=1).offers
    assert offer.moves == ()  # although the promise allows v to start at 08:30
    desk.accept(offer)
    [start] = [s.start for r in desk.plan.routes for s in r.stops if s.visit == "v"]
    assert start == "2026-11-23T09:00:00"


def test_an_old_offer_is_kept_within_its_tolerance_or_gone(desk_of: DeskOf) -> None:
    desk = desk_of()
    one = desk.offers(INJECTION | window("09:00", "09:40"), count=1).offers[0]
    same = desk.offers(INJECTION | {"id": "u", "client": "wu"} | window("09:00", "09:00")).offers[0]
    third = desk.offers(INJECTION | {"id": "t", "client": "wu"} | window("09:00", "09:00")).offers[
        0
    ]
    desk.accept(one)
    kept = desk.accept(same).offer  # ann goes to wu at 09:00 first, and to li at 09:30 after him
    assert (kept.start[11:16], kept.caregivers) == ("09:00", ("ann",))
    state = desk.scenario, desk.plan
    with pytest.raises(OfferGone) as told:
        desk.accept(third)
    assert told.value.faults[0].code == "offer-gone"
    assert state == (desk.scenario, desk.plan)
    with pytest.raises(OfferGone):
        desk.accept(one)  # twice


def test_accepting_names_the_offers_that_are_gone(desk_of: DeskOf) -> None:
    desk = desk_of()
    injection = INJECTION | window("09:00", "09:00")
    one = desk.offers(injection, now="08:00").offers[0]
    other = desk.offers(injection | {"id": "u", "client": "wu"}, now="08:00").offers[0]
    care = desk.offers(CARE | {"id": "c"} | window("10:00", "10:00"), now="08:00").offers[0]
    assert one.valid_until == "2026-11-23T08:30:00"
    assert [each.visit.id for each in desk.accept(one, now="08:10").gone] == ["u"]
    desk.accept(care, now="08:20")
    with pytest.raises(OfferGone):
        desk.accept(other)


def test_an_offer_that_was_made_again_is_named_once(desk_of: DeskOf) -> None:
    desk = desk_of()
    injection = INJECTION | window("09:00", "09:00")
    one = desk.offers(injection, now="08:00").offers[0]
    for moment in ("08:00", "08:00", "08:10"):
        desk.offers(injection | {"id": "u", "client": "wu"}, now=moment)
    [gone] = desk.accept(one, now="08:10").gone
    assert (gone.visit.id, gone.valid_until) == ("u", "2026-11-23T08:40:00")


def test_nothing_is_offered_that_a_promise_would_count_in_a_week_without_care_left(
    desk_of: DeskOf,
) -> None:
    """On Monday li has all the care of the week; without a promise, v counts on Sunday."""
    shift = {"start": "2026-11-23T08:00", "end": "2026-11-23T12:00"}
    desk = desk_of(
        {"id": "m", "client": "li", "service": "care", "exact_start": "2026-11-23T08:30"},
        dates=["2026-11-22", "2026-11-23"],
        caregivers=[
            {"id": "ann", "gender": "woman", "start": "D", "mode": "walk", "shifts": [shift]}
        ],
        clients=[{"id": "li", "place": "Z", "entitled_week": 30}, {"id": "wu", "place": "Y"}],
    )
    assert not desk.offers(CARE).offers
    [nothing, some] = desk.offers_for([CARE, CARE | {"id": "w", "client": "wu"}])
    assert (len(nothing.offers), len(some.offers)) == (0, 1)


def test_expired_offers_are_forgotten(desk_of: DeskOf) -> None:
    desk = desk_of()
    injection = INJECTION | window("09:00", "09:00")
    one = desk.offers(injection, now="08:00").offers[0]
    hold = Duration.of_minutes(5)
    desk.offers(injection | {"id": "u", "client": "wu"}, now="08:00", hold=hold)
    assert desk.accept(one, now="08:06").gone == ()
    for number in range(30):
        desk.offers(CARE | {"id": f"n{number}"}, now="10:00", hold=Duration.zero())
    assert len(desk._open) <= 6


def test_nothing_starts_before_now(desk_of: DeskOf) -> None:
    assert min(starts(desk_of().offers(CARE, count=99, now="09:47"))) == "09:47"


def test_nothing_starts_after_the_last_start(desk_of: DeskOf) -> None:
    desk = desk_of()
    found = starts(desk.offers(CARE, count=99, until="09:46"))
    assert found
    assert max(found) <= "09:46" < max(starts(desk.offers(CARE, count=99)))
    assert desk.offers(CARE, now="09:47", until="09:46").offers == ()


def test_two_people_come_together(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    [offer, *_] = desk.offers({"id": "v", "client": "li", "service": "lift"}).offers
    assert [each.role for each in offer.people] == ["one", "two"]
    assert sorted(offer.caregivers) == ["ann", "bo"]
    done = desk.accept(offer)
    assert judge(done.scenario, travel_times(done.scenario), done.plan).ok


def test_a_client_may_ask_for_some_caregivers(desk_of: DeskOf) -> None:
    desk, lift = desk_of(), {"id": "v", "client": "li", "service": "lift"}
    for name in ("ann", "bo"):
        answer = desk.offers(CARE, caregivers=[name])
        assert {offer.caregivers for offer in answer.offers} == {(name,)}
        assert desk.offers(lift, caregivers=[name]).offers == ()
    assert desk.offers(INJECTION, caregivers=["bo"]).offers == ()
    assert desk.offers(lift, caregivers=["ann", "bo"]).offers
    with pytest.raises(InputError, match="there is no caregiver 'cy'"):
        desk.offers(CARE, caregivers=["ann", "cy"])


def test_what_was_asked_before_changes_no_answer(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    asked: list[tuple[dict[str, object], list[str]]] = [
        (request, people)
        for request in (CARE, INJECTION, CARE | window("10:00", "11:00"), CARE)
        for people in ([], ["ann"], ["bo"], ["ann", "bo"], [])
    ]
    for request, people in asked:
        fresh = pickle.loads(pickle.dumps(desk))
        assert desk.offers(request, caregivers=people) == fresh.offers(request, caregivers=people)
    later, [offer, *_] = CARE | {"id": "later"}, desk.offers(CARE).offers
    desk.offers(later)
    desk.accept(offer)
    fresh = pickle.loads(pickle.dumps(desk))
    assert desk.offers(later) == fresh.offers(later)


def test_several_may_ask_for_the_same_at_once(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    expected = desk_of(busy("long", "ann", "08:30", 60)).offers(CARE, count=9)
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: desk.offers(CARE, count=9), range(40))
        assert all(answer == expected for answer in answers)


def test_many_requests_are_answered_in_their_order(desk_of: DeskOf) -> None:
    desk = desk_of()
    asked = [INJECTION | {"id": f"v{k}"} | window("09:00", "09:40") for k in range(4)]
    state = desk.scenario, desk.plan
    answers = desk.offers_for([*asked, {"service": "care"}])
    assert state == (desk.scenario, desk.plan)
    assert [bool(answer.offers) for answer in answers] == [True, True, True, False, False]
    assert answers[-1].missing == ("client",)
    for answer in answers:
        for offer in answer.offers[:1]:
            assert desk.accept(offer).offer == offer


def test_a_desk_is_nothing_but_its_scenario_and_plan(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    desk.accept(desk.offers(CARE).offers[0])
    asked = {"id": "u", "client": "wu", "service": "care"}
    copy = pickle.loads(pickle.dumps(desk))
    assert copy.offers(asked, blocked=2) == desk.offers(asked, blocked=2)
    anew = Desk(desk.scenario, desk.plan)
    assert (anew.scenario, anew.plan) == (desk.scenario, desk.plan)
    assert anew.offers(asked) == desk.offers(asked) == offers(desk.scenario, desk.plan, asked)


def test_a_visit_and_the_answer_are_plain_values(desk_of: DeskOf) -> None:
    desk = desk_of()
    answer = desk.offers(Visit.model_validate(CARE), blocked=1)
    assert type(answer).model_validate(answer.as_dict()) == answer


def test_a_visit_that_moves_is_told_with_its_client_if_its_id_does_not_say_whose_it_is(
    desk_of: DeskOf,
) -> None:
    numbered = {"id": "7", "client": "wu", "service": "injection", **window("09:00", "10:00")}
    named = numbered | {"id": "wu-care"}
    for visit, told in ((numbered, "7 (wu, injection)"), (named, "wu-care")):
        desk = desk_of(visit)
        found = desk.offers(INJECTION | window("09:00", "09:00"))
        _, moved = answer_lines(desk.scenario, found)
        assert moved.startswith(f"  {told} moves from 2026-11-23 09:00 to ")


def test_a_plan_that_breaks_rules_is_refused(desk_of: DeskOf) -> None:
    desk = desk_of(busy("long", "ann", "08:30", 60))
    [route] = desk.plan.routes
    wrong = desk.plan.model_copy(update={"routes": (route.model_copy(update={"caregiver": "bo"}),)})
    with pytest.raises(BrokenRule, match="nothing can be offered"):
        Desk(desk.scenario, wrong)
    empty = Plan(scenario=desk.scenario.fingerprint, routes=())
    with pytest.raises(BrokenRule):
        Desk(desk.scenario, empty)


def test_where_nothing_can_be_offered_the_desk_says_what_would_have_to_give_way(
    desk_of: DeskOf,
) -> None:
    desk = desk_of(busy("long", "ann", "08:10", 200))
    request = INJECTION | {"windows": [{"open": "08:30", "close": "09:00"}]}
    assert desk.offers(request).offers == ()
    explanation = desk.explain(request)
    assert explanation is not None
    assert explanation.visit == "v"
    assert explanation.ways
    assert desk.explain({"service": "care"}) is None
    assert "v" not in desk.scenario.visit


def test_what_would_have_to_give_way_is_told_of_a_visit_that_ends_at_a_new_place(
    desk_of: DeskOf,
) -> None:
    desk = desk_of(clients=[{"id": "li", "place": "Z"}])
    explanation = desk.explain(CARE | {"end_place": "Y"} | window("20:00", "21:00"))
    assert explanation is not None
    assert explanation.reasons


def test_nothing_is_offered_outside_desk_hours(desk_of: DeskOf) -> None:
    desk = desk_of(policy={"desk_hours": {"open": "09:00", "close": "10:00"}})
    found = desk.offers(CARE, count=9).offers
    assert min(offer.start for offer in found) >= "2026-11-23T09:00:00"
    assert max(offer.start for offer in found) <= "2026-11-23T10:00:00"
    assert starts(desk.offers(CARE | window("08:30", "08:30"))) == ["08:30"]  # as she asks
