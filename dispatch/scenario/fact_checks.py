"""Checks that the facts of a running day contradict neither one another nor the people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from dispatch.errors import Fault, fault
from dispatch.scenario.durations import measurable, role_duration

if TYPE_CHECKING:
    from dispatch.scenario.base import Moment
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.scenario import Scenario


def facts(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find facts of a running day that contradict one another."""
    for visit in scenario.visits:
        told = visit.facts
        if told is None or unread.touches("visits", visit.id):
            continue
        at = f"visits[{visit.id}].facts"
        if told.started and told.not_home:
            yield fault("fact-not-home", f"{at}.not_home")
        for name in ("ended", "aborted"):
            moment = getattr(told, name)
            if moment and not told.started:
                yield fault("fact-not-started", f"{at}.{name}")
            elif moment and told.started and scenario.at(moment) < scenario.at(told.started):
                yield fault("fact-reversed", f"{at}.{name}", time=moment, started=told.started)
        if told.ended and told.aborted:
            yield fault("fact-twice", f"{at}.aborted")
        if told.cancelled and (told.started or told.not_home):
            yield fault("fact-cancelled", f"{at}.cancelled")
        if told.expected_end and not told.running:
            yield fault("fact-not-running", f"{at}.expected_end")
        elif told.expected_end and scenario.at(told.expected_end) < scenario.at(told.started or ""):
            fields = {"time": told.expected_end, "started": told.started}
            yield fault("fact-reversed", f"{at}.expected_end", **fields)
        if told.running and not visit.pinned_caregivers:
            yield fault("fact-by-nobody", f"{at}.started")
        for name in visit.pinned_caregivers if told.running else ():
            who = scenario.caregiver.get(name)
            if who and not who.shifts and not unread.touches("caregivers", name):
                yield fault("fact-off-duty", f"{at}.started", name=name, started=told.started)


def not_yet(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find what is reported as done after the moment of the running day."""
    if scenario.now is None or unread.touches("now"):
        return
    for where, moment in _done(scenario):
        if moment is not None and scenario.at(moment) > scenario.at(scenario.now):
            yield fault("fact-not-yet", where, time=moment, now=scenario.now)


def _done(scenario: Scenario) -> Iterator[tuple[str, Moment | None]]:
    for visit in scenario.visits:
        for name in ("started", "ended", "aborted", "not_home", "cancelled"):
            yield f"visits[{visit.id}].facts.{name}", getattr(visit.facts, name, None)
    for caregiver in scenario.caregivers:
        for index, shift in enumerate(caregiver.shifts):
            if shift.under_way is not None:
                where = f"caregivers[{caregiver.id}].shifts[{index}].under_way.departed"
                yield where, shift.under_way.departed
    for alarm in scenario.alarms:
        yield f"alarms[{alarm.id}].at", alarm.at
        yield f"alarms[{alarm.id}].answered", alarm.answered


def running_at_once(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find caregivers in two running visits at once, and pools with too few pieces for all."""
    there: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    held: defaultdict[str, list[str]] = defaultdict(list)
    for visit in scenario.visits:
        if not (visit.facts and visit.facts.running and measurable(scenario, unread, visit)):
            continue
        service = scenario.service[visit.service]
        for role, name in zip(service.crew, visit.pinned_caregivers, strict=False):
            start = scenario.at(visit.facts.started or "") + role.offset
            there[name].append((start, start + role_duration(scenario, visit, role), visit.id))
        for pool in service.equipment:
            held[pool].append(visit.id)
    for name, parts in there.items():
        for (_, end, one), (start, _, other) in pairwise(sorted(parts)):
            if start < end:
                where = f"visits[{other}].facts.started"
                yield fault("fact-in-two-visits", where, name=name, other=one)
    for pool, visits in held.items():
        if pool in scenario.pool and len(visits) > scenario.pool[pool].count:
            where = f"visits[{visits[-1]}].facts.started"
            yield fault("fact-pool", where, pool=pool, visits=tuple(visits))
