from __future__ import annotations

from itertools import pairwise

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.rules import allowed_starts, duration_of, releases, soft_windows
from dispatch.scenario import Scenario

MINUTE = 60_000
LAST = 4 * 1440  # the horizon of a scenario of one date, in minutes


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minutes(intervals):
    return [(first // MINUTE, last // MINUTE) for first, last in intervals]


def starts(scenario: Scenario):
    return minutes(allowed_starts(scenario, scenario.visit["v"]))


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
        return [at // MINUTE for at in releases(scenario, scenario.visit["v"])]

    assert held(windows=soft, preferred_start="10:00") == [600, 660, 780]
    assert held(windows=soft, preferred_start="11:00") == [660, 780]
    assert held(windows=soft, preferred_start="09:00") == [660, 780]
    assert held(windows=[*soft, {"open": "08:00", "close": "12:00"}]) == [660]
    assert held() == []
    early = {"open": "07:00", "close": "08:00"}
    assert held(windows=[*soft, early], preferred_start="09:20") == []


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
    end = start + duration_of(scenario, visit) // MINUTE
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
    st.integers(1, 25),
    st.none() | moments.map(clock),
    st.lists(blackouts, max_size=2),
    st.none() | st.tuples(st.sampled_from(["exact_start", "pinned_start"]), moments.map(clock)),
)
def test_allowed_starts_are_the_instants_that_keep_every_rule(
    windows, duration, earliest, blackouts, fixed
):
    try:
        scenario = Scenario.model_validate(
            {
                "name": "one",
                "dates": ["2026-11-23"],
                "roads": {"kind": "matrix", "points": ["D"], "minutes": [[0]]},
                "services": [{"id": "s", "duration": duration}],
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
