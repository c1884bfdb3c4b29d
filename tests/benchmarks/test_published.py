"""The benchmark of published instances needs the file of published costs, and tells its columns."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections.abc import Iterator
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
        only_uhhc = set() if family == "uhhc" else {"validated"}
        assert sorted(next(csv.reader(stream))) == sorted({*named} - only_uhhc)


VALIDATOR = """
import json
from . import solution_models

class _Read:
    def __init__(self, text):
        self.read = json.loads(text)

    model_validate_json = classmethod(lambda kind, text: kind(text))

class Instance(_Read):
    pass

class Solution(_Read):
    def check_validity(self, instance):
        print("a line that is nobody's business")
        assert "refused" not in instance.read, "refused"
        if "failed" in instance.read:
            raise KeyError("d0")
        if "told" in instance.read:
            solution_models.click.secho("told in red", fg="red")

    def compute_costs(self, instance):
        solution_models.click.secho("told in blue", fg="blue")
        return {"Total": f"{self.read['cost']} (-)"}
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package that looks like the authors' own."""
    models = tmp_path / "uhhc" / "models"
    models.mkdir(parents=True)
    (tmp_path / "uhhc" / "__init__.py").touch()
    (models / "__init__.py").write_text(VALIDATOR)
    (models / "solution_models.py").write_text("import click\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "uhhc"]:
        del sys.modules[name]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("instance", "found"),
    [
        ("{}", "7.000000"),
        ('{"told": 1}', "told in red"),
        ('{"refused": 1}', "AssertionError: refused"),
        ('{"failed": 1}', "KeyError: 'd0'"),
    ],
)
def test_what_the_validator_of_the_authors_finds_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], instance: str, found: str
) -> None:
    from validator import validated

    file = tmp_path / "instance.json"
    file.write_text(instance)
    assert validated(file, '{"cost": 7}').splitlines()[0] == found
    assert capsys.readouterr().out == ""


def test_without_the_validator_nothing_is_told(tmp_path: Path) -> None:
    from validator import validated

    if importlib.util.find_spec("uhhc") is None:
        assert validated(tmp_path / "instance.json", "{}") == ""


def test_the_table_counts_costs_that_the_validator_finds(gaps: ModuleType) -> None:
    row = dict.fromkeys(("instance", "method", "family"), "a") | {"published": "", "broken": ""}
    row |= {"size": "9", "spent": "1", "cost": "7.000000"}
    seen = [row | {"validated": "7.000000"}, row | {"validated": "told in red"}, row]
    [line, *_] = gaps.lines_of_classes(gaps.means_of(seen))
    assert line[gaps.BY_AUTHORS] == 1
    [line, *_] = gaps.lines_of_classes(gaps.means_of([row]))
    assert gaps.BY_AUTHORS not in line
