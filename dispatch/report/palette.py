"""The colours of the page; colour-blind readers can distinguish the eight of the routes."""

from __future__ import annotations

from typing import Final

ROUTE_COLOURS: Final = (
    "#0A6FD0", "#B8500A", "#1B7F5A", "#A61E90", "#00404A", "#86643A", "#5A2000", "#3B0A78",
)  # fmt: skip
"""White text on each has a contrast of 4.5 or more (WCAG 2.2 AA); red is reserved for errors.

More than eight routes share them in turn: the number identifies a route, the colour only helps.
"""

INK: Final = "#1B2733"
MUTED: Final = "#5B6875"
FAINT: Final = "#C4CCD4"
SHIFT: Final = "#E9EDF1"
LAND: Final = "#F8F8F5"
STREET: Final = "#DADDDF"
MAIN_STREET: Final = "#C9CDD1"
WRONG: Final = "#B3261E"
PAPER: Final = "#FFFFFF"

FONT: Final = (
    "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans CJK SC', 'Noto Sans SC', "
    "'PingFang SC', 'Microsoft YaHei', sans-serif"
)


def route_colour(number: int) -> str:
    """Return the colour of the caregiver with this number, counted from 1."""
    return ROUTE_COLOURS[(number - 1) % len(ROUTE_COLOURS)]


def tint(colour: str, strength: float) -> str:
    """Mix a colour with white; a strength of 0 is white."""
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02X}" for part in parts)
