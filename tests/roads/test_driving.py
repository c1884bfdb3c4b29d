import pytest

from dispatch.roads.driving import DRIVING_KMH, free_kmh, posted_kmh


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50), ("50 km/h", 50), ("50km/h", 50), ("30 mph", 48.28032), ("20mph", 32.18688),
        ("12.5", 12.5), (" 40 ", 40), ("walk", 5), ("none", float("inf")),
        ("CN:urban", 50), ("CN:rural", 70), ("DE:motorway", 120), ("GB:trunk", 100),
        ("DE:living_street", 20), ("DE:zone:30", 30), ("DE:zone30", 30), ("FR:30", 30),
        ("signals", None), ("CN:somewhere", None), ("0", None), ("-5", None), ("", None),
    ],
)  # fmt: skip
def test_posted_speeds(text, kmh):
    assert posted_kmh(text) == (None if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": ("primary",)}, 50),
        ({"highway": ("primary", "residential")}, 20),
        ({"highway": ("primary",), "maxspeed": ("60",)}, 60),
        ({"highway": ("primary",), "maxspeed": ("60", "40 km/h")}, 40),
        ({"highway": ("primary",), "maxspeed": ("walk",)}, 5),
        ({"highway": ("primary",), "maxspeed": ("signals",)}, 50),
        ({"highway": ("primary",), "maxspeed": ("signals", "60")}, 60),
    ],
)
def test_the_posted_or_the_class_speed_counts_and_the_slowest(tags, kmh):
    assert free_kmh(tags) == kmh


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": ("motorway",), "maxspeed": ("500",)}, 120),
        ({"highway": ("motorway",), "maxspeed": ("none",)}, 120),
        ({"highway": ("motorway",), "maxspeed": ("120",)}, 120),
        ({"highway": ("residential",), "maxspeed": ("120",)}, 50),
        ({"highway": ("residential",), "maxspeed": ("40",)}, 40),
        ({"highway": ("residential",), "maxspeed": ("CN:rural",)}, 50),
        ({"highway": ("service", "primary"), "maxspeed": ("60",)}, 40),
    ],
)
def test_no_posted_speed_exceeds_what_the_class_allows(tags, kmh):
    assert free_kmh(tags) == kmh


def test_no_class_is_slower_posted_than_free():
    assert all(free <= fastest for free, fastest in DRIVING_KMH.values())
