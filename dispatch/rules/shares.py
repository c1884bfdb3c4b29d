"""What it costs that caregivers have unequal shares of work.

Each minute costs more, the more a caregiver has already: its cost doubles with every so many
minutes. The sum over the caregivers is an increasing function of the Kolm-Pollak
equally-distributed equivalent of the shares (10.1016/j.compenvurbsys.2020.101590). The shorter the
doubling, the nearer its order is to leximin: the largest share decides, then the next.
`docs/model.md` says how near.
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import Final, NamedTuple

from dispatch.rules.amounts import paid_before, thousandths, workload_factor
from dispatch.rules.facts import BegunRoutes, begun_and_over, resumes
from dispatch.scenario import Caregiver, Scenario, ShareBound
from dispatch.scenario.base import MILLISECONDS_A_MINUTE, Duration

SHARES: Final = ("paid_time", "travel", "heavy_points")
"""What is shared."""

POINT: Final = 10 * MILLISECONDS_A_MINUTE
"""Milliseconds that a point of heavy work counts for; it is shared in tenths, time in minutes."""

_BELOW, _ABOVE = 12, 6
"""Doublings below and above the amount at which the weight holds; beyond, costs grow evenly."""


def share_costs(scenario: Scenario) -> tuple[tuple[int, ...], ...]:
    """Return what each level of each of the `SHARES` costs, in thousandths of a weight.

    A level is a minute, or a tenth of a point. The first is `share_bases` of a caregiver; beyond
    the last one, costs grow as between the last two. Empty if no share has a weight.
    """
    policy = scenario.policy
    weights = [
        thousandths(getattr(policy.weights, f"shared_{share}")) / _levels_of_one(share)
        for share in SHARES
    ]
    if not any(weights):
        return ()
    doublings = [_doubling(scenario, share) for share in SHARES]
    size = (_BELOW + _ABOVE) * max(doublings) + 2
    return tuple(map(_costs, weights, doublings, (size,) * len(weights)))


@lru_cache(maxsize=100)
def _costs(weight: float, doubling: int, size: int) -> tuple[int, ...]:
    """Return the integral of the cost of a minute, which is `weight` at `_BELOW` doublings."""
    bend = (_BELOW + _ABOVE) * doubling
    steepest = weight * 2.0**_ABOVE
    scale = weight * doubling / log(2)
    return tuple(
        round(
            scale * (2.0 ** (min(level, bend) / doubling - _BELOW) - 2.0**-_BELOW)
            + steepest * max(0, level - bend)
        )
        for level in range(size)
    )


def bend_costs(scenario: Scenario, share: str) -> tuple[int, ...]:
    """Return thousandths of levels by a caregiver's level; the middle one is that of a bound.

    The mean over the caregivers, less the middle one, is about by how much the Kolm-Pollak
    equivalent of their levels exceeds the bound.
    """
    return _bends(_doubling(scenario, share))


@lru_cache(maxsize=100)
def _bends(doubling: int) -> tuple[int, ...]:
    half = _ABOVE * doubling
    scale = 1000 * doubling / log(2)
    bent = [round(scale * 2.0 ** (level / doubling)) for level in range(-half, half + 1)]
    return tuple(each - bent[0] for each in bent)


def bound_in_levels(bound: ShareBound) -> int:
    """Return a bound in levels, or in thousandths of a Gini index."""
    if bound.measure == "gini":
        return thousandths(bound.most)
    return _rounded(thousandths(bound.most), 1000 // _levels_of_one(bound.share))


def bound_weight(bound: ShareBound) -> int:
    """Return what a level beyond a bound costs, in thousandths."""
    return _rounded(thousandths(bound.weight), _levels_of_one(bound.share))


def _levels_of_one(share: str) -> int:
    """Return the levels of a minute, or of a point."""
    return 10 if share == "heavy_points" else 1


def _rounded(amount: int, divisor: int) -> int:
    """Divide an amount of at least 0, and round half up."""
    return (2 * amount + divisor) // (2 * divisor)


def _doubling(scenario: Scenario, share: str) -> int:
    """Return the levels in which the cost of a further one doubles, at least one."""
    return max(1, _levels(getattr(scenario.policy.sharing, share).doubling, share))


def _at(scenario: Scenario, share: str) -> int:
    """Return the level at which a further one costs the weight: so much for each date."""
    return len(scenario.dates) * _levels(getattr(scenario.policy.sharing, share).at, share)


def _levels(amount: float, share: str) -> int:
    """Return the levels of so many points, or of so much time in milliseconds."""
    if isinstance(amount, Duration):
        return _rounded(amount, MILLISECONDS_A_MINUTE)
    return _rounded(thousandths(amount), 1000 // _levels_of_one(share))


def _level(amount: int, factor: int) -> int:
    """Return the level of an amount in milliseconds, scaled by thousandths and rounded up."""
    return -(-factor * amount // (1000 * MILLISECONDS_A_MINUTE))


def share_bases(scenario: Scenario) -> tuple[int, ...]:
    """Return the level at which the costs of each share begin.

    It lies `_BELOW` doublings below the level at which a further one costs the weight. That counts
    from the mean of what the caregivers on duty have had in the week before the first date, rounded
    down.
    """
    rows = [(_so_far(scenario, each), workload_factor(scenario, each)) for each in scenario.on_duty]
    means = [
        sum(_level(amounts[k], factor) for amounts, factor in rows) // max(1, len(rows))
        for k in range(len(SHARES))
    ]
    return tuple(
        mean + _at(scenario, share) - _BELOW * _doubling(scenario, share)
        for mean, share in zip(means, SHARES, strict=True)
    )


class Done(NamedTuple):
    """What a caregiver has done on a running day, before the routes of the plan go on."""

    paid: int
    """Milliseconds."""
    travel: int
    """Milliseconds."""
    heavy_points: int


def done_today(scenario: Scenario, caregiver: Caregiver, begun: BegunRoutes) -> Done:
    """Return what a caregiver has done in the shifts of the scenario, given what has `begun`.

    Heavy points are those of visits that were served, not of those that were broken off.
    """
    shifts = [*enumerate(caregiver.shifts)]
    paid = (
        paid_before(scenario, shift, resumes(scenario, caregiver, number, begun))
        for number, shift in shifts
    )
    travelled = (shift.under_way.travelled for _, shift in shifts if shift.under_way is not None)
    served = (
        scenario.service[visit.service].heavy_points
        for visit in begun_and_over(scenario, caregiver)
        if visit.facts is not None and visit.facts.outcome == "served"
    )
    return Done(sum(paid), sum(travelled), sum(served))


def shares_before(
    scenario: Scenario, caregiver: Caregiver, begun: BegunRoutes
) -> tuple[int, int, int]:
    """Return what a caregiver has had of each share before the rest of the plan, in milliseconds.

    That is in the week before the first date, and today.
    """
    paid, travel, heavy = _so_far(scenario, caregiver)
    today = done_today(scenario, caregiver, begun)
    return paid + today.paid, travel + today.travel, heavy + POINT * today.heavy_points


def _so_far(scenario: Scenario, caregiver: Caregiver) -> tuple[int, int, int]:
    if not scenario.policy.sharing.week:
        return 0, 0, 0
    had = caregiver.so_far
    return had.paid, had.travel, POINT * had.heavy_points
