"""Which pieces of equipment a visit uses that somebody puts at another time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dispatch.plan.plan import PieceRoute, Use
from dispatch.scenario import EquipmentPool, Scenario, Visit
from dispatch.scenario.durations import duration_of


def with_pieces(
    scenario: Scenario, equipment: Sequence[PieceRoute], visit: Visit, start: int
) -> tuple[PieceRoute, ...]:
    """Give a visit the pieces that do not come with its crew: those least in use at its time."""
    found = [*without_uses(equipment, {visit.id})]
    for name in scenario.service[visit.service].equipment:
        pool = scenario.pool[name]
        if pool.comes_with_crew or not pool.count:
            continue
        end = start + duration_of(scenario, visit)
        use = Use(
            visit=visit.id,
            taken=scenario.moment(max(0, start - pool.set_up)),
            free=scenario.moment(end + pool.turn_round),
        )
        found = _with_use(scenario, found, pool, use)
    return tuple(found)


def _with_use(
    scenario: Scenario, equipment: Sequence[PieceRoute], pool: EquipmentPool, use: Use
) -> list[PieceRoute]:
    at = scenario.at
    pieces = {each.piece: each for each in equipment if each.equipment == pool.id}
    bare = PieceRoute(equipment=pool.id, piece=1, uses=())

    def crowded(number: int) -> tuple[bool, int, int]:
        uses = pieces.get(number, bare).uses
        busy = sum(at(u.taken) < at(use.free) and at(use.taken) < at(u.free) for u in uses)
        return pool.is_lost(number), busy, number

    number = min(range(1, pool.count + 1), key=crowded)
    piece = pieces.get(number, bare.model_copy(update={"piece": number}))
    uses = sorted((*piece.uses, use), key=lambda each: at(each.taken))
    made = piece.model_copy(update={"uses": tuple(uses)})
    order = {each.id: k for k, each in enumerate(scenario.equipment)}
    others = [each for each in equipment if (each.equipment, each.piece) != (pool.id, number)]
    keys = [(order.get(each.equipment, -1), each.piece) for each in others]
    before = sum(key < (order[pool.id], number) for key in keys)
    return [*others[:before], made, *others[before:]]


def without_uses(equipment: Sequence[PieceRoute], visits: Collection[str]) -> Iterator[PieceRoute]:
    """Yield the pieces without their uses by some visits; those without uses not at all."""
    for piece in equipment:
        uses = tuple(use for use in piece.uses if use.visit not in visits)
        if len(uses) == len(piece.uses):
            yield piece
        elif uses:
            yield piece.model_copy(update={"uses": uses})
