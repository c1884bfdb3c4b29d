"""Who came near to serving a visit, and which visit stands in the way."""

from __future__ import annotations

from dispatch.explanations import explain
from dispatch.explanations.nearest import Busy

SHIFT = {"shifts": [{"start": "08:00", "end": "12:00"}], "start": "D", "mode": "walk"}


def at(opens, closes=None):
    return {"windows": [{"open": opens, "close": closes or opens}]}


def test_the_visit_that_stands_in_the_way_is_named(small, plan_of):
    scenario = small(busy=at("09:00"), v=at("09:30"))
    explanation = explain(scenario, plan_of(scenario), "v")
    (near,) = explanation.near
    busy = Busy("busy", "2026-11-23T09:00:00", "2026-11-23T10:00:00")
    assert (near.caregiver, near.codes, near.other) == ("amy", ("no_time_left",), busy)
    assert explanation.told == (
        "amy is with busy (li, care) from 09:00 until 10:00; without it, v would fit",
    )


def test_nobody_is_named_where_only_several_visits_together_stand_in_the_way(small, plan_of):
    """At 09:00 two hours are asked for; amy has half an hour from 09:00, and another from 10:00."""
    other = {"id": "w", "client": "li", "service": "care", "mandatory": True, **at("10:00")}
    scenario = small(busy={"duration": 30, **at("09:00")}, more=[other],
                     v={"duration": 120, **at("09:00")})  # fmt: skip
    explanation = explain(scenario, plan_of(scenario), "v")
    assert [near.other for near in explanation.near] == [None]
    assert explanation.told == ("amy has no time for v beside the other visits of the plan",)


def test_the_nearest_are_named_and_the_rest_are_counted_once(small, plan_of):
    """Amy is busy, bob too late by an hour, cho by two; five more lack what the visit requires."""
    late = {"gender": "woman", "certificates": [{"certificate": "nurse"}], **SHIFT}
    others = [
        {"id": "amy", **late},
        {"id": "bob", **late, "shifts": [{"start": "10:00", "end": "12:00"}]},
        {"id": "cho", **late, "shifts": [{"start": "11:00", "end": "12:00"}]},
        {"id": "dan", **late, "areas": ["south"]},
        *({"id": f"e{k}", "gender": "man", **SHIFT, "areas": ["south"]} for k in range(4)),
    ]
    scenario = small(
        service={"requires": {"certificates": [[{"certificate": "nurse"}]]}},
        caregivers=others,
        busy=at("09:00"),
        v={"windows": [*at("09:00", "09:10")["windows"], *at("12:30")["windows"]]},
    )
    explanation = explain(scenario, plan_of(scenario, busy="amy"), "v")
    assert [near.caregiver for near in explanation.near] == ["amy", "bob", "cho"]
    assert explanation.told[0] == (
        "amy is with busy (li, care) from 09:00 until 10:00; without it, v would fit"
    )
    assert explanation.told[3:] == (
        "dan does not serve the area of v",
        "4 without the certificate nurse: e0, e1, e2, e3",
    )
    assert [each["caregiver"] for each in explanation.as_dict()["near"]] == ["amy", "bob", "cho"]
