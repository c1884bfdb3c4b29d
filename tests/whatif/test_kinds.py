"""Kinds, larger teams, and what the rules alone say of them."""

from __future__ import annotations

from dispatch.whatif import kinds_of, with_more
from dispatch.whatif.hopes import Hopes

SHIFT = [{"start": "08:00", "end": "11:00"}]


def caregiver(who, *certificates, **changes):
    return {
        "id": who, "gender": "woman", "start": "hub", "mode": "walk", "shifts": SHIFT,
        "certificates": [{"certificate": each} for each in certificates], **changes,
    }  # fmt: skip


def hopes(scenario):
    return Hopes(scenario, kinds_of(scenario))


def test_a_kind_is_certificates_mode_shifts_and_area(short_of_hands):
    day = short_of_hands(
        areas=[{"id": "north"}],
        stations=[{"id": "hub", "place": "hub", "area": "north"}],
        modes=[
            {"id": "walk", "network": "walk", "speed_kmh": 4.5},
            {"id": "bicycle", "network": "bicycle", "speed_kmh": 12},
        ],
        caregivers=[
            caregiver("amy", "care"),
            caregiver("ann", "care", name="other name"),
            caregiver("bea", "care", mode="bicycle"),
            caregiver("cat", "care", "nurse"),
            caregiver("dot", "care", shifts=[{"start": "08:00", "end": "12:00"}]),
            caregiver("eve", "care", start="a"),
            caregiver("off", "care", shifts=[]),
        ],
    )
    kinds = kinds_of(day)
    assert [kind.caregivers for kind in kinds] == [
        ("amy", "ann"), ("bea",), ("cat",), ("dot",), ("eve",),
    ]  # fmt: skip
    assert kinds[2].certificates == ("care", "nurse")
    assert kinds[0].areas == ("north",)
    assert kinds[4].areas == ()
    assert kinds[0].shifts == (("2026-11-23T08:00:00", "2026-11-23T11:00:00"),)


def test_a_certificate_that_is_valid_on_no_date_makes_no_kind(short_of_hands):
    expired = {"certificates": [{"certificate": "care", "valid_until": "2026-11-22"}]}
    [kind] = kinds_of(short_of_hands(caregivers=[caregiver("amy", **expired), caregiver("ann")]))
    assert kind.certificates == ()
    assert kind.caregivers == ("amy", "ann")


def test_areas_are_what_both_contracts_cover(short_of_hands):
    day = short_of_hands(
        areas=[{"id": "north"}, {"id": "south"}, {"id": "west"}],
        providers=[{"id": "firm", "areas": ["south", "north"]}],
        caregivers=[caregiver("amy", provider="firm", areas=["west", "south"])],
    )
    assert kinds_of(day)[0].areas == ("south",)


def test_whoever_may_do_most_stands_for_the_kind(short_of_hands):
    day = short_of_hands(
        caregivers=[caregiver("amy", "care", services=["shot"]), caregiver("ann", "care")]
    )
    [kind] = kinds_of(day)
    assert (kind.id, kind.caregivers) == ("ann", ("amy", "ann"))


def test_a_copy_has_nothing_that_is_the_persons_own(short_of_hands):
    amy = caregiver(
        "amy", "care", name="Amy", phone="123", rating=4.5, reviews=9, so_far={"paid": 600},
        shifts=[{"start": "08:00", "end": "11:00", "gone": "09:00"}],
    )  # fmt: skip
    taken = caregiver("amy+1", "nurse")
    grown = with_more(short_of_hands(caregivers=[amy, taken]), (("amy", 2),))
    first, second = grown.caregivers[2:]
    assert (first.id, second.id) == ("amy+2", "amy+3")
    assert first.model_copy(update={"id": "amy+3"}) == second
    assert (first.name, first.phone, first.rating, first.reviews) == ("", "", None, 0)
    assert first.so_far.paid == 0
    assert first.shifts[0].gone is None
    assert first.certificates == grown.caregiver["amy"].certificates


def test_nobody_more_is_the_same_scenario(short_of_hands):
    assert with_more(short_of_hands(), ()) == short_of_hands()


def test_who_may_take_no_part_in_what_is_left_out_brings_nothing(short_of_hands):
    asked = hopes(short_of_hands())
    assert asked.may_bring("amy", {"care-a"})
    assert not asked.may_bring("nan", {"care-a"})
    assert not asked.may_bring("amy", ())


def test_relieving_somebody_who_may_is_a_hope(short_of_hands):
    both = short_of_hands(caregivers=[caregiver("amy", "care"), caregiver("nan", "care", "nurse")])
    assert hopes(both).may_bring("amy", {"shot-e"})  # nan then need not give care
    assert not hopes(short_of_hands()).may_bring("amy", {"shot-e"})


def test_others_whom_a_visit_needs_have_to_be_there(short_of_hands):
    nurse, driver = ({"certificates": [[{"certificate": each}]]} for each in ("nurse", "driver"))
    certificates = [{"id": "care"}, {"id": "nurse"}, {"id": "driver"}]
    crew = [{"id": "first", "requires": nurse}, {"id": "second", "requires": driver}]
    day = short_of_hands(
        certificates=certificates,
        services=[{"id": "shot", "duration": 60, "crew": crew}],
        visits=[{"id": "shot-e", "client": "e", "service": "shot"}],
    )
    assert not hopes(day).may_bring("nan", {"shot-e"})
    driven = day.model_copy(update={"caregivers": [*day.caregivers, caregiver("dan", "driver")]})
    assert hopes(driven).may_bring("nan", {"shot-e"})


def test_a_visit_from_which_everybody_is_barred_is_no_hope(short_of_hands):
    visits = [{"id": "care-a", "client": "a", "service": "care", "exact_start": "09:00"}]
    clients = [{"id": "a", "place": "a", "earliest": "10:00"}]
    day = short_of_hands(clients=clients, visits=visits)
    assert not hopes(day).may_bring("amy", {"care-a"})


def test_room_for_a_client_or_for_equipment_is_a_hope(short_of_hands):
    day = short_of_hands()
    visits = [*day.model_dump(mode="json")["visits"], {"id": "x", "client": "a", "service": "shot"}]
    assert hopes(short_of_hands(visits=visits)).may_bring("amy", {"x"})  # she moves care-a
    services = [{**each, "equipment": ["kit"]} for each in day.model_dump(mode="json")["services"]]
    shared = short_of_hands(services=services, equipment=[{"id": "kit", "count": 1}])
    assert hopes(shared).may_bring("amy", {"shot-e"})  # the kit is free sooner


def test_a_gap_or_a_group_is_a_hope(short_of_hands):
    visits = short_of_hands().model_dump(mode="json")["visits"]
    after = [*visits[:4], {**visits[4], "gaps": [{"after": "care-a", "minimum": 60}]}]
    assert hopes(short_of_hands(visits=after)).may_bring("amy", {"shot-e"})
    grouped = [{**visits[0], "group": "g"}, *visits[1:4], {**visits[4], "group": "g"}]
    assert hopes(short_of_hands(visits=grouped)).may_bring("amy", {"shot-e"})
