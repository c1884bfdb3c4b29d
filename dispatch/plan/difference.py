"""What changes from one plan to another: whom to call, and what it costs each caregiver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from dispatch.plan.plan import Plan, Route
from dispatch.scenario import Promise, Scenario, UnderWay
from dispatch.scenario.base import MILLISECONDS_A_MINUTE, Moment

_TOLERANCE = Promise.model_fields["tolerance"].default
"""By how much the start of a visit without a promise may move before the client must know."""


@dataclass(frozen=True)
class Appointment:
    """When a visit starts, and who comes, in the order of the crew's roles."""

    start: Moment
    caregivers: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """The change of one visit.

    Attributes
    ----------
    visit, client : str
        The ids of the visit and its client.
    before, after : Appointment or None
        The visit in the first plan and in the second; None where it is not served.
    call : bool
        Whether the client must be told: of a visit that is dropped, of other caregivers, or of a
        start beyond the tolerance of what was promised or announced, or 30 minutes from the former
        start.
    """

    visit: str
    client: str
    before: Appointment | None
    after: Appointment | None
    call: bool

    @property
    def kind(self) -> Literal["added", "dropped", "changed"]:
        """Whether only one of the plans serves the visit, or both, differently."""
        if self.before is None:
            return "added"
        return "dropped" if self.after is None else "changed"


@dataclass(frozen=True)
class DayOf:
    """A caregiver's day in a plan.

    Attributes
    ----------
    visits : int
        The number of visits.
    minutes : float
        Minutes from departures to returns, without breaks on the way.
    returned : str or None
        The last return; None if the caregiver stays idle.
    """

    visits: int
    minutes: float
    returned: Moment | None


@dataclass(frozen=True)
class Difference:
    """What changes from one plan to another. Made by `difference`.

    Attributes
    ----------
    changes : tuple of Change
        The visits that change: those to call about first, and the most urgent of these first.
    unchanged : int
        The number of visits that both plans serve alike.
    days : mapping of str to (DayOf, DayOf)
        The day before and after, for each caregiver with visits whose day changes.
    """

    changes: tuple[Change, ...]
    unchanged: int
    days: Mapping[str, tuple[DayOf, DayOf]]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        return {
            "changes": [{**asdict(each), "kind": each.kind} for each in self.changes],
            "unchanged": self.unchanged,
            "caregivers": {
                name: {"before": asdict(before), "after": asdict(after)}
                for name, (before, after) in self.days.items()
            },
        }


def difference(scenario: Scenario, before: Plan, after: Plan) -> Difference:
    """Compare two plans of one day.

    Visits that have begun or are over by their facts are left out of the comparison, and so are the
    hours before a caregiver who is out goes on.

    Parameters
    ----------
    scenario
        The day as it is now; it has the clients' promises.
    before, after
        The plan that was announced, and the new one.
    """
    first, second = _appointments(scenario, before), _appointments(scenario, after)
    visits = [name for name in {**first, **second} if not _has_begun(scenario, name)]
    changes = [
        _change(scenario, name, first.get(name), second.get(name))
        for name in visits
        if first.get(name) != second.get(name)
    ]
    changes.sort(key=lambda each: (not each.call, _soonest(scenario, each)))
    others = {name for each in changes for name in _gains_or_loses(each)}
    names = dict.fromkeys(route.caregiver for plan in (before, after) for route in plan.routes)
    days = {name: (_day(scenario, before, name), _day(scenario, after, name)) for name in names}
    return Difference(
        changes=tuple(changes),
        unchanged=len(visits) - len(changes),
        days={
            name: (one, other)
            for name, (one, other) in days.items()
            if (one != other or name in others) and (one.visits or other.visits)
        },
    )


def _gains_or_loses(change: Change) -> set[str]:
    """Return the caregivers who have a visit only before, or only after."""
    sides = (change.before, change.after)
    before, after = (set() if side is None else {*side.caregivers} for side in sides)
    return before ^ after


def _is_over(scenario: Scenario, name: str) -> bool:
    """Return whether a visit is over; one that is cancelled is not: its caregiver expects it."""
    facts = scenario.visit[name].facts if name in scenario.visit else None
    return facts is not None and facts.over and not facts.cancelled


def _has_begun(scenario: Scenario, name: str) -> bool:
    return name in scenario.visit and scenario.visit[name].has_begun


def _out(scenario: Scenario, route: Route) -> UnderWay | None:
    """Return where the shift of a route stands, if it has begun."""
    caregiver = scenario.caregiver.get(route.caregiver)
    if caregiver is None or not 0 <= route.shift < len(caregiver.shifts):
        return None
    return caregiver.shifts[route.shift].under_way


def _appointments(scenario: Scenario, plan: Plan) -> dict[str, Appointment]:
    """Return the appointment of each visit that a plan serves."""
    parts: defaultdict[str, list[tuple[int, str, Moment]]] = defaultdict(list)
    for route in plan.routes:
        for stop in route.stops:
            rank = _rank(scenario, stop.visit, stop.role)
            parts[stop.visit].append((rank, route.caregiver, stop.start))
    return {
        visit: Appointment(
            start=scenario.moment(min(scenario.at(start) for _, _, start in crew)),
            caregivers=tuple(name for _, name, _ in sorted(crew)),
        )
        for visit, crew in parts.items()
    }


def _rank(scenario: Scenario, visit: str, role: str) -> int:
    """Return the position of a role in the crew; 0 if the scenario no longer has it."""
    if visit not in scenario.visit:
        return 0
    crew = [each.id for each in scenario.service[scenario.visit[visit].service].crew]
    return crew.index(role) if role in crew else 0


def _change(
    scenario: Scenario, name: str, before: Appointment | None, after: Appointment | None
) -> Change:
    visit = scenario.visit.get(name)
    promise = (visit.promise or visit.announced) if visit else None
    call = before is not None
    told, expected = promise or before, before or promise
    if after is not None and told is not None and expected is not None:
        tolerance = promise.tolerance if promise else _TOLERANCE
        late = abs(scenario.at(after.start) - scenario.at(told.start)) > tolerance
        people = {*expected.caregivers}
        call = late or (bool(people) and people != {*after.caregivers})
    return Change(name, visit.client if visit else "", before, after, call)


def _soonest(scenario: Scenario, change: Change) -> tuple[int, str]:
    """Return when the change shows at the door: at the former start, or at an earlier new one."""
    both = (change.before, change.after)
    return min(scenario.at(each.start) for each in both if each is not None), change.visit


def _day(scenario: Scenario, plan: Plan, name: str) -> DayOf:
    visits, time, returned = 0, 0, None
    for route in plan.routes:
        if route.caregiver == name:
            visits += sum(not _is_over(scenario, stop.visit) for stop in route.stops)
            begins, returns = scenario.at(route.departure), scenario.at(route.returned)
            if (out := _out(scenario, route)) is not None:
                begins = max(begins, min(returns, scenario.at(out.free)))
            time += returns - begins
            rest = route.meal_break
            if rest is not None and begins <= scenario.at(rest.start) < returns:
                time -= scenario.at(rest.end) - scenario.at(rest.start)
            if returned is None or returns > scenario.at(returned):
                returned = route.returned
    return DayOf(visits, time / MILLISECONDS_A_MINUTE, returned)
