"""The response of P1 beside BL2 with every assumption of a world halved and doubled, and on roads.

    python benchmarks/dials.py run [--world M] [--days 4] [--seeds 1] [--first 3001]
    python benchmarks/dials.py table [--world M]

A cell is a world that differs in one dial of `dispatch.simulate.world.DIALS`, or lies on a road
graph: the generated one that ships, and central Shanghai where it is at hand. Each lives the same
seeds at middle load; the first day of each week is to warm up. Writes ``results/dials.csv``, a row
for each cell and seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean
from typing import TYPE_CHECKING

import click
from record import ROOT, SHARED, Rows, print_table

if TYPE_CHECKING:
    from dispatch.simulate.records import Arm
    from dispatch.simulate.world import World

KEY = "world", "days", "dial", "factor", "seed"
POLICIES = "BL2", "P1"
AS_IT_IS = "as it is"
FACTORS = 0.5, 2.0
ROADS = {
    "generated roads": ROOT / "scenarios" / "roads" / "district.graphml.gz",
    "central Shanghai": SHARED / "roads" / "shanghai-centre-79km2.graphml.gz",
}
MEASURES = "mean", "p90", "late", "worst", "unserved_requests", "booked_unserved", "moves"
"""What a row tells of each policy, as `dispatch.simulate.tidy` defines it."""
NOTHING = "no row of this world"
MORE_THAN = 0.3
"""The reduction that the field hopes for."""
COLUMNS = {0.5: "halved", 1.0: "as it is", 2.0: "doubled"}


@click.group()
def main() -> None:
    """The response with every dial turned."""


def _rows() -> Rows:
    return Rows("dials", key=KEY, sources=lived_by())


def lived_by() -> tuple[str, ...]:
    """Return the files of the program on which lived weeks depend."""
    from dispatch.simulate.week import MODULES, ROOMS

    rooms = (f"{room}/**/*.py" for room in ROOMS)
    return (*rooms, *(f"{module}.py" for module in MODULES))


def cells() -> Iterator[tuple[str, float]]:
    """Yield each dial with its factors, after the world as it is and the road graphs at hand."""
    from dispatch.simulate.world import DIALS

    yield AS_IT_IS, 1.0
    yield from ((name, 1.0) for name, file in ROADS.items() if file.exists())
    yield from ((dial, factor) for dial in DIALS for factor in FACTORS)


@main.command()
@click.option("--world", default="M", show_default=True)
@click.option("--days", default=4, show_default=True)
@click.option("--seeds", default=1, show_default=True)
@click.option("--first", default=3001, show_default=True, help="The first seed.")
@click.option("--processes", default=2, show_default=True)
def run(world: str, days: int, seeds: int, first: int, processes: int) -> None:
    """Live every cell that has not been lived yet."""
    from dispatch.simulate.processes import in_processes

    rows = _rows()
    asked = [
        (world, days, dial, factor, seed)
        for seed in range(first, first + seeds)
        for dial, factor in cells()
    ]
    calls = [each for each in asked if not rows.has(**dict(zip(KEY, each, strict=True)))]

    def write(call: int, row: dict[str, object]) -> None:
        rows.add(**dict(zip(KEY, calls[call], strict=True)), **row)
        click.echo(
            f"{len(rows.current())}/{len(asked)} {' '.join(map(str, calls[call]))}", err=True
        )

    in_processes(lived, calls, processes, write)


def lived(world: str, days: int, dial: str, factor: float, seed: int) -> dict[str, object]:
    """Return the measures of each policy in a cell, or why there is no such world."""
    from dispatch.errors import DispatchError
    from dispatch.simulate.policies.named import policy_of
    from dispatch.simulate.replication import Weeks
    from dispatch.simulate.week import Mornings, live_week

    try:
        source = Weeks(turned(world, days, dial, factor))
        week = source.replication("mid", seed)
    except DispatchError as error:
        return {"none": str(error)}
    mornings = Mornings(week)
    arms = [live_week(week, policy_of(name), mornings) for name in POLICIES]
    found = measured(arms, source.first_day)
    return {f"{policy} {name}": row[name] for policy, row in found.items() for name in MEASURES}


def measured(arms: list[Arm], first_day: int) -> dict[str, dict[str, str]]:
    """Return the measures of the arms of a replication, by policy."""
    import csv

    from dispatch.simulate.tidy import replications_csv

    rows = csv.DictReader(replications_csv([arms], first_day).splitlines())
    return {row["policy"]: row for row in rows}


def turned(name: str, days: int, dial: str, factor: float) -> World:
    """Return the world of a cell."""
    from dispatch.scenario import Graph
    from dispatch.simulate.world import load_world

    world = load_world(name).model_copy(update={"days": days})
    if dial == AS_IT_IS:
        return world
    if dial in ROADS:
        graph = Graph(kind="graph", file=str(ROADS[dial].resolve()))
        return world.model_copy(update={"roads": graph})
    return world.dialled(dial, factor)


@main.command()
@click.option("--world", default="M", show_default=True)
def table(world: str) -> None:
    """Print by how much less the mean response is in each cell, and mark where it is not 30 %."""
    from dispatch.simulate.world import DIALS

    rows = _rows().shown(wanted=lambda row: row["world"] == world)
    if not rows:
        raise SystemExit(f"{_rows().file.name}: {NOTHING}")
    order = AS_IT_IS, *ROADS, *DIALS
    own = {dial: [row for row in rows if row["dial"] == dial] for dial in order}
    print_table(("dial", *COLUMNS.values()), [line(*each) for each in own.items() if each[1]])


def line(dial: str, rows: list[dict[str, str]]) -> dict[str, object]:
    """Return the line of a dial: in each cell the reduction, and the means of BL2 and P1."""
    found: dict[str, object] = {"dial": dial}
    for factor, column in COLUMNS.items():
        own = [row for row in rows if float(row["factor"]) == factor]
        found[column] = cell(own) if own else ""
    return found


def cell(rows: list[dict[str, str]]) -> str:
    """Return what a cell tells: the mean over the seeds, or why there is no such world."""
    if reasons := [row["none"] for row in rows if row.get("none")]:
        return reasons[0]
    means = [[float(row[f"{name} mean"]) for name in POLICIES] for row in rows]
    less = fmean(1 - mine / theirs for theirs, mine in means)
    theirs, mine = map(fmean, zip(*means, strict=True))
    mark = "" if less > MORE_THAN else " ✗"
    return f"{100 * less:.0f} %{mark} ({theirs:.0f}, {mine:.0f})"


if __name__ == "__main__":
    main()
