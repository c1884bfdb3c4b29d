"""Guard rails and the claim, each failed on purpose."""

from dataclasses import replace

import pytest

from dispatch.simulate.claim import LOADS, Cell, claim
from dispatch.simulate.guards import RAILS, guarded
from dispatch.simulate.measures import measured
from dispatch.simulate.response import TRAITS
from dispatch.simulate.statistics import Estimate, reduction


@pytest.fixture
def week(made):
    """Return a maker of measures of one week, of which fields of parts may be changed."""

    def build(**changes):
        team = [made.caregiver("amy", overtime=10, heavy_points=3), made.caregiver("bob")]
        asked = [
            made.request("a", 40),
            made.request("b", 60, area_kind="rural", two_caregivers=True),
            made.request("c", 90, response_class="short_notice"),
        ]
        visits = [made.booked("m", caregivers=("amy", "bob")), made.booked("n", 20, client="lin")]
        found = measured(made.arm(asked, visits, team, [made.decision()]))
        for name, value in changes.items():
            part, _, field = name.partition("__")
            whole = replace(getattr(found, part), **{field: value}) if field else value
            found = replace(found, **{part: whole})
        return found

    return build


def broken(policy, baseline):
    return [each.name for each in guarded(policy, baseline) if each.kept is False]


def test_a_policy_keeps_every_rail_against_itself(week):
    found = guarded([week(), week()], [week(), week()])
    assert [each.name for each in found if each.kept is not True] == []
    assert all(each.policy == each.baseline for each in found)
    assert "response.area_kind.old_town" not in [each.name for each in found]  # nobody asked there


def test_the_margins_are_those_that_were_fixed():
    fixed = {name: (rail.margin, rail.kind) for name, rail in RAILS.items()}
    responses = {name for name in fixed if name.startswith("response.")}
    assert len(responses) == 3 + sum(map(len, TRAITS.values()))
    assert {fixed[name] for name in responses} == {(0.05, "share")}
    assert {name: margin for name, margin in fixed.items() if name not in responses} == {
        "unserved_requests": (0, "more"),
        "booked_unserved": (0, "more"),
        "booked_late": (0.01, "more"),
        "medication_misses": (0, "more"),
        "violations": (0, "limit"),
        "freeze_changes": (0, "limit"),
        "decision_p99": (5, "limit"),
        "overtime_per_caregiver": (0, "more"),
        "paid": (0, "more"),
        "travel": (0.05, "share"),
        "caregivers_per_client": (0.03, "share"),
        "heavy_gini": (0, "more"),
        "rural_ratio": (0, "more"),
    }


@pytest.mark.parametrize(
    ("rail", "change"),
    [
        ("unserved_requests", {"unserved": 1}),
        ("booked_unserved", {"booked__unserved": 1}),
        ("booked_late", {"booked__on_time": 0.48}),
        ("medication_misses", {"booked__medication_misses": 1}),
        ("violations", {"decisions__violations": 1}),
        ("freeze_changes", {"decisions__freeze_changes": 1}),
        ("decision_p99", {"decisions__p99": 5.1}),
        ("overtime_per_caregiver", {"work__overtime_per_caregiver": 5.1}),
        ("paid", {"work__paid": 961.0}),
        ("travel", {"work__travel": 127.0}),
        ("caregivers_per_client", {"work__caregivers_per_client": 1.6}),
        ("heavy_gini", {"work__heavy_gini": 0.51}),
        ("rural_ratio", {"rural_ratio": 1.6}),
    ],
)
def test_each_rail_is_broken_by_what_it_guards(week, rail, change):
    assert broken([week(**change)] * 2, [week()] * 2) == [rail]


@pytest.mark.parametrize(
    "change",
    [
        {"booked__on_time": 0.495},
        {"decisions__p99": 4.9},
        {"work__travel": 125.0},
        {"work__caregivers_per_client": 1.54},
    ],
)
def test_within_its_margin_a_rail_is_kept(week, change):
    assert broken([week(**change)] * 2, [week()] * 2) == []


def test_decisions_are_as_quick_as_the_clock_of_the_world_says(week):
    slow = [week(decisions__p99=3.0)] * 2
    told = {
        charged: {each.name: each for each in guarded(slow, slow, charged)}["decision_p99"]
        for charged in (0.0, 2.5, 5.0)
    }
    assert {charged: rail.kept for charged, rail in told.items()} == {0: False, 2.5: False, 5: True}
    assert told[2.5].margin == 2.5


def test_no_class_and_no_group_pays_for_the_headline(made):
    def weeks(urgent, later):
        return [
            measured(
                made.arm(
                    [
                        made.request("a", urgent),
                        made.request("b", 100, solitary=True),
                        made.request("c", later, response_class="short_notice"),
                    ]
                )
            )
        ] * 2

    assert broken(weeks(20, 600), weeks(60, 500)) == ["response.short_notice"]
    # without the solitary everybody waits longer, although all together wait less
    found = broken(weeks(70, 500), weeks(60, 500))
    assert {"response.urgent", "response.solitary.no"} <= set(found)
    assert "response.solitary.yes" not in found


def test_hard_violations_of_the_baseline_excuse_none(week):
    wrong = week(decisions__violations=3)
    assert broken([wrong] * 2, [wrong] * 2) == ["violations"]


def test_within_the_margin_on_average_is_not_enough_if_noise_may_hide_more(week):
    # travel of 120 and margin 126: the mean of 122 lies within, its bound does not
    noisy = [week(work__travel=travel) for travel in (100.0, 144.0)]
    steady = [week(work__travel=travel) for travel in (121.9, 122.1)]
    assert broken(noisy, [week()] * 2) == ["travel"]
    assert broken(steady, [week()] * 2) == []


def test_without_a_margin_the_mean_alone_decides(week):
    better = [week(work__paid=paid) for paid in (900.0, 1019.0)]
    worse = [week(work__paid=paid) for paid in (900.0, 1021.0)]
    assert broken(better, [week()] * 2) == []
    assert broken(worse, [week()] * 2) == ["paid"]


def test_what_is_not_known_is_not_kept(week):
    one = {each.name: each.kept for each in guarded([week()], [week()])}
    assert one["travel"] is None
    assert one["paid"] is True
    half = guarded([week(rural_ratio=None), week()], [week()] * 2)
    assert [each.name for each in half if each.kept is None] == ["rural_ratio"]
    never = guarded([week(rural_ratio=None)] * 2, [week()] * 2)
    assert [each.name for each in never if each.kept is None] == ["rural_ratio"]


def cells(week, each, **changes):
    rails = guarded([week(**changes)] * 2, [week()] * 2)
    return Cell(reduction(each), rails)


GOOD = [0.35, 0.36] * 15


def test_the_claim_holds_if_every_load_holds(week):
    found = claim(dict.fromkeys(LOADS, cells(week, GOOD)))
    assert found.holds
    assert found.failures == {"low": (), "mid": (), "high": ()}


@pytest.mark.parametrize(
    ("each", "changes", "code"),
    [
        ([0.30, 0.31] * 15, {"work__paid": 1.0}, None),
        ([0.30] * 30, {}, "claim-bound"),
        ([0.0, 0.6] * 15, {}, "claim-bound"),
        (GOOD[:-1], {}, "claim-few"),
        (GOOD, {"unserved": 1}, "claim-rail"),
        (GOOD, {"rural_ratio": None}, "claim-rail-unknown"),
    ],
)
def test_what_fails_is_named_with_its_load(week, each, changes, code):
    good = cells(week, GOOD)
    found = claim({"low": good, "mid": cells(week, each, **changes), "high": good})
    assert found.holds == (code is None)
    assert [fault.code for fault in found.failures["mid"]] == ([] if code is None else [code])
    assert found.failures["low"] == found.failures["high"] == ()


def test_a_bound_of_the_threshold_does_not_exceed_it(week):
    good = cells(week, GOOD)
    just = Cell(Estimate(30, 0.4, 0.30, 0.5), good.rails)
    assert not claim({"low": good, "mid": just, "high": good}).holds
    assert claim({"low": good, "mid": just, "high": good}, threshold=0.29).holds


def test_seeds_for_tuning_are_no_evidence(week):
    good = cells(week, GOOD)
    found = claim({**dict.fromkeys(LOADS, good), "mid": replace(good, tuning=2)})
    assert [str(each) for each in found.failures["mid"]] == [
        "mid: 2 replications have seeds up to 50, which are for tuning"
    ]
    assert found.failures["low"] == ()


def test_a_load_that_is_left_out_and_rails_that_are_left_out_fail(week):
    good = cells(week, GOOD)
    found = claim({"low": good, "high": Cell(reduction([0.5]), ())})
    assert not found.holds
    assert [fault.code for fault in found.failures["mid"]] == ["claim-load"]
    assert [fault.code for fault in found.failures["high"]] == [
        "claim-few", "claim-no-bound", "claim-no-rails",
    ]  # fmt: skip


def test_a_failure_is_a_sentence(week):
    good = cells(week, GOOD)
    found = claim(dict.fromkeys(LOADS, Cell(reduction([0.25] * 30), good.rails)))
    assert str(found.failures["low"][0]) == (
        "low: the lower bound of the reduction is 25.0 %, which is not above 30 %"
    )


def test_recorded_days_need_no_other_load(week):
    enough = {"recorded": cells(week, GOOD)}
    assert claim(enough, loads=("recorded",)).holds
    assert not claim(enough).holds
