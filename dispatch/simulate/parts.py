"""The response of a part of the requests over the replications: a class, a group, an hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from dispatch.simulate.measures import Measures
from dispatch.simulate.response import Response
from dispatch.simulate.statistics import Estimate, mean_estimate, reduction, reductions

Key = TypeVar("Key")
Baselines: TypeAlias = Mapping[str, Sequence[Measures]]
"""By name, the measures of the same replications under each baseline that was lived."""


@dataclass(frozen=True)
class Part:
    """The response of a part of the requests under a policy; the unit is the replication.

    A replication without such a request has no value and is left out.

    Attributes
    ----------
    requests, missed : int
        Their number over all replications, and how many of them had not started at their cap.
    mean, p90 : Estimate
        The restricted mean response, and the time that nine in ten do not exceed, in minutes.
    late : Estimate
        The share that did not start within the target.
    against : Mapping of str to Estimate
        The reduction of the mean beside each baseline that was lived.
    """

    requests: int
    missed: int
    mean: Estimate
    p90: Estimate
    late: Estimate
    against: Mapping[str, Estimate]


def part(
    find: Callable[[Measures], Response], policy: Sequence[Measures], baselines: Baselines
) -> Part:
    """Summarise the same requests of each replication.

    Parameters
    ----------
    find
        Finds their response.
    policy
        The measures of each replication.
    baselines
        Those of the baselines, in the same order.
    """
    mine = [find(one) for one in policy]
    means = [each.mean for each in mine]
    return Part(
        requests=sum(each.requests for each in mine),
        missed=sum(each.missed for each in mine),
        mean=over(means),
        p90=over([each.p90 for each in mine]),
        late=over([each.late for each in mine]),
        against={
            name: reduction(reductions(means, [find(one).mean for one in other]))
            for name, other in baselines.items()
        },
    )


def parts(
    find: Callable[[Measures], Mapping[Key, Response]],
    policy: Sequence[Measures],
    baselines: Baselines,
) -> Mapping[Key, Part]:
    """Summarise each part of a mapping, such as each class; the parameters are those of `part`."""

    def entry(key: Key) -> Callable[[Measures], Response]:
        return lambda one: find(one)[key]

    return {key: part(entry(key), policy, baselines) for key in find(policy[0])}


def over(values: Sequence[float | None]) -> Estimate:
    """Estimate a mean over the replications that have a value."""
    return mean_estimate([value for value in values if value is not None])
