"""The colours of routes; colour-blind readers can distinguish all eight."""

from __future__ import annotations

from typing import Final

ROUTE_COLOURS: Final = (
    "#0A6FD0", "#B8500A", "#1B7F5A", "#A61E90", "#00404A", "#86643A", "#5A2000", "#3B0A78",
)  # fmt: skip
"""White text on each has a contrast of 4.5 or more (WCAG 2.2 AA); red is reserved for errors.

More than eight routes share them in turn: the number identifies a route, the colour only helps.
"""


def route_colour(number: int) -> str:
    """Return the colour of the caregiver with this number, counted from 1."""
    return ROUTE_COLOURS[(number - 1) % len(ROUTE_COLOURS)]
