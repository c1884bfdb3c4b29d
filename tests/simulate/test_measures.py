"""The measures of an arm, each computed by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulate.measures import measured
from dispatch.simulate.records import CLASSES, DAY, MINUTE
from dispatch.simulate.response import HEADLINE, TRAITS, Group, restricted


def test_the_response_counts_from_the_request_or_the_earliest_acceptable_time(made):
    assert restricted(made.request(response=25)) == 25 * MINUTE
    asked = made.TUESDAY + 9 * made.HOUR
    waits = made.request(response=25, asked=asked, acceptable=asked + 3 * made.HOUR)
    assert waits.started == asked + 3 * made.HOUR + 25 * MINUTE
    assert restricted(waits) == 25 * MINUTE


def test_the_response_goes_on_over_midnight_and_over_days(made):
    asked = made.TUESDAY + 23 * made.HOUR + 50 * MINUTE
    over = made.request(response=30, asked=asked)
    assert over.day == 1
    assert over.started // DAY == 2
    assert restricted(over) == 30 * MINUTE
    carried = made.request(response=2 * 1440, asked=asked, response_class="short_notice")
    assert restricted(carried) == 2 * DAY


def test_the_headline_is_the_restricted_mean_of_urgent_and_same_day_requests(made):
    # urgent 30, 90 (late) and open (360); same day 120 and 800, restricted at 720; short notice 60
    arm = made.arm(
        [
            made.request("a", 30),
            made.request("b", 90),
            made.request("c", None),
            made.request("d", 120, response_class="same_day"),
            made.request("e", 800, response_class="same_day"),
            made.request("f", 60, response_class="short_notice"),
        ]
    )
    found = measured(arm)
    assert found.headline.requests == 5
    assert found.headline.total == 30 + 90 + 360 + 120 + 720
    assert found.headline.mean == 264
    assert found.headline.p90 == 720
    assert found.headline.missed == 2
    assert found.headline.within_target == 2 / 5
    assert found.headline.late == 3 / 5
    assert found.responses == (30, 90, 120, 360, 720)
    assert [found.classes[name].mean for name in CLASSES] == [160, 420, 60]
    assert found.unserved == 1


def test_a_start_at_the_target_or_the_cap_is_still_in_time(made):
    found = measured(made.arm([made.request("a", 60), made.request("b", 360)])).headline
    assert (found.within_target, found.missed) == (0.5, 0)


def test_p90_is_the_nearest_rank(made):
    times = [made.request(str(minutes), minutes) for minutes in range(1, 12)]
    assert measured(made.arm(times[:10])).headline.p90 == 9
    assert measured(made.arm(times)).headline.p90 == 10


def test_all_unserved_is_the_cap_and_no_request_is_undefined(made):
    unserved = measured(made.arm([made.request("a", None), made.request("b", None)]))
    assert (unserved.headline.mean, unserved.headline.within_target) == (360, 0)
    nothing = measured(made.arm())
    assert nothing.headline.mean is nothing.headline.p90 is nothing.headline.within_target is None
    assert nothing.headline.late is nothing.worst is nothing.rural_ratio is None
    assert nothing.booked.on_time is nothing.booked.late is None
    assert nothing.work.heavy_gini is nothing.work.overtime_per_caregiver is None
    assert nothing.work.caregivers_per_client is nothing.decisions.p99 is None
    assert nothing.stability.moves_per_hundred is nothing.stability.promised_in_time is None
    assert nothing.headline.requests == nothing.unserved == 0


def test_who_is_handed_over_is_in_no_figure_and_who_is_not_at_home_was_visited(made):
    arm = made.arm(
        [
            made.request("a", None, outcome="handed_over", disabled=True),
            made.request("b", 20, outcome="not_home"),
            made.request("c", 40, outcome="broken_off"),
        ]
    )
    found = measured(arm)
    assert (found.headline.requests, found.headline.mean, found.unserved) == (2, 30, 0)
    assert found.groups["disabled"]["yes"].requests == 0
    assert found.stability.promised == 2


def test_monday_is_a_warm_up_for_all_but_broken_rules(made):
    monday = [made.request("a", 10, asked=9 * made.HOUR), made.request("b", 50)]
    visits = [made.booked("m", None, promised=9 * made.HOUR), made.booked("n")]
    team = [made.caregiver(day=0, paid=100), made.caregiver(day=1, paid=200)]
    wrong = [made.decision(at=0, freeze_changes=2, violations=("overtime",))]
    arm = made.arm(monday, visits, team, wrong)
    found, whole = measured(arm), measured(arm, first_day=0)
    assert (found.headline.mean, whole.headline.mean) == (50, 30)
    assert (found.booked.unserved, whole.booked.unserved) == (0, 1)
    assert (found.work.paid, whole.work.paid) == (200, 300)
    assert found.decisions == whole.decisions
    assert (found.decisions.freeze_changes, found.decisions.violations) == (2, 1)


def test_groups_and_the_worst_of_them(made):
    arm = made.arm(
        [
            made.request("a", 10, disabled=True),
            made.request("b", 50, area_kind="rural"),
            made.request("c", 60, area_kind="old_town", by_phone=True),
            made.request("d", 100, area_kind="rural", nurse=True),
        ]
    )
    found = measured(arm)
    assert found.groups["disabled"]["yes"].mean == 10
    assert found.groups["disabled"]["no"].mean == 70
    assert found.groups["area_kind"]["rural"].mean == 75
    assert found.groups["area_kind"]["unknown"].mean is None
    assert found.worst == Group("nurse", "yes")
    assert found.rural_ratio == 75 / 35


def test_the_rural_ratio_needs_both(made):
    assert measured(made.arm([made.request()])).rural_ratio is None
    assert measured(made.arm([made.request(area_kind="rural")])).rural_ratio is None
    at_once = [made.request("a", 0), made.request("b", area_kind="rural")]
    assert measured(made.arm(at_once)).rural_ratio is None


def test_pre_booked_visits_have_their_own_measures(made):
    window = {"medication": True, "earliest": made.TUESDAY, "latest": made.TUESDAY + 10 * made.HOUR}
    moved = made.TUESDAY + 11 * made.HOUR
    arm = made.arm(
        booked=[
            made.booked("a", 15),
            made.booked("b", -15),
            made.booked("c", 16),
            made.booked("d", 60, told_start=moved, moves=1, moved=made.HOUR),  # from the first one
            made.booked("e", None),
            made.booked("f", 0, **window),
            made.booked("g", 1, **window),
            made.booked("h", None, **window),
        ]
    )
    found = measured(arm)
    assert (found.booked.visits, found.booked.unserved) == (8, 2)
    assert found.booked.on_time == 4 / 8
    assert found.booked.late == 4 / 8
    assert found.booked.medication_misses == 2
    assert found.headline.requests == 0


def test_work_is_counted_over_the_team(made):
    team = [
        made.caregiver("amy", 1, paid=500, overtime=20, travel=70, heavy_points=6),
        made.caregiver("amy", 2, heavy_points=2),
        made.caregiver("bob", 1, offered=240, paid=240, travel=0, heavy_points=1),
        made.caregiver("eve", 1, offered=0, paid=0, travel=0),
    ]
    visits = [
        made.booked("a", caregivers=("amy", "bob")),
        made.booked("b", caregivers=("amy",), promised=2 * DAY),
        made.booked("c", client="lin"),
        made.booked("d", None, client="wang"),
    ]
    asked = [made.request("r", caregivers=("eve",), client="lin")]
    found = measured(made.arm(asked, visits, team)).work
    assert found.caregivers == 2
    assert (found.paid, found.overtime, found.travel) == (1220, 20, 130)
    assert found.overtime_per_caregiver == 10
    assert found.caregivers_per_client == 2
    # 8 points in 16 hours and 1 in 4: 0.5 and 0.25; |0.5 - 0.25| * 2 / (2 * 2 * 0.75)
    assert found.heavy_gini == pytest.approx(1 / 6)


def test_heavy_work_on_one_back_is_not_balanced(made):
    others = [made.caregiver("bob"), made.caregiver("eve")]
    team = [made.caregiver("amy", heavy_points=9), *others]
    assert measured(made.arm(caregivers=team)).work.heavy_gini == pytest.approx(2 / 3)


def test_promises_and_what_became_of_them(made):
    asked = made.TUESDAY + 9 * made.HOUR
    arm = made.arm(
        [
            made.request("a", moves=2, moved=50 * MINUTE, swaps=1),
            made.request("b", promised_at=asked + 30 * MINUTE),
            *[
                made.request(name, promised_at=asked + 31 * MINUTE, acceptable=asked + made.HOUR)
                for name in ("late", "later")
            ],
            made.request("c", None, promised_at=None, promised_start=None, told_start=None),
        ],
        [made.booked("d", moves=1, moved=10 * MINUTE), made.booked("e", swaps=1)],
    )
    found = measured(arm).stability
    assert (found.promised, found.moves, found.swaps, found.moved) == (6, 3, 2, 60)
    assert found.moves_per_hundred == 50
    assert found.promised_in_time == 2 / 5


def test_seconds_per_decision(made):
    found = measured(made.arm(decisions=[made.decision(float(s)) for s in range(200, 0, -1)]))
    assert (found.decisions.p50, found.decisions.p99) == (100, 198)


@given(st.data())
def test_the_groups_of_every_trait_sum_to_the_total(made, data):
    found = measured(made.arm(data.draw(made.requests())), first_day=0)
    assert found.groups.keys() == TRAITS.keys()
    for groups in found.groups.values():
        for name in ("requests", "missed", "total"):
            parts = sum(getattr(each, name) for each in groups.values())
            assert parts == pytest.approx(getattr(found.headline, name))
    pooled = sum(found.classes[name].total for name in HEADLINE)
    assert pooled == pytest.approx(found.headline.total)
    if found.headline.mean is not None:
        worst = found.groups[found.worst.trait][found.worst.value]
        assert worst.mean >= found.headline.mean - 1e-9


@given(st.data(), st.integers(0, 10 * DAY))
def test_a_later_week_has_the_same_response(made, data, by):
    asked = data.draw(made.requests())
    moved = [made.later(each, by) for each in asked]
    first, second = (measured(made.arm(each), first_day=0) for each in (asked, moved))
    assert (first.headline, first.groups) == (second.headline, second.groups)


@given(st.data())
def test_an_open_request_never_improves_the_response(made, data):
    asked = data.draw(made.requests(least=1))
    at = data.draw(st.integers(0, len(asked) - 1))
    never = replace(
        asked[at], outcome="open", departed=None, arrived=None, started=None, ended=None
    )
    before = measured(made.arm(asked), first_day=0)
    after = measured(made.arm([*asked[:at], never, *asked[at + 1 :]]), first_day=0)
    for first, second in zip(before.classes.values(), after.classes.values(), strict=True):
        assert second.total >= first.total
        assert second.missed >= first.missed
        assert second.p90 is None or second.p90 >= first.p90


@given(st.data())
def test_one_more_open_request_never_lowers_the_mean_of_its_class(made, data):
    asked = data.draw(made.requests())
    more = [*asked, made.request("more", None, response_class="same_day")]
    before = measured(made.arm(asked), first_day=0)
    after = measured(made.arm(more), first_day=0)
    assert after.headline.mean >= (before.headline.mean or 0)  # its cap is the largest of both
    assert after.classes["same_day"].mean >= (before.classes["same_day"].mean or 0)
