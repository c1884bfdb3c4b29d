"""Who may do what and when, defined once for encoding, referee and reasons."""

from dispatch.rules.amounts import (
    break_due,
    end_place,
    priority,
    rating_cost,
    shrunk_rating,
    start_place,
    thousandths,
    weighed,
    workload_factor,
)
from dispatch.rules.eligibility import (
    area_reasons,
    client_reasons,
    eligibility,
    personal_reasons,
    pin_reasons,
    preference_misses,
    service_reasons,
)
from dispatch.rules.equipment import pool_reason
from dispatch.rules.groups import groups, left_out_with_another
from dispatch.rules.limits import Entitlement, Limit, cargo, entitlements, limits
from dispatch.rules.pins import broken_pins, release_pins
from dispatch.rules.reasons import why_unserved
from dispatch.rules.shifts import dates_in_shift, latest_return
from dispatch.rules.starts import allowed_starts, releases, soft_windows
from dispatch.rules.ways import Between, pool_way_reason, way_reasons
from dispatch.scenario.durations import duration_of, role_duration

__all__ = [
    "Between", "Entitlement", "Limit", "allowed_starts", "area_reasons", "break_due",
    "broken_pins", "cargo", "client_reasons", "dates_in_shift", "duration_of", "eligibility",
    "end_place", "entitlements", "groups", "latest_return", "left_out_with_another", "limits",
    "personal_reasons", "pin_reasons", "pool_reason", "pool_way_reason", "preference_misses",
    "priority", "rating_cost", "release_pins", "releases", "role_duration", "service_reasons",
    "shrunk_rating", "soft_windows", "start_place", "thousandths", "way_reasons", "weighed",
    "why_unserved", "workload_factor",
]  # fmt: skip
