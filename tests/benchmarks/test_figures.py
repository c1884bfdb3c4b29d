"""The figures of the README are those that were measured."""

from __future__ import annotations

import csv
import re
import statistics
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results"

TIME = r"^\| `([^`]+)`[^|]*\| ([\d.]+)[^|]*\| `python benchmarks/day\.py` \|$"
GAP = (
    r"^\| `(\w+)`, ([^|]+?) \| (\d+) \| (\d+) \| ([^|]+) \| "
    r"`python benchmarks/published\.py run --set \1[^`]*` \|$"
)
DAYS = r"^\| (\d[\d,]*) visits \| (.+) \|$"
METHODS = "ours", "pyvrp", "vroom", "ortools", "vrp-cli"


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8").replace("−", "-")


def measured(name: str) -> list[dict[str, str]]:
    with (RESULTS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def measured_last(name: str, seconds: float) -> list[dict[str, str]]:
    """The rows of one budget and of the version of the code that was measured last with it."""
    rows = [row for row in measured(name) if float(row["seconds"]) == seconds]
    return [row for row in rows if row["code"] == rows[-1]["code"]]


def test_times() -> None:
    told = re.findall(TIME, readme(), re.MULTILINE)
    assert len(told) == readme().count("`python benchmarks/day.py") > 0
    for figure, value in told:
        median = statistics.median(float(row[figure]) for row in measured("day"))
        assert float(value) == round(median, len(value.partition(".")[2])), f"{figure}: {median}"


def test_gaps(gaps: ModuleType) -> None:
    told = re.findall(GAP, readme(), re.MULTILINE)
    assert len(told) == readme().count("`python benchmarks/published.py") > 0
    for family, size, instances, seconds, figures in told:
        means = gaps.means_of(measured_last(f"published-{family}", float(seconds)))
        lines = gaps.lines_of_classes([mean for mean in means if mean.gap is not None])
        kind = size, lines[0]["family"]  # the first one is the whole set
        whole = [line for line in lines if (line["size"], line["family"]) == kind]
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
