"""Checks of cross-references and common sense over a whole scenario; every fault is listed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dispatch.errors import Fault, fault
from dispatch.scenario import alarm_checks, clock_checks, fact_checks, gap_checks, references
from dispatch.scenario.base import Duration
from dispatch.scenario.names import id_of
from dispatch.scenario.outliers import far_places

if TYPE_CHECKING:
    from dispatch.scenario.care import CertificateNeed
    from dispatch.scenario.scenario import Scenario
    from dispatch.scenario.visits import Visit


class Unread:
    """What a file contains but the reader could not read, so that no check reports false faults.

    A malformed field is left out, and the rest is checked. A check that compares one object with
    another asks here first whether the other one was read in full.
    """

    def __init__(self) -> None:
        self._noted: dict[str, set[str] | None] = {}

    def note(self, field: str, item: Any = None) -> None:
        """Note that an entry of a field (or the field itself) was not read in full."""
        name = id_of(item.get("id")) if isinstance(item, Mapping) else None
        known = self._noted.setdefault(field, set())
        if known is None or name is None:
            self._noted[field] = None
        else:
            known.add(name)

    def touches(self, field: str, name: str | None = None) -> bool:
        """Whether the field, or its entry `name`, may contain something that was not read."""
        known = self._noted.get(field, set())
        return known is None or name in known


def faults_of(scenario: Scenario, unread: Unread | None = None) -> list[Fault]:
    """List everything that is wrong with a scenario of well-formed fields.

    If the clock skips one of its times, the times are not compared with one another.

    Parameters
    ----------
    scenario
        The scenario to check.
    unread
        What had to be left out of the scenario.
    """
    unread = unread or Unread()
    finders = [
        references.repeated_ids,
        references.unknown_names,
        references.unknown_grades,
        references.matrix_faults,
        references.misplaced,
        references.swapped_coordinates,
        modes,
        equipment,
        people,
        crews,
        fairness,
    ]
    found = [] if unread.touches("dates") else [*clock_checks.times(scenario)]
    skipped = any(each.code == "moment-skipped" for each in found)
    if not unread.touches("dates") and not skipped:
        finders += [
            clock_checks.dates_in_order,
            clock_checks.shifts,
            clock_checks.blackouts,
            clock_checks.windows,
            fact_checks.facts,
            fact_checks.not_yet,
            fact_checks.running_at_once,
            alarm_checks.alarms,
            gap_checks.gaps,
        ]
    return found + [each for finder in finders for each in finder(scenario, unread)]


def faults_of_facts(scenario: Scenario) -> list[Fault]:
    """List what is wrong with the facts of a scenario that is known to be right otherwise."""
    finders = (fact_checks.facts, fact_checks.not_yet, fact_checks.running_at_once)
    return [each for finder in finders for each in finder(scenario, Unread())]


def modes(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find travel modes that are faster than the law or people's legs allow."""
    del unread
    for mode in scenario.modes:
        code, most = _FASTEST.get(mode.network, ("", math.inf))
        if mode.speed_kmh > most:
            speed = f"{mode.speed_kmh:g}"
            yield fault(code, f"modes[{mode.id}].speed_kmh", speed=speed, most=f"{most:g}")


_FASTEST = {"e_bike": ("e-bike-fast", 15.0), "walk": ("walk-fast", 7.0)}


def equipment(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find pools that cannot be carried as they say, and services that name a pool twice."""
    for pool in scenario.equipment:
        where = f"equipment[{pool.id}]"
        if pool.carried and pool.station is None and not unread.touches("equipment", pool.id):
            yield fault("pool-nowhere", f"{where}.station", pool=pool.id)
        if pool.comes_with_crew and pool.mode is not None:
            yield fault("pool-mode", f"{where}.mode", pool=pool.id)
        if pool.modes and not pool.comes_with_crew:
            yield fault("pool-modes", f"{where}.modes", pool=pool.id)
    for service in scenario.services:
        bringing = [k for k, role in enumerate(service.crew) if role.brings_equipment]
        for index in bringing[1:]:
            yield fault("two-bring", f"services[{service.id}].crew[{index}].brings_equipment")
        for index, name in enumerate(service.equipment):
            if name in service.equipment[:index]:
                where = f"services[{service.id}].equipment[{index}]"
                yield fault("pool-twice", where, pool=name)


def people(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find contradictions in certificates and in clients' wishes."""
    del unread
    for caregiver in scenario.caregivers:
        for index, held in enumerate(caregiver.certificates):
            since, until = held.valid_from, held.valid_until
            if since and until and until < since:
                where = f"caregivers[{caregiver.id}].certificates[{index}].valid_until"
                yield fault("certificate-reversed", where, since=since, until=until)
    for client in scenario.clients:
        at = f"clients[{client.id}]"
        for index, name in enumerate(client.preferred):
            if name in client.excluded:
                yield fault("excluded-and-preferred", f"{at}.preferred[{index}]", name=name)
        required, preferred = client.gender_required, client.gender_preferred
        if required and preferred and required != preferred:
            yield fault(
                "gender-contradiction",
                f"{at}.gender_preferred",
                required=required,
                preferred=preferred,
            )


def crews(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find pinned caregivers who do not form a crew."""
    for visit in scenario.visits:
        at = f"visits[{visit.id}].pinned_caregivers"
        pinned = visit.pinned_caregivers
        service = scenario.service.get(visit.service)
        for index, name in enumerate(pinned):
            if name in pinned[:index]:
                yield fault("pinned-twice", f"{at}[{index}]", name=name)
        if not pinned or service is None or unread.touches("services", service.id):
            continue
        if len(pinned) != len(service.crew):
            yield fault("pinned-number", at, pinned=len(pinned), crew=len(service.crew))


def fairness(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find terms of fairness that mean nothing."""
    del unread
    policy = scenario.policy
    for name in ("paid_time", "travel"):
        if not _MINUTE <= getattr(policy.sharing, name).doubling <= _DAY:
            yield fault("doubling-range", f"policy.sharing.{name}.doubling")
    for index, bound in enumerate(policy.bounds):
        if bound.measure == "gini" and bound.most > 1:
            yield fault("gini-above", f"policy.bounds[{index}].most", most=f"{bound.most:g}")
    for index, trait in enumerate(policy.groups):
        if trait in policy.groups[:index]:
            yield fault("trait-twice", f"policy.groups[{index}]", trait=trait)


_MINUTE, _DAY = Duration.of_minutes(1), Duration.of_minutes(1440)


def warnings(scenario: Scenario) -> list[Fault]:
    """List what leaves visits unserved, although a plan without them is possible.

    All of it is certain, but for places that lie far from all others.
    """
    finders = (_nobody_holds, _pool_empty, _outside_shifts, gap_checks.pinned_gaps, far_places)
    return [found for finder in finders for found in finder(scenario)]


def _to_come(scenario: Scenario) -> Iterator[Visit]:
    """The visits that nobody has begun; time and papers do not matter for the others."""
    return (visit for visit in scenario.open_visits if not visit.running)


def _nobody_holds(scenario: Scenario) -> Iterator[Fault]:
    courses = {course for caregiver in scenario.on_duty for course in caregiver.courses}
    examined = {name for caregiver in scenario.on_duty for name in caregiver.examinations}
    for name in dict.fromkeys(visit.service for visit in _to_come(scenario)):
        service = scenario.service[name]
        at = f"services[{name}]"
        if service.examination and name not in examined:
            yield fault("nobody-examined", f"{at}.examination")
        parts = [(at, service.requires)]
        parts += [(f"{at}.crew[{role.id}]", role.requires) for role in service.crew]
        for where, requires in parts:
            for index, any_of in enumerate(requires.certificates):
                if not any(_held(scenario, need) for need in any_of):
                    kinds = " / ".join(map(_named, any_of))
                    where_set = f"{where}.requires.certificates[{index}]"
                    yield fault("nobody-certified", where_set, kinds=kinds)
            for index, course in enumerate(requires.courses):
                if course not in courses:
                    yield fault(
                        "nobody-trained", f"{where}.requires.courses[{index}]", course=course
                    )


def _named(need: CertificateNeed) -> str:
    return f"{need.certificate} ({need.grade})" if need.grade else need.certificate


def _held(scenario: Scenario, need: CertificateNeed) -> bool:
    """Whether anybody holds the certificate, at the grade or above, on any of the dates."""
    grades = scenario.certificate[need.certificate].grades
    enough = grades[grades.index(need.grade) :] if need.grade else (None, *grades)
    return any(
        held.certificate == need.certificate
        and held.grade in enough
        and any(
            (held.valid_from or day) <= day <= (held.valid_until or day) for day in scenario.dates
        )
        for caregiver in scenario.on_duty
        for held in caregiver.certificates
    )


def _pool_empty(scenario: Scenario) -> Iterator[Fault]:
    for name in dict.fromkeys(visit.service for visit in scenario.open_visits):
        for index, pool in enumerate(scenario.service[name].equipment):
            if not scenario.pool[pool].count:
                yield fault("pool-empty", f"services[{name}].equipment[{index}]", pool=pool)


def _outside_shifts(scenario: Scenario) -> Iterator[Fault]:
    shifts = [
        (scenario.at(shift.start), scenario.at(shift.end) + caregiver.overtime_limit)
        for caregiver in scenario.caregivers
        for shift in caregiver.shifts
    ]
    for visit in _to_come(scenario):
        hard = [window for window in visit.windows if window.hard]
        spans = [(scenario.at(window.open), scenario.at(window.close)) for window in hard]
        if visit.exact_start:
            spans = [(scenario.at(visit.exact_start),) * 2]
        if spans and not any(
            start <= close and open_ <= end for open_, close in spans for start, end in shifts
        ):
            yield fault("outside-shifts", f"visits[{visit.id}]")
