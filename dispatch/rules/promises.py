"""What clients were told about their visits: a start with a tolerance, and who comes."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dispatch.scenario import Promise, Scenario, Visit


class ToldStart(NamedTuple):
    """The starts that a client expects, and the term of the cost of any other start."""

    term: Literal["broken_promise", "announced_start"]
    first: int
    last: int


def binding_promise(scenario: Scenario, visit: Visit) -> Promise | None:
    """Return the promise of `visit` if its start is a rule."""
    return visit.promise if scenario.policy.rules.promise == "hard" else None


def told_start(scenario: Scenario, visit: Visit) -> ToldStart | None:
    """Return what the client was told about the start, if it is no rule; None if nothing.

    A soft promise comes before an announcement, so a start is never paid for twice.
    """
    soft = None if binding_promise(scenario, visit) else visit.promise
    told = soft or visit.announced
    if told is None:
        return None
    at, either_way = scenario.at(told.start), told.tolerance
    term: Literal["broken_promise", "announced_start"]
    term = "broken_promise" if soft else "announced_start"
    return ToldStart(term, at - either_way, at + either_way)


def told_caregivers(visit: Visit) -> tuple[str, ...]:
    """Return the caregivers whom the client expects: those announced, or else those promised."""
    for told in (visit.announced, visit.promise):
        if told is not None and told.caregivers:
            return told.caregivers
    return ()
