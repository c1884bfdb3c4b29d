"""A year at one desk in one process, and whether memory grows from day to day.

    python benchmarks/year.py run [--days 365] [--visits 12] [--iterations 200]
    python benchmarks/year.py table

Each day is made up, written as a folder of tables, planned by `dispatch solve` and written as
sheets by `dispatch sheets`, in a loop in one process. The first tenth of the days loads the kernel,
fonts and whatever is kept; after it, memory (RSS) should stay where it is. Writes
``results/year.csv``, a row for a year.
"""

from __future__ import annotations

import io
import resource
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import click
from record import EVERYTHING, Rows, print_table

from dispatch.cli import main as dispatch
from dispatch.generate import generate
from dispatch.tables import dump_tables

KEY = "days", "visits", "iterations"
COLUMNS = (*KEY, "MB after the first day", "MB after a tenth", "MB at the end", "seconds")
_FIRST: Final = date(2026, 1, 1)
_EACH: Final = 20
"""After so many days memory is printed."""
_SAID: Final = io.StringIO()
"""What a command says. It is one for all days, because Click keeps every stream that it meets."""


@click.group()
def main() -> None:
    """Whether memory grows over a year in one process."""


def megabytes() -> float:
    """Return the memory of this process that is in use now (RSS, on Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def one_day(number: int, visits: int, iterations: int, folder: Path) -> None:
    """Write, plan and print one day; nothing of it is kept."""
    day = generate(visits=visits, seed=number, day=_FIRST + timedelta(days=number))
    begun = [visit.model_copy(update={"facts": None}) for visit in day.visits]
    dump_tables(day.model_copy(update={"visits": begun}), folder / "day")
    plan = folder / "plan.json"
    for words in (
        ["solve", folder / "day", "--release-pins", "-n", iterations, "-o", plan],
        ["sheets", folder / "day", plan, "-o", folder / "sheets"],
    ):
        _SAID.seek(0)
        _SAID.truncate()
        with redirect_stdout(_SAID), redirect_stderr(_SAID):
            code = dispatch([str(word) for word in words], standalone_mode=False)
        if code:
            raise SystemExit(f"day {number}: {_SAID.getvalue()}")


def measured(days: int, visits: int, iterations: int) -> dict[str, object]:
    """Live the days; return the row."""
    began, seen = time.perf_counter(), []
    for number in range(days):
        with tempfile.TemporaryDirectory() as folder:
            one_day(number, visits, iterations, Path(folder))
        seen.append(megabytes())
        if (number + 1) % _EACH == 0:
            print(f"day {number + 1}: {seen[-1]:.0f} MB", flush=True)
    return {
        "days": days,
        "visits": visits,
        "iterations": iterations,
        "MB after the first day": round(seen[0]),
        "MB after a tenth": round(seen[days // 10]),
        "MB at the end": round(seen[-1]),
        "seconds": round(time.perf_counter() - began),
    }


def _rows() -> Rows:
    return Rows("year", key=KEY, sources=EVERYTHING)


@main.command()
@click.option("--days", default=365, show_default=True, type=click.IntRange(1))
@click.option("--visits", default=12, show_default=True, help="Visits of each day.")
@click.option("--iterations", default=200, show_default=True, help="Moves of each search.")
def run(days: int, visits: int, iterations: int) -> None:
    """Live the days, and keep the row."""
    _rows().add(**measured(days, visits, iterations))
    print_rows()


@main.command()
def table() -> None:
    """Print the rows."""
    print_rows()


def print_rows() -> None:
    """Print the rows measured last as Markdown."""
    print_table(COLUMNS, _rows().shown())


if __name__ == "__main__":
    main()
