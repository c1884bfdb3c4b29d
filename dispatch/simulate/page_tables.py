"""The tables of the page of the comparison: what a summary says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dispatch.messages import listed, say
from dispatch.simulate.figures import (
    group_name,
    interval,
    measure_name,
    number,
    span,
    titled,
    unit_of,
    with_unit,
)
from dispatch.simulate.guards import GuardResult
from dispatch.simulate.parts import Part
from dispatch.simulate.records import CLASSES
from dispatch.simulate.statistics import Estimate
from dispatch.simulate.summary import BASELINES, SQUARE, Line, Summary

PAID: Final = (
    "travel", "paid", "overtime_per_caregiver", "moves", "moved", "swaps", "promised_in_time",
    "caregivers_per_client", "booked_late", "medication_misses", "unserved_requests",
    "decision_p50", "decision_p99",
)  # fmt: skip
"""The prices that the page tells side by side."""


class Cell(NamedTuple):
    """A cell, what is told below it in small, and whether it tells of a failure."""

    text: str
    note: str = ""
    wrong: bool = False


class Row(NamedTuple):
    """A row with its head."""

    head: str
    cells: Sequence[Cell]


class Body(NamedTuple):
    """Rows that belong together; without a name if the table has only these."""

    name: str
    rows: Sequence[Row]


class Table(NamedTuple):
    """A table: its caption, the heads of its columns, its rows."""

    caption: str
    columns: Sequence[str]
    bodies: Sequence[Body]


def policies_table(found: Summary, load: str) -> Table:
    """Return the policies at a load, side by side."""
    lines, beside = found.lines[load], _beside(found)
    names = ("mean", "p90", "late", "worst", "moves", "utilisation")
    columns = [
        say("comparison-policy"),
        *map(titled, names),
        *(say("comparison-less", baseline=name) for name in beside),
        *(say("comparison-less-p90", baseline=name) for name in beside),
    ]
    rows = [
        Row(
            line.policy,
            [
                *_response(line.headline),
                _worst(line),
                _cell(line.prices["moves"], "moves"),
                _cell(line.utilisation, "utilisation"),
                *_less(line.policy, line.headline.against),
                *_less(line.policy, line.p90_against),
            ],
        )
        for line in lines
    ]
    return Table(_caption("policies", load, lines), columns, [Body("", rows)])


def classes_table(found: Summary, load: str) -> Table:
    """Return each class of requests apart."""
    lines, beside = found.lines[load], _beside(found)
    columns = [
        say("comparison-policy"),
        *map(titled, ("requests", "mean", "p90", "late", "missed")),
        *(say("comparison-less", baseline=name) for name in beside),
    ]
    bodies = [
        Body(
            say(f"comparison-class-{kind}"),
            [
                Row(
                    line.policy,
                    [
                        Cell(str(line.classes[kind].requests)),
                        *_response(line.classes[kind]),
                        Cell(str(line.classes[kind].missed)),
                        *_less(line.policy, line.classes[kind].against),
                    ],
                )
                for line in lines
            ],
        )
        for kind in CLASSES
    ]
    return Table(_caption("classes", load, lines), columns, bodies)


def groups_table(found: Summary, load: str) -> Table:
    """Return the mean response of each group that has a request."""
    lines = found.lines[load]
    rows = [
        Row(
            group_name(trait, value),
            [
                Cell(str(part.requests)),
                *(_cell(line.groups[trait][value].mean, "mean") for line in lines),
            ],
        )
        for trait, parts in lines[0].groups.items()
        for value, part in parts.items()
        if part.requests
    ]
    columns = [
        say("comparison-group"),
        measure_name("requests"),
        *(line.policy for line in lines),
    ]
    return Table(_caption("groups", load, lines), columns, [Body("", rows)])


def prices_table(found: Summary, load: str) -> Table:
    """Return what each policy pays."""
    lines = found.lines[load]
    rows = [Row(line.policy, [_cell(line.prices[name], name) for name in PAID]) for line in lines]
    columns = [say("comparison-policy"), *map(titled, PAID)]
    return Table(_caption("prices", load, lines), columns, [Body("", rows)])


def square_table(found: Summary) -> Table:
    """Return what pooling and optimisation do, at each load at which the four were lived."""
    rows = []
    for load, square in found.square.items():
        means = {line.policy: line.headline.mean for line in found.lines[load]}
        shares = (square.pooling_share, square.optimisation_share)
        cells = [
            *(_cell(means[name], "mean") for name in SQUARE),
            *(_cell(each, "reduction") for each in square.reductions.values()),
            *(Cell(number(each, "reduction")) for each in shares),
        ]
        rows.append(Row(say(f"comparison-load-{load}"), cells))
    columns = [
        say("comparison-load"),
        *(say("comparison-mean-of", policy=name) for name in SQUARE),
        *(say(f"comparison-cut-{name}") for name in ("total", "pooling", "optimisation")),
        *(say(f"comparison-share-{name}") for name in ("pooling", "optimisation")),
    ]
    return Table(say("comparison-caption-square"), columns, [Body("", rows)])


def rails_table(found: Summary, policy: str) -> Table:
    """Return the guard rails of a policy beside the headline's baseline, at each load."""
    baseline, lines = BASELINES[0], found.of(policy)
    rails = {
        load: {rail.name: rail for rail in line.rails[baseline]} for load, line in lines.items()
    }
    every = {name: rail for each in rails.values() for name, rail in each.items()}
    rows = [
        Row(
            titled(name),
            [
                Cell(margin(rail)),
                *(_rail(each[name]) if name in each else _undefined() for each in rails.values()),
            ],
        )
        for name, rail in every.items()
    ]
    columns = [
        say("comparison-rail"),
        say("comparison-margin"),
        *(say(f"comparison-load-{load}") for load in rails),
    ]
    caption = say("comparison-caption-rails", policy=policy, baseline=baseline)
    return Table(caption, columns, [Body("", rows)])


def margin(rail: GuardResult) -> str:
    """Write what a policy may have."""
    if rail.kind == "limit":
        return say("comparison-at-most", limit=with_unit(f"{rail.margin:g}", rail.name))
    if not rail.margin:
        return say("comparison-not-more")
    code = "share" if rail.kind == "share" else "points"
    return say(f"comparison-more-{code}", margin=f"{100 * rail.margin:g}")


def kept(rail: GuardResult) -> str:
    """Write whether a guard rail is kept; if not, by how much, or how sure that is not."""
    if rail.kept is None or rail.excess is None:
        return say("comparison-rail-unknown")
    if rail.kept:
        return say("comparison-rail-kept")
    if rail.excess > 0:
        return say("comparison-rail-broken", excess=_beyond(rail, rail.excess))
    return say("comparison-rail-unsure", bound=_beyond(rail, rail.bound))


def _beyond(rail: GuardResult, value: float | None) -> str:
    """Write a difference; that of two percentages is in percentage points."""
    text = number(value, rail.name)
    if unit_of(rail.name).name == "percent":
        return say("comparison-points", number=text)
    return with_unit(text, rail.name)


def _rail(rail: GuardResult) -> Cell:
    beside = say("comparison-beside", baseline=BASELINES[0], value=number(rail.baseline, rail.name))
    note = listed([beside, kept(rail)], "clause-separator")
    return Cell(number(rail.policy, rail.name), note, rail.kept is not True)


def _beside(found: Summary) -> list[str]:
    return [name for name in BASELINES if name in found.policies]


def _response(part: Part) -> Iterator[Cell]:
    yield _cell(part.mean, "mean")
    yield _cell(part.p90, "p90")
    yield _cell(part.late, "late")


def _less(policy: str, against: Mapping[str, Estimate]) -> Iterator[Cell]:
    """The reductions beside each baseline; beside itself there is none to tell."""
    for baseline, estimate in against.items():
        itself = Cell("—", say("comparison-itself"))
        yield itself if baseline == policy else _cell(estimate, "reduction")


def _worst(line: Line) -> Cell:
    cell = _cell(line.worst, "worst")
    if line.worst_group is None:
        return cell
    told = [cell.note, group_name(*line.worst_group)]
    return cell._replace(note=listed(told, "clause-separator"))


def _cell(estimate: Estimate, measure: str) -> Cell:
    return Cell(number(estimate.value, measure), interval(estimate, measure))


def _undefined() -> Cell:
    return Cell(number(None, ""))


def _caption(kind: str, load: str, lines: Sequence[Line]) -> str:
    told = say(f"comparison-load-{load}")
    return say(f"comparison-caption-{kind}", load=told, span=span(load, lines[0].weeks))
