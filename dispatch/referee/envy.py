"""Envy: who has more than a colleague who could take over or exchange a visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import permutations
from typing import Final, TypeAlias

from dispatch.referee.able import could_take
from dispatch.referee.reading import Call, Reading
from dispatch.scenario import Caregiver, Scenario

Part: TypeAlias = Callable[[Call, Caregiver], float]
"""What a caregiver has of a resource by a part in a visit."""

_LESS: Final = 1e-9
"""What is less by no more than this is as much: sums of floats differ by their order."""


class Exchanges:
    """The parts in visits of a plan that may pass from one caregiver to another.

    They may if the other one is not there already and `could_take` the part.
    """

    def __init__(self, scenario: Scenario, reading: Reading) -> None:
        self._scenario, self._reading = scenario, reading
        self._known: dict[tuple[str, int, str], bool] = {}

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
        key = call.visit.id, role, taker.id
        if key not in self._known:
            self._known[key] = self._allowed(call, role, taker)
        return self._known[key]

    def _allowed(self, call: Call, role: int, taker: Caregiver) -> bool:
        crew = {each.caregiver.id for each in self._reading.calls[call.visit.id]}
        if call.visit.running or taker.id in crew:
            return False
        return could_take(self._scenario, call.visit, role, taker)
