"""The studies that ship: each loads, runs with few moves, and is named where results will be."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.study.folder import begin, write_rows
from dispatch.study.reading import Asked, load_study
from dispatch.study.report import reported
from dispatch.study.runs import Runs, run
from dispatch.study.sentences import sentences

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios" / "studies").glob("*.yaml"))
BENCHMARK = "What fair weightings bring and cost"
"""The one section of the page of studies that is about no study."""
named = pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)


def brief(file: Path) -> Asked:
    """The study with one seed and few moves."""
    asked = load_study(file)
    return replace(asked, study=asked.study.model_copy(update={"seeds": (1,), "iterations": 200}))


@named
def test_it_says_what_it_asks_and_where_it_comes_from(file):
    study = load_study(file).study
    assert study.question.endswith("?")
    assert study.source.startswith("made for this project")
    assert all(each.label for each in study.measures)
    assert study.pairs
    assert len({name for name, _ in load_study(file).scenarios}) <= 3
    assert len(study.seeds) <= 10


@named
def test_its_weightings_share_what_they_say(file):
    asked = load_study(file)
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {asked.study.name}\n")[2].partition("\n## ")[0]
    for (_, weighting), scenario in asked.scenarios.items():
        weights = scenario.policy.weights
        shared = {
            name: weight for name, weight in weights.model_dump().items() if "shared_" in name
        }
        assert len(shared) == 3
        told = re.search(rf"^- `{re.escape(weighting)}`: (.*)$", section, flags=re.MULTILINE)
        assert told is not None
        assert {name for name, weight in shared.items() if weight} == {
            name for name in shared if name in told[1]
        }
        if "nothing is shared" in told[1]:
            assert weights.balance == 0
    ways = [scenario.policy.sharing for scenario in asked.scenarios.values()]
    assert all(each == ways[0] for each in ways)
    assert ways[0].week is ("of the day alone" not in section.replace("\n", " "))


@named
def test_it_runs_with_few_moves(file, tmp_path):
    runs = Runs(brief(file), tmp_path)
    run(runs, 1)
    rows = runs.rows()
    assert len(rows) == len([*runs.each()])
    for each in runs.asked.study.measures:
        by_weighting = {
            name: [row.measures.get(each.name) for row in rows if row.weighting == name]
            for name in runs.asked.study.changes
        }
        for values in by_weighting.values():
            assert any(value is not None for value in values), each.name
        assert len({*map(tuple, by_weighting.values())}) > 1, f"{each.name} never differs"


def test_its_report_and_its_plans_stand_on_their_own(tmp_path):
    """Plans can be checked where they lie: the map is found from there."""
    asked = brief(ROOT / "scenarios" / "studies" / "caregivers-balance.yaml")
    kept = {key: scenario for key, scenario in asked.scenarios.items() if key[0] == "district-day"}
    runs = Runs(replace(asked, scenarios=kept), tmp_path)
    begin(runs, resume=False, add=False)
    run(runs, 1)
    write_rows(runs, runs.rows())
    answer = reported(runs, runs.rows())
    assert "one scenario only" in sentences(answer)[-1]
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"dispatch study caregivers-balance.yaml -o {tmp_path.name}" in text
    part = "district-day/shared-1"
    files = [tmp_path / kind / part for kind in ("scenarios", "plans", "runs")]
    words = ["check", f"{files[0]}.json", str(files[1] / "1.json"), "--json"]
    checked = CliRunner().invoke(main, words, catch_exceptions=False)
    assert (checked.exit_code, checked.stderr) == (0, "")
    row = json.loads((files[2] / "1.json").read_text("utf-8"))
    assert json.loads(checked.stdout)["cost"]["total"] == row["measures"]["cost"]


def test_the_page_of_studies_has_each_with_its_question_and_its_command():
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    head, *sections = re.split("^## ", page, flags=re.MULTILINE)
    found = {section.partition("\n")[0]: section for section in sections}
    studies = {load_study(file).study.name: file for file in SHIPPED}
    assert next(iter(found)) == BENCHMARK
    assert found.keys() == {BENCHMARK, *studies}
    assert f"(#{BENCHMARK.lower().replace(' ', '-')})" in head
    assert len(re.findall("^# ", page, flags=re.MULTILINE)) == 1
    for name, file in studies.items():
        study = load_study(file).study
        assert study.question in found[name].replace("\n", " ")
        command = f"dispatch study scenarios/studies/{file.name} -o studies/{file.stem}"
        assert command in found[name]
        for weighting in study.changes:
            assert f"`{weighting}`" in found[name], weighting
        anchor = re.sub(r"[^a-z -]", "", name.lower()).replace(" ", "-")
        assert f"(#{anchor})" in head
