"""What a staffing answer leaves in a folder: a page with curves, tables, and the scenario."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dispatch.messages import say
from dispatch.report.document import dates
from dispatch.scenario import Scenario, dumps_scenario
from dispatch.scenario.writing import json_text, write_together
from dispatch.simulate.pictures import COLOURS
from dispatch.simulate.tables import Column, csv_of, parquet_of
from dispatch.study.canvas import SMALL, blank, finished, panels
from dispatch.whatif.kinds import with_more
from dispatch.whatif.page import page
from dispatch.whatif.staffing import Curve, Point, Staffing
from dispatch.whatif.staffing_words import gains_table, kinds_table, mix_table, sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DRAWN: Final = ("served", "hours", "on_time", "paid", "travel")
_MOST_DRAWN: Final = len(COLOURS)
"""How many kinds have a colour of their own."""
_SIGNS: Final = ("o", "s", "^", "D", "v", "P")
_OF_RUNS: Final = {
    "team": Column(str),
    "more": Column(int),
    "seed": Column(int),
    "iterations": Column(int),
    "fingerprint": Column(str),
}
_OF_POINTS: Final = {
    "part": Column(str, known=("base", "curve", "mix")),
    "kind": Column(str, optional=True),
    "more": Column(int),
    "measure": Column(str),
    "mean": Column(float, optional=True),
    "gain": Column(float, optional=True),
    "low": Column(float, optional=True),
    "high": Column(float, optional=True),
    "verdict": Column(str),
}


def write_staffing(folder: Path, scenario: Scenario, found: Staffing) -> None:
    """Write everything into a folder, all files completely or none at all.

    ``page.html``; ``staffing.json``; ``rows.csv`` and ``rows.parquet`` with a row for each run;
    ``points.csv`` with the curves and the mix; and ``mix.json``, the scenario with the mix.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    columns, rows = _rows(found)
    folder.mkdir(parents=True, exist_ok=True)
    grown = with_more(scenario, found.team).moved_to(folder)
    write_together(
        {
            folder / "page.html": staffing_page(scenario, found),
            folder / "staffing.json": json_text(found.as_dict()),
            folder / "rows.csv": csv_of(columns, rows),
            folder / "rows.parquet": parquet_of(columns, rows),
            folder / "points.csv": csv_of(_OF_POINTS, _points(found)),
            folder / "mix.json": dumps_scenario(grown),
        }
    )


def _rows(found: Staffing) -> tuple[dict[str, Column], list[dict[str, Any]]]:
    """Return a row for each run, with all that any run measures; what is undefined is empty."""
    names = dict.fromkeys(name for run in found.runs for name in run.measures)
    columns = {**_OF_RUNS, **dict.fromkeys(names, Column(float, optional=True))}
    rows = [
        {
            **names,
            "team": " ".join(f"{kind}={number}" for kind, number in run.team),
            "more": sum(number for _, number in run.team),
            "seed": run.seed,
            "iterations": found.iterations,
            "fingerprint": run.fingerprint,
            **run.measures,
        }
        for run in found.runs
    ]
    return columns, rows


def _points(found: Staffing) -> Iterator[dict[str, Any]]:
    """Yield each measure of each point."""
    points: list[tuple[str, str | None, Point]] = [("base", None, found.base)]
    points += [("curve", c.kind.id, point) for c in found.curves for point in c.points]
    points += [("mix", step.kind.id, step.point) for step in found.mix]
    for part, kind, point in points:
        for name, gain in point.gains.items():
            yield {
                "part": part, "kind": kind, "more": point.more, "measure": name,
                "mean": point.means[name], "gain": gain.estimate.value, "low": gain.estimate.low,
                "high": gain.estimate.high, "verdict": gain.verdict,
            }  # fmt: skip


def staffing_page(scenario: Scenario, found: Staffing) -> str:
    """Write the page. It is complete, loads nothing and needs no scripts."""
    curves = _best(found)
    return page(
        "staffing.html",
        title=say("staffing-title", name=scenario.name, date=dates(scenario)),
        answer=[*sentences(found)],
        picture=_picture(curves) if curves else "",
        caption=_caption(found, curves),
        noise=say("staffing-noise"),
        gains=gains_table(found) if curves else None,
        mix=mix_table(found) if found.mix else None,
        kinds=kinds_table(scenario, found),
    )


def _best(found: Staffing) -> list[Curve]:
    """Return the curves that are drawn: of many kinds those that bring most of what is asked."""
    measure = "hours" if found.of == "hours" else "served"
    curves = [curve for curve in found.curves if curve.points]
    gain = {
        c.kind.id: max(p.gains[measure].estimate.value or 0.0 for p in c.points) for c in curves
    }
    best = sorted(curves, key=lambda curve: -gain[curve.kind.id])[:_MOST_DRAWN]
    return [curve for curve in curves if curve in best]


def _caption(found: Staffing, curves: list[Curve]) -> str:
    kinds = ", ".join(curve.kind.id for curve in curves)
    every = sum(bool(curve.points) for curve in found.curves)
    if len(curves) == every:
        return say("staffing-picture", kinds=kinds)
    return say("staffing-picture-some", shown=len(curves), all=every, kinds=kinds)


def _picture(curves: list[Curve]) -> str:
    """Draw the gains of each measure, as an SVG for an image."""
    from matplotlib import rc_context

    with rc_context(SMALL):
        figure = blank(9.6, 5.2)
        axes = panels(figure, len(_DRAWN) + 1, across=3)
        for measure, each in zip(_DRAWN, axes, strict=False):
            _draw(each, measure, curves)
        handles, labels = axes[0].get_legend_handles_labels()
        axes[-1].axis("off")
        axes[-1].legend(handles, labels, loc="upper left")
        svg = finished("staffing", 1, "", figure).svg
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _draw(axes: Axes, measure: str, curves: list[Curve]) -> None:
    for place, (curve, colour, sign) in enumerate(zip(curves, cycle(COLOURS), cycle(_SIGNS))):
        shift = 0.06 * (place - (len(curves) - 1) / 2)  # whiskers stand side by side
        found = [(0.0, 0.0, 0.0, 0.0)]
        for point in curve.points:
            gain = point.gains[measure].estimate
            if gain.value is not None:
                low, high = gain.low or gain.value, gain.high or gain.value
                found.append((point.more + shift, gain.value, gain.value - low, high - gain.value))
        xs, ys, below, above = zip(*found, strict=True)
        axes.errorbar(
            xs, ys, yerr=(below, above), color=colour, marker=sign, markersize=4, linewidth=1,
            capsize=2, label=curve.kind.id,
        )  # fmt: skip
    axes.axhline(0, color="black", linewidth=0.6)
    axes.set_xticks(range(max(len(curve.points) for curve in curves) + 1))
    axes.set_title(say(f"staffing-column-{measure}"), fontsize=9)
