"""Repair of a day with what may yet be asked for: the bridge from visits to their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from dispatch.encoding import Encoded, carried, decode, encode, frozen
from dispatch.engine import Problem, Progress, Solution, Stop
from dispatch.errors import Fault, InputError, fault, told
from dispatch.live.event_checks import faults_of_events
from dispatch.live.events import Requested
from dispatch.planner import kept
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.base import Model

Futures: TypeAlias = Sequence[Sequence[Visit]]
"""Several ways in which a day may go on: the visits that are asked for in each."""


class _Futures(Model):
    futures: tuple[tuple[Visit, ...], ...]


def futures_of(scenario: Scenario, given: Futures) -> Futures:
    """Read futures of a day.

    Raises
    ------
    InputError
        If they are no lists of visits, or with what keeps visits from being asked for.
    """
    futures = _Futures(futures=given).futures
    if wrong := _faults(scenario, futures):
        raise InputError(*told(wrong))
    return futures


def _faults(scenario: Scenario, futures: Futures) -> list[Fault]:
    """List what keeps visits from being asked for."""
    now = scenario.now or scenario.moment(0)
    where = [f"futures[{k}][{n}]" for k, each in enumerate(futures) for n in range(len(each))]
    coming = [visit for future in futures for visit in future]
    found = [
        fault("request-begun", f"{at}.facts")
        for at, visit in zip(where, coming, strict=True)
        if visit.facts is not None
    ]
    for each in faults_of_events(scenario, [Requested(at=now, visit=one) for one in coming]):
        number, _, field = each.where.removeprefix("events[").partition("].visit")
        found.append(replace(each, where=where[int(number)] + field))
    return found


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
        /,
        *,
        initial: Solution | None,
        seed: int,
        stop: Stop,
        progress: Callable[[Progress], None] | None,
        threads: int,
    ) -> Solution:
        """Plan; see `dispatch.engine.foresight.foreseeing`."""
        from dispatch.engine.foresight import foreseeing
        from dispatch.engine.search import greedy

        assert initial is not None
        day = self.encoded.scenario
        coming = [visit for future in self.futures for visit in future]
        scenario = day.unchecked(visits=(*day.visits, *coming))
        whole = encode(scenario, self.encoded.travel, known=self.encoded)
        start = carried(self.encoded, initial, whole)
        first = len(day.open_visits) + np.cumsum([0, *map(len, self.futures)])
        found = foreseeing(
            frozen(whole.problem, start, self.stays),
            [np.arange(a, b) for a, b in pairwise(first)],
            initial=start, seed=seed, stop=stop, progress=progress, threads=threads,
        )  # fmt: skip
        bound = replace(self.encoded, problem=problem)  # what stays is never dropped
        solution, dropped = kept(bound, decode(whole, found))
        return greedy(problem, initial=solution) if dropped else solution
