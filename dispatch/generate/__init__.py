"""Plausible days and small road graphs from sizes and a seed.

``generate(roads, visits=, caregivers=, seed=)``
    A day for any road graph, or for straight lines.
``generate_roads(seed, areas=)``
    A road graph of no real place.
``generate_small(seed, visits=, caregivers=)``
    A small, odd scenario that may use any rule, for tests.
"""

from dispatch.generate.day import generate
from dispatch.generate.dials import Dials
from dispatch.generate.small import generate_small
from dispatch.generate.streets import generate_roads

__all__ = ["Dials", "generate", "generate_roads", "generate_small"]
