"""How many caregivers of which kind are missing for a level of service, and what each brings.

For every kind that the scenario has, a curve tells what one more, two more and so on bring beside
the team as it is. The mix adds the best single caregiver again and again until the level is
reached. Gains are of pairs: plans of the same seed, from the same start and with the same budget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Final

from dispatch.errors import Fault, InputError, fault, shown
from dispatch.planner import LARGEST_SEED
from dispatch.scenario import Scenario
from dispatch.simulate.statistics import Estimate, mean_estimate
from dispatch.whatif.hopes import Hopes
from dispatch.whatif.kinds import Kind, Team, kinds_of
from dispatch.whatif.runs import Run, Runs
from dispatch.whatif.staffing_answer import (
    ENOUGH_TO_AGREE,
    MEASURES,
    Curve,
    Ended,
    Gain,
    Of,
    Point,
    Staffing,
    Step,
    Verdict,
)

ITERATIONS: Final = 500_000
"""The default budget of a search, in moves."""


def staffing(
    scenario: Scenario,
    *,
    level: float = 0.95,
    of: Of = "visits",
    seeds: int = 5,
    iterations: int = ITERATIONS,
    most: int = 5,
    processes: int = 1,
    report: Callable[[int, int], None] = lambda *_: None,
    folder: Path | None = None,
) -> Staffing:
    """Find who is missing for a level of service, and what one more of each kind brings.

    The same arguments give the same answer, whatever the number of processes.

    Parameters
    ----------
    scenario
        The scenario.
    level
        The share to be served, above 0 and up to 1. Mandatory visits come first: as long as one is
        left out, no level is reached.
    of
        Whether that is a share of visits or of their hours.
    seeds
        How many seeds; they are 1, 2 and so on.
    iterations
        The budget of each search, in moves.
    most
        Up to how many more of a kind the curves go, and the mix in all.
    processes
        How many searches work at once; one is this process.
    report
        Called with the number of searches that are done and that of those known to be needed.
    folder
        Where each search is kept as soon as it is done. The same call goes on from there.

    Raises
    ------
    InputError
        If an argument is out of range, nobody has a shift, pins break a hard rule, or a file cannot
        be read or written.
    RoadsError, NoPlan
        If there are no travel times, or a mandatory meal break cannot be taken.
    """
    if wrong := _out_of_range(level, seeds, iterations, most, processes):
        raise InputError(*wrong)
    kinds = kinds_of(scenario)
    if not kinds:
        raise InputError(fault("staffing-nobody", "caregivers"))
    runs = Runs(scenario, range(1, seeds + 1), iterations, processes, report, folder)
    asked = _Asked(runs, Hopes(scenario, kinds), kinds, level, of, most)
    base = runs.of(())
    curves = asked.curves()
    mix, ended = asked.mix()
    return Staffing(
        scenario=scenario.fingerprint,
        level=level,
        of=of,
        iterations=iterations,
        seeds=runs.seeds,
        visits=len(scenario.open_visits),
        hours=base[0].measures["hours_asked"] or 0.0,
        base=asked.point(0, base, base),
        curves=curves,
        mix=mix,
        ended=ended,
        runs=tuple(runs),
    )


def _out_of_range(
    level: float, seeds: int, iterations: int, most: int, processes: int
) -> list[Fault]:
    wrong = [] if 0 < level <= 1 else [fault("staffing-level", "level", value=shown(level))]
    least = {"seeds": 1, "iterations": 0, "most": 1, "processes": 1}
    given = {"seeds": seeds, "iterations": iterations, "most": most, "processes": processes}
    wrong += [
        fault("staffing-least", name, value=value, least=least[name])
        for name, value in given.items()
        if not least[name] <= value <= LARGEST_SEED
    ]
    return wrong


@dataclass(frozen=True)
class _Asked:
    """The question, with the runs made so far."""

    runs: Runs
    hopes: Hopes
    kinds: Sequence[Kind]
    level: float
    of: Of
    most: int

    def curves(self) -> tuple[Curve, ...]:
        """Make the curves side by side, each until one more could bring nothing."""
        base, found = self.runs.of(()), {kind.id: list[Point]() for kind in self.kinds}
        going = [kind for kind in self.kinds if self._may_bring(kind, base)]
        for more in range(1, self.most + 1):
            self.runs.make([((kind.id, more),) for kind in going])
            for kind in going:
                found[kind.id].append(self.point(more, self.runs.of(((kind.id, more),)), base))
            going = [k for k in going if self._may_bring(k, self.runs.of(((k.id, more),)))]
        return tuple(Curve(kind, tuple(found[kind.id])) for kind in self.kinds)

    def mix(self) -> tuple[tuple[Step, ...], Ended]:
        """Add whoever brings most, beyond noise, again and again; tell why no more are added."""
        steps: list[Step] = []
        team: dict[str, int] = {}
        while True:
            now = self.runs.of(self._team(team))
            if self._reached(now):
                return tuple(steps), "reached"
            if len(steps) == self.most:
                return tuple(steps), "most"
            hopeful = [kind for kind in self.kinds if self._may_bring(kind, now)]
            if not hopeful:
                return tuple(steps), "nothing"
            teams = [self._team({**team, k.id: team.get(k.id, 0) + 1}) for k in hopeful]
            self.runs.make(teams)
            points = [self.point(len(steps) + 1, self.runs.of(each), now) for each in teams]
            measure = "hours" if self.of == "hours" else "served"
            bringing = [k for k, point in enumerate(points) if _brings(point, measure)]
            if not bringing:
                return tuple(steps), "noise"
            best = max(bringing, key=lambda each: self._rank(self.runs.of(teams[each])))
            steps.append(Step(hopeful[best], points[best]))
            team = dict(teams[best])

    def point(self, more: int, runs: Sequence[Run], before: Sequence[Run]) -> Point:
        """Describe a team beside a smaller one."""
        return Point(
            more=more,
            means={name: _mean(runs, column) for name, column in MEASURES.items()},
            gains={name: _gain(name, runs, before) for name in MEASURES},
            share=mean_estimate([self._share(run) for run in runs]),
            reached=self._reached(runs),
            for_equipment=_total(runs, "for_equipment") / len(runs),
        )

    def _team(self, numbers: Mapping[str, int]) -> Team:
        return tuple((kind.id, numbers[kind.id]) for kind in self.kinds if kind.id in numbers)

    def _may_bring(self, kind: Kind, runs: Sequence[Run]) -> bool:
        left_out = {visit for run in runs for visit in run.left_out}
        return self.hopes.may_bring(kind.id, left_out)

    def _share(self, run: Run) -> float:
        """Return the share that is served; all of nothing."""
        names = (
            ("hours", "hours_asked") if self.of == "hours" else ("visits.served", "visits.visits")
        )
        served, asked = (run.measures[name] or 0.0 for name in names)
        return served / asked if asked else 1.0

    def _reached(self, runs: Sequence[Run]) -> bool:
        share = sum(map(self._share, runs)) / len(runs)
        return share >= self.level - 1e-9 and not any(
            run.measures["mandatory_unserved"] for run in runs
        )

    def _rank(self, runs: Sequence[Run]) -> tuple[float, float, float]:
        """Return what is compared of teams of one size: mandatory visits, the share, paid time."""
        share = sum(map(self._share, runs))
        return -_total(runs, "mandatory_unserved"), share, -_total(runs, "paid")


def _brings(point: Point, measure: str) -> bool:
    """Whether a step brings more than noise; few that agree are believed, for want of more."""
    gains = [point.gains["mandatory"], point.gains[measure]]
    better = [-(gains[0].estimate.value or 0.0), gains[1].estimate.value or 0.0]
    return any(
        gain.verdict == "gain" or (gain.verdict == "unknown" and value > 0)
        for gain, value in zip(gains, better, strict=True)
    )


def _total(runs: Sequence[Run], column: str) -> float:
    return sum(run.measures[column] or 0.0 for run in runs)


def _mean(runs: Sequence[Run], column: str) -> float | None:
    return mean_estimate([x for run in runs if (x := run.measures[column]) is not None]).value


_LESS_IS_BETTER: Final = frozenset({"mandatory", "paid", "travel"})


def _gain(name: str, runs: Sequence[Run], before: Sequence[Run]) -> Gain:
    """Compare a measure by pairs of the same seed; a pair without a value is left out."""
    column = MEASURES[name]
    pairs = [
        (run.measures[column], other.measures[column])
        for run, other in zip(runs, before, strict=True)
    ]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    found = mean_estimate([a - b for a, b in known])
    if found.value and isclose(found.low or 0.0, found.high or 0.0):
        found = Estimate(found.replications, found.value)  # equal gains tell nothing of a spread
    return Gain(found, _verdict(found, less=name in _LESS_IS_BETTER))


def _verdict(found: Estimate, *, less: bool) -> Verdict:
    if found.value is None:
        return "unknown"
    if found.low is None or found.high is None:
        if found.replications < ENOUGH_TO_AGREE:
            return "unknown"
    elif found.low == found.high == 0:
        return "none"
    elif found.low <= 0 <= found.high:
        return "noise"
    return "loss" if (found.value > 0) is less else "gain"
