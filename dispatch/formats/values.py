"""Numbers of published JSON files, read exactly."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

from dispatch.errors import shown
from dispatch.scenario.forms import refusal

TICK: Final = 60
"""Milliseconds in a thousandth of a minute, the finest published precision."""

LATEST: Final = 3 * 86_400_000
"""Milliseconds after the first midnight; later clock times cannot be written."""

_NOISE: Final = 1e-6
"""How far 154.99999999999997 may be from the intended number, in thousandths."""


def _milliseconds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refusal("not-number", value=shown(value))
    if not math.isfinite(value):
        raise refusal("not-finite", value=shown(value))
    if not 0 <= value <= 1e6:
        code, bound = ("below", 0) if value < 0 else ("above", 1_000_000)
        raise refusal(code, value=shown(value), bound=bound)
    thousandths = round(value * 1000)
    if abs(value * 1000 - thousandths) > _NOISE * max(1, abs(value)):
        raise refusal("formats-fine", value=shown(value))
    return thousandths * TICK


Minutes: TypeAlias = Annotated[int, BeforeValidator(_milliseconds)]
"""Minutes in the file, exact to a thousandth; converted to milliseconds."""


def _pair(values: tuple[int, ...]) -> tuple[int, ...]:
    minutes = [value / 60_000 for value in values]
    if len(values) != 2:
        raise refusal("formats-pair", value=shown(minutes))
    if values[0] > values[1]:
        raise refusal("formats-reversed", first=f"{minutes[0]:g}", second=f"{minutes[1]:g}")
    return values


Span: TypeAlias = Annotated[tuple[Minutes, ...], AfterValidator(_pair)]
"""``[from, to]``, from not after to."""

Row: TypeAlias = Annotated[tuple[Minutes, ...], Field(min_length=1)]
"""Travel from one point to every point."""
