from __future__ import annotations

import json

import pytest

from dispatch.referee import CaregiverMeasures, Continuity, VisitMeasures, judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario


def test_visits_by_hand(day):
    measures = day.judged().measures
    assert measures.visits == VisitMeasures(
        visits=4,
        served=3,
        mandatory_unserved=0,
        unserved_share=0.25,
        response_mean=60,  # wash-a; wash-a-2 is not served
        response_p90=60,
        within_target=0.5,  # but it has a target that it misses
        on_time=0,  # lift-b, the only one with a soft window, is tardy
        tardiness=10,
        largest_tardiness=10,
        familiar=pytest.approx(2 / 3),  # amy at a is new; both are known at b; c knows nobody
        entitled=0,
        given=0,
        entitlement_met=None,
    )
    assert measures.visits.unserved == 1


def test_tardiness_is_summed_and_its_largest_named(day):
    day.scenario["visits"]["wash-a"]["windows"][0].update(open="08:00", close="08:56", hard=False)
    measures = day.judged().measures
    assert (measures.visits.tardiness, measures.visits.largest_tardiness) == (14, 10)
    assert measures.groups["channel"]["app"].largest_tardiness == 4
    assert measures.visits.on_time == 0


def test_mandatory_visits_that_are_left_out_are_counted(day):
    for visit in ("wash-a", "wash-a-2"):
        day.scenario["visits"][visit]["mandatory"] = True
    measures = day.judged().measures
    assert measures.visits.mandatory_unserved == 1
    assert measures.groups["channel"]["phone"].mandatory_unserved == 0


def test_groups_by_hand(day):
    groups = day.judged().measures.groups
    counts = {
        trait: {value: (group.visits, group.served) for value, group in values.items()}
        for trait, values in groups.items()
    }
    assert counts == {
        "disabled": {"no": (3, 2), "yes": (1, 1)},
        "solitary": {"no": (4, 3)},
        "low_income": {"no": (4, 3)},
        "two_caregivers": {"no": (3, 2), "yes": (1, 1)},
        "needs_nurse": {"no": (4, 3)},
        "care_level": {"0": (3, 2), "4": (1, 1)},
        "age_band": {"unknown": (4, 3)},
        "area_kind": {"old_town": (3, 2), "rural": (1, 1)},
        "channel": {"app": (2, 1), "phone": (2, 2)},
    }
    assert groups["disabled"]["yes"].tardiness == 10
    assert groups["disabled"]["yes"].response_mean is None
    assert groups["area_kind"]["rural"].on_time is None
    assert groups["channel"]["app"].within_target == 0.5
    assert groups["disabled"]["yes"].familiar == 1
    assert groups["care_level"]["4"].familiar is None
    assert groups["channel"]["app"].unserved_share == 0.5


def test_routes_by_hand(day):
    measures = day.judged().measures
    assert measures.caregivers == {
        "amy": CaregiverMeasures(
            stops=3,
            paid=215,  # 08:45 to 12:50 less the break
            overtime=0,
            travel=43,
            waiting=72,
            work=100,
            workload=143,
            heavy_points=7,
            utilisation=pytest.approx(143 / 480),
        ),
        "bob": CaregiverMeasures(
            stops=1,
            paid=70,
            overtime=25,
            travel=30,
            waiting=0,
            work=40,
            workload=140,
            heavy_points=5,
            utilisation=pytest.approx(70 / 180),
        ),
    }
    assert (measures.paid, measures.overtime, measures.waiting) == (285, 25, 72)
    assert (measures.travel, measures.work) == (73, 140)
    assert measures.travel_per_visit == pytest.approx(73 / 3)
    assert measures.utilisation == pytest.approx(213 / 660)
    assert measures.kilometres is None


def test_continuity_by_hand(day):
    measures = day.judged().measures
    assert measures.continuity == Continuity(
        familiar=measures.visits.familiar,
        caregivers_per_client=pytest.approx(4 / 3),
        most_caregivers=2,
    )


def test_who_comes(day):
    """Amy makes three stops, one of them at a client who prefers a man, and bob makes one."""
    measures = day.judged().measures
    assert (measures.other_gender, measures.rating) == (1, 4)
    day.scenario["caregivers"]["amy"] |= {"rating": 5.0, "reviews": 10}
    day.scenario["policy"]["rules"] = {"gender_preference": "off"}
    measures = day.judged().measures
    assert (measures.other_gender, measures.rating) == (0, (3 * 4.5 + 4) / 4)


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-59"), (59, "0-59"), (60, "60-69"), (79, "70-79"), (89, "80-89"), (90, "90+")],
)
def test_bands_of_age(day, age, band):
    day.scenario["clients"]["c"]["age"] = age
    bands = day.judged().measures.groups["age_band"]
    assert {value: group.visits for value, group in bands.items()} == {band: 1, "unknown": 3}


def test_who_needs_a_nurse_follows_from_the_certificates_of_nurses(day):
    """Two any-of sets ask for care: a nurse is needed if nobody else can meet one of them."""
    day.scenario["certificates"].append({"id": "driver"})
    day.scenario["policy"]["nurse_certificates"] = ["care"]
    assert day.judged().measures.groups["needs_nurse"]["yes"].visits == 1
    either = [{"certificate": "care"}, {"certificate": "driver"}]
    day.scenario["services"]["lift"]["crew"][0]["requires"]["certificates"] = [either]
    assert day.judged().measures.groups["needs_nurse"].keys() == {"no"}
    day.scenario["policy"]["nurse_certificates"] = ["care", "driver"]
    assert day.judged().measures.groups["needs_nurse"]["yes"].visits == 1


def test_care_that_is_due_and_given(day):
    """a is served one of two visits of 30 minutes, and had 15 of the 100 of the week."""
    day.scenario["clients"]["a"] |= {"entitled_week": 100, "received_week": 15}
    day.scenario["clients"]["c"] |= {"entitled_week": 60}
    measures = day.judged().measures
    assert (measures.visits.entitled, measures.visits.given) == (160, 65)
    assert measures.visits.entitlement_met == 65 / 160
    app, phone = measures.groups["channel"]["app"], measures.groups["channel"]["phone"]
    assert (app.entitled, app.given) == (100, 45)
    assert (phone.entitled, phone.given, phone.entitlement_met) == (60, 20, 1 / 3)
    assert measures.groups["disabled"]["yes"].entitlement_met is None


def test_the_workload_holds_what_was_paid_before(day):
    day.scenario["caregivers"]["bob"]["so_far"] = {"paid": 30}
    measures = day.judged().measures
    assert measures.caregivers["bob"].workload == 200  # twice 30 and 70
    assert measures.caregivers["bob"].paid == 70


def test_nothing_served_leaves_means_undefined_and_counts_at_zero(day):
    day.plan["routes"] = {}
    day.plan["unserved"] = [{"visit": visit} for visit in day.scenario["visits"]]
    judgement = day.judged()
    assert judgement.ok
    measures = judgement.measures
    assert measures.visits.response_mean is None
    assert measures.visits.on_time is None
    assert measures.visits.within_target == 0
    assert measures.travel_per_visit is None
    assert measures.utilisation == 0
    assert measures.continuity == Continuity(None, None, None)
    assert measures.visits.unserved_share == 1
    assert measures.visits.familiar is None


def test_measures_are_ready_for_json(day):
    measures = day.judged().measures
    read = json.loads(json.dumps(measures.as_dict(), allow_nan=False))
    assert read == measures.as_dict()
    assert read["groups"]["channel"]["app"]["served"] == 1


@pytest.mark.parametrize(("visits", "rank"), [(1, 1), (9, 9), (10, 9), (11, 10), (20, 18)])
def test_p90_is_the_nearest_rank(day, visits, rank):
    """Visits at the caregiver's own door, one minute long, one after the other."""
    stops = {
        f"v{number}": {
            "role": "caregiver",
            "times": [f"08:{number:02d}"] * 2 + [f"08:{number + 1:02d}"],
        }
        for number in range(1, visits + 1)
    }
    day.scenario["services"] = {"look": {"duration": 1}}
    day.scenario["clients"] = {"d": {"place": "D"}}
    day.scenario["visits"] = {
        name: {"client": "d", "service": "look", "requested": "08:00"} for name in stops
    }
    end = f"08:{visits + 1:02d}"
    day.plan["routes"] = {"bob": {"departure": "08:01", "stops": stops, "returned": end}}
    day.plan["unserved"] = []
    judgement = day.judged()
    assert judgement.ok
    assert judgement.measures.visits.response_p90 == rank
    assert judgement.measures.visits.response_mean == pytest.approx((visits + 1) / 2)


def test_kilometres_where_ways_are_known(day):
    scenario = Scenario.model_validate(
        {
            "name": "line",
            "dates": ["2026-11-23"],
            "roads": {"kind": "straight_line", "detour": 2},
            "services": [{"id": "look", "duration": 1}],
            "clients": [{"id": "c", "place": [121.0, 31.0]}],
            "caregivers": [
                {
                    "id": "amy",
                    "gender": "woman",
                    "shifts": [{"start": "08:00", "end": "12:00"}],
                    "start": [121.0, 31.01],
                    "mode": "walk",
                }
            ],
            "visits": [{"id": "v", "client": "c", "service": "look"}],
        }
    )
    day.plan["routes"] = {
        "amy": {
            "departure": "08:00",
            "stops": {"v": {"role": "caregiver", "times": ["09:00", "09:00", "09:01"]}},
            "returned": "10:00",
        }
    }
    day.plan["unserved"] = []
    judgement = judge(scenario, travel_times(scenario), day.made_plan())
    assert judgement.ok
    # A hundredth of a degree of latitude is 1.11 km; there and back, times the detour.
    assert judgement.measures.kilometres == pytest.approx(4.45, abs=0.02)
    assert judgement.measures.travel == pytest.approx(60 * 4.45 / 4.5, abs=0.5)
