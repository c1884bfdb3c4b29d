"""What the searches for broken promises share: blocks of seeds, time limits, rows and a table."""

from __future__ import annotations

import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from record import EVERYTHING, Rows, print_table

SECONDS = 20
"""What one try may take."""


class Finding(Exception):
    """A promise that is broken."""


def measure(
    each: str,
    outcomes: Sequence[str],
    outcome_of: Callable[[int], Counter[str]],
    story_of: Callable[[int], str],
    number: int,
    start: int,
) -> tuple[dict[str, object], list[str]]:
    """Try some seeds; return how often there was which outcome, as a row, and the findings.

    Parameters
    ----------
    each
        What a seed makes, in the plural: the column of their number.
    outcomes
        The columns to count.
    outcome_of
        Tries a seed, and counts its outcomes. Every exception is a finding.
    story_of
        What to tell of a seed with a finding.
    number, start
        How many seeds, and the first.
    """
    count: Counter[str] = Counter()
    slowest, findings = 0.0, []
    for seed in range(start, start + number):
        began, found = time.perf_counter(), ""
        try:
            with warnings.catch_warnings(), _watched():
                warnings.simplefilter("error")
                count += outcome_of(seed)
        except Exception:
            found = traceback.format_exc(limit=-6)
        spent = time.perf_counter() - began
        slowest = max(slowest, spent)
        if spent > SECONDS:
            found += f"{spent:.0f} seconds"
        if found:
            findings.append(f"{story_of(seed)}\n{found}")
    return {
        "seed": start,
        each: number,
        **{outcome: count[outcome] for outcome in outcomes},
        "slowest": f"{slowest:.2f}",
        "findings": len(findings),
    }, findings


@contextmanager
def _watched() -> Iterator[None]:
    """Raise an error in what takes much too long."""

    def late(*_: object) -> None:
        raise Finding(f"it takes more than {2 * SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(2 * SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(
    name: str,
    each: str,
    measured: Callable[[int, int], tuple[dict[str, object], list[str]]],
    *,
    number: int,
    seed: int,
    block: int,
    processes: int,
) -> None:
    """Measure blocks of seeds side by side, keep their rows, print findings and a table.

    End with 1 if there are findings.
    """
    rows = Rows(name, key=("seed", each), sources=EVERYTHING)
    end = seed + number
    wanted = {start: min(block, end - start) for start in range(seed, end, block)}
    todo = [
        start
        for start, size in wanted.items()
        if not rows.has(**{"seed": start, each: size}, findings=0)
    ]
    with ProcessPoolExecutor(processes) as pool:
        for row, found in pool.map(measured, [wanted[start] for start in todo], todo):
            rows.add(**row)
            print(*found, sep="\n", end="\n" if found else "", flush=True)
    shown = [row for row in rows.current() if wanted.get(int(row["seed"])) == int(row[each])]
    aside = {"seed", "slowest", "code", "machine", "versions"}
    total: dict[str, object] = {
        column: sum(int(row[column]) for row in shown) for column in shown[0] if column not in aside
    }
    total["slowest, s"] = max(float(row["slowest"]) for row in shown)
    print_table(total, [total])
    sys.exit(bool(total["findings"]))
