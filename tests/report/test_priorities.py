"""Priorities in three sizes."""

import pytest

from dispatch.report.priorities import Priorities, told
from dispatch.scenario import Scenario


@pytest.mark.parametrize(
    ("priorities", "sizes", "ranges"),
    [
        ([2, 2, 2, 2, 2], [1, 1, 1, 1, 1], [(1, "2")]),
        ([1, 5, 1, 5, 5], [1, 2, 1, 2, 2], [(1, "1"), (2, "5")]),
        ([1, 2.5, 3, 7, 9], [1, 1, 2, 2, 3], [(1, "1–2.5"), (2, "3–7"), (3, "9")]),
    ],
)
def test_each_size_has_as_many_values(scenario, priorities, sizes, ranges):
    data = scenario.model_dump(mode="json")
    for visit, amount in zip(data["visits"], priorities, strict=True):
        visit["priority"] = amount
    day = Scenario.model_validate(data)
    parts = Priorities(day)
    assert [parts.size(visit) for visit in day.visits] == sizes
    assert [*parts.ranges()] == ranges
    assert told(day, day.visits[1]) == f"{priorities[1]:g}"
