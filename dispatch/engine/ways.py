"""The ways of routes: between stops, and over the stations of kits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dispatch.engine.problem import Problem


def kits_of(problem: Problem, stops: Sequence[int]) -> list[int]:
    """Return the kits that some stops of a route bring, in their order."""
    kits = range(len(problem.station))
    return [kit for kit in kits if any(int(problem.brings[s]) >> kit & 1 for s in stops)]


def legs(problem: Problem, r: int, nodes: Sequence[int]) -> list[int]:
    """Return the ticks of travel of route `r`: to each stop in order, and to the end place.

    The first and the last way lead over the stations of the kits that the route brings; the first
    one of a caregiver who is out does not.
    """
    stops = [node for node in nodes if node < problem.n_stops]
    if not stops:
        return []
    ways = problem.travel[problem.mode[r]]
    stations = [problem.station[kit] for kit in kits_of(problem, stops)]
    fetched = [] if problem.out[r] else stations
    out = [problem.start_point[r], *fetched, problem.point_in[stops[0]]]
    back = [problem.point_out[stops[-1]], *reversed(stations), problem.end_point[r]]
    between = [(problem.point_out[a], problem.point_in[b]) for a, b in pairwise(stops)]
    journeys = [pairwise(out), *([each] for each in between), pairwise(back)]
    return [sum(int(ways[a, b]) for a, b in journey) for journey in journeys]
