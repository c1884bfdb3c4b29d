"""When visits are expected to start, by the plan and by what is told.

A crew need not be complete when its visit starts: some roles come later. Whether they will be there
in time depends on what they do before, so that is followed as far as needed.
"""

from __future__ import annotations

from dataclasses import replace

from dispatch.live import steps
from dispatch.live.board import Board
from dispatch.live.pieces import Carried
from dispatch.live.situation import whole
from dispatch.live.walk import Inside, Walk


class Outlook:
    """The expected starts of visits that have not begun, as a day stands.

    Parameters
    ----------
    board
        The day, which is not changed.
    now
        Up to when it has gone: what is told to be running ends then or later.
    """

    def __init__(self, board: Board, now: int) -> None:
        self._board = board
        self._now = now
        self._known: dict[str, int | None] = {}

    def start(self, visit: str) -> int | None:
        """Return when a visit is expected to start; None if the plan does not allow it to."""
        told = self._board.told_start(visit)
        if told is None:
            told = self._board.started.get(visit)
        if told is not None:
            return told
        if visit not in self._known:
            self._known[visit] = None  # so a circle of visits that wait for each other ends
            self._known[visit] = self._start(visit)
        return self._known[visit]

    def _start(self, visit: str) -> int | None:
        board = self._board
        situation, crew = board.situation, board.crew(visit)
        known = board.known.get(visit)
        starts = [board.planned(visit) or 0, 0 if known is None else known.not_before]
        for walk, stop in crew:
            at_door = self._before(walk, visit)
            if at_door is None:
                return None
            part = situation.part(visit, stop.role)
            starts.append(steps.ready(situation, at_door) + part.set_up - part.offset)
        for piece in board.pieces_of.get(visit, []):
            there = self._carried(piece, visit)
            if there is None:
                return None
            starts.append(there.ready(situation))
        start = self._with_kits(visit, whole(max(starts)))
        due = board.due(visit)
        return due if due is not None and (start is None or start > due) else start

    def _before(self, walk: Walk, visit: str) -> Walk | None:
        """Return how a shift stands when a visit is its next stop."""
        if walk.is_free_for(visit):
            return walk
        board, situation = self._board, self._board.situation
        ahead = replace(walk, stops=[*walk.stops], inside=[], now=replace(walk.now))
        for inside in walk.inside:
            if not inside.left:
                self._leave(ahead, replace(inside), board.started[inside.stop.visit])
        while ahead.stops[0].visit != visit:
            stop = ahead.stops[0]
            start = self.start(stop.visit)
            if start is None:
                return None
            begins, _ = board.part_span(stop.visit, stop, start, None)
            part = situation.part(stop.visit, stop.role)
            steps.arrive(situation, ahead, begins - part.set_up)
            steps.enter(ahead, stop, part, begins, situation.client(stop.visit).id)
            self._leave(ahead, ahead.inside.pop(), start)
        return ahead

    def _leave(self, ahead: Walk, inside: Inside, start: int) -> None:
        end = self.end(inside.stop.visit, start)
        _, ends = self._board.part_span(inside.stop.visit, inside.stop, start, end)
        steps.leave(self._board.situation, ahead, inside, ends if inside.part.early else end)

    def end(self, visit: str, start: int) -> int:
        """Return when a visit is expected to end."""
        return self._board.end(visit, start)

    def _carried(self, piece: Carried, visit: str) -> Carried | None:
        """Return where a piece is when a visit is its next use."""
        if not piece.inside and piece.uses[0].visit == visit:
            return piece
        ahead = replace(piece, uses=[*piece.uses], inside=[])
        situation = self._board.situation
        for use, _, _ in piece.inside:
            ahead.end(situation, use.visit, self.end(use.visit, self._board.started[use.visit]))
        while ahead.uses[0].visit != visit:
            other = ahead.uses[0].visit
            start = self.start(other)
            if start is None:
                return None
            ahead.begin(situation, other, start)
            ahead.end(situation, other, self.end(other, start))
        return ahead

    def _with_kits(self, visit: str, start: int) -> int | None:
        """Return the first start at which the pools are not all in visits that are told of."""
        board = self._board
        length = board.situation.length(visit)
        for name in board.situation.pools_of(visit):
            held = [
                (began, board.end(other, began))
                for other in board.known
                if other != visit and name in board.situation.pools_of(other)
                if (began := board.told_start(other)) is not None
            ]
            count = board.situation.pools[name].count
            while True:
                ends = [end for began, end in held if began < start + length]
                ends = [end for end in ends if end is None or end > start]
                if len(ends) < count:
                    break
                if None in ends:
                    return None
                start = min(end for end in ends if end is not None)
        return start
