"""What becomes of each visit on a day: promises and how they move, and the stamps of its crew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from dispatch.plan import Crew, Plan
from dispatch.scenario import Place, Visit
from dispatch.simulate.records import DAY, Outcome
from dispatch.simulate.truth import Happened, Truth


@dataclass
class Trace:
    """What became of a visit; all times in milliseconds after a day's midnight.

    Attributes
    ----------
    promised, told : int or None
        The start that the client was promised first, and the one that she was told last.
    promised_at : int or None
        When she was promised it; None for a visit that was booked before.
    crew : tuple of str
        Who was to come by the last plan.
    moves, moved, swaps : int
        How often the promised start was moved, by how much in all, and how many caregivers were
        replaced since.
    departed, arrived, started, ended : int or None
        The stamps; `departed` and `arrived` are those of the last of the crew.
    caregivers : tuple of str
        Who came.
    outcome : str
    """

    promised: int | None = None
    told: int | None = None
    promised_at: int | None = None
    crew: Crew = ()
    moves: int = 0
    moved: int = 0
    swaps: int = 0
    departed: int | None = None
    arrived: int | None = None
    started: int | None = None
    ended: int | None = None
    caregivers: Crew = ()
    outcome: Outcome = "open"

    def later(self, days: int) -> Trace:
        """Return the trace with times after the midnight some days later."""
        by = days * DAY
        names = ("promised", "told", "promised_at", "departed", "arrived", "started", "ended")
        return replace(
            self,
            **{name: at - by for name in names if (at := getattr(self, name)) is not None},
        )


class Traces:
    """The traces of all visits of a day.

    Parameters
    ----------
    truth
        The day as it happens.
    tolerance
        How far from what the client was told a visit may start without being moved.
    """

    def __init__(self, truth: Truth, tolerance: int) -> None:
        self._truth, self._tolerance = truth, tolerance
        self.of: dict[str, Trace] = {}
        self._left: dict[str, tuple[int, Place]] = {}
        self._next: dict[str, tuple[str, int]] = {}

    def is_to_come(self, visit: str) -> bool:
        """Return whether a visit has not begun."""
        return self.of[visit].started is None

    def latest(self, visits: Collection[str]) -> dict[str, int]:
        """Return the latest starts that clients were told."""
        return {
            name: told + self._tolerance
            for name in visits
            if (told := self.of[name].told) is not None
        }

    def happened(self, each: Happened, visit: Visit, home: Place) -> None:
        """Note a start or an end.

        Parameters
        ----------
        each
            What has happened.
        visit
            The visit.
        home
            Where its client lives.
        """
        trace, outcome = self.of[each.visit], self._truth.outcome(each.visit)
        trace.outcome = "served" if outcome == "given" else outcome
        if each.over:
            trace.ended = each.at
            for name in each.caregivers:
                self._left[name] = each.at, visit.end_place or home
            return
        trace.started, trace.caregivers = each.at, each.caregivers
        ways = [self._way(each.visit, name, home, each.at) for name in each.caregivers]
        departed = max([trace.promised_at or 0, *(departed for departed, _ in ways)])
        trace.departed = min(each.at, departed)
        trace.arrived = min(each.at, max([departed, *(arrived for _, arrived in ways)]))

    def _way(self, visit: str, caregiver: str, home: Place, now: int) -> tuple[int, int]:
        """Return when a caregiver turned to a visit, once she was free and it was her next one.

        And when she then arrived; it may have been sooner if she was on the way already.
        """
        one, at = self._truth.scenario.caregiver[caregiver], self._truth.scenario.at
        shift = self._truth.shift(caregiver, now)
        free, place = self._left.get(caregiver, (-1, one.start))
        if free < at(shift.start):  # it is the first visit of the shift
            free = 0 if shift.under_way is None else at(shift.under_way.departed)
            place = shift.start_place or one.start
        upcoming, since = self._next.get(caregiver, ("", 0))
        departed = max(free, since if upcoming == visit else 0)
        return departed, departed + self._truth.way(one.mode, place, home, departed)

    def noted(self, at: int, planned: Mapping[str, tuple[Crew, int]], plan: Plan) -> Iterator[str]:
        """Note what a plan says; yield the visits whose clients have to be told a start.

        Parameters
        ----------
        at
            The moment.
        planned
            The crew and the start of each visit of the plan.
        plan
            The plan.
        """
        for name, (crew, start) in planned.items():
            trace = self.of[name]
            if trace.started is not None:
                continue
            if trace.told is None:
                trace.promised, trace.promised_at = start, at
            trace.swaps += len({*trace.crew} - {*crew})
            trace.crew = crew
            if trace.told is None or abs(start - trace.told) > self._tolerance:
                trace.moves += trace.told is not None
                trace.moved += 0 if trace.told is None else abs(start - trace.told)
                trace.told = start
                yield name
        for route in plan.routes:
            ahead = (stop.visit for stop in route.stops if self.is_to_come(stop.visit))
            upcoming = next(ahead, "")
            if self._next.get(route.caregiver, ("", 0))[0] != upcoming:
                self._next[route.caregiver] = upcoming, at
