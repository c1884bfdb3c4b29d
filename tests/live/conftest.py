"""A small day at a desk: ann, a nurse, and bo, with a few visits ten minutes from the depot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dispatch.live import Desk
from dispatch.planner import solve
from dispatch.scenario import Scenario

DeskOf = Callable[..., Desk]


def day_of(visits: list[dict[str, Any]], **changes: Any) -> Scenario:
    """Make a day from 08:00 to 12:00; li lives at Z, wu at Y, both 10 minutes from everywhere."""
    shift = {"shifts": [{"start": "08:00", "end": "12:00"}], "start": "D", "mode": "walk"}
    nurse = {"certificates": [{"certificate": "nurse"}]}
    ann = {"id": "ann", "gender": "woman", "overtime_limit": 0, **shift, **nurse}
    bo = {"id": "bo", "gender": "man", "overtime_limit": 0, **shift}
    ways = [[0, 10, 10], [10, 0, 10], [10, 10, 0]]
    return Scenario.model_validate(
        {
            "name": "small",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D", "Z", "Y"], "minutes": ways},
            "modes": [{"id": "walk", "network": "walk", "speed_kmh": 4.0}],
            "certificates": [{"id": "nurse"}],
            "services": [
                {"id": "care", "duration": 30},
                {
                    "id": "injection",
                    "duration": 20,
                    "requires": {"certificates": [[{"certificate": "nurse"}]]},
                },
                {"id": "lift", "duration": 30, "crew": [{"id": "one"}, {"id": "two"}]},
            ],
            "clients": [
                {"id": "li", "place": "Z", "preferred": ["bo"]},
                {"id": "wu", "place": "Y"},
            ],
            "caregivers": [ann, bo],
            "visits": visits,
            **changes,
        }
    )


@pytest.fixture
def desk_of() -> DeskOf:
    """Return `desk_of(*visits, **changes)`, which plans a day and opens its desk."""

    def made(*visits: dict[str, Any], **changes: Any) -> Desk:
        day = day_of([*visits], **changes)
        return Desk(day, solve(day, engine="greedy"))

    return made
