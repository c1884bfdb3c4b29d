"""Pins that break a rule are named, and dropped where that is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from dispatch.errors import InputError
from dispatch.generate.small import generate_small
from dispatch.rules import Bars, allowed_starts, broken_pins, release_pins

CREW = {"crew": [{"id": "lead"}, {"id": "help"}]}


def told(scenario):
    return [(problem.where, problem.what.removeprefix("the pin breaks a rule: "))
            for problem in broken_pins(scenario)]  # fmt: skip


def test_pins_that_break_nothing_stand(small):
    visit = {"pinned_caregivers": ["amy"], "pinned_start": "09:00"}
    scenario = small(visit=visit)
    assert broken_pins(scenario) == []
    assert release_pins(scenario) is scenario


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"client": {"excluded": ["amy"]}}, "the client of v excludes amy"),
        ({"client": {"gender_required": "man"}},
         "the client of v requires a caregiver of another gender than amy"),
        ({"service": {"requires": {"courses": ["lifting"]}}},
         "amy has not taken a course that v requires"),
        ({"amy": {"areas": ["south"]}}, "amy does not serve the area of v"),
        ({"visit": {"windows": [{"open": "18:00", "close": "19:00"}]}},
         "no allowed start of v lies in the shift of amy"),
        ({"visit": {"windows": [{"open": "06:00", "close": "07:59"}]}},
         "no allowed start of v lies in the shift of amy"),
    ],
)  # fmt: skip
def test_a_caregiver_who_may_not_come_is_named(small, changes, what):
    visit = changes.pop("visit", {}) | {"pinned_caregivers": ["amy"]}
    scenario = small(**changes, visit=visit)
    assert told(scenario) == [("visits[v].pinned_caregivers[0]", what)]
    assert (
        broken_pins(scenario)[0].todo
        == "Change the pin, or plan with dispatch solve --release-pins."
    )
    free = release_pins(scenario)
    assert free.visit["v"].pinned_caregivers == ()
    assert broken_pins(free) == []


@pytest.mark.parametrize(
    ("fields", "broken"),
    [
        ({"windows": [{"open": "09:00", "close": "10:00"}]}, True),
        ({"windows": [{"open": "09:00", "close": "10:01"}]}, False),
        ({"promise": {"start": "09:00", "tolerance": 60}}, True),
    ],
)
def test_a_start_that_other_times_forbid_is_named(small, fields, broken):
    scenario = small(visit={"pinned_start": "10:01", "pinned_caregivers": ["amy"], **fields})
    where = "visits[v].pinned_start"
    what = "the visit is pinned to 10:01, but its other times do not allow this start"
    assert told(scenario) == ([(where, what)] if broken else [])
    free = release_pins(scenario)
    assert (free.visit["v"].pinned_start is None) == broken
    assert free.visit["v"].pinned_caregivers == ("amy",)


def test_a_start_outside_the_hours_is_the_caregivers_fault(small):
    scenario = small(visit={"pinned_start": "20:00", "pinned_caregivers": ["amy"]})
    assert told(scenario) == [
        ("visits[v].pinned_caregivers[0]", "no allowed start of v lies in the shift of amy")
    ]
    free = release_pins(scenario).visit["v"]
    assert (free.pinned_start, free.pinned_caregivers) == ("20:00", ())


def test_papers_are_asked_on_the_date_of_the_pinned_start(small):
    paper = {"certificate": "nurse", "valid_until": "2026-11-23"}
    changes = {
        "service": {"requires": {"certificates": [[{"certificate": "nurse"}]]}},
        "amy": {"certificates": [paper], "shifts": [{"start": "20:00", "end": "28:00"}]},
    }
    before = small(**changes, visit={"pinned_caregivers": ["amy"], "pinned_start": "23:30"})
    assert broken_pins(before) == []
    after = small(**changes, visit={"pinned_caregivers": ["amy"], "pinned_start": "24:30"})
    assert told(after) == [
        ("visits[v].pinned_caregivers[0]",
         "the certificate of amy for v is not valid on that date")
    ]  # fmt: skip


def test_a_crew_is_released_together_and_each_fault_is_named(small):
    scenario = small(
        service=CREW,
        client={"excluded": ["bob"], "gender_required": "woman"},
        visit={"pinned_caregivers": ["amy", "bob"]},
    )
    assert [where for where, _ in told(scenario)] == ["visits[v].pinned_caregivers[1]"] * 2
    assert release_pins(scenario).visit["v"].pinned_caregivers == ()


def test_who_is_there_and_who_was_there_are_facts(small):
    both = {"client": "zhou", "service": "bath", "pinned_caregivers": ["amy"]}
    visits = [
        {"id": "running", **both, "facts": {"started": "09:00"}},
        {"id": "over", **both, "facts": {"started": "08:00", "ended": "08:30"}},
    ]
    scenario = small(client={"excluded": ["amy"]}, visits=visits)
    assert broken_pins(scenario) == []
    assert release_pins(scenario) is scenario


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 500), st.randoms(use_true_random=False))
def test_what_is_released_is_what_was_named(seed, random):
    scenario = generate_small(seed)
    names = [caregiver.id for caregiver in scenario.caregivers]
    pinned = []
    for visit in scenario.visits:
        size = len(scenario.service[visit.service].crew)
        if visit.facts is None and not visit.gaps and size <= len(names) and random.random() < 0.7:
            crew = tuple(random.sample(names, size))
            visit = visit.model_copy(update={"pinned_caregivers": crew, "pinned_start": None})
        pinned.append(visit)
    try:
        scenario = scenario.model_copy(update={"visits": tuple(pinned)})
    except InputError:
        reject()  # pins and gaps may contradict one another
    named = {problem.where.split("[")[1].split("]")[0] for problem in broken_pins(scenario)}
    free = release_pins(scenario)
    assert broken_pins(free) == []
    for before, after in zip(scenario.visits, free.visits, strict=True):
        assert (before != after) == (before.id in named)
        named_or_begun = before.facts or before.id in named
        if before.pinned_caregivers and not named_or_begun and allowed_starts(scenario, before):
            barred = Bars(scenario).of_each(before)
            for role, name in enumerate(before.pinned_caregivers):
                assert barred[name][role] == ()
