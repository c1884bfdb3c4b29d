"""The answer to who is missing, as typed results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

from dispatch.simulate.statistics import Estimate
from dispatch.whatif.kinds import Kind, Team
from dispatch.whatif.runs import Run

MEASURES: Final = {
    "mandatory": "mandatory_unserved",
    "served": "visits.served",
    "hours": "hours",
    "on_time": "visits.on_time",
    "paid": "paid",
    "travel": "travel",
}
"""What curves tell, with the names in rows: counts of visits, hours, a share, and minutes."""
ENOUGH_TO_AGREE: Final = 5
"""How many seeds have to agree exactly to be believed: were a gain as likely as a loss, so many
would all gain with a probability of 1/32 (the sign test)."""
Of: TypeAlias = Literal["visits", "hours"]
Verdict: TypeAlias = Literal["gain", "loss", "none", "noise", "unknown"]
Ended: TypeAlias = Literal["reached", "most", "nothing", "noise"]


@dataclass(frozen=True)
class Gain:
    """By how much a measure is larger than that of the smaller team, over pairs of runs.

    Attributes
    ----------
    estimate : Estimate
        The mean difference with its interval of 95 %, over seeds; without an interval if all seeds
        agree exactly, which tells nothing of its width.
    verdict : str
        ``gain`` or ``loss``, for better or worse, if the interval excludes 0, or if
        `ENOUGH_TO_AGREE` seeds or more agree exactly; ``none`` if nothing changes with any seed;
        ``noise`` if the seeds alone may explain the difference; ``unknown`` if fewer seeds agree,
        or the measure is undefined.
    """

    estimate: Estimate
    verdict: Verdict


@dataclass(frozen=True)
class Point:
    """A team, over seeds.

    Attributes
    ----------
    more : int
        How many caregivers it has more than the team as it is.
    means : mapping of str to float or None
        The mean of each of `MEASURES`; None if a measure is undefined with every seed.
    gains : mapping of str to Gain
        What each measure gains: on a curve beside the team as it is, in the mix beside the step
        before.
    share : Estimate
        The share of the level: of visits, or of hours, that are served.
    reached : bool
        Whether the level is reached: the mean share is large enough, and no run leaves out a
        mandatory visit.
    for_equipment : float
        How many visits are left out for want of equipment, although somebody has time: the mean.
    """

    more: int
    means: Mapping[str, float | None]
    gains: Mapping[str, Gain]
    share: Estimate
    reached: bool
    for_equipment: float


@dataclass(frozen=True)
class Curve:
    """What more caregivers of one kind bring.

    Attributes
    ----------
    kind : Kind
        The kind.
    points : tuple of Point
        For one more, two more and so on. It ends early where the rules say that yet one more could
        serve no visit that is still left out, nor make room for one; it is empty if already one
        more could not.
    """

    kind: Kind
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Step:
    """A step of the mix: whom it adds, and the team with her."""

    kind: Kind
    point: Point


@dataclass(frozen=True)
class Staffing:
    """Who is missing, and what one more of each kind brings.

    Attributes
    ----------
    scenario : str
        The fingerprint of the scenario.
    level : float
        The share to be served.
    of : str
        Whether that is a share of ``visits`` or of ``hours``.
    iterations : int
        The budget of each search, in moves.
    seeds : tuple of int
        The seeds.
    visits : int
        The visits that are not over.
    hours : float
        The hours of care in them.
    base : Point
        The team as it is.
    curves : tuple of Curve
        One for each kind.
    mix : tuple of Step
        The additions, in order.
    ended : str
        Why the mix ends: ``reached``; ``most``, with as many additions as were asked for;
        ``nothing``, if the rules say that one more of none of the kinds could bring anything;
        ``noise``, if no single addition brings more than the seeds alone may explain.
    runs : tuple of Run
        All runs.
    """

    scenario: str
    level: float
    of: Of
    iterations: int
    seeds: tuple[int, ...]
    visits: int
    hours: float
    base: Point
    curves: tuple[Curve, ...]
    mix: tuple[Step, ...]
    ended: Ended
    runs: tuple[Run, ...]

    @property
    def ranked(self) -> tuple[Curve, ...]:
        """The curves with points, those first whose first caregiver brings most.

        Mandatory visits come first, as in the mix.
        """

        def rank(curve: Curve) -> tuple[float, float]:
            gains = curve.points[0].gains
            measure = "hours" if self.of == "hours" else "served"
            fewer, more = (gains[name].estimate.value or 0.0 for name in ("mandatory", measure))
            return fewer, -more

        return tuple(sorted((curve for curve in self.curves if curve.points), key=rank))

    @property
    def team(self) -> Team:
        """How many of which kinds the mix adds, in the order of the kinds."""
        added = [step.kind.id for step in self.mix]
        kinds = [curve.kind.id for curve in self.curves]
        return tuple((kind, added.count(kind)) for kind in kinds if kind in added)

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the runs as plain values, ready for JSON."""
        told = asdict(self)
        del told["runs"]
        return {**told, "team": dict(self.team)}
