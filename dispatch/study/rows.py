"""What a study leaves behind for every run, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple


class Key(NamedTuple):
    """Which run: the names of its scenario and its weighting, and its seed."""

    scenario: str
    weighting: str
    seed: int

    def __str__(self) -> str:
        return f"{self.scenario}/{self.weighting}/{self.seed}"


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes
    ----------
    scenario : str
        The name of its scenario in the study.
    weighting : str
        The name of its weighting.
    seed : int
        The seed of its search.
    measures : mapping of str to float or None
        Everything that was measured, by dotted name, such as ``visits.on_time``; also ``cost``.
        None is what is undefined.
    """

    scenario: str
    weighting: str
    seed: int
    measures: Mapping[str, float | None]

    @property
    def key(self) -> Key:
        """Which run it is."""
        return Key(self.scenario, self.weighting, self.seed)


@dataclass(frozen=True)
class Measure:
    """A measure that a study asks about.

    Attributes
    ----------
    name : str
        Its dotted name in `Run.measures`.
    label : str
        What people call it.
    unit : str
        The unit for people, such as ``min``; empty for counts and shares.
    better : {"less", "more"}
        In which direction it is better.
    """

    name: str
    label: str
    unit: str
    better: Literal["less", "more"] = "less"
