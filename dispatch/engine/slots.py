"""One more visit in an existing solution, at each of several starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from dispatch.engine.handover import given, taken
from dispatch.engine.insertion import insert_all, substitute
from dispatch.engine.packed import ALLOWED, ALLOWED_END, RELEASES, RELEASES_END, Packed
from dispatch.engine.packing import pack
from dispatch.engine.patches import allowed_in, with_routes
from dispatch.engine.problem import Ints, Problem, Solution
from dispatch.engine.routes import fill
from dispatch.engine.standing import DEAR, all_dear, choices, group_of
from dispatch.engine.state import IMPOSSIBLE, START, TOTAL, State, empty_state

Span: TypeAlias = tuple[int, int]
"""First and last start, in ticks."""

ANYBODY: Mapping[int, range] = {}
"""Every eligible route for every stop."""


@dataclass(frozen=True)
class Slot:
    """The cheapest place of a visit among some starts.

    Attributes
    ----------
    span : (int, int)
        The starts.
    start : int
        When the visit starts.
    cost : int
        Added cost, without the cost of leaving out the visit and the rest of its group.
    on : mapping of int to range
        For some stops, the only routes that could serve them.
    """

    span: Span
    start: int
    cost: int
    on: Mapping[int, range] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """A solution with the visit in a slot.

    Attributes
    ----------
    solution : Solution
        The decisions and their times; its cost is that of what is served.
    cost : int
        The added cost, as of `Slot`.
    """

    solution: Solution
    cost: int


def timed(problem: Problem, solution: Solution) -> Solution | None:
    """Return a solution with the times of its decisions; None if they have no timetable.

    Its cost is that of what is served, without the cost of the visits left out.
    """
    packed = pack(all_dear(problem), to_search=False)
    state = empty_state(packed, 0)
    if not fill(packed, state, *given(problem, solution)):
        return None
    found = taken(problem, packed, state)
    return replace(found, mandatory_unserved=0, cost=_served_cost(found, state))


def _served_cost(solution: Solution, state: State) -> int:
    """Return the cost of a state without that of the visits that its solution leaves out."""
    return int(state.tally[TOTAL]) - DEAR * sum(at < 0 for at in solution.start)


class Slots:
    """A visit to be added to a solution, together with the rest of its group.

    Parameters
    ----------
    problem
        The problem.
    solution
        The existing decisions, without the visit, and the cost of what they serve. If they have no
        timetable here, the visit fits nowhere.
    visit
        The number of the visit.
    """

    def __init__(self, problem: Problem, solution: Solution, visit: int) -> None:
        self._problem, self._solution, self._visit = problem, solution, visit
        self._lead = int(problem.stops[visit])
        self._choices = choices(problem, solution, visit)
        served = {int(problem.visit[n]) for r in solution.routes for n in r if n < problem.n_stops}
        group = [other for other in group_of(problem, visit) if other not in served]
        self._leads: Ints = problem.stops[[visit, *group]]
        self._packed = pack(all_dear(problem), to_search=False)
        self._state = empty_state(self._packed, 0)
        self._stands = fill(self._packed, self._state, *given(problem, solution))
        self._timed = self._state.table.copy(), self._state.tally.copy()
        self._left_out = sum(at < 0 for at in solution.start) - len(self._leads)

    def priced(
        self, spans: Iterable[Span], people: Mapping[int, range] = ANYBODY
    ) -> list[Slot | None]:
        """Find the cheapest place for each span of starts; None where the visit does not fit.

        Parameters
        ----------
        spans
            Allowed starts of the visit.
        people
            For some stops, the only routes that may serve them.
        """
        spans = list(spans)
        if not self._stands:
            return [None] * len(spans)
        slots = self._priced(spans, people)
        if len(self._choices) > 1:
            slots = [
                slot or self._chosen(span, people) for slot, span in zip(slots, spans, strict=True)
            ]
        return slots

    def _chosen(self, span: Span, people: Mapping[int, range]) -> Slot | None:
        """Find the cheapest place with any choice of equipment."""
        slots = (self._priced([span], {**people, **pieces})[0] for pieces in self._choices)
        return min((each for each in slots if each), key=lambda each: each.cost, default=None)

    def _priced(self, spans: list[Span], on: Mapping[int, range]) -> list[Slot | None]:
        """Find the cheapest places with the equipment that seems cheapest."""
        packed = self._with_starts(with_routes(self._packed, on), spans)
        first = packed.node[self._lead, ALLOWED]
        self._restore()
        before = self._solution.cost + DEAR * self._left_out
        nobody, order = np.full(1, -1, dtype=np.int64), self._leads[None]
        costs, found = np.empty(1, dtype=np.int64), np.empty((1, 1), dtype=np.int64)
        slots: list[Slot | None] = []
        for k, span in enumerate(spans):
            packed.node[self._lead, [ALLOWED, ALLOWED_END]] = first + k, first + k + 1
            substitute(packed, self._state, nobody, order, nobody, costs, found)
            cost, start = int(costs[0]) - before, int(found[0, 0])
            slots.append(None if costs[0] >= IMPOSSIBLE else Slot(span, start, cost, on))
        return slots

    def inserted(self, slot: Slot) -> Solution | None:
        """Return the solution with the visit in a slot."""
        packed = self._with_starts(with_routes(self._packed, slot.on), [slot.span])
        self._restore()
        insert_all(packed, self._state, self._leads)
        if (self._state.table[self._leads, START] < 0).any():
            return None
        return taken(self._problem, packed, self._state)

    def placed(self, slot: Slot, window: Span, *, hold: bool = True) -> Placed | None:
        """Add the visit where a slot says, then let it start within a window.

        Parameters
        ----------
        slot
            The slot.
        window
            First and last start from now on.
        hold
            Whether the visit is held for the start of the slot; otherwise it starts as early as it
            can.
        """
        inserted = self.inserted(slot)
        if inserted is None:
            return None
        rows = allowed_in(self._packed, self._lead)[:, :2].tolist()
        spans = [(max(a, window[0]), min(b, window[1])) for a, b in rows]
        packed = self._with_starts(self._packed, [span for span in spans if span[0] <= span[1]])
        packed = self._with_release(packed, slot.start)
        held = [*inserted.held]
        held[self._visit] = int(hold)
        decisions = replace(inserted, held=tuple(held))
        if not fill(packed, self._state, *given(self._problem, decisions)):
            return None
        solution = taken(self._problem, packed, self._state)
        cost = _served_cost(solution, self._state)
        solution = replace(solution, mandatory_unserved=0, cost=cost)
        return Placed(solution, cost - self._solution.cost)

    def _restore(self) -> None:
        """Fill the state with the existing routes."""
        self._state.table[:], self._state.tally[:] = self._timed

    def _with_starts(self, packed: Packed, spans: list[Span]) -> Packed:
        """Return a copy in which the visit has other allowed starts."""
        return self._with_rows(packed, np.array(spans, dtype=np.int64), ALLOWED, ALLOWED_END)

    def _with_release(self, packed: Packed, at: int) -> Packed:
        """Return a copy in which the visit may be held for one instant."""
        return self._with_rows(packed, np.array([[at]]), RELEASES, RELEASES_END)

    def _with_rows(self, packed: Packed, rows: Ints, first: int, end: int) -> Packed:
        node = packed.node.copy()
        node[self._lead, [first, end]] = len(packed.pool), len(packed.pool) + len(rows)
        more = np.zeros((len(rows), packed.pool.shape[1]), dtype=np.int64)
        if len(rows):
            more[:, : rows.shape[1]] = rows
        return packed._replace(node=node, pool=np.concatenate([packed.pool, more]))
