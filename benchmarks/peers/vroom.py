"""VROOM, by pyvroom: https://github.com/VROOM-Project/vroom.

Exploration level 5, the most thorough one (VROOM's README and API, `-x 5`), on one thread; skills
and priorities are its own. It ends by itself when its searches are done, mostly before the time is
up, and has no seed: it is then asked again, with jobs and vehicles in another order, which leads
its heuristics elsewhere, until the time is up. The best answer counts; the first is of the order
that was given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from peers.question import Inexpressible, Question, Routes

LEVEL = 5
MOST = 100
"""The highest priority that it knows."""


def prepare(question: Question, *, seconds: float, seed: int) -> Callable[[], Routes]:
    """Build the first input; the seconds are the timeout of all runs, the seed is of the orders."""
    if max(question.values) > MOST:
        raise Inexpressible(f"priorities above {MOST}")
    jobs, vehicles = list(range(len(question.point))), list(range(len(question.start)))
    first = _input(question, jobs, vehicles)

    def run() -> Routes:
        ends = time.perf_counter() + seconds
        draw = Random(seed)
        best = _solved(first, seconds)
        while (left := ends - time.perf_counter()) > 0:
            draw.shuffle(jobs)
            draw.shuffle(vehicles)
            best = min(best, _solved(_input(question, jobs, vehicles), left), key=question.rank)
        return best

    return run


def _input(question: Question, jobs: Sequence[int], vehicles: Sequence[int]) -> Any:
    import vroom

    loaded = any(question.capacity)
    asked = vroom.Input()
    asked.set_durations_matrix("car", question.travel)
    asked.add_vehicle(
        [
            vroom.Vehicle(
                id=vehicle,
                start=question.start[vehicle],
                end=question.end[vehicle],
                capacity=[question.capacity[vehicle]] if loaded else (),
                skills=question.skills(vehicle),
                time_window=(question.begins[vehicle], question.ends[vehicle]),
            )
            for vehicle in vehicles
        ]
    )
    asked.add_job(
        [
            vroom.Job(
                id=visit,
                location=question.point[visit],
                default_service=question.service[visit],
                delivery=[question.load[visit]] if loaded else vroom.Amount(),
                skills=set() if question.skill[visit] is None else {question.skill[visit]},
                priority=question.values[visit],
                time_windows=[(question.opens[visit], question.closes[visit])],
            )
            for visit in jobs
        ]
    )
    return asked


def _solved(asked: Any, seconds: float) -> Routes:
    found = asked.solve(exploration_level=LEVEL, nb_threads=1, timeout=timedelta(seconds=seconds))
    return [
        (route["vehicle"], [step["id"] for step in route["steps"] if step["type"] == "job"])
        for route in found.to_dict()["routes"]
    ]
