"""Compiling ahead: afterwards no search compiles, wherever and as whomever it runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import dispatch
from dispatch.cli import main
from dispatch.engine import compiled
from dispatch.errors import fault

ROOT = Path(__file__).parents[1]
DISTRICT = ROOT / "scenarios" / "district-day.yaml"
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def entries() -> set[str]:
    """Names of all functions that are compiled for Python to call."""
    sources = (Path(dispatch.__file__).parent / "engine").rglob("*.py")
    entry = re.compile(r"^@entry\ndef (\w+)", re.MULTILINE)
    return {name for source in sources for name in entry.findall(source.read_text("utf-8"))}


def test_every_entry_is_kept() -> None:
    kept = {file.name.partition("-")[0] for file in dispatch.warm().glob("*.kernel")}
    assert {"anneal", "fill", "substitute"} < kept
    assert kept == entries()


EVERYTHING = f"""
from numba.core import event

with event.install_recorder("numba:compile") as compiled:
    from dispatch import load_scenario, solve, warm
    from dispatch.explanations import explain

    day = load_scenario({str(DISTRICT)!r})
    plan = solve(day, iterations=1000)
    plan = solve(day, iterations=1000, initial=plan, threads=2)
    explain(day, plan, plan.unserved[0].visit)
    warm()
print(len(compiled.buffer))
"""


def test_a_warmed_folder_needs_no_right_to_write(stranger: list[str], tmp_path: Path) -> None:
    kernels = dispatch.warm()
    shutil.copytree(kernels, tmp_path / "kernels" / kernels.name)
    folders = [tmp_path, *tmp_path.rglob("*")]
    for each in folders:
        each.chmod(0o555)
    done = subprocess.run(
        [*stranger, f"DISPATCH_CACHE_DIR={tmp_path}", sys.executable, "-c", EVERYTHING],
        capture_output=True,
        text=True,
        timeout=WATCHDOG,
        check=False,
    )
    for each in folders:
        each.chmod(0o755)
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert sorted(folders) == sorted([tmp_path, *tmp_path.rglob("*")])


def test_the_command_tells_where_and_how_much() -> None:
    told = CliRunner(catch_exceptions=False).invoke(main, ["warm"])
    assert told.exit_code == 0
    assert re.fullmatch(r".+: the search is compiled, \d\.\d MB\n", told.stdout)
    assert told.stdout.startswith(f"{compiled.folder()}: ")


def test_a_folder_that_cannot_be_written_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = fault("kernel-folder", folder="/image", reason="Read-only file system", variable="X")
    monkeypatch.setattr(compiled, "_lost", [lost])
    told = CliRunner(catch_exceptions=False).invoke(main, ["warm"])
    assert told.exit_code == dispatch.InputError.exit_code
    assert "/image cannot be written (Read-only file system)" in told.stderr
