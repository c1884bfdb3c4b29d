"""Encoding of a scenario as a problem."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.bounds import group_fields, limit_fields, most_in_ticks, quota_fields
from dispatch.encoding.clients import Clients, client_place, clients_of
from dispatch.encoding.encoded import Encoded, Frame
from dispatch.encoding.fairness import fairness_fields, still
from dispatch.encoding.fields import (
    base_fields,
    client_fields,
    gap_fields,
    in_use,
    ints,
    is_there,
    mode_of,
    piece_fields,
    route_fields,
    stop_fields,
    visit_fields,
)
from dispatch.encoding.out import add_places
from dispatch.encoding.pairs import Questions, pairs, reached
from dispatch.encoding.staff import Staff
from dispatch.engine.problem import MOST_KITS, NEVER, Ints, Problem, schema
from dispatch.engine.ranking import is_exact
from dispatch.engine.shape import Unit
from dispatch.errors import InputError, fault
from dispatch.roads import TravelTimes
from dispatch.rules import (
    allowed_starts,
    begun_routes,
    is_unreachable,
    kits,
    pools_apart,
    thousandths,
    unreached,
    weighed,
    worked_before,
    workload_factor,
)
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

_DAY = 1440 * MILLISECONDS_A_MINUTE
BLOCK = 256
"""Number of places from which travel times are requested at once."""


def encode(
    scenario: Scenario,
    travel: TravelTimes,
    asked: str | None = None,
    *,
    known: Encoded | None = None,
    look: Callable[[], None] = lambda: None,
) -> Encoded:
    """Encode a scenario and its travel times as arrays.

    Parameters
    ----------
    scenario
        The scenario; its visits that are over are left out. Each caregiver who is out adds a stop;
        see `dispatch.encoding.out`.
    travel
        Travel times between all places of the scenario.
    asked
        Id of a visit that may get other starts by `dispatch.encoding.changed`.
    known
        What is encoded already, such as an earlier moment of the same day: what has not changed is
        taken from it. The result is the same.
    look
        Called again and again; an exception that it raises ends the work.

    Raises
    ------
    InputError
        If numbers are too large to be represented exactly, too many pools are carried by crews, or
        a caregiver cannot have reached the second of two running visits.
    """
    if known is not None and known.scenario is scenario and known.travel is travel:
        return known
    if len(kits(scenario)) > MOST_KITS:
        raise InputError(fault("kits-many", "equipment", most=MOST_KITS))
    pieces = tuple(pieces_of(scenario))
    clients = clients_of(scenario, travel, asked)
    frame = Frame(travel, modes_of(scenario, pieces), pieces, clients, staff_of(scenario, known))
    fields = _fields(scenario, frame, look)
    begun = begun_routes(scenario, travel.between)
    fields = add_places(scenario, travel, routes_of(scenario), begun, fields)
    frame = replace(frame, step=tick_of(fields, MILLISECONDS_A_MINUTE))
    no_way, fixed = int(fields["no_way"][0]), has_fixed(scenario, frame)
    if known is not None and _has_ways(known, frame, fixed, no_way):
        return _encoded(scenario, frame, fields, known.problem.travel, known.tick)
    ways, tick = _ways(frame, fixed, frame.step, no_way, look)
    return _encoded(scenario, frame, fields, ways, tick)


def _has_ways(known: Encoded, frame: Frame, fixed: bool, no_way: int) -> bool:
    """Return whether all travel times in ticks are those of another scenario."""
    same = known.travel is frame.travel and known.frame.modes == frame.modes
    layers = len(known.problem.travel) == len(frame.modes) + fixed
    beyond = int(known.problem.no_way[0]) * known.tick == no_way
    return same and layers and beyond and known.frame.step == frame.step


def encode_like(scenario: Scenario, whole: Encoded) -> Encoded:
    """Encode a scenario with the numbering of another one that has the same people and places.

    Modes, places and pieces keep their numbers. There are no stops that say where caregivers are.
    The tick is the same, or a divisor of it if something in `scenario` needs finer times.

    Parameters
    ----------
    scenario
        The scenario.
    whole
        The other scenario, encoded.

    Raises
    ------
    InputError
        If numbers are too large to be represented exactly.
    """
    frame = replace(whole.frame, staff=staff_of(scenario, whole))
    fields = _fields(scenario, frame, lambda: None)
    fields["no_way"] = whole.problem.no_way * whole.tick
    frame, tick = replace(frame, step=tick_of(fields, frame.step)), tick_of(fields, whole.tick)
    ways = whole.problem.travel
    if tick != whole.tick:
        ways = ways * np.int32(whole.tick // tick)
    return _encoded(scenario, frame, fields, ways, tick)


def _fields(scenario: Scenario, frame: Frame, look: Callable[[], None]) -> dict[str, Any]:
    """Return every field but the travel times, in milliseconds and costs per minute."""
    travel, modes, pieces, clients = frame.travel, frame.modes, frame.pieces, frame.clients
    routes = routes_of(scenario)
    fields = fields_of_visits(scenario, frame, look)
    begun = begun_routes(scenario, travel.between)
    if wrong := list(unreached(scenario, travel.between, begun)):
        raise InputError(*wrong)
    fields |= limit_fields(scenario, routes, begun)
    of_people = route_fields(scenario, travel, routes, modes, begun)
    of_pieces = piece_fields(scenario, travel, pieces, modes)
    of_clients = client_fields(clients, modes)
    fields |= {
        name: np.concatenate([row, of_pieces[name], of_clients[name]])
        for name, row in of_people.items()
    }
    weights, rules = scenario.policy.weights, scenario.policy.rules
    factors = [workload_factor(scenario, each) for each in scenario.on_duty]
    fields |= {
        "station": ints(travel.index(pool.station or "") for pool in kits(scenario)),
        "workload_cost": ints(weighed(weights.balance, factor) for factor in factors),
        "workload_so_far": ints(map(worked_before, scenario.on_duty)),
        "workload_scale": ints(factors),
        **fairness_fields(scenario, begun),
        "weights": ints(thousandths(getattr(weights, name)) for name in WEIGHTS),
        "minute": ints([MILLISECONDS_A_MINUTE]),
        "no_way": ints([_beyond(scenario, fields["latest_return"])]),
        "missed_cost": _missed_cost(scenario, fields["break_length"]),
        "break_ahead": ints((fields["break_length"] == 0) | (rules.break_place == "door")),
        **base_fields(scenario, travel, routes, len(fields["caregiver"])),
    }
    return fields


def fields_of_visits(
    scenario: Scenario, frame: Frame, look: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Return the fields of the visits and of what connects them, as `_fields` does."""
    travel, pieces, clients = frame.travel, frame.pieces, frame.clients
    stops, routes = stops_of(scenario, clients), routes_of(scenario)
    starts = {visit.id: allowed_starts(scenario, visit) for visit in scenario.open_visits}
    asked = Questions(scenario, routes, frame.staff, starts)
    eligible, pair_cost = pairs(asked, stops, pieces, clients, look)
    for row, (visit, _) in enumerate(stops if travel.unreachable else ()):
        if is_unreachable(scenario, scenario.visit[visit], travel.unreachable):
            eligible[row] = 0
    if travel.gaps:
        eligible[:, : len(routes) + len(pieces)] &= reached(
            scenario, travel.between, stops, routes, pieces
        )
    return {
        **stop_fields(scenario, travel, stops),
        **visit_fields(scenario, clients, starts),
        "still": still(scenario),
        **gap_fields(scenario),
        **quota_fields(scenario),
        **group_fields(scenario),
        "eligible": eligible,
        "pair_cost": pair_cost,
    }


WEIGHTS = (
    "travel", "waiting", "overtime", "largest_tardiness", "largest_idle", "workload_spread",
)  # fmt: skip
"""Names of the weights in the order of `Problem.weights`."""


def _encoded(
    scenario: Scenario, frame: Frame, fields: dict[str, Any], ways: NDArray[np.int32], tick: int
) -> Encoded:
    most = most_in_ticks(fields, tick)
    problem = Problem(**in_ticks(fields, tick) | {"limit_most": most}, travel=ways)
    if not is_exact(problem):
        raise too_large()
    stops, routes = stops_of(scenario, frame.clients), routes_of(scenario)
    return Encoded(scenario, frame, problem, tick, stops, routes)


def in_ticks(fields: dict[str, Any], tick: int) -> dict[str, Any]:
    """Return fields of milliseconds and costs per minute in ticks; bounds of limits stay."""
    a_minute = MILLISECONDS_A_MINUTE // tick
    found = dict(fields)
    for name, array in fields.items():
        unit = schema()[name].unit
        if unit in (Unit.TICK, Unit.BOUND):
            found[name] = np.where(array == NEVER, NEVER, array // tick)
        elif unit is Unit.COST:
            np.multiply(array, a_minute, out=array, where=array != NEVER)
    return found


def stops_of(scenario: Scenario, clients: Clients) -> tuple[tuple[str, int], ...]:
    """Return the visit of each stop, and the position of the role or equipment in its service."""
    size = {each.id: client_place(scenario, each) for each in scenario.services}
    return tuple(
        (visit.id, place)
        for visit in scenario.open_visits
        for place in range(size[visit.service] + (visit.id in clients.apart))
    )


def routes_of(scenario: Scenario) -> tuple[tuple[str, int], ...]:
    """Return the caregiver and the shift index of each route of a person."""
    return tuple(
        (caregiver.id, shift)
        for caregiver in scenario.caregivers
        for shift in range(len(caregiver.shifts))
    )


def pieces_of(scenario: Scenario) -> Iterator[tuple[str, int]]:
    """Yield the useful pieces with routes of their own: of each pool no more than visits need."""
    asked = Counter(visit.service for visit in scenario.open_visits)
    needed: Counter[str] = Counter()
    for service, times in asked.items():
        needed.update(dict.fromkeys(pools_apart(scenario, scenario.service[service]), times))
    running = in_use(scenario)
    for pool in scenario.equipment:
        known, numbers = {piece.number for piece in pool.pieces}, range(1, pool.count + 1)
        there = {n for n in numbers if is_there(scenario, pool.id, n)}
        lost = sorted(filter(pool.is_lost, numbers), key=lambda n: n not in there)
        whole = [n for n in numbers if not pool.is_lost(n)]
        whole.sort(key=lambda n: (n not in there, n not in known, n))
        lost_in_use = min(len(there.intersection(lost)), running[pool.id])
        lost_in_use = max(lost_in_use, running[pool.id] - len(whole))
        used = [*whole[: needed[pool.id]], *lost[:lost_in_use]]
        yield from ((pool.id, n) for n in sorted(used))


def staff_of(scenario: Scenario, known: Encoded | None) -> Staff:
    """Return what the rules answer about caregivers; from another scenario if that holds."""
    if known is not None and known.frame.staff.holds_for(scenario):
        return known.frame.staff
    return Staff(scenario)


def modes_of(scenario: Scenario, pieces: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """Return the ids of the modes by which caregivers and pieces of equipment travel."""
    by = {caregiver.mode for caregiver in scenario.caregivers}
    return tuple(sorted(by | {mode for pool, _ in pieces if (mode := mode_of(scenario, pool))}))


def has_fixed(scenario: Scenario, frame: Frame) -> bool:
    """Return whether some piece of equipment does not travel, or a client has a route."""
    fixed = (mode_of(scenario, pool) is None for pool, _ in frame.pieces)
    return bool(frame.clients.apart) or any(fixed)


def _beyond(scenario: Scenario, latest_return: Ints) -> int:
    """Return whole days in milliseconds that no route lasts; equipment rests after the horizon."""
    last = max(scenario.horizon, int(latest_return.max(initial=0, where=latest_return < NEVER)))
    return (last // _DAY + 2) * _DAY


def _ways(
    frame: Frame, fixed: bool, tick: int, no_way: int, look: Callable[[], None]
) -> tuple[NDArray[np.int32], int]:
    """Return all travel times by each mode, in ticks, and the coarsest tick that is exact.

    Legs without a way take `no_way` milliseconds, as in `bounded`. If there are `fixed` pieces or
    clients, a last mode with zero times is added; its zeros are never written, so they use no
    memory.
    """
    everywhere = np.arange(len(frame.travel.places))
    shape = (len(frame.modes) + fixed, len(everywhere), len(everywhere))
    ways = np.zeros(shape, dtype=np.int32)
    for rows in np.split(everywhere, everywhere[BLOCK::BLOCK]):
        for layer, mode in zip(ways, frame.modes, strict=False):
            look()
            block = bounded(frame.travel.block(mode, rows, everywhere), no_way)
            ticks = block // tick
            if not np.array_equal(ticks * tick, block):
                finer = math.gcd(tick, int(np.gcd.reduce(block, axis=None)))
                ways[: len(frame.modes), : rows[-1] + 1] *= np.int32(tick // finer)
                ticks, tick = block // finer, finer
            layer[rows] = ticks
    return ways, tick


def bounded(legs: NDArray[np.int64], no_way: int) -> NDArray[np.int64]:
    """Write `no_way` for legs without a way, in place, and for those of more than 24 days.

    The search holds no such leg, and no route lasts as long: a client at longitude 0, latitude 0 is
    left out, and the others are served.
    """
    most = np.iinfo(np.int32).max
    legs[legs > most] = no_way  # NO_WAY is longer still
    if legs.max(initial=0) > most:
        raise too_large()
    return legs


def _missed_cost(scenario: Scenario, break_length: Ints) -> Ints:
    """Return the cost of missing the break of each route."""
    cost = NEVER
    if scenario.policy.rules.meal_break == "soft":
        cost = thousandths(scenario.policy.weights.missed_break)
    return np.where(break_length > 0, cost, 0)


def tick_of(fields: dict[str, Any], coarsest: int) -> int:
    """Return the longest tick that divides the `coarsest` one and all times."""
    tick = coarsest
    for array in (fields[name] for name in fields if schema()[name].unit is Unit.TICK):
        finite = array[array != NEVER]
        tick = math.gcd(tick, int(np.gcd.reduce(finite)) if len(finite) else 0)
    return tick


def too_large() -> InputError:
    """Return the error of costs that cannot be computed exactly."""
    return InputError(fault("costs-inexact", "policy.weights"))
