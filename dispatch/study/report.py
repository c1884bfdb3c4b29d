"""From the rows and plans of a study to its answer and its report."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dispatch.messages import say
from dispatch.plan import load_plan
from dispatch.roads import TravelTimes, travel_times
from dispatch.study.answer import Answer, answered
from dispatch.study.methods import Methods
from dispatch.study.page import write_report
from dispatch.study.placebo import Outcomes, outcomes
from dispatch.study.runs import Row, Runs, versions

SEED = 1
"""The seed of intervals and placebos."""


def reported(runs: Runs, rows: Sequence[Row]) -> Answer:
    """Answer the question of a study from its finished runs, and write the report beside them."""
    study = runs.asked.study
    answer = answered(
        [row.run for row in rows],
        [each.measure for each in study.measures],
        study.fronts,
        study.plain,
        study.reference,
        SEED,
        _outcomes(runs),
    )
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
        command=say("study-command"),
    )
    files = {"rows.csv": say("study-file-rows"), "plans/": say("study-file-plans")}
    write_report(runs.folder, answer, methods, files)
    return answer


def _outcomes(runs: Runs) -> dict[tuple[str, str, int], Outcomes]:
    """Return what became of the visits of each run."""
    ways: dict[str, TravelTimes] = {}
    found: dict[tuple[str, str, int], Outcomes] = {}
    for key in runs.each():
        scenario = runs.asked.scenarios[key.scenario, key.weighting]
        if key.scenario not in ways:
            ways[key.scenario] = travel_times(scenario)
        plan = load_plan(runs.plan_file(key))
        found[key.scenario, key.weighting, key.seed] = outcomes(scenario, ways[key.scenario], plan)
    return found
