"""Rows of measurements, each with the machine, the versions and a fingerprint of its sources.

A run that is started again continues where it stopped: it does not measure a row that the file
already contains with the same key, code, machine and versions.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
SHARED = ROOT.parent / "shared"
"""The folder of public data beside the checkout; it may be missing."""

OURS = "ours"
"""The name of our search among the methods."""

PACKAGES = "numba", "numpy", "ortools"

EVERYTHING = ("**/*.py",)
"""All source files of the package, as patterns relative to its folder."""

_NUMBERS = (
    "assignment", "parts", "postponement", "problem", "ranking", "rows", "shape", "timetable",
    "walk", "ways",
)  # fmt: skip

ASKING = (
    "cache.py",
    *(f"engine/{module}.py" for module in _NUMBERS),
    *(f"{room}/**/*.py" for room in ("encoding", "plan", "referee", "roads", "rules", "scenario")),
)
"""The sources that another solver's plan and its judgement depend on: without our search."""

PLANNING = (*ASKING, "planner/*.py", "reasons/*.py", "engine/**/*.py")
"""The sources that our plan and its judgement depend on: without commands, pages and messages."""

GENERATING = (*PLANNING, "generate/**/*.py")
"""The same for generated scenarios."""


def code_fingerprint(sources: Iterable[str]) -> str:
    """Return twelve hexadecimal digits that change with the code of the files that patterns match.

    Comments and docstrings do not change them.
    """
    digest = hashlib.sha256()
    for file in sorted({file for each in sources for file in (ROOT / "dispatch").glob(each)}):
        digest.update(f"{file.relative_to(ROOT).as_posix()} {_code(file)}".encode())
    return digest.hexdigest()[:12]


def _code(file: Path) -> str:
    """Return the syntax tree of a file without comments and docstrings, as text."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [statement for statement in node.body if not _is_text(statement)]
    return ast.dump(tree)


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def machine() -> str:
    """Return the processor, the number of cores and the version of Python."""
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
        The name of the file in ``benchmarks/results``, without its ending.
    key
        The columns that identify a measurement; each machine has its own rows.
    sources
        Patterns of the package's files that a row depends on.
    asking
        The same for rows whose column `method` names another solver.
    """

    def __init__(
        self, name: str, key: tuple[str, ...], sources: Iterable[str], asking: Iterable[str] = ()
    ) -> None:
        self.file = RESULTS / f"{name}.csv"
        self.key = key
        self._code, self._code_asking = code_fingerprint(sources), code_fingerprint(asking)
        self._here = {
            "machine": machine(),
            "versions": " ".join(f"{package} {version(package)}" for package in PACKAGES),
        }
        self.rows: list[dict[str, str]] = []
        if self.file.exists():
            with self.file.open(newline="", encoding="utf-8") as stream:
                self.rows = list(csv.DictReader(stream))

    def _code_of(self, row: Mapping[str, object]) -> str:
        return self._code if row.get("method", OURS) == OURS else self._code_asking

    def has(self, **what: object) -> bool:
        """Whether this was measured on this machine, with the present code and versions."""
        wanted = {name: str(value) for name, value in what.items()}
        return any(wanted.items() <= row.items() for row in self.current())

    def add(self, **row: object) -> None:
        """Write a row at once, so that no measurement is lost.

        It replaces the older row with the same key and machine.
        """
        stamp = {"code": self._code_of(row), **self._here}
        new = {name: str(value) for name, value in (row | stamp).items()}
        same = *self.key, "machine"
        self.rows = [old for old in self.rows if any(old.get(k) != new.get(k) for k in same)]
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
        """Return the rows of the present code and versions on this machine."""
        return [
            row
            for row in self.rows
            if row["code"] == self._code_of(row) and self._here.items() <= row.items()
        ]

    def shown(
        self, machine: str | None = None, wanted: Callable[[dict[str, str]], bool] = bool
    ) -> list[dict[str, str]]:
        """Return the rows of a table: those measured last, with one machine and set of versions.

        Of each method they are those of the code, and of the solver, that it was measured with
        last. Standard error tells where they are not those of the present code.

        Parameters
        ----------
        machine
            The name of the machine. If not given: this one, or the last one if this one has no
            rows.
        wanted
            Which rows the table is about.
        """
        rows = [row for row in self.rows if wanted(row)]
        here = self._here["machine"]
        if machine is None:
            machines = [row["machine"] for row in rows]
            machine = here if here in machines else next(reversed(machines), here)
        rows = [row for row in rows if row["machine"] == machine]
        rows = [row for row in rows if row["versions"] == rows[-1]["versions"]]
        last = {row.get("method", OURS): row for row in rows}
        rows = [row for row in rows if _alike(row, last[row.get("method", OURS)])]
        self._tell_if_older(last)
        return rows

    def _tell_if_older(self, last: Mapping[str, Mapping[str, str]]) -> None:
        """Say what the rows shown, given by one of each method, have of another checkout."""
        rows = last.values()
        if older := [method for method, row in last.items() if row["code"] != self._code_of(row)]:
            print(f"measured with older code: {', '.join(older)}", file=sys.stderr)
        for what, this in self._here.items():
            if others := sorted({row[what] for row in rows} - {this}):
                print(f"measured with {what}: {', '.join(others)}", file=sys.stderr)


def _alike(row: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(row.get(name) == other.get(name) for name in ("code", "version"))


def print_table(head: Iterable[str], lines: Iterable[Mapping[str, object]]) -> None:
    """Print rows as a Markdown table, with an empty cell where a row lacks a column."""
    head = list(head)
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for line in lines:
        print("| " + " | ".join(str(line.get(name, "")) for name in head) + " |")
