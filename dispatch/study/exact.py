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

if TYPE_CHECKING:
    from dispatch.engine.exact.front import Amount
    from dispatch.study.reading import Asked

AIMS: Final[Mapping[str, Amount]] = {
    "unserved": "unserved",
    "travel": "travel",
    "overtime": "overtime",
    "balance.workload.largest": "largest_workload",
}
"""The measures that the exact engine can weigh, and what it calls them."""
MOST_VISITS: Final = 12
"""How many visits a scenario may have; beyond, proofs take too long."""
_DIGITS: Final = 6
"""How many decimals of two values are compared: sums of minutes differ by less."""


@dataclass(frozen=True)
class ExactFront:
    """The points of all plans that no other plan dominates.

    Attributes
    ----------
    points : tuple of (float, float)
        The values of both measures, from the least of the first one on.
    mandatory_unserved : int
        How many mandatory visits each of these plans leaves out.
    """

    points: tuple[tuple[float, float], ...]
    mandatory_unserved: int


def exact_front(scenario: Scenario, first: str, second: str) -> ExactFront:
    """Find all points that no plan dominates.

    A plan dominates another one if it has less of one measure and no more of the other. Only plans
    count that leave out as few mandatory visits as possible. Every point comes from a plan that
    the referee accepts, and is measured by it.

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
    encoded = without_slack(encode(scenario, travel))
    found = front(encoded.problem, AIMS[first], AIMS[second], stop=lambda _: 0.0)
    assert found is not None  # nothing stops it
    points = []
    for solution in found:
        judgement = judge(scenario, travel, decode(encoded, solution))
        if judgement.violations:
            rules = ", ".join(sorted({each.kind for each in judgement.violations}))
            raise DispatchError(fault("engine-breaks-rules", engine="exact", rules=rules))
        values = measured(judgement)
        points.append((values[first] or 0.0, values[second] or 0.0))
    return ExactFront(tuple(points), found[0].mandatory_unserved)


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
    pairs = [pair for pair in asked.study.fronts if len(pair) == 2 and {*pair} <= {*AIMS}]
    keys = [(name, first, second) for name in scenarios for first, second in pairs]
    found: dict[tuple[str, str, str], ExactFront] = {}

    def tell(place: int, front: ExactFront) -> None:
        found[keys[place]] = front
        report(len(found), len(keys))

    calls = [(scenarios[name], first, second) for name, first, second in keys]
    in_processes(exact_front, calls, processes, tell)
    return {key: found[key] for key in keys}


def reached(front: ExactFront, found: Iterable[tuple[float, float]]) -> int:
    """Return how many points of a front are among those that were found."""
    known = {tuple(round(value, _DIGITS) for value in point) for point in found}
    return sum(tuple(round(value, _DIGITS) for value in point) in known for point in front.points)


def distance(front: ExactFront, found: Iterable[tuple[float, float]]) -> float:
    """Return how far what was found lies from a front, as a share of the front's extent.

    That is the additive epsilon indicator: the least share of both extents by which the points that
    were found have to be better so that each point of the front is reached; 0 if the whole front
    was found. The extent of a measure in which the front is a single value is 1.

    Parameters
    ----------
    front
        The front.
    found
        The points that were found, at least one, of plans that leave out as few mandatory visits.

    References
    ----------
    E. Zitzler, L. Thiele, M. Laumanns, C. M. Fonseca and V. Grunert da Fonseca, Performance
    assessment of multiobjective optimizers: an analysis and review, IEEE Transactions on
    Evolutionary Computation 7 (2), 117-132 (2003). https://doi.org/10.1109/TEVC.2003.810758
    """
    extents = [max(axis) - min(axis) or 1.0 for axis in zip(*front.points, strict=True)]
    found = [*found]
    return max(
        min(
            max(0.0, *((x - y) / size for x, y, size in zip(one, point, extents, strict=True)))
            for one in found
        )
        for point in front.points
    )
