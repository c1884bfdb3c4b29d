"""What a staffing answer leaves in a folder: a page with curves, tables, and the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from dispatch.messages import say
from dispatch.report.document import dates, embedded, rendered
from dispatch.report.shown import shown
from dispatch.report.tips import Tips
from dispatch.scenario import Scenario, dumps_scenario
from dispatch.scenario.writing import json_text, write_together
from dispatch.simulate.tables import Column, csv_of, parquet_of
from dispatch.whatif.kinds import with_more
from dispatch.whatif.staffing_answer import Curve, Point, Staffing
from dispatch.whatif.staffing_curves import HEIGHT, MOST, SIGNS, WIDTH, drawings
from dispatch.whatif.staffing_words import gains_table, kinds_table, mix_table, sentences

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
    """Write the page. It is complete and loads nothing; only the curves have a script."""
    curves, tips = found.ranked[:MOST], Tips()
    drawn = drawings(curves, tips)
    return rendered(
        "staffing.html",
        rooms=("whatif", "simulate"),
        title=say("staffing-title", name=scenario.name, date=dates(scenario)),
        answer=[*sentences(found)],
        drawings=drawn,
        kinds_drawn=[curve.kind.id for curve in curves],
        signs=SIGNS,
        size=(WIDTH, HEIGHT),
        caption=_caption(found, curves),
        gains=gains_table(found) if curves else None,
        mix=mix_table(found) if found.mix else None,
        kinds=kinds_table(scenario, found),
        data=embedded(shown(tips)) if drawn else "",
    )


def _caption(found: Staffing, curves: Sequence[Curve]) -> str:
    every = len(found.ranked)
    if len(curves) == every:
        return say("staffing-picture")
    return say("staffing-picture-some", shown=len(curves), all=every)
