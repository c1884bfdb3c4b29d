"""reinterpretcat/vrp, by the package vrp-cli: https://github.com/reinterpretcat/vrp.

Its default algorithm, as its documentation advises (Evaluating performance: parameters may be
omitted "to stick with defaults"), in one pool of one thread, until `maxTime` (in whole seconds);
skills and values are its own; objectives by rank: value (where there are priorities), unassigned,
cost; it has no seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from peers.question import Question, Routes


def prepare(question: Question, *, seconds: float, seed: int) -> Callable[[], Routes]:
    """Write the problem, its matrix and the configuration; a tick becomes a second."""
    import vrp_cli

    del seed
    problem = json.dumps(_problem(question))
    ways = [int(way) for way in question.travel.ravel()]
    matrix = json.dumps({"profile": "one", "travelTimes": ways, "distances": ways})
    told = json.dumps(
        {
            "termination": {"maxTime": max(1, round(seconds))},
            "environment": {
                "parallelism": {"numThreadPools": 1, "threadsPerPool": 1},
                "logging": {"enabled": False},
            },
        }
    )

    def run() -> Routes:
        found = json.loads(vrp_cli.solve_pragmatic(problem, [matrix], told))
        return [
            (
                int(tour["vehicleId"]),
                [
                    int(activity["jobId"])
                    for stop in tour["stops"]
                    for activity in stop["activities"]
                    if activity["type"] not in ("departure", "arrival")
                ],
            )
            for tour in found["tours"]
        ]

    return run


def _problem(question: Question) -> dict[str, object]:
    ranked = ["minimize-unassigned", "minimize-cost"]
    if any(question.prize):
        ranked.insert(0, "maximize-value")
    return {
        "plan": {"jobs": [_job(question, visit) for visit in range(len(question.point))]},
        "fleet": {
            "vehicles": [
                _vehicle(question, vehicles, number)
                for number, vehicles in enumerate(question.alike)
            ],
            "profiles": [{"name": "one"}],
        },
        "objectives": [[{"type": objective}] for objective in ranked],
    }


def _job(question: Question, visit: int) -> dict[str, object]:
    place = {
        "location": {"index": question.point[visit]},
        "duration": question.service[visit],
        "times": [[_time(question.opens[visit]), _time(question.closes[visit])]],
    }
    loaded = any(question.capacity)
    task: dict[str, object] = {"places": [place]}
    if loaded:
        task["demand"] = [question.load[visit]]
    job: dict[str, object] = {"id": str(visit), "deliveries" if loaded else "services": [task]}
    if question.skill[visit] is not None:
        job["skills"] = {"allOf": [f"s{question.skill[visit]}"]}
    if question.values[visit]:
        job["value"] = float(question.values[visit])
    return job


def _vehicle(question: Question, vehicles: list[int], number: int) -> dict[str, object]:
    one = vehicles[0]
    return {
        "typeId": f"t{number}",
        "vehicleIds": [str(vehicle) for vehicle in vehicles],
        "profile": {"matrix": "one"},
        "costs": {"fixed": 0.0, "distance": 1.0, "time": 0.0},
        "shifts": [
            {
                "start": {
                    "earliest": _time(question.begins[one]),
                    "location": {"index": question.start[one]},
                },
                "end": {
                    "latest": _time(question.ends[one]),
                    "location": {"index": question.end[one]},
                },
            }
        ],
        "capacity": [question.capacity[one]] if any(question.capacity) else [1],
        "skills": [f"s{skill}" for skill in sorted(question.skills(one))],
    }


def _time(tick: int) -> str:
    return datetime.fromtimestamp(tick, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
