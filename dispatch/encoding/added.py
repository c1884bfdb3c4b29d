"""One more visit in an encoded scenario, without encoding the others again."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.clients import Clients, clients_of
from dispatch.encoding.encode import (
    bounded,
    encode,
    fields_of_visits,
    has_fixed,
    in_ticks,
    modes_of,
    pieces_of,
    staff_of,
    stops_of,
    tick_of,
    too_large,
)
from dispatch.encoding.encoded import Encoded, Frame
from dispatch.encoding.fairness import fairness_fields
from dispatch.encoding.fields import client_fields, ints, piece_fields
from dispatch.encoding.initial import routes_of_clients
from dispatch.engine.parts import extended, reordered, rerouted, rescaled
from dispatch.engine.problem import Ints, Problem, Solution
from dispatch.engine.ranking import is_exact
from dispatch.rules import begun_routes, occupies
from dispatch.scenario import Scenario, Visit


def with_visit(whole: Encoded, scenario: Scenario, *, apart: bool = True) -> Encoded:
    """Encode a scenario that has one more visit than an encoded one.

    The result equals `encode` but for the order of places, quotas and groups. If another travel
    mode or the first client with a route comes into use, everything is encoded again.

    Parameters
    ----------
    whole
        The encoded scenario.
    scenario
        The same scenario with one more visit behind the others, and any more clients behind the
        others.
    apart
        Whether something keeps the visit apart from others of its client that could overlap with
        it. Without it, the caller sees to that by the starts that it asks for.

    Raises
    ------
    InputError
        If numbers are too large to be represented exactly.
    RoadsError
        If a mode in use cannot reach a place of the visit.
    """
    few = _linked(scenario, scenario.visits[-1])
    frame = _frame(whole, scenario, few, apart)
    layers = len(frame.modes) + has_fixed(scenario, frame)
    if frame.modes != whole.frame.modes or layers > len(whole.problem.travel):
        return encode(scenario, frame.travel)
    fields = fields_of_visits(few, frame)
    frame = replace(frame, step=tick_of(fields, frame.step))
    legs = _Legs.of(whole, frame)
    tick = math.gcd(tick_of(fields, whole.tick), legs.step)
    finer = rescaled(whole.problem, whole.tick // tick)
    problem = _with_routes(finer, whole, frame, scenario, tick)
    problem = legs.added(problem, tick)
    number = {each.id: k for k, each in enumerate(whole.scenario.open_visits)}
    new = whole.problem.n_visits
    numbers = ints(number.get(each.id, new) for each in few.open_visits)
    problem = extended(problem, problem.replace(**in_ticks(fields, tick)), numbers)
    if new > len(number):  # the visits that say where caregivers are stay the last ones
        problem = reordered(problem, ints([*range(len(number)), new, *range(len(number), new)]))
    begun = begun_routes(scenario, frame.travel.between)
    problem = problem.replace(**in_ticks(fairness_fields(scenario, begun), tick))
    if not is_exact(problem):
        raise too_large()
    return Encoded(scenario, frame, problem, tick, stops_of(scenario, frame.clients), whole.routes)


def carried(whole: Encoded, solution: Solution, more: Encoded) -> Solution:
    """Convert a solution to a scenario with more visits, which it leaves out.

    Parameters
    ----------
    whole
        The scenario of the solution.
    solution
        The solution, with its times.
    more
        The same scenario with more visits behind the others.
    """
    before, after = whole.problem.n_stops, more.problem.n_stops
    stop = [more.stop_of[key] for key in whole.stops]
    stop += range(len(more.stops), after)  # where caregivers are
    moved = _renumbered(whole, more.frame).tolist()
    finer, added = whole.tick // more.tick, more.problem.n_visits - whole.problem.n_visits
    old = len(whole.scenario.open_visits)
    start = [at if at < 0 else at * finer for at in solution.start]
    start[old:old] = [-1] * added
    held = [*solution.held]
    held[old:old] = [0] * added
    routes: list[tuple[int, ...]] = [()] * more.problem.n_routes
    rests = [-1] * more.problem.n_routes
    for old, nodes in enumerate(solution.routes):
        new, rest = moved[old], solution.break_start[old]
        routes[new] = tuple(stop[n] if n < before else after + new for n in nodes)
        rests[new] = rest if rest < 0 else rest * finer
    for route, visits in routes_of_clients(more, start):
        routes[route] = tuple(visits)
    return replace(
        solution,
        routes=tuple(routes),
        held=tuple(held),
        start=tuple(start),
        break_start=tuple(rests),
        cost=solution.cost * finer,
    )


def _linked(scenario: Scenario, visit: Visit) -> Scenario:
    """Keep the visits of the same client, and all that gaps and groups connect with them."""
    groups: dict[str, list[str]] = {}
    for each in scenario.visits:
        if each.group is not None:
            groups.setdefault(each.group, []).append(each.id)
    found: set[str] = set()
    left = [each.id for each in scenario.visits if each.client == visit.client]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            one = scenario.visit[name]
            left += [gap.after for gap in one.gaps]
            left += [each.id for each, _ in scenario.followers.get(name, ())]
            left += groups.get(one.group or "", ())
    return scenario.unchecked(visits=tuple(v for v in scenario.visits if v.id in found))


def _frame(whole: Encoded, scenario: Scenario, few: Scenario, apart: bool) -> Frame:
    """Return the frame with one more visit, given with those that are linked with it."""
    visit, travel = few.visits[-1], whole.travel
    for place in (scenario.client[visit.client].place, visit.end_place):
        travel = travel if place is None else travel.joined(place)
    pieces = tuple(pieces_of(scenario))
    found = clients_of(few, travel)
    if not apart:
        found = replace(found, apart={})
    clients = _clients(whole, scenario, found, visit.client)
    staff = staff_of(scenario, whole)
    return Frame(travel, modes_of(scenario, pieces), pieces, clients, staff, whole.frame.step)


def _clients(whole: Encoded, scenario: Scenario, found: Clients, client: str) -> Clients:
    """Return what keeps visits apart, with what is `found` for one client, as `clients_of` does."""
    mine = {each for each in scenario.visit if scenario.visit[each].client == client}
    apart = {**whole.clients.apart, **{k: v for k, v in found.apart.items() if k in mine}}
    around = {**whole.clients.around, **{k: v for k, v in found.around.items() if k in mine}}
    first: dict[str, int] = {}
    for number, each in enumerate(scenario.open_visits):
        if occupies(scenario, each):
            first.setdefault(each.client, number)
    return Clients(dict(sorted(apart.items(), key=lambda each: first[each[1]])), around)


def _renumbered(whole: Encoded, frame: Frame) -> Ints:
    """Return the new numbers of all routes: more pieces and more clients may have routes."""
    people = len(whole.routes)
    piece = {key: people + k for k, key in enumerate(frame.pieces)}
    first_client = people + len(frame.pieces)
    return ints(
        [
            *range(people),
            *(piece[key] for key in whole.pieces),
            *(first_client + frame.clients.number[client] for client in whole.clients.number),
        ]
    )


def _with_routes(
    problem: Problem, whole: Encoded, frame: Frame, scenario: Scenario, tick: int
) -> Problem:
    """Add the routes of pieces and clients that come into use; pieces of a pool are alike."""
    moved, people = _renumbered(whole, frame), len(whole.routes)
    size = people + len(frame.pieces) + len(frame.clients.number)
    if size == len(moved) and (moved == np.arange(size)).all():
        return problem
    wide = rerouted(problem, moved, size)
    eligible = wide.eligible.copy()
    column = {
        pool: route
        for (pool, number), route in zip(whole.pieces, moved[people:].tolist(), strict=False)
        if not scenario.pool[pool].is_lost(number)
    }
    for route, (pool, number) in enumerate(frame.pieces, people):
        if (pool, number) not in whole.pieces and pool in column:
            eligible[:, route] = eligible[:, column[pool]]
    pieces = in_ticks(piece_fields(scenario, frame.travel, frame.pieces, frame.modes), tick)
    clients = client_fields(frame.clients, frame.modes)
    return wide.replace(
        eligible=eligible,
        **{
            name: np.concatenate([getattr(wide, name)[:people], row, clients[name]])
            for name, row in pieces.items()
        },
    )


class _Legs(NamedTuple):
    """The legs from and to new places, in milliseconds."""

    out: NDArray[np.int64]
    """From the new places to all, (modes, new, places)."""
    back: NDArray[np.int64]
    """From the known places to the new ones, (modes, known, new)."""

    @classmethod
    def of(cls, whole: Encoded, frame: Frame) -> _Legs:
        """Ask for the legs of the places that a scenario has more."""
        known, size = whole.problem.travel.shape[1], len(frame.travel.places)
        new, everywhere = np.arange(known, size), np.arange(size)
        no_way = int(whole.problem.no_way[0]) * whole.tick

        def block(origins: Ints, destinations: Ints) -> NDArray[np.int64]:
            shape = (len(frame.modes), len(origins), len(destinations))
            if not len(new):
                return np.zeros(shape, dtype=np.int64)
            found = np.stack([frame.travel.block(m, origins, destinations) for m in frame.modes])
            return bounded(found, no_way).reshape(shape)

        return cls(block(new, everywhere), block(everywhere[:known], new))

    @property
    def step(self) -> int:
        """The greatest common divisor of all legs."""
        return math.gcd(*(int(np.gcd.reduce(each, axis=None)) for each in self if each.size))

    def added(self, problem: Problem, tick: int) -> Problem:
        """Return the problem with these legs, in ticks."""
        modes, new, size = self.out.shape
        if not new:
            return problem
        travel = np.zeros((len(problem.travel), size, size), dtype=np.int32)
        travel[:, : size - new, : size - new] = problem.travel
        travel[:modes, size - new :] = self.out // tick
        travel[:modes, : size - new, size - new :] = self.back // tick
        return problem.replace(travel=travel)
