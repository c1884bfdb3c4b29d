"""How long visits last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.scenario.base import Duration

if TYPE_CHECKING:
    from dispatch.scenario.care import Role
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.scenario import Scenario
    from dispatch.scenario.visits import Visit


def role_duration(scenario: Scenario, visit: Visit, role: Role) -> Duration:
    """Return a crew member's time with the client: pre-check, service and post-check.

    If the role has its own duration, no checks are added. The whole crew of a running visit stays
    as much longer as the visit overruns.
    """
    planned = _planned(scenario, visit, role)
    facts = visit.facts
    if facts is None or not facts.running or facts.started is None:
        return planned
    crew = scenario.service[visit.service].crew
    length = max(each.offset + _planned(scenario, visit, each) for each in crew)
    until = [scenario.at(at) for at in (facts.expected_end, scenario.now) if at is not None]
    return Duration(planned + max([0, *(at - scenario.at(facts.started) - length for at in until)]))


def _planned(scenario: Scenario, visit: Visit, role: Role) -> Duration:
    if role.duration is not None:
        return role.duration
    service = scenario.service[visit.service]
    length = service.duration if visit.duration is None else visit.duration
    return Duration(service.pre_check + length + service.post_check)


def duration_of(scenario: Scenario, visit: Visit) -> Duration:
    """Return how long a visit lasts: from its start until the last of the crew ends."""
    crew = scenario.service[visit.service].crew
    return Duration(max(role.offset + role_duration(scenario, visit, role) for role in crew))


def measurable(scenario: Scenario, unread: Unread, visit: Visit) -> bool:
    """Whether everything that a visit's duration depends on was read."""
    return (
        visit.service in scenario.service
        and not unread.touches("visits", visit.id)
        and not unread.touches("services", visit.service)
    )
