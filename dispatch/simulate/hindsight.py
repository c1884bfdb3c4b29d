"""The bound of somebody who knows all days beforehand, beside the policies that lived them.

It begins with the days as the best policy lived them. Then each day is planned again with all that
will happen (`dispatch.simulate.foreseen`). The new day is kept if every request is served that was
served by then, if the requests of no day wait longer, and if as many pre-booked visits take place,
and as much on time, as in those that it began with. So it is never worse than the best policy;
and it is the best that was found: the true optimum may be better still.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from dispatch.roads import TravelTimes
from dispatch.rules import shift_of
from dispatch.scenario import Caregiver, Duration, Promise, Scenario, Visit
from dispatch.simulate.demand import Asked
from dispatch.simulate.foreseen import live_foreseen, realised_plan
from dispatch.simulate.lived import Day, Lived
from dispatch.simulate.measures import in_window, measured
from dispatch.simulate.records import (
    DAY,
    Arm,
    BookedRecord,
    CaregiverRecord,
    DecisionRecord,
    RequestRecord,
)
from dispatch.simulate.replication import Replication
from dispatch.simulate.response import HEADLINE, restricted
from dispatch.simulate.traces import Trace

Row = TypeVar("Row", RequestRecord, BookedRecord)

BOUND: Final = "H"
"""The name among the arms of somebody who knows everything beforehand: a bound, no policy."""
ITERATIONS: Final = 400_000
"""The budget of the search for a day."""
_HAPPENED: Final = (
    "outcome", "departed", "arrived", "started", "ended", "caregivers", "moves", "moved", "swaps",
)  # fmt: skip
"""What traces and rows have in common."""


def best_arm(arms: Sequence[Arm], first_day: int = 1) -> Arm:
    """Return the arm with the least restricted mean response, at least one; of equals the first.

    Parameters
    ----------
    arms
        The arms of a replication.
    first_day
        The first day that counts.
    """
    return min(arms, key=lambda arm: measured(arm, first_day).headline.total)


def begins_with(bound: Arm, arm: Arm) -> bool:
    """Return whether a bound begins with an arm."""
    return all(each.kind == arm.policy for each in bound.decisions)


def live_hindsight(
    days: Replication, start: Arm, travel: TravelTimes, iterations: int = ITERATIONS
) -> Arm:
    """Find how well some days could have gone by, for somebody who had known them.

    Parameters
    ----------
    days
        The replication.
    start
        How a policy lived it, such as the best one.
    travel
        Its planned travel times.
    iterations
        The budget of the search for each day.

    Returns
    -------
    Arm
        Named `BOUND`. Its decisions, one a day, have the name of the arm that it begins with as
        their kind. On a day that could not be bettered, its rows are those of that arm, less the
        requests that were served before.
    """
    return _Hindsight(days, start, travel, iterations).arm()


class _Hindsight:
    def __init__(self, days: Replication, start: Arm, travel: TravelTimes, iterations: int) -> None:
        self._replication, self._start, self._travel = days, start, travel
        self._iterations = iterations
        self._requests = {each.visit: each for each in start.requests}
        self._booked = {each.visit: each for each in start.booked}
        self._people = {(each.day, each.caregiver): each for each in start.caregivers}
        self._asked: dict[str, Asked] = {}
        self._most = _losses(start.requests, start.booked, days.nature.world.tolerance)

    def arm(self) -> Arm:
        decisions = [*self._days()]
        return replace(
            self._start,
            policy=BOUND,
            requests=tuple(self._requests.values()),
            booked=tuple(self._booked.values()),
            caregivers=tuple(self._people.values()),
            decisions=tuple(decisions),
        )

    def _days(self) -> Iterator[DecisionRecord]:
        """Better one day after the other, and yield what was decided about each."""
        for number in range(self._replication.days):
            day = self._day(number)
            lived = live_foreseen(
                day, self._replication.nature, self._iterations, self._replication.seed
            )
            self._keep_if_better(day, lived)
            for each in lived.decisions:
                yield replace(each, at=each.at + number * DAY, kind=self._start.policy)

    def _day(self, number: int) -> Day:
        """Return a day with the requests that are open, and how it goes by so far."""
        morning = self._replication.morning(number)
        self._asked |= {each.visit.id: each for each in morning.asked}
        requests = [*self._open(number)]
        scenario = self._as_told(self._as_late(morning.scenario, number), number)
        visits = (*scenario.visits, *(visit for _, visit in requests))
        rows = [
            row
            for visit in visits
            if (row := self._row(visit.id)).started is not None and row.started // DAY == number
        ]
        known = scenario.unchecked(visits=visits)
        people = {one.id: self._people[number, one.id] for one in scenario.caregivers}
        return Day(
            number=number,
            scenario=scenario,
            plan=realised_plan(known, rows, people, number * DAY),
            travel=self._travel,
            home=morning.home,
            requests=tuple(requests),
        )

    def _as_late(self, scenario: Scenario, number: int) -> Scenario:
        """Let people have their meals and come home as late as they did.

        Policies keep these rules by mean lengths. Some services take longer; that is no reason to
        do without them.
        """
        return scenario.unchecked(
            caregivers=tuple(
                _late(scenario, one, self._people[number, one.id]) for one in scenario.caregivers
            )
        )

    def _as_told(self, scenario: Scenario, number: int) -> Scenario:
        """Let the start by the morning plan be a promise where there was none, as for policies."""
        visits = []
        for visit in scenario.visits:
            if visit.promise is None:
                told = scenario.moment(self._booked[visit.id].promised_start - number * DAY)
                tolerance = self._replication.nature.world.tolerance
                promise = Promise(start=told, tolerance=tolerance)
                visit = visit.model_copy(update={"promise": promise})
            visits.append(visit)
        return scenario.unchecked(visits=tuple(visits))

    def _open(self, number: int) -> Iterator[tuple[int, Visit]]:
        """Yield the requests that can be served on a day, and when they were made."""
        world, begins = self._replication.nature.world, self._replication.people.dates[0]
        for name, asked in self._asked.items():
            row = self._requests[name]
            is_open = row.started is None or row.started >= number * DAY
            if is_open and (asked.day == number or row.acceptable + row.cap > number * DAY):
                today = asked.day == number
                visit = asked.visit if today else asked.carried(world, begins, number)
                yield asked.at - (number - asked.day) * DAY, visit

    def _row(self, visit: str) -> RequestRecord | BookedRecord:
        return self._requests.get(visit) or self._booked[visit]

    def _keep_if_better(self, day: Day, lived: Lived) -> None:
        """Replace the rows of a day, if that leaves nobody out and nothing is worse for it."""
        ends = (day.number + 1) * DAY
        traces = {name: each.later(-day.number) for name, each in lived.traces.items()}
        asked = {name: each for name, each in traces.items() if name in self._requests}
        begun = {name: each for name, each in asked.items() if each.started is not None}
        left = asked.keys() - begun.keys()
        if any((self._requests[name].started or ends) < ends for name in left):
            return
        requests = _replaced(self._requests, begun)
        booked = _replaced(self._booked, traces)
        losses = _losses(
            requests.values(), booked.values(), self._replication.nature.world.tolerance
        )
        if all(losses[name] <= self._most[name] for name in losses):
            self._requests, self._booked = requests, booked
            self._people |= {(each.day, each.caregiver): each for each in lived.caregivers}


def _late(scenario: Scenario, caregiver: Caregiver, row: CaregiverRecord) -> Caregiver:
    limit = Duration(max(caregiver.overtime_limit, row.overtime))
    shifts = [*caregiver.shifts]
    if row.meal is not None:
        began = row.meal - row.day * DAY
        number = shift_of(scenario, caregiver, began)
        rest = shifts[number].meal_break
        if rest is not None and scenario.at(rest.latest) < began:
            rest = rest.model_copy(update={"latest": scenario.moment(began)})
            shifts[number] = shifts[number].model_copy(update={"meal_break": rest})
    return caregiver.model_copy(update={"overtime_limit": limit, "shifts": tuple(shifts)})


def _replaced(rows: Mapping[str, Row], traces: Mapping[str, Trace]) -> dict[str, Row]:
    """Return the rows with what became of some visits instead."""
    found = dict(rows)
    for name in rows.keys() & traces.keys():
        row, trace = rows[name], traces[name]
        if isinstance(row, RequestRecord):  # the answer is known before the question
            row = replace(row, acknowledged=row.asked, promised_at=row.asked)
        happened: dict[str, Any] = {each: getattr(trace, each) for each in _HAPPENED}
        happened |= {"promised_start": trace.promised, "told_start": trace.told}
        found[name] = replace(row, **happened)
    return found


def _losses(
    requests: Iterable[RequestRecord], booked: Iterable[BookedRecord], tolerance: int
) -> Counter[str]:
    """Return what there may be no more of than in the days that it begins with.

    The waiting of the headline's requests by the day on which they were made; pre-booked visits
    that do not take place; medication out of its hard window; and the time by which pre-booked
    visits start outside of what their clients were promised first, a day if never.
    """
    found: Counter[str] = Counter()
    for each in requests:
        if each.response_class in HEADLINE:
            found[f"response to day {each.day}"] += restricted(each)
    for visit in booked:
        off = DAY if visit.started is None else abs(visit.started - visit.promised_start)
        found["promises"] += max(0, off - tolerance)
        found["left out"] += visit.started is None
        found["medication"] += visit.medication and not in_window(visit)
    return found
