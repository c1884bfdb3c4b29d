"""The library as a guest in somebody else's process: several threads, and no trace of its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import ModuleType
from typing import get_origin

import pytest

import dispatch
from dispatch import Scenario, dump_plan, load_scenario, solve

ROOT = Path(__file__).parents[1]
HELLO = ROOT / "scenarios" / "hello.yaml"
DISTRICT = ROOT / "scenarios" / "district-day.yaml"
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


@pytest.fixture(autouse=True)
def no_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")


def test_every_public_name_is_there_and_documented() -> None:
    rooms = {path.stem for path in Path(dispatch.__file__).parent.iterdir()}
    assert not rooms & set(dispatch.__all__)  # what is imported first would win
    typed = _names_for_type_checkers()
    assert sorted(dispatch.__all__) == sorted(typed)
    for name in dispatch.__all__:
        thing = getattr(dispatch, name)
        assert not isinstance(thing, ModuleType)
        assert thing.__doc__
        assert name in dir(dispatch)
        if hasattr(thing, "__module__") and get_origin(thing) is None:  # a union has no home
            assert thing.__module__.startswith("dispatch.")
    with pytest.raises(AttributeError, match="no attribute 'slove'"):
        _ = dispatch.slove


def _names_for_type_checkers() -> list[str]:
    source = Path(dispatch.__file__).read_text(encoding="utf-8")
    return [
        alias.asname or alias.name
        for block in ast.parse(source).body
        if isinstance(block, ast.If)
        for line in block.body
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
    ]


def test_the_types_are_shipped() -> None:
    assert (Path(dispatch.__file__).parent / "py.typed").exists()


def test_threads_that_solve_at_once_find_what_each_finds_alone(tmp_path: Path) -> None:
    days = [load_scenario(DISTRICT), load_scenario(HELLO)] * 2
    together = Barrier(len(days))

    def plan_of(number: int, wait: bool) -> bytes:
        file = tmp_path / f"{number}-{wait}.json"
        if wait:
            together.wait()
        dump_plan(solve(days[number], iterations=30_000, seed=number), file)
        return file.read_bytes()

    alone = [plan_of(number, wait=False) for number in range(len(days))]
    with ThreadPoolExecutor(len(days)) as pool:
        at_once = list(pool.map(lambda number: plan_of(number, wait=True), range(len(days))))
    assert at_once == alone
    assert alone[0] != alone[2]  # another seed


def test_a_scenario_that_is_solved_stays_as_it_was() -> None:
    day = load_scenario(HELLO)
    before, again = day.model_dump(), Scenario(**day.model_dump())
    plan = solve(day, iterations=1000)
    assert day.model_dump() == before
    assert solve(again.beside(day.folder), iterations=1000, initial=plan).routes == plan.routes


def test_the_library_leaves_no_trace(tmp_path: Path) -> None:
    """In a process of its own; what other packages do when first imported is not looked at."""
    code = f"""
import locale, logging, os, pathlib, random, signal, sys, threading, warnings
import geopandas, jinja2, numba, numpy
import ortools.sat.python.cp_model
import osmnx, pydantic, pyproj, scipy.sparse.csgraph, scipy.spatial, shapely, yaml


def state():
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    numbers = numpy.random.get_state()
    return {{
        "signals": {{each: signal.getsignal(each) for each in signal.valid_signals()}},
        "handlers": {{each.name: (each.level, list(each.handlers)) for each in loggers
                      if each.handlers or each.level}},
        "osmnx": {{name: value for name, value in vars(osmnx.settings).items()
                   if not name.startswith("__")}},
        "numba": {{name: value for name, value in vars(numba.config).items() if name.isupper()}},
        "filters": list(warnings.filters),
        "showwarning": (warnings.showwarning, warnings.formatwarning),
        "numpy": (numbers[0], numbers[1].tolist(), *numbers[2:], numpy.geterr()),
        "random": random.getstate(),
        "locale": locale.setlocale(locale.LC_ALL),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "files": sorted(pathlib.Path().rglob("*")),
        "path": list(sys.path),
        "hooks": (sys.excepthook, threading.excepthook, sys.displayhook),
        "threads": sorted(each.name for each in threading.enumerate()),
        "recursion": sys.getrecursionlimit(),
    }}


before = state()
from dispatch import day_page, judge, load_scenario, solve, travel_times
from dispatch.generate import generate
for file in {str(DISTRICT)!r}, {str(HELLO)!r}:
    day = load_scenario(file)
    plan = solve(day, iterations=10_000, threads=2)
    travel = travel_times(day)
    day_page(day, plan, travel, judge(day, travel, plan), roads=travel.graph)
solve(day, engine="exact", time_limit=60)
generate(None, visits=5)
after = state()
for name, value in before.items():
    assert after[name] == value, (name, value, after[name])
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=WATCHDOG,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
