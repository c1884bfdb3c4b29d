"""Each reason of generated days is true: with everything else dropped, trying finds the same."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from dispatch.generate import Dials, generate, generate_small
from dispatch.planner import solve
from dispatch.reasons.beside import CODES as BESIDE
from dispatch.roads import travel_times
from dispatch.rules.told import OF_ALL

DIALS = (
    Dials(),
    Dials(e_bikes=0, bicycles=0, split_shifts=0.7, hard_windows=1, naps=0.8),
    Dials(double_visits=0.6, visits_per_kit=5, insured=1, exact_medication=1),
    Dials(nurses=0.5, nurse_visits=0.7, newcomers=0.5, volunteers=0.3, evening_nurses=0.6),
    Dials(access_most=30, second_area=1, registered=1, checked_before_bath=0.8, promised=0.6),
)


def days():
    for seed in range(50):
        day = generate(visits=9, caregivers=3, seed=seed, dials=DIALS[seed % len(DIALS)])
        yield slowed(day) if seed % 10 == 1 else day
    for seed in range(12):
        yield generate_small(seed)


def slowed(day):
    """Return the day with a tenth of everybody's speed."""
    modes = (mode.model_copy(update={"speed_kmh": mode.speed_kmh / 10}) for mode in day.modes)
    return day.model_copy(update={"modes": tuple(modes)})


def told(day, single_of):
    """Prove every reason of a day, and return how often each code is told."""
    travel, counted = travel_times(day), Counter()
    for left_out in solve(day, iterations=0, travel=travel).unserved:
        visit = day.visit[left_out.visit]
        single = single_of(day, travel, visit)
        roles = [role.id for role in single.service.crew]
        names = [caregiver.id for caregiver in day.caregivers]
        served = {name: single.is_served(name) for name in names}
        codes = {reason.code for reason in left_out.reasons}
        counted.update(codes)
        if codes <= {*OF_ALL} - {"entitlement_shared", "group_incomplete"}:
            assert not any(served.values()), (day.name, visit.id, codes)
        for reason in left_out.reasons:
            where = day.name, visit.id, reason
            if reason.code in BESIDE:
                assert served[reason.caregiver], where
            elif reason.caregiver is not None and reason.code == "crew_unavailable":
                assert not served[reason.caregiver], where
                assert any(single.can(reason.caregiver, k) for k in single.roles), where
            elif reason.caregiver is not None:
                asked = roles if reason.role is None else [reason.role]
                for role in asked:
                    assert not single.can(reason.caregiver, roles.index(role)), where
    return counted


def test_every_reason_of_some_days_is_true(single_of):
    counted = sum((told(day, single_of) for day in islice(days(), 0, None, 3)), Counter())
    assert len(counted) > 20, counted


@pytest.mark.long
def test_every_reason_is_true(single_of):
    counted = sum((told(day, single_of) for day in days()), Counter())
    assert {"cannot_arrive_in_time", "returns_too_late", "too_far"} <= set(counted)
    assert {"meal_break_in_the_way", "crew_unavailable", "crew_busy", "no_time_left"} <= set(
        counted
    )
    assert len(counted) > 20, counted
