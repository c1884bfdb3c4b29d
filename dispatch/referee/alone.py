"""Routes as what has begun needs them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.plan import Leg, Rest, Route, route_of
from dispatch.rules import BegunRoute, break_due, start_place
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


def route_alone(
    scenario: Scenario, travel: TravelTimes, name: str, index: int, begun: BegunRoute
) -> Route:
    """Return the route of a shift that serves only running visits, or only leads back."""
    caregiver = scenario.caregiver[name]
    shift, legs = caregiver.shifts[index], []
    place = start_place(scenario, caregiver, shift)
    out = shift.out
    for part in begun.parts:
        legs.append(
            Leg(
                visit=part.visit.id,
                role=part.service.crew[part.role].id,
                way=travel.between(caregiver.mode, place, part.client.place) or 0,
                start=part.start,
                end=part.end,
                before=0 if out and out.client == part.client.id else part.client.access,
                after=part.service.documentation,
            )
        )
        place = part.end_place
    left = begun.parts[-1].end + begun.parts[-1].service.documentation if legs else begun.departure
    due, taken = break_due(scenario, shift), None
    if due is not None and begun.rest is not None:
        position = 0 if begun.rest < begun.departure else len(legs)
        at_home = not begun.departure <= begun.rest < begun.returned
        taken = Rest(position, begun.rest, begun.rest + due.duration, at_home=at_home)
    return route_of(
        name,
        legs,
        begun.returned - left,
        scenario.moment,
        shift=index,
        rest=taken,
        out=begun.departure if begun.out else None,
    )
