"""Repair of a day with what may yet be asked for: the bridge from visits to their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from dispatch.encoding import Encoded, carried, decode, encode, frozen
from dispatch.engine import Problem, Progress, Solution, Stop
from dispatch.errors import Fault
from dispatch.live.event_checks import faults_of_events
from dispatch.live.events import Requested
from dispatch.planner import kept
from dispatch.scenario import Scenario, Visit

Futures: TypeAlias = Sequence[Sequence[Visit]]
"""Several ways in which a day may go on: the visits that are asked for in each."""


def faults_of_futures(scenario: Scenario, futures: Futures) -> list[Fault]:
    """List what keeps visits from being asked for; all of them need different, new ids."""
    places = [(k, n, visit) for k, future in enumerate(futures) for n, visit in enumerate(future)]
    now = scenario.now or scenario.moment(0)
    found = faults_of_events(scenario, [Requested(at=now, visit=v) for _, _, v in places])
    told = []
    for each in found:
        number, _, field = each.where.removeprefix("events[").partition("].visit")
        k, n, _ = places[int(number)]
        told.append(replace(each, where=f"futures[{k}][{n}]{field}"))
    return told


@dataclass(frozen=True)
class Foresight:
    """An engine that plans a day so that it suits several futures.

    Attributes
    ----------
    encoded : Encoded
        The day.
    stays : sequence of int
        The numbers of the visits that keep their people and their start.
    futures : sequence of sequences of Visit
        Visits that may yet be asked for.
    """

    encoded: Encoded
    stays: Sequence[int]
    futures: Futures

    def __call__(
        self,
        problem: Problem,
        *,
        initial: Solution,
        seed: int,
        stop: Stop,
        progress: Callable[[Progress], None] | None,
        threads: int,
    ) -> Solution:
        """Plan; see `dispatch.engine.foresight.foreseeing`."""
        from dispatch.engine.foresight import foreseeing

        del problem
        day = self.encoded.scenario
        coming = [visit for future in self.futures for visit in future]
        scenario = day.unchecked(visits=(*day.visits, *coming))
        whole = encode(scenario, self.encoded.travel, known=self.encoded)
        start = carried(self.encoded, initial, whole)
        first = len(day.open_visits) + np.cumsum([0, *map(len, self.futures)])
        found = foreseeing(
            frozen(whole.problem, start, self.stays),
            [np.arange(a, b) for a, b in zip(first[:-1], first[1:], strict=True)],
            initial=start, seed=seed, stop=stop, progress=progress, threads=threads,
        )  # fmt: skip
        plan = decode(whole, found)
        solution, _ = kept(self.encoded, plan)
        return solution
