import pytest

from dispatch.roads import Assumptions
from dispatch.roads.access import may_stop, may_use, speeds

PLAIN = Assumptions()
EVERYONE = {"walk", "bicycle", "e_bike", "drive"}
RIDERS = {"bicycle", "e_bike"}


def open_to(**tags):
    given = {
        key.replace("__", ":"): value if isinstance(value, tuple) else (value,)
        for key, value in tags.items()
    }
    return {kind for kind in EVERYONE if may_use(given, kind, PLAIN)}


@pytest.mark.parametrize(
    ("tags", "travellers"),
    [
        ({"highway": "residential"}, EVERYONE),
        ({"highway": "motorway"}, {"drive"}),
        ({"highway": "motorway_link"}, {"drive"}),
        ({"highway": "trunk"}, {"drive"}),
        ({"highway": "trunk_link"}, {"drive"}),
        ({"highway": "trunk", "foot": "yes"}, {"drive", "walk"}),
        ({"highway": "motorway", "foot": "yes"}, {"drive"}),
        ({"highway": "footway"}, {"walk"}),
        ({"highway": "footway", "bicycle": "designated"}, {"walk"} | RIDERS),
        ({"highway": "steps"}, {"walk"}),
        ({"highway": "steps", "bicycle": "yes"}, {"walk"}),
        ({"highway": "pedestrian"}, {"walk"}),
        ({"highway": "path"}, {"walk"} | RIDERS),
        ({"highway": "cycleway"}, {"walk"} | RIDERS),
        ({"highway": "elevator"}, set()),
        ({"highway": "bus_guideway"}, set()),
        ({"highway": ("residential", "footway")}, {"walk"}),
        ({"highway": ("residential", "motorway_link")}, {"drive"}),
        ({"highway": "service", "access": "no"}, set()),
        ({"highway": "service", "access": "no", "foot": "yes"}, {"walk"}),
        ({"highway": "service", "access": "private"}, {"walk"} | RIDERS),
        ({"highway": "service", "access": ("yes", "private")}, {"walk"} | RIDERS),
        ({"highway": "primary", "bicycle": "no"}, {"walk", "drive"}),
        ({"highway": "primary", "bicycle": "dismount"}, {"walk", "drive"}),
        ({"highway": "primary", "foot": "use_sidepath"}, EVERYONE),
        ({"highway": "residential", "motor_vehicle": "no"}, {"walk"} | RIDERS),
        ({"highway": "residential", "vehicle": "no"}, {"walk"}),
        ({"highway": "footway", "access": "yes"}, {"walk"}),
    ],
)
def test_who_may_use_which_road(tags, travellers):
    assert open_to(**tags) == travellers


@pytest.mark.parametrize(
    ("highway", "stopping"),
    [
        ("service", EVERYONE),
        ("primary_link", EVERYONE),
        *((fast, EVERYONE - {"drive"}) for fast in ("motorway", "motorway_link", "trunk_link")),
        (("residential", "trunk"), EVERYONE - {"drive"}),
        ("ferry", set()),
    ],
)
def test_who_may_stop_on_which_road(highway, stopping):
    tags = {"highway": highway if isinstance(highway, tuple) else (highway,)}
    assert {kind for kind in EVERYONE if may_stop(tags, kind)} == stopping


def test_private_roads_are_a_choice():
    compound = {"highway": ("service",), "access": ("private",)}
    assert not may_use(compound, "walk", Assumptions(private_open_to=frozenset()))
    assert may_use(compound, "drive", Assumptions(private_open_to=frozenset({"drive"})))


@pytest.mark.parametrize(
    ("tags", "travellers"),
    [
        ({"motorcar": "no"}, {"walk"} | RIDERS),
        ({"motorcar": "no", "motor_vehicle": "yes"}, {"walk"} | RIDERS),
        ({"motorcar": "yes", "motor_vehicle": "no"}, EVERYONE),
        ({"motor_vehicle": "yes", "vehicle": "no"}, {"walk", "drive"}),
        ({"motorcar": "private", "access": "yes"}, {"walk"} | RIDERS),
        ({"motorcar": "destination", "access": "no"}, {"drive"}),
    ],
)
def test_the_most_specific_key_of_a_vehicle_wins(tags, travellers):
    assert open_to(highway="residential", **tags) == travellers


@pytest.mark.parametrize(
    ("key", "closed"),
    [
        ("motorcar", {"drive"}),
        ("motor_vehicle", {"drive"}),
        ("vehicle", {"drive"} | RIDERS),
        ("bicycle", RIDERS),
        ("foot", {"walk"}),
        ("access", EVERYONE),
    ],
)
@pytest.mark.parametrize(
    "restriction",
    [
        "no @ (Mo-Fr 07:00-09:00)",
        "no @ (22:00-06:00)",
        "no @ 07:00-09:00,17:00-19:00",
        "no @ (Mo-Fr 07:00-09:00; Sa,Su,PH 10:00-18:00)",
        "no@(Su)",
        ("yes @ (10:00-12:00)", "no @ (12:00-10:00)"),
    ],
)
def test_a_road_that_is_closed_at_some_hours_is_closed(key, closed, restriction):
    tags = {f"{key}__conditional": restriction}
    assert open_to(highway="residential", **tags) == EVERYONE - closed


@pytest.mark.parametrize(
    "restriction",
    [
        "destination @ (Mo-Fr 07:00-09:00)",
        "yes @ (22:00-06:00)",
        "no @ (weight > 7.5)",
        "no @ (Nov-Mar)",
        "no @ wet",
        "no @ (Mo-Fr 07:00-09:00 AND weight > 3)",
        "no",
        "@",
        "",
    ],
)
def test_other_conditions_close_nothing(restriction):
    assert open_to(highway="residential", access__conditional=restriction) == EVERYONE


@pytest.mark.parametrize(
    ("tags", "travellers"),
    [
        ({"motor_vehicle": "no", "motor_vehicle__conditional": "yes @ (19:00-07:00)"}, set()),
        ({"motor_vehicle": "no", "motor_vehicle__conditional": "destination @ (Su)"}, set()),
        ({"motorcar": "yes", "motor_vehicle__conditional": "no @ (Su)"}, {"drive"}),
        ({"motor_vehicle": "yes", "motor_vehicle__conditional": "no @ (Su)"}, set()),
        ({"motor_vehicle__conditional": "private @ (20:00-06:00)"}, set()),
    ],
)
def test_conditions_are_as_specific_as_their_key(tags, travellers):
    assert open_to(highway="residential", **tags) & {"drive"} == travellers


def test_a_road_private_at_some_hours_is_open_to_those_who_may_enter():
    tags = {"access__conditional": "private @ (20:00-06:00)"}
    assert open_to(highway="service", **tags) == {"walk"} | RIDERS


def test_a_road_open_at_some_hours_is_not_opened():
    assert open_to(highway="footway", bicycle__conditional="yes @ (20:00-06:00)") == {"walk"}


def test_an_e_bike_keeps_to_the_limit_of_its_lane():
    street = {"highway": ("residential",)}
    assert speeds(street, "e_bike", 25, PLAIN) == (15, 0)
    assert speeds(street, "e_bike", 12, PLAIN) == (12, 0)
    assert speeds(street, "bicycle", 18, PLAIN) == (18, 0)


ONE_WAY = {"highway": ("residential",), "oneway": ("yes",)}


@pytest.mark.parametrize(
    ("kind", "tags", "assumed", "against"),
    [
        ("walk", ONE_WAY, PLAIN, 10),
        ("bicycle", ONE_WAY, PLAIN, 0),
        ("drive", ONE_WAY, Assumptions(ride_against_oneway=frozenset({"bicycle"})), 0),
        ("bicycle", ONE_WAY, Assumptions(ride_against_oneway=frozenset({"bicycle"})), 10),
        ("e_bike", ONE_WAY, Assumptions(ride_against_oneway=frozenset({"bicycle"})), 0),
        ("e_bike", {**ONE_WAY, "oneway:bicycle": ("no",)}, PLAIN, 10),
        ("bicycle", {**ONE_WAY, "cycleway": ("opposite_lane",)}, PLAIN, 10),
        ("bicycle", {**ONE_WAY, "cycleway:left": ("lane",)}, PLAIN, 0),
        ("drive", {**ONE_WAY, "oneway:bicycle": ("no",)}, PLAIN, 0),
        ("bicycle", {**ONE_WAY, "oneway:bicycle": ("yes",)}, PLAIN, 0),
        ("bicycle", {**ONE_WAY, "oneway:bicycle": ("yes",), "cycleway": ("opposite",)}, PLAIN, 0),
        ("bicycle", {**ONE_WAY, "cycleway:left:oneway": ("-1",)}, PLAIN, 10),
        ("e_bike", {**ONE_WAY, "cycleway:right:oneway": ("-1",)}, PLAIN, 10),
        ("bicycle", {**ONE_WAY, "cycleway:both:oneway": ("no",)}, PLAIN, 10),
        ("bicycle", {**ONE_WAY, "cycleway:left:oneway": ("yes",)}, PLAIN, 0),
        ("drive", {**ONE_WAY, "cycleway:left:oneway": ("-1",)}, PLAIN, 0),
    ],
)
def test_against_a_one_way_street(kind, tags, assumed, against):
    assert speeds(tags, kind, 10, assumed)[1] == against


def test_a_car_keeps_a_share_of_the_free_speed():
    tags = {"highway": ("primary",), "maxspeed": ("60",)}
    assert speeds(tags, "drive", 25, PLAIN) == (pytest.approx(42), 0)
    assert speeds(tags, "drive", 25, Assumptions(urban_factor=1)) == (60, 0)


@pytest.mark.parametrize(
    ("tags", "travellers"),
    [
        ({}, {"walk"}),
        ({"foot": "no"}, set()),
        ({"bicycle": "yes"}, {"walk"} | RIDERS),
        ({"motor_vehicle": "yes"}, {"walk", "drive"}),
        ({"motorcar": "yes", "motor_vehicle": "no"}, {"walk", "drive"}),
        ({"vehicle": "yes", "foot": "no"}, {"drive"} | RIDERS),
        ({"access": "yes"}, {"walk"}),
        ({"access": "no"}, set()),
    ],
)
def test_a_ferry_takes_walkers_and_the_vehicles_that_it_names(tags, travellers):
    assert open_to(highway="ferry", **tags) == travellers


@pytest.mark.parametrize("kind", ["walk", "bicycle", "e_bike", "drive"])
def test_on_a_ferry_everybody_travels_at_its_speed(kind):
    tags = {"highway": ("ferry",), "bicycle": ("yes",), "motor_vehicle": ("yes",)}
    assert speeds({**tags, "speed_kmh": ("7.5",)}, kind, 10, PLAIN) == (7.5, 0)
    assert speeds(tags, kind, 10, PLAIN) == (5, 0)
