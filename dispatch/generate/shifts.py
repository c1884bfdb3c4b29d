"""The shifts of a generated day."""

from __future__ import annotations

from typing import Final

from dispatch.generate.dials import Dials
from dispatch.generate.streams import Stream, every, of_the_rest
from dispatch.scenario import Duration, MealBreak, Shift


def _shift(start: str, end: str, earliest: str = "", latest: str = "") -> Shift:
    rest = None
    if earliest:
        half_an_hour = Duration.of_minutes(30)
        rest = MealBreak(duration=half_an_hour, earliest=earliest, latest=latest)
    return Shift(start=start, end=end, meal_break=rest)


EARLY: Final = _shift("07:00", "15:30", "11:00", "12:30")
LATE: Final = _shift("10:30", "19:00", "12:30", "14:00")
SPLIT: Final = (_shift("06:45", "10:45"), _shift("15:15", "19:15"))
EVENING: Final = _shift("16:30", "25:00", "20:00", "21:30")
"""Until one at night."""
NIGHT: Final = _shift("21:30", "30:00", "25:00", "26:30")
"""Until six in the morning."""
VOLUNTEERED: Final = (_shift("09:30", "12:30"), _shift("15:00", "18:00"))


def late_shifts(nurse: bool) -> tuple[Shift, ...]:
    """Return the evening of a nurse, or the night of a care worker."""
    return (EVENING if nurse else NIGHT,)


def day_shifts(number: int, stream: Stream, dials: Dials) -> tuple[Shift, ...]:
    """Return the day's shifts of the caregiver with this number of a kind, in even shares."""
    early_from = stream.of("early").share()
    if every(dials.early_shifts, number, early_from):
        return (EARLY,)
    others = number - int(dials.early_shifts * number + early_from)
    split = of_the_rest(dials.split_shifts, dials.early_shifts)
    return SPLIT if every(split, others, stream.of("split").share()) else (LATE,)
