"""Runs that stay: a study goes on, grows, and gives the same rows again."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from statistics import fmean

import pyarrow.parquet
import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.errors import DispatchError, InputError, NoPlan, fault
from dispatch.plan import load_plan
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import load_scenario
from dispatch.study import runs as running
from dispatch.study.figures import amount
from dispatch.study.folder import begin, write_rows
from dispatch.study.measured import measured
from dispatch.study.reading import load_study
from dispatch.study.runs import Runs, run

ROOT = Path(__file__).parents[2]
WATCHDOG = 300
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def made(file, folder, processes=1, *, resume=False, add=False):
    """Carry out a study without its command; return its runs and what was reported."""
    runs, reports = Runs(load_study(file), folder), []
    begin(runs, resume=resume, add=add)
    run(runs, processes, lambda *each: reports.append(each))
    write_rows(runs, runs.rows())
    return runs, reports


def files(folder, kind):
    """When each file of a kind was written, and what it contains."""
    found = (folder / kind).rglob("*.json")
    return {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in found}


def test_every_run_has_its_row_and_its_plan(fields, write, tmp_path):
    runs, reports = made(write(fields), tmp_path / "out", processes=2)
    assert reports == [(done, 8) for done in range(9)]
    rows = runs.rows()
    assert [(row.scenario, row.weighting, row.seed) for row in rows] == [
        (day, weighting, seed)
        for day in ("day1", "day2")
        for weighting in ("plain", "even")
        for seed in (1, 2)
    ]
    for row in rows:
        part = f"{row.scenario}/{row.weighting}"
        scenario = load_scenario(tmp_path / "out" / "scenarios" / f"{part}.json")
        plan = load_plan(tmp_path / "out" / "plans" / part / f"{row.seed}.json")
        judgement = judge(scenario, travel_times(scenario), plan)
        assert judgement.ok
        assert measured(judgement) == row.measures
        assert plan.scenario == row.fingerprint == scenario.fingerprint
    assert rows[0].fingerprint != rows[2].fingerprint


def test_the_tables_are_tidy(fields, write, tmp_path):
    runs, _ = made(write(fields), tmp_path / "out")
    table = list(csv.DictReader(StringIO((tmp_path / "out" / "rows.csv").read_text("utf-8"))))
    same = pyarrow.parquet.read_table(tmp_path / "out" / "rows.parquet").to_pylist()
    assert len(table) == len(same) == 8
    for row, text, stored in zip(runs.rows(), table, same, strict=True):
        assert (text["scenario"], text["weighting"]) == (row.scenario, row.weighting)
        assert (int(text["seed"]), int(text["iterations"])) == (row.seed, 500)
        assert list(text) == list(stored)
        for name, value in row.measures.items():
            assert stored[name] == value
            assert text[name] == ("" if value is None else repr(value))
        for name in stored.keys() - row.measures.keys() - text.keys():
            assert stored[name] is None


def test_the_same_seeds_give_the_same_bytes(fields, write, tmp_path):
    file = write(fields)
    made(file, tmp_path / "one")
    made(file, tmp_path / "other", processes=2)
    for name in ("rows.csv", "rows.parquet", "study.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_a_study_goes_on_and_repeats_no_finished_run(fields, write, tmp_path):
    file, folder = write(fields), tmp_path / "out"
    made(file, folder)
    table, before = (folder / "rows.csv").read_bytes(), files(folder, "runs")
    lost = folder / "runs" / "day2" / "even" / "1.json"
    lost.unlink()
    _, reports = made(file, folder)
    assert reports == [(7, 8), (8, 8)]
    assert (folder / "rows.csv").read_bytes() == table
    after = files(folder, "runs")
    assert {name for name in before if after[name] != before[name]} == {lost}
    _, reports = made(file, folder, resume=True)
    assert reports == [(8, 8)]
    assert files(folder, "runs") == after


def test_a_plan_without_a_row_is_no_finished_run(fields, write, tmp_path, monkeypatch):
    """A power cut between the two files of a run."""
    file, folder = write({**fields, "scenarios": ["day1.yaml"], "seeds": 1}), tmp_path / "out"
    whole = running.write_together

    def cut(contents):
        if "plans" in str(next(iter(contents))):
            first, *_ = contents.items()
            whole(dict([first]))
            raise KeyboardInterrupt
        whole(contents)

    monkeypatch.setattr(running, "write_together", cut)
    with pytest.raises(KeyboardInterrupt):
        made(file, folder)
    monkeypatch.setattr(running, "write_together", whole)
    assert files(folder, "plans")
    runs, reports = made(file, folder)
    assert reports[0] == (0, 2)
    assert len(runs.rows()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_nothing_is_lost_or_repeated_after_kill_9(fields, write, tmp_path):
    file, folder = write({**fields, "seeds": {"from": 1, "count": 15}}), tmp_path / "out"
    words = [sys.executable, "-m", "dispatch", "study", str(file), "-o", str(folder)]
    study = subprocess.Popen([*words, "--processes", "2"])
    until = time.monotonic() + WATCHDOG
    while len(files(folder, "runs")) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    study.send_signal(signal.SIGKILL)
    study.wait()
    before = files(folder, "runs")
    assert 5 <= len(before) < 60
    again = subprocess.run(words, check=True, capture_output=True, text=True, timeout=WATCHDOG)
    after = files(folder, "runs")
    assert {name for name in before if after[name] != before[name]} == set()
    assert len(after) == 60
    made(file, tmp_path / "other")
    assert (folder / "rows.csv").read_bytes() == (tmp_path / "other" / "rows.csv").read_bytes()
    assert again.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("processes", ["1", "2"])
def test_ctrl_c_keeps_the_finished_runs(fields, write, tmp_path, processes):
    file, folder = write({**fields, "seeds": {"from": 1, "count": 5000}}), tmp_path / "out"
    words = [sys.executable, "-m", "dispatch", "study", str(file), "-o", str(folder)]
    study = subprocess.Popen(
        [*words, "--processes", processes],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + WATCHDOG
    while len(files(folder, "runs")) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(study.pid, signal.SIGINT)  # as a terminal does
    _, told = study.communicate(timeout=WATCHDOG)
    assert study.returncode == 130
    assert told.count("\n") == 1
    assert told.startswith(f"dispatch: interrupted; finished work is kept in {folder}, ")
    runs = Runs(load_study(file), folder)
    assert 3 <= len(runs.rows()) < 20_000
    assert not (folder / "page.html").exists()


def test_rows_of_other_code_are_refused(fields, write, tmp_path, monkeypatch):
    file = write(fields)
    made(file, tmp_path / "out")
    monkeypatch.setattr(running, "versions", lambda: "other code")
    before = (tmp_path / "out" / "study.json").read_bytes()
    with pytest.raises(InputError, match=r"now it is .*other code"):
        made(file, tmp_path / "out")
    assert (tmp_path / "out" / "study.json").read_bytes() == before


def test_a_damaged_row_is_told(fields, write, tmp_path):
    file = write(fields)
    made(file, tmp_path / "out")
    (tmp_path / "out" / "runs" / "day1" / "even" / "2.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"even.2\.json"):
        made(file, tmp_path / "out")


def test_add_keeps_the_finished_runs_of_a_study_that_has_grown(fields, write, tmp_path):
    folder = tmp_path / "out"
    made(write({**fields, "scenarios": ["day1.yaml"]}), folder)
    before = files(folder, "runs")
    grown = {**fields, "seeds": [1, 2, 3], "grid": {"weights.balance": [5.0]}}
    with pytest.raises(InputError, match=r"has grown since these runs\. Give --add"):
        made(write(grown), folder)
    runs, reports = made(write(grown), folder, add=True)
    assert reports[0] == (4, 18)
    assert len(runs.rows()) == 18
    assert {name: files(folder, "runs")[name] for name in before} == before
    made(write(grown), folder)  # from now on, this is the study
    with pytest.raises(InputError):
        made(write(fields), folder)


def test_what_is_lost_or_changed_is_refused_even_with_add(fields, write, tmp_path):
    folder = tmp_path / "out"
    made(write(fields), folder)
    other = {
        **fields,
        "scenarios": ["day1.yaml"],
        "seeds": [2, 3],
        "iterations": 600,
        "weightings": {"even": {"weights": {"balance": 3.0}}},
    }
    with pytest.raises(InputError) as refused:
        made(write(other), folder, add=True)
    told = [(each.code, dict(each.fields)) for each in refused.value.faults]
    assert told == [
        ("study-iterations", {"before": 500, "now": 600}),
        ("study-lost", {"what": 1}),
        ("study-changed", {"scenario": "day1", "weighting": "even"}),
        ("study-lost", {"what": "day2"}),
    ]


def test_what_is_only_told_may_change(fields, write, tmp_path):
    made(write(fields), tmp_path / "out")
    other = {**fields, "question": "Why?", "measures": ["paid"], "seeds": [2, 1]}
    _, reports = made(write(other), tmp_path / "out")
    assert reports == [(8, 8)]


@pytest.mark.parametrize("word", ["resume", "add"])
def test_there_must_be_something_to_go_on_with(fields, write, tmp_path, word):
    with pytest.raises(InputError, match="there is no study to go on with"):
        made(write(fields), tmp_path / "out", **{word: True})
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"runs": {"iterations": 1}}'])
def test_a_folder_of_something_else_is_told(fields, write, tmp_path, content):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "study.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"study\.json"):
        made(write(fields), tmp_path / "out")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DispatchError(fault("engine-breaks-rules", engine="search", rules="overlap")), 1),
        (NoPlan(fault("break-never")), 4),
    ],
)
def test_an_error_names_its_run(fields, write, tmp_path, monkeypatch, error, code):
    def refused(scenario, **how):
        raise error

    monkeypatch.setattr(running, "plan_day", refused)
    words = ["study", str(write(fields)), "-o", str(tmp_path / "out"), "--processes", "1"]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == code
    assert told.stderr.startswith(f"dispatch: day1/plain/1: {error.faults[0].what}")


def test_the_command_prints_means_and_distances(fields, write, tmp_path):
    few = {**fields, "exact": True, "pairs": [["travel", "unserved"]]}
    words = ["study", str(write(few)), "-o", str(tmp_path / "out"), "--processes", "1"]
    both, number = ("plain", "even"), len(few["measures"])
    told = CliRunner().invoke(main, words, catch_exceptions=False)
    assert told.exit_code == 0
    head, *lines = told.stdout.splitlines()
    means, (trade, *_, first, second, report) = lines[:number], lines[number:]
    assert head.split() == ["Measure", *both]
    rows = list(csv.DictReader(StringIO((tmp_path / "out" / "rows.csv").read_text("utf-8"))))
    page = (tmp_path / "out" / "page.html").read_text("utf-8")
    for name, line in zip(fields["measures"], means, strict=True):
        mine = [[float(row[name]) for row in rows if row["weighting"] == each] for each in both]
        assert line.split() == [name, *(amount(fmean(each)) for each in mine)]
        assert all(f">{mean}" in page for mean in line.split()[1:])
    assert "none of the weightings tried is better than “plain” in unserved" in trade
    for day, line in (("day1", first), ("day2", second)):
        assert re.match(
            rf"{day}, travel against unserved: the runs find \d of the \d points that no plan "
            r"dominates; the best points of the runs lie up to [\d.]+\s% of the front’s extent "
            r"away from it, and reach [\d.]+\s% of its hypervolume$",
            line,
        )
    assert report.endswith(f"is in {tmp_path / 'out' / 'page.html'}.")
    points = list(csv.DictReader(StringIO((tmp_path / "out" / "exact.csv").read_text("utf-8"))))
    assert {row["scenario"] for row in points} == {"day1", "day2"}
    best = min(float(row["second_value"]) for row in points if row["scenario"] == "day1")
    assert best <= min(float(row["unserved"]) for row in rows if row["scenario"] == "day1")


def test_the_folder_tells_what_was_asked(fields, write, tmp_path):
    made(write(fields), tmp_path / "out")
    told = json.loads((tmp_path / "out" / "study.json").read_text("utf-8"))
    assert told["study"]["name"] == "Small"
    assert told["runs"]["seeds"] == [1, 2]
    assert "code " in told["versions"]
    assert str(tmp_path) not in (tmp_path / "out" / "study.json").read_text("utf-8")
