"""The priorities of a day in three sizes, so that a map can show them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Final

from dispatch.plan import Plan, Unserved
from dispatch.rules import priority
from dispatch.scenario import Scenario, Visit

SIZES: Final = 3


class Priorities:
    """The priorities that occur in a day, divided into `SIZES` parts with as many values each."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def _values(self) -> list[int]:
        return sorted({priority(self.scenario, visit) for visit in self.scenario.visits})

    def size(self, visit: Visit) -> int:
        """The part in which the priority of a visit lies, from 1 for the lowest."""
        rank = bisect_left(self._values, priority(self.scenario, visit))
        return 1 + rank * SIZES // len(self._values)

    def ranges(self) -> Iterator[tuple[int, str]]:
        """Each part that occurs, with its priorities, such as ``1–2.5``."""
        count = len(self._values)
        bounds = [-(-part * count // SIZES) for part in range(SIZES + 1)]
        for size, (first, end) in enumerate(pairwise(bounds), 1):
            if first < end:
                low, high = (f"{self._values[k] / 1000:g}" for k in (first, end - 1))
                yield size, low if low == high else f"{low}–{high}"


def told(scenario: Scenario, visit: Visit) -> str:
    """The priority of a visit as a number."""
    return f"{priority(scenario, visit) / 1000:g}"


def by_importance(scenario: Scenario, plan: Plan) -> list[Unserved]:
    """The visits left out of a plan, mandatory ones first, then those of high priority."""

    def rank(left_out: Unserved) -> tuple[bool, int]:
        visit = scenario.visit[left_out.visit]
        return not visit.binding, -priority(scenario, visit)

    return sorted(plan.unserved, key=rank)
