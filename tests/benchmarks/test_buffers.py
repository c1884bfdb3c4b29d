"""The benchmark of buffers measures plans and simulated weeks, and prints a row for each share."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner


@pytest.fixture
def buffers() -> ModuleType:
    import buffers

    return buffers


@pytest.fixture
def arms(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "simulate"))
    return import_module("arms")


def test_figures_of_an_arm(buffers: ModuleType, arms: ModuleType) -> None:
    late, open_, moved = (
        arms.booked(off=16), arms.booked("c", off=None), replace(arms.booked("d"), moves=2)
    )  # fmt: skip
    lived = arms.arm(
        [arms.request(response=30), arms.request("s", response=None)],
        [late, open_, moved],
        [arms.caregiver(overtime=4, travel=60), arms.caregiver("bo", overtime=0, travel=40)],
    )
    of_100 = (100 / 3, 40, 100 / 3)
    assert buffers.figures(lived) == pytest.approx((*of_100, (30 + 6 * 60) / 2, 2, 50))


def test_a_row_for_each_share(buffers: ModuleType) -> None:
    words = ["plan", "--shares", "0,0.3", "--seeds", "1", "--iterations", "2000", "--runs", "2"]
    done = CliRunner().invoke(buffers.main, words)
    assert done.exit_code == 0
    head, *rows = (line.split(" | ") for line in done.stdout.splitlines())
    assert head == ["service", *buffers.PLAN]
    assert [row[0] for row in rows] == ["0", "0.3"]
    assert float(rows[0][1]) < float(rows[1][1])
