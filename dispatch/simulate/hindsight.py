"""The bound of somebody who knows a whole week beforehand, beside the policies that lived it.

It begins with the week as the best policy lived it. Then each day is planned again with all that
will happen (`dispatch.simulate.foreseen`). The new day is kept if every request is served that was
served by then, if the requests of no day wait longer, and if as many pre-booked visits take place,
and as much on time, as in the week that it began with. So it is never worse than the best policy;
and it is the best that was found: the true optimum may be better still.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from dispatch.roads import TravelTimes
from dispatch.scenario import Caregiver, Duration, Scenario, Visit
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
from dispatch.simulate.replication import Week
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


def best_arm(arms: Sequence[Arm]) -> Arm:
    """Return the arm with the least restricted mean response, at least one; of equals the first."""
    return min(arms, key=lambda arm: measured(arm).headline.total)


def begins_with(bound: Arm, arms: Sequence[Arm]) -> bool:
    """Return whether a bound begins with the best of some arms."""
    best = best_arm(arms).policy
    return all(each.kind == best for each in bound.decisions)


def live_hindsight(
    week: Week, arms: Sequence[Arm], travel: TravelTimes, iterations: int = ITERATIONS
) -> Arm:
    """Find how well a week could have gone by, for somebody who had known it.

    Parameters
    ----------
    week
        The replication.
    arms
        How policies lived it, at least one.
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
    return _Hindsight(week, best_arm(arms), travel, iterations).arm()


class _Hindsight:
    def __init__(self, week: Week, start: Arm, travel: TravelTimes, iterations: int) -> None:
        self._week, self._start, self._travel = week, start, travel
        self._iterations = iterations
        self._requests = {each.visit: each for each in start.requests}
        self._booked = {each.visit: each for each in start.booked}
        self._people = {(each.day, each.caregiver): each for each in start.caregivers}
        self._asked: dict[str, Asked] = {}
        self._most = _losses(start.requests, start.booked, week.world.tolerance)

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
        for number in range(self._week.world.days):
            day = self._day(number)
            lived = live_foreseen(day, self._week.nature, self._iterations, self._week.seed)
            self._keep_if_better(day, lived)
            for each in lived.decisions:
                yield replace(each, at=each.at + number * DAY, kind=self._start.policy)

    def _day(self, number: int) -> Day:
        """Return a day with the requests that are open, and how it goes by so far."""
        morning = self._week.morning(number)
        self._asked |= {each.visit.id: each for each in morning.asked}
        requests = [*self._open(number)]
        scenario = self._as_late(morning.scenario, number)
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

    def _open(self, number: int) -> Iterator[tuple[int, Visit]]:
        """Yield the requests that can be served on a day, and when they were made."""
        for name, asked in self._asked.items():
            row = self._requests[name]
            is_open = row.started is None or row.started >= number * DAY
            if is_open and (asked.day == number or row.acceptable + row.cap > number * DAY):
                today = asked.day == number
                visit = asked.visit if today else asked.carried(self._week.world, number)
                yield asked.at - (number - asked.day) * DAY, visit

    def _row(self, visit: str) -> RequestRecord | BookedRecord:
        return self._requests.get(visit) or self._booked[visit]

    def _keep_if_better(self, day: Day, lived: Lived) -> None:
        """Replace the rows of a day, if that leaves nobody out and the week is not worse for it."""
        ends = (day.number + 1) * DAY
        traces = {name: each.later(-day.number) for name, each in lived.traces.items()}
        asked = {name: each for name, each in traces.items() if name in self._requests}
        begun = {name: each for name, each in asked.items() if each.started is not None}
        left = asked.keys() - begun.keys()
        if any((self._requests[name].started or ends) < ends for name in left):
            return
        requests = _replaced(self._requests, begun)
        booked = _replaced(self._booked, traces)
        losses = _losses(requests.values(), booked.values(), self._week.world.tolerance)
        if all(losses[name] <= self._most[name] for name in losses):
            self._requests, self._booked = requests, booked
            self._people |= {(each.day, each.caregiver): each for each in lived.caregivers}


def _late(scenario: Scenario, caregiver: Caregiver, row: CaregiverRecord) -> Caregiver:
    limit = Duration(max(caregiver.overtime_limit, row.overtime))
    [shift], rest = caregiver.shifts, caregiver.shifts[0].meal_break
    if rest is not None and row.meal is not None:
        latest = max(scenario.at(rest.latest), row.meal - row.day * DAY)
        rest = rest.model_copy(update={"latest": scenario.moment(latest)})
        shift = shift.model_copy(update={"meal_break": rest})
    return caregiver.model_copy(update={"overtime_limit": limit, "shifts": (shift,)})


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
    """Return what no week may have more of than the one it begins with.

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
