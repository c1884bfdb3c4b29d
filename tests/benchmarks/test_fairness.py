"""The benchmark of fair weightings compares each day with itself under the plain policy."""

from __future__ import annotations

import csv
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]


@pytest.fixture
def fairness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    import fairness
    import record

    monkeypatch.setattr(record, "RESULTS", tmp_path / "results")
    return fairness


def test_names_of_weightings_are_checked_before_anything_is_planned(fairness: ModuleType) -> None:
    done = CliRunner().invoke(fairness.main, ["run", "--only", "plain,defualt"])
    assert done.exit_code == 2
    assert "no weighting is called defualt; there are plain, default, " in done.stderr


def test_without_rows_the_table_tells_what_to_do(fairness: ModuleType) -> None:
    done = CliRunner().invoke(fairness.main, ["table"])
    assert done.exit_code == 1
    assert "give run first" in done.stderr


def row(unserved: int, paid: float, amounts: str) -> dict[str, str]:
    return {
        "unserved": str(unserved), "disabled": "3", "solitary": "0", "travel": "100",
        "largest_paid": str(paid), "largest_heavy": "10", "paid": amounts,
    }  # fmt: skip


def test_changes_are_of_pairs_of_days(fairness: ModuleType) -> None:
    """Two days: 1 and 3 visits more left out, so 2 with 12.706 / sqrt(2) * sqrt(2) around it."""
    alone = '{"all": [480.0, 480.0]}'
    pairs = [(row(11, 240, alone), row(10, 480, alone)), (row(23, 240, alone), row(20, 480, alone))]
    told = fairness._changes(pairs)
    assert told["largest paid time"] == "-50.0 % (-50.0 to -50.0)"
    assert told["equivalent paid time"] == "+0.0 % (+0.0 to +0.0)"
    assert told["unserved left out a day"] == "+2.0 (-10.7 to +14.7), plain 15.0"
    assert told["disabled left out a day"] == "+0.0 (+0.0 to +0.0), plain 3.0"


def test_hypervolumes_are_shares_of_those_of_the_weighted_sum(fairness: ModuleType) -> None:
    """With 100 and nine hours as plain, only what is below nine hours has a volume."""
    found = {
        "plain": [(100.0, 540.0)],
        "weighted sum": [(100.0, 530.0)],  # 50 * 10
        "shares": [(100.0, 520.0)],  # 50 * 20
        "bounds": [(125.0, 520.0), (100.0, 530.0)],  # 25 * 20 + 25 * 10
    }
    *_, mean = fairness._volumes({"one": found, "two": found})
    assert mean == {
        "day": "mean", "weighted sum": "1",
        "shares": "2.00 (2.00 to 2.00)", "bounds": "1.50 (1.50 to 1.50)",
    }  # fmt: skip


def measured(name: str) -> list[dict[str, str]]:
    file = ROOT / "benchmarks" / "results" / f"{name}.csv"
    with file.open(newline="", encoding="utf-8") as stream:
        return [*csv.DictReader(stream)]


def lines_of_the_page() -> list[list[str]]:
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_page_has_the_changes_that_were_measured(fairness: ModuleType) -> None:
    rows = {(row["day"], row["weighting"]): row for row in measured("fairness")}
    days = [day for day, weighting in rows if weighting == "plain"]
    assert len(days) == 21
    weightings = {weighting: None for _, weighting in rows if weighting != "plain"}
    head, *lines = lines_of_the_page()[: 1 + len(weightings)]
    for weighting, line in zip(weightings, lines, strict=True):
        assert line[0].removeprefix("the ").startswith(weighting)
        told = fairness._changes([(rows[day, weighting], rows[day, "plain"]) for day in days])
        cells = [cell.partition(", plain ") for cell in told.values()]
        assert [cell for cell, *_ in cells] == line[1:]
        plain = [f"{amount})" in name for (*_, amount), name in zip(cells, head[1:], strict=True)]
        assert plain == [bool(amount) for *_, amount in cells]


def test_the_page_has_the_volumes_that_were_measured(fairness: ModuleType) -> None:
    points: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for row in measured("fairness-fronts"):
        point = float(row["cost"]), float(row["largest_paid"])
        points.setdefault(row["day"], {}).setdefault(row["family"], []).append(point)
    *of_days, mean = fairness._volumes(points)
    assert len(of_days) == 8
    for family, line in zip(("shares", "bounds"), lines_of_the_page()[7:9], strict=True):
        each = [float(day[family]) for day in of_days]
        assert line[1:] == [mean[family], f"{min(each):.2f}, {max(each):.2f}"]


def test_the_page_has_the_small_days_that_were_measured() -> None:
    shares = sorted(float(row["share"]) for row in measured("fairness-exact"))
    assert len(shares) == 12
    below = [each for each in shares if each < 0.95]
    assert [f"{100 * each:.0f}" for each in below] == ["52", "87", "91"]
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    assert "on nine of the twelve days (our aim was all), and 91, 87 and 52 % on the others" in page


def test_small_days_are_planned_under_many_weightings(fairness: ModuleType) -> None:
    from dispatch.generate import Dials, generate

    day = generate(**fairness.SMALL, seed=2, dials=Dials())
    runs = [*fairness._runs(day, 200)]
    assert len({run.weighting for run in runs}) == len(runs) == 61
    assert len({run.measures["travel"] for run in runs}) > 1
