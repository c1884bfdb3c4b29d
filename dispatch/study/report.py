"""From the rows and plans of a study to its answer and its report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from shlex import quote
from typing import Final

from dispatch.messages import say
from dispatch.plan import load_plan
from dispatch.roads import TravelTimes, travel_times
from dispatch.study.answer import Answer, answered
from dispatch.study.exact import ExactFront
from dispatch.study.methods import Methods
from dispatch.study.page import write_report
from dispatch.study.placebo import Outcomes, group_of, outcomes
from dispatch.study.rows import Key
from dispatch.study.runs import Row, Runs, versions

SEED: Final = 1
"""The seed of intervals and placebos."""
_FILES: Final = ("rows.csv", "rows.parquet", "plans", "scenarios", "runs", "study.json")
"""What is in the folder beside the report."""


def reported(
    runs: Runs, rows: Sequence[Row], exact: Mapping[tuple[str, str, str], ExactFront] | None = None
) -> Answer:
    """Answer the question of a study from its finished runs, and write the report beside them.

    What is not finished is missing, and the report begins with that.

    Parameters
    ----------
    runs
        All runs of the study.
    rows
        Those that are finished.
    exact
        The fronts of all plans, if they are known.

    Raises
    ------
    InputError
        If a plan cannot be read, or a file cannot be written.
    """
    study = runs.asked.study
    answer = answered(
        rows,
        [each.measure for each in study.measures],
        study.fronts,
        study.plain,
        study.reference,
        SEED,
        _outcomes(runs, rows) if any(group_of(each.name) for each in study.measures) else None,
        exact,
    )
    finished = {row.key for row in rows}
    answer = replace(answer, missing=tuple(key for key in runs.each() if key not in finished))
    scenarios = {
        name: scenario.fingerprint
        for (name, weighting), scenario in runs.asked.scenarios.items()
        if weighting == study.plain
    }
    methods = Methods(
        name=study.name,
        question=study.question,
        source=study.source,
        scenarios=scenarios,
        weightings={name: json.dumps(change) for name, change in study.changes.items()},
        iterations=study.iterations,
        versions=versions(),
        command=say("study-command", file=quote(runs.asked.file), folder=quote(runs.folder.name)),
    )
    beside = [*_FILES, *(["exact.csv"] if exact else [])]
    files = {name: say(f"study-file-{name}") for name in beside}
    write_report(runs.folder, answer, methods, files)
    return answer


def _outcomes(runs: Runs, rows: Sequence[Row]) -> dict[Key, Outcomes]:
    """Return what became of the visits of each finished run."""
    ways: dict[str, TravelTimes] = {}
    found: dict[Key, Outcomes] = {}
    for row in rows:
        key = row.key
        scenario = runs.asked.scenarios[key.scenario, key.weighting]
        if key.scenario not in ways:
            ways[key.scenario] = travel_times(scenario)
        plan = load_plan(runs.plan_file(key))
        found[key] = outcomes(scenario, ways[key.scenario], plan)
    return found
