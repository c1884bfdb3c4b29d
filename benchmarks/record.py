"""Rows of measurements: each with the machine, the versions and a fingerprint of its sources.

A run that is begun again goes on where it stopped: a row that stands in the file with the same key
and the same code is not measured twice.
"""

from __future__ import annotations

import csv
import hashlib
import os
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
SHARED = ROOT.parent / "shared"
"""Public data beside the checkout, where there is any."""

PACKAGES = "numba", "numpy", "ortools"

EVERYTHING = ("**/*.py",)
"""All sources of the package, as patterns below its folder."""

PLANNING = (
    "planner.py",
    *(
        f"{room}/**/*.py"
        for room in ("encoding", "engine", "plan", "referee", "roads", "rules", "scenario")
    ),
)
"""What a plan and its judgement depend on: not the commands, pages and sentences."""

GENERATING = (*PLANNING, "generate/**/*.py")
"""The same, of made-up scenarios."""


def code_fingerprint(sources: Iterable[str]) -> str:
    """Twelve hexadecimal digits that change with any file that the patterns find."""
    digest = hashlib.sha256()
    for file in sorted({file for each in sources for file in (ROOT / "dispatch").glob(each)}):
        digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def machine() -> str:
    """Processor, cores and Python."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


class Rows:
    """A file of rows, one measurement each.

    Parameters
    ----------
    name
        Of the file in ``benchmarks/results``, without its ending.
    key
        The columns that say what was measured.
    sources
        Patterns of the package's files that it depends on.
    """

    def __init__(self, name: str, key: tuple[str, ...], sources: Iterable[str]) -> None:
        self.file = RESULTS / f"{name}.csv"
        self.key = key
        self.stamp = {
            "code": code_fingerprint(sources),
            "machine": machine(),
            "versions": " ".join(f"{package} {version(package)}" for package in PACKAGES),
        }
        self.rows: list[dict[str, str]] = []
        if self.file.exists():
            with self.file.open(newline="", encoding="utf-8") as stream:
                self.rows = list(csv.DictReader(stream))

    def has(self, **what: object) -> bool:
        """Whether this was measured with the present code."""
        wanted = {name: str(value) for name, value in what.items()} | {"code": self.stamp["code"]}
        return any(wanted.items() <= row.items() for row in self.rows)

    def add(self, **row: object) -> None:
        """Write a row at once, so that nothing measured is lost; an older one of its key goes."""
        new = {name: str(value) for name, value in (row | self.stamp).items()}
        self.rows = [old for old in self.rows if any(old.get(k) != new.get(k) for k in self.key)]
        self.rows.append(new)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        whole = self.file.with_suffix(".new")
        with whole.open("w", newline="", encoding="utf-8") as stream:
            columns = dict.fromkeys(name for row in self.rows for name in row)
            writer = csv.DictWriter(stream, list(columns), restval="")
            writer.writeheader()
            writer.writerows(self.rows)
        whole.replace(self.file)

    def current(self) -> list[dict[str, str]]:
        """The rows of the present code; a table is never made of two versions."""
        return [row for row in self.rows if row["code"] == self.stamp["code"]]


def print_table(head: Iterable[str], lines: Iterable[Mapping[str, object]]) -> None:
    """Print rows as a Markdown table."""
    head = list(head)
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for line in lines:
        print("| " + " | ".join(str(line[name]) for name in head) + " |")
