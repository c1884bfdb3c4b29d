"""The running day: what happens, what it changes, and how the plan is repaired."""

from dispatch.live.desk import Acceptance, Desk, offers

__all__ = ["Acceptance", "Desk", "offers"]
