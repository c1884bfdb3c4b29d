from __future__ import annotations

import pytest

from dispatch.rules.bars import _OUTSIDE
from dispatch.rules.told import sentence, shown

CREW = {"crew": [{"id": "lead", "requires": {"courses": ["bathing"]}}, {"id": "help"}]}


@pytest.fixture
def why(reasons_of):
    """Return the caregiver, the code and the role of each reason in an empty plan."""

    def ask(scenario):
        reasons = reasons_of(scenario)
        assert all(sentence(scenario, "v", reason) for reason in reasons)
        return [(reason.caregiver, reason.code, reason.role) for reason in reasons]

    return ask


def test_every_caregiver_has_every_reason(small, why):
    scenario = small(
        service={"requires": {"courses": ["bathing"]}},
        client={"excluded": ["amy"]},
        bob={"courses": ["bathing"]},
    )
    assert why(scenario) == [
        ("amy", "course_missing", None),
        ("amy", "caregiver_excluded", None),
        ("bob", "room_left", None),
    ]


def test_contract_rating_and_institution_are_reasons(small, why):
    scenario = small(
        certificates=[{"id": "nurse", "registered_institutions_only": True}],
        service={"requires": {"certificates": [[{"certificate": "nurse"}]]}, "intimate": True},
        client={"gender": "woman"},
        amy={
            "certificates": [{"certificate": "nurse"}],
            "registered_institution": False,
            "type": "time_bank_volunteer",
        },
        bob={"certificates": [{"certificate": "nurse"}], "rating": 2, "reviews": 5},
        policy={"rules": {"rating_floor": 3.5}},
    )
    assert why(scenario) == [
        ("amy", "institution_not_registered", None),
        ("amy", "volunteer_service", None),
        ("bob", "rating_too_low", None),
        ("bob", "intimate_gender", None),
    ]


def test_a_visit_that_may_never_start_needs_one_reason(small, why):
    scenario = small(
        client={"earliest": "10:00"}, visit={"windows": [{"open": "08:00", "close": "09:00"}]}
    )
    assert why(scenario) == [(None, "no_allowed_start", None)]


def test_a_day_without_caregivers_says_so(small, why):
    assert why(small(caregivers=[])) == [(None, "no_caregivers", None)]


def test_names_of_those_who_work_at_other_times_are_not_kept(small, why):
    at_night = small(visit={"windows": [{"open": "23:00", "close": "23:30"}]})
    assert {code for _, code, _ in why(at_night)} == {"shift_outside_window"}
    assert len(_OUTSIDE) == 0


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (("07:00", "08:04"), "shift_outside_window"),
        (("07:00", "08:05"), "cannot_arrive_in_time"),
        (("07:00", "08:14"), "cannot_arrive_in_time"),
        (("07:00", "08:15"), "room_left"),
        (("16:10", "18:00"), "room_left"),
        (("16:11", "18:00"), "returns_too_late"),
        (("16:20", "18:00"), "returns_too_late"),
        (("16:21", "18:00"), "shift_outside_window"),
    ],
)
def test_a_shift_holds_travel_access_service_and_documentation_up_to_the_overtime_limit(
    small, why, window, reason
):
    scenario = small(
        service={"documentation": 10},
        client={"access": 5},
        visit={"windows": [{"open": window[0], "close": window[1]}]},
    )
    assert why(scenario) == [("amy", reason, None), ("bob", reason, None)]


def test_a_shift_may_hold_one_role_and_not_the_other(small, why):
    crew = [{"id": "lead"}, {"id": "help", "offset": 60}]
    scenario = small(service={"crew": crew}, visit={"exact_start": "15:50"})
    # the lead ends at 16:20, the help at 17:20: twenty minutes beyond all overtime
    assert why(scenario) == [
        ("amy", "shift_outside_window", "help"),
        ("amy", "crew_unavailable", None),
        ("bob", "shift_outside_window", "help"),
        ("bob", "crew_unavailable", None),
    ]
    crew[1]["duration"] = 10
    scenario = small(service={"crew": crew}, visit={"exact_start": "15:40", "mandatory": True})
    assert why(scenario) == [("amy", "room_left", None), ("bob", "room_left", None)]
    scenario = small(service={"crew": crew}, visit={"exact_start": "15:41"})
    assert why(scenario)[0] == ("amy", "returns_too_late", "help")


def test_one_window_in_the_shift_is_enough(small, why):
    windows = [{"open": "05:00", "close": "06:00"}, {"open": "09:00", "close": "10:00"}]
    assert why(small(visit={"windows": windows})) == [
        ("amy", "room_left", None),
        ("bob", "room_left", None),
    ]


def test_roles_are_named_where_they_differ(small, why):
    scenario = small(service=CREW, amy={"courses": ["bathing"]}, client={"excluded": ["bob"]})
    assert why(scenario) == [
        ("amy", "crew_unavailable", None),
        ("bob", "course_missing", "lead"),
        ("bob", "caregiver_excluded", None),
    ]


def test_one_person_is_no_crew_of_two(small, why):
    away = {"shifts": [{"start": "20:00", "end": "22:00"}]}
    morning = {"windows": [{"open": "09:00", "close": "10:00"}]}
    scenario = small(service=CREW, visit=morning, amy={"courses": ["bathing"]}, bob=away)
    assert why(scenario) == [
        ("amy", "crew_unavailable", None),
        ("bob", "shift_outside_window", None),
        ("bob", "course_missing", "lead"),
    ]
    scenario = small(service=CREW, visit=morning, amy={"courses": ["bathing"]})
    assert why(scenario) == [
        ("amy", "room_left", None),
        ("bob", "course_missing", "lead"),
        ("bob", "room_left", None),
    ]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-11-23T08:05:00", "08:05"),
        ("2026-11-23T08:05:30", "08:05:30"),
        ("2026-11-23T08:05:00.500", "08:05:00.500"),
        ("2026-11-23T02:30:00+01:00", "02:30+01:00"),
        ("2026-11-24T00:10:00", "2026-11-24 00:10"),
    ],
)
def test_moments_are_told_in_minutes_with_what_is_in_doubt(small, moment, told):
    assert shown(small(), moment) == told


NURSE = {"requires": {"certificates": [[{"certificate": "nurse"}]]}}
UNTIL_MONDAY = {"certificates": [{"certificate": "nurse", "valid_until": "2026-11-23"}]}
NIGHT = {"shifts": [{"start": "20:00", "end": "28:00"}]}


def test_papers_count_on_the_dates_on_which_the_visit_may_start_in_the_shift(small, why):
    changes = {"service": NURSE, "amy": UNTIL_MONDAY | NIGHT, "bob": NIGHT}
    after = small(**changes, visit={"exact_start": "24:30"})
    assert why(after)[0] == ("amy", "certificate_expired", None)
    before = small(**changes, visit={"exact_start": "23:30"})
    assert why(before)[0] == ("amy", "room_left", None)


def test_one_shift_in_which_the_papers_count_is_enough(small, why):
    tuesday = {"start": "2026-11-24T08:00", "end": "2026-11-24T16:00"}
    both = {"shifts": [{"start": "08:00", "end": "16:00"}, tuesday]}
    windows = [{"open": "09:00", "close": "10:00"},
               {"open": "2026-11-24T09:00", "close": "2026-11-24T10:00"}]  # fmt: skip
    changes = {"dates": ["2026-11-23", "2026-11-24"], "service": NURSE}
    scenario = small(**changes, amy=UNTIL_MONDAY | both, visit={"windows": windows})
    assert why(scenario)[0] == ("amy", "room_left", None)
    scenario = small(
        **changes, amy=UNTIL_MONDAY | {"shifts": [tuesday]}, visit={"windows": windows}
    )
    assert why(scenario)[0] == ("amy", "certificate_expired", None)


def test_the_next_shift_ends_the_overtime(small, why):
    early = {"windows": [{"open": "11:45", "close": "12:00"}]}
    split = [{"start": "08:00", "end": "12:00"}, {"start": "12:14", "end": "16:00"}]
    assert why(small(visit=early, amy={"shifts": split}))[0][1] == "shift_outside_window"
    for start, code in (
        ("12:15", "no_return_before_next_shift"),
        ("12:24", "no_return_before_next_shift"),
        ("12:25", "room_left"),
    ):
        split[1]["start"] = start
        assert why(small(visit=early, amy={"shifts": split}))[0][1] == code


@pytest.mark.parametrize(
    ("shifts", "code"),
    [
        ([{"start": "08:00", "end": "12:00", "gone": "12:24"}], "returns_too_late"),
        (
            [
                {"start": "08:00", "end": "12:00", "gone": "12:30"},
                {"start": "12:15", "end": "16:00"},
            ],
            "no_return_before_next_shift",
        ),
    ],
)
def test_who_has_to_be_back_early_returns_too_late(small, why, shifts, code):
    early = {"windows": [{"open": "11:45", "close": "12:00"}]}
    assert why(small(visit=early, amy={"shifts": shifts}))[0][1] == code


def test_a_crew_needs_a_common_start(small, why):
    morning = {"shifts": [{"start": "08:00", "end": "12:00"}], "overtime_limit": 0}
    later = {"shifts": [{"start": "11:11", "end": "16:00"}]}
    scenario = small(service={"crew": [{"id": "one"}, {"id": "two"}]}, amy=morning, bob=later)
    assert why(scenario) == [("amy", "crew_unavailable", None), ("bob", "crew_unavailable", None)]
    later["shifts"][0]["start"] = "11:10"
    scenario = small(service={"crew": [{"id": "one"}, {"id": "two"}]}, amy=morning, bob=later)
    assert why(scenario) == [("amy", "room_left", None), ("bob", "room_left", None)]


def test_equipment_that_cannot_come_bars_everybody(small, why, reasons_of):
    pools = [{"id": "hoist", "count": 1, "areas": ["south"]}, {"id": "kit", "count": 0}]
    scenario = small(equipment=pools, service={"equipment": ["hoist", "kit"]})
    assert why(scenario) == [(None, "equipment_area", None), (None, "equipment_none", None)]
    details = [reason.detail for reason in reasons_of(scenario)]
    assert details == ["hoist", "kit"]


@pytest.mark.parametrize(("received", "used"), [(30, False), (31, True)])
def test_an_entitlement_that_is_used_bars_everybody(small, why, received, used):
    scenario = small(client={"entitled_week": 60, "received_week": received})
    assert (why(scenario) == [(None, "entitlement_used", None)]) == used


def test_who_came_before_is_a_reason(small, why):
    visits = [
        {"id": "v", "client": "zhou", "service": "bath",
         "gaps": [{"after": "w", "caregiver": "same"}]},
        {"id": "w", "client": "zhou", "service": "bath", "pinned_caregivers": ["bob"],
         "facts": {"started": "08:00", "ended": "08:30"}},
    ]  # fmt: skip
    assert why(small(visits=visits)) == [
        ("amy", "same_caregiver_required", None),
        ("bob", "room_left", None),
    ]


REST = {"duration": 60, "earliest": "11:00", "latest": "11:10"}
DAY = {"start": "08:00", "end": "16:00"}
SPLIT = [{"start": "08:00", "end": "12:00"}, {"start": "12:05", "end": "16:00"}]


@pytest.mark.parametrize(
    ("changes", "code", "figures", "told"),
    [
        (
            {"way": 300}, "too_far", {"way": 600, "needs": 630, "has": 540},
            "amy is too far from v: the visit takes 630 min, including 600 min for the way there "
            "and back, but the shift is 540 min long",
        ),
        (
            {"way": 30, "visit": {"windows": [{"open": "08:00", "close": "08:20"}]}},
            "cannot_arrive_in_time",
            {"way": 60, "needs": "2026-11-23T08:30:00", "has": "2026-11-23T08:20:00"},
            "amy can start v at 08:30 at the earliest, but its last start is 08:20",
        ),
        (
            {"way": 30, "visit": {"exact_start": "16:15"}}, "returns_too_late",
            {"way": 60, "needs": "2026-11-23T17:15:00", "has": "2026-11-23T17:00:00"},
            "amy would be back from v at 17:15 at the earliest, but has to be back by 17:00",
        ),
        (
            {"visit": {"exact_start": "11:30"}, "amy": {"shifts": SPLIT}},
            "no_return_before_next_shift",
            {"way": 20, "needs": "2026-11-23T12:10:00", "has": "2026-11-23T12:05:00"},
            "amy would be back from v at 12:10 at the earliest, but the next shift begins at 12:05",
        ),
        (
            {"visit": {"exact_start": "11:05"}, "amy": {"shifts": [{**DAY, "meal_break": REST}]}},
            "meal_break_in_the_way",
            {"way": 20, "needs": "2026-11-23T11:00:00", "has": "2026-11-23T11:10:00"},
            "the meal break of amy, which has to begin between 11:00 and 11:10, leaves no time "
            "for v",
        ),
        (
            {"way": 30, "amy": {"paid_hours_cap": 80}}, "day_too_short",
            {"way": 60, "needs": 90, "has": 80},
            "v takes 90 min of paid time for amy, who may have 80 min in a day",
        ),
        (
            {"amy": {"weekly_cap": 2400, "so_far": {"paid": 2351}}}, "week_used_up",
            {"way": 20, "needs": 50, "has": 49},
            "v takes 50 min of paid time for amy, who has 49 min left in the week",
        ),
        (
            {"amy": {"carrying_limit": 1.5}, "service": {"load": 2}}, "too_heavy",
            {"way": 20, "needs": 2, "has": 1.5},
            "v has a load of 2, but amy may carry only 1.5",
        ),
        (
            {"way": 100, "visit": {"priority": 0.5}}, "not_worth_its_way",
            {"cost": 200, "worth": 100}, "v by amy costs 200, and leaving it out costs 100",
        ),
        (
            {"way": 40}, "room_left", {"cost": 80, "worth": 200},
            "amy has room for v in this plan: it costs 80, and leaving it out costs 200",
        ),
    ],
)  # fmt: skip
def test_each_cause_has_its_own_reason_with_its_figures(
    small, reasons_of, changes, code, figures, told
):
    scenario = small(**changes)
    reason = reasons_of(scenario)[0]
    assert (reason.caregiver, reason.code, reason.figures) == ("amy", code, figures)
    assert sentence(scenario, "v", reason) == told


def test_the_shift_that_lacks_the_least_is_told(small, reasons_of):
    """From 05:00 to 06:00 the way and the visit need 20 minutes more, from 08:00 to 09:10 ten."""
    shifts = [{"start": "05:00", "end": "06:00"}, {"start": "08:00", "end": "09:10"}]
    amy = {"shifts": shifts, "overtime_limit": 0}
    reason = reasons_of(small(way=20, visit={"duration": 40}, amy=amy))[0]
    assert (reason.code, reason.figures) == ("too_far", {"way": 40, "needs": 80, "has": 70})


def test_a_place_a_hundred_kilometres_off_is_too_far(small, reasons_of):
    scenario = small(
        roads={"kind": "straight_line"},
        clients=[{"id": "zhou", "place": [122.47, 31.23]}],
        modes=[{"id": "walk", "network": "walk", "speed_kmh": 5}],
        amy={"start": [121.3, 31.23]},
        bob={"start": [121.3, 31.23]},
    )
    assert [reason.code for reason in reasons_of(scenario)] == ["too_far", "too_far"]


def test_the_gap_to_a_visit_that_is_left_out_binds_nobody(small, reasons_of):
    visits = [
        {"id": "v", "client": "zhou", "service": "bath", "gaps": [{"after": "w", "minimum": 900}]},
        {"id": "w", "client": "zhou", "service": "bath", "exact_start": "00:00"},
    ]
    assert {each.code for each in reasons_of(small(visits=visits))} == {"room_left"}


@pytest.mark.parametrize(("minutes", "code"), [(540, "room_left"), (541, "equipment_too_late")])
def test_equipment_that_cannot_come_in_time_is_told(small, reasons_of, minutes, code):
    """Equipment is on its way from midnight on, and the visit starts at 09:00 at the latest."""
    scenario = small(
        equipment=[
            {"id": "lift", "count": 1, "carried": True, "carried_by": "courier", "station": "store"}
        ],
        stations=[{"id": "store", "place": "S"}],
        service={"equipment": ["lift"]},
        visit={"mandatory": True, "windows": [{"open": "08:00", "close": "09:00"}]},
        roads={
            "kind": "matrix",
            "points": ["D", "Z", "S"],
            "minutes": [[0, 10, 10], [10, 0, 10], [10, minutes, 0]],
        },
    )
    reasons = reasons_of(scenario)
    assert {(each.code, each.detail) for each in reasons} == {
        (code, "lift" if code == "equipment_too_late" else "")
    }


def test_a_mandatory_visit_is_worth_any_cost(small, reasons_of):
    dear = {"way": 100, "visit": {"priority": 0.5, "mandatory": True}}
    assert reasons_of(small(**dear))[0].code == "room_left"
