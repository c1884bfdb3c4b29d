"""Arrays of what compares caregivers and clients, in milliseconds and costs per minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.encoding.fields import ints, pointer
from dispatch.engine.problem import (
    EVERYBODY,
    GINI,
    KOLM_POLLAK,
    RANGE,
    RESPONSE,
    TARDINESS,
    UNSERVED,
    Ints,
)
from dispatch.rules import (
    SHARES,
    BegunRoutes,
    awaited,
    bend_costs,
    bound_in_levels,
    bound_weight,
    care_asked,
    care_costs,
    due_visits,
    duration_of,
    groups_of,
    needed,
    pools,
    share_bases,
    share_costs,
    shares_before,
    thousandths,
)
from dispatch.scenario import Scenario, Visit

_WHAT = {"range": RANGE, "gini": GINI, "kolm_pollak": KOLM_POLLAK}


def fairness_fields(scenario: Scenario, begun: BegunRoutes) -> dict[str, Any]:
    """Return all these fields but `Problem.still`, by their names in `Problem`."""
    return {
        **_share_fields(scenario, begun),
        **_bound_fields(scenario),
        **_tally_fields(scenario),
        **_care_fields(scenario),
    }


def still(scenario: Scenario) -> Ints:
    """Return 1 for each open visit whose mean response or tardiness is compared."""
    compared = {visit.id for visit in (*awaited(scenario), *due_visits(scenario))}
    return ints(visit.id in compared for visit in scenario.open_visits)


def shared_base(scenario: Scenario) -> Ints:
    """Return `Problem.shared_base`: zeros if shares cost nothing."""
    base = np.zeros((len(SHARES), len(scenario.on_duty)), dtype=np.int64)
    if share_costs(scenario):
        base += np.array(share_bases(scenario))[:, None]
    return base


def _share_fields(scenario: Scenario, begun: BegunRoutes) -> dict[str, Ints]:
    """Return what the caregivers on duty share, and what that costs."""
    people, costs = scenario.on_duty, share_costs(scenario)
    so_far = np.zeros((len(SHARES), len(people)), dtype=np.int64)
    if costs or scenario.policy.bounds:
        for k, each in enumerate(people):
            so_far[:, k] = shares_before(scenario, each, begun)
    return {
        "shared_so_far": so_far,
        "shared_base": shared_base(scenario),
        "share_cost": np.array(costs, dtype=np.int64).reshape(len(SHARES), -1),
    }


def _bound_fields(scenario: Scenario) -> dict[str, Ints]:
    """Return the bounds, each within each pool of those who qualify for the same work."""
    number = {caregiver.id: k for k, caregiver in enumerate(scenario.on_duty)}
    of_pools = pools(scenario).values() if scenario.policy.bounds else ()
    rows = [
        (bound, [number[name] for name in pool])
        for bound in scenario.policy.bounds
        for pool in of_pools
    ]
    bends = [
        np.array(bend_costs(scenario, bound.share) if bound.measure == "kolm_pollak" else (0,))
        for bound, _ in rows
    ]
    width = max((len(bend) for bend in bends), default=0)
    return {
        "bound": pointer([members for _, members in rows]),
        "bound_members": ints(member for _, members in rows for member in members),
        "bound_share": ints(SHARES.index(bound.share) for bound, _ in rows),
        "bound_what": ints(_WHAT[bound.measure] for bound, _ in rows),
        "bound_most": ints(bound_in_levels(bound) for bound, _ in rows),
        "bound_cost": ints(bound_weight(bound) for bound, _ in rows),
        "bound_bend": np.array([_wide(bend, width) for bend in bends], dtype=np.int64).reshape(
            len(rows), width
        ),
    }


def _wide(bend: Ints, width: int) -> Ints:
    """Return a bend with as many entries on both sides as the widest, growing evenly there."""
    more = (width - len(bend)) // 2
    if not more or len(bend) == 1:
        return np.zeros(width, dtype=np.int64) if len(bend) == 1 else bend
    steepest = bend[-1] - bend[-2]
    ahead, behind = np.full(more, bend[0]), bend[-1] + steepest * np.arange(1, more + 1)
    wide: Ints = np.concatenate([ahead, bend, behind])
    return wide


def _tally_fields(scenario: Scenario) -> dict[str, Ints]:
    """Return the groups of visits whose means and shares left out are compared."""
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
    weights = scenario.policy.weights
    rows: list[tuple[int, Sequence[Visit], float]] = []
    for what, visits, weight in (
        (RESPONSE, awaited(scenario), weights.group_response),
        (TARDINESS, due_visits(scenario), weights.group_tardiness),
        (UNSERVED, needed(scenario), weights.group_unserved),
    ):
        if what == UNSERVED and visits:
            rows.append((EVERYBODY, visits, 0.0))
        rows += [(what, group, weight) for group in groups_of(scenario, visits)]
    members = [[number[visit.id] for visit in group] for _, group, _ in rows]
    return {
        "tally": pointer(members),
        "tally_visits": ints(visit for group in members for visit in group),
        "tally_what": ints(what for what, _, _ in rows),
        "tally_cost": ints(thousandths(weight) for _, _, weight in rows),
    }


def _care_fields(scenario: Scenario) -> dict[str, Ints]:
    """Return the care of each client with open visits."""
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
    rows = [*care_asked(scenario).values()]
    uses = [[duration_of(scenario, visit) for visit in visits] for _, visits in rows]
    return {
        "care": pointer(uses),
        "care_visits": ints(number[visit.id] for _, visits in rows for visit in visits),
        "care_use": ints(use for row in uses for use in row),
        "care_had": ints(had for had, _ in rows),
        "care_asked": ints(
            max(1, had + sum(row)) for (had, _), row in zip(rows, uses, strict=True)
        ),
        "care_cost": ints(care_costs(scenario) if rows else [0] * 101),
    }
