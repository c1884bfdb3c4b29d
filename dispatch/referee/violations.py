"""Every broken hard rule of a plan, by the definitions of ``docs/model.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Literal, TypeAlias, cast

from dispatch.messages import SENTENCES, say
from dispatch.plan import Plan
from dispatch.referee.reading import Call, Reading, Tour
from dispatch.rules import break_due, client_reasons, duration_of, pin_reasons, service_reasons
from dispatch.scenario import Gap, Scenario, Visit, Window
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

Kind: TypeAlias = Literal[
    "unknown_visit", "unknown_caregiver", "unknown_shift", "unknown_role",
    "visit_twice", "visit_unaccounted", "shift_twice", "stops_overlap",
    "crew_incomplete", "crew_not_together", "same_caregiver_twice",
    "certificate_missing", "certificate_expired", "institution_not_registered", "course_missing",
    "examination_missing", "service_not_in_contract", "volunteer_service", "rating_too_low",
    "gender_required", "intimate_gender", "caregiver_excluded", "area_not_served",
    "pinned_caregiver", "window_missed", "too_early", "exact_start_missed", "blackout",
    "pinned_start", "wrong_duration",
    "gap_too_short", "gap_too_long", "same_caregiver_required", "different_caregiver_required",
    "before_shift", "overtime_limit", "travel_too_short",
    "break_missing", "break_outside_window", "break_too_short",
]  # fmt: skip
"""The closed list of what a plan can break."""


@dataclass(frozen=True)
class Violation:
    """One broken rule; `str` words it.

    Attributes
    ----------
    kind : str
        Of the closed list `Kind`.
    visit, caregiver : str or None
        Whom it is about; without a visit it is about the caregiver's route.
    amount : float
        By how many minutes, for rules about times; a count (mostly 1) for the others.
    detail : mapping
        Further ids that its sentence speaks of.
    """

    kind: Kind
    visit: str | None = None
    caregiver: str | None = None
    amount: float = 1
    detail: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        fields = {"visit": self.visit, "caregiver": self.caregiver, "amount": self.amount}
        of_route = f"{self.kind}-route"
        code = of_route if self.visit is None and of_route in SENTENCES else self.kind
        return say(code, **fields, **self.detail)


def violations(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    """Find everything that is wrong with a plan."""
    yield from _unknown(scenario, plan)
    yield from _accounts(scenario, plan, reading)
    for calls in reading.calls.values():
        yield from _crew(calls)
        for call in calls:
            yield from _call(scenario, call, reading.starts[call.visit.id])
    for visit, start in reading.starts.items():
        yield from _start(scenario, scenario.visit[visit], start)
        yield from _blackouts(scenario, scenario.visit[visit], start)
    for later in reading.calls:
        for gap in scenario.visit[later].gaps:
            if gap.after in reading.calls:
                yield from _gap(scenario, reading, gap, later)
    yield from _shifts(scenario, plan, reading)
    for tour in reading.tours:
        yield from _hours(tour)
        yield from _way(tour)
        yield from _break(scenario, tour)


def _minutes(milliseconds: int) -> float:
    return milliseconds / MILLISECONDS_A_MINUTE


def _unknown(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    for route in plan.routes:
        caregiver = scenario.caregiver.get(route.caregiver)
        if caregiver is None:
            yield Violation("unknown_caregiver", caregiver=route.caregiver)
        elif not 0 <= route.shift < len(caregiver.shifts):
            yield Violation(
                "unknown_shift", caregiver=caregiver.id, detail={"shift": str(route.shift)}
            )
        for stop in route.stops:
            visit = scenario.visit.get(stop.visit)
            if visit is None:
                yield Violation("unknown_visit", stop.visit, route.caregiver)
            elif stop.role not in {role.id for role in scenario.service[visit.service].crew}:
                yield Violation(
                    "unknown_role", stop.visit, route.caregiver, detail={"role": stop.role}
                )
    for left_out in plan.unserved:
        if left_out.visit not in scenario.visit:
            yield Violation("unknown_visit", left_out.visit)


def _accounts(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    left_out = Counter(unserved.visit for unserved in plan.unserved)
    for visit in scenario.visit:
        if left_out[visit] > 1:
            yield Violation("visit_twice", visit, amount=left_out[visit] - 1)
        if (visit in reading.calls) == (visit in left_out):
            yield Violation("visit_unaccounted", visit)


def _crew(calls: tuple[Call, ...]) -> Iterator[Violation]:
    visit, crew = calls[0].visit.id, calls[0].service.crew
    roles = Counter(call.role for call in calls if call.role is not None)
    for role, times in roles.items():
        if times > 1:
            yield Violation("visit_twice", visit, amount=times - 1, detail={"role": crew[role].id})
    if len(roles) < len(crew):
        yield Violation("crew_incomplete", visit, amount=len(crew) - len(roles))
    starts = [call.visit_start for call in calls]
    if min(starts) < max(starts):
        yield Violation("crew_not_together", visit, amount=_minutes(max(starts) - min(starts)))
    for one, other in combinations(calls, 2):
        if one.caregiver and one.caregiver == other.caregiver and one.role != other.role:
            yield Violation("same_caregiver_twice", visit, one.caregiver.id)


def _call(scenario: Scenario, call: Call, start: int) -> Iterator[Violation]:
    off = abs(call.end - call.start - call.duration)
    caregiver = call.caregiver
    if off:
        whose = caregiver.id if caregiver else None
        yield Violation("wrong_duration", call.visit.id, whose, _minutes(off))
    if caregiver is None:
        return
    reasons = client_reasons(scenario, call.client, call.service, caregiver)
    if call.role is not None:
        role, on = call.service.crew[call.role], scenario.date_at(start)
        reasons += service_reasons(scenario, call.service, role, caregiver, on)
        reasons += pin_reasons(call.visit, call.role, caregiver)
    for reason in reasons:
        yield Violation(cast("Kind", reason), call.visit.id, caregiver.id)


def _start(scenario: Scenario, visit: Visit, start: int) -> Iterator[Violation]:
    end = start + duration_of(scenario, visit)

    def missed(window: Window) -> int:
        """By how much the start, the end or the whole lies outside a window."""
        first = end if window.applies_to == "end" else start
        last = start if window.applies_to == "start" else end
        return max(0, scenario.at(window.open) - first, last - scenario.at(window.close))

    def before(window: Window) -> int:
        """How long before a window's opening it is."""
        return scenario.at(window.open) - (end if window.applies_to == "end" else start)

    hard = [missed(window) for window in visit.windows if window.hard]
    if hard and min(hard) > 0:
        yield Violation("window_missed", visit.id, amount=_minutes(min(hard)))
    soft = [before(window) for window in visit.windows if not window.hard]
    earliest = scenario.client[visit.client].earliest
    early = max(
        min(soft, default=0), 0 if earliest is None else scenario.at(earliest) - start, -start
    )
    if early > 0:
        yield Violation("too_early", visit.id, amount=_minutes(early))
    exact, pinned = visit.exact_start, visit.pinned_start
    if exact is not None and start != scenario.at(exact):
        off = abs(start - scenario.at(exact))
        yield Violation("exact_start_missed", visit.id, amount=_minutes(off))
    if pinned is not None and start != scenario.at(pinned):
        off = abs(start - scenario.at(pinned))
        yield Violation("pinned_start", visit.id, amount=_minutes(off))


def _blackouts(scenario: Scenario, visit: Visit, start: int) -> Iterator[Violation]:
    end = start + duration_of(scenario, visit)
    for blackout in scenario.client[visit.client].blackouts:
        inside = min(end - scenario.at(blackout.start), scenario.at(blackout.end) - start)
        if inside > 0:
            yield Violation("blackout", visit.id, amount=_minutes(inside))


def _gap(scenario: Scenario, reading: Reading, gap: Gap, later: str) -> Iterator[Violation]:
    before, after = reading.calls[gap.after], reading.calls[later]
    since = reading.starts[gap.after]
    if gap.measured_from == "end":
        since += duration_of(scenario, scenario.visit[gap.after])
    length, detail = reading.starts[later] - since, {"after": gap.after}
    if length < gap.minimum:
        short = _minutes(gap.minimum - length)
        yield Violation("gap_too_short", later, amount=short, detail=detail)
    if gap.maximum is not None and length > gap.maximum:
        long = _minutes(length - gap.maximum)
        yield Violation("gap_too_long", later, amount=long, detail=detail)
    first = {call.caregiver.id for call in before if call.caregiver}
    second = {call.caregiver.id for call in after if call.caregiver}
    shared = len(first & second)
    if gap.caregiver == "same" and shared < min(len(first), len(second)):
        yield Violation("same_caregiver_required", later, detail=detail)
    if gap.caregiver == "different" and shared:
        yield Violation("different_caregiver_required", later, detail=detail)


def _shifts(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    routes = Counter((route.caregiver, route.shift) for route in plan.routes)
    for (caregiver, _), times in routes.items():
        if times > 1 and caregiver in scenario.caregiver:
            yield Violation("shift_twice", caregiver=caregiver, amount=times - 1)
    by_departure = sorted(reading.tours, key=lambda tour: (tour.caregiver.id, tour.departure))
    for one, other in pairwise(by_departure):
        overlap = one.returned - other.departure
        if one.caregiver.id == other.caregiver.id and overlap > 0:
            yield Violation("stops_overlap", None, one.caregiver.id, _minutes(overlap))


def _hours(tour: Tour) -> Iterator[Violation]:
    begins = tour.departure if tour.rest is None else min(tour.departure, tour.rest.start)
    if begins < tour.shift_start:
        early = _minutes(tour.shift_start - begins)
        yield Violation("before_shift", None, tour.caregiver.id, early)
    beyond = tour.overtime - tour.caregiver.overtime_limit
    if beyond > 0:
        yield Violation("overtime_limit", None, tour.caregiver.id, _minutes(beyond))


def _way(tour: Tour) -> Iterator[Violation]:
    """Follow a route: nobody arrives, rests or begins before they can."""
    caregiver, rest = tour.caregiver.id, tour.rest
    left, before = tour.departure, None
    for position, call in enumerate(tour.calls):
        door = left + tour.ways[position]
        short = door - call.arrival
        ready = max(door, call.arrival)
        if rest is not None and rest.position == position and position > 0:
            short = max(short, ready - rest.start)
            ready = max(ready, rest.end)
        short = max(short, ready + call.client.access - call.start)
        if before is not None and call.start < before.end:
            overlap = _minutes(before.end - call.start)
            yield Violation("stops_overlap", call.visit.id, caregiver, overlap)
        elif short > 0:
            yield Violation("travel_too_short", call.visit.id, caregiver, _minutes(short))
        left, before = call.end + call.service.documentation, call
    short = left + tour.ways[-1] - tour.returned
    if short > 0:
        yield Violation("travel_too_short", None, caregiver, _minutes(short))


def _break(scenario: Scenario, tour: Tour) -> Iterator[Violation]:
    caregiver, rest, due = tour.caregiver.id, tour.rest, break_due(scenario, tour.shift)
    if rest is None or rest.position is None:
        if due:
            yield Violation("break_missing", None, caregiver)
        return
    at_home = rest.end - tour.departure if rest.position == 0 else 0
    if rest.position == len(tour.calls):
        at_home = tour.returned - rest.start
    if at_home > 0:
        yield Violation("stops_overlap", None, caregiver, _minutes(at_home))
    if due is None:
        return
    outside = max(scenario.at(due.earliest) - rest.start, rest.start - scenario.at(due.latest))
    if outside > 0:
        yield Violation("break_outside_window", None, caregiver, _minutes(outside))
    short = due.duration - (rest.end - rest.start)
    if short > 0:
        yield Violation("break_too_short", None, caregiver, _minutes(short))
