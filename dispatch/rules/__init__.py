"""Who may do what and when, defined once for encoding, referee and reasons."""

from dispatch.rules.amounts import (
    PRIOR_REVIEWS,
    arrives_early,
    bases,
    begins,
    break_due,
    end_place,
    paid_before,
    priority,
    rating_cost,
    shrunk_rating,
    slack,
    start_place,
    thousandths,
    weighed,
    worked_before,
    workload_factor,
)
from dispatch.rules.clients import client_mode, occupies
from dispatch.rules.compared import (
    awaited,
    care_asked,
    care_costs,
    due_visits,
    groups_of,
    needed,
)
from dispatch.rules.eligibility import (
    area_reasons,
    client_reasons,
    eligibility,
    personal_reasons,
    pin_reasons,
    preference_misses,
    service_reasons,
    valid_kinds,
)
from dispatch.rules.equipment import (
    along_reasons,
    clearing,
    kit_limits,
    kits,
    kits_brought,
    lacks_along,
    mode_reasons,
    piece_place,
    piece_since,
    pool_reason,
    pools_apart,
    set_up,
    shifts_together,
)
from dispatch.rules.facts import (
    Begun,
    BegunRoute,
    BegunRoutes,
    Hours,
    begun_and_over,
    begun_routes,
    hours,
    shift_of,
    unreached,
    visits_over,
)
from dispatch.rules.groups import groups, left_out_with_another
from dispatch.rules.limits import Entitlement, Limit, cargo, entitlements, limits
from dispatch.rules.pins import broken_pins, release_pins
from dispatch.rules.pools import pools
from dispatch.rules.promises import binding_promise, told_caregivers, told_start
from dispatch.rules.reached import is_unreachable
from dispatch.rules.reasons import Bars
from dispatch.rules.shares import (
    SHARES,
    bend_costs,
    bound_in_levels,
    bound_weight,
    done_today,
    share_bases,
    share_costs,
    shares_before,
)
from dispatch.rules.shifts import dates_in_shift, latest_return
from dispatch.rules.starts import allowed_starts, openings, releases, soft_windows
from dispatch.rules.traits import by_trait, needs_nurse
from dispatch.rules.ways import Between, pool_way_reason, way_reasons
from dispatch.scenario.durations import duration_of, role_duration

__all__ = [
    "PRIOR_REVIEWS", "SHARES", "Bars", "Begun", "BegunRoute", "BegunRoutes", "Between",
    "Entitlement", "Hours", "Limit", "allowed_starts", "along_reasons", "area_reasons",
    "arrives_early", "awaited", "bases", "begins", "begun_and_over", "begun_routes",
    "bend_costs", "binding_promise", "bound_in_levels", "bound_weight", "break_due",
    "broken_pins", "by_trait", "care_asked", "care_costs", "cargo", "clearing", "client_mode",
    "client_reasons", "dates_in_shift", "done_today", "due_visits", "duration_of",
    "eligibility", "end_place", "entitlements", "groups", "groups_of", "hours",
    "is_unreachable", "kit_limits", "kits", "kits_brought", "lacks_along", "latest_return",
    "left_out_with_another", "limits", "mode_reasons", "needed", "needs_nurse", "occupies",
    "openings", "paid_before", "personal_reasons", "piece_place", "piece_since", "pin_reasons",
    "pool_reason", "pool_way_reason", "pools", "pools_apart", "preference_misses", "priority",
    "rating_cost", "release_pins", "releases", "role_duration", "service_reasons", "set_up",
    "share_bases", "share_costs", "shares_before", "shift_of", "shifts_together",
    "shrunk_rating", "slack", "soft_windows", "start_place", "thousandths", "told_caregivers",
    "told_start", "unreached", "valid_kinds", "visits_over", "way_reasons", "weighed",
    "worked_before", "workload_factor",
]  # fmt: skip
