"""What it costs that caregivers have unequal shares, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.engine.problem import SHARES, Problem


def cost_at(costs: Sequence[int], level: int) -> int:
    """Return the cost of a share `level` minutes beyond its base; see `Problem.share_cost`."""
    last = len(costs) - 1
    if level <= last:
        return costs[max(0, level)]
    return costs[last] + (level - last) * (costs[last] - costs[last - 1])


def level_of(problem: Problem, share: int, caregiver: int, ticks: int) -> int:
    """Return the minutes beyond the base of a caregiver's share, with `ticks` on these routes."""
    scaled = int(problem.workload_scale[caregiver]) * (
        ticks + int(problem.shared_so_far[share, caregiver])
    )
    minutes = -(-scaled // (1000 * int(problem.minute[0])))
    return minutes - int(problem.shared_base[share, caregiver])


def shared(problem: Problem, ticks: Sequence[Sequence[int]]) -> int:
    """Return the cost of all shares; `ticks` has a row for each share with each caregiver's."""
    if not problem.share_cost.size:
        return 0
    tables = problem.share_cost.tolist()
    return sum(
        cost_at(tables[share], level_of(problem, share, c, own))
        - cost_at(tables[share], level_of(problem, share, c, 0))
        for share in SHARES
        for c, own in enumerate(ticks[share])
    )
