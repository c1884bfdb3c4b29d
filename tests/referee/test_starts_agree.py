"""The referee says windows plainly, `rules.allowed_starts` as intervals: they must agree."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.rules import allowed_starts

OF_STARTS = {
    "window_missed", "too_early", "pinned_start", "exact_start_missed", "blackout",
    "promise_broken", "gap_too_short", "gap_too_long",
}  # fmt: skip


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


minutes = st.integers(660, 780)
windows = st.builds(
    lambda opens, length, **rest: {"open": clock(opens), "close": clock(opens + length), **rest},
    minutes,
    st.integers(20, 40),
    applies_to=st.sampled_from(["start", "end", "whole"]),
    hard=st.booleans(),
)

blackouts = st.builds(
    lambda start, length: {"start": clock(start), "end": clock(start + length)},
    minutes,
    st.integers(1, 60),
)

promises = st.builds(
    lambda start, tolerance: {"start": clock(start), "tolerance": tolerance},
    minutes,
    st.integers(0, 60),
)
overs = st.builds(
    lambda start, length, least, room, measured_from: {
        "facts": {"started": clock(start), "ended": clock(start + length)},
        "gap": {
            "minimum": least,
            "maximum": None if room is None else least + room,
            "measured_from": measured_from,
        },
    },
    minutes,
    st.integers(0, 30),
    st.integers(0, 60),
    st.none() | st.integers(0, 60),
    st.sampled_from(["start", "end"]),
)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(windows, max_size=3),
    st.none() | minutes,
    st.sampled_from(["pinned_start", "exact_start"]),
    st.none() | minutes,
    st.lists(blackouts, max_size=2),
    st.none() | promises,
    st.none() | overs,
    st.booleans(),
    st.sampled_from(["hard", "hard", "soft"]),
    st.data(),
)
def test_a_start_breaks_no_rule_just_where_it_is_allowed(
    day, windows, earliest, field, fixed, blackouts, promise, over, later, rule, data
):
    meal = day.scenario["visits"]["meal-c"]
    meal |= {"windows": windows, "pinned_start": None, "exact_start": None, "promise": promise}
    meal["gaps"] = []
    day.scenario["policy"]["rules"] = {"promise": rule}
    day.scenario["visits"].pop("over", None)
    if over is not None:
        visit = {"client": "b", "service": "wash", "pinned_caregivers": ["bob"]}
        day.scenario["visits"]["over"] = visit | {"facts": over["facts"]}
        one, other = ("over", "meal-c") if later else ("meal-c", "over")
        day.scenario["visits"][one]["gaps"] = [{"after": other, **over["gap"]}]
    meal[field] = None if fixed is None else clock(fixed)
    day.scenario["clients"]["c"]["earliest"] = None if earliest is None else clock(earliest)
    day.scenario["clients"]["c"]["blackouts"] = blackouts
    try:
        scenario = day.made_scenario()
    except InputError:
        assume(False)
    allowed = allowed_starts(scenario, scenario.visit["meal-c"])
    edges = {at // 60_000 + by for span in allowed for at in span for by in (-1, 0, 1)}
    near = sorted(minute for minute in edges if 600 <= minute <= 900)
    start = data.draw(minutes | st.sampled_from(near) if near else minutes)
    day.plan["routes"]["amy"]["stops"]["meal-c"]["times"][1:] = [clock(start), clock(start + 20)]
    kinds = {violation.kind for violation in day.judged().violations}
    within = any(first <= start * 60_000 <= last for first, last in allowed)
    assert within == (not kinds & OF_STARTS)
