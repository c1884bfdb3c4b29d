"""Amounts of a plan, in milliseconds, from the times in the plan."""

from __future__ import annotations

from dispatch.referee.reading import Tour
from dispatch.rules import break_due, soft_windows
from dispatch.scenario import Scenario, Visit


def tardiness(scenario: Scenario, visit: Visit, start: int) -> int:
    """Return the milliseconds from the close of the last soft window that has opened to a start."""
    begun = [due for opens, due in soft_windows(scenario, visit) if opens <= start]
    return max(0, start - begun[-1]) if begun else 0


def response(scenario: Scenario, visit: Visit, start: int) -> int | None:
    """Return the milliseconds from a request (or the earliest acceptable time) to a start.

    None for a visit without a request.
    """
    if visit.requested is None:
        return None
    asked = [scenario.at(visit.requested)]
    if visit.earliest_acceptable is not None:
        asked.append(scenario.at(visit.earliest_acceptable))
    return max(0, start - max(asked))


def waiting(scenario: Scenario, tour: Tour) -> int:
    """Return the milliseconds of a route that are neither travel, work nor the break."""
    spent = tour.returned - tour.departure - tour.travel - tour.work
    return spent - break_on_the_way(scenario, tour)


def break_on_the_way(scenario: Scenario, tour: Tour) -> int:
    """Return the milliseconds of a due break on the way; a longer rest counts as waiting."""
    due = break_due(scenario, tour.shift)
    if due is None or tour.rest is None or not tour.rests_on_the_way:
        return 0
    return max(0, min(due.duration, tour.rest.end - tour.rest.start))


def paid(scenario: Scenario, tour: Tour) -> int:
    """Return the milliseconds from departure to return, less a break on the way."""
    return tour.returned - tour.departure - break_on_the_way(scenario, tour)
