"""Caregivers who share a reason share a line, with their names."""

from __future__ import annotations

import pytest

from dispatch.explanations import explain

SHIFT = {"shifts": [{"start": "08:00", "end": "12:00"}], "start": "D", "mode": "walk"}


def reasons_told(explanation):
    """Return the lines of the reasons, which come before the ways."""
    lines = [*explanation.lines()]
    end = next((k for k, line in enumerate(lines) if line.startswith("v could")), len(lines) - 1)
    return lines[1:end]


@pytest.mark.parametrize(
    ("women", "line"),
    [
        (1, "  the client of v requires a caregiver of another gender than w0"),
        (3, "  3 not of the required gender: w0, w1, w2"),
        (8, "  8 not of the required gender: w0, w1, w2, w3, w4, w5 and 2 more"),
    ],
)
def test_a_shared_reason_is_told_once_with_names(small, plan_of, women, line):
    caregivers = [{"id": f"w{k}", "gender": "woman", **SHIFT} for k in range(women)]
    scenario = small(client={"gender_required": "man"}, caregivers=caregivers)
    explanation = explain(scenario, plan_of(scenario), "v")
    assert reasons_told(explanation) == [line]
    assert len(explanation.as_dict()["reasons"]) == women


def test_shared_figures_are_the_best_ones(small, plan_of):
    """The last start is 09:05; three come near at 09:10, the others can be there later."""
    asked = {"windows": [{"open": "08:00", "close": "08:05"}, {"open": "09:00", "close": "09:05"}]}
    starts = ("09:00", "09:00", "09:00", "09:05", "09:02")
    people = [
        {"id": f"w{k}", "gender": "woman", **SHIFT, "shifts": [{"start": at, "end": "12:00"}]}
        for k, at in enumerate(starts)
    ]
    scenario = small(caregivers=people, v=asked)
    assert reasons_told(explain(scenario, plan_of(scenario), "v")) == [
        "  w0 can start v at 09:10 at the earliest, but its last start is 09:05",
        "  w1 can start v at 09:10 at the earliest, but its last start is 09:05",
        "  w2 can start v at 09:10 at the earliest, but its last start is 09:05",
        "  2 who cannot come in time (at best at 09:12; the last start is 09:05): w4, w3",
    ]
