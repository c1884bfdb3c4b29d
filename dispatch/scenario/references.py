"""Checks that every name in a scenario refers to exactly one thing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from dispatch.errors import Fault, Nearest, fault, shown
from dispatch.scenario.geography import Matrix
from dispatch.scenario.places import modes_in_use, places
from dispatch.scenario.policy import NURSE_LICENCE

if TYPE_CHECKING:
    from dispatch.scenario.care import CertificateNeed, Requirement
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.people import Certificate
    from dispatch.scenario.scenario import Scenario

Reference: TypeAlias = tuple[str, str, str]
"""Where a name stands, the list that should contain it, and the name."""

UNKNOWN = {
    "areas": "unknown-area",
    "stations": "unknown-station",
    "modes": "unknown-mode",
    "certificates": "unknown-certificate",
    "services": "unknown-service",
    "equipment": "unknown-pool",
    "providers": "unknown-provider",
    "caregivers": "unknown-caregiver",
    "clients": "unknown-client",
    "visits": "unknown-visit",
    "alarms": "unknown-alarm",
}
"""The code of an unknown name, by the list that should contain it."""
_FAR_KM = 500


def repeated_ids(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find ids that several entries of a list share."""
    del unread
    lists = [(field, [item.id for item in getattr(scenario, field)]) for field in UNKNOWN]
    lists += [
        (f"services[{service.id}].crew", [role.id for role in service.crew])
        for service in scenario.services
    ]
    for at, names in lists:
        seen: dict[str, int] = {}
        for name in names:
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                yield fault("id-repeated", f"{at}[{name} #{seen[name]}].id", name=name)


def unknown_names(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find references to names that the scenario lacks."""
    known = {field: {item.id for item in getattr(scenario, field)} for field in UNKNOWN}
    nearest = Nearest()
    for where, field, name in _references(scenario):
        if name not in known[field] and not unread.touches(field, name):
            yield fault(UNKNOWN[field], where, name=name, near=nearest(name, known[field]))


def _references(scenario: Scenario) -> Iterator[Reference]:
    for station in scenario.stations:
        yield from _one(f"stations[{station.id}].area", "areas", station.area)
    for pool in scenario.equipment:
        yield from _one(f"equipment[{pool.id}].station", "stations", pool.station)
        yield from _one(f"equipment[{pool.id}].mode", "modes", pool.mode)
        yield from _all(f"equipment[{pool.id}].modes", "modes", pool.modes)
        yield from _all(f"equipment[{pool.id}].areas", "areas", pool.areas)
    for index, slower in enumerate(scenario.slower):
        yield from _one(f"slower[{index}].mode", "modes", slower.mode)
        yield from _one(f"slower[{index}].area", "areas", slower.area)
    for service in scenario.services:
        yield from _all(f"services[{service.id}].equipment", "equipment", service.equipment)
    for where, need in _certificates(scenario):
        yield f"{where}.certificate", "certificates", need.certificate
    if isinstance(scenario.roads, Matrix):
        yield from ((f"roads.by_mode.{mode}", "modes", mode) for mode in scenario.roads.by_mode)
    yield from _one("policy.client_mode", "modes", scenario.policy.client_mode)
    yield from _references_of_nurses(scenario)
    yield from _references_of_people(scenario)
    yield from _references_of_visits(scenario)


def _references_of_nurses(scenario: Scenario) -> Iterator[Reference]:
    for index, kind in enumerate(scenario.policy.nurse_certificates):
        if kind != NURSE_LICENCE:
            yield f"policy.nurse_certificates[{index}]", "certificates", kind


def _references_of_people(scenario: Scenario) -> Iterator[Reference]:
    for provider in scenario.providers:
        at = f"providers[{provider.id}]"
        yield from _all(f"{at}.areas", "areas", provider.areas)
        yield from _all(f"{at}.services", "services", provider.services)
    for caregiver in scenario.caregivers:
        at = f"caregivers[{caregiver.id}]"
        yield f"{at}.mode", "modes", caregiver.mode
        yield from _one(f"{at}.provider", "providers", caregiver.provider)
        yield from _all(f"{at}.areas", "areas", caregiver.areas)
        yield from _all(f"{at}.services", "services", caregiver.services)
        yield from _all(f"{at}.examinations", "services", caregiver.examinations)
        for index, shift in enumerate(caregiver.shifts):
            yield from _one(f"{at}.shifts[{index}].stand_by", "stations", shift.stand_by)
            if state := shift.under_way:
                yield from _one(f"{at}.shifts[{index}].under_way.client", "clients", state.client)
                yield from _all(f"{at}.shifts[{index}].under_way.kits", "equipment", state.kits)
    for client in scenario.clients:
        at = f"clients[{client.id}]"
        yield from _one(f"{at}.area", "areas", client.area)
        yield from _all(f"{at}.excluded", "caregivers", client.excluded)
        yield from _all(f"{at}.preferred", "caregivers", client.preferred)


def _references_of_visits(scenario: Scenario) -> Iterator[Reference]:
    for visit in scenario.visits:
        at = f"visits[{visit.id}]"
        yield f"{at}.client", "clients", visit.client
        yield f"{at}.service", "services", visit.service
        yield from _all(f"{at}.pinned_caregivers", "caregivers", visit.pinned_caregivers)
        for index, gap in enumerate(visit.gaps):
            yield f"{at}.gaps[{index}].after", "visits", gap.after
        for name in ("promise", "announced"):
            if told := getattr(visit, name):
                yield from _all(f"{at}.{name}.caregivers", "caregivers", told.caregivers)
    for alarm in scenario.alarms:
        yield f"alarms[{alarm.id}].client", "clients", alarm.client
        yield from _one(f"alarms[{alarm.id}].visit", "visits", alarm.visit)


def _one(where: str, field: str, name: str | None) -> Iterator[Reference]:
    if name is not None:
        yield where, field, name


def _all(where: str, field: str, names: Sequence[str]) -> Iterator[Reference]:
    for index, name in enumerate(names):
        yield f"{where}[{index}]", field, name


def _certificates(scenario: Scenario) -> Iterator[tuple[str, Certificate | CertificateNeed]]:
    """Yield every certificate that is held or needed, with its place in the scenario."""
    for caregiver in scenario.caregivers:
        for index, held in enumerate(caregiver.certificates):
            yield f"caregivers[{caregiver.id}].certificates[{index}]", held
    for service in scenario.services:
        at = f"services[{service.id}]"
        yield from _needs(f"{at}.requires", service.requires)
        for role in service.crew:
            yield from _needs(f"{at}.crew[{role.id}].requires", role.requires)


def _needs(at: str, requires: Requirement) -> Iterator[tuple[str, CertificateNeed]]:
    for outer, any_of in enumerate(requires.certificates):
        for inner, need in enumerate(any_of):
            yield f"{at}.certificates[{outer}][{inner}]", need


def unknown_grades(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find grades that their certificate lacks, and sets that nothing can meet."""
    for where, need in _certificates(scenario):
        kind = scenario.certificate.get(need.certificate)
        if kind is None or need.grade is None or need.grade in kind.grades:
            continue
        if not unread.touches("certificates", kind.id):
            grades = tuple(kind.grades)
            code = "unknown-grade" if grades else "no-grades"
            yield fault(code, f"{where}.grade", grade=need.grade, kind=kind.id, grades=grades)
    for service in scenario.services:
        at = f"services[{service.id}]"
        parts = [(at, service.requires)]
        parts += [(f"{at}.crew[{role.id}]", role.requires) for role in service.crew]
        for where, requires in parts:
            for index, any_of in enumerate(requires.certificates):
                if not any_of:
                    yield fault("any-of-empty", f"{where}.requires.certificates[{index}]")


def matrix_faults(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find a matrix of travel times that does not fit its points or the modes in use."""
    roads = scenario.roads
    if not isinstance(roads, Matrix) or unread.touches("roads"):
        return
    for index, point in enumerate(roads.points):
        if point in roads.points[:index]:
            yield fault("id-repeated", f"roads.points[{index}]", name=point)
    size = len(roads.points)
    tables = [("roads.minutes", roads.minutes)] if roads.minutes or not roads.by_mode else []
    tables += [(f"roads.by_mode.{mode}", table) for mode, table in roads.by_mode.items()]
    for where, table in tables:
        if len(table) != size:
            yield fault("matrix-rows", where, rows=len(table), size=size)
        for index, row in enumerate(table):
            if len(row) != size:
                yield fault("matrix-columns", f"{where}[{index}]", columns=len(row), size=size)
    if roads.by_mode and not roads.minutes:
        for mode in sorted(modes_in_use(scenario)):
            if mode in scenario.mode and mode not in roads.by_mode:
                yield fault("matrix-mode", "roads.by_mode", mode=mode)


def misplaced(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find places that do not fit the roads: unknown names, coordinates with a matrix."""
    if unread.touches("roads"):
        return
    matrix = isinstance(scenario.roads, Matrix)
    points = set(scenario.roads.points) if isinstance(scenario.roads, Matrix) else set()
    stations, nearest = set(scenario.station), Nearest()
    for station in scenario.stations:
        if station.id in points and station.place != station.id:
            yield fault("station-and-point", f"stations[{station.id}].id", name=station.id)
    for place, where in places(scenario):
        known = points if where.startswith("stations[") else points | stations
        if not isinstance(place, str):
            if matrix:
                yield fault("place-beside-matrix", where, value=shown(place))
        elif place not in known and not unread.touches("stations", place):
            code = "unknown-point" if matrix else "unknown-place"
            yield fault(code, where, name=place, near=nearest(place, known))


def swapped_coordinates(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find points that are far from all others but near them with swapped coordinates."""
    del unread
    points = [(where, place) for place, where in places(scenario) if not isinstance(place, str)]
    if len(points) < 3:
        return
    middle = (median(place[0] for _, place in points), median(place[1] for _, place in points))
    for where, (longitude, latitude) in points:
        if abs(longitude) > 90 or kilometres(middle, (longitude, latitude)) <= _FAR_KM:
            continue
        if kilometres(middle, (latitude, longitude)) <= _FAR_KM:
            yield fault("coordinates-swapped", where, value=shown((longitude, latitude)))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance in km (haversine, a sphere of radius 6,371 km)."""
    (x1, y1), (x2, y2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2
    half += math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(half, 1)))
