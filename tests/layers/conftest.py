"""Two streets side by side in Shanghai, a square each, and who lives there."""

import geopandas
import pytest
from shapely import box

from dispatch.scenario import Scenario

WEST = box(121.40, 31.20, 121.42, 31.22)
EAST = box(121.42, 31.20, 121.44, 31.22)
PLACES = {
    "in-west": [121.41, 31.21],
    "in-east": [121.43, 31.21],
    "on-both": [121.42, 31.21],
    "outside": [121.45, 31.21],
}


@pytest.fixture
def streets():
    """The table of the two: their codes, their names, their shapes."""
    return geopandas.GeoDataFrame(
        {"code": ["west", "east"], "name": ["西", "东"]}, geometry=[WEST, EAST], crs="EPSG:4326"
    )


@pytest.fixture
def scenario():
    """A client at each of the places, and a station in the west."""
    return Scenario.model_validate(
        {
            "name": "Two streets",
            "dates": ["2026-11-23"],
            "areas": [{"id": "west"}, {"id": "east"}],
            "stations": [{"id": "hub", "name": "First hub", "place": [121.405, 31.205]}],
            "services": [{"id": "care", "duration": 60, "documentation": 5}],
            "caregivers": [
                {
                    "id": "ann", "name": "Ann Lee", "gender": "woman", "mode": "walk",
                    "start": "hub", "shifts": [{"start": "08:00", "end": "16:00"}],
                }
            ],
            "clients": [
                {"id": name, "name": f"Mr {name.title()}", "place": place}
                for name, place in PLACES.items()
            ],
            "visits": [
                {"id": f"at-{name}", "client": name, "service": "care"} for name in PLACES
            ],
        }
    )  # fmt: skip
