"""The course of a running day: what happens by the plan, and by what is told, until a moment.

A visit starts when all of its crew and equipment are ready, but not before its planned start. It
lasts as long as it should. What is told wins: a visit that is told to have started starts then, and
one that is told to take longer ends when it should by that. What a delay breaks, such as a window,
a new plan has to repair.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from dispatch.live import steps
from dispatch.live.board import Board, reopen
from dispatch.live.outlook import Outlook
from dispatch.live.pieces import Carried
from dispatch.live.walk import Walk
from dispatch.plan import Stop
from dispatch.rules import end_place
from dispatch.scenario import EquipmentPool


class Course(Board):
    """A day in progress, which goes on step by step."""

    def drop(self, visit: str, until: int) -> None:
        """Take a visit out of the plan at an instant; who was on the way to it arrives there."""
        for walk, _ in self.crew(visit):
            if walk.stops[0].visit == visit:
                self.settle(walk, until)
            walk.remove(visit)
            if not walk.stops and not walk.inside:
                walk.rest = None
                if walk.now.departed is None:
                    walk.now.free = max(walk.now.free, until)
        for piece in self.pieces_of.pop(visit, []):
            piece.settle(self.situation, until, self._outlook(until))
            piece.remove(visit)
        self.walks_of.pop(visit, None)

    def run(self, until: int) -> None:
        """Go on until an instant; shifts whose caregivers leave early lose their visits then."""
        while leaving := [(at, walk) for at, walk in self._leaving() if at <= until]:
            at, walk = min(leaving, key=lambda each: (each[0], each[1].key))
            self._run(at)
            self.send_home(walk, at)
        self._run(until)

    def send_home(self, walk: Walk, until: int) -> None:
        """Give up the visits of a shift that have not begun, but for those told to begin."""
        for stop in tuple(walk.stops):
            if self.told_start(stop.visit) is None:
                self.drop(stop.visit, until)

    def _leaving(self) -> Iterator[tuple[int, Walk]]:
        for walk in self.walks.values():
            if walk.shift.gone is not None and any(
                self.told_start(stop.visit) is None for stop in walk.stops
            ):
                yield self.situation.scenario.at(walk.shift.gone), walk

    def _run(self, until: int) -> None:
        waiting = deque(self._next())
        late = self._late(until)
        while waiting:
            visit = waiting.popleft()
            if self._go_on(visit, until):
                waiting.extend((visit, *self._next(visit)))
            if not waiting:
                waiting.extend(self._incomplete(until))
            if not waiting:
                waiting.extend(islice(late, 1))

    def _next(self, visit: str | None = None) -> Iterator[str]:
        """Yield the visits that come next, of all shifts or of those of a visit."""
        names = {walk.caregiver.id for walk in self.walks_of.get(visit or "", [])}
        for walk in self.walks.values():
            if visit is not None and walk.caregiver.id not in names:
                continue
            yield from (inside.stop.visit for inside in walk.inside)
            if walk.stops:
                self._bring_forward(walk)
                yield walk.stops[0].visit
        for piece in () if visit is None else self.pieces_of.get(visit, []):
            yield from (use.visit for use in piece.uses[:1])

    def _go_on(self, visit: str, until: int) -> bool:
        """Begin a visit, its parts, or end it; return whether that happens until an instant."""
        if visit in self.ended:
            return False
        if visit not in self.started:
            return self._is_next(visit) and self._begin(visit, until)
        start = self.started[visit]
        entered = [self._enter(walk, stop, until) for walk, stop in self.crew(visit)]
        end = self.end(visit, start)
        if end <= until and all(entered):
            self._finish(visit, end)
            return True
        return any(entered)

    def _is_next(self, visit: str) -> bool:
        """Return whether everybody and everything is free for a visit, or it is told to begin."""
        if self.told_start(visit) is not None:
            return True
        shifts, pieces = self.walks_of.get(visit, []), self.pieces_of.get(visit, [])
        free = all(walk.is_free_for(visit) for walk in shifts)
        return free and not any(each.inside or each.uses[0].visit != visit for each in pieces)

    def _begin(self, visit: str, until: int) -> bool:
        crew, offsets = self.crew(visit), self.situation.crew(visit)
        by_role = {stop.role: walk.caregiver.id for walk, stop in crew}
        if {*by_role} != {*offsets} or len(crew) != len(offsets):
            return False
        if self.due(visit) is None and (self.planned(visit) or 0) > until:
            return False  # no visit starts before its planned start, unless somebody tells so
        start = self._outlook(until).start(visit)
        if start is None or start > until:
            return False
        if self.shifts_at(visit, by_role, start) != {stop.role: walk.key for walk, stop in crew}:
            self.drop(visit, until)  # somebody's shift is over, and her next one is nearer
            return False
        self.started[visit] = start
        self.crews[visit] = tuple(by_role[role] for role in offsets)
        self._equip(visit, start)
        for piece in self.pieces_of.get(visit, []):
            piece.begin(self.situation, visit, start)
        return True

    def _equip(self, visit: str, start: int) -> None:
        """Bring a visit that begins the pieces that the plan does not give it, or has elsewhere."""
        for pool in self.pools_without_crew(visit):
            planned = self.piece_for(visit, pool.id)
            if planned is not None and planned.is_idle:
                continue
            spare = self.spare(pool) or self._called_away(pool)
            if spare is None:
                self.lacking[visit] = pool.id
            else:
                self.bring(spare, visit, start)

    def _called_away(self, pool: EquipmentPool) -> Carried | None:
        """Take a piece out of visits that were only assumed to have begun."""
        for piece in self.pieces_of_pool(pool):
            visits = [use.visit for use, _, _ in piece.inside]
            if not piece.lost and not any(map(self.told_start, visits)):
                for other in visits:
                    self._withdraw(other)
                return piece
        return None

    def _outlook(self, until: int) -> Outlook:
        return Outlook(self, until)

    def _enter(self, walk: Walk, stop: Stop, until: int) -> bool:
        """Begin a caregiver's part of a visit that has begun."""
        visit = stop.visit
        end = self.end(visit, self.started[visit])
        begins, ends = self.part_span(visit, stop, self.started[visit], end)
        if begins > until or not walk.is_free_for(visit):
            return False
        part = self.situation.part(visit, stop.role)
        steps.arrive(self.situation, walk, begins - part.set_up)
        steps.enter(walk, stop, part, begins, self.situation.client(visit).id)
        if part.early and not self.found_nobody(visit):
            steps.leave(self.situation, walk, walk.inside[-1], ends)
        return True

    def _finish(self, visit: str, end: int) -> None:
        self.ended[visit] = end
        for walk in self.walks_of.get(visit, []):
            inside = next((each for each in walk.inside if each.stop.visit == visit), None)
            if inside is None:
                continue
            walk.inside.remove(inside)
            if self.found_nobody(visit):
                steps.turn_away(walk, inside, end)
            elif not inside.left:
                steps.leave(self.situation, walk, inside, end)
        for piece in self.pieces_of.get(visit, []):
            piece.end(self.situation, visit, end)

    def _bring_forward(self, walk: Walk) -> None:
        """Put the next visit that is told first, unless another one fits before it."""
        told = [
            (start, stop.visit)
            for stop in walk.stops
            if (start := self.told_start(stop.visit)) is not None
        ]
        if not told:
            return
        start, visit = min(told)
        first = walk.stops[0]
        if first.visit != visit and self._ends(walk, first) > start:
            walk.first(visit)

    def _ends(self, walk: Walk, stop: Stop) -> int:
        part = self.situation.part(stop.visit, stop.role)
        begins = max(
            steps.ready(self.situation, walk) + part.set_up, self.situation.scenario.at(stop.start)
        )
        return begins + part.length

    def _incomplete(self, until: int) -> Iterator[str]:
        """Begin visits some of whose crew come later, from what they do before."""
        outlook = self._outlook(until)
        for walk in self.walks.values():
            for visit in [stop.visit for stop in walk.stops[:1] if not walk.is_busy]:
                if visit in self.started or not any(self.situation.crew(visit).values()):
                    continue
                start = outlook.start(visit)
                if start is not None and start <= until and self._begin(visit, until):
                    yield visit

    def _late(self, until: int) -> Iterator[str]:
        """Let people be where they are told to be, whatever they should do before; each time once.

        The earliest comes first, and what follows from it is waited for.
        """
        for visit in sorted(self.known, key=lambda each: (self.due(each) or 0, each)):
            due = self.due(visit)
            if visit in self.ended or due is None or due > until:
                continue
            for walk, stop in self.crew(visit):
                begins, _ = self.part_span(visit, stop, due, self.end(visit, due))
                if begins > until or stop not in walk.stops:
                    continue  # not yet, or already there
                for other in [each.stop.visit for each in walk.inside]:
                    if self.told_start(other) is None and other in self.started:
                        self._withdraw(other)
                if walk.is_busy:
                    walk.remove(visit)
                else:
                    walk.first(visit)
                if visit not in self.started:
                    self._begin(visit, until)
                yield visit

    def _withdraw(self, visit: str) -> None:
        """Take back a start that was only assumed."""
        for walk in self.walks_of[visit]:
            place = [k for k, each in enumerate(walk.inside) if each.stop.visit == visit]
            for inside in reversed(walk.inside[place[0] :] if place else []):
                walk.stops.insert(0, inside.stop)
                walk.position += walk.rest is not None
                walk.now = inside.before
                reopen(walk, inside.part.set_up)
                walk.inside.remove(inside)
                self.stay(walk)
        for piece in self.pieces_of.get(visit, []):
            piece.withdraw(visit)
        del self.started[visit]

    def settle(self, walk: Walk, until: int) -> None:
        """Take the steps of a shift that begin until an instant; who waits is free at its end."""
        if walk.is_busy:
            return
        done = steps.go(self.situation, walk, until)
        now = walk.now
        if now.departed is None:
            return
        if not done or not walk.stops:
            now.free = max(now.free, until)
            self._hurry(walk)
            return
        stop, begins = walk.stops[0], until
        part = self.situation.part(stop.visit, stop.role)
        start = self._outlook(until).start(stop.visit) if part.set_up else None
        if start is not None:
            begins = start + part.offset - part.set_up
        now.free = max(now.free, min(until, begins))

    def _hurry(self, walk: Walk) -> None:
        """Let who is on the way to a visit that has begun be in time for her part of it."""
        started = self.started.get(walk.stops[0].visit) if walk.stops else None
        if started is not None and walk.now.returned is None:
            stop = walk.stops[0]
            part = self.situation.part(stop.visit, stop.role)
            late = steps.ready(self.situation, walk) + part.set_up - started - part.offset
            walk.now.free -= max(0, late)

    def _leave_one(self, earlier: Walk, later: Walk, until: int) -> None:
        """Take a caregiver out of one of two shifts: the later one, unless she has worked in it."""
        if not (later.inside or later.now.worked):
            self.stay(earlier)
            return
        self.send_home(earlier, until)
        if not (earlier.stops or earlier.inside):
            leaves = later.now.departed or until
            earlier.now.free = earlier.now.returned = min(earlier.now.free, leaves)
            earlier.now.place = end_place(self.situation.scenario, earlier.caregiver, earlier.shift)
            earlier.now.client, earlier.now.kits = None, ()

    def settle_all(self, until: int) -> None:
        """Let everybody take the steps that begin until an instant, in one shift at a time."""
        for walk in self.walks.values():
            self.settle(walk, until)
        for walk in self.walks.values():
            for earlier in walk.earlier:
                if walk.now.departed is not None and earlier.is_out:
                    self._leave_one(earlier, walk, until)
        outlook = self._outlook(until)
        for piece in self.pieces.values():
            piece.settle(self.situation, until, outlook)
