"""Days computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.scenario import Scenario

DAY = {
    "name": "short of hands",
    "dates": ["2026-11-23"],
    "modes": [{"id": "walk", "network": "walk", "speed_kmh": 4.5}],
    "roads": {
        "kind": "matrix",
        "points": ["hub", "a", "b", "c", "d", "e"],
        "minutes": [[0 if row == column else 10 for column in range(6)] for row in range(6)],
    },
    "stations": [{"id": "hub", "place": "hub"}],
    "certificates": [{"id": "care"}, {"id": "nurse"}],
    "services": [
        {"id": "care", "duration": 60, "requires": {"certificates": [[{"certificate": "care"}]]}},
        {"id": "shot", "duration": 60, "requires": {"certificates": [[{"certificate": "nurse"}]]}},
    ],
    "caregivers": [
        {"id": name, "gender": "woman", "start": "hub", "mode": "walk", "overtime_limit": 0,
         "certificates": [{"certificate": paper}], "shifts": [{"start": "08:00", "end": "11:00"}]}
        for name, paper in (("amy", "care"), ("nan", "nurse"))
    ],
    "clients": [{"id": name, "place": name} for name in "abcde"],
    "visits": [
        *({"id": f"care-{name}", "client": name, "service": "care"} for name in "abcd"),
        {"id": "shot-e", "client": "e", "service": "shot"},
    ],
}  # fmt: skip
"""Each way takes 10 minutes, each visit an hour, and nobody may return after 11:00: so amy, out and
back in 10 + 60 + 10 + 60 + 10 = 150 of 180 minutes, serves two of four visits of care, and nan, in
80 minutes, the shot. Three of five visits are served, in 230 minutes of paid time, 50 of them on
the way. One more like amy serves the other two in 150 minutes more, 30 on the way."""


@pytest.fixture
def short_of_hands():
    """Make that day, with other fields if some are given."""

    def made(**changes: Any) -> Scenario:
        return Scenario.model_validate({**DAY, **changes})

    return made
