"""PyVRP: https://pyvrp.org (10.1287/ijoc.2023.0055).

`solve` with its default parameters, which its own benchmarks use (pyvrp.org, Benchmarks); skills as
access restrictions: a routing profile for each set of skills in which the ways to other visits do
not exist (pyvrp.org, Profiles); priorities as prizes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from peers.question import Question, Routes

MISSING = 10
"""A way that does not exist takes so many days: its own default, 2^44, did slightly worse."""


def prepare(question: Question, *, seconds: float, seed: int) -> Callable[[], Routes]:
    """Build the data; the seconds are its `MaxRuntime`."""
    import pyvrp
    from pyvrp.stop import MaxRuntime

    profiles: dict[bytes, int] = {}
    matrices = []
    for vehicles in question.alike:
        serves = question.serves[:, vehicles[0]]
        if serves.tobytes() not in profiles:
            profiles[serves.tobytes()] = len(profiles)
            matrices.append(_ways(question, serves))
    locations = len(matrices[0])
    visits = len(question.point)
    depots = sorted({*question.start, *question.end})
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(locations)],
        clients=[
            pyvrp.Client(
                location=visit,
                delivery=[question.load[visit]],
                service_duration=question.service[visit],
                tw_early=question.opens[visit],
                tw_late=question.closes[visit],
                prize=question.prize[visit],
                required=not question.prize[visit],
            )
            for visit in range(visits)
        ],
        depots=[pyvrp.Depot(location=visits + rank) for rank in range(len(depots))],
        vehicle_types=[
            pyvrp.VehicleType(
                num_available=len(vehicles),
                capacity=[question.capacity[one]] if question.capacity[one] else [1],
                start_depot=depots.index(question.start[one]),
                end_depot=depots.index(question.end[one]),
                tw_early=question.begins[one],
                tw_late=question.ends[one],
                profile=profiles[question.serves[:, one].tobytes()],
            )
            for vehicles in question.alike
            for one in vehicles[:1]
        ],
        distance_matrices=matrices,
        duration_matrices=matrices,
    )

    def run() -> Routes:
        found = pyvrp.solve(
            data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False
        ).best
        left = [list(vehicles) for vehicles in question.alike]
        return [
            (
                left[route.vehicle_type()].pop(0),
                [stop.idx for stop in route if stop.is_client()],
            )
            for route in found.routes()
        ]

    return run


def _ways(question: Question, serves: np.ndarray) -> np.ndarray:
    """Ways between the visits, then the depots, as far as they exist for these vehicles."""
    points = question.point + sorted({*question.start, *question.end})
    ways = question.travel[np.ix_(points, points)].copy()
    closed = np.flatnonzero(~serves)
    ways[closed, :] = ways[:, closed] = MISSING * max(question.ends)
    np.fill_diagonal(ways, 0)
    return ways
