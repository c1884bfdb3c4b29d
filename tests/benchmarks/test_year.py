"""Days are lived one after the other in one process, and their memory is measured."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory is read as Linux tells it"
)


@pytest.fixture
def year() -> ModuleType:
    import year

    return year


def test_a_day_is_planned_and_printed(year: ModuleType, tmp_path: Path) -> None:
    year.one_day(3, 6, 20, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day", "plan.json", "sheets"]
    assert (tmp_path / "sheets" / "route-sheets.pdf").stat().st_size > 1000
    assert "2026-01-04" in (tmp_path / "day" / "day.csv").read_text(encoding="utf-8")


def test_a_row_has_every_column(
    year: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lived: list[int] = []
    monkeypatch.setattr(year, "one_day", lambda number, *_: lived.append(number))
    monkeypatch.setattr(year, "megabytes", lambda: 100.0 + len(lived))
    row = year.measured(40, 12, 200)
    assert lived == [*range(40)]
    assert tuple(row) == year.COLUMNS
    assert [row[name] for name in year.COLUMNS[3:6]] == [101, 105, 140]
    assert capsys.readouterr().out == "day 20: 120 MB\nday 40: 140 MB\n"


def test_memory_is_that_of_this_process(year: ModuleType) -> None:
    before = year.megabytes()
    kept = bytearray(b"x" * 100_000_000)
    assert 50 < year.megabytes() - before < 150
    del kept
