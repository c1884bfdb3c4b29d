"""Envy: who has more than a colleague who could take over or exchange a visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import permutations
from typing import Final, TypeAlias

from dispatch.referee.able import Able
from dispatch.referee.reading import Call, Reading
from dispatch.scenario import Caregiver, Scenario

Part: TypeAlias = Callable[[Call, Caregiver], float]
"""What a caregiver has of a resource by a part in a visit."""

_LESS: Final = 1e-9
"""What is less by no more than this is as much: sums of floats differ by their order."""


class Exchanges:
    """The parts in visits of a plan that may pass from one caregiver to another.

    They may if the other one is not there already and could take the part (`Able`).
    """

    def __init__(self, scenario: Scenario, reading: Reading, able: Able) -> None:
        self._scenario, self._reading, self._able = scenario, reading, able

    def envy(
        self, pools: Iterable[Collection[str]], amounts: Mapping[str, float], part: Part
    ) -> int:
        """Count the ordered pairs of one pool of whom the first has more and need not.

        She need not if she can give the second a visit, or exchange one for another, after which
        both have less than she had.
        """
        return sum(
            amounts[one] > amounts[other]
            and self._can_ease(amounts[one], amounts[other], one, other, part)
            for pool in pools
            for one, other in permutations(pool, 2)
        )

    def _can_ease(self, most: float, least: float, one: str, other: str, part: Part) -> bool:
        giver, taker = self._scenario.caregiver[one], self._scenario.caregiver[other]
        returns = [(part(call, giver), part(call, taker)) for call in self._movable(taker, giver)]
        return any(
            max(most - part(call, giver) + back, least + part(call, taker) - given) < most - _LESS
            for call in self._movable(giver, taker)
            for back, given in [(0.0, 0.0), *returns]
        )

    def _movable(self, giver: Caregiver, taker: Caregiver) -> Iterator[Call]:
        """Yield the parts of one caregiver that the other may take."""
        for tour in self._reading.tours_of[giver.id]:
            for call in tour.calls:
                if call.role is not None and self._may(call, call.role, taker):
                    yield call

    def _may(self, call: Call, role: int, taker: Caregiver) -> bool:
        crew = self._reading.calls[call.visit.id]
        is_settled = call.visit.running or any(each.caregiver.id == taker.id for each in crew)
        return not is_settled and self._able.could_take(call.visit, role, taker)
