"""Who may do what and when, once for all: used by the encoding, the referee and the reasons."""

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
    client_reasons,
    eligibility,
    pin_reasons,
    preference_misses,
    service_reasons,
)
from dispatch.rules.reasons import why_unserved
from dispatch.rules.starts import allowed_starts, releases, soft_windows
from dispatch.rules.unsupported import unsupported
from dispatch.scenario.timetable import duration_of, role_duration

__all__ = [
    "allowed_starts", "break_due", "client_reasons", "duration_of", "eligibility", "end_place",
    "pin_reasons", "preference_misses", "priority", "rating_cost", "releases", "role_duration",
    "service_reasons", "shrunk_rating", "soft_windows", "start_place", "thousandths",
    "unsupported", "weighed", "why_unserved", "workload_factor",
]  # fmt: skip
