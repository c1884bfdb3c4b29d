"""The whole front of two measures on a small scenario, and how far runs lie from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dispatch.encoding import decode, encode, without_slack
from dispatch.errors import DispatchError, fault
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario
from dispatch.simulate.processes import in_processes
from dispatch.study.measured import measured
from dispatch.study.weightings import weighted

if TYPE_CHECKING:
    from dispatch.engine.exact.front import Amount
    from dispatch.study.reading import Asked
    from dispatch.study.study import Study

AIMS: Final[Mapping[str, Amount]] = {
    "unserved": "unserved",
    "travel": "travel",
    "overtime": "overtime",
    "fairness.caregivers.workload.week.all.largest": "largest_workload",
    "fairness.caregivers.paid.today.all.largest": "largest_paid_time",
    "fairness.caregivers.travel.today.all.largest": "largest_travel",
    "fairness.caregivers.heavy_points.today.all.largest": "largest_heavy_points",
}
"""The measures that the exact engine can weigh, and what it calls them."""
MOST_VISITS: Final = 12
"""How many visits a scenario may have; beyond, proofs take too long."""
_SHARING: Final = {"sharing": {"week": False}, "weights": {"shared_paid_time": 1.0}}
"""A problem knows shares only if they have a cost; no front depends on the cost itself."""
_DIGITS: Final = 6
"""How many decimals of two values are compared: sums of minutes differ by less."""


@dataclass(frozen=True)
class ExactFront:
    """The points of all plans that no other plan dominates.

    A plan dominates another one if it has less of one measure and no more of the other. Only plans
    count that leave out as few mandatory visits as possible; unless the front is about visits that
    are left out, also as few visits as possible, because otherwise doing nothing would be best.

    Attributes
    ----------
    points : tuple of (float, float)
        The values of both measures, from the least of the first one on.
    mandatory_unserved : int
        How many mandatory visits each of these plans leaves out.
    unserved : int or None
        How many visits each leaves out; None if the front is about these.
    """

    points: tuple[tuple[float, float], ...]
    mandatory_unserved: int
    unserved: int | None

    def counts(self, measures: Mapping[str, float | None]) -> bool:
        """Return whether a plan leaves out as few visits as those of the front."""
        return measures["mandatory_unserved"] == self.mandatory_unserved and (
            self.unserved is None or measures["unserved"] == self.unserved
        )


def exact_front(scenario: Scenario, first: str, second: str) -> ExactFront:
    """Find all points that no plan dominates, each measured by the referee of a plan that has it.

    The plans are all that the engines can make: each sets out as late as the scenario's weights
    make it. Slack behind visits is left out, as it is no rule.

    Parameters
    ----------
    scenario
        The scenario, of at most `MOST_VISITS` visits.
    first, second
        Names of measures, of `AIMS`.

    Raises
    ------
    NoPlan
        If a mandatory meal break cannot be taken.
    """
    from dispatch.engine.exact.front import front

    travel = travel_times(scenario)
    encoded = without_slack(encode(weighted(scenario, _SHARING), travel))
    found = front(encoded.problem, AIMS[first], AIMS[second], stop=lambda _: 0.0)
    assert found  # nothing stops it, and there is a plan that serves only what has begun
    values = []
    for solution in found:
        judgement = judge(scenario, travel, decode(encoded, solution))
        if judgement.violations:
            rules = ", ".join(sorted({each.kind for each in judgement.violations}))
            raise DispatchError(fault("engine-breaks-rules", engine="exact", rules=rules))
        values.append(measured(judgement))
    return ExactFront(
        points=tuple((each[first] or 0.0, each[second] or 0.0) for each in values),
        mandatory_unserved=int(values[0]["mandatory_unserved"] or 0),
        unserved=None if "unserved" in (first, second) else int(values[0]["unserved"] or 0),
    )


def pairs_of(study: Study) -> list[tuple[str, str]]:
    """Return the fronts of a study that the exact engine can weigh."""
    pairs = [(front[0], front[1]) for front in study.fronts if len(front) == 2]
    return [pair for pair in pairs if {*pair} <= {*AIMS}]


def fronts_of(
    asked: Asked, processes: int, report: Callable[[int, int], None] = lambda *_: None
) -> dict[tuple[str, str, str], ExactFront]:
    """Find the front of each pair of a study that the exact engine can weigh.

    Parameters
    ----------
    asked
        The study.
    processes
        How many work at once.
    report
        Called with the number of fronts that are found and that of all, whenever one is.

    Returns
    -------
    dict of (str, str, str) to ExactFront
        By the names of a scenario and of two measures, the front under the rules of the plain
        weighting.

    Raises
    ------
    NoPlan
        As for `exact_front`.
    """
    scenarios = {
        name: scenario
        for (name, weighting), scenario in asked.scenarios.items()
        if weighting == asked.study.plain
    }
    pairs = pairs_of(asked.study)
    keys = [(name, first, second) for name in scenarios for first, second in pairs]
    found: dict[tuple[str, str, str], ExactFront] = {}

    def tell(place: int, front: ExactFront) -> None:
        found[keys[place]] = front
        report(len(found), len(keys))

    calls = [(scenarios[name], first, second) for name, first, second in keys]
    in_processes(exact_front, calls, processes, tell)
    return {key: found[key] for key in keys}


def extents(front: ExactFront) -> tuple[float, float]:
    """Return how far a front extends in both measures.

    Of a measure with a single value on the front, that is this value, or 1 if it is 0.
    """
    across, up = (
        max(axis) - min(axis) or abs(max(axis)) or 1.0 for axis in zip(*front.points, strict=True)
    )
    return across, up


def reached(front: ExactFront, found: Iterable[tuple[float, float]]) -> int:
    """Return how many points of a front are among those that were found."""
    known = {tuple(round(value, _DIGITS) for value in point) for point in found}
    return sum(tuple(round(value, _DIGITS) for value in point) in known for point in front.points)


def distance(front: ExactFront, found: Iterable[tuple[float, float]]) -> float:
    """Return how far the best of what was found lies from a front, as a share of its extent.

    For each point that no other one dominates, that is the least by which both of its values would
    have to fall to meet the front, as in the generational distance GD+; the largest of these is
    returned. `extents` tells the extent.

    Parameters
    ----------
    front
        The front.
    found
        The points that were found, at least one, of plans that count.

    References
    ----------
    H. Ishibuchi, H. Masuda, Y. Tanigaki and Y. Nojima, Modified distance calculation in
    generational distance and inverted generational distance, EMO 2015, Lecture Notes in Computer
    Science 9019, 110-125 (2015). https://doi.org/10.1007/978-3-319-15892-1_8
    """
    sizes = extents(front)
    found = {*found}
    best = [
        one
        for one in found
        if not any(each != one and each[0] <= one[0] and each[1] <= one[1] for each in found)
    ]
    return max(
        min(
            max(0.0, *((x - y) / size for x, y, size in zip(one, point, sizes, strict=True)))
            for point in front.points
        )
        for one in best
    )
