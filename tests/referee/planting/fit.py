"""The plan and the scenario do not fit, or a crew is not one."""

from __future__ import annotations

from dispatch.plan import Unserved
from dispatch.scenario import Duration, Role
from planting.spot import MINUTE, NEW, breaks, but, need


@breaks("unknown_visit")
def unknown_visit_left_out(spot):
    return spot.scenario, but(spot.plan, unserved=(*spot.plan.unserved, Unserved(visit=NEW)))


@breaks("unknown_visit")
def unknown_visit_served(spot):
    return spot.stops(visit=NEW)


@breaks("unknown_caregiver")
def stranger(spot):
    return spot.drives(caregiver=NEW)


@breaks("unknown_shift")
def one_shift_too_far(spot):
    return spot.drives(shift=spot.draw.choice((-1, len(spot.caregiver.shifts))))


@breaks("unknown_role")
def another_role(spot):
    return spot.stops(role=NEW)


@breaks("visit_twice")
def left_out_twice(spot):
    need(spot.plan.unserved)
    again = spot.draw.choice(spot.plan.unserved)
    return spot.scenario, but(spot.plan, unserved=(*spot.plan.unserved, again))


@breaks("visit_twice")
def served_twice(spot):
    return spot.drives(stops=(*spot.route.stops, spot.stop))


@breaks("visit_unaccounted")
def forgotten(spot):
    need(spot.plan.unserved)
    return spot.scenario, but(spot.plan, unserved=spot.plan.unserved[1:])


@breaks("visit_unaccounted")
def served_and_left_out(spot):
    left_out = (*spot.plan.unserved, Unserved(visit=spot.visit.id))
    return spot.scenario, but(spot.plan, unserved=left_out)


@breaks("shift_twice")
def a_second_route(spot):
    second = but(spot.route, stops=(), returned=spot.route.departure, meal_break=None)
    return spot.scenario, but(spot.plan, routes=(*spot.plan.routes, second))


@breaks("stops_overlap")
def two_stops_at_once(spot):
    need(spot.position)
    before = spot.scenario.at(spot.route.stops[spot.position - 1].end)
    length = spot.scenario.at(spot.stop.end) - spot.scenario.at(spot.stop.start)
    start = before - MINUTE
    return spot.stops(start=spot.moment(start), end=spot.moment(start + length))


@breaks("stops_overlap")
def out_during_the_break(spot):
    rest, at = spot.route.meal_break, spot.scenario.at
    need(rest and at(rest.end) <= at(spot.route.departure))
    return spot.drives(departure=spot.moment(at(rest.start) + MINUTE))


@breaks("group_incomplete")
def one_of_a_group(spot):
    open_ = {visit.id for visit in spot.scenario.open_visits if visit.facts is None}
    left_out = [each.visit for each in spot.plan.unserved if each.visit in open_]
    need(left_out)
    other = spot.scenario.visit[spot.draw.choice(left_out)]
    return spot.asks(but(spot.visit, group=NEW), but(other, group=NEW))


@breaks("crew_incomplete")
def somebody_is_missing(spot):
    need(len(spot.service.crew) > 1)
    stops = [stop for stop in spot.route.stops if stop is not spot.stop]
    return spot.drives(stops=tuple(stops))


@breaks("crew_incomplete")
def one_more_is_needed(spot):
    return spot.asks(but(spot.service, crew=(*spot.service.crew, Role(id=NEW))))


@breaks("crew_not_together")
def another_offset(spot):
    crew = list(spot.service.crew)
    need(len(crew) > 1)
    place = spot.draw.randrange(len(crew))
    crew[place] = but(crew[place], offset=Duration(crew[place].offset + MINUTE))
    return spot.asks(but(spot.service, crew=tuple(crew)))


@breaks("same_caregiver_twice")
def two_roles(spot):
    scenario, _ = spot.asks(but(spot.service, crew=(*spot.service.crew, Role(id=NEW))))
    again = but(spot.stop, role=NEW)
    return scenario, spot.drives(stops=(*spot.route.stops, again))[1]
