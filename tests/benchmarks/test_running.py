"""What the benchmark of a running desk measures."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def running() -> ModuleType:
    import running

    return running


@pytest.mark.parametrize(
    "question",
    [
        "offers",
        "accept",
        "bulk",
        "events",
        "urgent",
        "absence",
        "regret",
    ],
)
def test_a_desk_is_measured(running: ModuleType, question: str) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("memory is told by Linux")
    asked = {"visits": 16, "seed": 1, "seconds": 0.1, "requests": 2}
    row = running.QUESTIONS[question](asked)
    assert row
    assert all(float(str(each)) >= 0 for name, each in row.items() if name.endswith(("ms", " s")))
