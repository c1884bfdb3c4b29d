"""The hard rules that a plan breaks, by the definitions of ``docs/model.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, cast

from dispatch.plan import Plan
from dispatch.referee.clients import of_clients
from dispatch.referee.equipment import of_equipment
from dispatch.referee.kits import of_kits
from dispatch.referee.reading import Call, Reading
from dispatch.referee.routes import of_routes
from dispatch.referee.sums import of_sums
from dispatch.referee.times import of_times
from dispatch.referee.violation import Kind, Violation, minutes
from dispatch.rules import client_reasons, groups, pin_reasons, service_reasons
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


def violations(
    scenario: Scenario, travel: TravelTimes, plan: Plan, reading: Reading
) -> Iterator[Violation]:
    """Find every hard rule that a plan breaks."""
    yield from _unknown(scenario, travel, plan)
    yield from _accounts(scenario, plan, reading)
    for calls in reading.calls.values():
        yield from _crew(calls)
        for call in calls:
            yield from _part(call)
            yield from _who(scenario, call, reading.starts[call.visit.id])
    yield from _groups(scenario, reading)
    yield from of_times(scenario, reading)
    yield from of_clients(scenario, travel, reading)
    yield from of_routes(scenario, plan, reading)
    yield from of_sums(scenario, reading)
    yield from of_equipment(scenario, plan, reading)
    yield from of_kits(scenario, plan, reading)


def _unknown(scenario: Scenario, travel: TravelTimes, plan: Plan) -> Iterator[Violation]:
    for route in plan.routes:
        caregiver = scenario.caregiver.get(route.caregiver)
        if caregiver is None:
            yield Violation("unknown_caregiver", caregiver=route.caregiver)
        elif not 0 <= route.shift < len(caregiver.shifts):
            yield Violation(
                "unknown_shift", caregiver=caregiver.id, detail={"shift": str(route.shift)}
            )
        where = None if route.meal_break is None else route.meal_break.place
        if where is not None and scenario.place_of(where) not in travel.places:
            yield Violation(
                "unknown_place", caregiver=route.caregiver, detail={"place": str(where)}
            )
        for stop in route.stops:
            yield from _unknown_visit(scenario, stop.visit, route.caregiver)
            visit = scenario.visit.get(stop.visit)
            if visit and stop.role not in {
                role.id for role in scenario.service[visit.service].crew
            }:
                yield Violation(
                    "unknown_role", stop.visit, route.caregiver, detail={"role": stop.role}
                )
    for left_out in plan.unserved:
        yield from _unknown_visit(scenario, left_out.visit)


def _unknown_visit(
    scenario: Scenario, name: str, caregiver: str | None = None
) -> Iterator[Violation]:
    """Find visits that no plan may contain: unknown ones and visits that are over."""
    visit = scenario.visit.get(name)
    if visit is None:
        yield Violation("unknown_visit", name, caregiver)
    elif visit.over:
        yield Violation("fact_contradicted", name, caregiver)


def _accounts(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    left_out = Counter(unserved.visit for unserved in plan.unserved)
    planned = {stop.visit for route in plan.routes for stop in route.stops}
    for visit in scenario.open_visits:
        if visit.running and visit.id not in reading.calls:
            yield Violation("fact_contradicted", visit.id)
        if left_out[visit.id] > 1:
            yield Violation("visit_twice", visit.id, amount=left_out[visit.id] - 1)
        if (visit.id in planned) == (visit.id in left_out):
            yield Violation("visit_unaccounted", visit.id)


def _groups(scenario: Scenario, reading: Reading) -> Iterator[Violation]:
    """Find groups that are served only in part; each visit left out is a violation."""
    for group in groups(scenario):
        served = [visit for visit in group if visit in reading.calls]
        for visit in group if served else ():
            if visit not in served:
                yield Violation("group_incomplete", visit, detail={"other": served[0]})


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
        yield Violation("crew_not_together", visit, amount=minutes(max(starts) - min(starts)))
    for one, other in combinations(calls, 2):
        if one.caregiver == other.caregiver and one.role != other.role:
            yield Violation("same_caregiver_twice", visit, one.caregiver.id)


def _part(call: Call) -> Iterator[Violation]:
    off = abs(call.end - call.start - call.duration)
    if off:
        yield Violation("wrong_duration", call.visit.id, call.caregiver.id, minutes(off))


def _who(scenario: Scenario, call: Call, start: int) -> Iterator[Violation]:
    """Find why a caregiver may not come; for a visit that has begun, only pins matter."""
    visit, service, caregiver = call.visit, call.service, call.caregiver
    pins = () if call.role is None else pin_reasons(scenario, visit, call.role, caregiver)
    if visit.running:
        if pins:
            yield Violation("fact_contradicted", visit.id, caregiver.id)
        return
    reasons = client_reasons(scenario, call.client, service, caregiver)
    if call.role is not None:
        role, on = service.crew[call.role], scenario.date_at(start)
        reasons += service_reasons(scenario, service, role, caregiver, on)
    for reason in reasons + pins:
        yield Violation(cast("Kind", reason), visit.id, caregiver.id)
