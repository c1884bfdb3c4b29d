"""The response times of world M: the weeks that were lived, and what they tell.

    python benchmarks/response_time.py add RESULT
    python benchmarks/response_time.py table

`add` takes the finished weeks from the folder of a `dispatch simulate` into
``results/response-time.csv``. They must go on where these rows end: with the same world, loads,
policies, code and versions, and the next seeds. So the weeks can be lived in several parts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click
from record import RESULTS, print_table

if TYPE_CHECKING:
    from dispatch.simulate.records import Arm
    from dispatch.simulate.statistics import Estimate

Rows: TypeAlias = list[dict[str, str]]
Weeks: TypeAlias = Mapping[tuple[str, str], Rows]
"""The rows of each load and policy, in the order of their seeds."""

NAME: Final = "response-time"
POLICIES: Final = "BL2", "BL3", "P1"
LOADS: Final = {"low": "low", "mid": "middle", "high": "high"}
"""The loads, and what the tables call them."""

FIRST_DAY: Final = 1
"""The first day that counts; Monday is to warm up."""

MEASURES: Final = {
    "mean": ("mean", "{:.0f}", 1),
    "p90": ("P90", "{:.0f}", 1),
    "worst": ("worst group", "{:.0f}", 1),
    "late": ("beyond target", "{:.0f} %", 100),
    "unserved_requests": ("never served", "{:.0f}", 1),
    "booked_late": ("pre-booked late", "{:.0f} %", 100),
    "booked_unserved": ("pre-booked not given", "{:.0f}", 1),
    "medication_misses": ("medication missed", "{:.1f}", 1),
    "moves": ("moved of 100", "{:.1f}", 1),
    "caregivers_per_client": ("caregivers per client", "{:.2f}", 1),
    "rural_ratio": ("rural/urban", "{:.2f}", 1),
    "overtime_per_caregiver": ("overtime", "{:.0f}", 1),
    "paid": ("paid", "{:,.0f}", 1 / 60),
    "travel": ("travel", "{:,.0f}", 1 / 60),
}
"""Of measures of `dispatch.simulate.tidy`, the heads, the form and the scale of their means."""


@click.group()
def main() -> None:
    """The response times of world M."""


@main.command()
@click.argument("result", type=click.Path(exists=True, file_okay=False, path_type=Path))
def add(result: Path) -> None:
    """Add the finished weeks of a RESULT of `dispatch simulate`."""
    rows, made = rows_of(RESULTS), configuration_of(RESULTS)
    weeks = [*finished(result, made)]
    if not weeks:
        raise click.ClickException(f"{result} has no finished week of the next seed")
    rows += [row for arms in weeks for row in measured(arms)]
    rows.sort(key=lambda row: place_of(row, made))
    made["seeds"] += [arms[0].seed for arms in weeks]
    loads, policies = ",".join(made["loads"]), ",".join(made["policies"])
    made["command"] = (
        f"dispatch simulate M --policies {policies} --loads {loads} "
        f"--weeks {len(made['seeds'])} --seed {made['seeds'][0]} -o result"
    )
    write(RESULTS, rows, made)
    click.echo(f"added {len(weeks)} weeks: {len(made['seeds'])} in all")


def rows_of(folder: Path) -> Rows:
    """Read the rows of the weeks."""
    with (folder / f"{NAME}.csv").open(newline="", encoding="utf-8") as stream:
        return [*csv.DictReader(stream)]


def configuration_of(folder: Path) -> dict[str, Any]:
    """Read what they were lived with."""
    found: dict[str, Any] = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    return found


def write(folder: Path, rows: Rows, made: Mapping[str, Any]) -> None:
    """Write both files."""
    text = io.StringIO()
    lines = csv.DictWriter(text, [*rows[0]], lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    for ending, content in (("csv", text.getvalue()), ("json", json.dumps(made, indent=1) + "\n")):
        file = folder / f"{NAME}.{ending}"
        file.with_suffix(".new").write_text(content, encoding="utf-8", newline="\n")
        file.with_suffix(".new").replace(file)


def finished(result: Path, made: Mapping[str, Any]) -> Iterator[list[Arm]]:
    """Yield the arms of each week that is finished, from the next seed on.

    Raises
    ------
    click.ClickException
        If an arm is of another world, or of other code or versions.
    """
    from dispatch.simulate.record_files import read_arms

    seed = made["seeds"][-1] + 1
    while True:
        folders = [
            result / "rows" / f"{load}-{policy}-{seed}"
            for load in made["loads"]
            for policy in made["policies"]
        ]
        if not all((folder / "arms.parquet").exists() for folder in folders):
            return
        arms = [arm for folder in folders for arm in read_arms(folder)]
        for arm in arms:
            if (arm.fingerprint, arm.versions) != (made["fingerprint"], made["versions"]):
                raise click.ClickException(
                    f"seed {seed} was lived with {arm.fingerprint}, {arm.versions}; "
                    f"the rows are of {made['fingerprint']}, {made['versions']}"
                )
        yield arms
        seed += 1


def measured(arms: Sequence[Arm]) -> Rows:
    """Return a row for each arm."""
    from dispatch.simulate.tidy import replications_csv

    return [*csv.DictReader(io.StringIO(replications_csv([arms], FIRST_DAY)))]


def place_of(row: Mapping[str, str], made: Mapping[str, Any]) -> tuple[int, int, int]:
    """Return the place of a row among the others: by load, seed and policy."""
    load, policy = made["loads"].index(row["load"]), made["policies"].index(row["policy"])
    return load, int(row["seed"]), policy


@main.command()
def table() -> None:
    """Print what the weeks tell."""
    weeks = by_arm(rows_of(RESULTS))
    print_table(("load", "policy", *(head for head, *_ in MEASURES.values())), [*means(weeks)])
    print()
    print_table(("load", *REDUCTIONS, FOR_SURE), [*reduced(weeks)])
    print()
    print_table(("load", *SECONDS), [*decided(weeks)])


def by_arm(rows: Rows) -> Weeks:
    """Return the rows of each load and policy."""
    return {
        (load, policy): [row for row in rows if (row["load"], row["policy"]) == (load, policy)]
        for load in LOADS
        for policy in POLICIES
    }


def means(weeks: Weeks) -> Iterator[dict[str, object]]:
    """Yield the means over the weeks of each load and policy."""
    for (load, policy), rows in weeks.items():
        named = LOADS[load] if policy == POLICIES[0] else ""
        yield {"load": named, "policy": policy} | {
            head: form.format(scale * mean_of(rows, name))
            for name, (head, form, scale) in MEASURES.items()
        }


def mean_of(rows: Rows, name: str) -> float:
    """Return the mean of a measure over the weeks in which it has a value."""
    return fmean(float(row[name]) for row in rows if row[name])


REDUCTIONS: Final = {
    "P1 beside BL2": ("P1", "BL2"),
    "P1 beside BL3 (like for like)": ("P1", "BL3"),
    "BL3 beside BL2 (pooling)": ("BL3", "BL2"),
}
"""By head, whose mean response is compared with whose."""

FOR_SURE: Final = "weeks for ±3 points, at least 30"
"""The head of how many weeks the first reduction needs for an interval of that width."""


def reduced(weeks: Weeks) -> Iterator[dict[str, object]]:
    """Yield the reductions of the mean response at each load, with their intervals."""
    from dispatch.simulate.statistics import needed, reduction, reductions

    for load, named in LOADS.items():
        mean = {name: [float(row["mean"]) for row in weeks[load, name]] for name in POLICIES}
        found = {
            head: reduction(reductions(mean[mine], mean[other]))
            for head, (mine, other) in REDUCTIONS.items()
        }
        told = {head: _told(each) for head, each in found.items()}
        yield {"load": named, **told, FOR_SURE: needed(found[next(iter(REDUCTIONS))])}


def _told(found: Estimate) -> str:
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    value, low, high = (round(100 * each) for each in (found.value, found.low, found.high))
    return f"{value} % ({low} to {high})"


SECONDS: Final = "half of the decisions, s", "99 of 100, s", "99 of 100 in the slowest week, s"


def decided(weeks: Weeks) -> Iterator[dict[str, object]]:
    """Yield how long P1 took to decide at each load."""
    for load, named in LOADS.items():
        rows = weeks[load, "P1"]
        slowest = max(float(row["decision_p99"]) for row in rows)
        each = mean_of(rows, "decision_p50"), mean_of(rows, "decision_p99"), slowest
        yield {"load": named} | dict(zip(SECONDS, (f"{one:.1f}" for one in each), strict=True))


if __name__ == "__main__":
    main()
