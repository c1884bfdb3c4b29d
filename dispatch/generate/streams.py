"""Random draws that depend on what they are for, never on what was drawn before.

A stream is named by a seed and a key such as ``("client", "c017", "gender")``. Adding a caregiver,
or turning one dial, so leaves every other draw as it was (common random numbers).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, TypeVar

T = TypeVar("T")

_GOLDEN: Final = (5**0.5 - 1) / 2


class Stream:
    """The draws for one purpose: SHA-256 in counter mode, the same on every machine and version.

    Most streams give one draw only, for which a hash is ten times faster than to seed a generator.
    """

    def __init__(self, seed: int, *key: str | int) -> None:
        self._seed = seed
        self._key = key
        self._count = 0

    def of(self, *key: str | int) -> Stream:
        """Return the independent stream for a part of this purpose."""
        return Stream(self._seed, *self._key, *key)

    @cached_property
    def _named(self) -> bytes:
        return "\0".join(str(part) for part in (self._seed, *self._key)).encode()

    def share(self) -> float:
        """Draw uniformly from [0, 1)."""
        counted = self._named + b"\0\0" + str(self._count).encode()
        self._count += 1
        digest = hashlib.sha256(counted).digest()
        return (int.from_bytes(digest[:8], "big") >> 11) / (1 << 53)

    def chance(self, probability: float) -> bool:
        """Say yes with a probability."""
        return self.share() < probability

    def between(self, low: float, high: float) -> float:
        """Draw uniformly from [low, high)."""
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from low to high, both inclusive."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of several, each as likely as the other."""
        return items[int(self.share() * len(items))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Draw a key with a probability proportional to its weight."""
        return key_at(weights, self.share())

    def some(self, items: Sequence[T], number: int) -> list[T]:
        """Draw several different ones, in the order drawn."""
        left = list(items)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(min(number, len(left)))]


def key_at(weights: Mapping[T, float], share: float) -> T:
    """Return the key that a share of [0, 1) falls to where each has a stretch by its weight."""
    left = share * sum(weights.values())
    for item, weight in weights.items():
        left -= weight
        if left < 0:
            return item
    return max(weights, key=lambda item: weights[item])


def every(share: float, index: int, offset: float) -> bool:
    """Say yes for exactly a share of all indices, evenly spread.

    For people of whom a small team must not have none or too many by chance.
    """
    return int(share * (index + 1) + offset) > int(share * index + offset)


def evenly(index: int, offset: float) -> float:
    """Return a number from [0, 1); any first so many of them are evenly spread.

    The additive recurrence with the golden ratio: shares of a few dozen come out as they should.
    """
    return (offset + index * _GOLDEN) % 1


def of_the_rest(share: float, taken: float) -> float:
    """Say what a share of all is among those that another share leaves."""
    return min(1.0, share / (1 - taken)) if taken < 1 else 0.0
