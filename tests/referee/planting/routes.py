"""A route is wrong, or several come to too much."""

from __future__ import annotations

from dispatch.rules import break_due, duration_of, end_place, latest_return, start_place
from dispatch.scenario import Duration, Matrix
from planting.spot import MINUTE, NEW, breaks, but, need


def has_begun(spot):
    return any(spot.scenario.visit[stop.visit].facts for stop in spot.route.stops)


@breaks("before_shift")
def out_before_the_shift(spot):
    need(not has_begun(spot))
    start = spot.scenario.at(spot.shift.start)
    return spot.drives(departure=spot.moment(start - MINUTE))


@breaks("overtime_limit")
def back_too_late(spot):
    need(not has_begun(spot))
    limit = latest_return(spot.scenario, spot.caregiver, spot.route.shift)
    return spot.drives(returned=spot.moment(limit + MINUTE))


@breaks("travel_too_short")
def long_stairs(spot):
    before = spot.route.stops[: spot.route.stops.index(spot.stop)][-1:]
    need(all(spot.scenario.visit[stop.visit].client != spot.client.id for stop in before))
    waited = spot.scenario.at(spot.stop.start) - spot.scenario.at(spot.stop.arrival)
    return spot.asks(but(spot.client, access=Duration(waited + MINUTE)))


@breaks("travel_too_short")
def a_way_in_no_time(spot):
    last = spot.route.stops[-1]
    service = spot.scenario.service[spot.scenario.visit[last.visit].service]
    returned = spot.scenario.at(last.end) + service.documentation
    need(spot.scenario.at(spot.route.returned) > returned)
    return spot.drives(returned=spot.moment(returned))


@breaks("no_way")
def no_way_there_or_back(spot):
    start, end = (of(spot.scenario, spot.caregiver, spot.shift) for of in (start_place, end_place))
    left = spot.client.place if spot.visit.end_place is None else spot.visit.end_place
    legs = [(start, spot.client.place), (left, end)]
    return cut_off(spot, spot.caregiver.mode, *spot.draw.choice(legs))


@breaks("no_way")
def no_way_from_the_visit_before(spot):
    need(spot.position)
    before = spot.scenario.visit[spot.route.stops[spot.position - 1].visit]
    place = spot.scenario.client[before.client].place
    left = place if before.end_place is None else before.end_place
    return cut_off(spot, spot.caregiver.mode, left, spot.client.place)


def cut_off(spot, mode, origin, destination):
    """The same plan where a mode has no way from one place to another."""
    roads = spot.scenario.roads
    origin, destination = map(spot.scenario.place_of, (origin, destination))
    need(isinstance(roads, Matrix) and origin != destination)
    ends = [roads.points.index(place) for place in (origin, destination)]
    table = [list(row) for row in roads.by_mode.get(mode, roads.minutes)]
    table[ends[0]][ends[1]] = None
    tables = {**roads.by_mode, mode: tuple(map(tuple, table))}
    return spot.scenario.model_copy(update={"roads": but(roads, by_mode=tables)}), spot.plan


def rest_of(spot):
    need(spot.route.meal_break and break_due(spot.scenario, spot.shift))
    return spot.route.meal_break


def with_break(spot, **fields):
    shifts = list(spot.caregiver.shifts)
    rest = but(spot.shift.meal_break, **fields)
    shifts[spot.route.shift] = but(spot.shift, meal_break=rest)
    return spot.asks(but(spot.caregiver, shifts=tuple(shifts)))


@breaks("break_missing")
def no_break(spot):
    rest_of(spot)
    return spot.rules(meal_break="hard").drives(meal_break=None)


@breaks("break_outside_window")
def a_later_break(spot):
    at = spot.moment(spot.scenario.at(rest_of(spot).start) + MINUTE)
    latest = max(at, spot.shift.meal_break.latest, key=spot.scenario.at)
    return with_break(spot, earliest=at, latest=latest)


@breaks("break_outside_window")
def an_earlier_break(spot):
    at = spot.moment(spot.scenario.at(rest_of(spot).start) - MINUTE)
    earliest = min(at, spot.shift.meal_break.earliest, key=spot.scenario.at)
    return with_break(spot, earliest=earliest, latest=at)


@breaks("break_after_return")
def a_break_at_home(spot):
    at = spot.scenario.at
    need(at(rest_of(spot).start) >= at(spot.route.returned))
    return spot.rules(break_after_return=False).drives()


@breaks("break_place")
def a_break_somewhere_else(spot):
    rest, at = rest_of(spot), spot.scenario.at
    need(at(spot.route.departure) <= at(rest.start) < at(spot.route.returned))
    return spot.rules(break_place="base" if rest.place is None else "door").drives()


@breaks("unknown_place")
def a_break_nowhere(spot):
    return spot.drives(meal_break=but(rest_of(spot), place=NEW))


@breaks("break_too_short")
def a_longer_break(spot):
    rest_of(spot)
    return with_break(spot, duration=Duration(spot.shift.meal_break.duration + MINUTE))


def paid(spot):
    """Milliseconds of paid time on the route, or less."""
    rest, scenario = spot.route.meal_break, spot.scenario
    away = scenario.at(spot.route.returned) - scenario.at(spot.route.departure)
    length = scenario.at(rest.end) - scenario.at(rest.start) if rest else 0
    need(away > length)
    return away - length


@breaks("paid_hours_cap")
def a_shorter_day(spot):
    return spot.asks(but(spot.caregiver, paid_hours_cap=Duration(paid(spot) - 1)))


@breaks("weekly_cap")
def a_shorter_week(spot):
    return spot.asks(but(spot.caregiver, weekly_cap=Duration(paid(spot) - 1)))


@breaks("weekly_cap")
def a_week_that_is_full(spot):
    monday = spot.scenario.dates[0].isocalendar().week
    need(spot.scenario.date_at(spot.scenario.at(spot.shift.start)).isocalendar().week == monday)
    before = but(spot.caregiver.so_far, paid=Duration(40 * 60 * MINUTE))
    return spot.asks(but(spot.caregiver, so_far=before, weekly_cap=before.paid))


@breaks("probation_cap")
def one_visit_less(spot):
    return spot.asks(but(spot.caregiver, probation_cap=len(spot.route.stops) - 1))


@breaks("carrying_limit")
def a_heavy_load(spot):
    carried = but(spot.service, load=2.5)
    return spot.asks(carried, but(spot.caregiver, carrying_limit=2.4))


@breaks("entitlement_exceeded")
def entitled_to_less(spot):
    week = Duration(max(0, duration_of(spot.scenario, spot.visit) - 1))
    need(spot.end > spot.start)
    return spot.asks(but(spot.client, entitled_week=week, received_week=Duration(0)))
