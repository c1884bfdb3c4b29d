"""What tests of several rooms share: steady examples, and one small scenario to change."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from dispatch.scenario import Scenario

# The same examples in every run; ``pytest --hypothesis-profile=default`` draws new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

os.environ["DISPATCH_LANG"] = "en"  # whatever the locale of those who run the tests


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is long
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    cases: Counter[str] = Counter()
    for item in items:
        if item.get_closest_marker("many") is not None:
            name = item.nodeid.partition("[")[0]
            if cases[name] % 4:
                item.add_marker(pytest.mark.long)
            cases[name] += 1


Small = Callable[..., Scenario]


_WEIGHTS = {"shared_paid_time": 0, "shared_heavy_points": 0}
"""Nothing is shared unless a test says so."""


def _small(**changes: Any) -> Scenario:
    """Make a scenario of one client, one service, one visit and two caregivers.

    `service`, `client`, `visit`, `amy` and `bob` change fields of these, `way` the minutes from the
    depot to the client and back; other names are fields of the scenario.
    """
    way = changes.pop("way", 10)
    service = {"id": "bath", "duration": 30, **changes.pop("service", {})}
    client = {"id": "zhou", "place": "Z", "area": "north", **changes.pop("client", {})}
    visit = {"id": "v", "client": "zhou", "service": "bath", **changes.pop("visit", {})}
    shift = {"shifts": [{"start": "08:00", "end": "16:00"}], "start": "D", "mode": "walk"}
    amy = {"id": "amy", "gender": "woman", **shift, **changes.pop("amy", {})}
    bob = {"id": "bob", "gender": "man", **shift, **changes.pop("bob", {})}
    policy = changes.pop("policy", {})
    weights = {**_WEIGHTS, **policy.get("weights", {})}
    return Scenario.model_validate(
        {
            "name": "small",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, way], [way, 0]]},
            "areas": [{"id": "north"}, {"id": "south"}],
            "certificates": [
                {"id": "care", "grades": ["junior", "middle", "senior"]},
                {"id": "nurse"},
            ],
            "services": [service],
            "clients": [client],
            "caregivers": [amy, bob],
            "visits": [visit],
            "policy": {**policy, "weights": weights},
            **changes,
        }
    )


@pytest.fixture
def small() -> Small:
    return _small


@pytest.fixture(scope="session")
def stranger() -> list[str]:
    """Words before a command that leave it no home, no name, no rights and an empty environment."""
    if sys.platform == "win32":
        pytest.skip("users have homes")
    words = ["unshare", "--user", "--map-user=4711", "--map-group=4711"]
    try:
        subprocess.run([*words, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs user namespaces")
    return [*words, "env", "-i", f"PYTHONPATH={Path(__file__).parents[1]}"]
