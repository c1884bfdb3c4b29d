"""OR-Tools' routing library: https://developers.google.com/optimization/routing.

First solution by parallel cheapest insertion, then guided local search, "generally the most
efficient metaheuristic for vehicle routing" (developers.google.com/optimization, Routing options);
transit matrices instead of callbacks; skills as the values of the vehicle variables; priorities as
disjunction penalties; it has no seed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from peers.question import Question, Routes


def prepare(question: Question, *, seconds: float, seed: int) -> Callable[[], Routes]:
    """Build the model; the seconds are its time limit."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    del seed
    visits, vehicles = len(question.point), len(question.start)
    depots = sorted({*question.start, *question.end})
    points = question.point + depots
    manager = pywrapcp.RoutingIndexManager(
        len(points),
        vehicles,
        [visits + depots.index(point) for point in question.start],
        [visits + depots.index(point) for point in question.end],
    )
    model = pywrapcp.RoutingModel(manager)
    ways = question.travel[np.ix_(points, points)]
    service = np.array(question.service + [0] * len(depots))
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(ways.tolist()))
    horizon = max(*question.ends, *question.closes)  # some visits open when everybody is back
    took = model.RegisterTransitMatrix((ways + service[:, None]).tolist())
    model.AddDimension(took, horizon, horizon, False, "time")
    time = model.GetDimensionOrDie("time")
    for visit in range(visits):
        index = manager.NodeToIndex(visit)
        time.CumulVar(index).SetRange(question.opens[visit], question.closes[visit])
        able = np.flatnonzero(question.serves[visit]).tolist()
        if len(able) < vehicles:
            model.VehicleVar(index).SetValues([-1, *able])
        if question.prize[visit]:
            model.AddDisjunction([index], question.prize[visit])
    for vehicle in range(vehicles):
        for index in model.Start(vehicle), model.End(vehicle):
            time.CumulVar(index).SetRange(question.begins[vehicle], question.ends[vehicle])
    if any(question.capacity):
        load = model.RegisterUnaryTransitVector(question.load + [0] * len(depots))
        model.AddDimensionWithVehicleCapacity(load, 0, question.capacity, True, "load")
    told = pywrapcp.DefaultRoutingSearchParameters()
    told.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    told.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    told.time_limit.FromMilliseconds(int(1000 * seconds))
    model.CloseModelWithParameters(told)

    def run() -> Routes:
        found = model.SolveWithParameters(told)
        return [] if found is None else _routes(manager, model, found, vehicles)

    return run


def _routes(manager: object, model: object, found: object, vehicles: int) -> Routes:
    routes = []
    for vehicle in range(vehicles):
        visits = []
        index = found.Value(model.NextVar(model.Start(vehicle)))
        while not model.IsEnd(index):
            visits.append(manager.IndexToNode(index))
            index = found.Value(model.NextVar(index))
        routes.append((vehicle, visits))
    return routes
