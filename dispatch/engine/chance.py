"""Random numbers from the seed of a search."""

from __future__ import annotations

import numpy as np

from dispatch.engine.compiled import kernel
from dispatch.engine.state import RANDOM, State


@kernel
def draw(s: State) -> np.uint64:
    """Return the next 64 random bits (xorshift64*, Vigna 2016, 10.1145/2845077)."""
    x = np.uint64(s.tally[RANDOM])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    s.tally[RANDOM] = np.int64(x)
    return x * np.uint64(2685821657736338717)


@kernel
def below(s: State, n: int) -> int:
    """Draw a whole number from 0 to n - 1, without a division (Lemire 2019, 10.1145/3230636)."""
    return int(np.int64(((draw(s) >> np.uint64(33)) * np.uint64(n)) >> np.uint64(31)))


_QUANTILES = -np.log(1.0 - (np.arange(256) + 0.5) / 256)


@kernel
def exponential(s: State) -> float:
    """Draw from the exponential distribution of mean 1; one of 256 quantiles, for speed."""
    return float(_QUANTILES[np.int64(draw(s) >> np.uint64(56))])


@kernel
def unit(s: State) -> float:
    """Draw a number from [0, 1)."""
    return np.float64(draw(s) >> np.uint64(11)) * (1.0 / 9007199254740992.0)
