"""Compiling ahead: afterwards no search compiles, wherever and as whomever it runs."""

from __future__ import annotations

import os
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
HELLO = ROOT / "scenarios" / "hello.yaml"
DISTRICT = ROOT / "scenarios" / "district-day.yaml"
WATCHDOG = 600
"""Seconds after which a process that hangs is ended; nothing is measured by it."""


def entries() -> set[str]:
    """Names of all functions that are compiled for Python to call."""
    sources = (Path(dispatch.__file__).parent / "engine").rglob("*.py")
    entry = re.compile(r"^@entry\ndef (\w+)", re.MULTILINE)
    return {name for source in sources for name in entry.findall(source.read_text("utf-8"))}


def test_every_entry_is_kept() -> None:
    kept = [file.name.partition("-")[0] for file in dispatch.warm().glob("*.kernel")]
    assert {"anneal", "fill", "substitute"} < set(kept)
    assert sorted(kept) == sorted(entries())


EVERYTHING = f"""
from dispatch import judge, load_scenario, solve, travel_times, warm
from dispatch.engine.anneal import anneal
from dispatch.engine.departures import final_times
from dispatch.engine.insertion import insert_all, substitute
from dispatch.engine.routes import fill
from dispatch.explain import explain

warm()
for file in {str(HELLO)!r}, {str(DISTRICT)!r}:
    day = load_scenario(file)
    plan = solve(day, iterations=1000)
    plan = solve(day, iterations=1000, initial=plan, threads=2)
substitute.compile(substitute.signatures[0]) if substitute.signatures else None
used = anneal, fill, final_times, insert_all, substitute
print(*(sum(each.stats.cache_misses.values()) for each in used))
"""


def test_a_warmed_folder_needs_no_right_to_write(tmp_path: Path) -> None:
    kernels = dispatch.warm()
    shutil.copytree(kernels, tmp_path / "kernels" / kernels.name)
