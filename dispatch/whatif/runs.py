"""The runs of a staffing question, in several processes; what is done can stay done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from dispatch.errors import InputError, fault
from dispatch.explanations.causes import cause_of
from dispatch.plan import Plan, dumps_plan, loads_plan
from dispatch.planner import plan_day
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import duration_of
from dispatch.scenario import Scenario
from dispatch.scenario.writing import json_text, write_whole
from dispatch.simulate.processes import in_processes
from dispatch.simulate.provenance import versions_of
from dispatch.study.measured import measured
from dispatch.whatif.kinds import Team, with_more

_ROOMS: Final = (
    "encoding", "engine", "explanations", "plan", "planner", "reasons", "referee", "roads",
    "rules", "scenario",
)  # fmt: skip
_MODULES: Final = ("study/measured", "whatif/kinds", "whatif/runs")
"""What of this program a run depends on, with `_ROOMS`."""
_HOUR: Final = 3_600_000


@dataclass(frozen=True)
class Run:
    """A plan of a team, found with one seed and judged by the referee.

    Attributes
    ----------
    team : tuple of (str, int)
        How many more of which kinds.
    seed : int
        The seed of its search.
    fingerprint : str
        That of the scenario with this team.
    left_out : tuple of str
        The visits that the plan leaves out.
    measures : mapping of str to float or None
        As of `dispatch.study.measured.measured`, with ``hours``, the hours of care in the visits
        that are served, and ``hours_asked``, those in all of them; a visit by two people counts
        once. ``for_equipment`` counts the visits that are left out for want of equipment, although
        somebody has time.
    """

    team: Team
    seed: int
    fingerprint: str
    left_out: tuple[str, ...]
    measures: Mapping[str, float | None]


class _Search(NamedTuple):
    """What a search depends on, and where it is kept."""

    scenario: Scenario
    """With the team as it is; its places are those of every team."""
    grown: Scenario
    iterations: int
    seed: int
    start: Plan | None
    file: Path | None


class _Found(NamedTuple):
    plan: Plan
    measures: Mapping[str, float | None]


class Runs:
    """Plans of larger teams, each made once.

    All runs of a seed start from one plan, that of the team as it is, and have the same budget from
    there, also the run of the team as it is: they differ by the team, and not by how long they were
    searched.

    Parameters
    ----------
    scenario
        The scenario with the team as it is.
    seeds
        The seeds.
    iterations
        The budget of each search, in moves.
    processes
        How many searches work at once.
    report
        Called with the number of searches that are done and that of those known to be needed.
    folder
        Where each search is kept as soon as it is done; what is there is not searched again.
    """

    def __init__(
        self,
        scenario: Scenario,
        seeds: Sequence[int],
        iterations: int,
        processes: int,
        report: Callable[[int, int], None],
        folder: Path | None,
    ) -> None:
        self.scenario, self.seeds = scenario, tuple(seeds)
        self._iterations, self._processes, self._report = iterations, processes, report
        self._folder = folder
        self._starts: tuple[Plan, ...] = ()
        self._runs: dict[Team, tuple[Run, ...]] = {}
        self._done = self._needed = 0

    def __iter__(self) -> Iterator[Run]:
        """Yield all runs: by team in the order in which these were made, then by seed."""
        return (run for runs in self._runs.values() for run in runs)

    def of(self, team: Team) -> tuple[Run, ...]:
        """Return the runs of a team, one for each seed in their order; made if they are not yet."""
        self.make([team])
        return self._runs[team]

    def make(self, teams: Sequence[Team]) -> None:
        """Make the runs of several teams, side by side.

        Raises
        ------
        InputError
            If pins of the scenario break a hard rule, or a file cannot be read or written.
        RoadsError, NoPlan
            If there are no travel times, or a mandatory meal break cannot be taken.
        DispatchError
            If the referee refuses a plan.
        """
        if not self._starts:
            first = [self._search(self.scenario, seed, None) for seed in self.seeds]
            self._starts = tuple(found.plan for found in self._searched(first))
        grown = {team: with_more(self.scenario, team) for team in teams if team not in self._runs}
        started = [*zip(self.seeds, self._starts, strict=True)]
        searches = [
            self._search(scenario, seed, start)
            for scenario, (seed, start) in product(grown.values(), started)
        ]
        found = iter(self._searched(searches))
        for team, scenario in grown.items():
            self._runs[team] = tuple(
                Run(
                    team=team,
                    seed=seed,
                    fingerprint=scenario.fingerprint,
                    left_out=tuple(each.visit for each in made.plan.unserved),
                    measures=made.measures,
                )
                for seed, made in zip(self.seeds, found, strict=False)
            )

    def _search(self, grown: Scenario, seed: int, start: Plan | None) -> _Search:
        file = None
        if self._folder is not None:
            of = f"{self.scenario.fingerprint}-{self._iterations}"
            team = "start" if start is None else grown.fingerprint
            file = self._folder / of / team / f"{seed}.json"
        return _Search(self.scenario, grown, self._iterations, seed, start, file)

    def _searched(self, searches: Sequence[_Search]) -> list[_Found]:
        """Return what searches find, in their order; those that are kept are only read."""
        results = [None if each.file is None else _kept(each.file) for each in searches]
        left = [place for place, found in enumerate(results) if found is None]
        self._done += len(searches) - len(left)
        self._needed += len(searches)
        self._report(self._done, self._needed)

        def tell(call: int, found: _Found) -> None:
            results[left[call]] = found
            self._done += 1
            self._report(self._done, self._needed)

        if left:
            calls = [tuple(searches[place]) for place in left]
            in_processes(_carry_out, calls, min(self._processes, len(calls)), tell)
        return [found for found in results if found is not None]


def _versions() -> str:
    return versions_of(_ROOMS, _MODULES)


def _kept(file: Path) -> _Found | None:
    """Return a search that is kept, unless other code made it.

    Raises
    ------
    InputError
        If it is damaged.
    """
    try:
        told = json.loads(file.read_text("utf-8"))
        if told["versions"] != _versions():
            return None
        return _Found(loads_plan(told["plan"]), told["measures"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError) as error:
        why = fault("file-unreadable", reason=error)
        raise InputError(replace(why, file=str(file))) from error


def _carry_out(
    scenario: Scenario,
    grown: Scenario,
    iterations: int,
    seed: int,
    start: Plan | None,
    file: Path | None,
) -> _Found:
    """Search, and keep what is found."""
    outcome = plan_day(
        grown,
        iterations=iterations,
        seed=seed,
        initial=start,
        travel=_travel(scenario),
    )
    measures = {
        **measured(outcome.judgement),
        **_hours(grown, outcome.plan),
        "for_equipment": _for_equipment(grown, outcome.plan),
    }
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        told = {"versions": _versions(), "plan": dumps_plan(outcome.plan), "measures": measures}
        write_whole(file, json_text(told))
    return _Found(outcome.plan, measures)


def _hours(scenario: Scenario, plan: Plan) -> dict[str, float]:
    left = {each.visit for each in plan.unserved}
    hours = {each.id: duration_of(scenario, each) / _HOUR for each in scenario.open_visits}
    served = sum(hours[name] for name in hours if name not in left)
    return {"hours": served, "hours_asked": sum(hours.values())}


def _for_equipment(scenario: Scenario, plan: Plan) -> float:
    causes = (cause_of(scenario, scenario.visit[e.visit], e.reasons) for e in plan.unserved)
    return float(sum(cause.code == "equipment" for cause in causes))


@lru_cache(maxsize=1)
def _travel(scenario: Scenario) -> TravelTimes:
    """Return travel times; nobody who is added brings a new place."""
    return travel_times(scenario)
