"""Random draws that depend on their purpose, never on earlier draws.

A stream is named by a seed and a key such as ``("client", "c017", "gender")``. So adding a
caregiver, or changing one dial, leaves every other draw as it was (common random numbers).
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

    Most streams give only one draw; a hash is then ten times faster than seeding a generator.
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
        """Draw true with a probability."""
        return self.share() < probability

    def between(self, low: float, high: float) -> float:
        """Draw uniformly from [low, high)."""
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from low to high, both inclusive."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of several with equal probability."""
        return items[int(self.share() * len(items))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Draw a key with a probability proportional to its weight."""
        return key_at(weights, self.share())

    def some(self, items: Sequence[T], number: int) -> list[T]:
        """Draw several without repetition, in the order drawn."""
        left = list(items)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(min(number, len(left)))]


def key_at(weights: Mapping[T, float], share: float) -> T:
    """Return the key at a share of [0, 1), in which each key has a part by its weight."""
    left = share * sum(weights.values())
    for item, weight in weights.items():
        left -= weight
        if left < 0:
            return item
    return max(weights, key=lambda item: weights[item])


def every(share: float, index: int, offset: float) -> bool:
    """Return true for exactly a share of all indices, evenly spread.

    It serves for traits of which a small team must not have none or too many by chance.
    """
    return int(share * (index + 1) + offset) > int(share * index + offset)


def evenly(index: int, offset: float) -> float:
    """Return a number from [0, 1); the first numbers, however many, are evenly spread.

    It is the additive recurrence with the golden ratio: shares of a few dozen are accurate.
    """
    return (offset + index * _GOLDEN) % 1


def of_the_rest(share: float, taken: float) -> float:
    """Return what a share of all is among those that another share leaves."""
    return min(1.0, share / (1 - taken)) if taken < 1 else 0.0
