"""Entries of a plan for the kits that crews bring."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.encoding.encoded import Encoded
from dispatch.engine.problem import Solution
from dispatch.plan import PieceRoute, Use
from dispatch.rules import duration_of, kits, latest_return
from dispatch.scenario import EquipmentPool


def decode_kits(encoded: Encoded, solution: Solution) -> Iterator[PieceRoute]:
    """Yield an entry for each shift that brings a piece, by pool, then in the order of time.

    Each shift gets the first piece that no other shift holds while it runs.
    """
    for kit, pool in enumerate(kits(encoded.scenario)):
        whole = [number for number in range(1, pool.count + 1) if not pool.is_lost(number)]
        back: list[int] = []  # when each whole piece is back
        for start, route in sorted(_bringing(encoded, solution, kit)):
            caregiver, shift = encoded.routes[route]
            until = latest_return(encoded.scenario, encoded.scenario.caregiver[caregiver], shift)
            piece = next((k for k, at in enumerate(back) if at <= start), len(back))
            back[piece : piece + 1] = [until]
            uses = tuple(_uses(encoded, solution, kit, pool, route))
            if uses and piece < len(whole):  # more may be out than there should be
                yield PieceRoute(
                    equipment=pool.id,
                    piece=whole[piece],
                    caregiver=caregiver,
                    shift=shift,
                    uses=uses,
                )


def _bringing(encoded: Encoded, solution: Solution, kit: int) -> Iterator[tuple[int, int]]:
    """Yield the start and the route of each shift that brings a kit."""
    p = encoded.problem
    for route, nodes in enumerate(solution.routes):
        if any(node < p.n_stops and p.brings[node] >> kit & 1 for node in nodes):
            caregiver, shift = encoded.routes[route]
            begins = encoded.scenario.caregiver[caregiver].shifts[shift].start
            yield encoded.scenario.at(begins), route


def _uses(
    encoded: Encoded, solution: Solution, kit: int, pool: EquipmentPool, route: int
) -> Iterator[Use]:
    p, scenario, tick = encoded.problem, encoded.scenario, encoded.tick
    for stop in solution.routes[route]:
        if stop < len(encoded.stops) and p.brings[stop] >> kit & 1:
            name, place = encoded.stops[stop]
            visit = scenario.visit[name]
            begun = solution.start[p.visit[stop]] * tick
            own = scenario.service[visit.service].crew[place].offset
            yield Use(
                visit=name,
                taken=scenario.moment(begun + own - pool.set_up),
                free=scenario.moment(begun + duration_of(scenario, visit) + pool.turn_round),
            )
