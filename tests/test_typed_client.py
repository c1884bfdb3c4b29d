"""Types as a client without pydantic's plugin sees them, in the client and in the recipes."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CLIENT = ROOT / "tests" / "typed_client.py"
STRICT = "[mypy]\nstrict = true\n[mypy-dispatch.*]\nfollow_imports = silent\n"
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def faults_of(files: list[Path], pytestconfig: pytest.Config, folder: Path) -> str:
    """What mypy finds in files of a client of the package."""
    settings = folder / "mypy.ini"
    settings.write_text(STRICT, encoding="utf-8")
    assert pytestconfig.cache is not None
    kept = pytestconfig.cache.mkdir("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", settings, "--cache-dir", kept, *files],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=WATCHDOG,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def test_a_client_and_the_recipes_are_typed(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    pytest.importorskip("fastapi")
    files = [CLIENT, *sorted((ROOT / "docs" / "recipes").glob("*.py"))]
    assert len(files) > 2
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from dispatch import Service\nService(id='a', duration=30, idd=1)\n")
    found = faults_of([*files, wrong], pytestconfig, tmp_path).splitlines()
    assert [line.partition(": ")[0] for line in found[:-1]] == ["wrong.py:2", "wrong.py:2"], found
    assert found[-1] == f"Found 2 errors in 1 file (checked {len(files) + 1} source files)"


def test_the_client_runs() -> None:
    assert runpy.run_path(str(CLIENT))["run"]() == "2026-11-23T09:21:00"
