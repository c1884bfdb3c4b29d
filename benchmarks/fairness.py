"""What fair weightings bring and cost beside a plain one, on days with too few caregivers.

    python benchmarks/fairness.py run [--iterations 10000000] [--only plain,default]
    python benchmarks/fairness.py table
    python benchmarks/fairness.py fronts [--iterations 3000000]
    python benchmarks/fairness.py exact [--iterations 20000]

The days were fixed before any weight was tuned: the district day short of a fifth of its
caregivers, and 20 generated days of three sizes, on which too few caregivers work for all visits.
Weights were tuned on the district day with all of its caregivers. `table` prints the change beside
the plain policy, as a mean over the days with a 95 % interval (Student's t).

`fronts` compares, on the eight smaller of these days as if they were Mondays, three families of as
many weightings by the hypervolume of their plans: the cost of a plan without terms of fairness, and
the largest paid time. The reference is fixed beforehand: 1.5 times the cost of the plain plan, and
nine hours.

`exact` compares plans of 61 weightings on twelve days of six visits, which weigh nothing but visits
left out, travel and shares of paid time, with the whole front of all plans in travel and in the
largest paid time. The reference lies a tenth of the front's extent beyond its worst values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

import click
from record import GENERATING, ROOT, Rows, print_table

if TYPE_CHECKING:
    from dispatch.scenario import Scenario
    from dispatch.study.rows import Run

MADE: Final = ((60, 13, range(201, 208)), (120, 24, range(201, 208)), (200, 42, range(201, 207)))
"""Visits, caregivers and seeds of the generated days."""

NOTHING: Final = {"shared_paid_time": 0.0, "shared_travel": 0.0, "shared_heavy_points": 0.0}
POLICIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {"weights": NOTHING},
    "default": {},
    "paid time": {
        "weights": {**NOTHING, "shared_paid_time": 5.0},
        "sharing": {"week": False, "paid_time": {"at": 420, "doubling": 20}},
    },
    "heavy work": {
        "weights": {**NOTHING, "shared_heavy_points": 5.0},
        "sharing": {"week": False, "heavy_points": {"at": 8.0, "doubling": 1.0}},
    },
    "disabled and solitary first": {
        "weights": NOTHING,
        "priority": {"disabled": 8.0, "solitary": 4.0},
    },
    "disabled and solitary far first": {
        "weights": NOTHING,
        "priority": {"disabled": 60.0, "solitary": 30.0},
    },
}
"""What each weighting changes in the policy of a day."""

FAMILIES: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = {
    "weighted sum": tuple(
        {"weights": {**NOTHING, "balance": weight}} for weight in (1.0, 5.0, 20.0, 50.0)
    ),
    "shares": tuple(
        {
            "weights": {**NOTHING, "shared_paid_time": weight},
            "sharing": {"paid_time": {"at": 420, "doubling": 20}},
        }
        for weight in (0.2, 1.0, 5.0, 20.0)
    ),
    "bounds": tuple(
        {
            "weights": NOTHING,
            "bounds": [{"share": "paid_time", "measure": "kolm_pollak", "most": most}],
            "sharing": {"paid_time": {"at": 420, "doubling": 20}},
        }
        for most in (450.0, 420.0, 390.0, 360.0)
    ),
}
"""Weightings of each family, from the mildest on."""
SMALL: Final = {"visits": 6, "caregivers": 3}
"""The small days of `exact`; their seeds are 1 to 12."""
TRAVEL_ONLY: Final = dict.fromkeys(
    (
        "tardiness", "largest_tardiness", "response", "waiting", "overtime", "gender_preference",
        "continuity", "rating", "preferred_time", "balance", "workload_spread", "largest_idle",
        "missed_break", "exclusion", *NOTHING,
    ),
    0.0,
)  # fmt: skip
"""Weights under which only visits left out and travel cost anything."""
FAIR: Final = ("shared_", "share_bounds", "balance")
"""How the names of the terms of fairness begin."""
FRONTS: Final = ("fairness-fronts", ("day", "family", "number", "iterations"))
EXACT: Final = ("fairness-exact", ("seed", "iterations"))
ROWS: Final = ("fairness", ("day", "weighting", "iterations"))


@click.group()
def main() -> None:
    """Fair weightings beside a plain one."""


def days() -> Iterator[tuple[str, Scenario]]:
    """Yield the days, with their names."""
    from dispatch.generate import Dials, generate
    from dispatch.scenario import load_scenario
    from dispatch.study.days import short_of

    district = load_scenario(ROOT / "scenarios" / "district-day.yaml")
    yield "district-short", short_of(district, 0.2, 1)
    for visits, caregivers, seeds in MADE:
        for seed in seeds:
            made = generate(visits=visits, caregivers=caregivers, seed=seed, dials=Dials())
            yield f"{visits}-{seed}", made


@main.command()
@click.option("--iterations", default=10_000_000)
@click.option("--only", default=",".join(POLICIES), help="Names of weightings.")
def run(iterations: int, only: str) -> None:
    """Plan every day under every weighting; what is in the file already stays."""
    from dispatch.roads import travel_times
    from dispatch.study.weightings import weighted

    names = only.split(",")
    if unknown := sorted({*names} - {*POLICIES}):
        told = f"no weighting is called {', '.join(unknown)}; there are {', '.join(POLICIES)}"
        raise click.BadParameter(told, param_hint="--only")
    rows = Rows(*ROWS, sources=GENERATING)
    for name, day in days():
        travel = travel_times(day)
        for weighting in names:
            key = {"day": name, "weighting": weighting, "iterations": iterations}
            if not rows.has(**key):
                found = measured(weighted(day, POLICIES[weighting]), travel, iterations)
                rows.add(**key, **found)
                print(name, weighting, found["unserved"], found["travel"], flush=True)


def measured(day: Scenario, travel: Any, iterations: int) -> dict[str, object]:
    """Plan a day, and return what is compared."""
    from dispatch.planner import plan_day

    judgement = plan_day(day, travel=travel, iterations=iterations, seed=1, reasons=False).judgement
    measures, shares = judgement.measures, judgement.fairness.caregivers
    first = [measures.groups[trait].get("yes") for trait in ("disabled", "solitary")]
    paid = shares["paid"].today
    return {
        "visits": measures.visits.visits,
        "unserved": measures.visits.unserved,
        "disabled": first[0].unserved if first[0] else 0,
        "solitary": first[1].unserved if first[1] else 0,
        "travel": round(measures.travel, 3),
        "largest_paid": paid.all.largest,
        "largest_heavy": shares["heavy_points"].today.all.largest,
        "paid": json.dumps(
            {
                name: [paid.amounts[each] for each in members]
                for name, members in _pools(day).items()
            }
        ),
    }


def _pools(day: Scenario) -> Mapping[str, tuple[str, ...]]:
    from dispatch.rules import pools

    return pools(day)


@main.command()
@click.option("--iterations", default=3_000_000)
def fronts(iterations: int) -> None:
    """Compare the hypervolumes of families of weightings; what is in the file stays."""
    from dispatch.scenario.people import LoadSoFar

    rows = Rows(*FRONTS, sources=GENERATING)
    for name, day in list(days())[:8]:
        rested = tuple(each.model_copy(update={"so_far": LoadSoFar()}) for each in day.caregivers)
        monday = day.model_copy(update={"caregivers": rested})
        for family, changes in {"plain": ({"weights": NOTHING},), **FAMILIES}.items():
            for number, change in enumerate(changes):
                key = {"day": name, "family": family, "number": number, "iterations": iterations}
                if not rows.has(**key):
                    rows.add(**key, **_point(monday, change, iterations))
    points: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for row in rows.current():
        if row["iterations"] == str(iterations):
            of_day = points.setdefault(row["day"], {})
            point = (float(row["cost"]), float(row["largest_paid"]))
            of_day.setdefault(row["family"], []).append(point)
    print_table(("day", *FAMILIES), _volumes(points))


def _point(day: Scenario, change: Mapping[str, Any], iterations: int) -> dict[str, object]:
    from dispatch.planner import plan_day
    from dispatch.study.weightings import weighted

    found = plan_day(weighted(day, change), iterations=iterations, seed=1, reasons=False).judgement
    terms = found.cost.components
    return {
        "cost": round(sum(terms[name] for name in terms if not name.startswith(FAIR)), 3),
        "largest_paid": found.fairness.caregivers["paid"].today.all.largest,
    }


def _volumes(
    points: Mapping[str, Mapping[str, list[tuple[float, float]]]],
) -> Iterator[dict[str, str]]:
    """Yield the hypervolumes of each day as shares of that of the weighted sums."""
    import numpy as np

    from dispatch.study.fronts import hypervolume

    ratios: dict[str, list[float]] = {family: [] for family in FAMILIES}
    for day, found in points.items():
        reference = np.array((1.5 * found["plain"][0][0], 540.0))
        volume = {
            family: hypervolume(np.array([*found["plain"], *found[family]]), reference)
            for family in FAMILIES
        }
        for family in FAMILIES:
            ratios[family].append(volume[family] / volume["weighted sum"])
        yield {"day": day, **{family: f"{each[-1]:.3f}" for family, each in ratios.items()}}
    ends = {family: _interval(each, ".2f") for family, each in ratios.items()}
    yield {"day": "mean", **ends, "weighted sum": "1"}


@main.command()
@click.option("--iterations", default=20_000)
def exact(iterations: int) -> None:
    """Compare plans of small days with the fronts of all plans; what is in the file stays."""
    from dispatch.generate import Dials, generate
    from dispatch.study.attained import attained
    from dispatch.study.exact import exact_front
    from dispatch.study.weightings import weighted

    rows = Rows(*EXACT, sources=GENERATING)
    axes = ("travel", "fairness.caregivers.paid.today.all.largest")
    for seed in range(1, 13):
        if not rows.has(seed=seed, iterations=iterations):
            made = generate(**SMALL, seed=seed, dials=Dials())
            day = weighted(made, {"weights": TRAVEL_ONLY, "sharing": {"week": False}})
            front = exact_front(day, *axes)
            (found,) = attained([*_runs(day, iterations)], {(day.name, *axes): front}, {})
            assert found.share is not None  # the reference lies beyond the front
            rows.add(
                seed=seed, iterations=iterations, points=len(front.points), reached=found.reached,
                share=round(found.share, 4),
            )  # fmt: skip
    shown = [row for row in rows.current() if row["iterations"] == str(iterations)]
    print_table(
        ("seed", "points of the front", "reached", "share of its hypervolume"),
        [
            {
                "seed": row["seed"], "points of the front": row["points"],
                "reached": row["reached"],
                "share of its hypervolume": f"{100 * float(row['share']):.1f} %",
            }
            for row in shown
        ],
    )  # fmt: skip


def _runs(day: Scenario, iterations: int) -> Iterator[Run]:
    """Plan a day under weightings that share paid time from different amounts on."""
    from dispatch.planner import plan_day
    from dispatch.study.measured import measured as measured_plan
    from dispatch.study.rows import Run
    from dispatch.study.weightings import weighted

    shared = [(60, 0.0), *product(range(60, 481, 30), (0.1, 1.0, 10.0, 100.0))]
    for at, weight in shared:
        change = {
            "weights": {"shared_paid_time": weight},
            "sharing": {"week": False, "paid_time": {"at": at, "doubling": 10}},
        }
        found = plan_day(weighted(day, change), iterations=iterations, seed=1, reasons=False)
        yield Run(day.name, f"{at}, {weight}", 1, measured_plan(found.judgement))


@main.command()
@click.option("--iterations", default=10_000_000)
def table(iterations: int) -> None:
    """Print the change of each figure beside the plain policy."""
    rows = Rows(*ROWS, sources=GENERATING).shown(
        wanted=lambda row: row["iterations"] == str(iterations)
    )
    found = {(row["day"], row["weighting"]): row for row in rows}
    names = list(dict.fromkeys(day for day, _ in found))
    lines = []
    for weighting in POLICIES:
        pairs = [
            (found[day, weighting], found[day, "plain"])
            for day in names
            if (day, weighting) in found and (day, "plain") in found
        ]
        if weighting != "plain" and len(pairs) > 1:
            lines.append({"weighting": weighting, "days": len(pairs), **_changes(pairs)})
    if not lines:
        raise click.ClickException(
            f"no two days are planned under plain and another weighting with {iterations:,} moves: "
            "give run first, with the same --iterations"
        )
    print_table(lines[0], lines)


def _changes(pairs: list[tuple[dict[str, str], dict[str, str]]]) -> dict[str, str]:
    told = {
        "largest paid time": [_change(*each, "largest_paid") for each in pairs],
        "equivalent paid time": [equivalent(*each) for each in pairs],
        "largest heavy work": [_change(*each, "largest_heavy") for each in pairs],
        "travel": [_change(*each, "travel") for each in pairs],
    }
    shown = {
        name: _interval([100 * each for each in values], "+.1f", " %")
        for name, values in told.items()
    }
    for name in ("unserved", "disabled", "solitary"):
        plain = fmean(float(each[name]) for _, each in pairs)
        more = [float(ours[name]) - float(each[name]) for ours, each in pairs]
        shown[f"{name} left out a day"] = f"{_interval(more, '+.1f')}, plain {plain:.1f}"
    return shown


def _change(ours: Mapping[str, str], plain: Mapping[str, str], name: str) -> float:
    return float(ours[name]) / float(plain[name]) - 1


def equivalent(ours: Mapping[str, str], plain: Mapping[str, str]) -> float:
    """Return the relative change of the Kolm-Pollak equivalent within the pools.

    Its parameter is that of the plain plan's amounts in both, or the two could not be compared.
    """
    from dispatch.referee.inequality import ede, kappa_of

    before, after = json.loads(plain["paid"]), json.loads(ours["paid"])
    totals = [0.0, 0.0]
    for pool, amounts in before.items():
        kappa = kappa_of(amounts)
        for k, each in enumerate((after[pool], amounts)):
            totals[k] += len(each) * (ede(each, kappa) or 0.0)
    return totals[0] / totals[1] - 1


def _interval(values: list[float], form: str, unit: str = "") -> str:
    from dispatch.simulate.statistics import mean_estimate

    found = mean_estimate(values)
    ends = [format(end, form) for end in (found.value, found.low, found.high) if end is not None]
    return f"{ends[0]}{unit} ({' to '.join(ends[1:])})"


if __name__ == "__main__":
    main()
