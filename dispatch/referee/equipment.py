"""Rules about equipment: every visit has its pieces, and no piece is in two places.

`dispatch.referee.kits` has the rules about pieces that come with the crew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dispatch.plan import Plan
from dispatch.referee.reading import Piece, Reading, needs
from dispatch.referee.violation import Violation, minutes
from dispatch.rules import duration_of, piece_since, pool_reason, pool_way_reason, pools_apart
from dispatch.scenario import Scenario


def of_equipment(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    """Find the rules about equipment that a plan breaks."""
    yield from _unknown(scenario, plan, reading)
    yield from _counts(scenario, reading)
    for piece in reading.pieces:
        yield from _areas(scenario, piece)
        if reading.travel.gaps:
            yield from _cut_off(scenario, piece, reading)
        yield from _way(scenario, piece, reading)


def _unknown(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    for route in plan.equipment:
        pool = scenario.pool.get(route.equipment)
        detail = {"equipment": route.equipment, "piece": str(route.piece)}
        if pool is None or not 1 <= route.piece <= pool.count:
            yield Violation("unknown_equipment", detail=detail)
            continue
        lost = pool.is_lost(route.piece) and not pool.comes_with_crew
        for use in route.uses:
            unknown = use.visit not in reading.starts or not needs(scenario, use.visit, pool)
            if unknown or (lost and not scenario.visit[use.visit].running):
                yield Violation("unknown_equipment", use.visit, detail=detail)


def _counts(scenario: Scenario, reading: Reading) -> Iterator[Violation]:
    """Check that a visit has exactly the pieces that its service needs."""
    given = Counter((use.visit.id, piece.pool.id) for piece in reading.pieces for use in piece.uses)
    for visit in reading.starts:
        needed = Counter(pools_apart(scenario, scenario.service[scenario.visit[visit].service]))
        for pool, number in needed.items():
            lacking = number - given[visit, pool]
            detail = {"equipment": pool}
            if lacking > 0:
                yield Violation("equipment_missing", visit, amount=lacking, detail=detail)
            elif lacking < 0:
                detail["piece"] = ", ".join(
                    str(piece.number)
                    for piece in reading.pieces
                    if piece.pool.id == pool and visit in {use.visit.id for use in piece.uses}
                )
                yield Violation("unknown_equipment", visit, amount=-lacking, detail=detail)


def _areas(scenario: Scenario, piece: Piece) -> Iterator[Violation]:
    for use in piece.uses:
        if pool_reason(scenario, scenario.client[use.visit.client], piece.pool):
            yield Violation("equipment_area", use.visit.id, detail={"equipment": piece.pool.id})


def _cut_off(scenario: Scenario, piece: Piece, reading: Reading) -> Iterator[Violation]:
    """Find uses without a way from the station and back, or from the use before them."""
    for use, way in zip(piece.uses, piece.ways, strict=False):
        reason = pool_way_reason(scenario, use.visit, piece.pool, reading.travel.between)
        if reason or way is None:
            yield Violation("equipment_no_way", use.visit.id, detail={"equipment": piece.pool.id})


def _way(scenario: Scenario, piece: Piece, reading: Reading) -> Iterator[Violation]:
    """Check that a piece arrives in time, stays long enough, and is nowhere else."""
    uses, since = piece.uses, piece_since(scenario, piece.pool, piece.number)
    running = bool(uses) and uses[0].visit.running
    left = 0 if running else since
    for use, way in zip(piece.uses, piece.ways, strict=False):
        start = reading.starts[use.visit.id]
        end = start + duration_of(scenario, use.visit)
        short = max(
            left + (way or 0) - use.taken,
            use.taken - (start - piece.pool.set_up),
            end + piece.pool.turn_round - use.free,
        )
        if short > 0:
            detail = {"equipment": piece.pool.id, "piece": str(piece.number)}
            yield Violation("equipment_not_there", use.visit.id, None, minutes(short), detail)
        left = use.free
