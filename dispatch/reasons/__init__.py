"""Why visits are left out: what bars each caregiver, with and without the rest of the plan."""

from dispatch.reasons.why import why_left_out

__all__ = ["why_left_out"]
