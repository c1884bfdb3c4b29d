"""Installed copies: an upgrade is noticed, and a machine where nothing can be written will do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import dispatch

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
HELLO = SCENARIOS / "hello.yaml"
DISTRICT = SCENARIOS / "district-day.yaml"
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    """A folder with a copy of the package, as an installation has it."""
    folder = tmp_path / "site"
    shutil.copytree(
        Path(dispatch.__file__).parent,
        folder / "dispatch",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    yield folder
    for each in [folder, *folder.rglob("*")]:
        each.chmod(0o755)


def python(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code with the copy alone, in a folder that holds nothing else."""
    head = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    foot = f"\nimport dispatch; assert dispatch.__file__.startswith({str(folder)!r})\n"
    result = subprocess.run(
        [sys.executable, "-c", head + code + foot],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=WATCHDOG,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result


EMPTY_PLAN = f"""
from dispatch.encoding import encode
from dispatch.engine.handover import given
from dispatch.engine.state import TOTAL, empty_state
from dispatch.engine.packing import pack
from dispatch.engine.routes import fill
from dispatch.roads import travel_times
from dispatch.scenario import load_scenario

scenario = load_scenario({str(HELLO)!r})
problem = encode(scenario, travel_times(scenario)).problem
packed = pack(problem)
state = empty_state(packed, 0)
assert fill(packed, state, *given(problem, None))
print(int(state.tally[TOTAL]))
"""
"""What the kernel says that a plan without a visit costs: four times what a visit costs."""

NEW_CALLEE = """

@kernel
def visit_cost(p: Packed, visit: int, start: int, late: int) -> int:
    return 7
"""


@pytest.mark.long
def test_an_upgrade_of_a_called_function_alone_is_noticed(installed: Path, tmp_path: Path) -> None:
    """numba's own cache would go on with the old one: it looks at the calling file alone."""
    cache = tmp_path / "cache"

    def cost() -> int:
        return int(python(EMPTY_PLAN, installed, DISPATCH_CACHE_DIR=str(cache)).stdout)

    def kept() -> set[Path]:
        return {file for file in cache.rglob("*") if file.is_file()}

    before = cost()
    first = kept()
    assert any(file.suffix == ".kernel" for file in first)
    assert cost() == before
    assert kept() == first

    callee = installed / "dispatch" / "engine" / "punctuality.py"
    with callee.open("a", encoding="utf-8") as source:
        source.write(NEW_CALLEE)
    assert cost() == 4 * 7 != before
    assert kept() > first


SMALL_PLAN = f"""
from dispatch import load_scenario, solve
from dispatch.engine import compiled
print(compiled._way().by)
print(solve(load_scenario({str(HELLO)!r}), engine="greedy").model_dump_json())
"""
ANOTHER_NUMBA = """
from numba.core import codegen
del codegen.JITCodeLibrary
"""


@pytest.mark.long
def test_a_numba_that_is_another_inside_leads_to_the_same_plan(
    installed: Path, tmp_path: Path
) -> None:
    usual = python(ANOTHER_NUMBA + SMALL_PLAN, installed, DISPATCH_CACHE_DIR=str(tmp_path))
    assert usual.stdout == python(SMALL_PLAN, installed).stdout.replace("lean", "plain", 1)


FIRST_PLANS = f"""
import warnings
warnings.simplefilter("error")
from dispatch import load_scenario, solve
chunks = []
print(len(solve(load_scenario({str(HELLO)!r}), time_limit=1, progress=chunks.append).routes))
print(len(solve(load_scenario({str(DISTRICT)!r}), iterations=10_000).routes))
print(len(chunks))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="where a home is, is told in the Unix way")
def test_an_installation_without_a_writable_place_solves(installed: Path, tmp_path: Path) -> None:
    """Nothing can be made below a file, not even by root. Compiling is not searching: a first
    search has its whole budget. A warning that is made an error does not break it.
    """
    file = tmp_path / "a file"
    file.write_text("", encoding="utf-8")
    for each in [*installed.rglob("*"), installed]:
        each.chmod(0o555 if each.is_dir() else 0o444)
    nowhere = {"HOME": str(file), "XDG_CACHE_HOME": str(file / "cache"), "DISPATCH_CACHE_DIR": ""}
    before = sorted(installed.rglob("*"))
    result = python(FIRST_PLANS, installed, **nowhere)
    hello, district, chunks = map(int, result.stdout.split())
    assert hello == 2
    assert district > 10
    assert chunks > 1
    assert result.stderr == ""
    assert sorted(installed.rglob("*")) == before


def test_the_oldest_versions_that_are_tested_are_the_oldest_that_are_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tested = (ROOT / ".ci" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    assert tested[1:] == [each.replace(">=", "==") for each in project["dependencies"]]
