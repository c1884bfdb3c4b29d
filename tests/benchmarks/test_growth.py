"""What the benchmark of growth measures of a day, and what its table makes of the rows."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.fixture
def growth() -> ModuleType:
    import growth

    return growth


@pytest.mark.parametrize("days", ["made", "generated"])
def test_a_day_is_measured(growth: ModuleType, days: str) -> None:
    pytest.importorskip("resource", reason="peak memory is told by Unix")
    row = growth.measured({"days": days, "visits": 16, "seed": 1, "seconds": 0.1})
    assert row["caregivers"] == 2
    assert int(row["stops"]) >= 14  # two visits may be over
    assert int(row["moves a second"]) > 0
    assert int(row["peak memory MB"]) > 50
    assert 0 < float(row["encode"]) < 10
    assert 0 < float(row["first plan"]) < 10


def row(visits: int, moves: int, **changed: str) -> dict[str, str]:
    return {
        "days": "made", "visits": str(visits), "seed": "1", "caregivers": str(visits // 8),
        "moves a second": str(moves), "first plan": "0.5", "encode": "0.25",
        "peak memory MB": "200",
    } | changed  # fmt: skip


def test_a_move_is_compared_with_one_on_the_smallest_day(growth: ModuleType) -> None:
    rows = [
        row(2000, 250_000),
        row(50, 100_000, seed="1"),
        row(50, 500_000, seed="2"),
        row(50, 900_000, seed="3"),
        row(50, 125_000, days="generated"),
    ]
    lines = growth.lines_of(rows)
    told = ("days", "visits", "seeds", "a move, µs", "to the smallest")
    assert [tuple(line[name] for name in told) for line in lines] == [
        ("made", 50, 3, "2.00", "1.00"),
        ("made", 2000, 1, "4.00", "2.00"),
        ("generated", 50, 1, "8.00", "1.00"),
    ]
