"""Published costs, and the gaps of measured costs to them."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import click

NEAR = 0.01
"""Costs that differ by no more count as equal, however precisely they were printed."""

CLASSES = (0, "all"), (100, "100 and more"), (200, "200 and more")
"""Classes by the minimum number of patients or customers."""

BEST_KNOWN = {
    "C201": "589.1",
    "R101": "1637.7",
    "R211": "746.7",
    "RC208": "776.1",
    "R1_2_1": "4667.2",
    "RC2_2_5": "2491.4",
    "R1_4_1": "10305.8",
    "RC2_4_1": "6147.3",
}
"""Best known VRPTW distances by the convention of the 12th DIMACS challenge (one decimal)."""


@dataclass(frozen=True)
class Published:
    """The cost of an instance's best published plan, and the authors' mean if given.

    Attributes
    ----------
    near
        Costs that differ from the best one by no more count as equal to it.
    """

    best: Fraction | None
    near: float = NEAR
    mean: str = ""

    @classmethod
    def printed(cls, best: str, mean: str = "") -> Published:
        """Make a published cost from its printed form: costs that round to it count as equal."""
        decimals = max(0, -int(Decimal(best).normalize().as_tuple().exponent))
        return cls(Fraction(best), max(NEAR, 0.5 * 10.0**-decimals), mean)

    @property
    def columns(self) -> dict[str, object]:
        """The columns of a row."""
        best = "" if self.best is None else f"{float(self.best):.6f}"
        return {"published": best, "near": self.near, "published_mean": self.mean}


UNKNOWN = Published(None)

BY_AUTHORS = "same cost by their validator"
"""The head of the column that only a set with a validator has."""


def published(family: str, folder: Path) -> dict[str, Published]:
    """Read the published costs of a set, by instance.

    HHCRSP costs are recomputed from their components, because their mean is printed rounded. UHHC
    costs are the best of the authors' annealing or of their CP-SAT, if that has a better plan.

    Raises
    ------
    click.ClickException
        If the file is not there or lacks columns.
    """
    if family == "vrptw":
        return {name: Published.printed(cost) for name, cost in BEST_KNOWN.items()}
    if family == "uhhc":
        return {
            row["instance"]: Published.printed(
                min(filter(None, (row["best"], row["cp_sat"])), key=Fraction), row["mean"]
            )
            for row in _rows(folder / "uhhc_published.csv", "best", "cp_sat", "mean")
        }
    terms = "travel", "total_tardiness", "max_tardiness"
    return {
        row["instance"]: Published(sum((Fraction(row[term]) for term in terms), Fraction(0)) / 3)
        for row in _rows(folder / "hhcrsp_best_published.csv", *terms)
    }


def _rows(file: Path, *columns: str) -> list[dict[str, str]]:
    if not file.exists():
        raise click.ClickException(f"there is no {file}; benchmarks/README.md lists its columns")
    with file.open(newline="", encoding="utf-8") as stream:
        rows = csv.DictReader(stream)
        if lacking := {"instance", *columns} - {*(rows.fieldnames or ())}:
            raise click.ClickException(f"{file} lacks the columns {', '.join(sorted(lacking))}")
        return list(rows)


@dataclass(frozen=True)
class Mean:
    """A method's runs on one instance with one budget.

    Attributes
    ----------
    gap, best
        Mean and minimum over the seeds, in percent above the published cost; None if there is no
        published cost or a run has no plan.
    side
        The sign of the mean gap: -1 below the published cost, 0 equal to it, 1 above.
    lost
        The number of runs without a plan that serves all visits and keeps every rule.
    validated
        The number of runs whose cost the authors' validator finds, too; None if it saw none.
    """

    family: str
    instance: str
    size: int
    method: str
    runs: int
    lost: int
    published: float | None
    cost: float | None
    gap: float | None
    best: float | None
    side: int | None
    validated: int | None
    seconds: float


def means_of(rows: Iterable[Mapping[str, str]]) -> list[Mean]:
    """Group runs by instance and method."""
    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["instance"], row["method"]), []).append(row)
    found = [_mean(group) for group in groups.values()]
    return sorted(found, key=lambda mean: (mean.family, mean.size, mean.instance))


def _mean(rows: Sequence[Mapping[str, str]]) -> Mean:
    first = rows[0]
    costs = [float(row["cost"]) for row in rows if row["cost"] and not row["broken"]]
    lost = len(rows) - len(costs)
    known = float(first["published"]) if first["published"] else None
    mean = statistics.mean(costs) if costs and not lost else None
    gap = best = side = None
    if mean is not None and known is not None:
        gap, best = (100 * (cost / known - 1) for cost in (mean, min(costs)))
        side = 0 if abs(mean - known) <= float(first["near"]) else 1 if mean > known else -1
    return Mean(
        family=first["family"],
        instance=first["instance"],
        size=int(first["size"]),
        method=first["method"],
        runs=len(rows),
        lost=lost,
        published=known,
        cost=mean,
        gap=gap,
        best=best,
        side=side,
        validated=_validated(rows),
        seconds=statistics.mean(float(row["spent"]) for row in rows),
    )


def _validated(rows: Sequence[Mapping[str, str]]) -> int | None:
    seen = [row for row in rows if row.get("validated")]
    return sum(row["validated"] == row["cost"] for row in seen) if seen else None


def lines_of_classes(means: Sequence[Mean]) -> list[dict[str, object]]:
    """One line for each family, class of size and method."""
    families = dict.fromkeys(mean.family for mean in means)
    kinds = ["every", *families] if len(families) > 1 else list(families)
    lines = []
    for family in kinds:
        for least, name in CLASSES:
            here = [
                mean for mean in means if mean.size >= least and family in ("every", mean.family)
            ]
            for method in dict.fromkeys(mean.method for mean in here):
                own = [mean for mean in here if mean.method == method]
                lines.append({"family": family, "size": name, **_line(method, own)})
    if all(mean.validated is None for mean in means):
        lines = [{head: line[head] for head in line if head != BY_AUTHORS} for line in lines]
    return lines


def _line(method: str, means: Sequence[Mean]) -> dict[str, object]:
    known = [mean for mean in means if mean.gap is not None]
    worst = max(known, key=lambda mean: mean.gap, default=None)
    return {
        "method": method,
        "instances": len(means),
        "runs": sum(mean.runs for mean in means),
        "without a plan": sum(mean.lost for mean in means),
        "mean gap, %": _percent(statistics.mean(mean.gap for mean in known) if known else None),
        "worst mean over seeds, %": _percent(worst.gap if worst else None),
        "on": worst.instance if worst else "–",
        "below": sum(mean.side == -1 for mean in known),
        "equal": sum(mean.side == 0 for mean in known),
        "above": sum(mean.side == 1 for mean in known),
        BY_AUTHORS: sum(mean.validated or 0 for mean in means),
        "seconds": f"{statistics.mean(mean.seconds for mean in means):.1f}",
    }


def lines_of_each(means: Sequence[Mean]) -> list[dict[str, object]]:
    """One line for each instance and method."""
    return [
        {
            "instance": mean.instance,
            "size": mean.size,
            "method": mean.method,
            "runs": mean.runs,
            "published": "–" if mean.published is None else f"{mean.published:.3f}",
            "mean": "–" if mean.cost is None else f"{mean.cost:.3f}",
            "gap, %": _percent(mean.gap),
            "best gap, %": _percent(mean.best),
        }
        for mean in means
    ]


def _percent(gap: float | None) -> str:
    return "–" if gap is None else f"{gap:+.2f}"


def draw(means: Sequence[Mean], file: Path, title: str) -> None:
    """Draw mean gap against size, a mark for each instance and method."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "gaps", "svg.fonttype": "none"}):
        figure = Figure(figsize=(7, 4), layout="constrained")
        axes = figure.subplots()
        axes.axhline(0, color="0.6", linewidth=1)
        groups = dict.fromkeys((mean.method, mean.family) for mean in means)
        for (method, family), mark in zip(groups, "os^Dv<>phX*" * 3, strict=False):
            own = [mean for mean in means if (mean.method, mean.family) == (method, family)]
            axes.plot(
                [mean.size for mean in own],
                [mean.gap for mean in own],
                mark,
                label=f"{method}, {family}",
                alpha=0.7,
            )
        axes.set(title=title, xlabel="patients or customers", ylabel="above best published, %")
        axes.legend(fontsize="small")
        figure.savefig(file, metadata={"Date": None})
