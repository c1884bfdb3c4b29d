"""Equipment that is not where it should be.

The service at the spot gets a pool of its own, and each of its visits a piece.
"""

from __future__ import annotations

from itertools import pairwise

from dispatch.plan import PieceRoute, Use
from dispatch.roads import travel_times
from dispatch.rules import duration_of, pool_way_reason
from dispatch.scenario import Area, Duration, EquipmentPool, UnderWay
from planting.routes import cut_off
from planting.spot import MINUTE, NEW, breaks, but, need, starts


def equipped(spot, *, carried=False):
    """The same spot, still without a violation, where every visit of the service has a piece."""
    set_up, turn_round = Duration(5 * MINUTE), Duration(10 * MINUTE)
    begun = starts(spot.scenario, spot.plan)
    visits = [spot.scenario.visit[name] for name in begun]
    visits = [visit for visit in visits if visit.service == spot.service.id]
    need(not carried or spot.scenario.stations)
    pool = EquipmentPool(
        id=NEW,
        count=len(visits),
        set_up=set_up,
        turn_round=turn_round,
        carried=carried,
        carried_by="courier",
        station=spot.scenario.stations[0].id if carried else None,
    )
    between = travel_times(spot.scenario).between
    need(not any(pool_way_reason(spot.scenario, visit, pool, between) for visit in visits))
    pieces = tuple(
        PieceRoute(
            equipment=NEW,
            piece=number,
            uses=(
                Use(
                    visit=visit.id,
                    taken=spot.moment(begun[visit.id] - set_up),
                    free=spot.moment(
                        begun[visit.id] + duration_of(spot.scenario, visit) + turn_round
                    ),
                ),
            ),
        )
        for number, visit in enumerate(visits, start=1)
    )
    needing = but(spot.service, equipment=(*spot.service.equipment, NEW))
    scenario, plan = spot.asks(pool, needing)
    plan = but(plan, equipment=(*plan.equipment, *pieces))
    return spot.within(scenario, plan)


def piece_at(spot):
    """Where in the plan the new piece for the visit at the spot stands."""
    return next(
        index
        for index, piece in enumerate(spot.plan.equipment)
        if piece.equipment == NEW and piece.uses[0].visit == spot.visit.id
    )


def with_piece(spot, index, **fields):
    pieces = list(spot.plan.equipment)
    pieces[index] = but(pieces[index], **fields)
    return spot.scenario, but(spot.plan, equipment=tuple(pieces))


@breaks("equipment_missing")
def a_new_pool(spot):
    pool = EquipmentPool(id=NEW, count=9)
    return spot.asks(pool, but(spot.service, equipment=(*spot.service.equipment, NEW)))


@breaks("equipment_missing")
def a_piece_stays_at_the_station(spot):
    need(spot.plan.equipment)
    index = spot.draw.randrange(len(spot.plan.equipment))
    need(spot.plan.equipment[index].caregiver is None)
    uses = list(spot.plan.equipment[index].uses)
    uses.pop(spot.draw.randrange(len(uses)))
    return with_piece(spot, index, uses=tuple(uses))


@breaks("equipment_area")
def a_pool_of_another_area(spot):
    spot = equipped(spot)
    return spot.asks(Area(id=NEW), but(spot.scenario.pool[NEW], areas=(NEW,)))


@breaks("equipment_area")
def a_known_pool_of_another_area(spot):
    need(spot.plan.equipment)
    pool = spot.scenario.pool[spot.draw.choice(spot.plan.equipment).equipment]
    return spot.asks(Area(id=NEW), but(pool, areas=(NEW,)))


@breaks("equipment_not_there")
def a_longer_set_up(spot):
    field = spot.draw.choice(("set_up", "turn_round"))
    need(spot.plan.equipment)
    pool = spot.scenario.pool[spot.draw.choice(spot.plan.equipment).equipment]
    longer = {field: Duration(getattr(pool, field) + MINUTE)}
    return spot.asks(but(pool, **longer))


@breaks("equipment_not_there")
def a_use_cut_short(spot):
    spot = equipped(spot, carried=spot.draw.random() < 0.5)
    index = piece_at(spot)
    use = spot.plan.equipment[index].uses[0]
    field, by = spot.draw.choice((("taken", 1), ("free", -1)))
    moved = {field: spot.moment(spot.scenario.at(getattr(use, field)) + by * MINUTE)}
    return with_piece(spot, index, uses=(but(use, **moved),))


@breaks("equipment_not_there")
def one_piece_for_two(spot):
    spot = equipped(spot)
    uses = [piece.uses[0] for piece in spot.plan.equipment if piece.equipment == NEW]
    uses.sort(key=lambda use: spot.scenario.at(use.taken))
    at = spot.scenario.at
    need(any(at(a.free) > at(b.taken) for a, b in pairwise(uses)))
    others = [piece for piece in spot.plan.equipment if piece.equipment != NEW]
    one = PieceRoute(equipment=NEW, piece=1, uses=tuple(uses))
    return spot.scenario, but(spot.plan, equipment=(*others, one))


@breaks("equipment_not_there")
def carried_before_it_can_be(spot):
    spot = equipped(spot, carried=True)
    station = spot.scenario.place_of(spot.scenario.stations[0].id)
    need(station != spot.client.place)
    index = piece_at(spot)
    at_once = but(spot.plan.equipment[index].uses[0], taken=spot.scenario.moment(0))
    return with_piece(spot, index, uses=(at_once,))


@breaks("equipment_no_way")
def no_way_for_a_piece(spot):
    spot = equipped(spot, carried=True)
    station = spot.scenario.place_of(spot.scenario.stations[0].id)
    left = spot.client.place if spot.visit.end_place is None else spot.visit.end_place
    leg = spot.draw.choice([(station, spot.client.place), (left, station)])
    return cut_off(spot, spot.scenario.modes[0].id, *leg)


@breaks("unknown_equipment")
def a_piece_too_many(spot):
    spot = equipped(spot)
    number = spot.draw.choice((0, len(spot.plan.equipment) + 1))
    extra = PieceRoute(equipment=NEW, piece=number, uses=())
    return spot.scenario, but(spot.plan, equipment=(*spot.plan.equipment, extra))


@breaks("unknown_equipment")
def a_pool_that_is_not_there(spot):
    extra = PieceRoute(equipment=NEW, piece=1, uses=())
    return spot.scenario, but(spot.plan, equipment=(*spot.plan.equipment, extra))


@breaks("unknown_equipment")
def a_piece_that_nobody_needs(spot):
    pool = EquipmentPool(id=NEW, count=1)
    visit = spot.draw.choice([spot.visit.id, *(each.visit for each in spot.plan.unserved)])
    use = Use(visit=visit, taken=spot.moment(spot.start), free=spot.moment(spot.end))
    scenario, plan = spot.asks(pool)
    extra = PieceRoute(equipment=NEW, piece=1, uses=(use,))
    return scenario, but(plan, equipment=(*plan.equipment, extra))


def fetched(spot, **fields):
    """The same plan beside a scenario where the crew should have brought a piece to the spot."""
    need(not (spot.visit.facts and spot.visit.facts.running) and spot.scenario.stations)
    station = spot.scenario.stations[0].id
    pool = EquipmentPool(id=NEW, carried=True, station=station, **({"count": 9} | fields))
    return spot.asks(pool, but(spot.service, equipment=(*spot.service.equipment, NEW)))


@breaks("equipment_short")
def more_pieces_out_than_there_are(spot):
    return fetched(spot, count=0)


@breaks("equipment_mode")
def a_piece_that_nobody_can_carry(spot):
    need(spot.stop.role == spot.service.bringer.id)
    others = [mode.id for mode in spot.scenario.modes if mode.id != spot.caregiver.mode]
    return fetched(spot, modes=others)


@breaks("equipment_not_along")
def a_piece_left_at_its_station(spot):
    need(spot.stop.role == spot.service.bringer.id)
    scenario, plan = fetched(spot)
    shift = spot.caregiver.shifts[spot.route.shift]
    need(shift.under_way is None)
    state = UnderWay(
        departed=spot.route.departure,
        free=spot.route.departure,
        place=shift.start_place or spot.caregiver.start,
    )
    shifts = list(spot.caregiver.shifts)
    shifts[spot.route.shift] = but(shift, under_way=state)
    caregivers = [
        but(each, shifts=tuple(shifts)) if each.id == spot.caregiver.id else each
        for each in scenario.caregivers
    ]
    return but(scenario, caregivers=tuple(caregivers)), plan


@breaks("equipment_bringer")
def a_piece_in_the_wrong_hands(spot):
    scenario, plan = fetched(spot)
    use = Use(visit=spot.visit.id, taken=spot.moment(spot.start), free=spot.moment(spot.end))
    entry = PieceRoute(equipment=NEW, piece=1, caregiver=NEW, uses=(use,))
    return scenario, but(plan, equipment=(*plan.equipment, entry))
