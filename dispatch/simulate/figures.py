"""How the figures of the comparison are written: names, units, numbers and their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from dispatch.messages import say
from dispatch.simulate.recorded import RECORDED
from dispatch.simulate.statistics import Estimate


class Unit(NamedTuple):
    """How a measure is computed and how it is told.

    Attributes
    ----------
    stored, name : str
        The unit in which it is computed, and the one in which it is told.
    factor : float
        What turns the first one into the second.
    decimals : int
        How many are told.
    """

    stored: str
    name: str
    factor: float = 1.0
    decimals: int = 1


_MINUTES: Final = Unit("min", "minutes")
_HOURS: Final = Unit("min", "hours", 1 / 60, 0)
_PERCENT: Final = Unit("share", "percent", 100)
_PLAIN: Final = Unit("", "")
_OTHER: Final[Mapping[str, Unit]] = {
    "requests": _PLAIN,
    "missed": _PLAIN,
    "late": _PERCENT,
    "reduction": _PERCENT,
    "reduction_resampled": _PERCENT,
    "reduction_p90": _PERCENT,
    "utilisation": _PERCENT,
    "unserved_requests": _PLAIN,
    "booked_unserved": _PLAIN,
    "booked_late": _PERCENT,
    "medication_misses": _PLAIN,
    "violations": _PLAIN,
    "freeze_changes": _PLAIN,
    "decision_p50": Unit("s", "seconds", decimals=2),
    "decision_p99": Unit("s", "seconds", decimals=2),
    "paid": _HOURS,
    "travel": _HOURS,
    "caregivers_per_client": Unit("", "", decimals=2),
    "heavy_gini": Unit("", "", decimals=3),
    "rural_ratio": Unit("", "", decimals=2),
    "moves": _PLAIN,
    "swaps": _PLAIN,
    "promised_in_time": _PERCENT,
}


def unit_of(measure: str) -> Unit:
    """Return how a measure is told; what is a response, or a length of time, is in minutes."""
    return _OTHER.get(measure, _MINUTES)


def group_name(trait: str, value: str) -> str:
    """Return what a group of requests is called, such as "lives alone"."""
    if trait == "area_kind":
        return say(f"comparison-area-{value}")
    return say(f"comparison-with-{trait}" if value == "yes" else f"comparison-without-{trait}")


def measure_name(name: str) -> str:
    """Return what a measure, or a guard rail, is called."""
    kind, *key = name.split(".")
    if kind != "response":
        return say(f"comparison-measure-{name}")
    group = group_name(*key) if len(key) == 2 else say(f"comparison-class-{key[0]}")
    return say("comparison-measure-response", group=group)


def span(load: str, number: int) -> str:
    """Write how many weeks, or recorded days, were lived."""
    kind = "day" if load == RECORDED else "week"
    return say(f"comparison-{kind}" if number == 1 else f"comparison-{kind}s", number=number)


def number(value: float | None, measure: str, *, signed: bool = False, unit: bool = False) -> str:
    """Write a value of a measure, with its sign or its unit if asked; a word if undefined."""
    if value is None:
        return say("comparison-undefined")
    told = unit_of(measure)
    text = f"{value * told.factor:{'+' if signed else ''}.{told.decimals}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    text = text.replace("-", "−")
    return with_unit(text, measure) if unit else text


def with_unit(text: str, measure: str) -> str:
    """Write the unit of a measure behind a number of it, if it has one."""
    unit = unit_of(measure).name
    return say("comparison-amount", number=text, unit=say(f"unit-{unit}")) if unit else text


def titled(measure: str) -> str:
    """Return what a measure is called, with its unit if it has one."""
    name, unit = measure_name(measure), unit_of(measure).name
    return say("comparison-titled", name=name, unit=say(f"unit-{unit}")) if unit else name


def interval(estimate: Estimate, measure: str) -> str:
    """Write the interval of an estimate; a word if it has none, nothing if it has no value."""
    if estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return say("comparison-no-interval")
    low, high = (number(end, measure) for end in (estimate.low, estimate.high))
    return say("comparison-interval", low=low, high=high)
