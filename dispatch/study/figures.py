"""How the figures of a study are written: amounts, percentages, intervals, names of groups."""

from __future__ import annotations

from math import floor, log10
from typing import Final

from dispatch.messages import say
from dispatch.simulate.figures import group_name
from dispatch.simulate.statistics import Estimate
from dispatch.study.groups import Groups
from dispatch.study.price import Price
from dispatch.study.rows import Measure

_NAMED: Final = {
    **{trait: trait for trait in ("disabled", "solitary", "low_income", "two_caregivers")},
    "area_kind": "area_kind",
    "needs_nurse": "nurse",
}
"""The traits whose groups have names of their own, and what these are listed by."""

_COMPARED: Final = frozenset(
    {
        "served", "unserved", "mandatory_unserved", "tardiness", "response_mean", "response_p90",
        "within_target", "on_time", "largest_tardiness",
        "unserved_share", "familiar", "entitlement_met",
    }
)  # fmt: skip
"""The measures of groups that have names without a group."""

_DIGITS: Final = 3
"""How many digits are told of what is not a whole number."""


def amount(value: float | None, *, signed: bool = False) -> str:
    """Write an amount with three digits, or all before the point; a word if undefined."""
    if value is None:
        return say("answer-undefined")
    value = round(value, 9)  # what resamples leave behind is not told
    size = abs(value)
    if size % 1 == 0 or size >= 100:
        return _told(value, 0, signed)
    before = floor(log10(size)) + 1  # digits before the point; fewer than 0 for zeros behind it
    return _told(value, min(_DIGITS - max(before, 0), 3) if before > -2 else 2 - before, signed)


def percent_more(change: float | None) -> str:
    """Write a relative change, or a difference of shares, as a percentage with its sign."""
    if change is None:
        return say("answer-undefined")
    return say("report-percent", number=points(change, signed=True))


def points(share: float | None, *, signed: bool = False) -> str:
    """Write a difference of two shares in percentage points, rounded, with a decimal below ten."""
    if share is None:
        return say("answer-undefined")
    return _told(100 * share, 1 if abs(share) < 0.0995 else 0, signed)


def chance(share: float | None) -> str:
    """Write the share of placebos, or of random rankings, with two digits."""
    if share is None:
        return say("answer-undefined")
    return f"{share:.3f}" if share < 0.1 else f"{share:.2f}"


def interval(found: Estimate, *, share: bool = False) -> str:
    """Write the interval of an estimate; a word if it has none, nothing if it has no value."""
    if found.value is None:
        return ""
    if found.low is None or found.high is None:
        return say("answer-no-interval")
    if share:
        low, high = points(found.low), say("report-percent", number=points(found.high))
    else:
        low, high = amount(found.low), amount(found.high)
    return say("answer-interval", low=low, high=high)


def change(price: Price, measure: Measure) -> tuple[str, str]:
    """Write by how much a measure is more under a weighting than under the plain one.

    Returns
    -------
    tuple of str
        The change with its sign, and its interval, of what `change_of` returns.
    """
    found, share = change_of(price, measure)
    if share:
        return percent_more(found.value), interval(found, share=True)
    return f"{amount(found.value, signed=True)} {measure.unit}".rstrip(), interval(found)


def change_of(price: Price, measure: Measure) -> tuple[Estimate, bool]:
    """Return the change of a measure, and whether it is told as a share.

    A share has no value where the plain weighting has 0, and no interval where it may have 0 or all
    shares are equal; then the difference is told. No change is told as a share.
    """
    found = relative(price, measure)
    without = found.low is None and price.pairs > 1
    if found.value is None or (without and price.difference.value != 0):
        return price.difference, False
    return found, True


def relative(price: Price, measure: Measure) -> Estimate:
    """Return the relative change of a measure itself, whichever direction is worse."""
    found = price.price
    if found.value is None or measure.better == "less":
        return found
    low, high = (None if end is None else -end for end in (found.high, found.low))
    return Estimate(found.replications, -found.value, low, high)


def is_shown(found: Estimate) -> bool:
    """Whether the interval of an estimate excludes 0."""
    return found.low is not None and found.high is not None and not found.low <= 0 <= found.high


def compared_in(each: Groups) -> str:
    """Return what groups are compared in, without the name of one of them."""
    if each.measure in _COMPARED:
        return say(f"answer-in-{each.measure}")
    name = each.measure.replace("_", " ")
    return f"{name}, {each.unit}" if each.unit else name


def titled(measure: Measure) -> str:
    """Return the name of a measure with its unit."""
    if not measure.unit:
        return measure.label
    return say("answer-titled", name=measure.label, unit=measure.unit)


def in_text(measure: Measure) -> str:
    """Return the name of a measure within a sentence: without a capital, unless all are."""
    first, rest = measure.label[:1], measure.label[1:]
    return first.lower() + rest if rest[:1].islower() else measure.label


def group_label(trait: str, value: str) -> str:
    """Return what a group is called, such as "lives alone"."""
    if trait in _NAMED:
        return group_name(_NAMED[trait], value)
    return say("answer-group", trait=trait.replace("_", " "), value=value)


def _told(value: float, decimals: int, signed: bool) -> str:
    text = f"{value:{'+' if signed else ''}.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−")
