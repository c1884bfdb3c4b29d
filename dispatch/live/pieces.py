"""Equipment with routes of its own on a running day: where each piece is, and its next uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dispatch.live.situation import Situation, whole
from dispatch.plan import Plan, Use
from dispatch.scenario import EquipmentPool, PieceNow, Place

if TYPE_CHECKING:
    from dispatch.live.outlook import Outlook


@dataclass(slots=True)
class Carried:
    """A piece that is fixed or comes by courier. Times are milliseconds after midnight."""

    pool: EquipmentPool
    number: int
    uses: list[Use]
    place: Place | None
    """Where it is; None at its station, or if it is not carried."""
    free: int
    lost: bool = False
    inside: list[tuple[Use, Place | None, int]] = field(default_factory=list)
    """The uses that have begun, and where and when the piece was free before each."""

    @property
    def is_idle(self) -> bool:
        """Whether it can go into a visit now."""
        return not self.inside and not self.lost

    def remove(self, visit: str) -> None:
        """Take a use out of those that have not begun."""
        self.uses = [use for use in self.uses if use.visit != visit]

    def _leg(self, situation: Situation) -> tuple[int, int, Place | None]:
        """Return when the next way begins, how long it is, and where it leads."""
        if not self.pool.comes_by_courier or self.pool.station is None:
            return self.free, 0, None
        station = situation.scenario.place_of(self.pool.station)
        here = station if self.place is None else self.place
        there = situation.door(self.uses[0].visit) if self.uses else station
        mode = self.pool.mode or situation.scenario.modes[0].id
        way = situation.way(mode, here, there)
        leaves = self.free
        if self.place is None and self.uses:
            leaves = max(leaves, situation.scenario.at(self.uses[0].taken) - way)
        return leaves, way, there if self.uses else None

    def ready(self, situation: Situation) -> int:
        """Return when the next visit can start."""
        leaves, way, _ = self._leg(situation)
        return whole(leaves + way) + self.pool.set_up

    def _go(self, situation: Situation) -> None:
        leaves, way, there = self._leg(situation)
        self.free, self.place = whole(leaves + way), there

    def begin(self, situation: Situation, visit: str, start: int) -> None:
        """Begin a use with the start of its visit."""
        use = next(each for each in self.uses if each.visit == visit)
        self.uses.remove(use)
        self.uses.insert(0, use)
        self._go(situation)
        self.free = start - self.pool.set_up
        self.inside.append((use, self.place, self.free))
        self.uses.pop(0)

    def end(self, situation: Situation, visit: str, end: int) -> None:
        """End a use."""
        self.inside = [each for each in self.inside if each[0].visit != visit]
        self.free = whole(end + self.pool.turn_round)
        self.place = situation.end_place(visit) if self.pool.comes_by_courier else None

    def withdraw(self, visit: str) -> None:
        """Take back a use that was only assumed."""
        for use, place, free in self.inside:
            if use.visit == visit:
                self.uses.insert(0, use)
                self.place, self.free = place, free
        self.inside = [each for each in self.inside if each[0].visit != visit]

    def settle(self, situation: Situation, until: int, outlook: Outlook) -> None:
        """Let the piece go to its next use, or back, if that begins until an instant."""
        if self.inside:
            return
        leaves, _, _ = self._leg(situation)
        if leaves > until:
            return
        self._go(situation)
        if self.uses:
            start = outlook.start(self.uses[0].visit)
            taken = until if start is None else start - self.pool.set_up
            self.free = max(self.free, min(until, taken))

    def told(self, situation: Situation, now: int) -> PieceNow | None:
        """Return where the piece is, for a scenario; None at its station."""
        place, free = self.place, self.free
        if self.inside:
            _, place, free = self.inside[0]
        set_up = bool(self.uses) and not self.pool.comes_by_courier and free < now
        if place is None and free <= now and not (set_up or self.inside):
            return PieceNow(number=self.number, lost=True) if self.lost else None
        moment = situation.scenario.moment(free)
        return PieceNow(number=self.number, lost=self.lost, free=moment, place=place)


def carried(situation: Situation, plan: Plan) -> dict[tuple[str, int], Carried]:
    """Return the pieces that are in use by a plan, or not at their station."""
    found: dict[tuple[str, int], Carried] = {}
    for pool in situation.scenario.equipment:
        for piece in () if pool.comes_with_crew else pool.pieces:
            free = 0 if piece.free is None else situation.scenario.at(piece.free)
            place = None if piece.place is None else situation.scenario.place_of(piece.place)
            key = pool.id, piece.number
            found[key] = Carried(pool, piece.number, [], place, free, piece.lost)
    for route in plan.equipment:
        pool = situation.scenario.pool[route.equipment]
        if not pool.comes_with_crew:
            key = pool.id, route.piece
            uses = [use for use in route.uses if situation.is_open(use.visit)]
            found.setdefault(key, Carried(pool, route.piece, [], None, 0)).uses.extend(uses)
    return found
