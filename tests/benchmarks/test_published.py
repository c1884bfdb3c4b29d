"""The benchmark of published instances needs the file of published costs, and tells its columns."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

FOLDER = Path(__file__).parents[2] / "benchmarks"
UHHC = "instance,best,mean,cp_sat\ni-1,20,25.5,\ni-2,20.0,25.5,18\n"


def told() -> list[list[str]]:
    """The columns that the page names, row by row, in order."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    _, _, costs = text.partition("**published costs**")
    rows = re.findall(r"^\|(.*)\|.*\|$", costs.partition("**Gaps**")[0], re.MULTILINE)
    return [re.findall(r"`([^`]+)`", row) for row in rows]


@pytest.mark.parametrize(
    ("family", "file"), [("uhhc", "uhhc_published"), ("hhcrsp", "hhcrsp_best_published")]
)
def test_without_the_published_costs_one_sentence_says_so(
    tmp_path: Path, family: str, file: str
) -> None:
    import published

    (tmp_path / family).mkdir()
    (tmp_path / family / "a.json").write_text("{}")
    words = ["run", "--set", family, "--instances", str(tmp_path)]
    done = CliRunner(catch_exceptions=False).invoke(published.main, words)
    assert (done.exit_code, done.stderr) == (
        1, f"Error: there is no {tmp_path / file}.csv; benchmarks/README.md lists its columns\n",
    )  # fmt: skip
    (tmp_path / f"{file}.csv").write_text("instance,best,mean,travel\n")
    done = CliRunner(catch_exceptions=False).invoke(published.main, words)
    lacking = "cp_sat" if family == "uhhc" else "max_tardiness, total_tardiness"
    assert (done.exit_code, done.stderr) == (
        1, f"Error: {tmp_path / file}.csv lacks the columns {lacking}\n",
    )  # fmt: skip


def test_the_better_plan_of_the_authors_counts(gaps: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "uhhc_published.csv").write_text(UHHC)
    known = gaps.published("uhhc", tmp_path)
    assert {name: (each.best, each.mean) for name, each in known.items()} == {
        "i-1": (20, "25.5"), "i-2": (18, "25.5"),
    }  # fmt: skip


def test_the_page_names_the_columns_that_are_read(gaps: ModuleType, tmp_path: Path) -> None:
    named = {name for row in told()[2:6] for name in row if not name.endswith(".csv")}
    for family, file in ("uhhc", "uhhc_published"), ("hhcrsp", "hhcrsp_best_published"):
        line = dict.fromkeys(named, "3") | {"instance": "i-1"}
        with (tmp_path / f"{file}.csv").open("w", newline="") as stream:
            writer = csv.DictWriter(stream, sorted(named))
            writer.writeheader()
            writer.writerow(line)
        assert gaps.published(family, tmp_path)["i-1"].best == Fraction(3)


@pytest.mark.parametrize("family", ["hhcrsp", "uhhc", "vrptw"])
def test_the_page_names_the_columns_of_the_results(family: str) -> None:
    named = [name for row in told()[8:] for name in row]
    with (FOLDER / "results" / f"published-{family}.csv").open(newline="") as stream:
        assert sorted(next(csv.reader(stream))) == sorted(named)
