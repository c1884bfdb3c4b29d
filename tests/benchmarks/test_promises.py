"""The second reading of plans finds nothing in plans of ours, and each fault made on purpose."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from types import ModuleType

import pytest

from dispatch import Plan, Scenario, solve
from dispatch.generate import generate
from dispatch.plan import Route, Stop
from dispatch.roads import travel_times

MINUTE = 60_000
KIT = "bath-kit"


@pytest.fixture
def promises() -> ModuleType:
    import promises

    return promises


@cache
def planned(seed: int) -> tuple[Scenario, Plan]:
    scenario = generate(visits=20, seed=seed)
    return scenario, solve(scenario, iterations=2000)


def found(promises: ModuleType, scenario: Scenario, plan: Plan) -> set[tuple[object, ...]]:
    return {
        (each.kind, each.visit, each.caregiver, round(each.minutes, 3))
        for each in promises.find(scenario, travel_times(scenario), plan)
    }


def with_route(plan: Plan, route: Route, **changes: object) -> Plan:
    new = route.model_copy(update=changes)
    routes = tuple(new if each == route else each for each in plan.routes)
    return plan.model_copy(update={"routes": routes})


def with_stop(plan: Plan, route: Route, stop: Stop, **changes: object) -> Plan:
    new = stop.model_copy(update=changes)
    stops = tuple(new if each == stop else each for each in route.stops)
    return with_route(plan, route, stops=stops)


def two_visits(scenario: Scenario, plan: Plan) -> tuple[tuple[Route, Stop], tuple[Route, Stop]]:
    """Two visits of one client that need her, each by one caregiver, in order of time."""
    visits = defaultdict(list)
    for route in plan.routes:
        for stop in route.stops:
            visit = scenario.visit[stop.visit]
            service = scenario.service[visit.service]
            if service.needs_client and len(service.crew) == 1:
                visits[visit.client].append((stop.start, route, stop))
    earlier, later = next(sorted(two)[:2] for two in visits.values() if len(two) > 1)
    return earlier[1:], later[1:]


def bringing(scenario: Scenario, plan: Plan) -> Route:
    who = next(entry.caregiver for entry in plan.equipment if entry.equipment == KIT)
    return next(route for route in plan.routes if route.caregiver == who)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_found_in_our_plans(promises: ModuleType, seed: int) -> None:
    row, found = promises.measure(seed, 20, 2000)
    assert not found
    assert row["several visits"] > 0
    assert row["kits fetched"] > 0
    assert row["breaks"] > 0


def test_a_client_in_two_visits(promises: ModuleType) -> None:
    scenario, plan = planned(1)
    (_, earlier), (route, later) = two_visits(scenario, plan)
    start = scenario.at(earlier.end) - 2 * MINUTE
    end = start + scenario.at(later.end) - scenario.at(later.start)
    moved = with_stop(plan, route, later, start=scenario.moment(start), end=scenario.moment(end))
    assert ("client_twice", later.visit, earlier.visit, 2) in found(promises, scenario, moved)


def test_a_client_on_her_way_home(promises: ModuleType) -> None:
    scenario, plan = planned(1)
    (_, earlier), (route, later) = two_visits(scenario, plan)
    station = scenario.stations[0].place
    visits = tuple(
        each.model_copy(update={"end_place": station}) if each.id == earlier.visit else each
        for each in scenario.visits
    )
    changed = scenario.model_copy(update={"visits": visits})
    home = scenario.client[scenario.visit[later.visit].client].place
    way = travel_times(changed).between("e_bike", station, home)
    assert way
    moved = with_stop(plan, route, later, start=earlier.end)
    fault = ("client_away", later.visit, earlier.visit, round(way / MINUTE, 3))
    assert fault in found(promises, changed, moved)


def test_a_kit_that_is_not_fetched_or_not_brought_back(promises: ModuleType) -> None:
    scenario, plan = planned(1)
    route = bringing(scenario, plan)
    stop = route.stops[0]
    arrival = scenario.moment(scenario.at(stop.arrival) - MINUTE)
    hurried = with_stop(plan, route, stop, arrival=arrival)
    fault = ("kit_not_fetched", stop.visit, route.caregiver, 1)
    assert found(promises, scenario, hurried) == {fault}
    returned = scenario.moment(scenario.at(route.returned) - 3 * MINUTE)
    hurried = with_route(plan, route, returned=returned)
    assert found(promises, scenario, hurried) == {("kit_not_returned", "", route.caregiver, 3)}


def test_a_kit_without_hands(promises: ModuleType) -> None:
    scenario, plan = planned(1)
    route = bringing(scenario, plan)
    other = next(each for each in plan.routes if each.caregiver != route.caregiver)
    pieces = tuple(
        entry.model_copy(update={"caregiver": other.caregiver}) if entry.equipment == KIT else entry
        for entry in plan.equipment
    )
    faults = found(promises, scenario, plan.model_copy(update={"equipment": pieces}))
    assert {(kind, who) for kind, _, who, _ in faults} == {("kit_without_hands", route.caregiver)}


def test_more_kits_than_there_are(promises: ModuleType) -> None:
    scenario, plan = planned(1)
    route = bringing(scenario, plan)
    pools = tuple(
        pool.model_copy(update={"count": 0}) if pool.id == KIT else pool
        for pool in scenario.equipment
    )
    changed = scenario.model_copy(update={"equipment": pools})
    faults = found(promises, changed, plan)
    shift = scenario.caregiver[route.caregiver].shifts[0]
    limit = scenario.caregiver[route.caregiver].overtime_limit
    length = (scenario.at(shift.end) + limit - scenario.at(shift.start)) / MINUTE
    assert ("kit_short", KIT, route.caregiver, length) in faults


def test_no_time_for_set_up_or_access(promises: ModuleType) -> None:
    scenario, plan = planned(1)
    route = bringing(scenario, plan)
    stop = next(each for each in route.stops if each.visit.endswith("bed-bathing"))
    start, access = scenario.at(stop.start), scenario.client[stop.visit[:4]].access
    hurried = with_stop(plan, route, stop, arrival=scenario.moment(start - access - 9 * MINUTE))
    assert ("no_set_up", stop.visit, route.caregiver, 1) in found(promises, scenario, hurried)
    hurried = with_stop(plan, route, stop, arrival=scenario.moment(start - access + MINUTE))
    assert ("no_access", stop.visit, route.caregiver, 11) in found(promises, scenario, hurried)


def test_a_break_that_is_late_short_missing_or_on_the_way(promises: ModuleType) -> None:
    scenario, plan = planned(1)
    route = next(each for each in plan.routes if each.meal_break)
    due, taken = scenario.caregiver[route.caregiver].shifts[0].meal_break, route.meal_break
    assert due
    assert taken

    def faults(start: int, end: int) -> set[tuple[object, ...]]:
        moved = taken.model_copy(
            update={"start": scenario.moment(start), "end": scenario.moment(end)}
        )
        return found(promises, scenario, with_route(plan, route, meal_break=moved))

    latest, start, end = (scenario.at(each) for each in (due.latest, taken.start, taken.end))
    late = latest + 2 * MINUTE
    who = route.caregiver
    assert ("break_outside_window", "", who, 2) in faults(late, late + due.duration)
    assert ("break_too_short", "", who, 5) in faults(start, end - 5 * MINUTE)
    assert any(kind == "break_way" for kind, *_ in faults(start - MINUTE, end - MINUTE))
    without = with_route(plan, route, meal_break=None)
    assert found(promises, scenario, without) == {("break_missing", "", who, 30)}


def test_a_piece_of_a_courier_that_comes_late(promises: ModuleType) -> None:
    seed = next(seed for seed in range(1, 50) if courier_uses(*planned(seed)))
    scenario, plan = planned(seed)
    (entry,) = courier_uses(scenario, plan)
    first, *rest = entry.uses
    late = first.model_copy(
        update={"taken": scenario.moment(scenario.at(first.taken) + 4 * MINUTE)}
    )
    changed = entry.model_copy(update={"uses": (late, *rest)})
    pieces = tuple(changed if each == entry else each for each in plan.equipment)
    faults = found(promises, scenario, plan.model_copy(update={"equipment": pieces}))
    assert ("piece_late", first.visit, entry.equipment, 4) in faults


def courier_uses(scenario: Scenario, plan: Plan) -> list:
    return [each for each in plan.equipment if scenario.pool[each.equipment].comes_by_courier]
