"""The fields of the file that would have to change for a broken rule to be kept, in minutes."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dispatch.messages import say
from dispatch.referee import Violation
from dispatch.rules import duration_of
from dispatch.rules.told import clock_to_the_second
from dispatch.scenario import Scenario, Visit, Window
from dispatch.scenario.base import MILLISECONDS_A_MINUTE, Duration


@dataclass(frozen=True)
class FieldChange:
    """A time or a length of time in the scenario that would be another one.

    Attributes
    ----------
    where : str
        The field, as ``visits[v].windows[0].open``: members by id, or by number if they have none.
    was, to : str
        Its value, and the nearest one with which the rule is kept: a moment, or whole minutes.
    minutes : float
        How much is lacking.
    shown : tuple of (str, str)
        Both values as people read and write them: of an only date without it, ``24:30`` at night.
    """

    where: str
    was: str
    to: str
    minutes: float
    shown: tuple[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "where": self.where,
            "was": self.was,
            "to": self.to,
            "minutes": self.minutes,
            "sentence": str(self),
        }

    def __str__(self) -> str:
        return self.told()

    def told(self, place: Callable[[str], str] = str) -> str:
        """Return a sentence; `place` says where people find a field."""
        was, to = self.shown
        return say("explain-field", where=place(self.where), was=was, to=to)


def field_changes(
    scenario: Scenario, visit: str, start: str, violations: Iterable[Violation]
) -> Iterator[FieldChange]:
    """Yield what would have to be in the scenario for the broken rules about time to be kept.

    Parameters
    ----------
    scenario
        The scenario.
    visit, start
        The visit that is served against rules, and when it starts.
    violations
        The broken rules. Those that are not about times have no field.
    """
    asked, at = scenario.visit[visit], scenario.at(start)
    kinds = {each.kind for each in violations}
    yield from _of_client(scenario, asked, at, kinds)
    if "window_missed" in kinds:
        windows = [each for each in enumerate(asked.windows) if each[1].hard]
        every = ([*_window(scenario, asked, k, window, at)] for k, window in windows)
        yield from min(every, key=lambda changes: sum(each.minutes for each in changes))
    for kind, name in (("exact_start_missed", "exact_start"), ("pinned_start", "pinned_start")):
        told = getattr(asked, name)
        if kind in kinds and told is not None:
            yield _moved(scenario, f"visits[{visit}].{name}", told, at)
    for each in violations:
        if each.kind == "promise_broken" and asked.promise is not None:
            tolerance = asked.promise.tolerance
            yield _longer(f"visits[{visit}].promise.tolerance", tolerance, each.amount)
        elif each.kind == "overtime_limit" and each.caregiver is not None:
            limit = scenario.caregiver[each.caregiver].overtime_limit
            yield _longer(f"caregivers[{each.caregiver}].overtime_limit", limit, each.amount)
        elif each.visit is not None and each.kind in ("gap_too_short", "gap_too_long"):
            yield from _gaps(scenario.visit[each.visit], each)


def _of_client(
    scenario: Scenario, visit: Visit, at: int, kinds: Collection[str]
) -> Iterator[FieldChange]:
    client, end = scenario.client[visit.client], at + duration_of(scenario, visit)
    if "too_early" in kinds and client.earliest is not None:
        yield _moved(scenario, f"clients[{client.id}].earliest", client.earliest, at)
    for number, nap in enumerate(client.blackouts if "blackout" in kinds else ()):
        where = f"clients[{client.id}].blackouts[{number}]"
        before, after = end - scenario.at(nap.start), scenario.at(nap.end) - at
        if 0 < before <= after:
            yield _moved(scenario, f"{where}.start", nap.start, end)
        elif 0 < after < before:
            yield _moved(scenario, f"{where}.end", nap.end, at)


def _window(
    scenario: Scenario, visit: Visit, number: int, window: Window, at: int
) -> Iterator[FieldChange]:
    """Yield what would have to change for a visit to lie in a window."""
    end, where = at + duration_of(scenario, visit), f"visits[{visit.id}].windows[{number}]"
    first = end if window.applies_to == "end" else at
    last = at if window.applies_to == "start" else end
    if first < scenario.at(window.open):
        yield _moved(scenario, f"{where}.open", window.open, first)
    if last > scenario.at(window.close):
        yield _moved(scenario, f"{where}.close", window.close, last)


def _gaps(visit: Visit, violation: Violation) -> Iterator[FieldChange]:
    for number, gap in enumerate(visit.gaps):
        where = f"visits[{visit.id}].gaps[{number}]"
        if gap.after != violation.detail["after"]:
            continue
        if violation.kind == "gap_too_short" and gap.minimum:
            yield _longer(f"{where}.minimum", gap.minimum, -violation.amount)
            return
        if violation.kind == "gap_too_long" and gap.maximum is not None:
            yield _longer(f"{where}.maximum", gap.maximum, violation.amount)
            return


def _moved(scenario: Scenario, where: str, was: str, to: int) -> FieldChange:
    at = scenario.at(was)
    off = abs(to - at) / MILLISECONDS_A_MINUTE
    shown = clock_to_the_second(scenario, at), clock_to_the_second(scenario, to)
    return FieldChange(where, scenario.moment(at), scenario.moment(to), off, shown)


def _longer(where: str, was: Duration, by: float) -> FieldChange:
    """Return a length as whole minutes: one that has to grow rounded up, another one down."""
    least = (was + round(by * MILLISECONDS_A_MINUTE)) / MILLISECONDS_A_MINUTE
    to = math.ceil(least) if by > 0 else math.floor(least)
    both = _in_minutes(was), str(to)
    return FieldChange(where, *both, abs(by), both)


def _in_minutes(length: Duration) -> str:
    return str(length) if length % MILLISECONDS_A_MINUTE else f"{length.minutes:g}"
