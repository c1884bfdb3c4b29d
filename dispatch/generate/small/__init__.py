"""Small scenarios that may use any rule, for comparing engines with the referee.

They are odd rather than plausible: weights may be zero, windows may exclude each other, travel
times may break the triangle inequality, and nobody can serve some of the visits.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from dispatch.errors import InputError, fault
from dispatch.generate.small.catalogue import certificates, pools, providers, services
from dispatch.generate.small.people import caregivers as drawn_caregivers
from dispatch.generate.small.people import clients as drawn_clients
from dispatch.generate.small.policy import policy
from dispatch.generate.small.setting import AREAS, Fields, Setting
from dispatch.generate.small.visits import visits as drawn_visits
from dispatch.generate.streams import Stream
from dispatch.rules.pins import release_pins
from dispatch.scenario import Scenario

__all__ = ["generate_small"]

MOST_VISITS: Final = 10
MOST_CAREGIVERS: Final = 4


def generate_small(seed: int, *, visits: int = 6, caregivers: int = 3) -> Scenario:
    """Make up a small scenario; each rule may be in it.

    Parameters
    ----------
    seed
        The same seed (and sizes) gives the same scenario.
    visits, caregivers
        At most 10 and 4.

    Raises
    ------
    InputError
        If a size is out of range.
    """
    if not (1 <= visits <= MOST_VISITS and 1 <= caregivers <= MOST_CAREGIVERS):
        found = fault("generate-small", visits=MOST_VISITS, caregivers=MOST_CAREGIVERS)
        raise InputError(found)
    for attempt in count():
        fields = _scenario(Setting(Stream(seed, "small", attempt), visits, caregivers))
        fields["name"] = f"Small {seed}"
        try:
            return release_pins(Scenario.model_validate(fields))
        except InputError:
            continue  # the draws contradict each other, which a scenario refuses
    raise AssertionError


def _scenario(setting: Setting) -> Fields:
    """Return all fields of one attempt except the name."""
    catalogue = services(setting)
    team = drawn_caregivers(setting)
    asked = drawn_visits(setting, catalogue, team)
    return {
        "description": "Drawn at random for tests.",
        "source": "made for this project",
        "zone": setting.zone,
        "dates": setting.dates,
        "roads": setting.roads(whole=any("facts" in visit for visit in asked)),
        "areas": [{"id": area} for area in AREAS],
        "stations": [{"id": "station", "place": setting.place("hub")}],
        "certificates": certificates(setting),
        "services": list(catalogue.values()),
        "equipment": pools(setting),
        "providers": providers(setting),
        "caregivers": list(team.values()),
        "clients": drawn_clients(setting),
        "visits": asked,
        "policy": policy(setting.stream.of("policy")),
    }
