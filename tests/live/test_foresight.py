"""Plans that leave room for visits that may yet be asked for.

Ann needs 12 minutes to Oak and 40 to Elm; Bo needs 10 to Oak and 5 to Elm. Both go home after each
of their visits, so who is at Oak cannot be at Elm at ten, too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dispatch import (
    Desk,
    InputError,
    NoPlan,
    Plan,
    Scenario,
    Visit,
    dumps_plan,
    judge,
    solve,
    travel_times,
)
from dispatch.generate import generate_small

PARTS = {
    "name": "Oak and Elm",
    "dates": "2026-11-23",
    "roads": {
        "kind": "matrix",
        "points": ["anns", "bos", "oak", "elm"],
        "minutes": [[0, 50, 12, 40], [50, 0, 10, 5], [12, 10, 0, 30], [40, 5, 30, 0]],
    },
    "certificates": [{"id": "surgeon"}],
    "services": [
        {"id": "care", "duration": 30},
        {"id": "surgery", "duration": 30,
         "requires": {"certificates": [[{"certificate": "surgeon"}]]}},
    ],
    "caregivers": [
        {"id": name, "gender": "woman", "start": f"{name}s", "mode": "walk",
         "shifts": [{"start": "08:00", "end": "17:00"}]}
        for name in ("ann", "bo")
    ],
    "clients": [{"id": "oak", "place": "oak"}, {"id": "elm", "place": "elm"}],
    "visits": [{"id": "a", "client": "oak", "service": "care", "exact_start": "10:00"}],
    "policy": {
        "running_day": {"announced": False},
        "weights": {"shared_paid_time": 0, "shared_heavy_points": 0},
    },
}  # fmt: skip


def desk() -> Desk:
    day = Scenario.from_dict(PARTS)
    made = Desk(day, solve(day, iterations=500))
    made.tell([], "08:00")
    return made


def asked(name: str = "e", **fields: str) -> Visit:
    given = {"client": "elm", "service": "care", "exact_start": "10:00", "requested": "09:00"}
    return Visit.model_validate({"id": name, **given, **fields})


def who(plan: Plan) -> dict[str, str]:
    return {stop.visit: route.caregiver for route in plan.routes for stop in route.stops}


def test_a_request_that_is_foreseen_keeps_the_one_near_it_free() -> None:
    """With Bo at Oak, Ann has to go to Elm: 20 + 80 minutes; otherwise 24 + 10."""
    assert who(desk().replan(iterations=500).plan) == {"a": "bo"}
    found = desk().replan(iterations=30_000, futures=[[asked()], [asked("f")]])
    assert who(found.plan) == {"a": "ann"}
    assert found.judgement.cost.total == 24
    assert not found.plan.unserved


@pytest.mark.parametrize(("others", "sent"), [(16, "ann"), (17, "bo")])
def test_a_plan_is_judged_by_the_futures_it_was_not_made_for(others: int, sent: str) -> None:
    """Ann at Oak saves 100 - 34 minutes in the other future with a request at Elm.

    In each of those without any, she costs 24 - 20.
    """
    futures = [[asked()], [asked("f")], *[[]] * others]
    assert who(desk().replan(iterations=200_000, futures=futures).plan) == {"a": sent}


def test_a_single_future_flatters_its_own_plan() -> None:
    assert who(desk().replan(iterations=20_000, futures=[[asked()]]).plan) == {"a": "bo"}


def test_a_request_that_nobody_can_serve_changes_nothing() -> None:
    plain = desk().replan(iterations=500)
    found = desk().replan(iterations=30_000, futures=[[asked(service="surgery")], []])
    assert dumps_plan(found.plan) == dumps_plan(plain.plan)


def test_without_futures_all_is_as_ever() -> None:
    plain = desk().replan(iterations=500)
    assert dumps_plan(desk().replan(iterations=500, futures=[]).plan) == dumps_plan(plain.plan)
    empty = desk().replan(iterations=20_000, futures=[[]])
    assert dumps_plan(empty.plan) == dumps_plan(plain.plan)


def test_what_is_about_to_start_stays() -> None:
    late = desk()
    late.replan(iterations=500)
    late.tell([], "09:45")
    found = late.replan(iterations=30_000, futures=[[asked()], [asked("f")]])
    assert who(found.plan) == {"a": "bo"}


def test_visits_that_cannot_be_asked_for_are_named() -> None:
    made = desk()
    facts = {"started": "08:00", "ended": "08:10"}
    wrong = [
        [asked(), asked("f", client="fir")],
        [asked(), asked("a"), Visit.model_validate({**asked("g").model_dump(), "facts": facts})],
    ]
    with pytest.raises(InputError) as raised:
        made.replan(iterations=0, futures=wrong)
    assert {each.where for each in raised.value.faults} >= {
        "futures[0][1].client",
        "futures[1][0].id",
        "futures[1][1].id",
        "futures[1][2].facts",
    }
    assert made.scenario.now is not None
    assert who(made.plan) == {"a": "bo"}


def random_days(seed: int) -> Iterator[tuple[Scenario, Plan]]:
    day = generate_small(seed, visits=8, caregivers=4)
    try:
        yield day, solve(day, iterations=500, reasons=False)
    except NoPlan:
        return


@pytest.mark.many
@pytest.mark.parametrize("seed", range(40))
def test_random_days_with_futures_keep_every_rule(seed: int) -> None:
    """The visits of the day that are not given yet are asked for once more, for others to give."""
    for day, plan in random_days(seed):
        futures = [
            [
                visit.model_copy(update={"id": f"{visit.id}-{k}", "gaps": (), "group": None})
                for visit in day.visits[k::2]
                if visit.facts is None and not visit.pinned_caregivers
            ]
            for k in range(2)
        ]
        found = Desk(day, plan).replan(iterations=3000, futures=futures)
        assert judge(found.scenario, travel_times(found.scenario), found.plan).ok
        known = {visit.id for visit in day.open_visits}
        left = {each.visit for each in found.plan.unserved}
        assert {*who(found.plan)} | left == known
        again = Desk(day, plan).replan(iterations=3000, futures=futures)
        assert dumps_plan(again.plan) == dumps_plan(found.plan)
