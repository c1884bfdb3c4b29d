"""Made-up runs: three weightings and a bad one, on days and seeds, whose answers are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from dispatch.study.rows import Measure, Run

Maker = Callable[..., list[Run]]

TRAVEL = Measure("travel", "Travel", "min")
UNSERVED = Measure("groups.disabled.yes.unserved", "Disabled clients' visits left out", "")
ON_TIME = Measure("visits.on_time", "On time", "", better="more")

TRADE: Mapping[str, Mapping[str, float | None]] = {
    "plain": {"travel": 100, "groups.disabled.yes.unserved": 8, "visits.on_time": 0.5},
    "mild": {"travel": 110, "groups.disabled.yes.unserved": 2, "visits.on_time": 0.8},
    "strict": {"travel": 150, "groups.disabled.yes.unserved": 0, "visits.on_time": 0.9},
    "bad": {"travel": 160, "groups.disabled.yes.unserved": 10, "visits.on_time": 0.4},
}


def _made(
    by_weighting: Mapping[str, Mapping[str, float | None]] = TRADE,
    scenarios: Sequence[str] = ("mon", "tue", "wed"),
    seeds: Sequence[int] = (1, 2),
    noise: Callable[[str, int, str], float] = lambda scenario, seed, name: 0.0,
) -> list[Run]:
    """Make a run of each weighting; `noise` is added to whatever has a value."""
    return [
        Run(
            scenario,
            weighting,
            seed,
            {
                name: None if value is None else value + noise(scenario, seed, name)
                for name, value in measures.items()
            },
        )
        for scenario in scenarios
        for weighting, measures in by_weighting.items()
        for seed in seeds
    ]


@pytest.fixture(scope="session")
def made() -> Maker:
    return _made
