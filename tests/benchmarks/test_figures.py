"""The figures of the README are those that were measured."""

from __future__ import annotations

import csv
import re
import statistics
from pathlib import Path
from types import ModuleType

from dispatch.simulate.statistics import reduction, reductions
from dispatch.simulate.world import load_world

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results"

TIME = r"^\| `([^`]+)`[^|]*\| ([\d.]+)[^|]*\| `python benchmarks/day\.py` \|$"
DESK = r"^\| `(\w+)`[^|]*\| (\d+) ms; (\d+) ms \| `python benchmarks/running\.py run` \|$"
RESPONSE = r"^\| (\d+) \| (\d+) min \| (\d+) min \| (-.+?) \| (-.+?) \|$"
GAP = (
    r"^\| `(\w+)`, ([^|]+?) \| (\d+) \| (\d+) \| ([^|]+) \| "
    r"`python benchmarks/published\.py run --set \1[^`]*` \|$"
)
DAYS = r"^\| (\d[\d,]*) visits, ([^|]+?) \| (.+) \|$"
FIGURES = {"priorities": "unserved_priority", "seconds": "spent"}
DAYS_RUN = r"`python benchmarks/days\.py run --set ([\w-]+) --seconds (\d+)`"
NAMES = {
    "ours": "ours", "pyvrp": "PyVRP", "ortools": "OR-Tools", "vroom": "VROOM", "vrp-cli": "vrp-cli",
}  # fmt: skip
"""What the README calls the methods, in the order of a gap's figures."""


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8").replace("−", "-")


def measured(name: str) -> list[dict[str, str]]:
    with (RESULTS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def measured_last(name: str, seconds: float) -> list[dict[str, str]]:
    """The rows of one budget that a table shows."""
    import record

    rows = record.Rows(name, key=(), sources=())
    return rows.shown(wanted=lambda row: float(row["seconds"]) == seconds)


def alike(row: dict[str, str], other: dict[str, str], *columns: str) -> bool:
    return all(row[name] == other[name] for name in columns)


def test_times() -> None:
    told = re.findall(TIME, readme(), re.MULTILINE)
    assert len(told) == readme().count("`python benchmarks/day.py") > 0
    rows = measured("day")
    rows = [row for row in rows if alike(row, rows[-1], "code", "machine", "versions", "roads")]
    for figure, value in told:
        median = statistics.median(float(row[figure]) for row in rows)
        assert float(value) == round(median, len(value.partition(".")[2])), f"{figure}: {median}"


def test_response_times() -> None:
    """The means of the weeks, and the reductions of P1 beside each baseline."""
    asked = load_world("M").on_demand.model_dump()
    told = re.findall(RESPONSE, readme(), re.MULTILINE)
    assert [int(requests) for requests, *_ in told] == [*asked.values()]
    rows = measured("response-time")
    for load, (_, *means, beside_bl2, beside_bl3) in zip(asked, told, strict=True):
        weeks: dict[str, list[float]] = {"BL2": [], "BL3": [], "P1": []}
        for row in rows:
            if row["load"] == load:
                weeks[row["policy"]].append(float(row["mean"]))
        assert means == [f"{statistics.mean(weeks[policy]):.0f}" for policy in ("BL2", "P1")]
        for policy, figures in (("BL2", beside_bl2), ("BL3", beside_bl3)):
            found = reduction(reductions(weeks["P1"], weeks[policy]))
            parts = (found.value, found.high, found.low)
            value, most, least = (f"-{100 * part:.0f}" for part in parts if part is not None)
            assert figures == f"{value} % ({most} to {least})"


def test_a_running_desk() -> None:
    told = re.findall(DESK, readme(), re.MULTILINE)
    assert len(told) == readme().count("`python benchmarks/running.py") > 0
    rows = [row for row in measured("running") if row["visits"] == "300"]
    rows = [row for row in rows if alike(row, rows[-1], "code", "machine", "versions")]
    for question, *values in told:
        own = [row for row in rows if row["question"] == question]
        for value, figure in zip(values, ("p50 ms", "p95 ms"), strict=True):
            assert value == f"{statistics.mean(float(row[figure]) for row in own):.0f}", question


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
        others = [f"{NAMES[method]} {found[method]}" for method in NAMES if method in found][1:]
        assert figures == "; ".join([found["ours"], *others])


def test_days() -> None:
    import made_days

    ((told_set, seconds),) = re.findall(DAYS_RUN, readme())
    rows = measured_last("days", float(seconds))
    complete = len(made_days.SIZES) * len(made_days.SETS["held-out"]) * len(NAMES)
    held_out = [row for row in rows if int(row["day"]) in made_days.SETS["held-out"]]
    assert told_set == ("held-out" if len(held_out) == complete else "development")
    of_set = [row for row in rows if int(row["day"]) in made_days.SETS[told_set]]
    assert not any(row["broken"] for row in of_set)
    (head,) = re.findall(r"^\| day, what \| (.+) \|$", readme(), re.MULTILINE)
    methods = {name: method for method, name in NAMES.items()}
    told = re.findall(DAYS, readme(), re.MULTILINE)
    assert len(told) == len(made_days.SIZES) * len(FIGURES)
    for size, what, figures in told:
        of_size = [row for row in of_set if row["visits"] == size.replace(",", "")]
        means = []
        for name in head.split(" | "):
            own = [float(row[FIGURES[what]]) for row in of_size if row["method"] == methods[name]]
            assert len(own) == len(made_days.SETS[told_set])
            means.append(f"{statistics.mean(own):.1f}")
        assert figures.split(" | ") == means
