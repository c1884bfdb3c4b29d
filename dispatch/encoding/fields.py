"""Arrays of stops, visits, gaps and routes, in milliseconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from dispatch.encoding.clients import Clients, client_place, way_home
from dispatch.engine.problem import ANY, DIFFERENT, NEVER, NO_CLIENT, NOBODY, SAME, Ints
from dispatch.roads import TravelTimes
from dispatch.rules import (
    BegunRoutes,
    allowed_starts,
    bases,
    break_due,
    cargo,
    clearing,
    duration_of,
    end_place,
    hours,
    kits,
    kits_brought,
    left_out_with_another,
    openings,
    piece_place,
    piece_since,
    pools_apart,
    priority,
    releases,
    role_duration,
    set_up,
    share_costs,
    slack,
    soft_windows,
    start_place,
    thousandths,
    told_start,
    weighed,
)
from dispatch.rules.shares import POINT
from dispatch.rules.starts import Interval
from dispatch.scenario import Place, Scenario, Visit

WHO = {"any": ANY, "same": SAME, "different": DIFFERENT}


def stop_fields(
    scenario: Scenario, travel: TravelTimes, stops: tuple[tuple[str, int], ...]
) -> dict[str, Ints]:
    """Return the fields of stops, by their names in `Problem`.

    Whoever sets equipment up is there before the visit's start: the set-up is a part of the service
    of that stop, which begins so much sooner.
    """
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
    of_client = {client.id: k for k, client in enumerate(scenario.clients)}
    bit = {pool.id: 1 << k for k, pool in enumerate(kits(scenario))}
    shared = bool(share_costs(scenario) or scenario.policy.bounds)
    rows = []
    times: tuple[int, int, int, int]
    for visit_id, place in stops:
        visit = scenario.visit[visit_id]
        service, client = scenario.service[visit.service], scenario.client[visit.client]
        whose = of_client[client.id]
        here = travel.index(client.place)
        there = here if visit.end_place is None else travel.index(visit.end_place)
        if place < len(service.crew):
            role = service.crew[place]
            first = set_up(scenario, visit, role)
            length = first + role_duration(scenario, visit, role)
            after = clearing(scenario, visit, role) + service.documentation
            times = (client.access, length, after, role.offset - first)
            brings = sum(bit[pool.id] for pool in kits_brought(scenario, visit, role))
            load, spare = cargo(service), slack(scenario, visit, role)
            heavy = POINT * service.heavy_points if shared else 0
        elif place == client_place(scenario, service):
            times = (0, duration_of(scenario, visit), way_home(scenario, travel, visit), 0)
            brings = load = spare = heavy = 0
            whose = NO_CLIENT
        else:
            pool = scenario.pool[pools_apart(scenario, service)[place - len(service.crew)]]
            length = pool.set_up + duration_of(scenario, visit)
            times = (0, length, pool.turn_round, -pool.set_up)
            brings = load = spare = heavy = 0
            whose = NO_CLIENT
        rows.append((number[visit_id], whose, here, there, *times, spare, load, brings, heavy))
    names = (
        "visit", "client", "point_in", "point_out", "before", "service", "after", "offset",
        "slack", "cargo", "brings", "heavy",
    )  # fmt: skip
    return _columns(names, rows)


def _columns(names: Sequence[str], rows: Sequence[Sequence[int]]) -> dict[str, Ints]:
    """Return the array of each field, given rows with all fields in order."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, len(names)).T
    return {name: column.copy() for name, column in zip(names, columns, strict=True)}


def visit_fields(
    scenario: Scenario, clients: Clients, starts: Mapping[str, tuple[Interval, ...]]
) -> dict[str, Ints]:
    """Return the fields of visits, given their allowed starts; `unserved_cost` is per minute."""
    visits = scenario.open_visits
    weights = scenario.policy.weights
    services = [scenario.service[visit.service] for visit in visits]
    ranks = [priority(scenario, visit) for visit in visits]
    heard = [_response_from(scenario, visit) for visit in visits]
    liked = [visit.preferred_start for visit in visits]
    told = [told_start(scenario, visit) for visit in visits]
    allowed = [
        allowed_starts(scenario, visit, around) if around else starts[visit.id]
        for visit in visits
        for around in [clients.around.get(visit.id)]
    ]
    soft = [soft_windows(scenario, visit) for visit in visits]
    held = [releases(scenario, *each) for each in zip(visits, allowed, strict=True)]
    free = left_out_with_another(scenario)
    return {
        "stops": pointer(
            [
                (
                    *service.crew,
                    *pools_apart(scenario, service),
                    *[visit.client] * (visit.id in clients.apart),
                )
                for visit, service in zip(visits, services, strict=True)
            ]
        ),
        "crew": ints(len(service.crew) for service in services),
        "mandatory": ints(visit.binding for visit in visits),
        "begun": ints(visit.running for visit in visits),
        "unserved_cost": ints(
            0 if visit.id in free else weighed(weights.unserved, rank)
            for visit, rank in zip(visits, ranks, strict=True)
        ),
        "tardiness_cost": ints(weighed(weights.tardiness, rank) for rank in ranks),
        "response_cost": ints(
            0 if at is None else weighed(weights.response, rank)
            for at, rank in zip(heard, ranks, strict=True)
        ),
        "response_from": ints(at or 0 for at in heard),
        "preferred_cost": ints(
            0 if at is None else thousandths(weights.preferred_time) for at in liked
        ),
        "preferred_at": ints(0 if at is None else scenario.at(at) for at in liked),
        "told_cost": ints(
            0 if said is None else thousandths(getattr(weights, said.term)) for said in told
        ),
        "told_from": ints(0 if said is None else said.first for said in told),
        "told_to": ints(0 if said is None else said.last for said in told),
        "allowed": pointer(allowed),
        "allowed_from": ints(start for row in allowed for start, _ in row),
        "allowed_to": ints(end for row in allowed for _, end in row),
        "soft": pointer(soft),
        "soft_from": ints(start for row in soft for start, _ in row),
        "soft_due": ints(due for row in soft for _, due in row),
        "release": pointer(held),
        "release_at": ints(at for row in held for at in row),
    }


def _response_from(scenario: Scenario, visit: Visit) -> int | None:
    """Return the instant from which the response counts; None for a visit booked in advance."""
    if visit.requested is None:
        return None
    heard = scenario.at(visit.requested)
    if visit.earliest_acceptable is None:
        return heard
    return max(heard, scenario.at(visit.earliest_acceptable))


def gap_fields(scenario: Scenario) -> dict[str, Ints]:
    """Return the fields of gaps, in the order of their later visits."""
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
    rows: list[tuple[int, ...]] = []
    opens: list[list[tuple[int, ...]]] = []
    for later in scenario.open_visits:
        for gap in later.gaps:
            if gap.after not in number:
                continue  # the earlier visit is over: the gap restricts the allowed starts
            earlier = scenario.visit[gap.after]
            if earlier.running and later.running:
                continue  # both have started, so the gap cannot change anything
            opens.append([*openings(scenario, earlier, later)] if gap.window == "same" else [])
            added = duration_of(scenario, earlier) if gap.measured_from == "end" else 0
            most = NEVER if gap.maximum is None else gap.maximum + added
            ends = number[earlier.id], number[later.id]
            ordered = gap.order == "after"
            rows.append((*ends, gap.minimum + added, most, WHO[gap.caregiver], ordered))
    names = "gap_earlier", "gap_later", "gap_least", "gap_most", "gap_who", "gap_ordered"
    pairs = [pair for each in opens for pair in each]
    return {
        **_columns(names, rows),
        "gap_window": pointer(opens),
        **_columns(("opening_earlier", "opening_later"), pairs),
    }


def route_fields(
    scenario: Scenario,
    travel: TravelTimes,
    routes: tuple[tuple[str, int], ...],
    modes: tuple[str, ...],
    begun: BegunRoutes,
) -> dict[str, Ints]:
    """Return the fields of people's routes, with the bounds that what has `begun` needs."""
    number = {caregiver.id: k for k, caregiver in enumerate(scenario.on_duty)}
    bounds = hours(scenario, begun)
    rows = []
    for caregiver_id, shift_index in routes:
        caregiver = scenario.caregiver[caregiver_id]
        shift = caregiver.shifts[shift_index]
        rest, bound = break_due(scenario, shift), bounds[caregiver_id, shift_index]
        rows.append(
            (
                number[caregiver_id],
                modes.index(caregiver.mode),
                travel.index(start_place(scenario, caregiver, shift)),
                travel.index(end_place(scenario, caregiver, shift)),
                bound.start,
                scenario.at(shift.end),
                bound.latest_return,
                0 if rest is None else rest.duration,
                0 if rest is None else scenario.at(rest.earliest),
                bound.latest_break,
                bound.break_after_return,
                shift.out is not None,
            )
        )
    return _columns(_OF_ROUTES, rows)


_OF_ROUTES = (
    "caregiver", "mode", "start_point", "end_point", "shift_start", "shift_end",
    "latest_return", "break_length", "break_from", "break_to", "break_home", "out",
)  # fmt: skip


def base_fields(
    scenario: Scenario, travel: TravelTimes, routes: tuple[tuple[str, int], ...], size: int
) -> dict[str, Ints]:
    """Return the points to which each of `size` routes goes for a break between two stops."""
    rows: list[list[int]] = [[] for _ in range(size)]
    if scenario.policy.rules.break_place == "base":
        for row, (caregiver_id, shift_index) in zip(rows, routes, strict=False):
            caregiver = scenario.caregiver[caregiver_id]
            shift = caregiver.shifts[shift_index]
            row += dict.fromkeys(map(travel.index, bases(scenario, caregiver, shift)))
    return {"base": pointer(rows), "base_points": ints(point for row in rows for point in row)}


def piece_fields(
    scenario: Scenario,
    travel: TravelTimes,
    pieces: tuple[tuple[str, int], ...],
    modes: tuple[str, ...],
) -> dict[str, Ints]:
    """Return the fields of equipment's routes; the mode after all `modes` takes no time."""
    rows = []
    for (pool, _), place, since in zip(pieces, *pieces_at(scenario, pieces), strict=True):
        mode, station = mode_of(scenario, pool), scenario.pool[pool].station
        by, here, home = len(modes), 0, 0
        if mode is not None and station is not None:
            by, home = modes.index(mode), travel.index(station)
            here = home if place is None else travel.index(place)
        rows.append((NOBODY, by, here, home, since, NEVER, NEVER, 0, 0, 0, 1, 0))
    return _columns(_OF_ROUTES, rows)


def pieces_at(
    scenario: Scenario, pieces: tuple[tuple[str, int], ...]
) -> tuple[list[Place | None], list[int]]:
    """Return where each piece is, and since when it can be on its way.

    A piece in a running visit may have been there at any time; where nobody says which one that is,
    it is the first of which nothing is known.
    """
    in_visits = in_use(scenario)
    in_visits.subtract(pool for pool, number in pieces if is_there(scenario, pool, number))
    since = [piece_since(scenario, scenario.pool[pool], number) for pool, number in pieces]
    for k, (pool, number) in enumerate(pieces):
        state = scenario.pool[pool].piece(number)
        if in_visits[pool] > 0 and (state is None or state.free is None):
            since[k] = 0
            in_visits[pool] -= 1
    return [piece_place(scenario.pool[pool], number) for pool, number in pieces], since


def in_use(scenario: Scenario) -> Counter[str]:
    """Return how many pieces of each pool are in running visits."""
    return Counter(
        pool
        for visit in scenario.open_visits
        for pool in pools_apart(scenario, scenario.service[visit.service])
        if visit.running
    )


def is_there(scenario: Scenario, pool: str, number: int) -> bool:
    """Return whether a piece is known to be in a visit, or to be set up for one."""
    piece, now = scenario.pool[pool].piece(number), scenario.now
    if piece is None or piece.free is None or now is None:
        return False
    return scenario.at(piece.free) < scenario.at(now)


def client_fields(clients: Clients, modes: tuple[str, ...]) -> dict[str, Ints]:
    """Return the fields of clients' routes, which take no time for their ways."""
    return _columns(
        _OF_ROUTES,
        [(NOBODY, len(modes), 0, 0, 0, NEVER, NEVER, 0, 0, 0, 1, 0)] * len(clients.number),
    )


def mode_of(scenario: Scenario, pool: str) -> str | None:
    """Return the mode of a pool's pieces; None if they do not travel."""
    given = scenario.pool[pool]
    return given.mode or scenario.modes[0].id if given.comes_by_courier else None


def ints(values: Iterable[int]) -> Ints:
    """Return an array of integers."""
    return np.fromiter(values, dtype=np.int64)


def pointer(rows: Sequence[Sequence[object]]) -> Ints:
    """Return the pointer of compressed rows: where each row begins and the last one ends."""
    return np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)]).astype(
        np.int64
    )
