"""The runs of a study, in several processes; what is done stays done."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from dispatch.errors import DispatchError, InputError, fault
from dispatch.plan import dumps_plan
from dispatch.planner import plan_day
from dispatch.roads import TravelTimes, travel_times
from dispatch.scenario import Scenario, dumps_scenario
from dispatch.scenario.writing import json_text, write_together
from dispatch.simulate.processes import in_processes
from dispatch.simulate.provenance import versions_of
from dispatch.study.measured import measured
from dispatch.study.reading import Asked
from dispatch.study.rows import Key, Run

_ROOMS: Final = (
    "encoding", "engine", "generate", "plan", "planner", "referee", "roads", "rules", "scenario",
)  # fmt: skip
_MODULES: Final = (
    "study/days", "study/measured", "study/runs", "study/weightings",
)  # fmt: skip
"""What of this program a row depends on, with `_ROOMS`; the rest reads rows."""


def versions() -> str:
    """Return the versions on which rows depend, with a fingerprint of that code."""
    return versions_of(_ROOMS, _MODULES)


def machine() -> str:
    """Return what this machine is, without its name."""
    return f"{platform.system()} {platform.machine()}"


@dataclass(frozen=True)
class Row(Run):
    """A finished run, with what made it.

    Attributes
    ----------
    iterations : int
        The budget of its search, in moves.
    fingerprint : str
        That of the scenario with the policy of the weighting.
    versions : str
        Of the packages and of the code.
    machine : str
        The machine; with a budget in moves, rows do not depend on it.
    """

    iterations: int
    fingerprint: str
    versions: str
    machine: str


@dataclass(frozen=True)
class Runs:
    """The runs of a study in a folder.

    Attributes
    ----------
    asked : Asked
        The study with its scenarios.
    folder : Path
        Where rows and plans are, a file for each run: ``runs/SCENARIO/WEIGHTING/SEED.json`` and the
        same in ``plans``. The scenario of these plans is ``scenarios/SCENARIO/WEIGHTING.json``.
    """

    asked: Asked
    folder: Path

    def each(self) -> Iterator[Key]:
        """Yield the runs: by scenario, then by weighting, then by seed, in the study's order."""
        for scenario, weighting in self.asked.scenarios:
            for seed in self.asked.study.seeds:
                yield Key(scenario, weighting, seed)

    def row(self, key: Key) -> Row | None:
        """Return the row of a run, if it is finished.

        Raises
        ------
        InputError
            If the row is damaged, or of another scenario, another budget or other code.
        """
        file = _file(self.folder, "runs", key)
        try:
            row = Row(**json.loads(file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            why = fault("file-unreadable", reason=error)
            raise InputError(replace(why, file=str(file))) from error
        made = f"{row.fingerprint}, {row.iterations} moves, {row.versions}"
        scenario = self.asked.scenarios[key.scenario, key.weighting]
        now = f"{scenario.fingerprint}, {self.asked.study.iterations} moves, {versions()}"
        if made != now:
            raise InputError(fault("study-rows-of-another", str(file), made=made, now=now))
        return row

    def plan_file(self, key: Key) -> Path:
        """Return where the plan of a run is."""
        return _file(self.folder, "plans", key)

    def rows(self) -> list[Row]:
        """Return the rows of all finished runs, in order; errors are those of `row`."""
        return [row for key in self.each() if (row := self.row(key)) is not None]


def _file(folder: Path, kind: str, key: Key) -> Path:
    return folder / kind / key.scenario / key.weighting / f"{key.seed}.json"


def run(runs: Runs, processes: int, report: Callable[[int, int], None] = lambda *_: None) -> None:
    """Make all runs that are not finished yet.

    Parameters
    ----------
    runs
        The runs.
    processes
        How many work at once.
    report
        Called with the number of runs that are finished and that of all, whenever one is.

    Raises
    ------
    InputError
        If a row that is there is damaged or of another study, pins of a scenario break a hard rule,
        or a file cannot be written.
    RoadsError, NoPlan
        If there are no travel times, or a mandatory meal break cannot be taken.
    DispatchError
        If the referee refuses a plan. The error of a run names it.
    """
    keys = [*runs.each()]
    left = [key for key in keys if runs.row(key) is None]
    report(len(keys) - len(left), len(keys))
    study, scenarios = runs.asked.study, runs.asked.scenarios
    _write_scenarios(runs)
    calls = [
        (key, scenarios[key.scenario, key.weighting], study.iterations, runs.folder) for key in left
    ]
    done = len(keys) - len(left)

    def tell(call: int, found: None) -> None:
        nonlocal done
        del call, found
        done += 1
        report(done, len(keys))

    if calls:
        in_processes(_carry_out, calls, min(processes, len(calls)), tell)


def _write_scenarios(runs: Runs) -> None:
    """Write the scenario of each weighting, with which plans can be checked."""
    for (name, weighting), scenario in runs.asked.scenarios.items():
        folder = runs.folder / "scenarios" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = dumps_scenario(scenario.moved_to(folder))
        write_together({folder / f"{weighting}.json": text})


def _carry_out(key: Key, scenario: Scenario, iterations: int, folder: Path) -> None:
    """Make a run, and write its plan and its row."""
    try:
        outcome = plan_day(
            scenario,
            iterations=iterations,
            seed=key.seed,
            reasons=False,
            travel=_travel(scenario),
        )
    except DispatchError as error:
        told = (replace(each, file=each.file or str(key)) for each in error.faults)
        raise type(error)(*told) from error
    row = Row(
        *key,
        measured(outcome.judgement),
        iterations=iterations,
        fingerprint=scenario.fingerprint,
        versions=versions(),
        machine=machine(),
    )
    beside = scenario.moved_to(folder / "scenarios" / key.scenario)
    plan = outcome.plan.model_copy(update={"scenario": beside.fingerprint})
    texts = {"plans": dumps_plan(plan), "runs": json_text(asdict(row))}
    for kind in texts:
        _file(folder, kind, key).parent.mkdir(parents=True, exist_ok=True)
    # The row comes last: without it, the run is made again.
    write_together({_file(folder, kind, key): text for kind, text in texts.items()})


@lru_cache(maxsize=1)
def _travel(scenario: Scenario) -> TravelTimes:
    """Return travel times; the runs of a scenario follow each other."""
    return travel_times(scenario)
