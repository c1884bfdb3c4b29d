"""VROOM, by pyvroom: https://github.com/VROOM-Project/vroom.

Exploration level 5, the most thorough one (VROOM's README and API, `-x 5`), on one thread; skills
and priorities are its own; it ends by itself when its searches are done, mostly before the time is
up, and has no seed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from peers.question import Inexpressible, Question, Routes

LEVEL = 5
MOST = 100
"""The highest priority that it knows."""


def prepare(question: Question, *, seconds: float, seed: int) -> Callable[[], Routes]:
    """Build the input; the seconds are its timeout."""
    import vroom

    del seed
    if max(question.values) > MOST:
        raise Inexpressible(f"priorities above {MOST}")
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
            for vehicle in range(len(question.start))
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
            for visit in range(len(question.point))
        ]
    )

    def run() -> Routes:
        found = asked.solve(
            exploration_level=LEVEL, nb_threads=1, timeout=timedelta(seconds=seconds)
        )
        return [
            (route["vehicle"], [step["id"] for step in route["steps"] if step["type"] == "job"])
            for route in found.to_dict()["routes"]
        ]

    return run
