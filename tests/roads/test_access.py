import pytest

from dispatch.roads import Assumptions
from dispatch.roads.access import driving_speed, may_stop, may_use, posted_kmh, speeds

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
    ("text", "kmh"),
    [
        ("50", 50), ("50 km/h", 50), ("50km/h", 50), ("30 mph", 48.28032), ("20mph", 32.18688),
        ("12.5", 12.5), (" 40 ", 40), ("none", None), ("CN:urban", None), ("0", None), ("", None),
    ],
)  # fmt: skip
def test_posted_speeds(text, kmh):
    assert posted_kmh(text) == (None if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    ("tags", "free"),
    [
        ({"highway": ("primary",)}, 50),
        ({"highway": ("primary", "residential")}, 20),
        ({"highway": ("primary",), "maxspeed": ("60",)}, 60),
        ({"highway": ("primary",), "maxspeed": ("60", "40 km/h")}, 40),
        ({"highway": ("primary",), "maxspeed": ("walk",)}, 50),
    ],
)
def test_driving_takes_the_posted_or_the_class_speed_and_the_slowest(tags, free):
    assert driving_speed(tags, PLAIN) == pytest.approx(0.7 * free)
    assert driving_speed(tags, Assumptions(urban_factor=1)) == pytest.approx(free)


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
    ],
)
def test_against_a_one_way_street(kind, tags, assumed, against):
    assert speeds(tags, kind, 10, assumed)[1] == against
