from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.rules import (
    allowed_starts,
    duration_of,
    openings,
    releases,
    role_duration,
    soft_windows,
    told_start,
)
from dispatch.scenario import Scenario

MINUTE = 60_000
LAST = 4 * 1440  # the horizon of a scenario of one date, in minutes


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minutes(intervals):
    return [(first // MINUTE, last // MINUTE) for first, last in intervals]


def starts(scenario: Scenario):
    return minutes(allowed_starts(scenario, scenario.visit["v"]))


def held_for(scenario: Scenario):
    visit = scenario.visit["v"]
    return releases(scenario, visit, allowed_starts(scenario, visit))


def test_a_visit_without_windows_may_start_at_any_time(small):
    assert starts(small()) == [(0, LAST)]


def test_windows_are_alternatives_and_merge_where_they_touch(small):
    windows = [
        {"open": "10:00", "close": "11:00"},
        {"open": "08:00", "close": "09:00"},
        {"open": "11:00", "close": "12:00"},
    ]
    assert starts(small(visit={"windows": windows})) == [(480, 540), (600, 720)]


def test_windows_over_the_end_and_the_whole_move_by_the_duration(small):
    end = {"open": "09:00", "close": "10:00", "applies_to": "end"}
    whole = {"open": "09:00", "close": "10:00", "applies_to": "whole"}
    assert starts(small(visit={"windows": [end]})) == [(510, 570)]
    assert starts(small(visit={"windows": [whole]})) == [(540, 570)]
    assert starts(small(visit={"windows": [whole], "duration": 60})) == [(540, 540)]


def test_a_duration_of_the_visit_replaces_that_of_the_service(small):
    scenario = small(visit={"duration": 0})
    assert duration_of(scenario, scenario.visit["v"]) == 0
    scenario = small()
    assert duration_of(scenario, scenario.visit["v"]) == 30 * MINUTE


CHECKS = {"pre_check": 5, "post_check": 10}
MIXED = {"crew": [{"id": "one"}, {"id": "two", "offset": 20}, {"id": "three", "duration": 70}]}


@pytest.mark.parametrize(
    ("service", "visit", "of_roles", "whole"),
    [
        (CHECKS, {}, [45], 45),
        (CHECKS, {"duration": 60}, [75], 75),
        (MIXED, {}, [30, 30, 70], 70),
        (MIXED, {"duration": 60}, [60, 60, 70], 80),
        (CHECKS | MIXED, {}, [45, 45, 70], 70),
        (CHECKS | MIXED, {"duration": 60}, [75, 75, 70], 95),
    ],
)
def test_a_visit_lasts_until_the_last_of_its_crew_ends(small, service, visit, of_roles, whole):
    scenario = small(service=service, visit=visit)
    asked, crew = scenario.visit["v"], scenario.service["bath"].crew
    assert [role_duration(scenario, asked, role) // MINUTE for role in crew] == of_roles
    assert duration_of(scenario, asked) == whole * MINUTE


def test_windows_over_the_end_and_the_whole_hold_the_last_of_the_crew(small):
    end = {"open": "09:00", "close": "10:00", "applies_to": "end"}
    whole = {"open": "09:00", "close": "11:00", "applies_to": "whole"}
    assert starts(small(service=MIXED, visit={"windows": [end]})) == [(470, 530)]
    assert starts(small(service=MIXED, visit={"windows": [whole]})) == [(540, 590)]


def test_a_nap_is_kept_from_the_start_to_the_end_of_the_last_and_may_be_touched(small):
    naps = [{"start": "12:00", "end": "13:00"}, {"start": "14:00", "end": "14:30"}]
    scenario = small(service=MIXED, client={"blackouts": naps})
    assert starts(scenario) == [(0, 650), (870, LAST)]
    assert starts(small(client={"blackouts": naps})) == [(0, 690), (780, 810), (870, LAST)]


def test_medication_is_given_to_the_minute(small):
    assert starts(small(visit={"exact_start": "09:00"})) == [(540, 540)]
    nap = {"blackouts": [{"start": "09:00", "end": "09:30"}]}
    assert starts(small(client=nap, visit={"exact_start": "09:00"})) == []


def test_hard_windows_restrict_and_soft_ones_only_at_their_first_opening(small):
    windows = [
        {"open": "08:00", "close": "12:00"},
        {"open": "09:00", "close": "10:00", "hard": False},
        {"open": "11:00", "close": "11:30", "hard": False},
    ]
    scenario = small(visit={"windows": windows})
    assert starts(scenario) == [(540, 720)]
    assert minutes(soft_windows(scenario, scenario.visit["v"])) == [(540, 600), (660, 690)]


def test_rules_that_exclude_each_other_leave_no_start(small):
    late = {"open": "09:00", "close": "10:00"}
    assert starts(small(client={"earliest": "10:00"}, visit={"windows": [late]})) == [(600, 600)]
    assert starts(small(client={"earliest": "10:01"}, visit={"windows": [late]})) == []


def test_soft_windows_over_the_end_open_for_the_end_and_those_over_the_whole_for_the_start(small):
    end = {"open": "09:00", "close": "10:00", "hard": False, "applies_to": "end"}
    whole = {"open": "12:00", "close": "12:40", "hard": False, "applies_to": "whole"}
    scenario = small(visit={"windows": [whole, end]})
    assert minutes(soft_windows(scenario, scenario.visit["v"])) == [(510, 570), (720, 730)]


def test_a_visit_may_be_held_for_its_preferred_time_and_for_later_openings(small):
    soft = [
        {"open": "09:00", "close": "09:30", "hard": False},
        {"open": "11:00", "close": "11:30", "hard": False},
        {"open": "13:00", "close": "13:30", "hard": False},
    ]

    def held(**visit):
        scenario = small(visit=visit)
        return [at // MINUTE for at in held_for(scenario)]

    assert held(windows=soft, preferred_start="10:00") == [600, 660, 780]
    assert held(windows=soft, preferred_start="11:00") == [660, 780]
    assert held(windows=soft, preferred_start="09:00") == [660, 780]
    assert held(windows=[*soft, {"open": "08:00", "close": "12:00"}]) == [660]
    assert held() == []
    noon = {"open": "12:00", "close": "14:00"}
    assert held(windows=[noon, {"open": "09:00", "close": "09:40"}], preferred_start="10:00") == [
        720
    ]
    early = {"open": "07:00", "close": "08:00"}
    assert held(windows=[*soft, early], preferred_start="09:20") == []
    told = {"start": "10:00", "tolerance": 20}
    assert held(windows=soft, announced=told) == [580, 660, 780]
    assert held(windows=soft, announced={"start": "09:10"}) == [660, 780]
    assert held(promise=told) == [600]
    assert held(promise=told, announced={"start": "10:00", "tolerance": 10}) == [590, 600]


def test_a_soft_promise_forbids_no_start_and_comes_before_the_announcement(small):
    visit = {
        "promise": {"start": "10:00", "tolerance": 20},
        "announced": {"start": "12:00", "tolerance": 5},
    }
    for rule, allowed, told, held in (
        ("hard", [(580, 620)], ("announced_start", 715, 725), [600]),
        ("soft", [(0, LAST)], ("broken_promise", 580, 620), [580, 600]),
    ):
        scenario = small(visit=visit, policy={"rules": {"promise": rule}})
        v = scenario.visit["v"]
        assert starts(scenario) == allowed
        term, *span = told_start(scenario, v)
        assert (term, *(at // MINUTE for at in span)) == told
        assert [at // MINUTE for at in held_for(scenario)] == held
    assert told_start(small(), small().visit["v"]) is None
    alone = small(visit={"promise": visit["promise"]})
    assert told_start(alone, alone.visit["v"]) is None


moments = st.integers(0, 120)
windows = st.builds(
    lambda open_, length, applies_to, hard: {
        "open": clock(open_),
        "close": clock(open_ + length),
        "applies_to": applies_to,
        "hard": hard,
    },
    moments,
    st.integers(25, 60),
    st.sampled_from(["start", "end", "whole"]),
    st.sampled_from([True, True, False]),
)
blackouts = st.builds(
    lambda start, length: {"start": clock(start), "end": clock(start + length)},
    moments,
    st.integers(1, 40),
)


def is_allowed(scenario: Scenario, start: int) -> bool:
    """Say it once more, by looking at one instant (in minutes)."""

    def at(moment: str) -> int:
        return scenario.at(moment) // MINUTE

    def inside(window, first: int, last: int) -> bool:
        return at(window.open) <= first and last <= at(window.close)

    visit, client = scenario.visit["v"], scenario.client["zhou"]
    service = scenario.service["s"]
    end = start + (service.pre_check + service.duration) // MINUTE
    if len(service.crew) > 1:
        end = max(end, start + (service.crew[1].offset + service.crew[1].duration) // MINUTE)
    span = {"start": (start, start), "end": (end, end), "whole": (start, end)}
    hard = [window for window in visit.windows if window.hard]
    soft = [window for window in visit.windows if not window.hard]
    opening = {"start": start, "end": end, "whole": start}
    return (
        start >= 0
        and (not hard or any(inside(window, *span[window.applies_to]) for window in hard))
        and (not soft or any(opening[window.applies_to] >= at(window.open) for window in soft))
        and (client.earliest is None or start >= at(client.earliest))
        and all(
            moment is None or start == at(moment)
            for moment in (visit.exact_start, visit.pinned_start)
        )
        and not any(start < at(b.end) and end > at(b.start) for b in client.blackouts)
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(windows, max_size=3),
    st.integers(0, 20),
    st.integers(0, 5),
    st.none()
    | st.fixed_dictionaries({"offset": st.integers(0, 9), "duration": st.integers(0, 16)}),
    st.none() | moments.map(clock),
    st.lists(blackouts, max_size=2),
    st.none() | st.tuples(st.sampled_from(["exact_start", "pinned_start"]), moments.map(clock)),
)
def test_allowed_starts_are_the_instants_that_keep_every_rule(
    windows, duration, pre_check, second, earliest, blackouts, fixed
):
    crew = [{"id": "one"}] + ([{"id": "two", **second}] if second else [])
    service = {"id": "s", "duration": duration, "pre_check": pre_check, "crew": crew}
    try:
        scenario = Scenario.model_validate(
            {
                "name": "one",
                "dates": ["2026-11-23"],
                "roads": {"kind": "matrix", "points": ["D"], "minutes": [[0]]},
                "services": [service],
                "caregivers": [
                    {
                        "id": "c",
                        "gender": "man",
                        "start": "D",
                        "mode": "walk",
                        "shifts": [{"start": "08:00", "end": "16:00"}],
                    }
                ],
                "clients": [
                    {"id": "zhou", "place": "D", "earliest": earliest, "blackouts": blackouts}
                ],
                "visits": [
                    {
                        "id": "v",
                        "client": "zhou",
                        "service": "s",
                        "windows": windows,
                        **dict([fixed] if fixed else []),
                    }
                ],
            }
        )
    except InputError:
        reject()  # contradictions that the scenario itself refuses
    found = starts(scenario)
    assert all(a <= b for a, b in found)
    assert all(b < c for (_, b), (c, _) in pairwise(found))
    for minute in range(-60, 300):
        within = any(first <= minute <= last for first, last in found)
        assert within == is_allowed(scenario, minute), minute


def test_a_promise_leaves_its_tolerance(small):
    promise = {"start": "10:00", "tolerance": 15}
    assert starts(small(visit={"promise": promise})) == [(585, 615)]
    late = {"windows": [{"open": "10:10", "close": "11:00"}], "promise": promise}
    assert starts(small(visit=late)) == [(610, 615)]


def test_what_has_started_did_so_when_it_did(small):
    visit = {
        "windows": [{"open": "10:00", "close": "11:00"}],
        "facts": {"started": "08:20"},
        "pinned_caregivers": ["amy"],
        "preferred_start": "10:30",
    }
    scenario = small(visit=visit, client={"earliest": "09:00"})
    assert starts(scenario) == [(500, 500)]
    assert held_for(scenario) == ()


@pytest.mark.parametrize(
    ("facts", "gap", "left"),
    [
        ({"started": "09:00", "ended": "09:50"}, {"minimum": 60}, (600, LAST)),
        ({"started": "09:00", "ended": "09:50"}, {"minimum": 60, "maximum": 90}, (600, 630)),
        ({"started": "09:00", "ended": "09:50"}, {"measured_from": "end"}, (590, LAST)),
        ({"started": "09:00", "aborted": "09:10"}, {"measured_from": "end"}, (550, LAST)),
        ({"not_home": "09:10"}, {"minimum": 60, "maximum": 90}, (0, LAST)),
    ],
)
def test_a_gap_after_a_visit_that_is_over_counts_from_what_happened(small, facts, gap, left):
    both = {"client": "zhou", "service": "bath"}
    visits = [
        {"id": "v", **both, "gaps": [{"after": "w", **gap}]},
        {"id": "w", **both, "facts": facts},
    ]
    assert starts(small(visits=visits)) == [left]


@pytest.mark.parametrize(
    ("gap", "left"),
    [
        ({"minimum": 60}, (0, 480)),
        ({"minimum": 60, "maximum": 90}, (450, 480)),
        (
            {"measured_from": "end", "minimum": 20, "maximum": 60},
            (450, 490),
        ),  # v takes half an hour
    ],
)
def test_a_gap_before_a_visit_that_is_over_counts_to_its_start(small, gap, left):
    both = {"client": "zhou", "service": "bath"}
    facts = {"started": "09:00", "ended": "09:10"}
    visits = [
        {"id": "v", **both},
        {"id": "w", **both, "facts": facts, "gaps": [{"after": "v", **gap}]},
    ]
    assert starts(small(visits=visits)) == [left]


def test_openings_that_two_visits_have_in_common(small):
    windows = [
        {"open": "12:00", "close": "13:00", "applies_to": "end", "hard": False},
        {"open": "08:00", "close": "09:00", "applies_to": "end", "hard": False},
    ]
    scenario = small(visit={"windows": windows, "duration": 30})
    visit = scenario.visit["v"]
    longer = visit.model_copy(update={"duration": 60})
    assert openings(scenario, visit, longer) == ((690 * MINUTE, 660 * MINUTE),)
    assert openings(scenario, visit, visit.model_copy(update={"windows": ()})) == ()


@pytest.mark.parametrize(
    ("started", "order", "allowed"),
    [
        ("08:20", "any", [(480, 720 - 1)]),
        ("07:00", "any", [(480, 720 - 1)]),  # before the first: as in it
        ("12:00", "any", [(720, LAST)]),
        ("10:00", "after", [(660, 720 - 1)]),  # and 60 minutes later
    ],
)
def test_what_is_over_leaves_the_other_visit_its_window(started, order, allowed):
    windows = [
        {"open": opens, "close": closes, "hard": False}
        for opens, closes in (("08:00", "09:00"), ("12:00", "13:00"))
    ]
    gap = {"after": "w", "order": order, "window": "same"}
    gap |= {"minimum": 60} if order == "after" else {}
    scenario = Scenario.model_validate(
        {
            "name": "Both in one window",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D"], "minutes": [[0]]},
            "services": [{"id": "care", "duration": 10}],
            "caregivers": [],
            "clients": [{"id": "c", "place": "D"}],
            "visits": [
                {"id": "w", "client": "c", "service": "care", "windows": windows,
                 "facts": {"started": started, "ended": "13:30"}},
                {"id": "v", "client": "c", "service": "care", "windows": windows, "gaps": [gap]},
            ],
        }
    )  # fmt: skip
    assert starts(scenario) == allowed
