"""Bounds on sums over several routes or visits, in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from dispatch.encoding.fields import ints, pointer
from dispatch.engine.problem import CARGO, KITS, PAID, VISITS, Ints
from dispatch.rules import (
    BegunRoutes,
    duration_of,
    entitlements,
    groups,
    kit_limits,
    kits,
    limits,
)
from dispatch.scenario import Scenario

WHAT: Final[Mapping[str, int]] = {
    "paid_hours_cap": PAID,
    "weekly_cap": PAID,
    "probation_cap": VISITS,
    "carrying_limit": CARGO,
}
"""Quantity that each rule limits."""


def limit_fields(
    scenario: Scenario, routes: tuple[tuple[str, int], ...], begun: BegunRoutes
) -> dict[str, Ints]:
    """Return the fields of limits: on sums over the routes of a caregiver, then on kits."""
    number = {key: route for route, key in enumerate(routes)}
    found = [limit for each in scenario.caregivers for limit in limits(scenario, each, begun)]
    rows = []
    for each in found:
        over = [number[each.caregiver, shift] for shift in each.shifts]
        most = each.most
        if WHAT[each.code] == VISITS:  # the stop that says where she is counts in the engine, too
            keys = [(each.caregiver, shift) for shift in each.shifts]
            most += sum(key in begun and begun[key].out for key in keys)
        rows.append((over, WHAT[each.code], most, 0))
    kit = {pool.id: k for k, pool in enumerate(kits(scenario))}
    rows += [
        ([number[shift] for shift in each.shifts], KITS, each.most, kit[each.pool])
        for each in kit_limits(scenario)
    ]
    return {
        "limit": pointer([over for over, *_ in rows]),
        "limit_routes": ints(route for over, *_ in rows for route in over),
        "limit_what": ints(what for _, what, _, _ in rows),
        "limit_most": ints(most for _, _, most, _ in rows),
        "limit_kit": ints(kit for *_, kit in rows),
    }


def most_in_ticks(fields: Mapping[str, Ints], tick: int) -> Ints:
    """Return the bounds of the fields of limits in ticks, if they are bounds on times."""
    most: Ints = fields["limit_most"] // np.where(fields["limit_what"] == PAID, tick, 1)
    return most


def group_fields(scenario: Scenario) -> dict[str, Ints]:
    """Return the fields of groups, whose visits are served all or none."""
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
    found = groups(scenario)
    return {
        "group": pointer(found),
        "group_visits": ints(number[visit] for visits in found for visit in visits),
    }


def quota_fields(scenario: Scenario) -> dict[str, Ints]:
    """Return the fields of quotas: entitlements that a client's visits to come exceed."""
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
    use = {visit.id: duration_of(scenario, visit) for visit in scenario.open_visits}
    found = [
        each
        for each in entitlements(scenario)
        if sum(use[visit] for visit in each.visits) > each.most
    ]
    return {
        "quota": pointer([each.visits for each in found]),
        "quota_visits": ints(number[visit] for each in found for visit in each.visits),
        "quota_use": ints(use[visit] for each in found for visit in each.visits),
        "quota_most": ints(each.most for each in found),
    }
