"""The figures of the comparison as tidy tables, in CSV: a row for each value.

Minutes, seconds and shares are as computed, not rounded. What is undefined is an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from dispatch.simulate.figures import unit_of
from dispatch.simulate.measures import measured
from dispatch.simulate.parts import Part
from dispatch.simulate.records import Arm
from dispatch.simulate.statistics import Estimate
from dispatch.simulate.summary import PRICES, Line, Summary, worst_mean
from dispatch.simulate.tables import csv_text

Values: TypeAlias = Iterator[tuple[str, str, Estimate]]
"""A measure, the baseline beside which it is told (empty if none), and its value."""

_VALUE: Final = ("measure", "against", "unit", "replications", "value", "low", "high")
POLICIES: Final = ("load", "policy", *_VALUE)
GROUPS: Final = ("load", "policy", "trait", "group", *_VALUE)
REPLICATIONS: Final = (
    "load", "seed", "policy", "requests", "mean", "p90", "late", "worst", *PRICES,
)  # fmt: skip
"""The columns of each table. A trait is also ``class``, or ``hour`` for the hour of the request."""


def policies_csv(found: Summary) -> str:
    """Return a row for each load, policy and measure."""
    return csv_text(
        POLICIES,
        (
            (load, line.policy, *_value(*each))
            for load, lines in found.lines.items()
            for line in lines
            for each in _of_line(line)
        ),
    )


def groups_csv(found: Summary) -> str:
    """Return a row for each load, policy, part of the requests and measure of its response."""
    return csv_text(
        GROUPS,
        (
            (load, line.policy, trait, group, *_value(*each))
            for load, lines in found.lines.items()
            for line in lines
            for trait, parts in _traits(line)
            for group, part in parts.items()
            for each in _of_part(part, line.weeks)
        ),
    )


def replications_csv(replications: Iterable[Sequence[Arm]], first_day: int) -> str:
    """Return a row for each arm.

    Parameters
    ----------
    replications
        The arms of each replication.
    first_day
        The first day of each that counts.
    """
    return csv_text(
        REPLICATIONS,
        (
            (
                arm.load,
                arm.seed,
                arm.policy,
                response.requests,
                response.mean,
                response.p90,
                response.late,
                worst_mean(each),
                *(price(each) for price in PRICES.values()),
            )
            for arms in replications
            for arm in arms
            for each in (measured(arm, first_day),)
            for response in (each.headline,)
        ),
    )


def _of_line(line: Line) -> Values:
    yield from _of_part(line.headline, line.weeks)
    for baseline, estimate in line.resampled_against.items():
        yield "reduction_resampled", baseline, estimate
    for baseline, estimate in line.p90_against.items():
        yield "reduction_p90", baseline, estimate
    yield "worst", "", line.worst
    yield "utilisation", "", line.utilisation
    for name, price in line.prices.items():
        yield name, "", price


def _of_part(part: Part, weeks: int) -> Values:
    yield "requests", "", Estimate(weeks, part.requests)
    yield "missed", "", Estimate(weeks, part.missed)
    yield "mean", "", part.mean
    yield "p90", "", part.p90
    yield "late", "", part.late
    for baseline, estimate in part.against.items():
        yield "reduction", baseline, estimate


def _traits(line: Line) -> Iterator[tuple[str, Mapping[str, Part]]]:
    yield "class", line.classes
    yield from line.groups.items()
    yield "hour", {str(hour): part for hour, part in line.hours.items()}


def _value(measure: str, against: str, estimate: Estimate) -> tuple[object, ...]:
    ends = (estimate.value, estimate.low, estimate.high)
    return measure, against, unit_of(measure).stored, estimate.replications, *ends
