"""The rules that what has begun breaks by itself, whatever the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from dispatch.plan import PieceRoute, Plan, Use
from dispatch.referee.alone import route_alone
from dispatch.referee.reading import read
from dispatch.referee.violation import Violation
from dispatch.referee.violations import violations
from dispatch.rules import (
    BegunRoutes,
    begun_routes,
    duration_of,
)
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


def of_facts(scenario: Scenario, travel: TravelTimes) -> tuple[Violation, ...]:
    """Find what the plan breaks that serves only running visits, judged as if they were to come."""
    begun = begun_routes(scenario, travel.between)
    if not begun:
        return ()
    known = {visit.id: visit for visit in scenario.visits if visit.has_begun}
    visits = tuple(_to_come(visit, known) for visit in known.values())
    asked = scenario.unchecked(visits=visits, now=None)
    plan = _plan(scenario, travel, begun)
    found = violations(asked, travel, plan, read(asked, travel, plan))
    return tuple(each for each in found if each.kind != "wrong_duration")  # it overruns


def _to_come(visit: Visit, known: Collection[str]) -> Visit:
    """Return a visit as if it had not begun; its group, and visits that are to come, do not matter.

    A visit that is over stays as it is.
    """
    gaps = tuple(gap for gap in visit.gaps if gap.after in known)
    if visit.running:
        return visit.model_copy(update={"facts": None, "group": None, "gaps": gaps})
    return visit if gaps == visit.gaps else visit.model_copy(update={"gaps": gaps})


def _plan(scenario: Scenario, travel: TravelTimes, begun: BegunRoutes) -> Plan:
    """Return the plan that serves only running visits."""
    return Plan(
        scenario=scenario.fingerprint,
        scenario_name=scenario.name,
        zone=scenario.zone,
        routes=tuple(route_alone(scenario, travel, *key, route) for key, route in begun.items()),
        equipment=tuple(_pieces(scenario)),
        unserved=(),
    )


def _pieces(scenario: Scenario) -> Iterator[PieceRoute]:
    """Yield a piece of each pool for each running visit that needs one."""
    used: Counter[str] = Counter()
    for visit in scenario.open_visits:
        if visit.facts is None or visit.facts.started is None:
            continue
        start = scenario.at(visit.facts.started)
        for name in scenario.service[visit.service].equipment:
            pool = scenario.pool[name]
            used[name] += 1
            use = Use(
                visit=visit.id,
                taken=scenario.moment(start - pool.set_up),
                free=scenario.moment(start + duration_of(scenario, visit) + pool.turn_round),
            )
            yield PieceRoute(equipment=name, piece=used[name], uses=(use,))
