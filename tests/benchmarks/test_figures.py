"""The figures of the README about plans are those of the rows that were measured last."""

from __future__ import annotations

import csv
import re
import statistics
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="benchmarks are not in a distribution")

GAP = (
    r"^\| `(\w+)`, ([^|]+?) \| (\d+) \| (\d+) \| ([^|]+) \| "
    r"`python benchmarks/published\.py run --set \1[^`]*` \|$"
)
DAYS = r"^\| (\d[\d,]*) visits \| (.+) \|$"
METHODS = "ours", "pyvrp", "vroom", "ortools", "vrp-cli"


@pytest.fixture
def gaps(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    import gaps

    return gaps


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8").replace("−", "-")


def measured_last(name: str, seconds: float) -> list[dict[str, str]]:
    """The rows of one budget and of the version of the code that was measured last with it."""
    with (FOLDER / "results" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if float(row["seconds"]) == seconds]
    return [row for row in rows if row["code"] == rows[-1]["code"]]


def test_gaps(gaps: ModuleType) -> None:
    told = re.findall(GAP, readme(), re.MULTILINE)
    assert len(told) == readme().count("`python benchmarks/published.py") > 0
    for family, size, instances, seconds, figures in told:
        means = gaps.means_of(measured_last(f"published-{family}", float(seconds)))
        lines = [
            line
            for line in gaps.lines_of_classes([mean for mean in means if mean.gap is not None])
            if line["size"] == size
        ]
        whole = lines[: len({line["method"] for line in lines})]
        assert {line["instances"] for line in whole} == {int(instances)}
        found = {line["method"]: line["mean gap, %"] for line in whole}
        assert figures == "; PyVRP ".join(found[method] for method in METHODS if method in found)


def test_days() -> None:
    told = re.findall(DAYS, readme(), re.MULTILINE)
    assert len(told) == 3
    (seconds,) = re.findall(r"`python benchmarks/days\.py run --seconds (\d+)`", readme())
    rows = measured_last("days", float(seconds))
    for size, figures in told:
        of_size = [row for row in rows if row["visits"] == size.replace(",", "")]
        left_out = {
            method: [float(row["unserved_priority"]) for row in of_size if row["method"] == method]
            for method in METHODS
        }
        assert {len(days) for days in left_out.values()} == {10}
        assert not any(row["broken"] for row in of_size)
        means = [f"{statistics.mean(days):.1f}" for days in left_out.values()]
        assert re.split(r" \| ", figures) == means
