"""The report of a study that the command carries out: what it rests on, and what it tells."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.errors import InputError
from dispatch.study.folder import begin
from dispatch.study.reading import load_study
from dispatch.study.report import reported
from dispatch.study.rows import Key
from dispatch.study.runs import Runs, run

WORKLOAD = "fairness.caregivers.workload.week.all.largest"
TABLES = {f"{name}.csv" for name in ("weightings", "prices", "fronts", "placebos", "ranks")}
RESULTS = {*TABLES, "rows.csv", "rows.parquet", "page.html", "answer.json", "study.json"}


def told(file: Path, folder: Path, *options: str) -> str:
    words = ["study", str(file), "-o", str(folder), "--processes", "1", *options]
    found = CliRunner().invoke(main, words, catch_exceptions=False)
    assert (found.exit_code, found.stderr) == (0, "")
    return found.stdout


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def page(folder: Path) -> str:
    return (folder / "page.html").read_text(encoding="utf-8").replace("\u00a0", " ")


def answer(folder: Path) -> dict:
    return json.loads((folder / "answer.json").read_text(encoding="utf-8"))


@pytest.fixture
def asked(fields):
    """A study with an exact front, a front without one, and a measure of a group."""
    group = {"name": "groups.disabled.yes.unserved", "label": "fully disabled left out"}
    pairs = [["travel", "unserved"], ["travel", group["name"]], ["travel", "unserved", WORKLOAD]]
    return {**fields, "measures": [*fields["measures"], group], "pairs": pairs, "exact": True}


def test_everything_is_there_and_stays_as_it_is(asked, write, tmp_path):
    file, folder = write(asked), tmp_path / "small result"
    told(file, folder)
    before = contents(folder)
    assert {name for name in before if "/" not in name} == {*RESULTS, "exact.csv"}
    pictures = {name.removeprefix("pictures/") for name in before if name.startswith("pictures/")}
    kinds = [f"{kind}-{number}" for kind in ("front", "price") for number in (1, 2, 3)]
    kinds += ["groups-1", *(f"stability-{number}" for number in (1, 2, 3, 4))]
    assert pictures == {f"{kind}.{ending}" for kind in kinds for ending in ("svg", "pdf")}
    text = page(folder)
    assert "dispatch study study.yaml -o &#39;small result&#39;" in text
    assert str(tmp_path) not in text
    for name in {name.partition("/")[0] for name in before} - {"page.html"}:
        assert f'<th scope="row">{name}</th>' in text, name
    told(file, folder)
    assert contents(folder) == before


def test_the_exact_front_is_told_beside_its_pair(asked, write, tmp_path):
    lines = told(write(asked), tmp_path / "out").splitlines()
    text, found = page(tmp_path / "out"), answer(tmp_path / "out")
    assert [each["scenario"] for each in found["attained"]] == ["day1", "day2"]
    for each in found["attained"]:
        assert each["measures"] == ["travel", "unserved"]
        assert each["runs"] == 4
        assert 0 <= each["reached"] <= len(each["points"])
        assert 0 <= each["share"] <= 1
        assert any(line.startswith(f"{each['scenario']}, travel against") for line in lines)
    captions = re.findall("<caption><span>(.*?)</span>", text)
    assert [each.partition(":")[0] for each in captions if "best that any plan" in each] == [
        "travel × unserved"
    ]
    assert text.count("line joins the squares, which no plan dominates") == 2  # and for the blind
    assert "Laumanns" in text


def test_a_study_that_has_grown_has_a_report_of_all_runs(fields, write, tmp_path):
    folder = tmp_path / "out"
    told(write({**fields, "scenarios": ["day1.yaml"]}), folder)
    assert "There is one scenario only" in page(folder)
    assert "4 runs were made, one for each weighting (2), scenario (1) and seed (2," in page(folder)
    told(write({**fields, "seeds": [1, 2, 3]}), folder, "--add")
    assert "There is one scenario only" not in page(folder)
    assert "12 runs were made, one for each weighting (2), scenario (2) and seed (3," in page(
        folder
    )


def test_plans_are_read_for_measures_of_groups_alone(fields, asked, write, tmp_path):
    for study, reads in ((fields, False), (asked, True)):
        runs = Runs(load_study(write({**study, "exact": False})), tmp_path / str(reads))
        run(runs, 1)
        shutil.rmtree(runs.folder / "plans")
        with pytest.raises(InputError) if reads else nullcontext():
            reported(runs, runs.rows())


def test_pictures_of_fronts_that_are_not_asked_for_any_more_are_gone(fields, write, tmp_path):
    folder = tmp_path / "out"
    told(write({**fields, "scenarios": ["day1.yaml"], "seeds": 1}), folder)
    own = folder / "pictures" / "front-mine.svg"
    own.write_text("", encoding="utf-8")
    assert (folder / "pictures" / "front-3.svg").exists()
    pairs = [["travel", "unserved"]]
    told(write({**fields, "scenarios": ["day1.yaml"], "seeds": 1, "pairs": pairs}), folder)
    names = {file.stem for file in (folder / "pictures").iterdir()}
    assert names == {"front-1", "price-1", "front-mine"}


@pytest.mark.parametrize(
    "less", [{"seeds": 1}, {"scenarios": ["day1.yaml"], "seeds": 1}, {"weightings": {}}]
)
def test_small_studies_have_a_report(fields, write, tmp_path, less):
    told(write({**fields, **less}), tmp_path / "out")
    assert "runs were made" in page(tmp_path / "out")
    assert not re.search(r"\bnan\b", page(tmp_path / "out"))


def test_a_report_of_some_runs_begins_with_what_is_missing(fields, write, tmp_path):
    runs = Runs(load_study(write(fields)), tmp_path / "out")
    begin(runs, resume=False, add=False)
    run(runs, 1)
    rows = [row for row in runs.rows() if row.scenario == "day1"][:3]
    for key in runs.each():
        if key not in {(row.scenario, row.weighting, row.seed) for row in rows}:
            runs.plan_file(key).unlink()
    found = reported(runs, rows)
    assert found.missing[0] == Key("day1", "even", 2)
    assert len(found.missing) == 5
    text = page(tmp_path / "out")
    first = re.search('<p class="headline">(.*?)</p>', text)
    assert first is not None
    assert first[1] == "3 of 8 runs are finished, and the answer is from these runs only."
    assert "5 runs are missing; no figure includes them." in text
